"""Numbers, money and dates as the user reads them: the only place that turns a value into shown text.

Everything takes a `NumberStyle`; the desktop fills one from the system's locale, scripts use `NEUTRAL`. An
unknown value (None, NaN, NaT) is an en dash. Minus is U+2212. Numbers are rounded half away from zero, at 15
digits, as spreadsheets do. A number and its unit are joined by a no-break space: no line ends between them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

UNKNOWN = "–"
MINUS = "−"
NO_BREAK = "\u00a0"

LEAST_FOR_PERCENT = 5
"""Below so many answers a percentage misleads: the answers are shown instead."""
ENOUGH_FOR_PERCENT = 20
"""Up to so many answers a percentage is shown with the answers behind it."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_SHORT_MONTHS = tuple(name[:3] for name in _MONTHS)
_PATTERN_PART = re.compile(r"'[^']*'|d{1,2}|M{1,4}|y{2,4}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a locale writes numbers and dates.

    The patterns are those of Unicode and Qt, limited to d, dd, M, MM, MMM, MMMM, yy, yyyy and 'quoted' text.
    """

    decimal_point: str = "."
    group_separator: str = ","
    date_pattern: str = "d MMM yyyy"
    day_pattern: str = "d MMM"
    month_pattern: str = "MMM yyyy"
    months: tuple[str, ...] = _MONTHS
    short_months: tuple[str, ...] = _SHORT_MONTHS


NEUTRAL = NumberStyle()


def is_unknown(value: object) -> bool:
    """Return whether a value is None, NaN or NaT."""
    return value is None or value != value  # only NaN and NaT differ from themselves


def number(value: float | None, style: NumberStyle = NEUTRAL, decimals: int = 0) -> str:
    """Return a number with grouped digits: 1,902 or 3.5."""
    if is_unknown(value):
        return UNKNOWN
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    return _written(_rounded(value, decimals), style)


def counted(value: float | None, one: str, many: str, style: NumberStyle = NEUTRAL) -> str:
    """Return a count with its noun: "1 row", "56,540 rows"."""
    return f"{number(value, style)} {one if value == 1 else many}"


def out_of(part: float | None, whole: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a share as its two counts: "118 of 190"."""
    return f"{number(part, style)} of {number(whole, style)}"


def money(value: float | None, currency: str = "", style: NumberStyle = NEUTRAL) -> str:
    """Return an amount short, to three digits from a million up: "EUR 940", "EUR 186k", "EUR 1.92M"."""
    return _with_currency(_short(value, style), currency)


def money_whole(value: float | None, currency: str = "", style: NumberStyle = NEUTRAL) -> str:
    """Return an amount in whole units: "EUR 186,240"."""
    return _with_currency(number(value, style), currency)


def percent(
    share: float | None, count: int | None = None, style: NumberStyle = NEUTRAL, decimals: int = 0
) -> str:
    """Return a share between 0 and 1 as a percentage, as far as the `count` of answers behind it allows.

    Above 20 answers (or with no count): "84 %". From 5 to 20, with the answers: "75 % (6 of 8)". Below 5, the
    answers alone: "3 of 4".
    """
    if is_unknown(share) or count == 0:
        return UNKNOWN
    text = f"{number(share * 100, style, decimals)}{NO_BREAK}%"
    if count is None or count > ENOUGH_FOR_PERCENT:
        return text
    answers = out_of(share * count, count, style)
    return answers if count < LEAST_FOR_PERCENT else f"{text} ({answers})"


def score(value: float | None, style: NumberStyle = NEUTRAL, edges: Sequence[float] = ()) -> str:
    """Return a score of 0 to 100 as a whole number: "58".

    With the lower `edges` of the bands, a score that rounding would lift over one is shown as "64.9", cut
    rather than rounded, so that the number never contradicts its band.
    """
    if is_unknown(value):
        return UNKNOWN
    if any(value < edge <= _rounded(value, 0) for edge in edges):
        return _written(Decimal(f"{value:.15g}").quantize(Decimal("0.1"), ROUND_FLOOR), style)
    return number(value, style)


def score_in_tenths(value: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a score with one decimal: "58.3".

    What rounding would lift to a whole number is cut, "64.9" of 64.98: bands begin there, and the number must
    not contradict its band.
    """
    if is_unknown(value):
        return UNKNOWN
    rounded = _rounded(value, 1)
    noiseless = round(value, 9)  # a sum of bars may end a hair below the cap that it ends at
    if noiseless < rounded == rounded.to_integral_value():
        return _written(Decimal(f"{value:.15g}").quantize(Decimal("0.1"), ROUND_FLOOR), style)
    return _written(rounded, style)


def signed(value: float | None, style: NumberStyle = NEUTRAL, decimals: int = 0) -> str:
    """Return points with their sign: "+6", "−9", "0"."""
    text = number(value, style, decimals)
    positive = not is_unknown(value) and _rounded(value, decimals) > 0
    return f"+{text}" if positive else text


def plus_minus(half_width: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return the half width of an interval: "±6"."""
    return UNKNOWN if is_unknown(half_width) else f"±{number(half_width, style)}"


def percent_number(share: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a share between 0 and 1 as a percentage without the sign, for intervals and columns."""
    return UNKNOWN if is_unknown(share) else number(share * 100, style)


def money_number(value: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a short amount without its currency, for intervals and for columns whose header names it."""
    return _short(value, style)


def money_round(value: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a round amount as an axis has it, without idle zeros: "500", "30k", "2M"."""
    text = _short(value, style)
    digits, letter = (text[:-1], text[-1]) if text[-1] in "kMB" else (text, "")
    return (
        digits.rstrip("0").rstrip(style.decimal_point) if style.decimal_point in digits else digits
    ) + letter


def interval(
    low: float | None,
    high: float | None,
    style: NumberStyle = NEUTRAL,
    show: Callable[[float | None, NumberStyle], str] = number,
) -> str:
    """Return an interval in square brackets: "[−38, 14]", "[610k, 905k]" with `show=money_number`.

    Where the comma is the decimal point the two ends are parted by a semicolon.
    """
    if is_unknown(low) and is_unknown(high):
        return UNKNOWN
    between = "; " if style.decimal_point == "," else ", "
    return f"[{show(low, style)}{between}{show(high, style)}]"


def days(value: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a length in days: "9 d"."""
    return UNKNOWN if is_unknown(value) else f"{number(value, style)}{NO_BREAK}d"


def days_away(value: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return when something is, from a number of days to it: "in 12 d", "today", "3 d ago"."""
    if is_unknown(value):
        return UNKNOWN
    whole = _rounded(value, 0)
    if whole == 0:
        return "today"
    return f"in {days(value, style)}" if whole > 0 else f"{days(-value, style)} ago"


def duration(minutes: float | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a length of time in its natural unit: "45 min", "3.5 h" up to two days, then "4.1 d"."""
    if is_unknown(minutes):
        return UNKNOWN
    for unit, size, limit, decimals in (("min", 1, 60, 0), ("h", 60, 48 * 60, 1)):
        if abs(_rounded(minutes / size, decimals)) * size < limit:
            return f"{number(minutes / size, style, decimals)}{NO_BREAK}{unit}"
    return f"{number(minutes / 1440, style, 1)}{NO_BREAK}d"


def date_text(value: date | np.datetime64 | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a date: "30 Sep 2026"."""
    return _dated(value, style.date_pattern, style)


def day_text(value: date | np.datetime64 | None, style: NumberStyle = NEUTRAL) -> str:
    """Return a date whose year is plain: "30 Sep"."""
    return _dated(value, style.day_pattern, style)


def month_text(value: date | np.datetime64 | None, style: NumberStyle = NEUTRAL) -> str:
    """Return the month of a date: "Mar 2023"."""
    return _dated(value, style.month_pattern, style)


def _rounded(value: float, decimals: int) -> Decimal:
    """Return the value rounded half away from zero, never as a negative zero."""
    rounded = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _written(value: Decimal, style: NumberStyle) -> str:
    """Return a rounded number with the style's separators."""
    whole, _, part = f"{abs(value):,f}".partition(".")
    text = whole.replace(",", style.group_separator)
    if part:
        text += style.decimal_point + part
    return MINUS + text if value < 0 else text


def _short(value: float | None, style: NumberStyle) -> str:
    """Return an amount with k, M or B; a unit is left when rounding reaches the next."""
    if is_unknown(value) or not math.isfinite(value):
        return number(value, style)
    if abs(_rounded(value, 0)) < 1_000:
        return number(value, style)
    size, letter = next(
        (size, letter)
        for size, letter, limit in ((1e3, "k", 999_500), (1e6, "M", 999.5e6), (1e9, "B", math.inf))
        if abs(value) < limit
    )
    scaled = value / size
    decimals = _short_decimals(abs(scaled), letter)
    return f"{number(scaled, style, decimals)}{letter}"


def _short_decimals(scaled: float, letter: str) -> int:
    """Return how many decimals a shortened amount keeps: three digits for M and B, two below ten thousand."""
    if letter == "k":
        return 1 if scaled < 9.95 else 0
    return 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0


def _with_currency(text: str, currency: str) -> str:
    """Return an amount after its currency; an unknown amount stays a dash."""
    return text if text == UNKNOWN or not currency else f"{currency}{NO_BREAK}{text}"


def _dated(value: date | np.datetime64 | None, pattern: str, style: NumberStyle) -> str:
    """Return a date by a pattern."""
    if is_unknown(value):
        return UNKNOWN
    # numpy's dates are told by their method, so that the window need not wait for numpy to be imported.
    day = value.astype("datetime64[D]").item() if hasattr(value, "astype") else value

    def filled(part: re.Match[str]) -> str:
        return _date_part(part[0], day, style)

    return _PATTERN_PART.sub(filled, pattern)


def _date_part(part: str, day: date, style: NumberStyle) -> str:
    """Return what one part of a date pattern stands for."""
    match part:
        case "d" | "dd":
            return f"{day.day:0{len(part)}d}"
        case "M" | "MM":
            return f"{day.month:0{len(part)}d}"
        case "MMM":
            return style.short_months[day.month - 1]
        case "MMMM":
            return style.months[day.month - 1]
        case "yy":
            return f"{day.year % 100:02d}"
        case "yyyy":
            return f"{day.year:04d}"
    return part.strip("'") if part.startswith("'") else part
