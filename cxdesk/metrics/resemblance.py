"""How much less answers, or tickets, say of a group when they come from few accounts: those of one account
resemble each other.

How much they do is the intraclass correlation, by moments over accounts within groups (analysis of variance).
The variance of a group's mean is then 1 + rho (n0 - 1) times that of independent answers, n0 being the size
of the account that a typical answer comes from (L. Kish, Survey Sampling, 1965). As rho is itself estimated,
Student's t takes the place of the normal distribution.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from cxdesk.metrics.intervals import normal_quantile
from cxdesk.metrics.observations import Observations
from cxdesk.metrics.summaries import ENDED

Floats = NDArray[np.float64]
_LEVEL = 0.95


def widening_of(observations: Observations, group: np.ndarray, count: int) -> Floats:
    """Return `widening` of a metric's observations. Of durations, which have a median and no mean, it counts
    which are longer than half of all.
    """
    values = observations.value
    if ENDED in observations.values and len(values):
        values = (values > np.median(values)).astype(np.float64)
    return widening(values, observations.account, group, count)


def widening(values: np.ndarray, account: np.ndarray, group: np.ndarray, count: int) -> Floats:
    """Return by what the sides of each group's 95 % interval are multiplied so that they hold over accounts,
    (count,), at least 1.

    `values` (n,) are numbers; `account` (n,) are codes, below 0 for an answer of nobody known, which stands
    for itself; `group` (n,) as in summaries. Of one account alone the answers are the unit: 1. Infinity where
    accounts answered several times, and no group has two from which to learn how they differ.
    """
    inside = np.flatnonzero((group >= 0) & ~np.isnan(values))
    value, code = values[inside].astype(np.float64), group[inside].astype(np.int64)
    who = account[inside].astype(np.int64)
    unknown = who < 0
    who = np.where(unknown, who.max(initial=-1) + 1 + np.cumsum(unknown), who)
    if not len(who) or who.min() == who.max():
        return np.ones(count)
    _cells, first, cell = np.unique(code * (who.max() + 1) + who, return_index=True, return_inverse=True)
    of_cell = code[first]  # the group of each account in a group
    size = np.bincount(cell).astype(np.float64)
    total = np.bincount(code, minlength=count).astype(np.float64)
    typical = np.ones(count)  # the size of the account that a typical answer comes from
    there = total > 0
    typical[there] = np.bincount(of_cell, weights=size**2, minlength=count)[there] / total[there]
    between, within = len(size) - int(there.sum()), len(value) - len(size)
    if within == 0:
        return np.ones(count)
    if between == 0:
        return np.where(typical > 1.0, np.inf, 1.0)
    rho = _resemblance(value, code, cell, of_cell, size, total, between, within)
    student = float(stdtrit(between, 0.5 + _LEVEL / 2.0)) / normal_quantile(_LEVEL)
    return np.where(typical > 1.0, np.sqrt(1.0 + rho * (typical - 1.0)) * student, 1.0)


def _resemblance(
    value: Floats, code: np.ndarray, cell: np.ndarray, of_cell: np.ndarray, size: Floats, total: Floats,
    between: int, within: int,
) -> float:  # fmt: skip
    """Return the intraclass correlation, 0 to 1, from mean squares between and within accounts."""
    there = total > 0
    mean = np.bincount(code, weights=value, minlength=len(total)) / np.where(there, total, 1.0)
    of_account = np.bincount(cell, weights=value) / size
    square_between = float(size @ (of_account - mean[of_cell]) ** 2) / between
    square_within = float(np.sum((value - of_account[cell]) ** 2)) / within
    squares = np.bincount(of_cell, weights=size**2, minlength=len(total))
    usual = (len(value) - float((squares[there] / total[there]).sum())) / between
    spread = square_between + (usual - 1.0) * square_within
    return min(max((square_between - square_within) / spread, 0.0), 1.0) if spread > 0 else 1.0
