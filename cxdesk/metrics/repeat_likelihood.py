"""The likelihood of histories of orders under BG/NBD (Fader, Hardie & Lee 2005), and its slopes.

Customers share few numbers of repeats, days of a last order and ages, and many share all three. So histories
are looked at once each, and what depends on one of the numbers alone once for each of those: a fit to a whole
book asks for the sum over all its customers dozens of times.

It is that of a customer who is active still, times one plus the odds of having left after the last order:

    L = A(x) alpha^r / (alpha + T)^(r + x) x (1 + odds)
    odds = a / (b + x - 1) x ((alpha + T) / (alpha + t_x))^(r + x), 0 without repeats
    A(x) = Gamma(r + x) / Gamma(r) x B(a, b + x) / B(a, b)

Parameters are (r, alpha, a, b), all above 0; slopes are by them, in this order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, expit, gammaln

from cxdesk.metrics.pairs import distinct
from cxdesk.metrics.products import dot

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Histories:
    """The n histories that occur, each once, those with repeats first (`again` of them).

    Each is a place among the distinct `repeats`, `last_order` and `age`; `customers` is how many have it.
    `with_repeats` and `with_age` say that of the distinct numbers, and `repeats_with_age` all their repeats.
    """

    repeats: Floats
    last_order: Floats
    age: Floats
    of_repeats: Positions
    of_last_order: Positions
    of_age: Positions
    customers: Floats
    again: int
    with_repeats: Floats
    with_age: Floats
    repeats_with_age: Floats


def distinct_histories(repeats: Floats, last_order: Floats, age: Floats) -> tuple[Histories, Positions]:
    """Return the histories that occur among customers, (n,) each, and the place of each customer's."""
    (x, of_x), (last, of_last), (total, of_total) = (distinct(part) for part in (repeats, last_order, age))
    codes, place = distinct((of_x * len(last) + of_last) * len(total) + of_total)
    others, of_total = np.divmod(codes, max(len(total), 1))
    of_x, of_last = np.divmod(others, max(len(last), 1))
    order = np.argsort(x[of_x] == 0, kind="stable")
    new_place = np.empty(len(order), dtype=np.int64)
    new_place[order] = np.arange(len(order))
    place, of_x, of_last, of_total = new_place[place], of_x[order], of_last[order], of_total[order]
    customers = np.bincount(place, minlength=len(order)).astype(np.float64)
    return Histories(
        x,
        last,
        total,
        of_x,
        of_last,
        of_total,
        customers,
        int(np.count_nonzero(x[of_x] > 0)),
        np.bincount(of_x, weights=customers, minlength=len(x)),
        np.bincount(of_total, weights=customers, minlength=len(total)),
        np.bincount(of_total, weights=customers * x[of_x], minlength=len(total)),
    ), place


def whole_likelihood(parameters: Floats, histories: Histories) -> tuple[float, Floats]:
    """Return the log-likelihood of all customers together and its slopes, (4,)."""
    r, alpha, a, _b = parameters
    here = histories
    log_age = np.log(alpha + here.age)
    by_repeats = _by_repeats(parameters, here.repeats) @ here.with_repeats
    rate_of_age = r * here.with_age + here.repeats_with_age
    customers = here.customers.sum()
    log_odds, by_r = _odds_of_having_left(parameters, here)
    by_alpha, by_b = _other_slopes(parameters, here)
    left, log_sum = _shares(log_odds)
    left *= here.customers[: here.again]
    value = (
        by_repeats[0]
        + customers * r * np.log(alpha)
        - rate_of_age @ log_age
        + dot(here.customers[: here.again], log_sum)
    )
    slopes = np.array(
        [
            by_repeats[1] + customers * np.log(alpha) - here.with_age @ log_age + dot(left, by_r),
            customers * r / alpha - rate_of_age @ (1.0 / (alpha + here.age)) + dot(left, by_alpha),
            by_repeats[2] + left.sum() / a,
            by_repeats[3] + dot(left, by_b),
        ]
    )
    return float(value), slopes


def each_likelihood(parameters: Floats, histories: Histories) -> tuple[Floats, Floats]:
    """Return the log-likelihood of each history, (n,), and its slopes, (4, n)."""
    r, alpha, a, _b = parameters
    here = histories
    log_age = np.log(alpha + here.age)[here.of_age]
    by_repeats = _by_repeats(parameters, here.repeats)[:, here.of_repeats]
    rate = r + here.repeats[here.of_repeats]
    log_odds, by_r = _odds_of_having_left(parameters, here)
    by_alpha, by_b = _other_slopes(parameters, here)
    left, log_sum = _shares(log_odds)
    value = by_repeats[0] + r * np.log(alpha) - rate * log_age
    slopes = np.stack(
        [
            by_repeats[1] + np.log(alpha) - log_age,
            r / alpha - rate / (alpha + here.age)[here.of_age],
            by_repeats[2],
            by_repeats[3],
        ]
    )
    value[: here.again] += log_sum
    slopes[:, : here.again] += left * np.stack([by_r, by_alpha, np.full(here.again, 1.0 / a), by_b])
    return value, slopes


def still_active(parameters: Floats, histories: Histories) -> Floats:
    """Return the probability, 0..1, that a customer of each history is still active (Fader, Hardie & Lee
    2008), (n,): 1 without repeats, since the model lets customers leave only after a repeat order.
    """
    active = np.ones(len(histories.of_age))
    active[: histories.again] = expit(-_odds_of_having_left(parameters, histories)[0])
    return active


def _odds_of_having_left(parameters: Floats, here: Histories) -> tuple[Floats, Floats]:
    """Return the logarithms of the odds of the histories with repeats, and their slopes by r."""
    r, alpha, a, b = parameters
    of_repeats, of_last = here.of_repeats[: here.again], here.of_last_order[: here.again]
    before = np.where(here.repeats > 0, b + here.repeats - 1.0, 1.0)
    by_r = np.log(alpha + here.age)[here.of_age[: here.again]] - np.log(alpha + here.last_order)[of_last]
    return (np.log(a) - np.log(before))[of_repeats] + (r + here.repeats)[of_repeats] * by_r, by_r


def _other_slopes(parameters: Floats, here: Histories) -> tuple[Floats, Floats]:
    """Return the slopes of those logarithms by alpha and by b; that by a is 1 / a."""
    r, alpha, _a, b = parameters
    of_repeats, of_last = here.of_repeats[: here.again], here.of_last_order[: here.again]
    before = np.where(here.repeats > 0, b + here.repeats - 1.0, 1.0)
    longer = (1.0 / (alpha + here.age))[here.of_age[: here.again]]
    by_alpha = (r + here.repeats)[of_repeats] * (longer - (1.0 / (alpha + here.last_order))[of_last])
    return by_alpha, (-1.0 / before)[of_repeats]


def _shares(log_odds: Floats) -> tuple[Floats, Floats]:
    """Return odds / (1 + odds) and log(1 + odds)."""
    smaller = np.exp(-np.abs(log_odds))
    over = 1.0 + smaller
    return np.where(log_odds > 0, 1.0, smaller) / over, np.maximum(log_odds, 0.0) + np.log(over)


def _by_repeats(parameters: Floats, repeats: Floats) -> Floats:
    """Return log A and its slopes by r, a and b for each number of repeats, (4, k)."""
    r, _alpha, a, b = parameters
    x = repeats
    by_both = digamma(a + b) - digamma(a + b + x)
    return np.stack(
        [
            gammaln(r + x) - gammaln(r) + betaln(a, b + x) - betaln(a, b),
            digamma(r + x) - digamma(r),
            by_both,
            by_both + digamma(b + x) - digamma(b),
        ]
    )
