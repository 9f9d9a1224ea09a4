"""The area under the curve where accounts are seen on several dates.

Only accounts of one date are compared: calls are made on a date, and a year in which more are lost would
otherwise pass for order or for the lack of it. The variance adds up each account's influence over all dates,
so that an account seen twelve times does not count as twelve (a sandwich over clusters; with one date and one
row per account it is DeLong's up to n / (n - 1)).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.forecast_quality import Interval, average_ranks
from cxdesk.metrics.intervals import normal_quantile

Floats = NDArray[np.float64]


def clustered_area_under_curve(
    probability: ArrayLike, outcome: ArrayLike, account: ArrayLike, date: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the chance that of a yes and a no of one date the yes has the higher forecast (ties half).

    `probability` (n,) orders the rows, the higher the likelier; `outcome` (n,) is 0 or 1; `account` and
    `date` (n,) are codes from 0. The interval is cut at 0 and 1; it is NaN with fewer than two accounts of a
    kind, and everything is where no date has both kinds.
    """
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(outcome, dtype=np.float64) == 1
    code, stratum = np.asarray(account, dtype=np.int64), np.asarray(date, dtype=np.int64)
    compared, better = np.zeros(len(p)), np.zeros(len(p))
    for number in np.unique(stratum):
        rows = np.flatnonzero(stratum == number)
        yes, no = rows[y[rows]], rows[~y[rows]]
        if len(yes) and len(no):
            compared[yes], compared[no] = len(no), len(yes)
            better[yes], better[no] = _better(p[yes], p[no])
    pairs = float(compared[y].sum())
    if pairs == 0.0:
        return Interval(float("nan"), float("nan"), float("nan"))
    value = float(better[y].sum()) / pairs
    seen = compared > 0
    if min(len(np.unique(code[seen & y])), len(np.unique(code[seen & ~y]))) < 2:
        return Interval(value, float("nan"), float("nan"))
    influence = np.bincount(code, weights=better - compared * value)
    accounts = len(np.unique(code[seen]))
    error = float(np.sqrt(accounts / (accounts - 1) * (influence @ influence))) / pairs
    half_width = normal_quantile(level) * error
    return Interval(value, max(0.0, value - half_width), min(1.0, value + half_width))


def _better(yes: Floats, no: Floats) -> tuple[Floats, Floats]:
    """Return for each yes how many no lie below it, and for each no how many yes above it; ties half."""
    ranks = average_ranks(np.concatenate((yes, no)))
    return ranks[: len(yes)] - average_ranks(yes), len(yes) - (ranks[len(yes) :] - average_ranks(no))
