"""What was found out about a column is kept with it, and glances at the bytes leave nothing out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
import pytest

from cxdesk.importing.dates import date_order
from cxdesk.importing.header import _says_total
from cxdesk.importing.numbers import decimal_sign, numbers_of
from cxdesk.importing.once import MOST_CELLS, once
from cxdesk.importing.sheet import RawColumn, bytes_in, text_column

ANSWERS = MappingProxyType({"decimal_sign": ","})


def column_of(*texts: str | None) -> RawColumn:
    """Return a column of texts."""
    return text_column(pa.array(texts, pa.string()))


def counted() -> tuple[list[tuple], object]:
    """Return the calls, which grow, and a reading that notes them and returns how many there were."""
    calls: list[tuple] = []

    def read(column: RawColumn, sign: str = "", answers: Mapping[str, str] = MappingProxyType({})) -> int:
        """Note the call."""
        calls.append((sign, dict(answers)))
        return len(calls)

    return calls, once(read)


def test_a_short_column_is_read_once_for_each_kind_of_reading() -> None:
    """Intent: 14 candidate tables cost one reading; another argument, answer, column or reading is another.

    Expected: counted by hand.
    """
    calls, read = counted()
    column = column_of("1", "2")
    assert [read(column), read(column), read(column, ","), read(column, ",", ANSWERS)] == [1, 1, 2, 3]
    assert read(column, ",", {"decimal_sign": "."}) == 4
    assert read(column, ",", dict(ANSWERS)) == 3
    assert read(column_of("1", "2")) == 5
    assert [read(column, sign=";"), read(column, sign="."), read(column, sign=";")] == [6, 7, 6]
    assert len(calls) == 7
    other_calls, other = counted()
    assert other(column) == len(other_calls) == 1


def test_a_long_column_keeps_nothing() -> None:
    """Intent: what is kept must not add to the memory that a million rows take."""
    _, read = counted()
    short, long = (column_of(*["1"] * count) for count in (MOST_CELLS, MOST_CELLS + 1))
    assert [read(short), read(short), read(long), read(long)] == [1, 1, 2, 3]
    assert not long.found


def test_the_bytes_of_a_slice_are_its_own() -> None:
    """Intent: a column is often a slice of another one. Expected: bytes of the slice's texts alone."""
    texts = pa.array(["abc", None, "12", "é"])
    assert bytes_in(texts.slice(1, 2)) == frozenset(b"12")
    assert bytes_in(texts.slice(3)) == frozenset("é".encode())
    assert bytes_in(pa.array([], pa.string())) == frozenset()


@pytest.mark.parametrize(
    ("texts", "sign", "values"),
    [
        (("١٢٫٥",), ".", [12.5]),
        (("۱۲٫۵", "x"), ".", [12.5, None]),
        (("１２.５",), ".", [12.5]),
        (("१२.५",), ".", [12.5]),
        (("12\u00a0345,5",), ",", [12345.5]),
        (("12'345.5",), ".", [12345.5]),
        (("(12.5)",), ".", [-12.5]),
        (("EUR 12,5", "-12,5"), ",", [12.5, -12.5]),
        (("12,5 Mio.",), ",", [12.5e6]),
        (("12,5%",), ",", [12.5]),
    ],
)
def test_a_glance_at_the_bytes_leaves_no_number_out(texts, sign, values) -> None:
    """Intent: a column is only passed over where no pattern for numbers could match.

    Expected: the value that each text has for a reader; digits of four scripts, spaces, signs and words.
    """
    found = decimal_sign(column_of(*texts))
    assert (found.proof > 0, found.sign) == (True, sign)
    assert numbers_of(column_of(*texts)).values.to_pylist() == values


def test_a_glance_leaves_no_date_and_no_total_out() -> None:
    """Intent: the quick patterns before the long ones are never stricter. Expected: read by eye."""
    order = date_order(column_of("3.4.25", "13/4/2025 10:00", "word", "2025-04-03"))
    assert (order.certain, order.unsure) == (1, 0)
    totals = ("Totals", "GRAND TOTAL:", "Zwischensumme Mai", "sous-total", "Durchschnitt", "Ø", "Sumatra")
    assert _says_total(pa.array(totals)).to_pylist() == [True] * 5 + [False] * 2
