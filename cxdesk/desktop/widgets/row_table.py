"""A table of rows: whole rows are selected, the last column takes what is left, letters stand above their
bars.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.saving import offer, saver_of
from cxdesk.desktop.widgets.brushes import brushes
from cxdesk.desktop.widgets.cells import CellDelegate, bar_positions, bar_width

_SIDE = 6
_LONGEST = 12
"""Of a column's texts, how many of those with the most characters are measured."""


class RowTable(QTableView):
    """Shows a `ColumnsModel`. `row_opened` is sent for Enter and for a double click, `restyled` once a style
    sheet has changed its frame.
    """

    row_opened = Signal(int)
    restyled = Signal()

    def __init__(
        self, appearance: Appearance, model: ColumnsModel, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._flexible: dict[str, tuple[int, int]] = {}
        self._measured: dict[str, int] = {}
        self.brief_columns: set[str] = set()
        self.setAccessibleName(name)
        self.setHorizontalHeader(_Header(appearance, self))
        self.setModel(model)
        self.setItemDelegate(CellDelegate(appearance, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(appearance.look.space.row_height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._open)
        appearance.changed.connect(self.viewport().update)

    def arrange(self, flexible: Mapping[str, tuple[int, int]]) -> None:
        """Let the named columns share what the others leave, each with its (least, enough) width in pixels.

        They grow to their longest text, but not beyond enough, in the order given; what is left goes to the
        rightmost of them. The other columns are as wide as their title and their longest text.
        """
        self._flexible = dict(flexible)
        self._measured = self._measure()
        self._lay_out()

    def whole_rows(self, height: int) -> int:
        """Return the greatest height up to one given, in pixels, at which no row is cut."""
        around = self.horizontalHeader().minimumHeight() + 2 * self.frameWidth()
        if self.horizontalScrollBar().maximum() > 0:
            around += self.horizontalScrollBar().sizeHint().height()
        row = self.verticalHeader().defaultSectionSize()
        return around + max((height - around) // row, 1) * row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to save the table."""
        offer(self, event.globalPos(), {"Save this table...": self.save})

    def save(self) -> None:
        """Ask for a file and save the rows as they stand here, all of them."""
        saver, table = saver_of(self), self.model().table
        if saver is not None and table is not None:
            rows = [self.model().index(row, 0).data(CellRole.ROW) for row in range(self.model().rowCount())]
            saver.save_table(self.accessibleName(), table, rows)

    def resizeEvent(self, event) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._flexible:
            self.arrange(self._flexible)
        elif event.type() is QEvent.Type.StyleChange:
            self.restyled.emit()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_opened.emit(index.data(CellRole.ROW))

    def _measure(self) -> dict[str, int]:
        """Return the width that the title and the longest text of each column want."""
        table = self.model().table
        if table is None:
            return {}
        measured = brushes(self._appearance.look)
        small, body = measured.small_measure, measured.body_measure
        widths = {}
        for column in table.columns:
            title = small.horizontalAdvance(column.title) + 2 * _SIDE + 2
            longest = nlargest(_LONGEST, set(column.texts), key=len)
            measure = small if column.kind == "note" else body
            content = max((measure.horizontalAdvance(text) for text in longest), default=0) + 2 * _SIDE + 2
            if column.kind in ("band", "bars", "value", "sign"):
                content = self.itemDelegate().width_of(column, longest)
            widths[column.name] = max(content, 0 if column.kind == "bars" else title)
        return widths

    def _lay_out(self) -> None:
        """Set the widths of all columns."""
        table = self.model().table
        if table is None or not self._flexible:
            return
        if any(column.name not in self._measured for column in table.columns):
            self._measured = self._measure()
        names = {column.name for column in table.columns}
        widths = {
            name: self._flexible.get(name, (wanted, 0))[0]
            for name, wanted in self._measured.items()
            if name in names
        }
        room = self.viewport().width() - sum(widths.values())
        for name, (_, enough) in self._flexible.items():
            if name not in names:
                continue
            more = max(0, min(room, self._measured[name] - widths[name], enough - widths[name]))
            widths[name] += more
            room -= more
        last = [column.name for column in table.columns if column.name in self._flexible][-1]
        widths[last] += max(room, 0)
        # A column is brief as a whole: long and short sentences mixed would read as if they differed.
        self.brief_columns = {name for name, width in widths.items() if width < self._measured[name]}
        for position, column in enumerate(table.columns):
            self.horizontalHeader().resizeSection(position, widths[column.name])


class _Header(QHeaderView):
    """The header of a table: sortable where the column can be sorted, letters above small bars."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._appearance = appearance
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSectionsClickable(True)
        self.setFixedHeight(appearance.look.space.row_height)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """Draw one title, and an arrow where the table is sorted by it."""
        look, model = self._appearance.look, self.model()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(look.panel))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(look.line))
        painter.setFont(brushes(look).small)
        painter.setPen(QColor(look.muted))
        area = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        names = model.headerData(section, Qt.Orientation.Horizontal, CellRole.BAR_NAMES)
        if names:
            for left, name in zip(bar_positions(area, len(names)), names, strict=True):
                box = QRect(left, area.top(), bar_width(), area.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        else:
            self._draw_title(painter, area, section)
        painter.restore()

    def _draw_title(self, painter: QPainter, area: QRect, section: int) -> None:
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        alignment = self.model().headerData(
            section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
        )
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, alignment, shown)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            self._draw_arrow(painter, area, alignment, painter.fontMetrics().horizontalAdvance(shown))

    def _draw_arrow(self, painter: QPainter, area: QRect, alignment: Qt.AlignmentFlag, width: int) -> None:
        """Draw a small arrow above the middle of the title, where it needs no room of its own."""
        right = bool(alignment & Qt.AlignmentFlag.AlignRight)
        x = area.right() - width // 2 if right else area.left() + width // 2
        y = area.top() + 4
        up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        tip = -2 if up else 2
        painter.setPen(QPen(QColor(self._appearance.look.muted), 1.4))
        painter.drawLine(x - 3, y - tip, x, y + tip)
        painter.drawLine(x, y + tip, x + 3, y - tip)
