"""Do two or more groups take equally long? The log-rank test, which counts what is still open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LogRank:
    """Chi-squared with its degrees of freedom and p-value; `observed` and `expected` ends by group
    (groups,).
    """

    chi_squared: float
    degrees: int
    p_value: float
    observed: Floats
    expected: Floats


def log_rank(durations: ArrayLike, observed: ArrayLike, groups: ArrayLike) -> LogRank:
    """Return the log-rank test that all groups have one survival curve (Mantel 1966; Peto & Peto 1972).

    `durations` (n,) are at least 0, `observed` (n,) is true where the end was seen, `groups` (n,) are codes
    from 0. Groups without anybody do not count. Raises ValueError for durations below 0 or NaN, and when
    fewer than two groups have anybody.
    """
    durations = np.asarray(durations, dtype=np.float64)
    if not np.all(durations >= 0.0):
        raise ValueError("durations must be numbers of at least 0")
    ended = np.asarray(observed, dtype=np.float64)
    used, group = np.unique(np.asarray(groups, dtype=np.int64), return_inverse=True)
    if len(used) < 2:
        raise ValueError("a comparison needs at least two groups")
    times, time = np.unique(durations, return_inverse=True)
    cells = time * len(used) + group
    shape = (len(times), len(used))
    ends = np.bincount(cells, weights=ended, minlength=shape[0] * shape[1]).reshape(shape)
    leaving = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
    at_risk = np.cumsum(leaving[::-1], axis=0)[::-1].astype(np.float64)
    total, total_ends = at_risk.sum(axis=1), ends.sum(axis=1)
    share = at_risk / total[:, None]
    expected = (share * total_ends[:, None]).sum(axis=0)
    # Hypergeometric variance of the ends at each time; nothing is left to chance when one alone is at risk.
    factor = total_ends * (total - total_ends) / np.maximum(total - 1.0, 1.0)
    covariance = np.diag(factor @ share) - share.T @ (share * factor[:, None])
    difference = ends.sum(axis=0) - expected
    inverse = np.linalg.pinv(covariance, hermitian=True)
    chi_squared = float(difference @ inverse @ difference)
    degrees = len(used) - 1
    return LogRank(chi_squared, degrees, float(chdtrc(degrees, chi_squared)), ends.sum(axis=0), expected)


def log_rank_scores(durations: ArrayLike, observed: ArrayLike) -> Floats:
    """Return what each duration adds to the test, (n,): 1 where its end was seen, less the ends to be
    expected up to it by the cumulative hazard of all together (Nelson 1969; Aalen 1978).
    """
    ended = np.asarray(observed, dtype=np.float64)
    _times, time = np.unique(np.asarray(durations, dtype=np.float64), return_inverse=True)
    at_risk = np.cumsum(np.bincount(time)[::-1])[::-1]
    return ended - np.cumsum(np.bincount(time, weights=ended) / at_risk)[time]


def p_value_over_accounts(result: LogRank, widening: ArrayLike) -> float:
    """Return the p-value where durations of one account resemble each other: chi-squared divided by the mean
    of the squared `widening` of the groups' `log_rank_scores` (first-order correction; J. Rao and A. Scott,
    Journal of the American Statistical Association 76, 1981). 1 where that is infinite.
    """
    by = float(np.mean(np.square(np.asarray(widening, dtype=np.float64))))
    return float(chdtrc(result.degrees, result.chi_squared / by))
