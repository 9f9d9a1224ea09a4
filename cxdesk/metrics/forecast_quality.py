"""How good forecasts of yes or no were: their error, their order, what the top of the list catches.

`probability` (n,) are forecasts between 0 and 1, `outcome` (n,) what happened, 0 or 1; one entry per account,
as intervals suppose that entries do not depend on each other. Forecasts that are equal are treated alike, so
the order of the rows never matters. Unknown values are a caller's mistake and raise ValueError, as does no
data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, logit

from cxdesk.metrics.intervals import normal_quantile
from cxdesk.metrics.logistic import fit_logistic

Floats = NDArray[np.float64]

_SMALLEST_CHANCE = 1e-6  # a forecast of 0 or 1 has no log-odds; those beyond this are taken as this


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Murphy:
    """Parts of the Brier score: brier = reliability - resolution + uncertainty (Murphy 1973).

    `reliability` is what forecasts lose by not meaning what they say, `resolution` what they gain by telling
    cases apart, `uncertainty` the variance of the outcomes.
    """

    reliability: float
    resolution: float
    uncertainty: float
    brier: float


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """The logistic line through outcome and forecast log-odds: perfect forecasts have slope 1, intercept 0.

    A slope below 1 says that the forecasts are too extreme. `slope` has its interval; all are NaN where the
    forecasts do not vary or no finite line fits.
    """

    intercept: float
    slope: Interval


def brier(probability: ArrayLike, outcome: ArrayLike) -> float:
    """Return the mean squared difference between forecast and outcome, 0 (perfect) to 1 (Brier 1950)."""
    p, y = _checked(probability, outcome)
    return float(np.mean((p - y) ** 2))


def brier_skill(probability: ArrayLike, outcome: ArrayLike) -> float:
    """Return 1 - brier / (rate (1 - rate)): 1 is perfect, 0 no better than always saying the overall rate.

    That rate is the one that came out, which no forecaster knew. NaN when all outcomes are alike.
    """
    p, y = _checked(probability, outcome)
    variance = float(y.mean() * (1.0 - y.mean()))
    return 1.0 - brier(p, y) / variance if variance > 0.0 else float("nan")


def murphy(probability: ArrayLike, outcome: ArrayLike) -> Murphy:
    """Return the parts of the Brier score, with a group for each distinct forecast, so that they add up.

    Where nearly every forecast is distinct, each is its own group and the parts say nothing: round first.
    """
    p, y = _checked(probability, outcome)
    forecasts, group = np.unique(p, return_inverse=True)
    size = np.bincount(group)
    rate = np.bincount(group, weights=y) / size
    share, overall = size / len(p), y.mean()
    return Murphy(
        float(np.sum(share * (forecasts - rate) ** 2)),
        float(np.sum(share * (rate - overall) ** 2)),
        float(overall * (1.0 - overall)),
        brier(p, y),
    )


def area_under_curve(probability: ArrayLike, outcome: ArrayLike, level: float = 0.95) -> Interval:
    """Return the chance that a yes has a higher forecast than a no (ties half), with DeLong's interval.

    0.5 is no order at all. The interval (DeLong, DeLong & Clarke-Pearson 1988) is cut at 0 and 1; it is NaN
    with fewer than two of a kind, and everything is without both kinds.
    """
    p, y = _checked(probability, outcome)
    yes, no = p[y == 1], p[y == 0]
    if len(yes) == 0 or len(no) == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    # For each yes the share of no below it, and for each no the share of yes above it, from ranks.
    ranks = average_ranks(np.concatenate((yes, no)))
    of_yes = (ranks[: len(yes)] - average_ranks(yes)) / len(no)
    of_no = 1.0 - (ranks[len(yes) :] - average_ranks(no)) / len(yes)
    value = float(of_yes.mean())
    if len(yes) < 2 or len(no) < 2:
        return Interval(value, float("nan"), float("nan"))
    error = np.sqrt(of_yes.var(ddof=1) / len(yes) + of_no.var(ddof=1) / len(no))
    half_width = normal_quantile(level) * float(error)
    return Interval(value, max(0.0, value - half_width), min(1.0, value + half_width))


def lift_at(probability: ArrayLike, outcome: ArrayLike, calls: int) -> float:
    """Return the rate of yes among the `calls` highest forecasts over the rate of all; NaN without a yes.

    `calls` is what the team can make, 1..n. Of equal forecasts at the border each counts in part.
    """
    p, y = _checked(probability, outcome)
    called = called_of(p, calls)
    rate = float(y.mean())
    return float(called @ y) / calls / rate if rate > 0.0 else float("nan")


def money_caught(probability: ArrayLike, outcome: ArrayLike, money: ArrayLike, calls: int) -> float:
    """Return what share, 0..1, of the money of all yes belongs to the `calls` highest forecasts.

    `money` (n,) is at least 0, such as ARR. NaN when no money was lost.
    """
    p, y = _checked(probability, outcome)
    amount = np.asarray(money, dtype=np.float64)
    if amount.shape != p.shape or not np.all(amount >= 0.0):
        raise ValueError("every forecast has an amount of at least 0")
    lost = float(amount @ y)
    return float((called_of(p, calls) * amount) @ y) / lost if lost > 0.0 else float("nan")


def observed_over_expected(probability: ArrayLike, outcome: ArrayLike, level: float = 0.95) -> Interval:
    """Return how many yes came for each one forecast; above 1 there were more than was said.

    The interval is exact for a Poisson count (Garwood 1936). NaN when none was forecast.
    """
    p, y = _checked(probability, outcome)
    normal_quantile(level)  # refuses a level that is no probability
    expected, seen = float(p.sum()), float(y.sum())
    if expected <= 0.0:
        return Interval(float("nan"), float("nan"), float("nan"))
    tail = (1.0 - level) / 2.0
    low = float(chdtri(2.0 * seen, 1.0 - tail)) / 2.0 if seen > 0 else 0.0
    high = float(chdtri(2.0 * seen + 2.0, tail)) / 2.0
    return Interval(seen / expected, low / expected, high / expected)


def calibration_line(probability: ArrayLike, outcome: ArrayLike, level: float = 0.95) -> CalibrationLine:
    """Return the logistic regression of the outcome on the forecast's log-odds (Cox 1958), with both free.

    Forecasts of 0 and 1 are taken as 1e-6 and 1 - 1e-6.
    """
    p, y = _checked(probability, outcome)
    z = normal_quantile(level)
    log_odds = logit(np.clip(p, _SMALLEST_CHANCE, 1.0 - _SMALLEST_CHANCE))
    unknown = CalibrationLine(float("nan"), Interval(float("nan"), float("nan"), float("nan")))
    if np.ptp(log_odds) < _SMALLEST_CHANCE or len(np.unique(y)) < 2:
        return unknown
    fit = fit_logistic(np.column_stack((np.ones(len(p)), log_odds)), y)
    if not fit.converged:
        return unknown
    intercept, slope = (float(value) for value in fit.coefficients)
    half_width = z * float(fit.standard_errors[1])
    return CalibrationLine(intercept, Interval(slope, slope - half_width, slope + half_width))


def called_of(probability: Floats, calls: int) -> Floats:
    """Return how far each is among the `calls` highest: 1, 0, or a share of those tied at the border.

    Raises ValueError unless `calls` lies between 1 and the number of forecasts.
    """
    if not 1 <= calls <= len(probability):
        raise ValueError(f"calls lie between 1 and {len(probability)}, not {calls}")
    border = np.partition(probability, len(probability) - calls)[len(probability) - calls]
    above, at = probability > border, probability == border
    return above + at * ((calls - above.sum()) / at.sum())


def average_ranks(values: Floats) -> Floats:
    """Return the rank of each value, 1 for the lowest, equal ones the mean of theirs.

    Without scipy.stats: loading it holds a window for a fifth of a second.
    """
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values) + np.searchsorted(ordered, values, side="right") + 1) / 2.0


def _checked(probability: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    if p.ndim != 1 or p.shape != y.shape or len(p) == 0:
        raise ValueError("there is one outcome for every forecast, and at least one of them")
    if not np.all((p >= 0.0) & (p <= 1.0)):
        raise ValueError("a forecast lies between 0 and 1")
    if not np.all((y == 0.0) | (y == 1.0)):
        raise ValueError("an outcome is 0 or 1")
    return p, y
