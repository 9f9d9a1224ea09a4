"""Amounts whose header and values both state a unit or currency: it counts once, and conflicts are told."""

from __future__ import annotations

import pytest

from tests.importing.made import csv_file, kept, planned

HEAD = ("Account ID", "Account Name")


def amounts(tmp_path, header: str, values):
    rows = [(f"A{row}", f"Acme {row}", value) for row, value in enumerate(values, 1)]
    return planned(csv_file(tmp_path, [(*HEAD, header), *rows]))


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("ARR (k€)", ("10k", "20 k€", "1.5k"), (10_000.0, 20_000.0, 1_500.0)),
        ("ARR (k€)", ("10k", "20", "1.5"), (10_000.0, 20_000.0, 1_500.0)),
        ("ARR (k€)", ("10", "20", "1.5"), (10_000.0, 20_000.0, 1_500.0)),
        ("ARR (T€)", ("1,2 Mio.", "300", "20"), (1_200_000.0, 300_000.0, 20_000.0)),
    ],
)
def test_a_unit_in_header_and_value_counts_once(tmp_path, header, values, expected) -> None:
    """10k in a column of thousands is ten thousand, as anybody reads it; 10 there is ten thousand as well."""
    assert tuple(kept(amounts(tmp_path, header, values), "arr")) == pytest.approx(expected)


def test_amounts_in_another_currency_than_the_header_are_told(tmp_path) -> None:
    """Two of three amounts bear dollars below a header in euros: their own sign counts, and it is said."""
    plan = amounts(tmp_path, "ARR (EUR)", ("$10", "$20", "€30"))
    assert kept(plan, "currency") == ["USD", "USD", "EUR"]
    (problem,) = [each for each in plan.report.problems if each.code == "currency_contradicted"]
    assert problem.column == "ARR (EUR)"
    assert problem.hint.startswith("2 amounts")


def test_amounts_in_the_currency_of_the_header_are_no_conflict(tmp_path) -> None:
    """The same sign in both places is nothing to tell."""
    plan = amounts(tmp_path, "ARR (EUR)", ("€10", "€20", "30"))
    assert "currency_contradicted" not in [each.code for each in plan.report.problems]
