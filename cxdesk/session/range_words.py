"""An account's health with its range, in words; of a capped one, with what the evidence alone says."""

from __future__ import annotations

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import Portfolio


def is_held_down(portfolio: Portfolio, code: int) -> bool:
    """Return whether a cap holds the account's score below what the evidence alone makes of it."""
    return bool(portfolio.uncapped[code] > portfolio.health[code])


def with_range(portfolio: Portfolio, code: int, style: NumberStyle, edges: tuple[float, ...]) -> str:
    """Return the health with its half width, "58 ±6"; of a capped one "40, capped": its own range says how
    sure the evidence is, not how sure the cap.
    """
    text = formatting.score(float(portfolio.health[code]), style, edges)
    if is_held_down(portfolio, code):
        return f"{text}, capped"
    half = float(portfolio.half_width[code])
    return text if np.isnan(half) else f"{text} {formatting.plus_minus(half, style)}"


def without_cap(portfolio: Portfolio, code: int, style: NumberStyle) -> str:
    """Return score and range before the caps, "without the cap 55 ±5"; "" where none holds it down."""
    if not is_held_down(portfolio, code):
        return ""
    score = formatting.score(float(portfolio.uncapped[code]), style)
    return f"without the cap {score} {formatting.plus_minus(float(portfolio.half_width[code]), style)}"


def range_means(portfolio: Portfolio, code: int, style: NumberStyle) -> str:
    """Return the 80 % range in a sentence, before and after a cap cuts it; "" without a score."""
    health, half = float(portfolio.health[code]), float(portfolio.half_width[code])
    if np.isnan(health) or np.isnan(half):
        return ""
    cut = formatting.interval(float(portfolio.low[code]), float(portfolio.high[code]), style)
    free = float(portfolio.uncapped[code])
    whole = formatting.interval(max(free - half, 0.0), min(free + half, 100.0), style)
    if cut == whole:
        return f"80 % range {whole}."
    alone = f"By the evidence alone the score is {formatting.score(free, style)}, 80 % range {whole}."
    ceiling = float(np.min(portfolio.cap_ceiling[code][portfolio.cap_holds[code]], initial=100.0))
    fact = f"A hard fact caps it at {formatting.number(ceiling, style)}"
    if portfolio.low[code] >= ceiling:
        return f"{alone} {fact}, below all of that range."
    return f"{alone} {fact}, which cuts the range to {cut}."


def range_notes(portfolio: Portfolio, style: NumberStyle) -> list[str]:
    """Return `range_means` of every account whose range a cap cuts, "" of the others; their ± says it."""
    ceiling = np.where(portfolio.cap_holds, portfolio.cap_ceiling, np.inf).min(axis=1, initial=np.inf)
    cut = portfolio.uncapped + portfolio.half_width > ceiling
    return [range_means(portfolio, code, style) if cut[code] else "" for code in range(len(portfolio))]
