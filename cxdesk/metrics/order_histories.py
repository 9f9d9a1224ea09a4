"""Orders as histories, the input of `repeat_buying` and `purchase_value`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OrderHistories:
    """Arrays by customer code: days with an order after the first (`repeats`), days from the first order to
    the last (`last_order`) and to the end (`age`), and the mean value of the repeat orders' days.

    `age` and `last_order` are NaN for a customer without orders, `mean_value` without repeats.
    """

    repeats: Floats
    last_order: Floats
    age: Floats
    mean_value: Floats


def order_histories(
    customer: ArrayLike, ordered_on: ArrayLike, value: ArrayLike, until: np.datetime64, customer_count: int
) -> OrderHistories:
    """Return the histories of orders, (n,) each, known on the day `until`; later orders do not count.

    `customer` are codes from 0, `ordered_on` days (datetime64), `value` in one currency. Orders of one day
    are one, as in the published data: people who pay twice at one visit did not come back. An order without a
    date or a customer (code below 0) does not count.
    """
    code = np.asarray(customer, dtype=np.int64)
    day = np.asarray(ordered_on, dtype="datetime64[D]")
    end = np.datetime64(until, "D")
    # NaT compares false, so orders without a date drop out here.
    counts = (day <= end) & (code >= 0)
    code, amount = code[counts], np.asarray(value, dtype=np.float64)[counts]
    back = (end - day[counts]).astype(np.int64)
    width = int(back.max(initial=0)) + 1
    visits, visit = np.unique(code * width + (width - 1 - back), return_inverse=True)
    worth = np.bincount(visit, weights=amount, minlength=len(visits))
    owner, at = np.divmod(visits, width)
    number = np.bincount(owner, minlength=customer_count).astype(np.float64)
    # Visits are in order of customer and day, so each customer's first and last stand at the ends of its run.
    stop = np.cumsum(number).astype(np.int64)
    bought = number > 0
    first, last = (stop - number.astype(np.int64))[bought], stop[bought] - 1
    last_order, age, mean_value = np.full((3, customer_count), np.nan)
    last_order[bought] = at[last] - at[first]
    age[bought] = width - 1 - at[first]
    repeats = np.maximum(number - 1.0, 0.0)
    spent = np.bincount(owner, weights=worth, minlength=customer_count)
    spent[bought] -= worth[first]
    mean_value[repeats > 0] = spent[repeats > 0] / repeats[repeats > 0]
    return OrderHistories(repeats, last_order, age, mean_value)
