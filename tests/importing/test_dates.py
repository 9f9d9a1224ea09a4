"""Dates as people write them; each expected date is the only one that the text can mean in its column."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from cxdesk.importing.dates import moments_of
from cxdesk.importing.sheet import CellKind, number_column, text_column
from cxdesk.importing.typed import Typed
from tests.importing.made import moment


def read(*texts: str, **options) -> Typed:
    return moments_of(text_column(pa.array(texts, pa.string())), **options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-31", moment("2024-01-31")),
        ("2024-1-5", moment("2024-01-05")),
        ("2024/01/31", moment("2024-01-31")),
        ("20240131", moment("2024-01-31")),
        ("2024-01-31T10:11:12", moment("2024-01-31 10:11:12")),
        ("2024-01-31 10:11:12.5", moment("2024-01-31 10:11:12.500000")),
        ("2024-01-31T10:11:12Z", moment("2024-01-31 10:11:12")),
        ("2024-01-31T10:00:00+05:30", moment("2024-01-31 04:30:00")),
        ("2024-01-31T23:00:00-0500", moment("2024-02-01 04:00:00")),
        ("31.12.2024", moment("2024-12-31")),
        ("31.12.24", moment("2024-12-31")),
        ("31/12/1999", moment("1999-12-31")),
        ("31-May-2026", moment("2026-05-31")),
        ("31 May 2026", moment("2026-05-31")),
        ("25/Feb/26 10:17 PM", moment("2026-02-25 22:17:00")),
        ("12/31/2024 12:05:00 AM", moment("2024-12-31 00:05:00")),
        ("March 5th, 2026", moment("2026-03-05")),
        ("Mar 5, 2026", moment("2026-03-05")),
        ("25. März 2024", moment("2024-03-25")),
        ("5 février 2024", moment("2024-02-05")),
        ("Mon, 05 Jan 2026 10:00", moment("2026-01-05 10:00:00")),
        ("Jan 2026", moment("2026-01-01")),
        ("2026-01", moment("2026-01-01")),
        ("45292", moment("2024-01-01")),
        ("1700000000", moment("2023-11-14 22:13:20")),
    ],
)
def test_dates_are_read_as_written(text: str, expected: datetime) -> None:
    """One format each, as vendors' exports have them; 45292 is Excel's number for the first day of 2024."""
    typed = read(text, "")
    assert typed.values.to_pylist() == [expected, None]
    assert not typed.unreadable.any()


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "31.02.2026",
        "2026-13-05T09:20:00Z",
        "32/01/2024",
        "garbage",
        "0001-01-01",
        "2024-01-01 25:00",
        "12/31",
        "9999-12-31",
    ],
)
def test_days_that_no_calendar_has_are_unreadable(text: str) -> None:
    """They are never moved to a day nearby; years outside 1900 to 2200 are mistakes or stand for none."""
    typed = read("2024-01-15", text)
    assert typed.values.to_pylist() == [moment("2024-01-15"), None]
    assert typed.unreadable.tolist() == [False, True]


def test_the_order_of_day_and_month_comes_from_the_whole_column() -> None:
    """One value over 12 settles all of them; the evidence is counted."""
    european, american = read("03/04/2025", "13/02/2025"), read("03/04/2025", "02/13/2025")
    assert european.values.to_pylist() == [moment("2025-04-03"), moment("2025-02-13")]
    assert american.values.to_pylist() == [moment("2025-03-04"), moment("2025-02-13")]
    assert european.notes == ("day first, certain: 1 value over 12",)
    assert american.notes == ("month first, certain: 1 value over 12",)
    assert not european.doubts
    assert not american.doubts


def test_a_column_without_proof_asks() -> None:
    """Without a day over 12 the sheet's other columns decide; without those, day first, and it is said."""
    alone = read("03/04/2025", "05/06/2025")
    assert alone.values.to_pylist()[0] == moment("2025-04-03")
    assert [doubt[0] for doubt in alone.doubts] == ["ambiguous_date_order"]
    guided = read("03/04/2025", "05/06/2025", day_first=False)
    assert guided.values.to_pylist()[0] == moment("2025-03-04")
    assert not guided.doubts
    same = read("05/05/2025")
    assert not same.doubts


def test_a_column_with_both_orders_is_told() -> None:
    """Values that leave no choice keep their own reading, the others follow the majority, and the user
    hears of it."""
    typed = read("13/02/2025", "14/02/2025", "02/15/2025", "03/04/2025")
    assert typed.values.to_pylist() == [moment(f"2025-02-{day}") for day in (13, 14, 15)] + [
        moment("2025-04-03")
    ]
    assert [doubt[0] for doubt in typed.doubts] == ["mixed_date_order"]


def test_points_between_numbers_mean_day_first() -> None:
    """Nobody writes 02.03.2025 for the third of February."""
    typed = read("02.03.2025")
    assert typed.values.to_pylist() == [moment("2025-03-02")]
    assert not typed.doubts


def test_a_date_keeps_its_local_day() -> None:
    """A contract that begins on 31 January in New York does not begin on 1 February."""
    assert read("2024-01-31T23:00:00-05:00", local=True).values.to_pylist() == [moment("2024-01-31 23:00:00")]


def test_cells_that_hold_dates_need_no_reading() -> None:
    """Days and seconds since 1970; dates and moments may stand in one column; 19,723 days are 2024-01-01."""
    days = moments_of(number_column(np.array([19_723.0]), CellKind.DATE))
    moments = moments_of(number_column(np.array([19_723 * 86_400 + 60.0]), CellKind.DATETIME))
    serial = moments_of(number_column(np.array([45_292.5]), CellKind.NUMBER))
    assert days.values.to_pylist() == [moment("2024-01-01")]
    assert moments.values.to_pylist() == [moment("2024-01-01 00:01:00")]
    assert serial.values.to_pylist() == [moment("2024-01-01 12:00:00")]
    assert moments_of(number_column(np.array([7.0]), CellKind.NUMBER)).unreadable.tolist() == [True]


def test_all_days_of_four_years_against_the_standard_library() -> None:
    """Every day from 2023 to 2026, written month first, equals what datetime makes of it."""
    days = np.arange("2023-01-01", "2027-01-01", dtype="datetime64[D]").astype(datetime)
    typed = read(*[f"{day.month}/{day.day}/{day.year}" for day in days])
    assert typed.values.to_pylist() == [moment(day.isoformat()) for day in days]


@pytest.mark.parametrize(
    "text",
    [
        "5 de junio de 2025",
        "jueves, 5 de junio de 2025",
        "quinta-feira, 5 de junho de 2025",
        "giovedì 5 giugno 2025",
        "donderdag 5 juni 2025",
        "jeudi 5 juin 2025",
        "Donnerstag, 5. Juni 2025",
        "Thu Jun 05 2025",
        "June 5th, 2025",
        "2025年6月5日",
    ],
)
def test_named_dates_of_many_languages(text) -> None:
    """All of them are Thursday, 5 June 2025."""
    values = moments_of(text_column(pa.array([text]))).values.to_pylist()
    assert [str(value) for value in values] == ["2025-06-05 00:00:00"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1er janvier 2025", "2025-01-01 00:00:00"),
        ("5 févr. 2025", "2025-02-05 00:00:00"),
        ("12 déc. 2024", "2024-12-12 00:00:00"),
        ("June 5th, 2025 at 3:15 PM", "2025-06-05 15:15:00"),
        ("25.6.2025 09:30 Uhr", "2025-06-25 09:30:00"),
        ("25/6/2025 9h30", "2025-06-25 09:30:00"),
        ("Thu Jun 05 2025 10:00:00 GMT+0200 (CEST)", "2025-06-05 08:00:00"),
        ("2025-06-05 10:00:00 CEST", "2025-06-05 08:00:00"),
        ("06/2025", "2025-06-01 00:00:00"),
        ("1749117600000000", "2025-06-05 10:00:00"),
    ],
)
def test_moments_as_people_and_programs_write_them(text, moment) -> None:
    """Converted by hand; the last one is microseconds since 1970."""
    assert [str(value) for value in moments_of(text_column(pa.array([text]))).values.to_pylist()] == [moment]


def test_zones_of_two_meanings_are_not_guessed() -> None:
    """CST is Chicago and Shanghai, IST is Dublin, Jerusalem and Delhi: read as they stand, and told."""
    typed = moments_of(text_column(pa.array(["2025-06-05 10:00 CST", "2025-06-05 10:00 IST"])))
    assert typed.values.to_pylist() == [moment("2025-06-05 10:00")] * 2
    assert [(code, value) for code, value, _ in typed.doubts] == [("ambiguous_zone", "2025-06-05 10:00 CST")]


def test_a_year_that_python_has_not_is_unreadable() -> None:
    """Year 0 stands in exports for "never"; the other date of the column is read."""
    typed = moments_of(text_column(pa.array(["0000-01-01", "2026-01-02"])))
    assert typed.values.to_pylist() == [None, moment("2026-01-02")]
    assert typed.unreadable.tolist() == [True, False]


def test_points_do_not_settle_dates_with_strokes() -> None:
    """01.02.2026 is the first of February; whether 02/03/2026 is in February or March it does not tell, not
    even as 31.01.2026: these are read day first, and it is asked."""
    for german in ("01.02.2026", "31.01.2026"):
        typed = read(german, "02/03/2026", "03/04/2026")
        assert typed.values.to_pylist()[1:] == [moment("2026-03-02"), moment("2026-04-03")]
        (question,) = typed.questions
        assert (question.answer, question.settled) == ("day", False)
        assert "02/03/2026" in question.text
        assert [code for code, *_ in typed.doubts] == ["ambiguous_date_order"]


def test_dates_with_points_stay_day_first_among_american_ones() -> None:
    """02/13/2026 proves its own kind month first; nobody writes that with points. An answer says the same of
    the strokes alone."""
    expected = [moment("2026-02-01"), moment("2026-02-13"), moment("2026-02-03")]
    assert read("01.02.2026", "02/13/2026", "02/03/2026").values.to_pylist() == expected
    answered = read("01.02.2026", "02/03/2026", answers={"date_order": "month"})
    assert answered.values.to_pylist() == [expected[0], expected[2]]
