"""A table of the session as an item model: array look-ups and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

if TYPE_CHECKING:
    from cxdesk.session.table_view import Table, TableColumn

Index = QModelIndex | QPersistentModelIndex
RIGHT_ALIGNED = ("number", "value")


class CellRole(IntEnum):
    """What a cell has beyond its text."""

    KIND = Qt.ItemDataRole.UserRole + 1
    SECOND = Qt.ItemDataRole.UserRole + 2
    TONE = Qt.ItemDataRole.UserRole + 3
    BARS = Qt.ItemDataRole.UserRole + 4
    WHOLE = Qt.ItemDataRole.UserRole + 5
    ROW = Qt.ItemDataRole.UserRole + 6
    BAR_NAMES = Qt.ItemDataRole.UserRole + 7


class ColumnsModel(QAbstractTableModel):
    """Shows some rows of a `Table` in an order. Whoever wants another order gets `sort_wanted` and gives new
    rows.

    With `sorts_itself` the model puts its rows in order by the column's keys; otherwise it only asks.
    """

    sort_wanted = Signal(str, bool)

    def __init__(self, parent: QObject | None = None, *, sorts_itself: bool = True) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._rows: Sequence[int] = ()
        self._sorts_itself = sorts_itself

    @property
    def table(self) -> Table | None:
        """The table that is shown."""
        return self._table

    @property
    def rows(self) -> Sequence[int]:
        """The positions in the table that are shown, in their order."""
        return self._rows

    def show(self, table: Table | None, rows: Sequence[int] | None = None) -> None:
        """Show a table; `rows` are positions in it, all in their own order by default."""
        self.beginResetModel()
        self._table = table
        self._rows = range(len(table) if table else 0) if rows is None else [int(row) for row in rows]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns the table has."""
        return 0 if parent.isValid() or self._table is None else len(self._table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or self._table is None:
            return None
        column, row = self._table.columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.texts[row]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(column, row)
            case CellRole.KIND:
                return column.kind
            case CellRole.SECOND:
                return column.second[row] if column.second else ""
            case CellRole.TONE:
                return column.tones[row] if column.tones else ""
            case CellRole.BARS:
                return column.bars[row] if column.bars is not None else None
            case CellRole.BAR_NAMES:
                return column.bar_names
            case CellRole.WHOLE:
                return column.whole[row] if column.whole else ""
            case CellRole.ROW:
                return row
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column, what it is, and how it is aligned."""
        if orientation is not Qt.Orientation.Horizontal or self._table is None:
            return None
        if not 0 <= section < len(self._table.columns):
            return None
        column = self._table.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.help
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case CellRole.KIND:
                return column.kind
            case CellRole.BAR_NAMES:
                return column.bar_names
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the rows in another order, or put them in it."""
        if self._table is None or not 0 <= column < len(self._table.columns):
            return
        wanted = self._table.columns[column]
        if wanted.keys is None:
            return
        descending = order is Qt.SortOrder.DescendingOrder
        if self._sorts_itself:
            import numpy as np

            from cxdesk.session.table_view import ordered

            self.show(
                self._table, ordered(wanted, np.asarray(self._rows, dtype=np.int64), descending=descending)
            )
        else:
            self.sort_wanted.emit(wanted.name, descending)


def _alignment(column: TableColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.kind in RIGHT_ALIGNED else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _spoken(column: TableColumn, row: int) -> str:
    """Return what a screen reader says for a cell."""
    if column.bars is not None and column.whole:
        return column.whole[row]
    second = f" {column.second[row]}" if column.second and column.second[row] else ""
    return f"{column.title}: {column.texts[row]}{second}"
