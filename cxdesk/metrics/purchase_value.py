"""What an order of a customer is worth on average: the Gamma-Gamma model (Fader & Hardie 2013).

Orders of one customer vary about a mean of their own; the means vary over customers. So the mean of a few
orders is drawn towards the population's, the more so the fewer they are. The model takes how often somebody
buys and how much as unrelated: look at their correlation before using it (0.11 on CDNOW).

`orders` x are those whose mean value `mean_value` z is known (in the paper the repeat orders). Functions take
numbers or arrays of one shape; money is in any one currency.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from cxdesk.metrics.pairs import distinct
from cxdesk.metrics.products import dot

Floats = NDArray[np.float64]

_LOG_BOUND = 12.0


@dataclass(frozen=True, slots=True)
class PurchaseValue:
    """Parameters above 0: orders are Gamma(p, nu) and nu is Gamma(q, v); `v` is in the currency."""

    p: float
    q: float
    v: float

    @property
    def parameters(self) -> Floats:
        """The three as an array."""
        return np.array([self.p, self.q, self.v])


@dataclass(frozen=True, slots=True)
class Purchases:
    """Customers of whom the value of some orders is known: each is a place among the distinct numbers of
    `orders`, of which `customers` says how many have them, and has `spent` that much on them in all.
    """

    orders: Floats
    of_orders: NDArray[np.int64]
    customers: Floats
    spent: Floats


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
    return fit_to_purchases(known_purchases(orders, mean_value))


def fit_to_purchases(known: Purchases) -> PurchaseValueFit:
    """Return the same of what is known; raises ValueError for fewer than two customers."""
    customers = len(known.of_orders)
    if customers < 2:
        raise ValueError("purchase values cannot be fitted: fewer than two customers have a known one")
    scale = float(known.spent.sum() / (known.customers @ known.orders))
    scaled = replace(known, spent=known.spent / scale)

    def objective(point: Floats) -> tuple[float, Floats]:
        parameters = np.exp(point)
        value, slopes = _whole_likelihood(parameters, scaled)
        return -value / customers, -slopes * parameters / customers

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
    value = _whole_likelihood(model.parameters, known)[0]
    return PurchaseValueFit(model, value, customers, bool(result.success))


def known_purchases(orders: ArrayLike, mean_value: ArrayLike) -> Purchases:
    """Return what is known of customers' orders and mean values, (n,) each, leaving out those without."""
    x, z = _values(orders, mean_value)
    usable = (x > 0) & (z > 0)
    numbers, place = distinct(x[usable])
    customers = np.bincount(place, minlength=len(numbers)).astype(np.float64)
    return Purchases(numbers, place, customers, (x * z)[usable])


def fit_scores(model: PurchaseValue, known: Purchases) -> Floats:
    """Return the slopes of the log-likelihood of each customer of whom a value is known by the logarithms of
    p, q and v, (3, n).
    """
    p, q, v = model.parameters
    by_p, by_q = _by_orders(model.parameters, known.orders)[1:, known.of_orders]
    x, spent = known.orders[known.of_orders], v + known.spent
    log_spent = np.log(spent)
    slopes = [
        by_p + x * (np.log(known.spent) - log_spent),
        by_q + np.log(v) - log_spent,
        q / v - (p * x + q) / spent,
    ]
    return np.stack(slopes) * model.parameters[:, None]


def total_scores(parameters: Floats, known: Purchases) -> Floats:
    """Return the sum of the scores of all customers at other parameters p, q and v, (3,)."""
    return _whole_likelihood(parameters, known)[1] * parameters


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


def _whole_likelihood(parameters: Floats, known: Purchases) -> tuple[float, Floats]:
    """Return the log-likelihood of all mean values together and its slopes by p, q and v, (3,).

    What depends on the number of orders alone is looked at once a number; the rest is two functions a
    customer: a fit to a whole book asks dozens of times.
    """
    p, q, v = parameters
    customers = len(known.of_orders)
    by_orders = _by_orders(parameters, known.orders) @ known.customers
    x, spent = known.orders[known.of_orders], v + known.spent
    log_spent, log_own = np.log(spent), np.log(known.spent)
    of_spent, of_own = dot(x, log_spent), dot(x, log_own)
    value = (
        by_orders[0]
        + customers * q * np.log(v)
        - np.sum(log_own - np.log(x))
        + p * (of_own - of_spent)
        - q * log_spent.sum()
    )
    slopes = [
        by_orders[1] + of_own - of_spent,
        by_orders[2] + customers * np.log(v) - log_spent.sum(),
        customers * q / v - np.sum((p * x + q) / spent),
    ]
    return float(value), np.array(slopes)


def _by_orders(parameters: Floats, orders: Floats) -> Floats:
    """Return what depends on the number of orders alone: its log-likelihood, and by p and q, (3, k)."""
    p, q, _v = parameters
    px = p * orders
    both = digamma(px + q)
    return np.stack(
        [gammaln(px + q) - gammaln(px) - gammaln(q), orders * (both - digamma(px)), both - digamma(q)]
    )


def _values(orders: ArrayLike, mean_value: ArrayLike) -> tuple[Floats, Floats]:
    x, z = np.broadcast_arrays(np.asarray(orders, dtype=np.float64), np.asarray(mean_value, dtype=np.float64))
    if not (np.all(x >= 0.0) and np.all((z >= 0.0) | (x == 0.0))):
        raise ValueError("orders and their mean values are at least 0")
    return x, z
