"""Numbers of metrics with their unit, in words that pages, charts and tooltips share.

All rounding and signs are those of `cxdesk.formatting`.
"""

from __future__ import annotations

from math import exp, isnan

from cxdesk import formatting
from cxdesk.formatting import NumberStyle


def share_of_change(log_ratio: float) -> float:
    """Return a natural log ratio as a relative change: 0 is level, -0.5 is half."""
    return exp(log_ratio) - 1.0


def value_text(
    value: float, unit: str, style: NumberStyle, currency: str = "", count: int | None = None
) -> str:
    """Return a value with its unit. `count` is the number of answers behind a share, None where it is no
    proportion.
    """
    if isnan(value):
        return formatting.UNKNOWN
    match unit:
        case "share":
            return formatting.percent(value, count, style)
        case "times the start":
            return formatting.percent(value, None, style)
        case "log ratio":
            return signed_percent(share_of_change(value), style)
        case "points":
            return formatting.signed(value, style)
        case "hours":
            return formatting.duration(60.0 * value, style)
        case "days":
            return formatting.days(value, style)
        case "months":
            return f"{formatting.number(value, style, 0 if value >= 10 else 1)}{formatting.NO_BREAK}mo"
        case "money":
            return formatting.money(value, currency, style)
        case "tickets":
            return formatting.number(value, style)
        case "rating" | "per user" | "per agent":
            return formatting.number(value, style, 1)
        case "per ticket" | "orders" | "orders a year":
            return formatting.number(value, style, 2)
    return formatting.number(value, style, 0 if abs(value) >= 10 else 1)


def interval_text(low: float, high: float, unit: str, style: NumberStyle) -> str:
    """Return an interval in square brackets in the unit of its value; empty when no range can be given."""
    if isnan(low) or isnan(high):
        return ""

    def shown(value: float | None, style: NumberStyle) -> str:
        match unit:
            case "share" | "times the start":
                return formatting.percent_number(value, style)
            case "log ratio":
                return formatting.signed(100.0 * share_of_change(value), style)
            case "hours":
                return formatting.duration(60.0 * value, style)
            case "money":
                return formatting.money_number(value, style)
            case "rating" | "per user" | "per agent":
                return formatting.number(value, style, 1)
            case "per ticket" | "orders" | "orders a year":
                return formatting.number(value, style, 2)
        return formatting.number(value, style)

    return formatting.interval(low, high, style, shown)


def change_text(now: float, before: float, unit: str, style: NumberStyle, currency: str = "") -> str:
    """Return how far a value moved with its unit, without its sign; the arrow beside it says the direction.
    Shares and relative changes move in percentage points (pp); "" where it rounds to nothing.
    """
    moved = abs(now - before)
    match unit:
        case "share" | "times the start":
            text = f"{formatting.number(100.0 * moved, style)}{formatting.NO_BREAK}pp"
        case "log ratio":
            change = 100.0 * abs(share_of_change(now) - share_of_change(before))
            text = f"{formatting.number(change, style)}{formatting.NO_BREAK}pp"
        case "points":
            text = f"{formatting.number(moved, style)}{formatting.NO_BREAK}points"
        case "hours":
            text = formatting.duration(60.0 * moved, style)
        case "days":
            text = formatting.days(moved, style)
        case "money":
            text = formatting.money(moved, currency, style)
        case "rating" | "per user" | "per agent":
            text = formatting.number(moved, style, 1)
        case "per ticket" | "orders" | "orders a year":
            text = formatting.number(moved, style, 2)
        case _:
            text = formatting.number(moved, style)
    return text if any(digit in text for digit in "123456789") else ""


def signed_percent(share: float, style: NumberStyle) -> str:
    """Return a relative change as a percentage with its sign: "−18 %"."""
    return f"{formatting.signed(100.0 * share, style)}{formatting.NO_BREAK}%"
