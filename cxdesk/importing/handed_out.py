"""Workbooks that cxdesk handed out, known by the keys of their rows: they are read back, not imported."""

from __future__ import annotations

from collections.abc import Sequence

from cxdesk.importing.sheet import RawColumn, Sheet, as_texts, rows_between
from cxdesk.workspace.row_key import is_key

_LOOKED_AT = 200
"""How many rows of a sheet are looked through: the keys begin right below its headers."""


def is_handed_out(sheets: Sequence[Sheet]) -> bool:
    """Return whether a sheet of the workbook has row keys."""
    return any(
        _has_key(column, min(sheet.row_count, _LOOKED_AT)) for sheet in sheets for column in sheet.columns
    )


def _has_key(column: RawColumn, rows: int) -> bool:
    if column.texts is None:
        return False
    return any(is_key(text) for text in as_texts(rows_between(column, 0, rows)).to_pylist() if text)
