"""The tables of one sheet: people put several on it, one below the other or side by side.

Two tables are only taken apart where the second plainly begins one: blank rows and then a header of its own,
or a blank column and then a table with its own names and another extent. What stays together is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cxdesk.importing.header import filled_counts, identity_names, is_wordy
from cxdesk.importing.names import column_letter, header
from cxdesk.importing.sheet import CellKind, RawColumn, Sheet, as_texts, rows_between
from cxdesk.workspace.records import Problem

_MOST_BLOCKS = 1000
_MOST_TITLES = 3
_LOOKED_AT = 50
_FAMILIAR, _CONTRAST, _NARROW = 0.6, 0.3, 0.5


@dataclass(frozen=True, slots=True)
class _Head:
    """The header of a block: `row` its index in the sheet; `cells`: its texts by column place."""

    row: int
    cells: dict[int, str]

    @property
    def words(self) -> set[str]:
        """The texts without regard to capitals."""
        return {text.strip().lower() for text in self.cells.values()}


def tables_of(sheet: Sheet, known: frozenset[str]) -> list[Sheet]:
    """Return the sheet's tables as sheets of their own, or the sheet itself where it holds one.

    `known`: squeezed names that some table's column has. Each keeps its row numbers and its columns' letters,
    and has a note that there are others. A blank column within a table is noted.
    """
    tables = [table for part in _stacked(sheet, known) for table in _apart(part, known)]
    if len(tables) < 2:
        return [replace(sheet, notes=(*sheet.notes, *_blank_columns(sheet)))]
    return _named(sheet, tables)


def _apart(part: Sheet, known: frozenset[str]) -> list[Sheet]:
    """Return the tables that stand side by side, and those below one another within each."""
    sides = _side_by_side(part, known)
    return sides if len(sides) < 2 else [table for side in sides for table in _stacked(side, known)]


def _stacked(sheet: Sheet, known: frozenset[str]) -> list[Sheet]:
    """Return the tables that stand below one another."""
    filled = filled_counts(sheet.columns, sheet.row_count)
    blocks = _blocks(filled)
    if len(blocks) < 2:
        return [sheet]
    starts, head = [0], _head(sheet, filled, *blocks[0])
    for first, last in blocks[1:_MOST_BLOCKS]:
        found = _head(sheet, filled, first, last)
        if found and head and found.words != head.words and _begins(sheet, found, last, head, first, known):
            starts.append(first)
            head = found
        head = head or found
    ends = [*starts[1:], sheet.row_count]
    return [_rows_of(sheet, first, last) for first, last in zip(starts, ends, strict=True)]


def _blocks(filled: np.ndarray) -> list[tuple[int, int]]:
    """Return the (first, last + 1) of the rows that no blank row interrupts."""
    full = filled > 0
    if full.all():
        return [(0, len(full))] if len(full) else []
    edges = np.diff(full.view(np.int8), prepend=np.int8(0), append=np.int8(0))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def _head(sheet: Sheet, filled: np.ndarray, first: int, last: int) -> _Head | None:
    """Return the row of words that a block begins with, below lone titles; None where it begins otherwise."""
    for row in range(first, min(first + _MOST_TITLES + 1, last - 1)):
        if filled[row] > 1:
            cells = _cells(sheet, row)
            wordy = all(
                sheet.columns[place].kinds[row] == CellKind.TEXT and is_wordy(text)
                for place, text in cells.items()
            )
            distinct = len({text.strip().lower() for text in cells.values()}) == len(cells)
            return _Head(row, cells) if wordy and distinct else None
    return None


def _cells(sheet: Sheet, row: int) -> dict[int, str]:
    """Return the texts of a row's filled cells by their column's place."""
    texts = {
        place: as_texts(rows_between(column, row, row + 1))[0].as_py()
        for place, column in enumerate(sheet.columns)
        if column.kinds[row] != CellKind.EMPTY
    }
    return {place: text for place, text in texts.items() if text and text.strip()}


def _begins(sheet: Sheet, found: _Head, last: int, above: _Head, gap: int, known: frozenset[str]) -> bool:
    """Return whether a row of words below a gap is another table's header, not a row of the one above."""
    if _familiar(found, known) >= max(2, _FAMILIAR * len(found.cells)):
        return True
    below = _share_of_values(sheet, found.cells, found.row + 1, min(last, found.row + 2))
    if below < _CONTRAST:
        return False
    of_table = _share_of_values(sheet, found.cells, above.row + 1, min(gap, above.row + _LOOKED_AT))
    narrow = len(found.cells) <= _NARROW * len(above.cells)
    return of_table >= _CONTRAST or narrow


def _familiar(head: _Head, known: frozenset[str]) -> int:
    """Return how many of a header's names are known."""
    return sum(any(form in known for form in header(text).forms) for text in head.cells.values())


def _share_of_values(sheet: Sheet, places: Sequence[int] | dict[int, str], first: int, last: int) -> float:
    """Return the share of columns that hold numbers, dates and the like in some rows, and no words."""
    valued = 0
    for place in places:
        column = rows_between(sheet.columns[place], first, last)
        texts = [text for text in as_texts(column).to_pylist() if text and text.strip()]
        valued += bool(texts) and not any(map(is_wordy, texts))
    return valued / max(1, len(places))


def _side_by_side(sheet: Sheet, known: frozenset[str]) -> list[Sheet]:
    """Return the tables that blank columns part, where each plainly is one."""
    groups = _column_groups(sheet)
    if len(groups) < 2:
        return [sheet]
    kept: list[list[int]] = [groups[0]]
    for group in groups[1:]:
        if _is_own_table(sheet, kept[-1], group, known):
            kept.append(group)
        else:
            kept[-1] = kept[-1] + group
    return [_columns_of(sheet, group) for group in kept] if len(kept) > 1 else [sheet]


def _column_groups(sheet: Sheet) -> list[list[int]]:
    """Return the places of the columns that stand together without a blank column between them."""
    filled = np.array([(column.kinds != CellKind.EMPTY).any() for column in sheet.columns], bool)
    return [list(range(first, last)) for first, last in _blocks(filled.astype(np.int32))]


def _is_own_table(sheet: Sheet, left: list[int], right: list[int], known: frozenset[str]) -> bool:
    """Return whether columns right of a blank one are a table of their own: with a header that names what
    identifies its rows, and with other rows than the table at its left or with a name that it has too."""
    parts = [_columns_of(sheet, group) for group in (left, right)]
    counts = [filled_counts(part.columns, part.row_count) for part in parts]
    extents = [_blocks(count) for count in counts]
    heads = [
        _head(part, count, *extent[0]) for part, count, extent in zip(parts, counts, extents, strict=True)
    ]
    if heads[0] is None or heads[1] is None or len(right) < 2:
        return False
    other_row = heads[0].row != heads[1].row
    other_end = extents[0][-1][1] != extents[1][-1][1]
    identified = any(not identity_names().isdisjoint(header(text).forms) for text in heads[1].cells.values())
    shared = bool(heads[0].words & heads[1].words)
    if shared or (other_row and _familiar(heads[1], known) > 1):
        return True
    return identified and other_end and len(extents[1]) == 1


def _blank_columns(sheet: Sheet) -> tuple[Problem, ...]:
    """Return what to say about blank columns inside a table."""
    groups = _column_groups(sheet)
    return tuple(
        Problem(
            "blank_column",
            None,
            "",
            column_letter(before[-1] + 1),
            f"The columns to {column_letter(before[-1])} and from {column_letter(after[0])} on were read as "
            "one table, although a blank column stands between them.",
        )
        for before, after in pairwise(groups)
    )


def _rows_of(sheet: Sheet, first: int, last: int) -> Sheet:
    """Return some of a sheet's rows as a sheet."""
    numbers = sheet.row_numbers
    # What could not be laid into columns stands between the rows: each such line belongs to the table above.
    low = int(numbers[first]) if first else 0
    high = int(numbers[last]) - 1 if last < sheet.row_count else np.iinfo(np.int32).max
    return replace(
        sheet,
        columns=tuple(rows_between(column, first, last) for column in sheet.columns),
        row_numbers=numbers[first:last],
        notes=tuple(
            note for note in sheet.notes if low <= (note.row or 0) <= high or (not first and not note.row)
        ),
        unread=tuple(row for row in sheet.unread if low <= row.row <= high),
        merged=tuple(
            (top - first, left, bottom - first, right)
            for top, left, bottom, right in sheet.merged
            if first <= top and bottom < last
        ),
    )


def _columns_of(sheet: Sheet, places: list[int]) -> Sheet:
    """Return the sheet with the other columns empty, so that its letters stay what they are."""
    empty = RawColumn(np.full(sheet.row_count, CellKind.EMPTY, np.uint8), None, None)
    taken = set(places)
    columns = tuple(column if place in taken else empty for place, column in enumerate(sheet.columns))
    mine = taken if 0 in taken else set()
    return replace(
        sheet,
        columns=columns,
        notes=sheet.notes if mine else (),
        unread=sheet.unread if mine else (),
        merged=tuple(area for area in sheet.merged if area[1] in taken),
    )


def _named(sheet: Sheet, tables: list[Sheet]) -> list[Sheet]:
    """Return the tables under names that stay the same when they grow, each with a note where it stands.

    The first has the sheet's own name, the others their title's or number; the file's name speaks for the
    largest.
    """
    counts = [filled_counts(table.columns, table.row_count) for table in tables]
    largest = int(np.argmax([int(count.sum()) for count in counts]))
    taken: set[str] = {sheet.name}
    named = []
    for number, (table, count) in enumerate(zip(tables, counts, strict=True), start=1):
        called = _title(table, count) or f"table {number}"
        called = f"{sheet.name}: {called}" if sheet.name else called
        name = sheet.name if number == 1 else f"{called} ({number})" if called in taken else called
        taken.add(name)
        where = _where(table, count)
        hint = f"The sheet holds {len(tables)} tables; this one stands in {where}."
        note = Problem("several_tables", None, "", where, hint)
        file = table.file if number == largest + 1 else ""
        notes = (note, *table.notes, *_blank_columns(table))
        named.append(replace(table, file=file, name=name, notes=notes))
    return named


def _where(table: Sheet, filled: np.ndarray) -> str:
    """Return the place of a table as spreadsheets write it: `A6 to D9`."""
    rows = table.row_numbers[np.flatnonzero(filled)[[0, -1]]]
    groups = _column_groups(table)
    return f"{column_letter(groups[0][0])}{rows[0]} to {column_letter(groups[-1][-1])}{rows[1]}"


def _title(table: Sheet, filled: np.ndarray) -> str:
    """Return the text of a lone cell that a table begins with, or ""."""
    first = int(np.flatnonzero(filled)[0])
    return next(iter(_cells(table, first).values()), "").strip() if filled[first] == 1 else ""
