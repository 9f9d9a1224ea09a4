"""Intervals for proportions and means. Functions take numbers or arrays of one shape and return arrays.

Shares are 0..1. `level` is the probability that the interval is meant to cover, between 0 and 1.
Without data (n = 0) a share can be anything: the interval is (0, 1), never NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri, stdtrit

from cxdesk.metrics.pairs import distinct_pairs

Floats = NDArray[np.float64]
Interval = tuple[Floats, Floats]


def normal_quantile(level: float) -> float:
    """Return z such that a standard normal lies within -z..z with probability `level` (0.95 -> 1.959964).

    Raises ValueError unless 0 < level < 1.
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    return float(ndtri(0.5 + level / 2.0))


def wilson(successes: ArrayLike, trials: ArrayLike, level: float = 0.95) -> Interval:
    """Return the Wilson score interval of a proportion (Wilson 1927; Newcombe 1998, method 3).

    `successes` lies in 0..trials. No success gives exactly 0 below, no failure exactly 1 above.
    """
    k, n = _counts(successes, trials)
    z = normal_quantile(level)
    size = np.where(n > 0, n, 1.0)
    share = k / size
    centre = share + z * z / (2.0 * size)
    half_width = z * np.sqrt(share * (1.0 - share) / size + z * z / (4.0 * size * size))
    low = (centre - half_width) / (1.0 + z * z / size)
    high = (centre + half_width) / (1.0 + z * z / size)
    low = np.where((n == 0) | (k == 0), 0.0, np.maximum(low, 0.0))
    high = np.where((n == 0) | (k == n), 1.0, np.minimum(high, 1.0))
    return low, high


def newcombe_difference(
    successes: ArrayLike,
    trials: ArrayLike,
    other_successes: ArrayLike,
    other_trials: ArrayLike,
    level: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Return difference (first minus other), low and high by Newcombe 1998, method 10 (two Wilson intervals).

    All lie in -1..1. Without data on a side the difference is NaN and the interval spans what is possible.
    """
    first, other = _counts(successes, trials), _counts(other_successes, other_trials)
    low, high = wilson(*first, level)
    other_low, other_high = wilson(*other, level)
    share, other_share = _share(*first), _share(*other)
    difference = share - other_share
    below = np.sqrt((share - low) ** 2 + (other_high - other_share) ** 2)
    above = np.sqrt((high - share) ** 2 + (other_share - other_low) ** 2)
    empty = np.isnan(difference)
    return (
        difference,
        np.where(empty, low - other_high, difference - below),
        np.where(empty, high - other_low, difference + above),
    )


def beta_quantiles(alpha: ArrayLike, beta: ArrayLike, level: float = 0.95) -> Interval:
    """Return the central interval of a Beta(alpha, beta) distribution; both parameters are above 0."""
    tail = (1.0 - level) / 2.0
    alpha, beta = np.broadcast_arrays(np.asarray(alpha, dtype=np.float64), np.asarray(beta, dtype=np.float64))
    # Quantiles are dear, and counts of many groups repeat: each pair is worked out once.
    first, second, place = distinct_pairs(alpha.ravel(), beta.ravel())
    low, high = (betaincinv(first, second, share) for share in (tail, 1.0 - tail))
    return low[place].reshape(alpha.shape), high[place].reshape(alpha.shape)


def beta_interval(successes: ArrayLike, trials: ArrayLike, level: float = 0.95) -> Interval:
    """Return the Jeffreys interval, Beta(k + 1/2, n - k + 1/2), closed at 0 and 1 (Brown et al. 2001).

    For rates that are shrunk towards their segment use `cxdesk.health.shrinkage.shrink_rate` instead.
    """
    k, n = _counts(successes, trials)
    low, high = beta_quantiles(k + 0.5, n - k + 0.5, level)
    return np.where((n == 0) | (k == 0), 0.0, low), np.where((n == 0) | (k == n), 1.0, high)


def t_interval(mean: ArrayLike, deviation: ArrayLike, n: ArrayLike, level: float = 0.95) -> Interval:
    """Return Student's interval of a mean, from the sample deviation (divisor n - 1); NaN below n = 2."""
    mean, deviation = np.asarray(mean, dtype=np.float64), np.asarray(deviation, dtype=np.float64)
    size = np.asarray(n, dtype=np.float64)
    # Quantiles are dear, and most groups of many are of one: it is worked out where there is a deviation.
    usable = (size >= 2) & ~np.isnan(deviation)
    degrees = np.where(usable, size - 1.0, 1.0)
    quantiles = np.full(degrees.shape, np.nan)
    quantiles[usable] = stdtrit(degrees[usable], 0.5 + level / 2.0)
    half_width = quantiles * deviation / np.sqrt(np.where(usable, size, 1.0))
    return mean - half_width, mean + half_width


def _counts(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    """Return both as float arrays; raises ValueError where successes are not within 0..trials."""
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if not np.all((k >= 0) & (k <= n)):
        raise ValueError("successes must lie between 0 and the number of trials")
    return k, n


def _share(successes: Floats, trials: Floats) -> Floats:
    return np.where(trials > 0, successes / np.where(trials > 0, trials, 1.0), np.nan)
