"""What was not as expected in the sheets under review: a table, narrowed by sheet, kind, column, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.workspace.records import Problem, SetAside, SheetReport

MOST_LISTED = 10_000
"""Of one sheet's problems: more than anybody reads; the count still says how many there are."""
_KINDS = {
    "ambiguous_date": "Date of unclear order",
    "ambiguous_number": "Number of unclear sign",
    "errors_unseen": "Errors that cannot be told",
    "title_rows": "Rows above the header",
    "not_used": "Sheet not used",
    "too_few_cells": "Row with too few cells",
    "too_many_cells": "Row with too many cells",
    "unknown_label": "Label not known",
    "unreadable_yes_no": "Unreadable yes or no",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table: of which row and column, what stands there, and what became of it."""

    row: int | None
    column: str
    kind: str
    value: str
    hint: str
    aside: bool


@dataclass(frozen=True, slots=True, eq=False)
class Problems:
    """All entries as a table, with what they are narrowed by: arrays as long as the table.

    `sheet`: int64, the sheet's position; `kind` and `column`: texts; `words`: casefolded, to search in;
    `total`: how many there are, those that are not listed too.
    """

    table: Table
    sheet: np.ndarray
    kind: np.ndarray
    column: np.ndarray
    words: np.ndarray
    total: int


@dataclass(frozen=True, slots=True)
class ProblemFilter:
    """What to show; None and "" ask for all. `sheet`: a position; `text`: words that must all occur."""

    sheet: int | None = None
    kind: str = ""
    column: str = ""
    text: str = ""


def entries_of(report: SheetReport) -> tuple[Entry, ...]:
    """Return what was not as expected in one sheet: rows that were set aside first, then the notes."""
    told = {(row.row, row.code) for row in report.set_aside}
    # What is told of a row's cell says which column it is that spoils the row.
    cells = {(each.row, each.code): each for each in report.problems if (each.row, each.code) in told}
    aside = (_entry_aside(row, cells.get((row.row, row.code))) for row in report.set_aside)
    noted = (
        Entry(problem.row, problem.column, problem.code, problem.value, problem.hint, aside=False)
        for problem in report.problems
        if (problem.row, problem.code) not in told
    )
    # Half of the room is for each, so that a million rows set aside do not hide the notes.
    first = tuple(islice(aside, MOST_LISTED))
    second = tuple(islice(noted, MOST_LISTED))
    room = max(MOST_LISTED - len(second), MOST_LISTED // 2)
    return (*first[:room], *second)[:MOST_LISTED]


def count_of(report: SheetReport) -> int:
    """Return how many entries a sheet has, those that are not listed too."""
    if not report.set_aside:
        return len(report.problems)
    told = {(row.row, row.code) for row in report.set_aside}
    return len(report.set_aside) + sum((each.row, each.code) not in told for each in report.problems)


def problems(names: Sequence[str], entries: Sequence[tuple[Entry, ...]], total: int) -> Problems:
    """Return the entries of all sheets as one table; `names` are the sheets'."""
    listed = [(place, entry) for place, of_sheet in enumerate(entries) for entry in of_sheet]
    sheets = [names[place] for place, _ in listed]
    rows = [entry for _, entry in listed]
    kinds = [kind_words(entry.kind) for entry in rows]
    columns = (
        _column("sheet", "Sheet", "The file, and the sheet in it.", sheets),
        TableColumn(
            "row",
            "Row",
            "The row as the spreadsheet shows it; empty for the whole sheet.",
            ["" if entry.row is None else str(entry.row) for entry in rows],
            "number",
            np.array([np.nan if entry.row is None else entry.row for entry in rows], dtype=np.float64),
        ),
        TableColumn(
            "what",
            "What",
            "Set aside: not used, kept with its reason. Noted: used as described.",
            ["Set aside" if entry.aside else "Noted" for entry in rows],
            "sign",
            _texts("Set aside" if entry.aside else "Noted" for entry in rows),
            tones=["watch" if entry.aside else "unknown" for entry in rows],
        ),
        _column("kind", "Kind", "What sort of thing it is.", kinds),
        _column("column", "Column", "The column it is about.", [entry.column for entry in rows]),
        _column("value", "Value", "What stands there.", [entry.value for entry in rows]),
        _column("hint", "Why, and what to do", "What became of it.", [entry.hint for entry in rows]),
    )
    words = _texts(
        f"{sheet}\n{kind}\n{entry.row or ''}\n{entry.column}\n{entry.value}\n{entry.hint}".casefold()
        for sheet, kind, entry in zip(sheets, kinds, rows, strict=True)
    )
    return Problems(
        Table(columns, "What was not as expected in the files under review"),
        np.array([place for place, _ in listed], dtype=np.int64),
        _texts(entry.kind for entry in rows),
        _texts(entry.column for entry in rows),
        words,
        total,
    )


def rows_shown(given: Problems, wanted: ProblemFilter) -> np.ndarray:
    """Return the positions of the entries that match a filter, in the order of the table."""
    fits = _fits(given, wanted)
    for word in wanted.text.casefold().split():
        fits &= np.fromiter((word in words for words in given.words), bool, len(given.words))
    return np.flatnonzero(fits)


def kinds_offered(given: Problems, wanted: ProblemFilter) -> tuple[tuple[str, str, int], ...]:
    """Return (kind, its words, how many) in the sheet asked for, the most frequent first."""
    chosen = given.kind[_fits(given, ProblemFilter(wanted.sheet))]
    return tuple((kind, kind_words(kind), count) for kind, count in Counter(chosen).most_common())


def columns_offered(given: Problems, wanted: ProblemFilter) -> tuple[tuple[str, str, int], ...]:
    """Return (column, its name, how many) in the sheet and of the kind asked for, the most frequent first."""
    chosen = given.column[_fits(given, ProblemFilter(wanted.sheet, wanted.kind))]
    return tuple((name, name, count) for name, count in Counter(chosen).most_common() if name)


def kind_words(code: str) -> str:
    """Return what a kind of problem is called."""
    words = code.replace("_", " ")
    return _KINDS.get(code, f"{words[:1].upper()}{words[1:]}")


def shown_text(given: Problems, shown: int, wanted: ProblemFilter, style: NumberStyle) -> str:
    """Return how many entries are shown, and of how many."""
    listed = int(_fits(given, ProblemFilter(wanted.sheet)).sum())
    if wanted.kind or wanted.column or wanted.text.strip():
        return f"{formatting.out_of(shown, listed, style)} shown"
    if len(given.kind) < given.total and wanted.sheet is None:
        return f"the first {formatting.out_of(shown, given.total, style)}"
    if not shown:
        return "Every row was read as it stands."
    return formatting.counted(shown, "entry", "entries", style)


def _entry_aside(row: SetAside, cell: Problem | None) -> Entry:
    """Return a row that was set aside: the cell that is to blame where one is known, else the whole row."""
    if cell is not None and cell.column:
        return Entry(row.row, cell.column, row.code, cell.value, row.reason, aside=True)
    whole = " · ".join(text for text in row.cells if text)
    return Entry(row.row, "", row.code, whole, row.reason, aside=True)


def _fits(given: Problems, wanted: ProblemFilter) -> np.ndarray:
    """Return which entries are of the sheet, kind and column asked for."""
    fits = np.ones(len(given.kind), bool)
    if wanted.sheet is not None:
        fits &= given.sheet == wanted.sheet
    if wanted.kind:
        fits &= given.kind == wanted.kind
    if wanted.column:
        fits &= given.column == wanted.column
    return fits


def _column(name: str, title: str, explanation: str, texts: list[str]) -> TableColumn:
    return TableColumn(name, title, explanation, texts, keys=_texts(texts), whole=texts)


def _texts(values: Iterable[str]) -> np.ndarray:
    return np.array(list(values), dtype=object)
