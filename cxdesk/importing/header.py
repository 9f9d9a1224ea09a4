"""Where a sheet's table begins and ends: title rows, header rows, data rows, totals and notes.

A header is a full row of distinct words, best known ones, above rows that hold something else. Rows above
it are told as title, rows without any cell are no rows, and what only sums up or comments is set aside
with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import passing
from cxdesk.importing.header_rows import HeaderRows, header_rows, is_answer_row
from cxdesk.importing.names import column_letter, header, squeezed
from cxdesk.importing.sheet import (
    CellKind,
    RawColumn,
    Sheet,
    as_texts,
    chosen_rows,
    may_begin_with,
    rows_between,
    texts_passing,
)
from cxdesk.tables import TABLES

HEAD_ROWS = 60
_SEARCHED_ROWS = 30
_NUMBER = re.compile(r"^[-+(]?[$€£]?\s?\d[\d.,\s'%/:-]*\)?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_LOGICAL = frozenset(("true", "false", "yes", "no", "wahr", "falsch", "vrai", "faux"))
_LEAST_WORDY = 0.8
_FULL, _FULL_ROW_ABOVE = 0.6, 0.3  # a header seldom has full rows above it: titles are short
_TOTAL = (
    r"^(?i:(?:grand|sub|column|report)?[- ]?totals?(?: g[eé]n[eé]ral)?|sum|summe|"
    r"gesamt(?:summe|ergebnis)?|zwischensumme|somme|sous-total|totale|total geral|suma|"
    r"average|mean|durchschnitt|count)\s*:?\s*(?:\(.{0,40}\))?$|"
    r"^(?i:sub-?total|zwischensumme|sous-total|subtotale|subtotaal)\b"
)
_TOTAL_WORDS = r"(?i)tot|sum|som|gesamt|average|mean|durchschnitt|count"
"""Parts of all words for totals, quicker to look for than what may stand around them."""
_TOTAL_BEGINS = "-acdgmrstzACDGMRSTZ"
_LONE_COLUMNS, _LONE_USUAL = 4, 3
_COUNTED_AT_ONCE = 1_000_000  # rows


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """`positions`: the sheet's columns that the table has, from 0; `names`: their headers, unique.
    `header_row`: 1-based as the spreadsheet shows it, None without one. `rows`: int64[n] indexes of the
    data rows. `aside`: (index, code, reason) of data rows that only sum up or comment. `title`: the
    texts above the header. `chosen`: a person said which row it is."""

    positions: tuple[int, ...]
    names: tuple[str, ...]
    header_row: int | None
    rows: np.ndarray
    aside: tuple[tuple[int, str, str], ...] = ()
    title: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    chosen: bool = False


def find_layout(sheet: Sheet, known: frozenset[str], header_row: int | None = None) -> Layout:
    """Return where the table is. `known`: squeezed names that some table's column has; `header_row`: the
    header's row where a person has said it, 1-based as the spreadsheet shows it."""
    grid = head_grid(sheet)
    row = _header_index(grid, known) if header_row is None else _index_of(sheet, header_row)
    shape = header_rows(grid, row, sheet.merged) if row is not None else HeaderRows((), 0, ())
    filled = filled_counts(sheet.columns, sheet.row_count)
    rows = np.flatnonzero(filled[shape.after :] > 0)
    rows += shape.after
    texts = shape.texts or ("",) * len(sheet.columns)
    positions = tuple(
        place
        for place, column in enumerate(sheet.columns)
        if texts[place].strip() or (column.kinds[shape.after :] != CellKind.EMPTY).any()
    )
    names = _unique([texts[place].strip() or f"Column {column_letter(place)}" for place in positions])
    kept = [sheet.columns[place] for place in positions]
    aside = _aside(kept, names, rows, filled)
    title = tuple(cell for line in grid.texts[: row or 0] for cell in line if cell)
    number = int(sheet.row_numbers[row]) if row is not None else None
    return Layout(positions, names, number, rows, aside, title, shape.notes, header_row is not None)


def _index_of(sheet: Sheet, number: int) -> int | None:
    """Return the index of the row that the spreadsheet shows with a number; None beyond the first rows."""
    found = np.flatnonzero(sheet.row_numbers[:HEAD_ROWS] == number)
    return int(found[0]) if len(found) else None


@dataclass(frozen=True, slots=True)
class Grid:
    """The first rows of a sheet: `texts` and `kinds` by row and column."""

    texts: tuple[tuple[str, ...], ...]
    kinds: tuple[tuple[int, ...], ...]


def head_grid(sheet: Sheet, rows: int = HEAD_ROWS) -> Grid:
    """Return the first rows as texts."""
    heads = [rows_between(column, 0, min(rows, sheet.row_count)) for column in sheet.columns]
    texts = [[text or "" for text in as_texts(column).to_pylist()] for column in heads]
    kinds = [column.kinds.tolist() for column in heads]
    return Grid(tuple(zip(*texts, strict=True)), tuple(zip(*kinds, strict=True)))


def _header_index(grid: Grid, known: frozenset[str]) -> int | None:
    """Return the index of the header row; None when no row looks like one."""
    searched = grid.texts[:_SEARCHED_ROWS]
    for row, (line, below) in enumerate(pairwise(searched)):
        if is_answer_row(line, below):
            return row
    widest = max((sum(map(bool, line)) for line in grid.texts), default=0)
    best, best_score, full_above = None, 0.0, 0
    for row, line in enumerate(searched):
        score = _header_score(grid, row, line, widest, known)
        if score and (score := score - _FULL_ROW_ABOVE * full_above) > best_score + 1e-9:
            best, best_score = row, score
        full_above += sum(map(bool, line)) > _FULL * widest
    return best


def _header_score(grid: Grid, row: int, line: Sequence[str], widest: int, known: frozenset[str]) -> float:
    """Return how much a row looks like a header; 0 when it cannot be one."""
    cells = [(place, text) for place, text in enumerate(line) if text.strip()]
    if not cells or (len(cells) < 2 <= widest):
        return 0.0
    familiar = sum(any(form in known for form in header(text).forms) for _, text in cells)
    named = [familiar > 1 and _YEAR.match(text) is not None for _, text in cells]  # years beside known names
    wordy = sum(
        year or (grid.kinds[row][place] == CellKind.TEXT and is_wordy(text))
        for (place, text), year in zip(cells, named, strict=True)
    ) / len(cells)
    if wordy < _LEAST_WORDY:
        return 0.0
    distinct = len({text.strip().lower() for _, text in cells}) / len(cells)
    below = [texts for texts in grid.texts[row + 1 : row + 21] if any(texts)]
    contrast = sum(_is_contrast(below, place) for place, _ in cells) / len(cells)
    return (
        wordy
        + distinct
        + 1.5 * len(cells) / widest
        + 2.0 * min(1.0, familiar / max(2.0, len(cells) / 2))
        + contrast
    )


def _is_contrast(below: Sequence[Sequence[str]], place: int) -> bool:
    """Return whether a column holds something else than names from the first row below on."""
    column = [texts[place] for texts in below if texts[place]]
    return bool(column) and not is_wordy(column[0])


def is_wordy(text: str) -> bool:
    """Return whether a text reads like a name: no number, no date, no yes or no."""
    return not _NUMBER.match(text.strip()) and text.strip().lower() not in _LOGICAL


def filled_counts(columns: Sequence[RawColumn], count: int) -> np.ndarray:
    """Return int16[n]: how many cells of each row hold something; no sheet has more columns than that."""
    filled = np.zeros(count, np.int16)
    for column in columns:
        filled += (column.kinds != CellKind.EMPTY).view(np.int8)
    return filled


def _unique(names: list[str]) -> tuple[str, ...]:
    """Return names made unique by a number: `id`, `id (2)`."""
    taken: dict[str, int] = {}
    result = []
    for name in names:
        shown = " ".join(name.replace("\ufeff", "").split())
        taken[shown] = taken.get(shown, 0) + 1
        candidate = shown if taken[shown] == 1 else f"{shown} ({taken[shown]})"
        while candidate in result:
            taken[shown] += 1
            candidate = f"{shown} ({taken[shown]})"
        result.append(candidate)
    return tuple(result)


def _aside(
    columns: list[RawColumn], names: Sequence[str], rows: np.ndarray, filled: np.ndarray
) -> tuple[tuple[int, str, str], ...]:
    """Return the data rows that are totals, headings between rows, or notes below the table."""
    if not len(rows):
        return ()
    found: dict[int, tuple[str, str]] = {}
    counts = filled[rows[0] : rows[-1] + 1] if _in_one_piece(rows) else filled[rows]
    usual = _usual_count(counts)
    lone = counts == 1
    wide = len(columns) >= _LONE_COLUMNS and usual >= _LONE_USUAL
    after_gap = _after_last_gap(rows)
    alone = rows[lone]
    identified = _like_identifiers(columns, names, rows[~lone] if len(alone) else alone, alone)
    for row in alone[~identified]:
        if wide or (row >= after_gap and len(columns) > 1 and usual > 1):
            found[int(row)] = ("note_row", "The row holds one cell only: a heading, a note or a footer.")
    for row in _header_again(columns, names, rows):
        found[int(row)] = ("repeated_header", "The row repeats the header.")
    for row in _total_rows(columns, names, rows):
        found[int(row)] = ("total_row", "The row sums up others.")
    return tuple((row, *reason) for row, reason in sorted(found.items()))


def _usual_count(counts: np.ndarray) -> float:
    """Return the median of the counts above 1, of which there may be millions but few different; 1 for
    none."""
    most = int(counts.max(initial=1))
    times = np.zeros(most + 1, np.int64)
    for start in range(0, len(counts), _COUNTED_AT_ONCE):
        times += np.bincount(counts[start : start + _COUNTED_AT_ONCE], minlength=most + 1)
    times[:2] = 0
    upto = np.cumsum(times)
    if not upto[-1]:
        return 1.0
    return float(np.searchsorted(upto, [(upto[-1] + 1) // 2, upto[-1] // 2 + 1]).mean())


def _in_one_piece(rows: np.ndarray) -> bool:
    """Return whether ascending row indexes leave none out between them; there is at least one."""
    return bool(rows[-1] - rows[0] + 1 == len(rows))


def _header_again(columns: list[RawColumn], names: Sequence[str], rows: np.ndarray) -> list[int]:
    """Return the rows that hold the headers once more, as printed pages and pasted files do."""
    if len(columns) < 2 or columns[0].texts is None:
        return []
    same = np.flatnonzero(passing(columns[0].texts, lambda texts: pc.equal(texts, names[0])))
    same = same[same <= rows[-1]]
    same = same[rows[np.searchsorted(rows, same)] == same]  # those among the rows, which ascend
    return [row for row in same.tolist() if _is_header(columns, names, row)]


def _is_header(columns: list[RawColumn], names: Sequence[str], row: int) -> bool:
    """Return whether every filled cell of a row holds its column's name, and more than one is filled."""
    cells = [
        (as_texts(rows_between(column, row, row + 1))[0].as_py().strip(), name)
        for column, name in zip(columns, names, strict=True)
        if column.kinds[row] != CellKind.EMPTY
    ]
    return len(cells) > 1 and all(
        name in (cell, f"{cell} (2)") or name.startswith(cell) for cell, name in cells
    )


def _after_last_gap(rows: np.ndarray) -> int:
    """Return the first row after the last blank rows within the data, or one beyond the last row."""
    gaps = () if _in_one_piece(rows) else np.flatnonzero(np.diff(rows) > 1)
    return int(rows[gaps[-1] + 1]) if len(gaps) else int(rows[-1]) + 1


def _like_identifiers(
    columns: list[RawColumn], names: Sequence[str], full: np.ndarray, alone: np.ndarray
) -> np.ndarray:
    """Return which of the rows with one cell hold nothing but an identifier of the same look as the others:
    `A-9` among `A-1` and `A-2`, which no heading or note is. Letters alone could be either."""
    like = np.zeros(len(alone), bool)
    for column, name in zip(columns, names, strict=True):
        if len(alone) and not identity_names(True).isdisjoint(header(name).forms):
            looks = {_look(text) for text in as_texts(chosen_rows(column, full)).to_pylist() if text}
            texts = as_texts(chosen_rows(column, alone)).to_pylist()
            like |= np.array([bool(text) and "9" in _look(text) and _look(text) in looks for text in texts])
    return like


def _look(text: str) -> str:
    """Return a text with each run of digits as 9 and each run of letters as a."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", text.strip()))


@cache
def identity_names(keys_only: bool = False) -> frozenset[str]:
    """Return the squeezed names of what identifies a row of any table, and unless `keys_only` of names."""
    fields = [
        field
        for table in TABLES
        for field in table.columns
        if field.name in table.key or (not keys_only and field.name in ("account_id", "account_name", "name"))
    ]
    return frozenset(squeezed(name) for field in fields for name in (field.name, field.label, *field.aliases))


def _total_rows(columns: list[RawColumn], names: Sequence[str], rows: np.ndarray) -> np.ndarray:
    """Return the rows whose first filled cell says that they are a total, and that are called nothing else:
    `Total, Energies` is a name."""
    count = len(columns[0])
    before = np.zeros(count, bool)  # whether a cell to the left is filled
    total = np.zeros(count, bool)
    called = np.zeros(count, np.int8)
    for column, name in zip(columns, names, strict=True):
        if not identity_names().isdisjoint(header(name).forms):
            called += column.kinds != CellKind.EMPTY
    for column, name in zip(columns[:3], names, strict=False):
        mine = not identity_names().isdisjoint(header(name).forms)
        if column.texts is not None and len(columns) > 1:
            total |= texts_passing(column, _says_total) & ~before & (called <= mine)
        before |= column.kinds != CellKind.EMPTY
    return rows[total[rows]] if total.any() else rows[:0]


def _says_total(texts: pa.Array) -> pa.Array:
    """Return which plain texts say that what stands beside them is a total."""
    possible = may_begin_with(texts, _TOTAL_BEGINS)
    if possible.any():
        possible &= passing(texts, lambda all_of_them: pc.match_substring_regex(all_of_them, _TOTAL_WORDS))
    if not possible.any():
        return pa.array(possible)
    few = texts if possible.all() else texts.filter(pa.array(possible))
    possible[possible] = pc.fill_null(
        pc.match_substring_regex(pc.utf8_trim_whitespace(few), _TOTAL), False
    ).to_numpy(zero_copy_only=False)
    return pa.array(possible)
