"""What was not as expected, in words: one `Problem` a cell, grouped only where there are very many of one
sort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from cxdesk.importing.sheet import CellKind, RawColumn, as_texts, chosen_rows
from cxdesk.importing.typed import Typed
from cxdesk.tables.schema import Column, Kind
from cxdesk.workspace.records import Problem

MOST_OF_ONE_SORT = 1000
_CODES = {
    Kind.DATE: ("unreadable_date", "This is no date that exists between 1900 and 2200."),
    Kind.DATETIME: ("unreadable_date", "This is no date that exists between 1900 and 2200."),
    Kind.DECIMAL: ("unreadable_number", "This is no number."),
    Kind.INT: ("unreadable_number", "This is no number."),
    Kind.BOOL: ("unreadable_yes_no", "This is neither yes nor no."),
    Kind.CHOICE: ("unknown_label", "This is none of the labels that are known here."),
}
_ERROR = ("error_cell", "The spreadsheet shows an error here.")


def cell_problems(
    column: RawColumn, typed: Typed, field: Column, header: str, numbers: np.ndarray, consequence: str
) -> list[Problem]:
    """Return one problem per unreadable cell; `numbers` are the rows' numbers, `consequence` what became
    of them."""
    places = np.flatnonzero(typed.unreadable)
    if not len(places):
        return []
    values = as_texts(chosen_rows(column, places)).to_pylist()
    errors = (column.kinds[places] == CellKind.ERROR).tolist()
    code, what = _CODES.get(field.kind, _ERROR)
    labels = f" Known: {', '.join(field.choices)}." if field.kind is Kind.CHOICE else ""
    return [
        Problem(
            _ERROR[0] if error else code,
            number,
            header,
            value or "",
            f"{_ERROR[1] if error else what}{labels} {consequence}",
        )
        for number, value, error in zip(numbers[places].tolist(), values, errors, strict=True)
    ]


def doubt_problems(doubts: Iterable[tuple[str, str, str]], header: str) -> list[Problem]:
    """Return what a whole column leaves in doubt."""
    return [Problem(code, None, header, value, hint) for code, value, hint in doubts]


def grouped(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the problems with more than a thousand of one code and column told as one, at the first one's
    row."""
    counts: dict[tuple[str, str], int] = {}
    for problem in problems:
        counts[problem.code, problem.column] = counts.get((problem.code, problem.column), 0) + 1
    told: set[tuple[str, str]] = set()
    result = []
    for problem in problems:
        sort = (problem.code, problem.column)
        if counts[sort] <= MOST_OF_ONE_SORT:
            result.append(problem)
        elif sort not in told:
            told.add(sort)
            result.append(
                Problem(
                    problem.code,
                    problem.row,
                    problem.column,
                    problem.value,
                    f"{problem.hint} The first of {counts[sort]:,} rows.",
                )
            )
    return tuple(result)
