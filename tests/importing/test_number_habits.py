"""What `1.234` means where no number proves it: semicolons, headers and days say what is likely."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.made import csv_file, kept, planned

ENGLISH = ("Account ID", "Account Name", "ARR")


def sheet(folder: Path, head: tuple, amounts: tuple, delimiter: str = ",", day: tuple = ()):
    """Return the plan of accounts with these amounts."""
    rows = [(f"A-{place}", f"Acme {place}", amount, *day[1:]) for place, amount in enumerate(amounts)]
    return planned(csv_file(folder, [(*head, *day[:1]), *rows], "konten.csv", delimiter=delimiter))


@pytest.mark.parametrize(
    ("head", "delimiter", "day", "said"),
    [
        (ENGLISH, ";", (), "semicolons part its columns"),
        (ENGLISH, ",", ("Renewal Date", "01.02.2027"), "its days have points"),
        (("Kundennummer", "Kundenname", "ARR"), ",", (), "its headers are in a language of the continent"),
    ],
)
def test_points_are_thousands_where_commas_are_decimal(
    tmp_path: Path, head: tuple, delimiter: str, day: tuple, said: str
) -> None:
    """Nothing proves it, so it stays asked; but what counts until then is what people there mean."""
    plan = sheet(tmp_path, head, ("1.234", "12.000"), delimiter, day)
    assert kept(plan, "arr") == [1234.0, 12000.0]
    (question,) = (question for question in plan.questions if question.code == "decimal_sign")
    assert (question.answer, question.settled) == (",", False)
    assert said in question.text


def test_without_such_signs_a_point_is_a_point(tmp_path: Path) -> None:
    """An English file with commas between its columns: decimals, and asked as before."""
    plan = sheet(tmp_path, ENGLISH, ("1.234", "12.000"))
    assert kept(plan, "arr") == [1.234, 12.0]


def test_numbers_that_prove_their_sign_need_no_habit(tmp_path: Path) -> None:
    """One amount with two decimals proves the point, whatever parts the columns."""
    assert kept(sheet(tmp_path, ENGLISH, ("1.234", "12.50"), ";"), "arr") == [1.234, 12.5]


def test_commas_before_three_digits_stay_thousands(tmp_path: Path) -> None:
    """Where only commas stand, a semicolon does not make decimals of them: no amount has three."""
    assert kept(sheet(tmp_path, ENGLISH, ("1,234", "12,000"), ";"), "arr") == [1234.0, 12000.0]
