"""Several tables on one sheet: each read by itself, or told that they were read together; never mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.importing import SheetPlan
from tests.importing.made import (
    ACCOUNTS,
    aside,
    csv_bytes,
    csv_file,
    kept,
    planned,
    prepared,
    problem_codes,
    raw_file,
    xlsx_file,
)

TICKETS = (
    ("Ticket ID", "Account ID", "Created at", "Priority"),
    ("T-1", "A-1", "2026-05-01", "high"),
    ("T-2", "A-2", "2026-05-02", "low"),
    ("T-3", "A-2", "2026-05-03", "low"),
    ("T-4", "A-2", "2026-05-04", "low"),
)
TOTALS = (("Region", "Count"), ("EMEA", "2"), ("US", "1"))


def plans(path: Path) -> list[SheetPlan]:
    return list(prepared(path).sheets)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_tables_below_one_another_are_read_apart(tmp_path, ending) -> None:
    """Accounts in rows 1 to 4 and tickets, under their title, in rows 6 to 11: each with its own rows, and
    all of the sheet's rows are somewhere."""
    rows = [*ACCOUNTS, (), ("Tickets",), *TICKETS]
    path = csv_file(tmp_path, rows) if ending == "csv" else xlsx_file(tmp_path, {"All": rows})
    first, second = plans(path)
    assert kept(first, "account_id", "source_row") == [("A-1", 2), ("A-2", 3), ("A-3", 4)]
    assert kept(second, "ticket_id", "source_row") == [("T-1", 8), ("T-2", 9), ("T-3", 10), ("T-4", 11)]
    assert (first.report.rows_in, second.report.rows_in) == (3, 4)
    assert second.report.sheet == ("Tickets" if ending == "csv" else "All: Tickets")
    told = [problem.value for plan in (first, second) for problem in plan.report.problems]
    assert {"A1 to D4", "A6 to D11"} <= set(told)


def test_tables_beside_one_another_are_read_apart(tmp_path) -> None:
    """A blank column between them, other rows, and a name that both have: columns F to I are the tickets'."""
    lines = [(*account, None) for account in ACCOUNTS] + [(None,) * 5]
    rows = [(*left, *right) for left, right in zip(lines, TICKETS, strict=True)]
    first, second = plans(xlsx_file(tmp_path, {"Tickets": rows}))
    assert kept(first, "account_id") == ["A-1", "A-2", "A-3"]
    assert [match.header for match in second.columns] == list(TICKETS[0])
    assert second.report.rows_in == 4
    assert any(problem.value == "F1 to I5" for problem in second.report.problems)


def test_a_summary_below_is_no_part_of_the_table(tmp_path) -> None:
    """Two columns below a table of four: not used, with its rows counted, and no account is called EMEA."""
    first, second = plans(csv_file(tmp_path, [*ACCOUNTS, (), *TOTALS]))
    assert kept(first, "account_id") == ["A-1", "A-2", "A-3"]
    assert (second.table, second.report.rows_in, second.report.rows_set_aside) == ("", 2, 2)


def test_the_same_header_again_is_the_same_table(tmp_path) -> None:
    """Regions below one another, and printed pages: one table, the repeated header set aside."""
    rows = [("EMEA",), *ACCOUNTS[:3], (), ("US",), ACCOUNTS[0], ACCOUNTS[3]]
    plan = planned(csv_file(tmp_path, rows))
    assert kept(plan, "account_id") == ["A-1", "A-2", "A-3"]
    assert aside(plan) == [(6, "note_row"), (7, "repeated_header")]


def test_blank_rows_and_columns_within_a_table_part_nothing(tmp_path) -> None:
    """The columns after a blank one have the same rows: one table, and the blank column is told."""
    rows = [(*row[:2], None, *row[2:]) for row in ACCOUNTS]
    plan = planned(xlsx_file(tmp_path, {"Accounts": [*rows[:3], (), *rows[3:]]}))
    assert kept(plan, "account_id", "arr") == [("A-1", 1200.5), ("A-2", 98000.25), ("A-3", 300.75)]
    assert problem_codes(plan).count("blank_column") == 1


def test_rows_of_words_after_a_blank_row_are_rows(tmp_path) -> None:
    """Nothing in them is a name of a column."""
    rows = [("Account ID", "Account Name", "Owner"), ("A-1", "Acme", "Kim"), (), ("A-2", "Bee", "Lee")]
    assert kept(planned(csv_file(tmp_path, rows)), "account_id") == ["A-1", "A-2"]


def test_tables_keep_their_names_when_they_grow(tmp_path) -> None:
    """Next month's file has one account more: the same sheets, so that it can take the place of this one."""
    names = [
        [plan.report.sheet for plan in plans(xlsx_file(tmp_path, {"All": [*ACCOUNTS, *more, (), *TICKETS]}))]
        for more in ((), [("A-9", "Nine", "5", "2026-01-01")])
    ]
    assert names[0] == names[1] == ["All", "All: table 2"]


@pytest.mark.parametrize("rows", [ACCOUNTS[:1], [("Accounts",), ACCOUNTS[0]]])
def test_a_header_alone_has_no_rows(tmp_path, rows) -> None:
    """It is said so, and not that no table has such columns."""
    (plan,) = plans(xlsx_file(tmp_path, {"Accounts": rows}))
    assert plan.report.recognised_as == "Not used: the sheet has headers but no rows below them."


@pytest.mark.parametrize(
    ("units", "minutes"),
    [
        (("", "", "(UTC)", "(min)"), 45.0),
        (("-", "-", "date", "[h]"), 2700.0),
        (("#", "#", "date", "s"), 0.75),
    ],
)
def test_units_below_the_header_count(tmp_path, units, minutes) -> None:
    """45 minutes, 45 hours and 45 seconds, in minutes; the row of units is no ticket."""
    head = ("Ticket ID", "Account ID", "Created", "Resolution time")
    plan = planned(csv_file(tmp_path, [head, units, ("T-1", "A-1", "2026-01-01", "45")], "tickets.csv"))
    assert kept(plan, "ticket_id", "resolution_minutes") == [("T-1", minutes)]
    assert "assumed_unit" not in problem_codes(plan)


def test_currencies_and_thousands_below_the_header_count(tmp_path) -> None:
    """5 below k€ is 5,000 euros."""
    head = ("Account ID", "Account Name", "ARR")
    plan = planned(csv_file(tmp_path, [head, ("", "", "k€"), ("A-1", "Acme", "5")]))
    assert kept(plan, "arr", "currency") == [(5000.0, "EUR")]


@pytest.mark.parametrize("place", [4, 5, 6])
def test_a_line_between_two_tables_is_one_of_their_rows(tmp_path, place) -> None:
    """Six cells where the widest table has four, right below the first table, between two blank lines, or
    right above the second header: it is set aside with the first table, and 3 + 1 + 4 rows are somewhere."""
    lines = [*ACCOUNTS, (), (), *TICKETS]
    lines.insert(place, ("these", "are", "six", "cells", "too", "many"))
    first, second = plans(csv_file(tmp_path, lines))
    assert aside(first) == [(place + 1, "too_many_cells")]
    assert (first.report.rows_in, second.report.rows_in) == (4, 4)
    assert kept(second, "source_row") == [9, 10, 11, 12]


def test_a_note_between_two_tables_is_told_once(tmp_path) -> None:
    """A line of too many cells with a quote that never closes, between two tables: told with the first."""
    raw = csv_bytes([*ACCOUNTS, ()]) + b'"a,b,c,d,e,f\n' + csv_bytes(TICKETS)
    told = [
        [problem.row for problem in plan.report.problems if problem.code == "quote_never_closed"]
        for plan in plans(raw_file(tmp_path, raw))
    ]
    assert told == [[6], []]
