"""Lengths of time in words, clocks and ISO 8601."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cxdesk.importing.lengths import lengths_of
from cxdesk.importing.sheet import text_column


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("26:03:00", 93780.0),
        ("00:00:45.5", 45.5),
        ("-1:00:00", -3600.0),
        ("01:02:03:04", 93784.0),
        ("1.02:03:04", 93784.0),
        ("2d 4h", 187200.0),
        ("1h30", 5400.0),
        ("1 h 30 min", 5400.0),
        ("2 days 03:04:05", 183845.0),
        ("1 day and 2 hours", 93600.0),
        ("PT1H30M", 5400.0),
        ("P1DT2H", 93600.0),
        ("1,5 Std.", 5400.0),
        ("3 Tage und 2 Stunden", 266400.0),
        ("2 heures 5 minutes", 7500.0),
        ("1 j 2 h", 93600.0),
        ("2 horas y 5 minutos", 7500.0),
        ("1 giorno e 2 ore", 93600.0),
        ("3 dagen", 259200.0),
        ("2 semanas", 1209600.0),
    ],
)
def test_lengths_of_time(text, seconds) -> None:
    """Days of 86,400 seconds, counted by hand."""
    assert lengths_of(text_column(pa.array([text]))).values.to_pylist() == [seconds]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 400 + ":30",
        "1" * 5000 + ":30",
        "1" * 400 + "h 30",
        "9" * 5000 + ":01:02:03",
        "1 day " + "1" * 400 + ":30",
        "9" * 5000 + " h",
        "P" + "9" * 400 + "D",
    ],
)
def test_no_length_is_of_hundreds_of_digits(text) -> None:
    """Such a number is no length of time, and must not end the import: a float holds 308 digits, and Python
    reads no more than 4,300."""
    assert lengths_of(text_column(pa.array([text]))).values.to_pylist() == [None]


@pytest.mark.parametrize("text", ["an hour", "1 mo", "P", "soon", "5 apples", "1 h later"])
def test_what_is_no_length_is_left(text) -> None:
    """Months have no length, and words alone none either."""
    assert lengths_of(text_column(pa.array([text]))).values.to_pylist() == [None]
