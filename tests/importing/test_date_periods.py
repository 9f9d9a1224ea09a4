"""Months, weeks and quarters stand for their first days, and this is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cxdesk.importing.date_periods import week_days
from tests.importing.made import csv_file, kept, moment, planned, xlsx_file

MONTHS, WEEKS, QUARTERS = (
    f"{period}, read as their {day}"
    for period, day in (("months", "first days"), ("weeks", "Mondays"), ("quarters", "first days"))
)


@pytest.mark.parametrize(
    ("header", "texts", "days", "said"),
    [
        ("Month", ("03/2026", "11/2026"), ("2026-03-01", "2026-11-01"), MONTHS),
        ("Month", ("Mar 2026", "Nov 2026"), ("2026-03-01", "2026-11-01"), MONTHS),
        ("Month", ("202603", "202611"), ("2026-03-01", "2026-11-01"), MONTHS),
        ("Week", ("2026-W12", "2026-W01"), ("2026-03-16", "2025-12-29"), WEEKS),
        ("Woche", ("KW 12/2026", "KW 1/2026"), ("2026-03-16", "2025-12-29"), WEEKS),
        ("Quarter", ("Q3 2026", "2026-Q1"), ("2026-07-01", "2026-01-01"), QUARTERS),
        ("Quarter", ("3. Quartal 2026", "T1 2026"), ("2026-07-01", "2026-01-01"), QUARTERS),
    ],
)
def test_periods_are_read_as_their_first_days(
    tmp_path: Path, header: str, texts: tuple, days: tuple, said: str
) -> None:
    """Expected: the days by hand; weeks as `date.fromisocalendar` has them (ISO 8601)."""
    assert date.fromisocalendar(2026, 12, 1) == date(2026, 3, 16)
    rows = [("Account", header, "Feature", "Logins"), *(("Acme", text, "Reports", "4") for text in texts)]
    plan = planned(csv_file(tmp_path, rows, "usage.csv"))
    assert kept(plan, "at") == [moment(day) for day in days]
    assert said in plan.columns[1].note


def test_months_that_a_workbook_has_as_numbers(tmp_path: Path) -> None:
    """202603 in a cell of numbers is March 2026, not a day number of a spreadsheet."""
    rows = [
        ("Account", "Month", "Feature", "Logins"),
        ("Acme", 202603, "Reports", 4),
        ("Beta", 202612, "Reports", 4),
    ]
    plan = planned(xlsx_file(tmp_path, {"usage": rows}))
    assert kept(plan, "at") == [moment("2026-03-01"), moment("2026-12-01")]


def test_weeks_of_all_years_are_those_of_the_calendar() -> None:
    """Every ISO week of sixty years, as Python's calendar has it; a 53rd week only where there is one."""
    for year in range(1990, 2050):
        weeks = np.arange(1, 55)
        found = week_days(np.full(54, year), weeks, np.ones(54, np.int64)) / 86_400
        last = date(year, 12, 28).isocalendar().week
        expected = [
            (date.fromisocalendar(year, int(week), 1) - date(1970, 1, 1)).days for week in weeks[:last]
        ]
        assert found[:last].tolist() == expected
        assert np.isnan(found[last:]).all()


def test_a_year_alone_is_no_day_and_this_is_said(tmp_path: Path) -> None:
    """A renewal "in 2027" could be any day: the column is kept, not used, and says why."""
    rows = [("Account ID", "Account Name", "Renewal Date", "ARR")]
    rows += [(f"A-{number}", f"Acme {number}", str(2027 + number), "100") for number in range(3)]
    plan = planned(csv_file(tmp_path, rows))
    assert plan.columns[2].field == ""
    assert plan.columns[2].note == "not used: its values cannot be read as renewal date"
