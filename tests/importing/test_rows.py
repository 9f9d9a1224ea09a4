"""Rows become rows of a table, each kept or set aside with its reason: the rules, each on a file of a few
lines."""

from __future__ import annotations

from datetime import date

import pytest

from tests.importing.made import ACCOUNTS, aside, csv_file, kept, moment, planned, problem_codes, xlsx_file

TICKETS = (
    "Ticket ID",
    "Account",
    "Created at",
    "Status",
    "Resolution time (hrs)",
    "Escalated",
    "Satisfaction rating",
)
USAGE = ("account_id", "date", "feature", "count")


def test_an_unreadable_cell_is_left_empty_and_kept_as_it_was(tmp_path) -> None:
    """The row is still of use; what was written stays beside it."""
    plan = planned(csv_file(tmp_path, [*ACCOUNTS, ("A-4", "Delta", "a lot", "someday")]))
    assert kept(plan, "arr", "renewal_date", "extra.ARR", "extra.Renewal Date")[3] == (
        None,
        None,
        "a lot",
        "someday",
    )
    problems = {problem.code: problem for problem in plan.report.problems}
    assert (problems["unreadable_number"].row, problems["unreadable_number"].value) == (5, "a lot")
    assert (problems["unreadable_date"].column, problems["unreadable_date"].value) == (
        "Renewal Date",
        "someday",
    )


def test_a_row_without_its_key_is_set_aside_whole(tmp_path) -> None:
    """With all its cells as they stand in the file."""
    plan = planned(csv_file(tmp_path, [*ACCOUNTS, ("", "Nameless", "10.00", "2026-05-01")]))
    (row,) = plan.report.set_aside
    assert (row.row, row.code, row.cells) == (
        5,
        "missing_account_id",
        ("", "Nameless", "10.00", "2026-05-01"),
    )
    assert any(problem.row == 5 for problem in plan.report.problems)


def test_an_impossible_date_of_an_event_sets_its_row_aside(tmp_path) -> None:
    """Use on the 30th of February has no place in time; an account with such a first day stays an account."""
    usage = planned(
        csv_file(
            tmp_path,
            [USAGE, ("A-1", "2026-02-28", "map", "3"), ("A-1", "2026-02-30", "map", "3")],
            "usage.csv",
        )
    )
    assert aside(usage) == [(3, "unreadable_date")]
    rows = [
        ("Account ID", "Account Name", "Customer since"),
        ("A-1", "Acme", "2026-02-30"),
        ("A-2", "Bee", "2026-01-01"),
    ]
    accounts = planned(csv_file(tmp_path, rows))
    assert kept(accounts, "account_id", "start_date") == [("A-1", None), ("A-2", date(2026, 1, 1))]


def test_use_without_an_account_is_set_aside(tmp_path) -> None:
    """Nobody can say whose it is."""
    plan = planned(
        csv_file(
            tmp_path, [USAGE, ("A-1", "2026-02-28", "map", "3"), ("", "2026-02-28", "map", "3")], "usage.csv"
        )
    )
    assert aside(plan) == [(3, "missing_account_id")]


def test_the_same_row_twice_is_one_row(tmp_path) -> None:
    """The second says nothing new; a row of the same key with other content is another matter, and both
    are kept."""
    rows = [*ACCOUNTS, ACCOUNTS[1], ("A-2", "Calder Pharma", "1.00", "2027-02-01")]
    plan = planned(csv_file(tmp_path, rows))
    assert aside(plan) == [(5, "duplicate_row")]
    (problem,) = [problem for problem in plan.report.problems if problem.code == "key_not_unique"]
    assert (problem.row, problem.value) == (6, "A-2")
    assert kept(plan, "account_id") == ["A-1", "A-2", "A-3", "A-2"]


def test_the_same_use_twice_is_two_uses(tmp_path) -> None:
    """Use has no key: two equal rows are two events."""
    plan = planned(csv_file(tmp_path, [USAGE, *[("A-1", "2026-02-28", "map", "3")] * 2], "usage.csv"))
    assert plan.report.rows_kept == 2


def test_units_are_converted_as_the_header_says(tmp_path) -> None:
    """27 hours are 1,620 minutes, and the column's note says so; a bare number without a unit asks."""
    rows = [
        TICKETS,
        ("T-1", "Acme", "2026-05-01", "Solved", "27.0", "True", "4"),
        ("T-2", "Acme", "2026-05-02", "Open", "", "False", ""),
    ]
    plan = planned(csv_file(tmp_path, rows, "tickets.csv"))
    assert kept(plan, "resolution_minutes", "escalations", "csat_score") == [
        (1620.0, 1.0, 4.0),
        (None, 0.0, None),
    ]
    assert "hours, converted to minutes" in plan.columns[4].note
    bare = [(*TICKETS[:4], "Resolution time"), ("T-1", "Acme", "2026-05-01", "Solved", "90")]
    asked = planned(csv_file(tmp_path, bare, "tickets.csv"))
    assert kept(asked, "resolution_minutes") == [90.0]
    assert "assumed_unit" in problem_codes(asked)


def test_ratings_in_words(tmp_path) -> None:
    """Zendesk writes Good and Bad, and Offered where nobody answered; who was asked is kept as well."""
    rows = [
        TICKETS,
        *[
            (f"T-{number}", "Acme", "2026-05-01", "Solved", "1", "No", word)
            for number, word in enumerate(("Good", "Bad", "Offered", "Not Offered"))
        ],
    ]
    plan = planned(csv_file(tmp_path, rows, "tickets.csv"))
    assert kept(plan, "csat_score", "csat_offered") == [(5.0, True), (1.0, True), (None, True), (None, False)]
    assert "assumed_rating" in problem_codes(plan)


def test_who_had_a_ticket_first_got_it_from_nobody(tmp_path) -> None:
    """Intent: a column that counts everybody who had a ticket gives one handoff less; one that counts the
    changes is taken as it is.

    Expected: by hand. One group had it: no handoff; three: two; nobody: none. What is blank stays unknown.
    """
    header = ("Ticket ID", "Account", "Created at", "Status", "Group stations")
    rows = [header, *((f"T-{n}", "Acme", "2026-05-01", "Open", n) for n in ("1", "3", "0", ""))]
    plan = planned(csv_file(tmp_path, rows, "tickets.csv"))
    assert kept(plan, "handoffs") == [0.0, 2.0, 0.0, None]
    assert "stations_counted" in problem_codes(plan)
    rows = [(*header[:-1], "Reassignment count"), *rows[1:]]
    plan = planned(csv_file(tmp_path, rows, "more tickets.csv"))
    assert kept(plan, "handoffs") == [1.0, 3.0, 0.0, None]
    assert "stations_counted" not in problem_codes(plan)


def test_currencies_of_amounts_are_kept_and_mixtures_told(tmp_path) -> None:
    """Nothing is added up across currencies without a rate."""
    rows = [
        ("Account ID", "Account Name", "ARR"),
        ("A-1", "Acme", "USD 485,000.00"),
        ("A-2", "Bee", "EUR 10,000.00"),
    ]
    plan = planned(csv_file(tmp_path, rows))
    assert kept(plan, "arr", "currency") == [(485000.0, "USD"), (10000.0, "EUR")]
    assert "mixed_currencies" in problem_codes(plan)
    cents = planned(
        csv_file(tmp_path, [("Account ID", "Account Name", "ARR (cents)"), ("A-1", "Acme", "12345")])
    )
    assert kept(cents, "arr") == [123.45]


def test_a_workbooks_own_types(tmp_path) -> None:
    """Numbers as identifiers lose no zero and gain no point; dates, moments, yes and no arrive as what
    they are."""
    header = ("Contract ID", "Account ID", "Start", "End", "Seats", "MRR", "Auto-renew", "Movement")
    rows = [
        header,
        (12, "007", date(2026, 1, 5), moment("2026-12-31"), 25, 99.5, True, "upgrade"),
        (13, "008", date(2026, 2, 5), None, 30, 12, False, "Renewal"),
    ]
    plan = planned(xlsx_file(tmp_path, {"Contracts": rows}))
    names = ("contract_id", "account_id", "start_date", "end_date", "seats", "mrr", "auto_renew", "movement")
    assert kept(plan, *names) == [
        ("12", "007", date(2026, 1, 5), date(2026, 12, 31), 25.0, 99.5, True, "upgrade"),
        ("13", "008", date(2026, 2, 5), None, 30.0, 12.0, False, "renewal"),
    ]
    assert plan.report.rows_in == 2


def test_a_contract_without_end(tmp_path) -> None:
    """9999-12-31 stands for no end, and is no mistake."""
    rows = [
        ("Contract ID", "Account ID", "Start", "End"),
        ("C-1", "A-1", "2026-01-01", "9999-12-31"),
        ("C-2", "A-1", "2026-01-01", "2026-12-31"),
    ]
    plan = planned(csv_file(tmp_path, rows, "contracts.csv"))
    assert kept(plan, "end_date") == [None, date(2026, 12, 31)]
    assert "unreadable_date" not in problem_codes(plan)


def test_the_rest_of_the_sheet_settles_a_doubtful_column(tmp_path) -> None:
    """`1.234` beside a column of certain decimal commas is a thousand; 03/04 beside a 13/02 is the third
    of April."""
    rows = [
        ("Account ID", "Account Name", "ARR", "MRR", "Customer since", "Renewal Date"),
        ("A-1", "Acme", "1.234", "102,50", "03/04/2024", "13/02/2026"),
    ]
    plan = planned(csv_file(tmp_path, rows, delimiter=";"))
    assert kept(plan, "arr", "mrr", "start_date", "renewal_date") == [
        (1234.0, 102.5, date(2024, 4, 3), date(2026, 2, 13))
    ]


def test_very_many_problems_of_one_sort_are_told_as_one(tmp_path) -> None:
    """1,200 unreadable cells: one problem with the count, and every original value kept beside the rows."""
    rows = [
        ACCOUNTS[0],
        *[(f"A-{number}", "x", "1.5" if number % 3 else "lots", "2026-01-01") for number in range(3600)],
    ]
    plan = planned(csv_file(tmp_path, rows))
    (problem,) = [problem for problem in plan.report.problems if problem.code == "unreadable_number"]
    assert "1,200" in problem.hint
    assert kept(plan, "extra.ARR").count("lots") == 1200


@pytest.mark.parametrize("word", ["-", "N/A", "n/a", "", " ", "#N/A"])
def test_words_for_nothing_in_any_column(tmp_path, word) -> None:
    """They are empty cells and no problem."""
    plan = planned(csv_file(tmp_path, [*ACCOUNTS, ("A-4", "Delta", word, word)]))
    assert kept(plan, "arr", "renewal_date")[3] == (None, None)
    assert problem_codes(plan) == []


def test_a_blank_currency_is_what_its_amount_bears(tmp_path) -> None:
    """Intent: signs are not lost where a column of currencies is blank; one that says otherwise is told.

    Expected: by hand, the column where it speaks, else the sign of the amount.
    """
    rows = [
        ("Account ID", "Account Name", "ARR", "Currency"),
        ("A-1", "Acme", "€1200.50", ""),
        ("A-2", "Beta", "£300.00", ""),
        ("A-3", "Gamma", "$98.25", "CAD"),
        ("A-4", "Delta", "€10.00", "CHF"),
    ]
    plan = planned(csv_file(tmp_path, rows))
    assert kept(plan, "currency") == ["EUR", "GBP", "CAD", "CHF"]
    codes = {problem.code: problem.value for problem in plan.report.problems}
    assert codes["currency_contradicted"] == "2 rows"
    assert "mixed_currencies" in codes


def test_a_share_is_no_amount_of_money(tmp_path) -> None:
    """Intent: 12% in a column of revenue is not 12. Expected: an empty cell, told with its row."""
    rows = [("Account ID", "Account Name", "ARR"), ("A-1", "Acme", "1200.50"), ("A-2", "Beta", "12%")]
    plan = planned(csv_file(tmp_path, rows))
    assert kept(plan, "arr") == [1200.5, None]
    assert [problem.row for problem in plan.report.problems if problem.column == "ARR"] == [3]


def test_nothing_behind_an_empty_column_is_sure(tmp_path) -> None:
    """Intent: a list beside the table is not taken for more of it without a question.

    Expected: the columns up to the gap are sure, the one behind it is to be checked, and it is said.
    """
    rows = [
        ("Account ID", "Account Name", "ARR", None, None, "Region"),
        ("A-1", "Acme", 100, None, None, "North"),
        ("A-2", "Beta", 200, None, None, "South"),
    ]
    plan = planned(xlsx_file(tmp_path, {"Accounts": rows}))
    assert {match.header: match.confidence for match in plan.columns} == {
        "Account ID": "sure", "Account Name": "sure", "ARR": "sure", "Region": "check"
    }  # fmt: skip
    told = {problem.code: problem.value for problem in plan.report.problems}
    assert told["to_check"] == "Region"
    assert "blank_column" in told


def test_a_key_of_several_columns_repeats_only_as_a_whole(tmp_path) -> None:
    """Intent: a service of two accounts is two rows, not one identifier said twice.

    Expected: only the row that names the same service and the same account with another day is told.
    """
    rows = [
        ("Service", "Account ID", "Since"),
        ("Planning", "A-1", "2025-01-01"),
        ("Planning", "A-2", "2025-01-01"),
        ("Reporting", "A-1", "2025-01-01"),
        ("Planning", "A-1", "2025-02-01"),
        ("Planning", "A-2", "2025-01-01"),
    ]
    plan = planned(csv_file(tmp_path, rows, "Services.csv"))
    assert kept(plan, "account_id") == ["A-1", "A-2", "A-1", "A-1"]
    told = [problem for problem in plan.report.problems if problem.code == "key_not_unique"]
    assert [(problem.row, problem.value) for problem in told] == [(5, "Planning, A-1")]
    assert [row for row, _ in aside(plan)] == [6]
