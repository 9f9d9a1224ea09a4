"""Columns of dates that look settled and are not: years in front, and days that a spreadsheet swapped."""

from __future__ import annotations

from datetime import date

import pytest

from tests.importing.made import csv_file, kept, planned, problem_codes, xlsx_file

HEAD = ("Account ID", "Account Name", "ARR", "Renewal Date")


def rows_with(dates: list) -> list[tuple]:
    """Return accounts with one renewal date each."""
    return [HEAD, *((f"A-{n}", f"Acme {n}", 5 + n, each) for n, each in enumerate(dates))]


@pytest.mark.parametrize("sign", ["-", "/"])
def test_first_numbers_of_a_few_years_are_asked(tmp_path, sign) -> None:
    """2026 to 2028 with two digits: the dates that were written come back, not certain; both are offered."""
    days = [date(2026 + n % 3, 1 + n % 12, 2 + n % 25) for n in range(30)]
    texts = [day.strftime(f"%y{sign}%m{sign}%d") for day in days]
    plan = planned(csv_file(tmp_path, rows_with(texts), delimiter=";"))
    (question,) = [each for each in plan.questions if each.code == "date_order"]
    assert (question.answer, question.settled) == ("year", False)
    assert [value for value, _ in question.options] == ["year", "day"]
    assert kept(plan, "renewal_date") == days
    assert "ambiguous_date_order" in problem_codes(plan)


@pytest.mark.parametrize("pattern", ["%d/%m/%y", "%d.%m.%y", "%d-%m-%Y"])
def test_days_in_front_are_none_of_a_few_years(tmp_path, pattern) -> None:
    """Days from 13 to 28 spread over more than ten years, points, and years of four digits: certain."""
    days = [date(2026, 1 + n % 12, 13 + n % 16) for n in range(30)]
    plan = planned(csv_file(tmp_path, rows_with([day.strftime(pattern) for day in days])))
    (question,) = [each for each in plan.questions if each.code == "date_order"]
    assert (question.answer, question.settled) == ("day", True)
    assert kept(plan, "renewal_date") == days


def test_only_days_over_twelve_are_counted_as_proof(tmp_path) -> None:
    """Twenty dates with points, of which eight have days over 12: 13 to 20."""
    days = [date(2026, 1, 1 + n) for n in range(20)]
    plan = planned(csv_file(tmp_path, rows_with([day.strftime("%d.%m.%Y") for day in days])))
    assert "certain: 8 values over 12" in plan.columns[3].note
    assert kept(plan, "renewal_date") == days


@pytest.mark.parametrize("written", ["book", "text"])
def test_days_that_a_spreadsheet_swapped_are_told(tmp_path, written) -> None:
    """What an English Excel makes of German days: up to 12 a real date the other way round, else text."""
    days = [date(2026, 1 + n % 12, 1 + n) for n in range(28)]
    cells = [
        day.replace(month=day.day, day=day.month) if day.day <= 12 else day.strftime("%d/%m/%Y")
        for day in days
    ]
    rows = rows_with(cells)
    plan = planned(xlsx_file(tmp_path, {"Accounts": rows}) if written == "book" else csv_file(tmp_path, rows))
    (note,) = [problem for problem in plan.report.problems if problem.code == "half_swapped_dates"]
    assert "All 12 real dates" in note.hint
    assert "all 16 dates written as text" in note.hint
    assert plan.columns[3].confidence == "check"
    assert {match.confidence for match in plan.columns[:3]} == {"sure"}


def test_dates_of_all_days_are_not_swapped(tmp_path) -> None:
    """A real date on the 13th could not have been swapped."""
    cells = [*(date(2026, 3, 2 + n) for n in range(12)), *(f"{13 + n}/03/2026" for n in range(12))]
    plan = planned(csv_file(tmp_path, rows_with(cells)))
    assert "half_swapped_dates" not in problem_codes(plan)
    assert plan.columns[3].confidence == "sure"
