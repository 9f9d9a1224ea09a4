"""The two numbers of a rule, made in the same few ways, and what both together say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from cxdesk.health.tensions.answers import Change, Level
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.cases import Durations
from cxdesk.health.tensions.gates import Rates, normal_above
from cxdesk.health.tensions.record import Floats, Mask, Period, Side, Verdict
from cxdesk.health.tensions.spans import ANSWER_DAYS, last, on_the_day
from cxdesk.health.tensions.use import UseChange, last_months
from cxdesk.metrics.intervals import beta_interval

UP, DOWN = 1.0, -1.0
SHOWN_LEVEL = 0.8  # of the intervals of what was seen; what fires is judged by the shrunk numbers
NEEDS_USE = "six months of usage"


def verdict(basis: Basis, *sides: Side, where: Mask | None = None) -> Verdict:
    """Return where all sides pass and are reliable enough, of present customers, and where `where` holds."""
    fires = basis.customers if where is None else basis.customers & where
    for side in sides:
        enough = side.reliability >= basis.gates.least_reliability
        fires = fires & side.passes & side.known & enough
    evidence = np.minimum.reduce([side.evidence for side in sides])
    return Verdict(sides, fires, evidence)


def changed(
    basis: Basis,
    label: str,
    unit: str,
    change: Change | UseChange,
    direction: float,
    period: Period,
    reliability: Floats,
    needs: str,
    least: int = 0,
    of: str = "",
) -> Side:
    """Return a side that passes where something went that way by the gate's number of standard errors.

    `least` is how many observations either period must have.
    """
    few = (change.n < least) | (change.n_before < least)
    z = np.where(few, np.nan, change.z)
    with np.errstate(invalid="ignore"):
        passes = direction * z >= basis.gates.changed
    return Side(
        label,
        unit,
        np.where(np.isnan(z), np.nan, change.now),
        change.n,
        period,
        passes,
        np.nan_to_num(ndtr(direction * z)),
        reliability,
        needs,
        change.before,
        change.n_before,
        z,
        of=of,
    )


def steady(
    basis: Basis,
    label: str,
    unit: str,
    change: Change | UseChange,
    period: Period,
    reliability: Floats,
    needs: str,
    least: int = 0,
    of: str = "",
) -> Side:
    """Return a side that passes where nothing moved; its evidence is the probability of at least so much by
    chance.
    """
    side = changed(basis, label, unit, change, UP, period, reliability, needs, least, of)
    with np.errstate(invalid="ignore"):
        passes = np.abs(side.z) < basis.gates.unchanged
    return _with(side, passes, np.nan_to_num(2.0 * ndtr(-np.abs(side.z))))


def use_changed(basis: Basis, direction: float) -> Side:
    """Return the change of use."""
    return changed(
        basis,
        "Use",
        "events a month",
        basis.use,
        direction,
        last_months(basis.facts),
        basis.use_reliability,
        NEEDS_USE,
        of="events",
    )


def use_not_falling(basis: Basis, least_z: float) -> Side:
    """Return use that passes where its z is at least so much: 0 or somewhat below."""
    side = use_changed(basis, UP)
    with np.errstate(invalid="ignore"):
        passes = side.z >= least_z
    return _with(side, passes, np.nan_to_num(ndtr(side.z - least_z)))


def sentiment_changed(basis: Basis, direction: float) -> Side:
    """Return the change of all kinds of answers together."""
    change = basis.sentiment
    needs = "three answers of one kind of survey in each of two half years"
    return changed(
        basis,
        "What they answer",
        "0 to 100",
        change,
        direction,
        _half_year(basis),
        change.reliability,
        needs,
        of="answers",
    )


def sentiment_steady(basis: Basis, change: Change) -> Side:
    """Return answers that have not moved."""
    needs = "three answers of one kind of survey in each of two half years"
    return steady(
        basis,
        "What they answer",
        "0 to 100",
        change,
        _half_year(basis),
        change.reliability,
        needs,
        of="answers",
    )


def rate(
    basis: Basis, label: str, rates: Rates, limit: float | Floats, direction: float, period: Period, *,
    least: int, needs: str, of: str,
) -> Side:  # fmt: skip
    """Return a side that passes where a rate is probably above (UP) or below (DOWN) a limit."""
    probability = rates.above(limit) if direction > 0 else rates.below(limit)
    enough = (rates.n >= least) & ~np.isnan(np.broadcast_to(limit, rates.n.shape))
    low, high = beta_interval(rates.hits, rates.n, SHOWN_LEVEL)
    return Side(
        label,
        "share",
        np.where(enough, rates.raw, np.nan),
        rates.n,
        period,
        np.nan_to_num(probability) >= basis.gates.likely,
        np.nan_to_num(probability),
        rates.reliability,
        needs,
        low=low,
        high=high,
        of=of,
    )


def duration(
    basis: Basis, label: str, found: Durations, limit: Floats, direction: float, period: Period, *,
    least: int, needs: str,
) -> Side:  # fmt: skip
    """Return a side that passes where a typical time is probably above or below a limit, in hours."""
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = direction * (np.log(found.median) - np.log(limit)) / found.error
    probability = np.nan_to_num(ndtr(beyond))
    known = (found.n >= least) & ~np.isnan(beyond)
    return Side(
        label,
        "hours",
        np.where(known, found.median, np.nan),
        found.n,
        period,
        probability >= basis.gates.likely,
        probability,
        found.reliability,
        needs,
        low=found.low,
        high=found.high,
        of="tickets",
    )


def mean_level(
    basis: Basis, label: str, unit: str, level: Level, limit: Floats, direction: float, period: Period,
    needs: str, scale: float = 1.0,
) -> Side:  # fmt: skip
    """Return a side that passes where a shrunk mean is probably above or below a limit. The plain mean is
    shown, times `scale`.
    """
    above = np.nan_to_num(normal_above(level.value, limit, level.variance))
    probability = above if direction > 0 else np.where(np.isnan(level.value * limit), 0.0, 1.0 - above)
    return Side(
        label,
        unit,
        scale * np.where(np.isnan(limit), np.nan, level.raw),
        level.n,
        period,
        probability >= basis.gates.likely,
        probability,
        level.reliability,
        needs,
        low=scale * level.low,
        high=scale * level.high,
        of="answers",
    )


def counted_fact(
    basis: Basis, label: str, unit: str, value: Floats, holds: Mask, period: Period, needs: str, *,
    n: Floats | None = None, before: Floats | None = None, before_n: Floats | None = None,
    reliability: Floats | None = None, about: np.ndarray | None = None, of: str = "",
) -> Side:  # fmt: skip
    """Return a side that was counted, not sampled: it holds or it does not."""
    return Side(
        label,
        unit,
        value,
        np.where(np.isnan(value), 0.0, 1.0) if n is None else n,
        period,
        holds,
        basis.everybody,
        basis.everybody if reliability is None else reliability,
        needs,
        before,
        before_n,
        about=about,
        of=of,
    )


def health_side(basis: Basis, limit: float, direction: float) -> Side:
    """Return the score, above or below a limit."""
    low, high = basis.portfolio.low, basis.portfolio.high
    return _score_side(basis, "Health", basis.portfolio.health, limit, direction, low, high)


def _score_side(
    basis: Basis, label: str, health: Floats, limit: float, direction: float, low: Floats, high: Floats
) -> Side:
    with np.errstate(invalid="ignore"):
        beyond = direction * (health - limit)
        passes = beyond >= 0 if direction > 0 else beyond > 0
    return Side(
        label,
        "score",
        health,
        basis.everybody,
        on_the_day(basis.facts.as_of),
        passes,
        np.nan_to_num(ndtr(beyond / basis.health_error)),
        basis.everybody,
        "a score",
        low=low,
        high=high,
    )


def days_left(basis: Basis, low: float, high: float) -> Side:
    """Return the days to the renewal, between two limits (inclusive)."""
    days = basis.days_to_renewal
    with np.errstate(invalid="ignore"):
        holds = (days >= low) & (days <= high)
    return counted_fact(
        basis, "Days to the renewal", "days", days, holds, on_the_day(basis.facts.as_of), "a renewal date"
    )


def seats_side(basis: Basis, label: str, active: Floats, holds: Mask, low: Floats, high: Floats) -> Side:
    """Return the share of seats in use, of the last three months."""
    seats = basis.facts.accounts.seats
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(seats > 0, active / seats, np.nan)
    return Side(
        label,
        "share",
        value,
        np.nan_to_num(seats),
        last_months(basis.facts),
        holds,
        basis.everybody,
        basis.use_reliability,
        "seats, and usage that names its users",
        low=low,
        high=high,
        of="seats",
    )


def _with(side: Side, passes: Mask, evidence: Floats) -> Side:
    return replace(side, passes=passes, evidence=evidence)


def _half_year(basis: Basis) -> Period:
    return last(basis.facts.as_of, ANSWER_DAYS)
