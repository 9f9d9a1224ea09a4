"""Forecasts beside what happened, bin by bin: do 20 % mean 20 %?

The app uses bins of equal count, fewer where a bin would hold too few expected events to be read; bins of
equal width are there because published figures use them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.intervals import wilson

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_BINS = 10
LEAST_EXPECTED = 5.0  # events of a bin


@dataclass(frozen=True, slots=True)
class Bins:
    """Arrays by bin, lowest forecasts first: how many, mean forecast, share of yes with its Wilson interval,
    and how many yes were forecast.
    """

    n: Integers
    forecast: Floats
    rate: Floats
    low: Floats
    high: Floats
    expected: Floats


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """Gaps between forecast and share of yes over bins, weighted by n: their mean (ECE), root of the mean
    square, and the largest.
    """

    mean: float
    root_mean_square: float
    largest: float


def equal_count_bins(
    probability: ArrayLike,
    outcome: ArrayLike,
    bins: int = MOST_BINS,
    least_expected: float = LEAST_EXPECTED,
    level: float = 0.95,
) -> Bins:
    """Return at most `bins` bins of about equal count, each with `least_expected` yes forecast or more.

    As many bins as allow that; one, if even all together have fewer. Equal forecasts share a bin.
    `probability` (n,) lies in 0..1, `outcome` (n,) is 0 or 1; empty input gives no bins.
    """
    p, y = _checked(probability, outcome)
    if bins < 1:
        raise ValueError("there is at least one bin")
    if len(p) == 0:
        return _bins(np.zeros(0, dtype=np.int64), p, y, level)
    ordered = np.sort(p)
    # The middle of equal forecasts decides where all of them go.
    place = (np.searchsorted(ordered, p, "left") + np.searchsorted(ordered, p, "right")) / (2.0 * len(p))
    for count in range(bins, 0, -1):
        code = np.unique(np.minimum((place * count).astype(np.int64), count - 1), return_inverse=True)[1]
        if count == 1 or np.bincount(code, weights=p).min() >= least_expected:
            break
    return _bins(code, p, y, level)


def equal_width_bins(probability: ArrayLike, outcome: ArrayLike, bins: int, level: float = 0.95) -> Bins:
    """Return the bins [0, 1/bins), ..., [1 - 1/bins, 1] that hold any forecast."""
    p, y = _checked(probability, outcome)
    if bins < 1:
        raise ValueError("there is at least one bin")
    code = np.unique(np.minimum((p * bins).astype(np.int64), bins - 1), return_inverse=True)[1]
    return _bins(code, p, y, level)


def calibration_error(bins: Bins) -> CalibrationError:
    """Return the gaps between forecast and share of yes; NaN without bins. They shrink with fewer bins."""
    if len(bins.n) == 0:
        return CalibrationError(float("nan"), float("nan"), float("nan"))
    gap, share = np.abs(bins.rate - bins.forecast), bins.n / bins.n.sum()
    return CalibrationError(float(share @ gap), float(np.sqrt(share @ gap**2)), float(gap.max()))


def _bins(code: Integers, p: Floats, y: Floats, level: float) -> Bins:
    n = np.bincount(code)
    expected, seen = np.bincount(code, weights=p), np.bincount(code, weights=y)
    low, high = wilson(seen, n, level)
    return Bins(n, expected / n, seen / n, low, high, expected)


def _checked(probability: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    if p.shape != y.shape or not np.all((p >= 0.0) & (p <= 1.0)) or not np.all((y == 0.0) | (y == 1.0)):
        raise ValueError("forecasts lie between 0 and 1, and each has an outcome of 0 or 1")
    return p, y
