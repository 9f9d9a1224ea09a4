"""The gates against noise that every rule shares.

A change is told when it is large against its standard error, a level when it is probable that it lies beyond
a limit. Raw comparisons fire on one account in ten where no account differs; behind these gates none does
(methods 7). Functions take arrays over n accounts; NaN in gives NaN out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, ndtr, ndtri, stdtr

from cxdesk.health.shrinkage import FEWEST_ACCOUNTS, AccountAnswers, Prior, estimate_prior, only
from cxdesk.health.tensions.record import Floats, Mask
from cxdesk.metrics.change_detection import SEGMENT_DEGREES
from cxdesk.metrics.intervals import newcombe_difference
from cxdesk.metrics.shares import ratio

MONTHS_EACH = 3
"""Use is compared over three months with the three before: facts of use are kept by month."""
_LEAST_MONTHS = 2  # known ones of each three
_SMALLEST_DEVIATION = 0.02  # months that are all alike must not pass for certainty: a judgement
_LARGEST_AUTOCORRELATION = 0.9
_ANSCOMBE = 3.0 / 8.0
_MOST_ERRORS = 5.0  # an interval of more covers everything, as far as numbers go
_OPEN = 1e-3  # how near to 0 or 1 the mean of a segment's rate may come: Beta has no parameter of 0


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of n accounts, shrunk to the segment: Beta(alpha, beta) each, `raw` as counted, R."""

    hits: Floats
    n: Floats
    raw: Floats
    value: Floats
    reliability: Floats
    alpha: Floats
    beta: Floats

    def above(self, limit: ArrayLike) -> Floats:
        """Return the probability that the rate lies above a limit (0 to 1)."""
        return 1.0 - betainc(self.alpha, self.beta, np.broadcast_to(limit, self.alpha.shape))

    def below(self, limit: ArrayLike) -> Floats:
        """Return the probability that the rate lies below a limit (0 to 1)."""
        return betainc(self.alpha, self.beta, np.broadcast_to(limit, self.alpha.shape))


def shrunk_rates(hits: Floats, n: Floats, segments: np.ndarray, customers: Mask) -> Rates:
    """Return the rates hits / n, drawn to the segment's customers as `shrinkage.estimate_prior` says."""
    raw = ratio(hits, n)
    squares = np.where(n > 0, hits * (1.0 - np.nan_to_num(raw)), 0.0)
    prior = prior_of(AccountAnswers(n, raw, squares, raw, n), segments, customers)
    mean = np.clip(np.nan_to_num(prior.mean, nan=0.5), _OPEN, 1.0 - _OPEN)[segments]
    strength = prior.strength[segments]
    alpha, beta = mean * strength + hits, (1.0 - mean) * strength + n - hits
    value = np.where(n > 0, alpha / (alpha + beta), np.nan)
    return Rates(hits, n, raw, value, n / (n + strength), alpha, beta)


def prior_of(answers: AccountAnswers, segments: np.ndarray, customers: Mask) -> Prior:
    """Return the prior of each segment from its customers."""
    return estimate_prior(only(answers, customers), segments, int(segments.max(initial=0)) + 1)


def normal_above(value: Floats, limit: ArrayLike, variance: Floats) -> Floats:
    """Return the probability that what is known as `value` with that variance really lies above a limit."""
    deviation = np.sqrt(np.maximum(variance, np.finfo(np.float64).tiny))
    with np.errstate(invalid="ignore"):
        return ndtr((value - limit) / deviation)


def z_of_rates(
    hits: Floats, n: Floats, hits_before: Floats, n_before: Floats, changed: float
) -> tuple[Floats, Floats]:
    """Return the change of a rate and its z by Newcombe's method 10, NaN without data on a side.

    The standard error is the way from the change towards 0 to the end of the interval of `changed` standard
    errors, so that z reaches `changed` exactly where that interval leaves 0.
    """
    errors = min(changed, _MOST_ERRORS)
    level = 2.0 * float(ndtr(errors)) - 1.0
    change, low, high = newcombe_difference(hits, n, hits_before, n_before, level)
    towards_zero = np.where(change > 0, change - low, high - change)
    return change, ratio(change * errors, towards_zero)


def z_of_means(
    mean: Floats, variance: Floats, n: Floats, mean_before: Floats, variance_before: Floats, n_before: Floats
) -> tuple[Floats, Floats]:
    """Return the change of a mean and its z (Welch); `variance` is that of one observation."""
    change = mean - mean_before
    squared = ratio(variance, n) + ratio(variance_before, n_before)
    return change, ratio(change, np.sqrt(squared))


def z_of_counts(now: Floats, before: Floats) -> Floats:
    """Return z of the change of a count over equally long periods (Anscombe 1948: 2 sqrt(x + 3/8))."""
    return np.sqrt(2.0) * (np.sqrt(now + _ANSCOMBE) - np.sqrt(before + _ANSCOMBE))


def contradiction(z: Floats, other: Floats, changed: float) -> Mask:
    """Return where two changes differ by more than chance: |z - other| / sqrt 2 reaches `changed`.

    A change beside one that is "not there" contradicts it only if the two differ: by chance alone 4 accounts
    in 100 have a change of 1.28 standard errors beside one of less than a half.
    """
    with np.errstate(invalid="ignore"):
        return np.abs(z - other) >= changed * np.sqrt(2.0)


def references(values: Floats, segments: np.ndarray, chosen: Mask, percentile: float) -> Floats:
    """Return for each account that percentile of its own segment's chosen accounts, (n,).

    A segment with fewer than 15 known values takes all of the company's; NaN where even these are fewer.
    """
    known = chosen & ~np.isnan(values)
    company = np.percentile(values[known], percentile) if known.sum() >= FEWEST_ACCOUNTS else np.nan
    found = np.full(int(segments.max(initial=0)) + 1, company)
    sizes = np.bincount(segments[known], minlength=len(found))
    for segment in np.flatnonzero(sizes >= FEWEST_ACCOUNTS).tolist():
        found[segment] = np.percentile(values[known & (segments == segment)], percentile)
    return found[segments]


def z_of_series(series: Floats, segments: np.ndarray, customers: Mask, rho: float) -> tuple[Floats, Floats]:
    """Return the change of the last three months' mean against the three before, and its z; (n,) each.

    `series` (n, months) is on a log scale, month 0 the newest, NaN where not known. The variance of a month
    is taken within blocks of three, so that a slow trend does not pass for noise, and pooled with that of
    the segment, which counts as 10 months. Months that resemble the one before (`rho`) say less: times
    sqrt((1 - rho) / (1 + rho)). As the variance is an estimate, z is that of a Student's t as improbable.
    """
    groups = int(segments.max(initial=0)) + 1
    squares, degrees = _within_blocks(series)
    pooled = ratio(
        np.bincount(segments[customers], squares[customers], groups),
        np.bincount(segments[customers], degrees[customers], groups),
    )
    company = ratio(squares[customers].sum(), degrees[customers].sum())
    pooled = np.where(np.isnan(pooled), company, pooled)[segments]
    variance = (squares + SEGMENT_DEGREES * pooled) / (degrees + SEGMENT_DEGREES)
    deviation = np.maximum(np.sqrt(variance), _SMALLEST_DEVIATION)
    now, n_now = _mean(series[:, :MONTHS_EACH])
    before, n_before = _mean(series[:, MONTHS_EACH : 2 * MONTHS_EACH])
    change = now - before
    rho = min(max(rho, 0.0), _LARGEST_AUTOCORRELATION)
    error = deviation * np.sqrt(ratio(1.0, n_now) + ratio(1.0, n_before))
    t = change / error * np.sqrt((1.0 - rho) / (1.0 + rho))
    return change, _normal_of(t, degrees + SEGMENT_DEGREES)


def _normal_of(t: Floats, degrees: Floats) -> Floats:
    """Return the z that is as improbable as a Student's t of so many degrees of freedom."""
    tail = np.maximum(stdtr(degrees, -np.abs(t)), np.finfo(np.float64).tiny)
    return np.sign(t) * -ndtri(tail)


def _within_blocks(series: Floats) -> tuple[Floats, Floats]:
    """Return the sums of squares within blocks of three months, and their degrees of freedom."""
    squares, degrees = np.zeros(len(series)), np.zeros(len(series))
    for start in range(0, series.shape[1], MONTHS_EACH):
        block = series[:, start : start + MONTHS_EACH]
        mean, n = _mean(block)
        squares += np.nansum((block - mean[:, None]) ** 2, axis=1)
        degrees += np.where(n >= _LEAST_MONTHS, n - 1.0, 0.0)
    return squares, degrees


def _mean(block: Floats) -> tuple[Floats, Floats]:
    """Return the mean of the known months, NaN with fewer than two, and their number."""
    known = ~np.isnan(block)
    n = known.sum(axis=1).astype(np.float64)
    mean = ratio(np.where(known, block, 0.0).sum(axis=1), n)
    return np.where(n >= _LEAST_MONTHS, mean, np.nan), n
