"""Text files whose rows all have more or fewer cells than the header: values may be under wrong names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxdesk.importing.sheet import CellKind, as_texts, rows_between
from cxdesk.workspace.records import Problem

if TYPE_CHECKING:
    from cxdesk.importing.header import Layout
    from cxdesk.importing.sheet import Sheet

LONGER, SHORTER = "rows_longer_than_header", "rows_shorter_than_header"
"""The codes of the problems that this finds."""
ENDS_EARLY = "rows_end_early"
"""The code of the reader's own note that most records have fewer cells than the header has names; it is only
told when nothing stands under the last of them."""
_NEXT = (
    "A separator inside a name or a value may lack its quotes. Look at the first values, and export the file "
    "again with quotes if they stand under the wrong names."
)


def uneven_rows(sheet: Sheet, layout: Layout) -> tuple[Problem, ...]:
    """Return what is to be said when the rows of a text file do not fit its header."""
    top = layout.header_row
    if top is None or sheet.encoding is None or not layout.positions or not len(layout.rows):
        return ()
    last = sheet.columns[layout.positions[-1]]
    at = int(np.searchsorted(sheet.row_numbers, top))
    named = bool((as_texts(rows_between(last, at, at + 1))[0].as_py() or "").strip())
    filled = bool((last.kinds[layout.rows] != CellKind.EMPTY).any())
    codes = {note.code for note in sheet.notes if note.row in (None, top)}
    if filled and not named and "too_few_cells" in codes:
        hint = f"The rows have more cells than the header has names. {_NEXT}"
        return (Problem(LONGER, top, layout.names[-1], "", hint),)
    if named and not filled and ENDS_EARLY in codes:
        hint = f"The rows have fewer cells than the header has names. {_NEXT}"
        return (Problem(SHORTER, top, layout.names[-1], "", hint),)
    return ()
