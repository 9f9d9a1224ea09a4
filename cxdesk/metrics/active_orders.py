"""Orders expected of customers who are active still, for a whole book and many months.

Of those who are active only how often and since when they order matters, and it changes smoothly with the
age. So it is worked out at a few ages for each number of repeats, and read off a polynomial between them; the
ages span whole doublings of alpha + T, so that the same ones serve every month and every part of a book.

As a function of the logarithm of alpha + T it has no singularity within pi / 2 of the real axis, so
Chebyshev's polynomials come as near as the digits go (L. N. Trefethen, Approximation Theory
and Approximation Practice, 2013, chapter 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from cxdesk.metrics.products import product
from cxdesk.metrics.repeat_buying import RepeatBuying, orders_while_active

Floats = NDArray[np.float64]

_DIGITS = 30.0  # of the natural logarithm: the error is e^-30 of the largest value
_MANY = 100.0  # repeat orders of which all fewer occur in some month or other
_KEPT = 128  # models and times ahead: a book has one model and 8 that it could as well be, two sets of times


@dataclass(frozen=True, slots=True)
class Ahead:
    """Times ahead and the weight of the orders expected up to each: what is asked for is their sum."""

    horizons: tuple[float, ...]
    weights: tuple[float, ...]


def active_orders(model: RepeatBuying, ahead: Ahead, repeats: Floats, age: Floats) -> Floats:
    """Return the weighted orders expected of customers known to be active, (m, k), for each of m ages with
    each of k distinct numbers of repeats.
    """
    longer = np.log1p(age / model.alpha)
    doublings = max(1, int(np.ceil(longer.max(initial=0.0) / np.log(2.0))))
    known = _coefficients(model, ahead, doublings)
    missing = {number for number in repeats.tolist() if number not in known}
    if missing:
        # Earlier months of the same book have numbers in between.
        between = np.arange(min(max(missing), _MANY)).tolist()
        wanted = [*missing, *(number for number in between if number not in known and number not in missing)]
        known.update(zip(wanted, _fitted(model, ahead, doublings, np.array(wanted)), strict=True))
    if not len(repeats):
        return np.empty((len(age), 0))
    columns = np.stack([known[number] for number in repeats.tolist()])
    place = 2.0 * longer / (doublings * np.log(2.0)) - 1.0
    return product(chebyshev.chebvander(place, columns.shape[1] - 1), columns.T)


@lru_cache(maxsize=_KEPT)
def _coefficients(_model: RepeatBuying, _ahead: Ahead, _doublings: int) -> dict[float, Floats]:
    """Return where the coefficients of each number of repeats are kept, once they were asked for."""
    return {}


def _fitted(model: RepeatBuying, ahead: Ahead, doublings: int, repeats: Floats) -> Floats:
    """Return the coefficients of Chebyshev's polynomials for each number of repeats, (k, nodes)."""
    half = doublings * np.log(2.0) / 2.0
    nodes = int(np.ceil(_DIGITS / np.arcsinh(np.pi / 2.0 / half)))
    places = chebyshev.chebpts1(nodes)
    age = model.alpha * np.expm1(half * (places + 1.0))
    horizons = np.reshape(ahead.horizons, (-1, 1, 1))
    expected = orders_while_active(model, repeats[:, None], age, horizons)
    values = np.einsum("h,hkn->kn", ahead.weights, expected)
    coefficients = 2.0 / nodes * product(values, chebyshev.chebvander(places, nodes - 1))
    coefficients[:, 0] /= 2.0
    return coefficients
