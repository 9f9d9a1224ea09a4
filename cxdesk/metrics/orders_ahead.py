"""What is still to come from customers who order: whether any order within a time, and all orders discounted.

By BG/NBD (`cxdesk.metrics.repeat_buying`) a customer who is active has a rate of Gamma(r + x, alpha + T) and
leaves only after an order. So with the chance P of being active still,

    P(an order within t) = P (1 - ((alpha + T) / (alpha + T + t))^(r + x))

It is known of those with one order too, of whom P says nothing: the model takes each of them to be active.
All orders to come, each discounted by e^(-delta t), are the orders expected within an exponential time:

    integral of e^(-delta t) dE(t) = integral over u of e^-u E(u / delta)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.active_orders import Ahead
from cxdesk.metrics.buying_models import expected_ahead
from cxdesk.metrics.order_histories import OrderHistories
from cxdesk.metrics.repeat_buying import RepeatBuying, alive_probability

Floats = NDArray[np.float64]

_NODES = 24  # of Gauss and Laguerre: what they miss is below a thousandth, what the model misses far above


def order_probability(
    model: RepeatBuying, repeats: ArrayLike, last_order: ArrayLike, age: ArrayLike, horizon: ArrayLike
) -> Floats:
    """Return the chance, 0 to 1, of at least one order in the next `horizon` >= 0, for histories in the
    model's unit of time; raises ValueError for one that is impossible.
    """
    x, total = np.asarray(repeats, dtype=np.float64), np.asarray(age, dtype=np.float64)
    ahead = np.asarray(horizon, dtype=np.float64)
    if not np.all(ahead >= 0.0):
        raise ValueError("a horizon is at least 0")
    alive = alive_probability(model, repeats, last_order, age)
    return alive * -np.expm1(-(model.r + x) * np.log1p(ahead / (model.alpha + total)))


def discounted_orders(model: RepeatBuying, past: OrderHistories, days_to_e: float) -> Floats:
    """Return how many orders are expected of each customer in all time to come, discounted; NaN without any
    order yet. Money `days_to_e` > 0 days away is worth e times less.
    """
    if not days_to_e > 0.0:
        raise ValueError("money is worth less only after a time above 0")
    nodes, weights = np.polynomial.laguerre.laggauss(_NODES)
    return expected_ahead(model, past, Ahead(tuple(nodes * days_to_e), tuple(weights)))
