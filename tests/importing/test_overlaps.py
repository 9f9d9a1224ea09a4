"""Several columns for one field: one is taken, the other is named, and nobody is left to find out later."""

from __future__ import annotations

from cxdesk.importing import remap
from cxdesk.importing.checking import meaning_questions
from tests.importing.made import csv_file, kept, planned

ROWS = 12
HEAD = ("Account ID", "Account Name")


def two_columns(tmp_path, first: str, second: str, pairs):
    rows = [(f"A{row}", f"Acme {row}", *pair) for row, pair in enumerate(pairs, 1)]
    return planned(csv_file(tmp_path, [(*HEAD, first, second), *rows]))


def told(plan) -> list:
    return [problem for problem in plan.report.problems if problem.code == "several_columns"]


def test_two_columns_of_one_field_that_differ_are_asked_about(tmp_path) -> None:
    """ARR and ARR (USD) with other amounts in 9 of 12 rows: the rows are counted by hand in the test."""
    pairs = [(row * 10, row * 10 if row <= 3 else row * 11) for row in range(1, ROWS + 1)]
    differing = sum(one != other for one, other in pairs)
    plan = two_columns(tmp_path, "ARR", "ARR (USD)", pairs)
    columns = {match.header: match for match in plan.columns}
    assert columns["ARR"].confidence == "check"
    assert columns["ARR (USD)"].field == ""
    assert f"{differing} of {ROWS} rows differ" in columns["ARR (USD)"].note
    (problem,) = told(plan)
    assert (problem.column, problem.value) == ("ARR", "ARR (USD)")
    assert f"{differing} of {ROWS} rows differ" in problem.hint
    (question,) = [each for each in meaning_questions(plan) if each.position == 2]
    assert "ARR (USD)" in question.text
    assert not question.settled


def test_columns_that_say_the_same_are_taken_as_one(tmp_path) -> None:
    """A date and a moment of that day, and equal amounts: nothing to ask, the note says which is not used."""
    plan = two_columns(tmp_path, "ARR", "ARR (USD)", [(row, f"{row}.00") for row in range(1, ROWS + 1)])
    columns = {match.header: match for match in plan.columns}
    assert columns["ARR"].confidence == "sure"
    assert "not used" in columns["ARR (USD)"].note
    assert told(plan) == []


def test_the_two_dates_of_a_renewal_are_asked_about(tmp_path) -> None:
    """Renewal date and contract end 16 months apart: both names mean the renewal, only one can be it."""
    pairs = [(f"2026-01-{row:02}", f"2027-05-{row:02}") for row in range(1, ROWS + 1)]
    plan = two_columns(tmp_path, "Renewal Date", "Contract End Date", pairs)
    assert {match.header: match.confidence for match in plan.columns}["Renewal Date"] == "check"
    assert len(told(plan)) == 1


def test_choosing_the_other_column_settles_it(tmp_path) -> None:
    """After the other column is chosen, its values count and nothing is told any more."""
    plan = two_columns(tmp_path, "ARR", "ARR", [(row, row + 5) for row in range(1, ROWS + 1)])
    assert kept(plan, "arr")[:2] == [1.0, 2.0]
    chosen = remap(plan, {3: "accounts.arr"})
    assert kept(chosen, "arr")[:2] == [6.0, 7.0]
    assert told(chosen) == []
