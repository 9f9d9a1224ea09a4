"""What an order of a customer is worth on average: the Gamma-Gamma model (Fader & Hardie 2013).

Orders of one customer vary about a mean of their own; the means vary over customers. So the mean of a few
orders is drawn towards the population's, the more so the fewer they are. The model takes how often somebody
buys and how much as unrelated: look at their correlation before using it (0.11 on CDNOW).

`orders` x are those whose mean value `mean_value` z is known (in the paper the repeat orders). Functions take
numbers or arrays of one shape; money is in any one currency.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

Floats = NDArray[np.float64]

_LOG_BOUND = 12.0


@dataclass(frozen=True, slots=True)
class PurchaseValue:
    """Parameters above 0: orders are Gamma(p, nu) and nu is Gamma(q, v); `v` is in the currency."""

    p: float
    q: float
    v: float


@dataclass(frozen=True, slots=True)
class PurchaseValueFit:
    """A maximum-likelihood fit to `customers` who had at least one order of a known value."""

    model: PurchaseValue
    log_likelihood: float
    customers: int
    converged: bool


def fit_purchase_value(orders: ArrayLike, mean_value: ArrayLike) -> PurchaseValueFit:
    """Return the maximum-likelihood fit to customers' orders and mean values, (n,) each.

    Customers without orders, or whose orders were worth nothing on average, are left out: the model knows no
    value of 0. Raises ValueError when fewer than two customers are left.
    """
    x, z = _values(orders, mean_value)
    usable = (x > 0) & (z > 0)
    x, z = x[usable], z[usable]
    if len(x) < 2:
        raise ValueError("purchase values cannot be fitted: fewer than two customers have a known one")
    scale = float(np.average(z, weights=x))

    def objective(point: Floats) -> tuple[float, Floats]:
        parameters = np.exp(point)
        values, gradients = _log_likelihoods_and_gradients(PurchaseValue(*parameters), x, z / scale)
        return -float(np.mean(values)), -gradients.mean(axis=1) * parameters

    # Values are counted in mean orders while fitting, so that the start suits cents and millions alike.
    result = minimize(
        objective,
        np.log([3.0, 3.0, 1.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-_LOG_BOUND, _LOG_BOUND)] * 3,
        options={"ftol": 1e-14, "gtol": 1e-8, "maxiter": 1_000},
    )
    p, q, v = (float(value) for value in np.exp(result.x))
    model = PurchaseValue(p, q, v * scale)
    total = float(np.sum(_log_likelihoods_and_gradients(model, x, z)[0]))
    return PurchaseValueFit(model, total, len(x), bool(result.success))


def fit_scores(model: PurchaseValue, orders: ArrayLike, mean_value: ArrayLike) -> Floats:
    """Return the derivative of each log-likelihood by the logarithms of p, q and v, (3, n); 0 for customers
    without an order of a known value, of whom the fit knows nothing.
    """
    x, z = np.broadcast_arrays(np.asarray(orders, dtype=np.float64), np.asarray(mean_value, dtype=np.float64))
    usable = (x > 0) & (z > 0)
    found = np.zeros((3, len(x)))
    gradients = _log_likelihoods_and_gradients(model, x[usable], z[usable])[1]
    found[:, usable] = gradients * np.array([model.p, model.q, model.v])[:, None]
    return found


def mean_purchase_value(model: PurchaseValue) -> float:
    """Return the mean order value of all customers, p v / (q - 1); NaN when q <= 1, where it is infinite."""
    return model.p * model.v / (model.q - 1.0) if model.q > 1.0 else float("nan")


def expected_purchase_value(model: PurchaseValue, orders: ArrayLike, mean_value: ArrayLike) -> Floats:
    """Return each customer's expected order value, p (v + x z) / (p x + q - 1).

    Without orders it is the population's mean whatever `mean_value` says, NaN included; NaN where the
    expectation does not exist (p x + q <= 1).
    """
    x, z = _values(orders, mean_value)
    spent = np.where(x > 0, x * np.where(x > 0, z, 0.0), 0.0)
    below = model.p * x + model.q - 1.0
    return np.where(below > 0, model.p * (model.v + spent) / np.where(below > 0, below, 1.0), np.nan)


def _log_likelihoods_and_gradients(
    model: PurchaseValue, orders: Floats, mean: Floats
) -> tuple[Floats, Floats]:
    """Return the log-density of each mean value and its derivatives by p, q and v, (3, n)."""
    p, q, v = model.p, model.q, model.v
    px, spent = p * orders, v + orders * mean
    log_spent = np.log(spent)
    value = (
        gammaln(px + q)
        - gammaln(px)
        - gammaln(q)
        + q * np.log(v)
        - np.log(mean)
        + px * (np.log(orders) + np.log(mean))
        - (px + q) * log_spent
    )
    both = digamma(px + q) - log_spent
    gradients = np.stack(
        [
            orders * (both - digamma(px) + np.log(orders * mean)),
            both - digamma(q) + np.log(v),
            q / v - (px + q) / spent,
        ]
    )
    return value, gradients


def _values(orders: ArrayLike, mean_value: ArrayLike) -> tuple[Floats, Floats]:
    x, z = np.broadcast_arrays(np.asarray(orders, dtype=np.float64), np.asarray(mean_value, dtype=np.float64))
    if not (np.all(x >= 0.0) and np.all((z >= 0.0) | (x == 0.0))):
        raise ValueError("orders and their mean values are at least 0")
    return x, z
