"""Why a bar of the explanation stands there, beyond its name: for tooltips and for what to do."""

from __future__ import annotations

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import Bar, Portfolio


def bar_reason(portfolio: Portfolio, code: int, bar: Bar, style: NumberStyle) -> str:
    """Return what a cap or a data gap does to the score, "" for other bars: their value is in their name."""
    if bar.kind == "cap":
        return cap_reason(portfolio, code, bar.item, style)
    if bar.kind == "gap":
        known = formatting.percent(float(portfolio.coverage[code]), None, style)
        return (
            f"{known} of the evidence is there. What is missing has no say, so that what is typical for "
            "the rest counts for more."
        )
    return ""


def cap_reason(portfolio: Portfolio, code: int, cap: int, style: NumberStyle) -> str:
    """Return where a cap holds the score, and where it would be without any."""
    highest = float(portfolio.cap_ceiling[code, cap])
    ceiling = formatting.number(highest, style)
    without = formatting.number(float(portfolio.uncapped[code]), style, 1)
    if portfolio.uncapped[code] <= highest:
        return f"While this holds the score is at most {ceiling}; it is below that without it."
    return f"While this holds the score is at most {ceiling}; without caps it would be {without}."
