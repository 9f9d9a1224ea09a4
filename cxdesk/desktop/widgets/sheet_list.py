"""The sheets of the files under review: what each is taken for, where it is, how many rows it has."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cxdesk.desktop.appearance import Appearance, sized, small_font
from cxdesk.session.review import Review

_DETAIL, _USED, _COUNT, _ASKS = (Qt.ItemDataRole.UserRole + number for number in (1, 2, 3, 4))
_ROW = 46


class SheetList(QListWidget):
    """A list with two lines for each sheet."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Sheets")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_SheetDelegate(appearance, self))
        appearance.changed.connect(self.viewport().update)

    def show_entries(self, review: Review) -> None:
        """Show the sheets of a review, then the files that could not be read; the chosen one stays chosen."""
        row = max(self.currentRow(), 0)
        self.blockSignals(True)
        self.clear()
        for sheet in review.sheets:
            asks = f"{sheet.open_questions} to check" if sheet.used and sheet.open_questions else ""
            self._add(sheet.title, sheet.count, sheet.heading, asks, used=sheet.used)
        for file in review.files:
            title, count = ("Protected", "password") if file.needs_password else ("Cannot be read", "")
            self._add(title, count, file.name, "", used=file.needs_password)
        self.setCurrentRow(min(row, self.count() - 1))
        self.blockSignals(False)

    def _add(self, title: str, count: str, detail: str, asks: str, *, used: bool) -> None:
        item = QListWidgetItem(title)
        for role, value in ((_COUNT, count), (_DETAIL, detail), (_USED, used), (_ASKS, asks)):
            item.setData(role, value)
        item.setToolTip(detail)
        spoken = ", ".join(part for part in (title, detail, count, asks) if part)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.addItem(item)


class _SheetDelegate(QStyledItemDelegate):
    """Draws a sheet."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, _option: QStyleOptionViewItem, _index) -> QSize:
        """Return the height of an entry."""
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        """Draw one entry."""
        look = self._appearance.look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(1, 1, -1, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.select if selected else look.raised))
            painter.drawRoundedRect(box, 5, 5)
        title = sized(QFont(), look.text.body, look.text.medium)
        upper = QRect(box.left() + 9, box.top() + 5, box.width() - 18, 18)
        lower = QRect(upper.left(), upper.bottom(), upper.width(), 17)
        painter.setFont(title)
        painter.setPen(QColor(look.ink if index.data(_USED) else look.muted))
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, _cut(title, str(index.data()), upper.width()))
        small = small_font(look)
        painter.setFont(small)
        painter.setPen(QColor(look.muted))
        painter.drawText(
            upper, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(_COUNT)
        )
        asks = f"▲ {index.data(_ASKS)}" if index.data(_ASKS) else ""
        beside = QFontMetrics(small).horizontalAdvance(asks) + 8 if asks else 0
        detail = _cut(small, str(index.data(_DETAIL)), lower.width() - beside)
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, detail)
        painter.setPen(QColor(look.watch))
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, asks)
        painter.restore()


def _cut(font: QFont, text: str, width: int) -> str:
    """Return the text, cut in the middle where it is too long: file and sheet both begin to show."""
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, width)
