"""What was not as expected, narrowed: each count is taken from the lists that the test makes itself."""

from __future__ import annotations

import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.session.review_problems import (
    MOST_LISTED,
    ProblemFilter,
    Problems,
    columns_offered,
    count_of,
    entries_of,
    kinds_offered,
    problems,
    rows_shown,
    shown_text,
)
from cxdesk.workspace.records import Problem, SetAside, SheetReport

KINDS = ("unreadable_date", "unknown_label", "error_cell")
COLUMNS = ("Renewal", "Tier")


def report(aside: tuple[SetAside, ...] = (), noted: tuple[Problem, ...] = ()) -> SheetReport:
    """Return the report of a sheet with these rows set aside and these problems."""
    return SheetReport(
        "crm.xlsx", "Accounts", "accounts", "", 1, {}, (), 0, 0, len(aside), noted, aside, "", "", ""
    )


def made(count: int) -> list[Problem]:
    """Return problems whose kind, column and value follow from their number."""
    return [
        Problem(KINDS[number % 3], number + 2, COLUMNS[number % 2], f"value {number}", "It was left empty.")
        for number in range(count)
    ]


@pytest.fixture
def two_sheets() -> Problems:
    """Return 30 problems in one sheet and 12 in another."""
    entries = [entries_of(report(noted=tuple(made(count)))) for count in (30, 12)]
    return problems(["one", "two"], entries, 42)


@pytest.mark.parametrize("sheet", [None, 0, 1])
@pytest.mark.parametrize("kind", ["", *KINDS])
@pytest.mark.parametrize("column", ["", *COLUMNS])
def test_a_filter_leaves_what_matches_all_of_it(
    two_sheets: Problems, sheet: int | None, kind: str, column: str
) -> None:
    """The rows shown are those that a plain loop over the same problems finds, in their order."""
    everything = [(0, each) for each in made(30)] + [(1, each) for each in made(12)]
    expected = [
        at
        for at, (where, each) in enumerate(everything)
        if sheet in (None, where) and kind in ("", each.code) and column in ("", each.column)
    ]
    assert rows_shown(two_sheets, ProblemFilter(sheet, kind, column)).tolist() == expected


def test_words_are_found_in_any_case_and_all_must_occur(two_sheets: Problems) -> None:
    """Value 7 is in both sheets; "tier" and "VALUE 1" together leave the odd numbers 1, 11 to 19 in them."""
    assert len(rows_shown(two_sheets, ProblemFilter(text="value 7"))) == sum(
        "7" in str(number) or "7" in str(number + 2) for count in (30, 12) for number in range(count)
    )
    shown = rows_shown(two_sheets, ProblemFilter(1, text="TIER unreadable"))
    texts = two_sheets.table.column("value").texts
    assert [texts[row] for row in shown] == [f"value {number}" for number in (3, 9)]


def test_what_is_offered_counts_what_is_there(two_sheets: Problems) -> None:
    """30 problems of three kinds are 10 each; of the kind in even and odd rows 5 in each column."""
    assert [(kind, count) for kind, _, count in kinds_offered(two_sheets, ProblemFilter(0))] == [
        (kind, 10) for kind in KINDS
    ]
    offered = columns_offered(two_sheets, ProblemFilter(0, KINDS[0]))
    assert sorted((name, count) for name, _, count in offered) == [("Renewal", 5), ("Tier", 5)]
    assert shown_text(two_sheets, 10, ProblemFilter(0, KINDS[0]), NEUTRAL) == "10 of 30 shown"


def test_a_row_set_aside_is_told_once_with_the_cell_to_blame() -> None:
    """The row's own problem names column and value; a row that nothing is told of shows all its cells."""
    aside = (
        SetAside(4, "unreadable_date", "The date cannot be read.", ("A1", "soon")),
        SetAside(9, "total_row", "The row sums up others.", ("Total", "", "77")),
    )
    noted = (
        Problem("unreadable_date", 4, "Renewal", "soon", "No date."),
        Problem("title_rows", None, "", "", "x"),
    )
    entries = entries_of(report(aside, noted))
    assert [(each.row, each.column, each.value, each.aside) for each in entries] == [
        (4, "Renewal", "soon", True),
        (9, "", "Total · 77", True),
        (None, "", "", False),
    ]
    assert count_of(report(aside, noted)) == 3


def test_very_many_are_cut_and_the_count_says_so() -> None:
    """30,000 rows set aside do not hide the 40 notes; in all, 10,000 are listed and 30,040 told."""
    aside = tuple(SetAside(row, "missing_id", "The row has no id.", ("",)) for row in range(30_000))
    entries = entries_of(report(aside, tuple(made(40))))
    assert len(entries) == MOST_LISTED
    assert sum(not each.aside for each in entries) == 40
    total = count_of(report(aside, tuple(made(40))))
    given = problems(["one"], [entries], total)
    assert shown_text(given, len(entries), ProblemFilter(), NEUTRAL) == "the first 10,000 of 30,040"
