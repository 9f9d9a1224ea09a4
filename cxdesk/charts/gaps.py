"""Whether groups differ by more than chance, as titles claim it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from cxdesk.charts.records import Groups
from cxdesk.charts.series import FEW

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Gap:
    """Two groups that differ, by position, and their distance as a share of what is possible (of the highest,
    where there is no end).
    """

    groups: Groups
    lowest: int
    highest: int
    share: float


def widest_gap(groups: Groups) -> Gap | None:
    """Return the widest gap between two groups with enough observations that chance does not explain; None
    without any. Of all pairs together one in twenty would be claimed by chance (Bonferroni). What is counted,
    not sampled, has no intervals: there the lowest and the highest differ.
    """
    sampled = is_sampled(groups)
    known = np.flatnonzero(np.isfinite(groups.value) & (groups.n >= (FEW if sampled else 0)))
    if len(known) < 2:
        return None
    low, high = (places.ravel() for places in np.meshgrid(known, known, indexing="ij"))
    size = groups.value[high] - groups.value[low]
    chance = _by_chance(groups, low, high, len(known) * (len(known) - 1) // 2) if sampled else 0.0
    clear = np.flatnonzero((size > 0) & (size > chance))
    if not len(clear):
        return None
    widest = clear[np.argmax(size[clear])]
    lowest, highest = int(low[widest]), int(high[widest])
    whole = groups.bounds[1] - groups.bounds[0]
    share = float(size[widest]) / (whole if np.isfinite(whole) else abs(float(groups.value[highest])) or 1.0)
    return Gap(groups, lowest, highest, share)


def _by_chance(groups: Groups, low: np.ndarray, high: np.ndarray, pairs: int) -> np.ndarray:
    """Return how far apart each two groups may be by chance, from the sides of their 95 % intervals that face
    each other; NaN where there is none.

    Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics
    in Medicine 17 (1998), method 10; of any two intervals: G. Y. Zou and A. Donner, Statistics in Medicine 27
    (2008). The sides are widened from 95 % to what that many pairs ask for, and by the groups' `widening`.
    """
    by = np.ones(len(groups.value)) if groups.widening is None else groups.widening
    with np.errstate(invalid="ignore"):  # a side of nothing, widened without end, is not a number: no claim
        above, below = by * (groups.high - groups.value), by * (groups.value - groups.low)
    facing = np.hypot(above[low], below[high])
    return facing * _NORMAL.inv_cdf(1 - 0.025 / pairs) / _NORMAL.inv_cdf(0.975)


def is_widened(groups: Groups) -> bool:
    """Return whether several groups are compared with accounts as the unit, as some were observed
    several times.
    """
    several = np.sum(np.isfinite(groups.value)) > 1
    return groups.widening is not None and bool(several and np.any(groups.widening > 1.0))


def is_sampled(groups: Groups) -> bool:
    """Return whether the values have intervals at all."""
    return bool(np.isfinite(groups.low[np.isfinite(groups.value)]).any())
