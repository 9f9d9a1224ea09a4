"""Shares of rows of which several are of one account: seen twelve times it does not count as twelve."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def independent_rows(outcome: ArrayLike, account: ArrayLike) -> float:
    """Return as how many independent rows these count for their share of yes, from accounts to rows.

    `outcome` (n,) is 0 or 1, `account` (n,) are codes from 0, n at least 1. The share's variance by accounts
    (a sandwich over clusters, times m / (m - 1)) against that of independent rows is the design effect by
    which n is divided (L. Kish, Survey Sampling, 1965); rows that are all alike count as their accounts. Put
    into Wilson's interval it gives that of a sample of clusters (E. L. Korn and B. I. Graubard, 1998).
    """
    yes, code = np.asarray(outcome, dtype=np.float64), np.asarray(account, dtype=np.int64)
    rows, share = len(yes), float(yes.mean())
    each = np.unique(code, return_inverse=True)[1]
    influence = np.bincount(each, weights=yes - share)
    accounts = len(influence)
    if accounts < 2 or share in (0.0, 1.0):
        return float(accounts)
    variance = accounts / (accounts - 1) * float(influence @ influence) / rows**2
    return float(np.clip(share * (1.0 - share) / max(variance, 1e-300), accounts, rows))
