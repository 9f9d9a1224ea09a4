"""Gives a table only as much height as whole rows take, so that none is cut while it rests at the top."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cxdesk.desktop.widgets.row_table import RowTable


class WholeRows(QWidget):
    """Holds one table; what is left below its last whole row stays empty."""

    def __init__(self, table: RowTable) -> None:
        super().__init__()
        self._table = table
        table.setParent(self)
        # A scroll bar that comes or goes takes or leaves room.
        table.horizontalScrollBar().rangeChanged.connect(self._fit)
        table.restyled.connect(self._fit)
        self.setFocusProxy(table)
        self.setSizePolicy(table.sizePolicy())

    def sizeHint(self) -> QSize:
        """Return what the table wants."""
        return self._table.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what the table needs."""
        return self._table.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the table."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._table.setGeometry(0, 0, self.width(), self._table.whole_rows(self.height()))
