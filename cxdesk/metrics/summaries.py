"""How observations become estimates, written once for all families and for any number of groups.

Every function takes observations, the group of each (codes from 0; negative: in none) and how many groups
there are, and returns a grid.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cxdesk.metrics.intervals import Interval, t_interval, wilson
from cxdesk.metrics.observations import Floats, Grid, Observations, grid
from cxdesk.metrics.pairs import order_within
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.survival import grouped_quantile

SEVERAL_CURRENCIES = "The amounts are in several currencies."
CURRENCY = "currency"
OTHER_CURRENCY = "other_currency"
ENDED = "ended"
WHOLE = "whole"
Summary = Callable[[Observations, np.ndarray, int], Grid]


def sums(group: np.ndarray, values: np.ndarray, count: int) -> Floats:
    """Return the sum of the values of each group, (count,); groups below 0 are left out."""
    inside = group >= 0
    return np.bincount(group[inside], weights=values[inside], minlength=count).astype(np.float64)


def counts(group: np.ndarray, count: int) -> Floats:
    """Return how many observations each group has, (count,)."""
    return np.bincount(group[group >= 0], minlength=count).astype(np.float64)


def share_of(interval: Callable[..., Interval] = wilson) -> Summary:
    """Return the summary of values 0 and 1: their share with its 95 % interval, 0 to 1 without any."""

    def summarise(observations: Observations, group: np.ndarray, count: int) -> Grid:
        total, hits = counts(group, count), sums(group, observations.value, count)
        low, high = interval(hits, total)
        return grid(observations, ratio(hits, total), total, low, high)

    return summarise


def mean_of(lowest: float = 0.0, highest: float = np.inf) -> Summary:
    """Return the summary of a mean with Student's 95 % interval, cut where values cannot lie."""

    def summarise(observations: Observations, group: np.ndarray, count: int) -> Grid:
        mean, low, high, total = mean_and_interval(observations.value, group, count)
        return grid(observations, mean, total, np.maximum(low, lowest), np.minimum(high, highest))

    return summarise


def mean_and_interval(
    values: np.ndarray, group: np.ndarray, count: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return mean, low, high (NaN below two values) and how many values, for each group."""
    total = counts(group, count)
    mean = ratio(sums(group, values, count), total)
    spread = (values - mean[np.maximum(group, 0)]) ** 2 if count else values
    deviation = np.sqrt(ratio(sums(group, spread, count), total - 1.0))
    deviation[deviation == 0.0] = np.nan  # equal values say nothing of how others would differ
    return mean, *t_interval(mean, deviation, total), total


def ratio_of_sums(interval: Callable[..., Interval] | None = None, *, in_money: bool = False) -> Summary:
    """Return the summary of the sum of the values over the sum of their wholes; `n` is how many observations
    there are, or the whole where an interval is made from it.
    """

    def summarise(observations: Observations, group: np.ndarray, count: int) -> Grid:
        part = sums(group, observations.value, count)
        whole = sums(group, observations.values[WHOLE], count)
        number = counts(group, count)
        nothing = np.full(count, np.nan)
        low, high = (nothing, nothing) if interval is None else interval(part, whole)
        reasons = {SEVERAL_CURRENCIES: several(observations, group, count)} if in_money else {}
        return grid(
            observations, ratio(part, whole), whole if interval is not None else number, low, high, reasons
        )

    return summarise


def quantile_of(probability: float, not_reached: str) -> Summary:
    """Return the summary of a Kaplan-Meier quantile of durations of which some have not `ENDED`."""

    def summarise(observations: Observations, group: np.ndarray, count: int) -> Grid:
        inside = group >= 0
        value, low, high = grouped_quantile(
            observations.value[inside],
            observations.values[ENDED][inside],
            group[inside],
            count,
            probability,
        )
        total = counts(group, count)
        return grid(observations, value, total, low, high, {not_reached: np.isnan(value) & (total > 0)})

    return summarise


def median_of(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the plain median of what was counted, not sampled: it has no interval."""
    inside = np.flatnonzero(group >= 0)
    ordered = observations.value[inside[order_within(group[inside], observations.value[inside])]]
    total = np.bincount(group[inside], minlength=count)
    first = np.cumsum(total) - total
    padded = np.append(ordered, np.nan)
    lower = np.where(total > 0, first + (total - 1) // 2, len(ordered))
    upper = np.where(total > 0, first + total // 2, len(ordered))
    nothing = np.full(count, np.nan)
    return grid(observations, (padded[lower] + padded[upper]) / 2.0, total, nothing, nothing)


def number_of(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return how many of the observations count (values 0 and 1); unknown where there are none at all."""
    total = sums(group, observations.value, count)
    nothing = np.full(count, np.nan)
    return grid(observations, np.where(counts(group, count) > 0, total, np.nan), total, nothing, nothing)


def several(observations: Observations, group: np.ndarray, count: int) -> np.ndarray:
    """Return in which groups there is more than one currency; codes below 0 name none. Where an observation
    may itself be in several, its least is CURRENCY and its greatest OTHER_CURRENCY.
    """
    codes = observations.values[CURRENCY]
    others = observations.values.get(OTHER_CURRENCY, codes)
    rows = (codes >= 0) & (group >= 0)
    lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(lowest, group[rows], codes[rows])
    np.maximum.at(highest, group[rows], others[rows])
    return lowest < highest
