"""What is usual at an age: running quartiles of one's own accounts, to judge an account against its peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

LEAST_ACCOUNTS = 12
"""Fewer accounts have no quartiles worth the name: a judgement."""
_NEIGHBOURS_SHARE = 0.3
_MOST_AGES = 60
"""Between so many ages, evenly spread over the accounts, the quartiles run straight."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Quartiles of a share at each age, (k,) each, ages ascending and distinct; empty with too few accounts.

    `low` and `high` are the first and the third quartile.
    """

    age: Floats
    low: Floats
    median: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.age)


def usual_at_age(age: ArrayLike, share: ArrayLike) -> Usual:
    """Return the quartiles of `share` among the accounts nearest in age, at up to 60 of the ages there are.

    Each age looks at three in ten of the accounts, at least 12: those nearest to it, and all that are as far
    as the last of these. Both arguments (n,) hold no NaN. Below 12 accounts nothing is usual.
    """
    age, share = np.asarray(age, dtype=np.float64), np.asarray(share, dtype=np.float64)
    if len(age) < LEAST_ACCOUNTS:
        nothing = np.zeros(0)
        return Usual(nothing, nothing, nothing, nothing)
    order = np.argsort(age, kind="stable")
    age, share = age[order], share[order]
    neighbours = max(LEAST_ACCOUNTS, round(_NEIGHBOURS_SHARE * len(age)))
    ages = np.unique(np.quantile(age, np.linspace(0.0, 1.0, _MOST_AGES), method="nearest"))
    quartiles = np.array([_quartiles(age, share, at, neighbours) for at in ages])
    return Usual(ages, *quartiles.T)


def usual_for(usual: Usual, age: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return low, median and high at each age, straight between two known ages; NaN when nothing is usual."""
    age = np.asarray(age, dtype=np.float64)
    if not len(usual):
        nothing = np.full(age.shape, np.nan)
        return nothing, nothing, nothing
    return tuple(np.interp(age, usual.age, part) for part in (usual.low, usual.median, usual.high))


def _quartiles(age: Floats, share: Floats, at: float, neighbours: int) -> Floats:
    """Return the quartiles of the shares of those nearest in age; `age` is ascending."""
    # Those nearest stand together: of all runs of so many that could hold them, the tightest.
    place, most = int(np.searchsorted(age, at)), len(age) - neighbours
    begin = slice(max(0, place - neighbours), min(place, most) + 1)
    end = slice(begin.start + neighbours - 1, begin.stop + neighbours - 1)
    distance = np.maximum(at - age[begin], age[end] - at).min()
    first, last = np.searchsorted(age, at - distance, "left"), np.searchsorted(age, at + distance, "right")
    return np.percentile(share[first:last], (25.0, 50.0, 75.0))
