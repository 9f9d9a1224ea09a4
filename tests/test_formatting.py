"""How values are written for people; expected texts are those of the design and of its pictures."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cxdesk import formatting
from cxdesk.formatting import NumberStyle

GERMAN = NumberStyle(
    decimal_point=",",
    group_separator=".",
    date_pattern="dd.MM.yyyy",
    day_pattern="d. MMM",
    month_pattern="MMMM yyyy",
)


def plain(text: str) -> str:
    """Return a text with ordinary spaces, to compare with what the design writes."""
    return text.replace(formatting.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "EUR 0"),
        (940.4, "EUR 940"),
        (999.4, "EUR 999"),
        (999.6, "EUR 1.0k"),
        (9_940, "EUR 9.9k"),
        (9_960, "EUR 10k"),
        (186_240, "EUR 186k"),
        (999_499, "EUR 999k"),
        (999_600, "EUR 1.00M"),
        (1_920_000, "EUR 1.92M"),
        (18_400_000, "EUR 18.4M"),
        (999_600_000, "EUR 1.00B"),
        (2.5e12, "EUR 2,500B"),
        (-186_240, "EUR −186k"),
    ],
)
def test_money_short(value, expected):
    """Short money as in the pictures (186k, 1.92M, 18.4M); the letter changes where rounding does."""
    assert plain(formatting.money(value, "EUR")) == expected


def test_money_without_currency_and_whole():
    """An unstated currency leaves the number alone; whole money is grouped to the unit."""
    assert formatting.money(186_240) == "186k"
    assert plain(formatting.money_whole(186_240.5, "EUR")) == "EUR 186,241"
    assert plain(formatting.money_whole(1_234_567, "EUR", GERMAN)) == "EUR 1.234.567"


@pytest.mark.parametrize(
    ("share", "count", "expected"),
    [
        (0.84, None, "84 %"),
        (0.84, 1902, "84 %"),
        (16 / 21, 21, "76 %"),
        (15 / 20, 20, "75 % (15 of 20)"),
        (3 / 5, 5, "60 % (3 of 5)"),
        (3 / 4, 4, "3 of 4"),
        (0.0, 0, "–"),
        (float("nan"), 30, "–"),
        (0.285, None, "29 %"),
    ],
)
def test_percent_follows_the_number_of_answers(share, count, expected):
    """The design: no decimals above n = 20, below 5 answers only the answers. And 0.285 rounds up."""
    assert plain(formatting.percent(share, count)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(58.4, "58"), (64.5, "64.5"), (64.96, "64.9"), (65.0, "65"), (44.4, "44"), (99.7, "100")],
)
def test_score_never_contradicts_its_band(value, expected):
    """64.96 is Watch where Healthy starts at 65, so it must not be shown as 65."""
    assert formatting.score(value, edges=(65.0, 45.0, 0.0)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (58.34, "58.3"),
        (64.98, "64.9"),
        (65.0, "65.0"),
        (60.0 - 1e-13, "60.0"),
        (44.95, "44.9"),
        (44.84, "44.8"),
    ],
)
def test_a_score_with_a_decimal_never_contradicts_its_band(value, expected):
    """64.98 was told as "watch 65.0" beside "64.9" on the page; a cap at 60 that is summed up is 60 still."""
    assert formatting.score_in_tenths(value) == expected


def test_score_without_edges_is_rounded_half_up():
    """Spreadsheets round halves away from zero: 0.5, 1.5 and 2.5 become 1, 2 and 3."""
    assert [formatting.score(value) for value in (0.5, 1.5, 2.5)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("value", "expected"), [(6.2, "+6"), (-9, "−9"), (0, "0"), (0.4, "0"), (-0.4, "0"), (-1234, "−1,234")]
)
def test_signed_points(value, expected):
    """A sign always, U+2212 for minus, and no sign at what rounds to zero."""
    assert formatting.signed(value) == expected


def test_signed_points_with_decimals():
    """The same with one decimal, with the locale's decimal point."""
    assert formatting.signed(-0.04, decimals=1) == "0.0"
    assert formatting.signed(2.25, GERMAN, decimals=1) == "+2,3"
    assert formatting.plus_minus(5.5) == "±6"


def test_intervals():
    """The pictures' intervals; a semicolon parts the ends where the comma is the decimal point."""
    assert formatting.interval(-38.2, 14.1) == "[−38, 14]"
    assert formatting.interval(0.22, 0.42, show=formatting.percent_number) == "[22, 42]"
    assert formatting.interval(610_000, 905_000, show=formatting.money_number) == "[610k, 905k]"
    assert formatting.interval(1_500_000, 2_500_000, GERMAN, formatting.money_number) == "[1,50M; 2,50M]"
    assert formatting.interval(float("nan"), None) == "–"
    assert formatting.interval(52, float("nan")) == "[52, –]"


def test_round_amounts_of_an_axis():
    """Ticks of a money axis carry no idle zeros, in any locale."""
    amounts = (500, 1_000, 1_500, 30_000, 2_000_000, 2_500_000)
    assert [formatting.money_round(amount) for amount in amounts] == [
        "500",
        "1k",
        "1.5k",
        "30k",
        "2M",
        "2.5M",
    ]
    assert formatting.money_round(2_500_000, GERMAN) == "2,5M"


def test_days_and_durations():
    """Days as "9 d" and "in 12 d"; a length of time takes the unit in which it is easily read."""
    assert [plain(formatting.days_away(value)) for value in (12, 0, -3)] == ["in 12 d", "today", "3 d ago"]
    assert plain(formatting.days(9)) == "9 d"
    lengths = (45, 59.6, 210, 47 * 60, 48 * 60, 5_904)
    expected = ["45 min", "1.0 h", "3.5 h", "47.0 h", "2.0 d", "4.1 d"]
    assert [plain(formatting.duration(minutes)) for minutes in lengths] == expected


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 9, 30),
        np.datetime64("2026-09-30"),
        np.datetime64("2026-09-30T09:12:00"),
    ],
)
def test_dates_of_every_kind(value):
    """Python's and numpy's dates and instants are written alike, in the style's own pattern."""
    assert formatting.date_text(value) == "30 Sep 2026"
    assert formatting.day_text(value) == "30 Sep"
    assert formatting.month_text(value) == "Sep 2026"
    assert formatting.date_text(value, GERMAN) == "30.09.2026"
    assert formatting.month_text(value, GERMAN) == "September 2026"


def test_quoted_text_and_short_years_in_patterns():
    """Quoted parts of a pattern are kept as they are: Spanish "d 'de' MMM", and yy has two digits."""
    style = NumberStyle(date_pattern="d 'de' MMM yy")
    assert formatting.date_text(date(2026, 9, 3), style) == "3 de Sep 26"


def test_unknown_is_an_en_dash():
    """None, NaN and NaT are an en dash everywhere, without a unit or a currency."""
    nan = float("nan")
    one_argument = (
        formatting.number, formatting.money, formatting.money_whole, formatting.percent, formatting.score,
        formatting.signed, formatting.plus_minus, formatting.days, formatting.days_away, formatting.duration,
        formatting.percent_number, formatting.money_number, formatting.money_round,
    )  # fmt: skip
    for function in one_argument:
        assert [function(value) for value in (None, nan, np.float64(nan))] == ["–"] * 3
    assert formatting.money(nan, "EUR") == "–"
    assert formatting.date_text(np.datetime64("NaT")) == formatting.date_text(None) == "–"


def test_counts():
    """Counts are grouped, and their noun agrees."""
    assert formatting.counted(1, "row", "rows") == "1 row"
    assert formatting.counted(56_540, "row", "rows") == "56,540 rows"
    assert formatting.out_of(118, 190) == "118 of 190"
    assert formatting.number(np.inf) == "∞"
