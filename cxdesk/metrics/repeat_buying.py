"""Customers who buy by the order, and leave without saying so: the BG/NBD model (Fader, Hardie & Lee 2005).

While a customer is active, orders come at a constant rate of their own; rates are Gamma(r, alpha) over
customers. After each order they leave for good with a chance of their own; chances are Beta(a, b). Nobody
sees them leave, so contracts that come up for renewal need `cxdesk.metrics.shifted_beta_geometric` instead.

A history is three numbers: `repeats` x >= 0 orders after the first, `last_order` t_x >= 0 the time from the
first order to the last (0 without repeats), `age` T >= t_x the time from the first order to now. Times have
any one unit (weeks in the paper), and so has `horizon`. Functions take numbers or arrays of one shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betainc, betaincinv, betaln, expit, gammaln, hyp2f1

from cxdesk.metrics.repeat_likelihood import (
    Histories,
    distinct_histories,
    each_likelihood,
    whole_likelihood,
)

Floats = NDArray[np.float64]

_LOG_BOUND = 12.0  # of every parameter; beyond exp(12) the distribution is a point for all purposes
_QUANTILES = 500  # of the chances of leaving, where the closed form has no digits left
_NEAR_SINGULAR = 1e-5  # closer to a = 1 or a + b = 1 the closed form is 0 / 0 although its limit is finite


@dataclass(frozen=True, slots=True)
class RepeatBuying:
    """The four parameters, all above 0: order rates are Gamma(r, alpha), chances of leaving Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float

    @property
    def parameters(self) -> Floats:
        """The four as an array."""
        return np.array([self.r, self.alpha, self.a, self.b])


@dataclass(frozen=True, slots=True)
class RepeatBuyingFit:
    """A maximum-likelihood fit; `log_likelihood` is the sum over `customers`, `converged` how it ended."""

    model: RepeatBuying
    log_likelihood: float
    customers: int
    converged: bool


def log_likelihoods(model: RepeatBuying, repeats: ArrayLike, last_order: ArrayLike, age: ArrayLike) -> Floats:
    """Return the log-likelihood of each history (Fader, Hardie & Lee 2005).

    Raises ValueError where a history is impossible: negative, or its last order later than now.
    """
    x, last, total = _checked(repeats, last_order, age)
    histories, place = distinct_histories(x.ravel(), last.ravel(), total.ravel())
    return each_likelihood(model.parameters, histories)[0][place].reshape(x.shape)


def fit_repeat_buying(repeats: ArrayLike, last_order: ArrayLike, age: ArrayLike) -> RepeatBuyingFit:
    """Return the maximum-likelihood fit to histories, (n,) each.

    Needs at least one repeat order, else there is nothing to estimate from: raises ValueError, as for
    impossible histories. The parameters of few customers (below some hundreds) are barely identified.
    """
    return fit_to_histories(distinct_histories(*_checked(repeats, last_order, age))[0])


def fit_to_histories(histories: Histories) -> RepeatBuyingFit:
    """Return the same of histories that are possible ones; raises ValueError when nobody ordered twice."""
    if not histories.again:
        raise ValueError("repeat buying cannot be fitted: no customer has ordered twice")
    customers = float(histories.customers.sum())
    older = histories.age > 0
    scale = float(histories.with_age[older] @ histories.age[older] / histories.with_age[older].sum())
    # Times are counted in mean ages while fitting, so that the start suits weeks and days alike.
    scaled = replace(histories, last_order=histories.last_order / scale, age=histories.age / scale)

    def objective(point: Floats) -> tuple[float, Floats]:
        parameters = np.exp(point)
        value, slopes = whole_likelihood(parameters, scaled)
        return -value / customers, -slopes * parameters / customers

    result = minimize(
        objective,
        np.array([0.0, 0.0, 0.0, 0.5]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-_LOG_BOUND, _LOG_BOUND)] * 4,
        options={"ftol": 1e-14, "gtol": 1e-8, "maxiter": 1_000},
    )
    r, alpha, a, b = (float(value) for value in np.exp(result.x))
    model = RepeatBuying(r, alpha * scale, a, b)
    value = whole_likelihood(model.parameters, histories)[0]
    return RepeatBuyingFit(model, value, round(customers), bool(result.success))


def fit_scores(model: RepeatBuying, histories: Histories) -> Floats:
    """Return the slopes of each log-likelihood by the logarithms of r, alpha, a and b, (4, n)."""
    return each_likelihood(model.parameters, histories)[1] * model.parameters[:, None]


def alive_probability(
    model: RepeatBuying, repeats: ArrayLike, last_order: ArrayLike, age: ArrayLike
) -> Floats:
    """Return the probability, 0..1, that each customer is still active (Fader, Hardie & Lee 2008).

    It is 1 without repeats: the model lets customers leave only after a repeat order.
    """
    x, last, total = _checked(repeats, last_order, age)
    log_odds_gone = (
        np.log(model.a)
        - np.log(np.where(x > 0, model.b + x - 1.0, 1.0))
        + (model.r + x) * (np.log(model.alpha + total) - np.log(model.alpha + last))
    )
    return np.where(x > 0, expit(-log_odds_gone), 1.0)


def expected_orders(model: RepeatBuying, horizon: ArrayLike) -> Floats:
    """Return how many repeat orders a new customer makes on average in `horizon` >= 0."""
    return expected_orders_ahead(model, 0.0, 0.0, 0.0, horizon)


def expected_orders_ahead(
    model: RepeatBuying, repeats: ArrayLike, last_order: ArrayLike, age: ArrayLike, horizon: ArrayLike
) -> Floats:
    """Return how many orders each customer makes on average in the next `horizon` >= 0."""
    return alive_probability(model, repeats, last_order, age) * orders_while_active(
        model, repeats, age, horizon
    )


def orders_while_active(
    model: RepeatBuying, repeats: ArrayLike, age: ArrayLike, horizon: ArrayLike
) -> Floats:
    """Return how many orders customers who are known to be active make on average in the next `horizon`
    >= 0: it does not depend on when they ordered last.
    """
    x, _, total = _checked(repeats, np.zeros(()), age)
    ahead = np.asarray(horizon, dtype=np.float64)
    if not np.all(ahead >= 0.0):
        raise ValueError("a horizon is at least 0")
    near = abs(model.a - 1.0) < _NEAR_SINGULAR or abs(model.a + model.b - 1.0) < _NEAR_SINGULAR
    moves = (-2.0 * _NEAR_SINGULAR, 2.0 * _NEAR_SINGULAR) if near else (0.0,)
    with np.errstate(over="ignore", invalid="ignore"):
        while_active = np.mean(
            [_expected_while_active(model, move, x, total, ahead) for move in moves], axis=0
        )
    # Nobody orders more than at the own rate without ever leaving: beyond that no digits are left.
    most = (model.r + x) * ahead / (model.alpha + total)
    lost = ~((while_active >= 0.0) & (while_active <= most * (1.0 + 1e-6)))
    if lost.any():
        parts = [np.broadcast_to(part, lost.shape)[lost] for part in (x, total, ahead)]
        while_active = np.array(while_active)
        while_active[lost] = _expected_by_quantiles(model, *parts)
    return while_active


def order_count_probability(model: RepeatBuying, orders: ArrayLike, horizon: ArrayLike) -> Floats:
    """Return P(X(t) = x), 0..1: that a new customer makes `orders` repeat orders in `horizon` > 0.

    The sum in the paper's formula is a negative binomial tail, taken here as an incomplete beta function: it
    keeps its digits where one minus the sum has none.
    """
    x, ahead = np.broadcast_arrays(np.asarray(orders, dtype=np.float64), np.asarray(horizon, np.float64))
    if not (np.all(x >= 0.0) and np.all(ahead > 0.0)):
        raise ValueError("orders are at least 0 and a horizon is above 0")
    r, a, b = model.r, model.a, model.b
    passed = ahead / (model.alpha + ahead)
    still_active = np.exp(
        betaln(a, b + x)
        - betaln(a, b)
        + gammaln(r + x)
        - gammaln(r)
        - gammaln(x + 1.0)
        + r * np.log1p(-passed)
        + x * np.log(passed)
    )
    some = np.where(x > 0, x, 1.0)
    left = np.exp(betaln(a + 1.0, b + some - 1.0) - betaln(a, b)) * betainc(some, r, passed)
    return still_active + np.where(x > 0, left, 0.0)


def _expected_while_active(
    model: RepeatBuying, move: float, repeats: Floats, age: Floats, horizon: Floats
) -> Floats:
    """Return the expected orders of a customer known to be active, with `a` moved by a little.

    Euler's transformation takes the power of (alpha + T) / (alpha + T + t) out of the function 2F1:
    r + x cancels in the exponent, so many orders neither overflow nor lose digits.
    """
    a = model.a + move
    later = horizon / (model.alpha + age + horizon)
    third = a + model.b + repeats - 1.0
    none = np.exp((a - 1.0) * np.log1p(-later)) * hyp2f1(third - model.r - repeats, a - 1.0, third, later)
    return third / (a - 1.0) * (1.0 - none)


def _expected_by_quantiles(model: RepeatBuying, repeats: Floats, age: Floats, horizon: Floats) -> Floats:
    """Return the expected orders of active customers, (n,) each: over quantiles of the chance p of leaving,
    the mean of (1 - (1 + p t / (alpha + T))^-(r + x)) / p.

    It serves where customers hardly differ (parameters in the thousands): there 2F1 is not a number.
    """
    step = horizon / (model.alpha + age)
    rate = model.r + repeats
    total = np.zeros(len(repeats))
    distinct, of_customer = np.unique(repeats, return_inverse=True)
    for place in (np.arange(_QUANTILES) + 0.5) / _QUANTILES:
        chance = np.nan_to_num(betaincinv(model.a, model.b + distinct, place))[of_customer]
        some = np.maximum(chance, np.finfo(float).tiny)
        # As p falls to 0, orders come at the plain rate.
        leaving = -np.expm1(-rate * np.log1p(some * step)) / some
        total += np.where(chance > np.finfo(float).eps, leaving, rate * step)
    return total / _QUANTILES


def _checked(repeats: ArrayLike, last_order: ArrayLike, age: ArrayLike) -> tuple[Floats, Floats, Floats]:
    x, last, total = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (repeats, last_order, age))
    )
    if not np.all((x >= 0.0) & (last >= 0.0) & (last <= total) & ((x > 0.0) | (last == 0.0))):
        raise ValueError(
            "a history has repeats >= 0 and 0 <= last order <= age, the last order 0 without repeats"
        )
    return x, last, total
