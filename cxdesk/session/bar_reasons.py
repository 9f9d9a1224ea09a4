"""Why a bar of the explanation stands there, beyond its name: for tooltips and for what to do."""

from __future__ import annotations

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import Bar, Portfolio
from cxdesk.tables.survey_scales import KIND_NAMES

_ESTIMATE = (
    "Their answers, by role and the newest most, drawn towards what is typical of the segment, the more the "
    "fewer there are (shrunk). The answers alone are under “Evidence”."
)
_BY_AGE = "Compared with what is usual at the account's age: it may lie above 100 % or below 0."


def bar_reason(portfolio: Portfolio, code: int, bar: Bar, style: NumberStyle) -> str:
    """Return what a cap or a data gap does to the score, or what is done to a value before it counts; "" for
    other bars: their value is in their name.
    """
    if bar.kind == "cap":
        return cap_reason(portfolio, code, bar.item, style)
    if bar.kind == "gap":
        known = formatting.percent(float(portfolio.coverage[code]), None, style)
        return (
            f"{known} of the evidence is there. What is missing has no say, so that what is typical for "
            "the rest counts for more."
        )
    if bar.kind == "driver" and bar.name in KIND_NAMES:
        return _ESTIMATE
    return _BY_AGE if bar.name in ("seat_use", "seats_unused") else ""


def cap_reason(portfolio: Portfolio, code: int, cap: int, style: NumberStyle) -> str:
    """Return where a cap holds the score, and where it would be without any."""
    highest = float(portfolio.cap_ceiling[code, cap])
    ceiling = formatting.number(highest, style)
    without = formatting.score_in_tenths(float(portfolio.uncapped[code]), style)
    if portfolio.uncapped[code] <= highest:
        return f"While this holds the score is at most {ceiling}; it is below that without it."
    return f"While this holds the score is at most {ceiling}; without caps it would be {without}."
