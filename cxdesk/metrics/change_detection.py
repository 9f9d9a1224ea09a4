"""When did it change for good: cumulative sums against a baseline (Page 1954; Montgomery, chapter 9).

A cumulative sum adds up by how much each month lies beyond the baseline, less an allowance, and never goes
below 0; it signals above a limit. With a baseline estimated from a few months it cries wolf: with 6 months,
their own deviation and a limit of 4, a series that never changes is called fallen within a year in 18 cases
of 100. `honest_baseline` therefore widens the deviation, and the limit is 5: 5 cases of 100, or 3 with 12
months.

Series are arrays (..., months): the last axis is time, the others are accounts or whatever is watched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ALLOWANCE = 0.5  # k, in deviations: tuned to find a shift of one deviation
LIMIT = 5.0  # h, in deviations
FEWEST_BASELINE_MONTHS = 6
SEGMENT_DEGREES = 10.0  # months that the segment's deviation is worth beside the account's own
LARGEST_AUTOCORRELATION = 0.9
NEVER = -1


@dataclass(frozen=True, slots=True)
class CumulativeSums:
    """Sums of one or many series, in deviations: `above` and `below` are (..., months), at least 0.

    `signal_above` and `signal_below` (...) are the month at which each first exceeds the limit, `shift_above`
    and `shift_below` the month with which that run began, which estimates the first month after the change;
    all are positions from 0, NEVER (-1) without a signal.
    """

    above: Floats
    below: Floats
    signal_above: Integers
    signal_below: Integers
    shift_above: Integers
    shift_below: Integers


@dataclass(frozen=True, slots=True)
class Baseline:
    """What months are compared with: `mean` and `deviation` (...), NaN with fewer than 6 known months."""

    mean: Floats
    deviation: Floats
    months: Integers


def cumulative_sums(
    values: ArrayLike,
    target: ArrayLike,
    deviation: ArrayLike,
    allowance: float = ALLOWANCE,
    limit: float = LIMIT,
) -> CumulativeSums:
    """Return the cumulative sums of (value - target) / deviation less the allowance, on both sides.

    `values` is (..., months); an unknown month (NaN) leaves the sums as they were. `target` and `deviation`
    (...) may be NaN, and such a series never signals. Raises ValueError for a deviation of 0 or below.
    """
    values = np.asarray(values, dtype=np.float64)
    target, deviation = (
        np.broadcast_to(np.asarray(part, dtype=np.float64), values.shape[:-1]) for part in (target, deviation)
    )
    if np.any(deviation <= 0.0):
        raise ValueError("a deviation is above 0")
    distance = (values - target[..., None]) / deviation[..., None]
    above, above_since = _sums(distance - allowance)
    below, below_since = _sums(-distance - allowance)
    signal_above, shift_above = _first_beyond(above, above_since, limit)
    signal_below, shift_below = _first_beyond(below, below_since, limit)
    return CumulativeSums(above, below, signal_above, signal_below, shift_above, shift_below)


def honest_baseline(
    values: ArrayLike, segment_deviation: ArrayLike, segment_autocorrelation: float = 0.0
) -> Baseline:
    """Return mean and deviation of baseline months, `values` (..., months), widened by what is not known.

    The account's variance is pooled with its segment's (which counts as 10 months); times 1 + 1 / m, as the
    mean is estimated from m months; times (1 + rho) / (1 - rho), as months that resemble their predecessor
    say less (`pooled_autocorrelation`, taken as 0 to .9). `segment_deviation` (...) is that of a single month
    within accounts, above 0. Months may be NaN; below 6 known ones there is no baseline.
    """
    values = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(values)
    months = known.sum(axis=-1)
    enough = months >= FEWEST_BASELINE_MONTHS
    count = np.where(enough, months, FEWEST_BASELINE_MONTHS).astype(np.float64)
    mean = np.where(known, values, 0.0).sum(axis=-1) / count
    squares = np.where(known, values - mean[..., None], 0.0) ** 2
    degrees = SEGMENT_DEGREES + count - 1.0
    segment = np.asarray(segment_deviation, dtype=np.float64)
    variance = (SEGMENT_DEGREES * segment**2 + squares.sum(axis=-1)) / degrees
    rho = min(max(segment_autocorrelation, 0.0), LARGEST_AUTOCORRELATION)
    deviation = np.sqrt(variance * (1.0 + 1.0 / count)) * np.sqrt((1.0 + rho) / (1.0 - rho))
    return Baseline(np.where(enough, mean, np.nan), np.where(enough, deviation, np.nan), months)


def pooled_autocorrelation(values: ArrayLike) -> float:
    """Return how much a month resembles the one before, over all series (accounts, months); 0 when unknown.

    The lag-1 products about each account's own mean over the squares, pooled over the accounts. In a short
    series that ratio lies far below the truth, as the mean follows the series; so the result is the
    autocorrelation of which this ratio is expected in series of so many months. Pairs with an unknown month
    do not count. The result lies within -.9 to .9.
    """
    values = np.atleast_2d(np.asarray(values, dtype=np.float64))
    values = values[np.sum(~np.isnan(values), axis=1) > 3]
    known = ~np.isnan(values)
    months = known.sum(axis=1, keepdims=True)
    centred = np.where(known, values - np.where(known, values, 0.0).sum(axis=1, keepdims=True) / months, 0.0)
    squares = np.sum(centred[:, :-1] ** 2 * known[:, 1:])
    if squares <= 0.0:
        return 0.0
    ratio = float(np.sum(centred[:, 1:] * centred[:, :-1]) / squares)
    candidates = np.linspace(-LARGEST_AUTOCORRELATION, LARGEST_AUTOCORRELATION, 91)
    expected = _expected_ratios(candidates, round(float(months.mean())))
    return float(np.interp(ratio, expected, candidates))


def _expected_ratios(autocorrelations: Floats, months: int) -> Floats:
    """Return E[lag-1 products] / E[squares] about the own mean of first-order series of so many months."""
    apart = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    centring = np.eye(months) - 1.0 / months
    covariance = centring @ (autocorrelations[:, None, None] ** apart) @ centring
    products = np.trace(covariance, offset=1, axis1=1, axis2=2)
    return products / np.trace(covariance[:, :-1, :-1], axis1=1, axis2=2)


def _sums(steps: Floats) -> tuple[Floats, Integers]:
    """Return sums of `steps` along time that never fall below 0, and since when each has been above."""
    total = np.zeros(steps.shape)
    since = np.zeros(steps.shape, dtype=np.int64)
    running, begun = np.zeros(steps.shape[:-1]), np.zeros(steps.shape[:-1], dtype=np.int64)
    for month in range(steps.shape[-1]):
        step = np.where(np.isnan(steps[..., month]), 0.0, steps[..., month])
        begun = np.where(running > 0.0, begun, month)
        running = np.maximum(0.0, running + step)
        total[..., month], since[..., month] = running, begun
    return total, since


def _first_beyond(total: Floats, since: Integers, limit: float) -> tuple[Integers, Integers]:
    """Return the first month beyond the limit and the month since which its sum has been above 0."""
    beyond = total > limit
    if total.shape[-1] == 0:
        never = np.full(total.shape[:-1], NEVER)
        return never, never
    first = np.argmax(beyond, axis=-1)
    begun = np.take_along_axis(since, first[..., None], axis=-1)[..., 0]
    ever = beyond.any(axis=-1)
    return np.where(ever, first, NEVER), np.where(ever, begun, NEVER)
