"""Sheets of other things than the tables are called by what they are, with what to do about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.made import csv_file, planned

SHEETS = {
    "It looks like deals": (
        ("Deal Name", "Deal Stage", "Amount", "Close Date"),
        ("Expansion", "Proposal", "1200", "2026-03-14"),
    ),
    "It looks like meetings": (("Meeting", "Company", "Attendees"), ("Review", "Acme", "3")),
    "It looks like a list of employees": (
        ("Employee ID", "Last Name", "Hire Date", "Salary"),
        ("E1", "Sousa", "2020-02-13", "40000"),
    ),
    "Its columns are not those": (("Cost centre", "Category", "Spent"), ("Travel", "Plan", "900")),
}


@pytest.mark.parametrize("said", SHEETS)
def test_what_a_sheet_is_instead_is_said(tmp_path: Path, said: str) -> None:
    """Deals, meetings and employees by their columns; a budget is nothing known. None of them is used."""
    plan = planned(csv_file(tmp_path, SHEETS[said], "sheet.csv"))
    (problem,) = (problem for problem in plan.report.problems if problem.code == "not_used")
    assert problem.hint.startswith(said)
    assert (plan.table, plan.report.rows_kept, plan.report.rows_set_aside) == ("", 0, 1)
