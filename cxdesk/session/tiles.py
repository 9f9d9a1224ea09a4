"""The key figures above the portfolio table: each with its range, what it counts, and what it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import NO_BAND, Portfolio
from cxdesk.health.standards import Standards
from cxdesk.metrics import definition, measure
from cxdesk.metrics.break_points import rule_text
from cxdesk.metrics.definition import Estimate
from cxdesk.session.wording import interval_text, value_text
from cxdesk.workspace.facts_record import Facts

SOON_DAYS = 90
TILES = ("arr_at_risk", "health", "nps", "csat", "net_revenue_retention", "account_coverage")
"""The tiles by name, in their order."""
OPENED = TILES[2:]
"""Those that are metrics, of which the rows can be opened."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure: `value` large, `interval` beside it, `detail` below, `help` says what it is."""

    name: str
    label: str
    value: str
    interval: str
    detail: str
    help: str


def portfolio_tiles(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    style: NumberStyle,
    currency: str,
    due_days: np.ndarray,
) -> tuple[Tile, ...]:
    """Return the six key figures of all present customers."""
    customer = facts.accounts.is_customer
    return (
        _at_risk_tile(facts, portfolio, standards, style, currency, due_days, customer),
        _health_tile(facts, portfolio, standards, style, customer),
        _metric_tile("nps", facts, style, currency),
        _metric_tile("csat", facts, style, currency),
        _retention_tile(facts, style, currency),
        _heard_tile(facts, style),
    )


def _at_risk_tile(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    style: NumberStyle,
    currency: str,
    due_days: np.ndarray,
    customer: np.ndarray,
) -> Tile:
    """Return the revenue of accounts in the lowest band that come up soon; of all of them when no date is
    known.
    """
    lowest = standards.bands[-1][0]
    arr = np.nan_to_num(facts.accounts.arr)
    rows = customer & (portfolio.band == lowest)
    dated = bool(np.any(~np.isnan(due_days)))
    until = facts.as_of + SOON_DAYS
    label = f"ARR at risk by {formatting.day_text(until, style)}" if dated else "ARR at risk"
    if dated:
        rows &= (due_days >= 0) & (due_days <= SOON_DAYS)
    total, whole = float(arr[rows].sum()), float(arr[customer].sum())
    when = (
        f" whose last day for notice is within {SOON_DAYS} days, by {formatting.date_text(until, style)}; "
        "where that is over or not known, whose renewal is"
        if dated
        else "; no renewal dates are known"
    )
    explanation = (
        f"ARR of present customers with the grade “{lowest}”{when}. Below: its share of the ARR of all "
        "present customers, and how many accounts it is."
    )
    if whole <= 0:
        return Tile("arr_at_risk", label, formatting.UNKNOWN, "", "ARR is not known", explanation)
    if not np.any(customer & (portfolio.band != NO_BAND)):
        missing = "too little is known"
        return Tile("arr_at_risk", label, formatting.UNKNOWN, "", missing, explanation)
    if len(set(facts.accounts.currency[customer]) - {""}) > 1:
        missing = "several currencies, not added"
        return Tile("arr_at_risk", label, formatting.UNKNOWN, "", missing, explanation)
    detail = (
        f"{formatting.percent(total / whole, None, style)} · "
        f"{formatting.counted(int(rows.sum()), 'account', 'accounts', style)}"
    )
    return Tile("arr_at_risk", label, formatting.money(total, currency, style), "", detail, explanation)


def _health_tile(
    facts: Facts, portfolio: Portfolio, standards: Standards, style: NumberStyle, customer: np.ndarray
) -> Tile:
    """Return the mean health, weighted by revenue where it is known."""
    rows = customer & ~np.isnan(portfolio.health) & (portfolio.band != NO_BAND)
    weighted = bool(np.nansum(facts.accounts.arr[rows]) > 0)
    label = "Health, ARR-weighted" if weighted else "Health, mean"
    explanation = (
        "Mean health of the present customers of whom enough is known"
        + (", each weighted by its ARR" if weighted else "")
        + "; ± is the 80 % range from what is not known about each account."
    )
    if not rows.any():
        return Tile("health", label, formatting.UNKNOWN, "", "too little is known", explanation)
    weight = np.nan_to_num(facts.accounts.arr[rows]) if weighted else np.ones(int(rows.sum()))
    weight = weight / weight.sum()
    half = np.nan_to_num((portfolio.high[rows] - portfolio.low[rows]) / 2.0)
    mean, spread = float(weight @ portfolio.health[rows]), float(np.sqrt(np.sum((weight * half) ** 2)))
    lowest = standards.bands[-1][0]
    count = int(np.sum(portfolio.band[rows] == lowest))
    detail = f"{formatting.number(count, style)} {lowest} of {formatting.number(int(rows.sum()), style)}"
    value, half_width = formatting.score(mean, style), _spread_text(spread, style)
    return Tile("health", label, value, half_width, detail, explanation)


def _spread_text(half_width: float, style: NumberStyle) -> str:
    """Return the half width of the mean's range, with a decimal where it would read as nothing."""
    return f"±{formatting.number(half_width, style, 0 if half_width >= 1 else 1)}"


def _metric_tile(name: str, facts: Facts, style: NumberStyle, currency: str) -> Tile:
    """Return a metric of the catalogue over all accounts."""
    described, estimate = definition(name), measure(name, facts)
    formula = f"{described.formula} {rule_text(name, facts)}".strip()
    explanation = f"{formula} Range: {described.interval}. {described.does_not_prove}"
    if not estimate.known:
        return Tile(
            name,
            described.label,
            formatting.UNKNOWN,
            "",
            "not enough data",
            f"{estimate.missing} {explanation}",
        )
    return Tile(
        name,
        described.label,
        value_text(estimate.value, described.unit, style, currency, _count(estimate)),
        interval_text(estimate.low, estimate.high, described.unit, style),
        f"n = {formatting.number(estimate.n, style)} · {_short_period(estimate)}",
        explanation,
    )


def _count(estimate: Estimate) -> int | None:
    """Return the answers behind a share where they are too few for a percentage; else None."""
    return estimate.n if estimate.n < formatting.LEAST_FOR_PERCENT else None


def _short_period(estimate: Estimate) -> str:
    """Return the period without "last", for which a tile has no room."""
    return estimate.period.removeprefix("last ")


def _retention_tile(facts: Facts, style: NumberStyle, currency: str) -> Tile:
    """Return net revenue retention with the gross one beside it."""
    tile = _metric_tile("net_revenue_retention", facts, style, currency)
    gross = measure("gross_revenue_retention", facts)
    if not gross.known:
        return tile
    unit = definition("gross_revenue_retention").unit
    period, _, added_up = _short_period(gross).partition(", ")
    detail = f"gross {value_text(gross.value, unit, style)} · {period}"
    told = f"{tile.help} It rests on {added_up}." if added_up else tile.help
    return Tile(tile.name, tile.label, tile.value, tile.interval, detail, told)


def _heard_tile(facts: Facts, style: NumberStyle) -> Tile:
    """Return from how many customers anything was heard, and how many are silent."""
    tile = _metric_tile("account_coverage", facts, style, "")
    estimate = measure("account_coverage", facts)
    if not estimate.known:
        return tile
    silent = round((1.0 - estimate.value) * estimate.n)
    detail = f"{formatting.number(silent, style)} silent for 365 days"
    return Tile(tile.name, tile.label, tile.value, "", detail, tile.help)
