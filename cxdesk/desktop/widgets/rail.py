"""The rail at the left: the pages by name, with how much is on each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
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

_COUNT = Qt.ItemDataRole.UserRole + 1
_ROW = 34
WIDTH = 136


class Rail(QListWidget):
    """Chooses a page: `chosen` gives its name."""

    chosen = Signal(str)

    def __init__(
        self, appearance: Appearance, pages: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names = [name for name, _ in pages]
        self.setProperty("look", "rail")
        self.setAccessibleName("Pages")
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_RailDelegate(appearance, self))
        for _, label in pages:
            self.addItem(QListWidgetItem(label))
        self.setCurrentRow(0)
        self.currentRowChanged.connect(self._choose)
        appearance.changed.connect(self.viewport().update)

    def show_page(self, name: str) -> None:
        """Mark a page as the present one."""
        self.setCurrentRow(self._names.index(name))

    def show_count(self, name: str, count: str) -> None:
        """Show how much is on a page, "" for nothing."""
        item = self.item(self._names.index(name))
        item.setData(_COUNT, count)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()} {count}".strip())

    def allow(self, name: str, allowed: bool) -> None:
        """Let a page be chosen or not."""
        item = self.item(self._names.index(name))
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(enabled if allowed else Qt.ItemFlag.NoItemFlags)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._names[row])


class _RailDelegate(QStyledItemDelegate):
    """Draws a page's name and its count."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, _option: QStyleOptionViewItem, _index) -> QSize:
        """Return the height of an entry."""
        return QSize(WIDTH, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        """Draw one entry."""
        look = self._appearance.look
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(6, 2, -6, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.select if selected else look.line))
            painter.drawRoundedRect(box, 6, 6)
        allowed = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.setPen(QColor(look.accent if selected else look.ink if allowed else look.muted))
        painter.setFont(sized(QFont(), look.text.body, look.text.semibold if selected else look.text.medium))
        text = QRect(box.left() + 10, box.top(), box.width() - 20, box.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, index.data())
        painter.setFont(small_font(look))
        painter.setPen(QColor(look.accent if selected else look.muted))
        painter.drawText(
            text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(_COUNT) or ""
        )
        painter.restore()
