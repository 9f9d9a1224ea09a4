"""The numbers of a tension in words, in the user's locale."""

from __future__ import annotations

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NEUTRAL, NO_BREAK, NumberStyle
from cxdesk.health.tensions.record import Number

_UNITS = {
    "events a month": "events a month",
    "a month": "a month",
    "per ticket": "per ticket",
    "per agent": "per agent",
    "per 100 days": "",
    "count": "",
    "score": "",
    "0 to 100": "of 100",
}
_ONE = {"answers": "answer", "tickets": "ticket", "events": "event", "seats": "seat", "comments": "comment",
        "invitations": "invitation", "detractors": "detractor", "weeks": "week", "steps": "step",
        "solved tickets": "solved ticket"}  # fmt: skip


def number_text(number: Number, style: NumberStyle = NEUTRAL, currency: str = "") -> str:
    """Return a number as one sentence part: its value, what it was, its range, n and days.

    "NPS +40 → −10 (12 and 9 answers), 4 Apr – 30 Sep 2026 against the 180 d before".
    """
    value = value_text(number.value, number.unit, style, currency)
    about = f" ({number.about})" if number.about else ""
    if np.isnan(number.before):
        spread = _range_text(number, style, currency)
        return (
            f"{number.label}{about} {value}{spread}{_count_text(number, style)}{period_text(number, style)}"
        )
    before = value_text(number.before, number.unit, style, currency)
    return (
        f"{number.label}{about} {before} → {value}{_both_counts(number, style)}{period_text(number, style)}"
    )


def value_text(value: float, unit: str, style: NumberStyle = NEUTRAL, currency: str = "") -> str:
    """Return a value with its unit."""
    if np.isnan(value):
        return formatting.UNKNOWN
    match unit:
        case "share":
            return formatting.percent(value, None, style)
        case "points":
            return formatting.signed(value, style)
        case "money":
            return formatting.money(value, currency, style)
        case "hours":
            return formatting.duration(60.0 * value, style)
        case "days":
            return formatting.days(value, style)
    decimals = 0 if abs(value) >= 10 or value == round(value) else 1
    name = _UNITS[unit]
    text = formatting.number(value, style, decimals)
    return f"{text}{NO_BREAK}{name}" if name else text


def period_text(number: Number, style: NumberStyle = NEUTRAL) -> str:
    """Return the days of a number after a comma; "" for what holds on the as-of date."""
    start, end = number.period.start, number.period.end
    if np.isnat(start):
        return ""
    days = int((end - start).astype(int)) + 1
    same_year = start.astype("datetime64[Y]") == end.astype("datetime64[Y]")
    since = formatting.day_text(start, style) if same_year else formatting.date_text(start, style)
    span = f", {since} – {formatting.date_text(end, style)}"
    if np.isnan(number.before):
        return span
    return f"{span} against the {formatting.days(days, style)} before"


def _range_text(number: Number, style: NumberStyle, currency: str) -> str:
    """Return the interval in square brackets, "" without one."""
    if np.isnan(number.low) or np.isnan(number.high):
        return ""
    ends = (value_text(end, number.unit, style, currency) for end in (number.low, number.high))
    between = "; " if style.decimal_point == "," else ", "
    return f" [{between.join(ends)}]"


def _count_text(number: Number, style: NumberStyle) -> str:
    return f" of {_counted(number.n, number.of, style)}" if number.of else ""


def _both_counts(number: Number, style: NumberStyle) -> str:
    if not number.of:
        return ""
    before, now = formatting.number(number.before_n, style), _counted(number.n, number.of, style)
    return f" ({before} and {now})"


def _counted(n: int, of: str, style: NumberStyle) -> str:
    return formatting.counted(n, _ONE.get(of, of), of, style)
