"""Which changes of a survey metric from one period to the next are clear, at 95 % for all that are compared
together (Bonferroni): where many periods are compared, some differ by chance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from cxdesk.metrics.intervals import newcombe_difference
from cxdesk.metrics.observations import Observations
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import counts, sums
from cxdesk.metrics.survey import nps, nps_difference, summarise_effort

Floats = NDArray[np.float64]
Pairs = tuple[np.ndarray, np.ndarray]
_CHANCE = 0.05
FEWEST_ANSWERS = 5
"""In each of the two periods: below it the answers themselves are shown, and no change is called clear."""


def comparisons_of(period: np.ndarray, count: int) -> int:
    """Return how many of `count` periods are compared with the one before: both have 5 answers or more."""
    return int(np.sum(_enough(counts(period, count))))


def clear_changes(
    name: str, observations: Observations, period: np.ndarray, count: int, comparisons: int | None = None
) -> Floats:
    """Return, for each of `count` periods, by how much csat (share), nps (points) or ces (its scale) changed
    from the last period before it with answers; NaN where that could be chance, or either has fewer than 5.

    `period` is the number of each observation's period, negative for none. A share is judged by Newcombe's
    method 10, NPS by adjusted Wald, effort by Welch's t test (Welch 1947), each at 1 - 5 % divided by the
    number of `comparisons` (default: those of these periods): where nothing changes, any is called clear in
    at most one of twenty charts. Raises KeyError for other metrics.
    """
    judge = {"csat": _share_changes, "nps": _score_changes, "ces": _effort_changes}[name]
    there = np.flatnonzero(counts(period, count) > 0)
    changed = np.full(count, np.nan)
    if len(there) > 1:
        compared = comparisons_of(period, count) if comparisons is None else comparisons
        level = 1.0 - _CHANCE / max(compared, 1)
        difference, low, high = judge(observations, period, count, (there[:-1], there[1:]), level)
        clear = ((low > 0) | (high < 0)) & _enough(counts(period, count))
        changed[there[1:]] = np.where(clear, difference, np.nan)
    return changed


def _enough(total: Floats) -> NDArray[np.bool_]:
    """Return, for each period with answers but the first, whether it and the one before have enough."""
    many = total[total > 0] >= FEWEST_ANSWERS
    return many[1:] & many[:-1]


def _share_changes(
    observations: Observations, period: np.ndarray, count: int, pairs: Pairs, level: float
) -> tuple[Floats, Floats, Floats]:
    before, after = pairs
    total, hits = counts(period, count), sums(period, observations.value, count)
    return newcombe_difference(hits[after], total[after], hits[before], total[before], level)


def _score_changes(
    observations: Observations, period: np.ndarray, count: int, pairs: Pairs, level: float
) -> tuple[Floats, Floats, Floats]:
    before, after = pairs
    parts = [sums(period, observations.value == unit, count) for unit in (0.0, 0.5, 1.0)]
    found = nps_difference(tuple(part[before] for part in parts), tuple(part[after] for part in parts), level)
    raw = nps(*parts)  # what is shown; only whether it is clear is judged with adjusted counts
    return raw[after] - raw[before], found.low, found.high


def _effort_changes(
    observations: Observations, period: np.ndarray, count: int, pairs: Pairs, level: float
) -> tuple[Floats, Floats, Floats]:
    before, after = pairs
    mean = summarise_effort(observations, period, count).value  # NaN where scales are mixed
    total = counts(period, count)
    spread = (observations.value - mean[np.maximum(period, 0)]) ** 2
    squared_error = ratio(ratio(sums(period, spread, count), total - 1.0), total)
    one, other = squared_error[before], squared_error[after]
    difference, variance = mean[after] - mean[before], one + other
    freedom = ratio(variance**2, one**2 / (total[before] - 1.0) + other**2 / (total[after] - 1.0))
    half_width = stdtrit(freedom, 0.5 + level / 2.0) * np.sqrt(variance)
    return difference, difference - half_width, difference + half_width
