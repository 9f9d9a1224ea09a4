"""Cells that are merged over several rows of a table: what they show belongs to each of these rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxdesk.importing.header import Layout, filled_counts, find_layout
from cxdesk.importing.names import column_letter
from cxdesk.importing.sheet import CellKind, Sheet, chosen_rows
from cxdesk.workspace.records import Problem

MERGED_FILLED = "merged_cells"
_Span = tuple[int, int]


def found_table(sheet: Sheet, known: frozenset[str], header_row: int | None = None) -> tuple[Sheet, Layout]:
    """Return a sheet with its merged cells filled down, and where its table is; arguments as those of
    `header.find_layout`."""
    layout = find_layout(sheet, known, header_row)
    filled = filled_down(sheet, layout)
    if filled is sheet:
        return sheet, layout
    return filled, replace(find_layout(filled, known, layout.header_row), chosen=layout.chosen)


def filled_down(sheet: Sheet, layout: Layout) -> Sheet:
    """Return the sheet with the cells below a merged one holding what it shows, told by column; the same
    sheet where there are none.

    Only rows of the table that hold something else are filled: a row that is merged whole is one row.
    `unfilled` keeps the columns as they were, for numbers, which would count several times.
    """
    spans = _spans(sheet, int(layout.rows[0])) if len(layout.rows) and sheet.merged else {}
    if not spans:
        return sheet
    filled_rows = filled_counts(sheet.columns, sheet.row_count) > 0
    columns, unfilled, notes = list(sheet.columns), {}, []
    for place, merged in sorted(spans.items()):
        taken, used = _taken_from(sheet, place, merged, filled_rows)
        count = int((taken != np.arange(len(taken))).sum())
        if count:
            columns[place] = chosen_rows(sheet.columns[place], taken)
            unfilled[place] = sheet.columns[place]
            notes.append(_note(count, used, layout, place))
    if not notes:
        return sheet
    return replace(sheet, columns=tuple(columns), unfilled=unfilled, notes=(*sheet.notes, *notes))


def _spans(sheet: Sheet, first: int) -> dict[int, list[_Span]]:
    """Return the first and last rows of the merged cells of several rows, from a row on, by their columns'
    places."""
    spans: dict[int, list[_Span]] = {}
    for top, left, bottom, _ in sheet.merged:
        if first <= top < bottom and top < sheet.row_count and left < len(sheet.columns):
            spans.setdefault(left, []).append((top, min(bottom, sheet.row_count - 1)))
    return spans


def _taken_from(
    sheet: Sheet, place: int, spans: Sequence[_Span], filled_rows: np.ndarray
) -> tuple[np.ndarray, int]:
    """Return int64[n], the row that each row of a column takes its cell from, and how many merged cells fill
    any."""
    empty = sheet.columns[place].kinds == CellKind.EMPTY
    taken = np.arange(sheet.row_count)
    used = 0
    for top, bottom in spans:
        below = slice(top + 1, bottom + 1)
        fill = empty[below] & filled_rows[below]
        if not empty[top] and fill.any():
            taken[below][fill] = top
            used += 1
    return taken, used


def _note(count: int, used: int, layout: Layout, place: int) -> Problem:
    """Return what to say about the filled cells of a column."""
    named = dict(zip(layout.positions, layout.names, strict=True)).get(place, column_letter(place))
    cells = "1 cell" if count == 1 else f"{count:,} cells"
    over = "a merged cell" if used == 1 else f"{used:,} merged cells"
    were, shows = "was" if count == 1 else "were", "it shows" if used == 1 else "they show"
    hint = f"{cells} below {over} {were} filled with what {shows}. A number counts once, in its first row."
    return Problem(MERGED_FILLED, None, named, cells, hint)
