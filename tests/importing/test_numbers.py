"""Numbers of any country: the expected values are what each way of writing means where it is used."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from cxdesk.importing.numbers import numbers_of
from cxdesk.importing.sheet import CellKind, number_column, text_column
from cxdesk.importing.typed import Typed
from tests.importing.made import csv_file, kept, planned


def read(*texts: str, hint: str = "") -> Typed:
    return numbers_of(text_column(pa.array(texts, pa.string())), hint)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (("1234.56", "7"), [1234.56, 7.0]),
        (("1,234.56", "12,345,678.90"), [1234.56, 12345678.90]),
        (("1.234,56", "12.345.678,90"), [1234.56, 12345678.90]),
        (("1 234,56", "12 345 678,90"), [1234.56, 12345678.90]),
        (("1\u00a0234,56", "1\u202f234,5"), [1234.56, 1234.5]),
        (("1'234.56", "1’234.5"), [1234.56, 1234.5]),
        (("12,34,567.5", "1.5"), [1234567.5, 1.5]),
        (("0,5", "1.000"), [0.5, 1000.0]),
        (("0.5", "1,000"), [0.5, 1000.0]),
        (("1.234.567",), [1234567.0]),
        (("1,234", "2,500"), [1234.0, 2500.0]),
        (("(300)", "($1,200.50)"), [-300.0, -1200.5]),
        (("-5", "\u22125", "5-", "+5"), [-5.0, -5.0, -5.0, 5.0]),
        (("1e3", "2.5E-2"), [1000.0, 0.025]),
        ((".5", "5."), [0.5, 5.0]),
        (("90%", "12.5 %"), [90.0, 12.5]),
        (("186k", "2.5M"), [186_000.0, 2_500_000.0]),
    ],
)
def test_numbers_are_read_as_their_country_writes_them(texts, values) -> None:
    """Each column has at least one value that leaves no choice, or only one usual reading."""
    typed = read(*texts)
    assert typed.values.to_pylist() == pytest.approx(values)
    assert not typed.unreadable.any()


def test_words_for_nothing_are_empty_and_not_unreadable() -> None:
    """A dash, N/A and blanks in a column of numbers mean that there is none."""
    typed = read("5", "-", "N/A", "", " ", "n/a", "None", "#N/A")
    assert typed.values.to_pylist() == [5.0] + [None] * 7
    assert not typed.unreadable.any()


@pytest.mark.parametrize(
    "text", ["abc", "12abc", "1.2.3", "1,2,3", "(5", "5)", "12:30", "inf", "nan5", "--5", "1..5"]
)
def test_what_is_no_number_is_unreadable(text: str) -> None:
    """Nothing is guessed out of text that only begins like a number."""
    typed = read("1.5", text)
    assert typed.values.to_pylist() == [1.5, None]
    assert typed.unreadable.tolist() == [False, True]


def test_a_column_that_could_be_either_asks() -> None:
    """`1.234` is a thousand in Germany and a bit more than one in England: the sheet's other columns
    decide, aloud."""
    english, german = read("1.234", "2.500"), read("1.234", "2.500", hint=",")
    assert english.values.to_pylist() == [1.234, 2.5]
    assert german.values.to_pylist() == [1234.0, 2500.0]
    assert [doubt[0] for doubt in english.doubts + german.doubts] == ["ambiguous_number"] * 2


def test_whole_german_thousands_are_thousands_where_the_sheet_writes_commas() -> None:
    """`1.000; 2.000` is what a German writes for one and two thousand: a computer's 1.0 and 2.0 look no
    different, so only the rest of the sheet can tell, and it is said. One `12.5` settles it."""
    german, unknown, settled = (
        read("1.000", "2.000", hint=","),
        read("1.000", "2.000"),
        read("1.000", "12.5", hint=","),
    )
    assert german.values.to_pylist() == [1000.0, 2000.0]
    assert unknown.values.to_pylist() == [1.0, 2.0]
    assert [doubt[0] for doubt in german.doubts + unknown.doubts] == ["ambiguous_number"] * 2
    assert settled.values.to_pylist() == [1.0, 12.5]
    assert not settled.doubts


def test_a_comma_before_three_digits_proves_nothing() -> None:
    """`1,234` is a thousand in England and a bit more than one in Germany: the sheet decides; without it
    thousands are the usual reading, and it is said."""
    german, english, unknown = (read("1,234", "9,500", hint=hint) for hint in (",", ".", ""))
    assert german.values.to_pylist() == [1.234, 9.5]
    assert english.values.to_pylist() == unknown.values.to_pylist() == [1234.0, 9500.0]
    assert [len(typed.doubts) for typed in (german, english, unknown)] == [1, 0, 1]


def test_the_sheet_decides_what_a_column_cannot(tmp_path) -> None:
    """A German list of customers: MRR proves the comma, so 3.000 seats are three thousand and an average
    of 4,333 is four and a third."""
    head = ("Account ID", "Account Name", "MRR", "Seats", "ARR")
    rows = [(f"A{place}", f"Firma {place}", "10,50", "3.000", "4,333") for place in range(5)]
    plan = planned(csv_file(tmp_path, [head, *rows], delimiter=";"))
    assert kept(plan, "mrr", "seats", "arr") == [(10.5, 3000, 4.333)] * 5
    doubted = [problem.column for problem in plan.report.problems if problem.code == "ambiguous_number"]
    assert doubted == ["Seats", "ARR"]


def test_two_ways_in_one_column_are_both_read_and_said() -> None:
    """A pasted column can hold both; values that leave no choice are read as they stand."""
    typed = read("1,200.50", "3.300,25", "1.5", "2,5")
    assert typed.values.to_pylist() == [1200.5, 3300.25, 1.5, 2.5]
    assert any("two ways" in note for note in typed.notes)


def test_currencies_are_kept_beside_the_amounts() -> None:
    """Signs and codes before or after the number name the currency of that cell only."""
    typed = read("USD 485,000.00", "EUR 10,000.00", "€5", "5 £", "12.50")
    assert typed.values.to_pylist() == [485000.0, 10000.0, 5.0, 5.0, 12.5]
    assert typed.currencies.to_pylist() == ["USD", "EUR", "EUR", "GBP", None]


def test_dates_in_a_column_of_numbers_are_not_taken_for_numbers() -> None:
    """A date cell has a number inside, but it does not mean one."""
    typed = numbers_of(number_column(np.array([20000.0]), CellKind.DATE))
    assert typed.values.to_pylist() == [None]
    assert typed.unreadable.tolist() == [True]


def test_plain_columns_take_the_quick_way_to_the_same_values() -> None:
    """A column that a computer wrote is read in one go; one odd value sends all of it the careful way."""
    texts = [f"{number / 8}" for number in range(5000)]
    quick, careful = read(*texts), read(*texts, "n/a")
    assert careful.values.to_pylist()[:-1] == quick.values.to_pylist() == [float(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1\u202f234\u202f567,89", 1234567.89, None),
        ("12,34,567.50", 1234567.5, None),
        ("R 1 200,50", 1200.5, "ZAR"),
        ("Rs. 1,00,000", 100000.0, "INR"),
        ("1.234,56 kr", 1234.56, None),
        ("2,5 Mio. €", 2500000.0, "EUR"),
        ("4 Mrd.", 4e9, None),
        ("$(5.25)", -5.25, "USD"),
        ("‐5", -5.0, None),
        ("% 50", 50.0, None),
        ("١٬٢٣٤٫٥", 1234.5, None),
        ("１２３", 123.0, None),
        ("HK$1,234.50", 1234.5, "HKD"),
    ],
)
def test_numbers_of_other_countries(text, value, currency) -> None:
    """Each by hand: groups of India, crowns (of several countries), rands, digits of other scripts."""
    typed = numbers_of(text_column(pa.array([text])))
    assert typed.values.to_pylist() == [value]
    assert (typed.currencies.to_pylist() if typed.currencies is not None else [None]) == [currency]


def test_crowns_are_no_thousands_of_rands() -> None:
    """`k` and `R` behind a number would be thousands of rands: `kr` is read before them."""
    assert numbers_of(text_column(pa.array(["5 kr", "7 kr."]))).values.to_pylist() == [5.0, 7.0]


@pytest.mark.parametrize(
    "text", ["12 34", "2 3", "5'11", "1 2345", "1234 567", "5 10 15", "1_2", "12\u00a034"]
)
def test_digits_apart_are_no_number(text) -> None:
    """Spaces and apostrophes stand before groups of three digits; else they are two numbers, or feet."""
    typed = read(text, "7")
    assert typed.values.to_pylist() == [None, 7.0]
    assert typed.unreadable.tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234 567", 1234567.0),
        ("€ 12 345,6", 12345.6),
        ("-1'234'567.50", -1234567.5),
        ("1 234 EUR", 1234.0),
        ("( 1 234 )", -1234.0),
        ("12,34,567", 1234567.0),
        ("- 5 %", -5.0),
        ("1_000", 1000.0),
    ],
)
def test_groups_of_three_are_one_number(text, value) -> None:
    """As they are written in France, Switzerland and India (there with commas), with what stands around."""
    assert read(text).values.to_pylist() == [value]
