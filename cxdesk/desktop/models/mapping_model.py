"""The columns of a sheet under review, with their meaning as something that can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from cxdesk.desktop.models.columns_model import ColumnsModel, Index


class MappingModel(ColumnsModel):
    """A `ColumnsModel` whose column of kind "choice" can be edited: `field_chosen` gives row and field.

    What is chosen is not kept here: the sheet is read again with it, and another table arrives.
    """

    field_chosen = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields: Sequence[str] = ()

    def show_fields(self, fields: Sequence[str]) -> None:
        """Say which field each row has now."""
        self._fields = fields

    def field(self, row: int) -> str:
        """Return the field that a row has now."""
        return self._fields[row]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a meaning can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._is_choice(index) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows; for editing, the field itself."""
        if role == Qt.ItemDataRole.EditRole and self._is_choice(index):
            return self._fields[index.row()]
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for the sheet to be read with another field."""
        if role != Qt.ItemDataRole.EditRole or not self._is_choice(index):
            return False
        if value != self._fields[index.row()]:
            self.field_chosen.emit(index.row(), str(value))
        return True

    def _is_choice(self, index: Index) -> bool:
        table = self.table
        return table is not None and index.isValid() and table.columns[index.column()].kind == "choice"
