"""Lengths of time that can be read in two ways, where the sheet's own dates decide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cxdesk.importing import answer
from tests.importing.made import csv_file, kept, moment, planned, problem_codes

START = moment("2026-03-02 08:00:00")
HEADERS = ("Ticket ID", "Account ID", "Erstellt am", "Gelöst am", "Lösungszeit (Minuten)")


def german(number: float) -> str:
    """Return a number as a German spreadsheet shows it: 2.880 or 0,25."""
    return f"{number:,.10g}".replace(",", " ").replace(".", ",").replace(" ", ".")


def tickets(folder, minutes, written, later=None, shown="%d.%m.%Y %H:%M") -> object:
    """Return a plan of tickets solved after so many minutes, each length written as `written` does."""
    later = later or minutes
    rows = [
        (f"T-{n}", "A-1", f"{START:{shown}}", f"{START + timedelta(minutes=after):{shown}}", written(length))
        for n, (length, after) in enumerate(zip(minutes, later, strict=True))
    ]
    return planned(csv_file(folder, [HEADERS, *rows], "tickets.csv", delimiter=";"))


def sign_question(plan):
    """Return the question about the decimal sign of the length."""
    (question,) = [each for each in plan.questions if each.code == "decimal_sign"]
    return question


def test_two_days_between_the_dates_are_2880_minutes(tmp_path) -> None:
    """Two, three and four days: 2.880, 4.320 and 5.760 are thousands; the evidence is told, nothing asked."""
    plan = tickets(tmp_path, [2880, 4320, 5760], german)
    assert kept(plan, "resolution_minutes") == [2880.0, 4320.0, 5760.0]
    question = sign_question(plan)
    assert (question.settled, question.answer) == (True, ",")
    assert "3 of 3 rows it is the time from Erstellt am to Gelöst am" in question.text
    (column,) = [match for match in plan.columns if match.field == "tickets.resolution_minutes"]
    assert "3 of 3 rows" in column.note
    assert "ambiguous_number" not in problem_codes(plan)


def test_three_decimals_are_decimals_where_the_dates_say_so(tmp_path) -> None:
    """The same texts for tickets solved within minutes: 2.880 is not quite three."""
    plan = tickets(tmp_path, [2.88, 4.32, 5.76], lambda number: f"{number:.3f}")
    assert kept(plan, "resolution_minutes") == pytest.approx([2.88, 4.32, 5.76])
    assert sign_question(plan).settled


@pytest.mark.parametrize(
    ("minutes", "later"),
    [
        ([2880, 4320, 5760], [960, 1440, 1920]),  # hours of business: a third of the calendar's
        ([2880, 4320, 5760], [2880, 4320, 7]),  # one of three contradicts
        ([2880, 4320, 5760], [0, 0, 0]),  # solved in the moment that they were created
    ],
)
def test_dates_that_do_not_agree_decide_nothing(tmp_path, minutes, later) -> None:
    """What is not proven stays asked."""
    plan = tickets(tmp_path, minutes, german, later)
    assert not sign_question(plan).settled
    assert "ambiguous_number" in problem_codes(plan)


def test_days_without_hours_decide_to_the_day(tmp_path) -> None:
    """20 days are 28.800 minutes, 3 hours more or less: dates without hours leave a day open."""
    plan = tickets(tmp_path, [28_800, 43_200], lambda _: "28.800", shown="%d.%m.%Y")
    assert not sign_question(plan).settled  # the second row is 10 days away from what it says
    exact = tickets(tmp_path, [28_980, 43_380], german, [28_800, 43_200], shown="%d.%m.%Y")
    assert kept(exact, "resolution_minutes") == [28_980.0, 43_380.0]
    assert sign_question(exact).settled


def test_a_person_has_the_last_word(tmp_path) -> None:
    """Whatever the dates say, the answer that is given counts."""
    plan = tickets(tmp_path, [2880, 4320], german)
    question = sign_question(plan)
    told = answer(plan, question.position, "decimal_sign", ".")
    assert kept(told, "resolution_minutes") == pytest.approx([2.88, 4.32])
