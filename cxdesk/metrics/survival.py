"""Times that may not have ended yet: the Kaplan-Meier estimate and its quantiles.

A mean over closed cases alone hides the oldest open ones; these functions count what is still open.
Durations may have any one unit; results have the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.intervals import normal_quantile
from cxdesk.metrics.pairs import order_within

Floats = NDArray[np.float64]

_TOLERANCE = 1e-12
"""Keeps 1 - 1/2 and a product of fractions that equals it on the same side."""


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A Kaplan-Meier curve: one entry per distinct duration, ascending.

    `survival` is the probability (0..1) that it lasts longer than `times`; `low` and `high` are its pointwise
    interval, NaN where it is 0; `at_risk` and `events` are the counts that it was computed from.
    """

    times: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    low: Floats
    high: Floats


def kaplan_meier(durations: ArrayLike, observed: ArrayLike, level: float = 0.95) -> SurvivalCurve:
    """Return the Kaplan-Meier curve with Greenwood's log-log interval (Kalbfleisch & Prentice).

    `durations` (n,) are at least 0 and hold no NaN; `observed` (n,) is true where the end was seen and false
    where it is still open. Empty input gives an empty curve. Raises ValueError for durations below 0 or NaN.
    """
    durations, observed = _checked(durations, observed)
    times, position = np.unique(durations, return_inverse=True)
    events = np.bincount(position, weights=observed, minlength=len(times))
    leaving = np.bincount(position, minlength=len(times)).astype(np.float64)
    at_risk = np.cumsum(leaving[::-1])[::-1]
    survival = np.cumprod(1.0 - events / at_risk)
    remaining = at_risk - events
    # The term is infinite once everyone has ended; there the survival is 0 and has no log-log interval.
    terms = np.divide(events, at_risk * remaining, out=np.full(len(times), np.inf), where=remaining > 0)
    low, high = _log_log_interval(survival, np.cumsum(terms), level)
    return SurvivalCurve(times, at_risk, events, survival, low, high)


def survival_at(curve: SurvivalCurve, times: ArrayLike) -> Floats:
    """Return the probability (0..1) of lasting longer than each of `times`; 1 before the first duration."""
    steps = np.searchsorted(curve.times, np.asarray(times, dtype=np.float64), side="right")
    return np.concatenate(([1.0], curve.survival))[steps]


def quantile(curve: SurvivalCurve, probability: float) -> float:
    """Return the first time by which `probability` (0..1) of all have ended; NaN when not reached."""
    return _first_time(curve.times, curve.survival, probability)


def median(curve: SurvivalCurve) -> float:
    """Return the time by which half have ended; NaN when fewer than half have."""
    return quantile(curve, 0.5)


def quantile_interval(curve: SurvivalCurve, probability: float) -> tuple[float, float]:
    """Return a quantile's interval by inverting the curve's (Brookmeyer & Crowley); NaN where not reached."""
    return (
        _first_time(curve.times, curve.low, probability),
        _first_time(curve.times, curve.high, probability),
    )


def grouped_quantile(
    durations: ArrayLike,
    observed: ArrayLike,
    groups: ArrayLike,
    group_count: int,
    probability: float = 0.5,
    level: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Return the Kaplan-Meier quantile of every group at once with its interval, each (group_count,); NaN
    where it is not reached.

    `groups` (n,) are codes 0..group_count - 1. Equal to `quantile` and `quantile_interval` of
    `kaplan_meier(...)` group by group.
    """
    durations, observed = _checked(durations, observed)
    groups = np.asarray(groups, dtype=np.int64)
    if len(durations) == 0:
        nothing = np.full(group_count, np.nan)
        return nothing, nothing, nothing
    order = order_within(groups, durations)
    durations, observed, groups = durations[order], observed[order], groups[order]
    first_of_step = np.ones(len(durations), dtype=bool)
    first_of_step[1:] = (groups[1:] != groups[:-1]) | (durations[1:] != durations[:-1])
    start = np.flatnonzero(first_of_step)
    events = np.add.reduceat(observed, start)
    step_group, step_time = groups[start], durations[start]
    begins, of_group = _runs(groups)
    ends = np.append(begins[1:], len(groups))
    at_risk = (ends[of_group[start]] - start).astype(np.float64)
    remaining = at_risk - events
    with np.errstate(divide="ignore"):
        survival = np.exp(_running_sum_within(np.log1p(-events / at_risk), step_group))
    terms = np.divide(events, at_risk * remaining, out=np.full(len(events), np.inf), where=remaining > 0)
    low, high = _log_log_interval(survival, -_running_sum_within(-terms, step_group), level)
    return tuple(
        _first_times(curve, step_time, step_group, group_count, probability)
        for curve in (survival, low, high)
    )


def _first_times(
    curve: Floats, times: Floats, groups: NDArray[np.int64], group_count: int, probability: float
) -> Floats:
    """Return the first time of each group at which the curve has come down far enough, NaN where it has
    not.
    """
    result = np.full(group_count, np.nan)
    reached = np.flatnonzero(curve <= 1.0 - probability + _TOLERANCE)
    begins, _ = _runs(groups[reached])
    result[groups[reached][begins]] = times[reached[begins]]
    return result


def _running_sum_within(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """Return running sums that start anew with each (sorted) group; only a group's last value may be -inf."""
    finite = np.where(np.isfinite(values), values, 0.0)
    total = np.cumsum(finite)
    begins, of_group = _runs(groups)
    first = begins[of_group]
    running = total - total[first] + finite[first]
    return np.where(np.isfinite(values), running, -np.inf)


def _runs(groups: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each of the (sorted) groups begins, and for each entry the number of its group."""
    is_first = np.ones(len(groups), dtype=bool)
    is_first[1:] = groups[1:] != groups[:-1]
    return np.flatnonzero(is_first), np.cumsum(is_first) - 1


def _first_time(times: Floats, curve: Floats, probability: float) -> float:
    reached = np.flatnonzero(curve <= 1.0 - probability + _TOLERANCE)
    return float(times[reached[0]]) if len(reached) else float("nan")


def _log_log_interval(survival: Floats, variance_sum: Floats, level: float) -> tuple[Floats, Floats]:
    z = normal_quantile(level)
    inside = (survival > 0.0) & (survival < 1.0)
    logs = np.log(np.where(inside, survival, 0.5))
    spread = z * np.sqrt(np.where(inside, variance_sum, 0.0)) / logs
    low = np.exp(-np.exp(np.log(-logs) - spread))
    high = np.exp(-np.exp(np.log(-logs) + spread))
    # Once all have ended nobody is left to tell how far it could be from 0: there are no limits then.
    outside = np.where(survival > 0.0, survival, np.nan)
    return np.where(inside, low, outside), np.where(inside, high, outside)


def _checked(durations: ArrayLike, observed: ArrayLike) -> tuple[Floats, Floats]:
    durations = np.asarray(durations, dtype=np.float64)
    if not np.all(durations >= 0.0):
        raise ValueError("durations must be numbers of at least 0")
    return durations, np.asarray(observed, dtype=np.float64)
