"""Looking back over a whole series: did its level change once, and where?

The F statistic compares one mean with two, at the place that divides best; as that place was looked for, its
quantiles are far beyond those of F (Andrews 1993). Pettitt's test asks the same of ranks and does not mind
outliers. Series are arrays (..., months) without gaps; both tests suppose months that do not resemble their
predecessors, and call too many changes where they do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Quantiles of the largest F without any change, 90, 95 and 99 %, by months: 40,000 simulated normal series.
NULL_LEVELS = (0.90, 0.95, 0.99)
NULL_MONTHS = (12, 24, 36)
NULL_QUANTILES = ((7.31, 10.00, 17.69), (7.17, 9.22, 14.54), (6.91, 8.76, 13.36))
_SMALLEST_TRIM = 3
_ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class SingleBreak:
    """The best division of each series (...) into two levels.

    `position` is the number of months before the change (so the first month after it, counted from 0);
    `before` and `after` are the means; `errors_one` and `errors_two` the sums of squares about one mean and
    about two; `f` is the statistic, infinite where two levels leave no error at all, NaN for a constant.
    """

    position: Integers
    before: Floats
    after: Floats
    errors_one: Floats
    errors_two: Floats
    f: Floats


@dataclass(frozen=True, slots=True)
class Pettitt:
    """Pettitt's test of one series: months before the change, the statistic K and its approximate p-value."""

    position: int
    statistic: float
    p_value: float


def default_trim(months: int) -> int:
    """Return how many months either side must have: a sixth of them, at least 3 (as in NULL_QUANTILES)."""
    return max(_SMALLEST_TRIM, months // 6)


def single_break(values: ArrayLike, trim: int | None = None) -> SingleBreak:
    """Return the division of each series (..., months) with the largest F, `trim` months or more each side.

    Raises ValueError for unknown months and for series shorter than twice the trim or than 3 months.
    """
    values = np.asarray(values, dtype=np.float64)
    months = values.shape[-1]
    trim = default_trim(months) if trim is None else trim
    if trim < 1 or months < max(2 * trim, 3):
        raise ValueError(f"a change cannot be looked for in {months} months with {trim} on either side")
    if np.isnan(values).any():
        raise ValueError("a month is unknown")
    # About the mean, so that large levels do not swallow the digits of small differences.
    grand = values.mean(axis=-1, keepdims=True)
    centred = values - grand
    sums = np.cumsum(centred, axis=-1)[..., trim - 1 : months - trim]
    left = np.arange(trim, months - trim + 1, dtype=np.float64)
    gain = sums**2 * (1.0 / left + 1.0 / (months - left))
    best = np.argmax(gain, axis=-1)
    position = best + trim
    explained = np.take_along_axis(gain, best[..., None], axis=-1)[..., 0]
    first = np.take_along_axis(sums, best[..., None], axis=-1)[..., 0]
    errors_one = np.sum(centred**2, axis=-1)
    errors_two = np.maximum(errors_one - explained, 0.0)
    # What is left by the rounding of the values themselves, and by the subtraction, is no error.
    noise = (_ROUNDING * np.abs(values).max(axis=-1)) ** 2 * months
    errors_two = np.where(errors_two <= noise + _ROUNDING * errors_one, 0.0, errors_two)
    with np.errstate(divide="ignore", invalid="ignore"):
        f = np.where(errors_one <= noise, np.nan, explained / (errors_two / (months - 2)))
    return SingleBreak(
        position,
        grand[..., 0] + first / position,
        grand[..., 0] - first / (months - position),
        errors_one,
        errors_two,
        f,
    )


def null_quantile(months: int, level: float = 0.95) -> float:
    """Return what the largest F stays below with probability `level` (.90, .95 or .99) without any change.

    From the simulated table for 12, 24 and 36 months with `default_trim`, linear between; longer series take
    the row of 36 (it falls slowly), shorter ones have none: raises ValueError, as for another level.
    """
    if level not in NULL_LEVELS:
        raise ValueError(f"the table has the levels .90, .95 and .99, not {level}")
    if months < NULL_MONTHS[0]:
        raise ValueError(f"a change of level needs at least {NULL_MONTHS[0]} months, not {months}")
    column = [row[NULL_LEVELS.index(level)] for row in NULL_QUANTILES]
    return float(np.interp(months, NULL_MONTHS, column))


def pettitt(values: ArrayLike) -> Pettitt:
    """Return Pettitt's test of one series (n,) for a change of its median (Pettitt 1979).

    K = max over t of |2 (ranks up to t) - t (n + 1)|; p = 2 exp(-6 K^2 / (n^3 + n^2)), good below .5, at most
    1. Equal values share ranks. Raises ValueError below 3 months or for unknown ones.
    """
    values = np.asarray(values, dtype=np.float64)
    count = len(values)
    if count < 3 or np.isnan(values).any():
        raise ValueError("a series has at least 3 months, all of them known")
    steps = np.arange(1, count)
    statistic = np.abs(2.0 * np.cumsum(rankdata(values))[:-1] - steps * (count + 1.0))
    largest = float(statistic.max())
    p_value = min(1.0, 2.0 * float(np.exp(-6.0 * largest**2 / (count**3 + count**2))))
    return Pettitt(int(np.argmax(statistic)) + 1, largest, p_value)
