"""Whether groups differ by more than chance, as titles claim it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.charts.records import Groups
from cxdesk.charts.series import FEW


@dataclass(frozen=True, slots=True)
class Gap:
    """The lowest and the highest of groups, by position, and their distance as a share of what is possible
    (of the highest, where there is no end).
    """

    groups: Groups
    lowest: int
    highest: int
    share: float


def widest_gap(groups: Groups) -> Gap | None:
    """Return the gap between the lowest and the highest group with enough observations; None where they are
    equal, or their 95 % intervals meet: then the difference may be chance. What is counted, not sampled,
    has no intervals.
    """
    sampled = is_sampled(groups)
    known = np.flatnonzero(np.isfinite(groups.value) & (groups.n >= (FEW if sampled else 0)))
    if len(known) < 2:
        return None
    lowest, highest = known[np.argmin(groups.value[known])], known[np.argmax(groups.value[known])]
    ends = (groups.high[lowest], groups.low[highest]) if sampled else groups.value[[lowest, highest]]
    if not ends[0] < ends[1]:
        return None
    whole = groups.bounds[1] - groups.bounds[0]
    size = float(groups.value[highest] - groups.value[lowest])
    share = size / (whole if np.isfinite(whole) else abs(float(groups.value[highest])) or 1.0)
    return Gap(groups, int(lowest), int(highest), share)


def is_sampled(groups: Groups) -> bool:
    """Return whether the values have intervals at all."""
    return bool(np.isfinite(groups.low[np.isfinite(groups.value)]).any())
