"""The shifted-beta-geometric model of contracts that come up for renewal (Fader & Hardie 2007, 2010).

Every account has its own constant chance of leaving at a renewal; over accounts that chance is Beta(alpha,
beta). So the observed retention rate rises with age although nobody changes: those who leave easily are gone.
`age` and `renewal_number` count renewals: the first renewal decision has number 1, an account that has
renewed x times comes up for number x + 1. Functions take numbers or arrays of one shape; alpha and beta are
above 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betaln, digamma

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SMALLEST_DISCOUNT_FACTOR = 1e-13  # terms discounted further are below what a double can show in the sum
PSEUDO_LOST, PSEUDO_RENEWED = 0.5, 4.5  # decisions added to the odds: 10 % loss when nothing is known
PRIOR_CONCENTRATION = 10.0
PRIOR_DEVIATION = 0.7  # of ln(alpha / beta) and of ln(alpha + beta)
SMALLEST_SEGMENT = 30  # accounts; below it the company's curve is used
FEWEST_RENEWAL_DATES = 3
_LOG_BOUND = 12.0  # exp(12): a concentration beyond it is a constant rate for all purposes


@dataclass(frozen=True, slots=True)
class Histories:
    """Renewal histories, collapsed to their distinct kinds. Arrays of one length.

    `count` accounts were first seen after `entry` renewals, then renewed up to a total of `renewals` times,
    and then left (`churned`) or are still customers.
    """

    renewals: Integers
    churned: NDArray[np.bool_]
    entry: Integers
    count: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted curve; `log_likelihood` is of the data alone, `accounts` and `decisions` say how many."""

    alpha: float
    beta: float
    log_likelihood: float
    accounts: float
    decisions: float


@dataclass(frozen=True, slots=True)
class SegmentFits:
    """The curve used for each segment (arrays by segment code); `own` is false where it is the company's."""

    alpha: Floats
    beta: Floats
    own: NDArray[np.bool_]
    accounts: Floats
    company: Fit


def survival(alpha: ArrayLike, beta: ArrayLike, age: ArrayLike) -> Floats:
    """Return S(t) = B(a, b + t) / B(a, b), the share still there after `age` >= 0 renewals, 0..1."""
    alpha, beta, age = (np.asarray(value, dtype=np.float64) for value in (alpha, beta, age))
    return np.exp(betaln(alpha, beta + age) - betaln(alpha, beta))


def retention(alpha: ArrayLike, beta: ArrayLike, renewal_number: ArrayLike, step: ArrayLike = 1.0) -> Floats:
    """Return r_n = (b + n - 1) / (a + b + n - 1), the share of those due for renewal n >= 1 that renew.

    With a `step` s above 0 the share that stays through step n of s renewals each: S(s n) / S(s (n - 1)).
    """
    alpha, beta, number, step = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (alpha, beta, renewal_number, step))
    )
    begin = beta + step * (number - 1.0)
    single = begin / (alpha + begin)
    if np.all(step == 1.0):
        return single
    return np.where(step == 1.0, single, np.exp(betaln(alpha, begin + step) - betaln(alpha, begin)))


def derl(
    alpha: ArrayLike, beta: ArrayLike, discount: float, renewal_number: ArrayLike, terms: int | None = None
) -> Floats:
    """Return the discounted expected residual lifetime DERL(n), in renewals, before renewal `renewal_number`.

    The convention: the value is taken just before the n-th renewal decision, and that renewal's payment is
    not discounted: DERL(n) = sum over t >= 0 of S(n + t) / S(n - 1) / (1 + d)^t (Fader & Hardie 2010).
    Computed as a cumulative product of retention rates; n >= 1, `discount` d above 0 per renewal period.
    `terms` cuts the sum; None takes as many as the discount needs (315 at 10 %). It follows DERL(n) =
    r_n (1 + DERL(n + 1) / (1 + d)); the account's own probability may replace r_n there.
    """
    if not discount > 0.0:
        raise ValueError("the discount rate must be above 0")
    alpha, beta, number = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (alpha, beta, renewal_number))
    )
    if terms is None:
        terms = math.ceil(math.log(SMALLEST_DISCOUNT_FACTOR) / -math.log1p(discount))
    renewing = beta + number - 1.0
    product = np.ones(alpha.shape)
    total = np.zeros(alpha.shape)
    for step in range(terms):
        product = product * ((renewing + step) / (alpha + renewing + step))
        total = total + product
        product = product / (1.0 + discount)
    return total


def derl_by_steps(alpha: ArrayLike, beta: ArrayLike, discount: float, count: int, step: ArrayLike) -> Floats:
    """Return DERL(1) to DERL(count) for curves (k,) as (k, count), in steps of `step` renewals each: with a
    year's renewals in a step it is in years, paid at the beginning of each, `discount` a year.

    By its own recursion, backwards from the last, which is summed; a step of 1 gives `derl`.
    """
    alpha, beta, step = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (alpha, beta, step))
    )
    terms = math.ceil(math.log(SMALLEST_DISCOUNT_FACTOR) / -math.log1p(discount))
    numbers = np.arange(1, count + terms)
    rate = retention(alpha[:, None], beta[:, None], numbers, step[:, None])
    found = np.empty((len(alpha), count))
    weights = (1.0 + discount) ** -np.arange(terms)
    found[:, -1] = (np.cumprod(rate[:, count - 1 :], axis=1) * weights).sum(axis=1)
    for place in range(count - 2, -1, -1):
        found[:, place] = rate[:, place] * (1.0 + found[:, place + 1] / (1.0 + discount))
    return found


def derl_with_own_probability(probability: ArrayLike, following: ArrayLike, discount: float) -> Floats:
    """Return p (1 + DERL(n + 1) / (1 + d)): the recursion with an account's own probability p."""
    probability, following = (np.asarray(value, dtype=np.float64) for value in (probability, following))
    return probability * (1.0 + following / (1.0 + discount))


def collapse(
    renewals: ArrayLike, churned: ArrayLike, entry: ArrayLike | None = None, count: ArrayLike | None = None
) -> Histories:
    """Return histories of accounts, (n,) each, collapsed to their distinct kinds.

    `entry` is how many renewals an account had behind it when it was first seen (0 when not given): what
    happened to those who left before cannot be seen, so such an account counts from there only. Raises
    ValueError where entry exceeds renewals or a number is negative.
    """
    renewals = np.asarray(renewals, dtype=np.int64)
    churned = np.asarray(churned, dtype=bool)
    entry = np.zeros(len(renewals), dtype=np.int64) if entry is None else np.asarray(entry, dtype=np.int64)
    weight = np.ones(len(renewals)) if count is None else np.asarray(count, dtype=np.float64)
    if np.any(entry < 0) or np.any(entry > renewals):
        raise ValueError("an account cannot be first seen after its last renewal, nor before its start")
    if len(renewals) == 0:
        return Histories(renewals, churned, entry, weight)
    width = int(renewals.max()) + 1
    totals = np.bincount((renewals * width + entry) * 2 + churned, weights=weight)
    kinds = np.flatnonzero(totals)
    return Histories(kinds // 2 // width, kinds % 2 == 1, kinds // 2 % width, totals[kinds])


def from_survivors(counts: ArrayLike) -> Histories:
    """Return the histories behind a column of survivors: customers at the start, then after each renewal."""
    counts = np.asarray(counts, dtype=np.float64)
    last = len(counts) - 1
    return Histories(
        renewals=np.append(np.arange(last), last),
        churned=np.append(np.ones(last, dtype=bool), False),
        entry=np.zeros(last + 1, dtype=np.int64),
        count=np.append(counts[:-1] - counts[1:], counts[-1]),
    )


def joined(*histories: Histories) -> Histories:
    """Return the histories of several cohorts as one."""
    return Histories(
        *(np.concatenate([getattr(part, name) for part in histories]) for name in Histories.__slots__)
    )


def log_likelihood(alpha: float, beta: float, histories: Histories) -> float:
    """Return the log-likelihood: S(x) / S(entry) each, times a / (a + b + x) where the account left."""
    return _log_likelihood_and_gradient(alpha, beta, histories)[0]


def fit_maximum_likelihood(histories: Histories) -> Fit:
    """Return the maximum-likelihood fit, for published tables: on few accounts it degenerates (`fit_map`)."""
    return _fit(histories, None)


def fit_map(
    histories: Histories, log_ratio: float | None = None, concentration: float = PRIOR_CONCENTRATION
) -> Fit:
    """Return the fit with the prior ln(a / b) ~ N(log_ratio, 0.7), ln(a + b) ~ N(ln concentration, 0.7).

    `log_ratio` is the company's ln(a / b). None, for the company itself, takes the log odds of loss over all
    decisions seen, with 5 more of which half a one was lost; without any data the result is that 10 %.
    """
    centre = _loss_log_odds(histories) if log_ratio is None else log_ratio
    return _fit(histories, (centre, float(np.log(concentration))))


def fit_segments(
    segment: ArrayLike,
    renewals: ArrayLike,
    churned: ArrayLike,
    entry: ArrayLike | None,
    segment_count: int,
    log_ratio: float | None = None,
    concentration: float = PRIOR_CONCENTRATION,
) -> SegmentFits:
    """Return each segment's curve: its own MAP fit, or the company's below 30 accounts or 3 renewal dates.

    `segment` (n,) are codes 0..segment_count - 1 of the accounts; the other arrays are as in `collapse`. Only
    accounts that came up for renewal at least once say anything; renewal dates are the distinct numbers seen.
    `log_ratio` and `concentration` are the company's prior, as in `fit_map`.
    """
    segment, renewals = np.asarray(segment, dtype=np.int64), np.asarray(renewals, dtype=np.int64)
    churned = np.asarray(churned, dtype=bool)
    entry = np.zeros(len(renewals), dtype=np.int64) if entry is None else np.asarray(entry, dtype=np.int64)
    company = fit_map(collapse(renewals, churned, entry), log_ratio, concentration)
    log_ratio = float(np.log(company.alpha / company.beta))
    faced = renewals - entry + churned
    accounts = np.bincount(segment, weights=faced > 0, minlength=segment_count)
    alpha, beta = np.full(segment_count, company.alpha), np.full(segment_count, company.beta)
    own = np.zeros(segment_count, dtype=bool)
    for code in np.flatnonzero(accounts >= SMALLEST_SEGMENT):
        rows = segment == code
        if _renewal_dates(renewals[rows], churned[rows], entry[rows]) >= FEWEST_RENEWAL_DATES:
            fit = fit_map(collapse(renewals[rows], churned[rows], entry[rows]), log_ratio, concentration)
            alpha[code], beta[code], own[code] = fit.alpha, fit.beta, True
    return SegmentFits(alpha, beta, own, accounts, company)


def _renewal_dates(renewals: Integers, churned: NDArray[np.bool_], entry: Integers) -> int:
    """Return at how many distinct renewal numbers a decision was seen."""
    steps = np.zeros(int(renewals.max()) + 2, dtype=np.int64)
    np.add.at(steps, entry, 1)
    np.add.at(steps, renewals + churned, -1)
    return int(np.sum(np.cumsum(steps) > 0))


def _decisions(histories: Histories) -> tuple[float, float]:
    """Return how many renewal decisions ended in loss, and how many in renewal."""
    lost = float(histories.count[histories.churned].sum())
    return lost, float(np.sum(histories.count * (histories.renewals - histories.entry)))


def _loss_log_odds(histories: Histories) -> float:
    lost, renewed = _decisions(histories)
    return float(np.log((lost + PSEUDO_LOST) / (renewed + PSEUDO_RENEWED)))


def _fit(histories: Histories, prior: tuple[float, float] | None) -> Fit:
    """Maximise over u = ln(a / b) and v = ln(a + b); `prior` holds their means."""

    def objective(point: Floats) -> tuple[float, Floats]:
        ratio, total = np.exp(point[0]), np.exp(point[1])
        alpha, beta = total * ratio / (1.0 + ratio), total / (1.0 + ratio)
        value, by_alpha, by_beta = _log_likelihood_and_gradient(alpha, beta, histories)
        by_ratio = (by_alpha - by_beta) * alpha * beta / total
        by_total = by_alpha * alpha + by_beta * beta
        gradient = -np.array([by_ratio, by_total])
        if prior is None:
            return -value, gradient
        away = (point - np.array(prior)) / PRIOR_DEVIATION
        return -value + 0.5 * float(away @ away), gradient + away / PRIOR_DEVIATION

    start = np.array(prior if prior is not None else (_loss_log_odds(histories), 0.0))
    result = minimize(
        objective,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-_LOG_BOUND, _LOG_BOUND)] * 2,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
    )
    ratio, total = np.exp(result.x)
    alpha, beta = float(total * ratio / (1.0 + ratio)), float(total / (1.0 + ratio))
    return Fit(
        alpha,
        beta,
        log_likelihood(alpha, beta, histories),
        float(histories.count.sum()),
        sum(_decisions(histories)),
    )


def _log_likelihood_and_gradient(
    alpha: float, beta: float, histories: Histories
) -> tuple[float, float, float]:
    """Return the log-likelihood and its derivatives by alpha and beta."""
    x, entry, left, count = histories.renewals, histories.entry, histories.churned, histories.count
    total = alpha + beta
    value = betaln(alpha, beta + x) - betaln(alpha, beta + entry)
    by_total = digamma(total + entry) - digamma(total + x)
    by_beta = digamma(beta + x) - digamma(beta + entry) + by_total
    value = value + np.where(left, np.log(alpha / (total + x)), 0.0)
    lost_by_total = np.where(left, -1.0 / (total + x), 0.0)
    by_alpha = by_total + np.where(left, 1.0 / alpha, 0.0) + lost_by_total
    return (
        float(np.sum(count * value)),
        float(np.sum(count * by_alpha)),
        float(np.sum(count * (by_beta + lost_by_total))),
    )
