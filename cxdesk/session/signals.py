"""What moves an account's score most, in words: the drivers and signals behind the bars."""

from __future__ import annotations

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import Bar, Portfolio
from cxdesk.session.wording import share_of_change, signed_percent
from cxdesk.tables.survey_scales import KIND_NAMES

_EXPLAINING = ("driver", "signal", "cap")
_LEAST_POINTS = 0.5
"""A bar that would be shown as 0 points is no signal."""
_BRIEF = {
    "text_sentiment": "Comments",
    "seat_use": "Seats",
    "feature_breadth": "Breadth",
    "feature_depth": "Depth",
    "usage_trend": "Usage",
    "recency": "Last use",
    "time_to_value": "To value",
    "derl_ratio": "Renewals",
    "net_revenue_retention": "Revenue",
    "expansion": "Bought",
    "usage_falling": "Usage",
    "seats_unused": "Unused",
    "sentiment_low": "Sentiment",
    "champion_gone": "Champion gone",
    "single_threaded": "One contact",
    "escalations": "Escalated",
    "reopens": "Reopened",
    "silent": "Unanswered",
    "no_contact": "No contact",
    "bill_trouble": "Bill open",
    "incident_exposure": "Incidents",
    "price_rise": "Price up",
    "cap_notice_given": "Notice given",
    "cap_champion_gone": "Champion gone",
    "cap_unpaid": "Unpaid",
    "cap_severity_one": "Severe case",
    "cap_usage_collapse": "Use broke off",
}
"""Labels for narrow columns; the whole label is in the tooltip."""


def strongest_bars(portfolio: Portfolio) -> np.ndarray:
    """Return for each account the position of the bar that moves its score most, -1 where none does; shape n.

    A bar that lowers the score goes before a longer one that raises it: the page asks who needs help first.
    """
    candidates = np.array(
        [index for index, bar in enumerate(portfolio.bars) if bar.kind in _EXPLAINING], dtype=int
    )
    if not len(candidates) or not len(portfolio):
        return np.full(len(portfolio), -1)
    points = np.nan_to_num(portfolio.bar_points[:, candidates])
    lowest, highest = np.argmin(points, axis=1), np.argmax(points, axis=1)
    rows = np.arange(len(points))
    chosen = np.where(points[rows, lowest] <= -_LEAST_POINTS, lowest, highest)
    return np.where(np.abs(points[rows, chosen]) >= _LEAST_POINTS, candidates[chosen], -1)


def longest_bars(portfolio: Portfolio, account: int, most: int) -> list[tuple[float, Bar]]:
    """Return the bars that move an account's health most with their points, the longest first; none without a
    health. The start and the data gaps move nothing by themselves.
    """
    points = np.nan_to_num(portfolio.bar_points[account])
    longest = [
        (float(points[index]), portfolio.bars[index])
        for index in np.argsort(-np.abs(points), kind="stable").tolist()
        if portfolio.bars[index].kind not in ("start", "gap") and abs(points[index]) >= _LEAST_POINTS
    ]
    return [] if np.isnan(portfolio.health[account]) else longest[:most]


def driver_text(value: float, unit: str, style: NumberStyle) -> str:
    """Return the value of a driver or signal, whose units are words: "38 %" for a share of seats."""
    if unit.startswith("share"):
        return formatting.percent(value, None, style)
    if unit.startswith("log ratio"):
        return signed_percent(share_of_change(-value if unit.endswith("falling") else value), style)
    match unit:
        case "points":
            return formatting.signed(value, style)
        case "% satisfied":
            return formatting.percent(value / 100.0, None, style)
        case "ratio":
            return formatting.percent(value, None, style)
        case "relative change":
            return signed_percent(value, style)
        case "days ago":
            return formatting.days_away(-value, style)
        case "days to first value":
            return formatting.days(int(value), style)
        case "points below typical":
            return formatting.signed(-value, style)
    return formatting.number(value, style, 0 if abs(value) >= 10 else 1)


def bar_text(portfolio: Portfolio, account: int, bar: Bar, style: NumberStyle, label: str = "") -> str:
    """Return one bar with the value behind it: "Seats used, by age 38 %", "Champion gone or silent".

    `label` stands in for the bar's own where it is given; else it is said of surveys that their value is an
    estimate, not that of the answers alone, which the evidence shows.
    """
    in_full, label = not label, label or bar.label
    if bar.kind == "driver":
        unit, value = portfolio.drivers[bar.item].unit, portfolio.driver_value[account, bar.item]
    elif bar.kind == "signal" and not portfolio.signals[bar.item].is_flag:
        unit, value = portfolio.signals[bar.item].unit, portfolio.signal_value[account, bar.item]
    elif bar.kind == "cap":
        return cap_text(portfolio, account, bar, style, label)
    else:
        return label
    if np.isnan(value):
        return label
    shown = driver_text(float(value), unit, style)
    if bar.kind == "driver" and bar.name in KIND_NAMES and in_full:
        return f"{label} {shown}, estimate"
    # The unit of these counts what is bad: at 0 or below there is nothing of it.
    spared = bar.kind == "signal" and value <= 0 and unit.endswith(("falling", "below typical"))
    return f"{label}: no, {shown}" if spared else f"{label} {shown}"


def cap_text(portfolio: Portfolio, account: int, bar: Bar, style: NumberStyle, label: str) -> str:
    """Return a cap with what it rests on: "Cap: bill unpaid 74 d"."""
    value = float(portfolio.cap_value[account, bar.item])
    match portfolio.caps[bar.item]:
        case "unpaid" | "severity_one":
            return f"{label} {formatting.days(int(value), style)}"
        case "usage_collapse":
            return f"{label}, {formatting.percent(value, None, style)} left"
    return label


def strongest_signal(portfolio: Portfolio, account: int, position: int, style: NumberStyle) -> str:
    """Return the strongest signal of an account with its points: "Seats used, by age 38 % (−7)"; "" for
    none.
    """
    if position < 0:
        return ""
    text = bar_text(portfolio, account, portfolio.bars[position], style)
    return f"{text} ({formatting.signed(float(portfolio.bar_points[account, position]), style)})"


def strongest_signal_briefly(portfolio: Portfolio, account: int, position: int, style: NumberStyle) -> str:
    """Return the strongest signal in few characters, without its points: "Seats 38 %"; "" for none."""
    if position < 0:
        return ""
    bar = portfolio.bars[position]
    return bar_text(portfolio, account, bar, style, _BRIEF.get(bar.name, bar.label))
