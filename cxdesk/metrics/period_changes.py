"""Which changes of a survey metric from one period to the next are clear, at 95 % for all that are compared
together (Bonferroni): where many periods are compared, some differ by chance. Accounts are the unit: several
answers of one account in a period are not independent.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from cxdesk.metrics.intervals import newcombe_difference
from cxdesk.metrics.observations import Observations
from cxdesk.metrics.resemblance import widening_of
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
    at most one of twenty charts. Intervals of periods in which accounts answered several times are widened by
    as much as their answers resemble each other (`resemblance`). Raises KeyError for other metrics.
    """
    judge = {"csat": _share_changes, "nps": _score_changes, "ces": _effort_changes}[name]
    there = np.flatnonzero(counts(period, count) > 0)
    changed = np.full(count, np.nan)
    if len(there) > 1:
        compared = comparisons_of(period, count) if comparisons is None else comparisons
        level = 1.0 - _CHANCE / max(compared, 1)
        pairs = there[:-1], there[1:]
        difference, low, high = judge(observations, period, count, pairs, level)
        by = widening_of(observations, period, count)
        by = np.maximum(by[pairs[0]], by[pairs[1]])
        with np.errstate(invalid="ignore"):  # nothing widened without end is not a number: not clear
            low, high = difference - by * (difference - low), difference + by * (high - difference)
        clear = ((low > 0) | (high < 0)) & _enough(counts(period, count))
        value = _shown(name, observations, period, count)
        changed[there[1:]] = np.where(clear, value[pairs[1]] - value[pairs[0]], np.nan)
    return changed


def mostly_others(observations: Observations, period: np.ndarray, count: int) -> NDArray[np.bool_]:
    """Return for each of `count` periods whether most of its answers came from accounts that gave none in the
    last period before it with answers: who was asked may then have changed, not what people think.

    Answers that name no account are left out. False for the first period and one without answers.
    """
    period = np.where(observations.account >= 0, period, -1)
    total = counts(period, count)
    there = np.flatnonzero(total > 0)
    before = np.full(count, -1)
    before[there[1:]] = there[:-1]
    width = int(observations.account.max(initial=0)) + 1
    inside = period >= 0
    answered = np.unique(period[inside] * width + observations.account[inside])
    earlier = np.where(inside, before[np.maximum(period, 0)], -1)
    again = (earlier >= 0) & np.isin(earlier * width + observations.account, answered)
    return (before >= 0) & (sums(period, again, count) < total / 2)


def _shown(name: str, observations: Observations, period: np.ndarray, count: int) -> Floats:
    """Return the values that are shown; only whether a change is clear is judged with adjusted counts."""
    if name == "nps":
        return nps(*(sums(period, observations.value == unit, count) for unit in (0.0, 0.5, 1.0)))
    return ratio(sums(period, observations.value, count), counts(period, count))


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
    return found.difference, found.low, found.high


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
