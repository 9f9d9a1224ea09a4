"""Rows that were set aside, corrected in the workbook that cxdesk made of them: read as their own sheet was.

Its sheet `About this file` says whose rows they are and how their columns were read. A row counts when
something in it was changed; it keeps the number that it has in the original file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cxdesk.importing.fields import SheetHints
from cxdesk.importing.header import Layout
from cxdesk.importing.sheet import CellKind, RawColumn, Sheet, as_texts, rows_between
from cxdesk.tables import TABLES
from cxdesk.tables import table as table_named
from cxdesk.workspace.set_aside import (
    ABOUT,
    COLUMN_LINE,
    MARK,
    NO_NUMBER,
    OWN_COLUMNS,
    READING_LINE,
    ROW,
    ROW_LINE,
    SHEET_LINE,
    SURPLUS,
    fingerprint,
)

_ANSWER = "answer"
_MOST_DIGITS = 9
_CUT = re.compile(r" … \[cut: [\d,.]+ characters in all\]\s*$")
"""What the workbook writes at the end of a text that is longer than a cell can be."""
_LONG = 30_000
_CUT_REASON = (
    "A text of the row is longer than a cell of a workbook can be, and was cut in this one. Correct the row "
    "in the original file, or write a shorter text here."
)
_TRUTHS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Origin:
    """The sheet whose rows were set aside, as the workbook tells it.

    `columns` are (header, "table.field" or ""), `reading` how they were read, `rows` by number (code,
    fingerprint, reason).
    """

    sheet: str
    file: str
    of_sheet: str
    table: str
    digest: str
    columns: list[tuple[str, str]] = field(default_factory=list)
    reading: dict[str, str] = field(default_factory=dict)
    rows: dict[int, tuple[str, str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """Corrected rows ready to be read: a sheet of the original columns alone, whose rows bear their original
    numbers. `content` identifies what stands in it, however the file was saved."""

    origin: Origin
    sheet: Sheet
    layout: Layout
    content: str

    @property
    def hints(self) -> SheetHints:
        """What the original sheet proved of its numbers and dates."""
        reading = self.origin.reading
        return SheetHints(reading.get("decimal", ""), _TRUTHS.get(reading.get("day_first", "")))

    @property
    def mapping(self) -> dict[int, str]:
        """The field of each column's place."""
        known = table_named(self.origin.table).column_names
        fields = {place: name.partition(".")[2] for place, (_, name) in enumerate(self.origin.columns)}
        return {place: name for place, name in fields.items() if name in known}

    @property
    def asked(self) -> frozenset[int]:
        """The places of the other questions that the original sheet answers."""
        places = self.origin.reading.get("asked", "").split()
        return frozenset(int(place) for place in places if self._is_place(place))

    @property
    def answers(self) -> dict[tuple[int, str], str]:
        """What was decided about the columns, by place and code."""
        found = {}
        for key, value in self.origin.reading.items():
            word, _, rest = key.partition(" ")
            place, _, code = rest.partition(" ")
            if word == _ANSWER and self._is_place(place):
                found[int(place), code] = value
        return found

    def _is_place(self, text: str) -> bool:
        """Return whether a text is the place of a column; the workbook went through other hands."""
        return text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) < len(self.origin.columns)

    @property
    def why(self) -> str:
        """What the sheet was recognised as."""
        name = " › ".join(part for part in (self.origin.file, self.origin.of_sheet) if part)
        return f"Corrected rows of {name}; the row numbers are those of that file"


def reading_of(
    hints: SheetHints, asked: frozenset[int], preset: str, answers: Mapping[tuple[int, str], str]
) -> dict[str, str]:
    """Return how a sheet is read, as texts that `Correction` takes apart again."""
    words = {None: "", True: "yes", False: "no"}
    told = {
        "decimal": hints.decimal,
        "day_first": words[hints.day_first],
        "asked": " ".join(map(str, sorted(asked))),
        "preset": preset,
    }
    told |= {f"{_ANSWER} {place} {code}": value for (place, code), value in answers.items()}
    return {key: value for key, value in told.items() if value}


def corrections_in(sheets: Sequence[Sheet]) -> list[Correction]:
    """Return the corrected rows in a workbook's sheets; none when it is not a workbook of rows set aside."""
    about = next((sheet for sheet in sheets if sheet.name == ABOUT), None)
    if about is None:
        return []
    origins = _origins(about)
    named = {sheet.name: sheet for sheet in sheets}
    return [_correction(origin, named[origin.sheet]) for origin in origins if origin.sheet in named]


def beside_corrections(sheets: Sequence[Sheet], corrected: Sequence[Correction]) -> list[Sheet]:
    """Return the sheets of the workbook that are neither corrected rows, nor copies of sheets that were not
    used, nor what tells whose they are."""
    about = next((sheet for sheet in sheets if sheet.name == ABOUT), None)
    lines = [] if about is None else _lines(about)
    if not any(line[0] == MARK for line in lines):
        return list(sheets)
    copies = {line[1] for line in lines if line[0] == SHEET_LINE and not line[4]}
    own = {ABOUT, *copies, *(correction.origin.sheet for correction in corrected)}
    return [sheet for sheet in sheets if sheet.name not in own]


def _origins(about: Sheet) -> list[Origin]:
    """Return what the sheet tells, in the order of the workbook's sheets; nothing where its mark lacks."""
    lines = _lines(about)
    if not any(line[0] == MARK for line in lines):
        return []
    origins: dict[str, Origin] = {}
    tables = {table.name for table in TABLES}
    for kind, name, first, second, third, fourth, *_ in lines:
        if kind == SHEET_LINE and fourth and third in tables:
            origins[name] = Origin(name, first, second, third, fourth)
        elif name in origins:
            _take_line(origins[name], kind, (first, second, third, fourth))
    return list(origins.values())


def _lines(about: Sheet) -> list[tuple[str, ...]]:
    """Return the cells of each row, at least six."""
    columns = [[text or "" for text in as_texts(column).to_pylist()] for column in about.columns]
    return [(*line, "", "", "", "", "", "") for line in zip(*columns, strict=True)]


def _take_line(origin: Origin, kind: str, cells: tuple[str, str, str, str]) -> None:
    first, second, third, fourth = cells
    if kind == COLUMN_LINE:
        origin.columns.append((first, second))
    elif kind == READING_LINE:
        origin.reading[first] = second
    elif kind == ROW_LINE and first.isdecimal() and len(first) <= _MOST_DIGITS:
        origin.rows[int(first)] = (second, third, fourth)


def _correction(origin: Origin, sheet: Sheet) -> Correction:
    """Return a sheet's rows in their original columns, the ones that cannot count told with the reason."""
    heads = [as_texts(rows_between(column, 0, 1))[0].as_py() or "" for column in sheet.columns]
    own = {name: heads.index(name) for name in OWN_COLUMNS if name in heads}
    places = {head: place for place, head in reversed(list(enumerate(heads))) if place not in own.values()}
    count = sheet.row_count - 1
    columns = tuple(_column(sheet, places.get(header), count) for header, _ in origin.columns)
    surplus = [
        _column(sheet, place, count)
        for head, place in places.items()
        if head in (SURPLUS.format(n) for n in range(len(columns) + 1, len(columns) + len(heads)))
    ]
    texts = [[text or "" for text in as_texts(column).to_pylist()] for column in (*columns, *surplus)]
    numbers = as_texts(_column(sheet, own.get(ROW), count)).to_pylist()
    filled = [place for place in range(count) if numbers[place] or any(cells[place] for cells in texts)]
    shown, aside, content, seen = sheet.row_numbers[1:].copy(), [], [], set()
    for place in filled:
        cells = tuple(column[place] for column in texts)
        written = numbers[place] or ""
        number = int(written) if written.isdecimal() and len(written) <= _MOST_DIGITS else -1
        verdict = _verdict(origin, number, cells, len(columns), seen)
        seen.add(number)
        if number in origin.rows:
            shown[place] = number
        if verdict is not None:
            aside.append((place, *verdict))
        else:
            content.append((number, fingerprint(cells)))
    whole = replace(sheet, columns=columns, row_numbers=shown, unread=(), merged=())
    layout = Layout(
        tuple(range(len(columns))),
        tuple(header for header, _ in origin.columns),
        1,
        np.array(filled, dtype=np.int64),
        tuple(aside),
    )
    digest = hashlib.sha256(json.dumps([origin.digest, sorted(content)]).encode()).hexdigest()
    return Correction(origin, whole, layout, digest)


def _verdict(
    origin: Origin, number: int, cells: tuple[str, ...], width: int, seen: set[int]
) -> tuple[str, str] | None:
    """Return code and reason why a row cannot count, None when it can be tried again."""
    if number not in origin.rows:
        return (
            NO_NUMBER,
            f"The column {ROW} names no row that was set aside; add new rows to the original file.",
        )
    if number in seen:
        return NO_NUMBER, f"Row {number} of the original file stands here twice; the first one counts."
    code, mark, reason = origin.rows[number]
    if fingerprint(cells) == mark:
        return code, reason
    if any(len(cell) > _LONG and _CUT.search(cell) for cell in cells):
        return "cut_cell", _CUT_REASON
    if any(cells[width:]):
        return "too_many_cells", "The row still has cells beyond the table's columns."
    return None


def _column(sheet: Sheet, place: int | None, count: int) -> RawColumn:
    """Return a column below the header; empty cells where the sheet has it no more."""
    if place is None:
        return RawColumn(np.full(count, CellKind.EMPTY, np.uint8), None, None)
    return rows_between(sheet.columns[place], 1, count + 1)
