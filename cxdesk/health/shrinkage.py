"""Empirical Bayes: how far a few answers of one account may pull it away from its segment.

    s = R m + (1 - R) mu        R = n_eff / (n_eff + M)        V = s2 / (n_eff + M)

The strength M of the prior is how many answers the segment's mean is worth: s2 (variance within accounts)
over tau2 (variance between them), by moments, per segment and kind of answer. One device gives the estimate,
the confidence in it (R) and the rule for missing data (R = 0). `account` and `segment` arguments are codes
from 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.intervals import beta_quantiles, normal_quantile

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STRENGTH_RANGE = (2.0, 50.0)
DEFAULT_STRENGTH = 5.0
FEWEST_ACCOUNTS = 15  # with at least 2 answers, else the moments say nothing
SMALLEST_BETWEEN = 1e-6
SMALLEST_WITHIN = 0.01  # all answers alike must not pass for certainty: a judgement
SEGMENT_MEAN_STRENGTH = 5.0  # accounts that the company's mean is worth in a segment's: a judgement
LARGEST_UNIT_VARIANCE = 0.25  # of values between 0 and 1, when no account has two answers
LEVEL = 0.8
FROM_SEGMENT, FROM_COMPANY, BY_DEFAULT = range(3)
STRENGTH_SOURCES = ("segment", "company", "default")


@dataclass(frozen=True, slots=True)
class AccountAnswers:
    """Answers summed up per account, arrays by account code.

    `n` answers and their plain `mean` (for the moments); `weighted_mean` and `n_eff` with the decay weights;
    means are NaN without answers. `squares` is the sum of squared deviations from the plain mean.
    """

    n: Floats
    mean: Floats
    squares: Floats
    weighted_mean: Floats
    n_eff: Floats


@dataclass(frozen=True, slots=True)
class Moments:
    """What a group of accounts says about the prior; `strength` is not clipped, NaN means too little data.

    `within` is s2, `between` tau2; `repeated` is the number of accounts with at least 2 answers.
    """

    mean: Floats
    within: Floats
    between: Floats
    strength: Floats
    repeated: Integers


@dataclass(frozen=True, slots=True)
class Prior:
    """The prior of each segment, arrays by segment code; `source` is a position in STRENGTH_SOURCES."""

    mean: Floats
    strength: Floats
    within: Floats
    source: Integers


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Shrunk estimates with reliability R (0..1), posterior variance and an interval (80 % by default)."""

    value: Floats
    reliability: Floats
    variance: Floats
    low: Floats
    high: Floats


def decay_weights(age_days: ArrayLike, half_life_days: float) -> Floats:
    """Return 0.5^(age / half-life), in 0..1: the weight of an answer of that age; NaN ages stay NaN."""
    if not half_life_days > 0.0:
        raise ValueError("a half-life must be above 0 days")
    return 0.5 ** (np.asarray(age_days, dtype=np.float64) / half_life_days)


def effective_sample_size(weights: ArrayLike, account: ArrayLike, account_count: int) -> Floats:
    """Return (sum w)^2 / sum w^2 per account, (account_count,): so many equal answers; 0 without any."""
    weights, account = np.asarray(weights, dtype=np.float64), np.asarray(account, dtype=np.int64)
    total = np.bincount(account, weights=weights, minlength=account_count)
    squares = np.bincount(account, weights=weights * weights, minlength=account_count)
    return np.where(squares > 0, total * total / np.where(squares > 0, squares, 1.0), 0.0)


def summarise(
    values: ArrayLike, weights: ArrayLike, account: ArrayLike, account_count: int
) -> AccountAnswers:
    """Return each account's answers summed up; `values`, `weights`, `account` are (n,), without NaN."""
    values, weights = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    account = np.asarray(account, dtype=np.int64)
    n = np.bincount(account, minlength=account_count).astype(np.float64)
    mean = _divided(np.bincount(account, weights=values, minlength=account_count), n)
    squares = np.bincount(account, weights=(values - mean[account]) ** 2, minlength=account_count)
    total = np.bincount(account, weights=weights, minlength=account_count)
    weighted = _divided(np.bincount(account, weights=weights * values, minlength=account_count), total)
    return AccountAnswers(n, mean, squares, weighted, effective_sample_size(weights, account, account_count))


def only(answers: AccountAnswers, chosen: ArrayLike) -> AccountAnswers:
    """Return the answers with those of the accounts that are not chosen, (account_count,), taken out."""
    chosen = np.asarray(chosen, dtype=bool)
    return AccountAnswers(
        np.where(chosen, answers.n, 0.0),
        np.where(chosen, answers.mean, np.nan),
        np.where(chosen, answers.squares, 0.0),
        np.where(chosen, answers.weighted_mean, np.nan),
        np.where(chosen, answers.n_eff, 0.0),
    )


def moments(
    n: ArrayLike, mean: ArrayLike, squares: ArrayLike, segment: ArrayLike, segment_count: int
) -> Moments:
    """Return the moments of each segment from its accounts' n, mean and squares.

    s2 = pooled variance within accounts; tau2 = max((msb - s2) / n0, 1e-6) with msb = sum n (m - mbar)^2 / (k
    - 1) and n0 = (N - sum n^2 / N) / (k - 1) over the k accounts with answers. `mean` is mbar.
    """
    n, mean, squares = (np.asarray(value, dtype=np.float64) for value in (n, mean, squares))
    segment = np.asarray(segment, dtype=np.int64)
    here = n > 0
    n, mean, squares, codes = n[here], mean[here], squares[here], segment[here]

    def summed(what: Floats) -> Floats:
        return np.bincount(codes, weights=what, minlength=segment_count)

    accounts = np.bincount(codes, minlength=segment_count).astype(np.float64)
    total = summed(n)
    grand = _divided(summed(n * mean), total)
    within = _divided(summed(squares), total - accounts)
    between_square = _divided(summed(n * (mean - grand[codes]) ** 2), accounts - 1.0)
    typical_n = _divided(total - _divided(summed(n * n), total), accounts - 1.0)
    between = np.maximum(_divided(between_square - within, typical_n), SMALLEST_BETWEEN)
    repeated = np.bincount(codes[n >= 2], minlength=segment_count)
    return Moments(grand, within, between, within / between, repeated)


def estimate_prior(answers: AccountAnswers, segment: ArrayLike, segment_count: int) -> Prior:
    """Return mean, strength and inner variance of the prior of each segment.

    The strength is the segment's own with at least 15 accounts of 2 or more answers there, else the
    company's, else 5 and called default; clipped to 2..50. The mean is that of the accounts, weighted by
    their reliability, drawn to the company's as if by 5 accounts, so that a segment of one is not its own
    yardstick. NaN means: no answers.
    """
    segment = np.asarray(segment, dtype=np.int64)
    own = moments(answers.n, answers.mean, answers.squares, segment, segment_count)
    company = moments(answers.n, answers.mean, answers.squares, np.zeros_like(segment), 1)
    company_known = company.repeated[0] >= FEWEST_ACCOUNTS
    own_known = own.repeated >= FEWEST_ACCOUNTS
    fallback = _clipped(company.strength[0]) if company_known else DEFAULT_STRENGTH
    strength = np.where(own_known, _clipped(own.strength), fallback)
    company_within = company.within[0] if company_known else LARGEST_UNIT_VARIANCE
    within = np.maximum(np.where(own_known, own.within, company_within), SMALLEST_WITHIN)
    source = np.where(own_known, FROM_SEGMENT, FROM_COMPANY if company_known else BY_DEFAULT)
    reliability = answers.n_eff / (answers.n_eff + strength[segment])
    pulled = np.where(reliability > 0, reliability * answers.weighted_mean, 0.0)
    weight = np.bincount(segment, weights=reliability, minlength=segment_count)
    sums = np.bincount(segment, weights=pulled, minlength=segment_count)
    company_mean = _divided(sums.sum(), weight.sum())
    mean = (sums + SEGMENT_MEAN_STRENGTH * company_mean) / (weight + SEGMENT_MEAN_STRENGTH)
    return Prior(mean, strength, within, source)


def shrink(
    observed: ArrayLike,
    n_eff: ArrayLike,
    mean: ArrayLike,
    strength: ArrayLike,
    within: ArrayLike,
    level: float = LEVEL,
) -> Shrunk:
    """Return the empirical-Bayes estimates; all arguments are numbers or arrays of one shape.

    `observed` may be NaN where `n_eff` is 0: the estimate is then the prior's mean with R = 0.
    """
    observed, n_eff, mean, strength, within = (
        np.asarray(value, dtype=np.float64) for value in (observed, n_eff, mean, strength, within)
    )
    reliability = n_eff / (n_eff + strength)
    value = np.where(n_eff > 0, reliability * observed + (1.0 - reliability) * mean, mean)
    variance = within / (n_eff + strength)
    half_width = normal_quantile(level) * np.sqrt(variance)
    return Shrunk(value, reliability, variance, value - half_width, value + half_width)


def shrink_rate(
    successes: ArrayLike, trials: ArrayLike, mean: ArrayLike, strength: ArrayLike, level: float = LEVEL
) -> Shrunk:
    """Return shrunk rates, 0..1: posterior Beta(mu M + k, (1 - mu) M + n - k), for 0 < mu < 1."""
    k, n, mean, strength = (
        np.asarray(value, dtype=np.float64) for value in (successes, trials, mean, strength)
    )
    alpha, beta = mean * strength + k, (1.0 - mean) * strength + n - k
    total = alpha + beta
    value = alpha / total
    low, high = beta_quantiles(alpha, beta, level)
    return Shrunk(value, n / (n + strength), value * (1.0 - value) / (total + 1.0), low, high)


def _clipped(strength: ArrayLike) -> Floats:
    return np.clip(strength, *STRENGTH_RANGE)


def _divided(part: ArrayLike, whole: ArrayLike) -> Floats:
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
