"""Orders as histories, the input of `repeat_buying` and `purchase_value`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OrderDays:
    """Days on which customers ordered, once each, counted from 1970.

    `day` is sorted by customer, of whom each begins at `start` (customers,), and within it by day; the others
    are sorted by day: `repeat_value` is what was ordered on it, 0 on each customer's first.
    """

    day: NDArray[np.int64]
    start: NDArray[np.int64]
    sorted_day: NDArray[np.int64]
    customer: NDArray[np.int64]
    repeat_value: Floats


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


def order_days(customer: ArrayLike, ordered_on: ArrayLike, value: ArrayLike) -> OrderDays:
    """Return the days with an order of each customer, from orders (n,) each.

    `customer` are codes from 0, `ordered_on` days (datetime64), `value` in one currency. Orders of one day
    are one, as in the published data: people who pay twice at one visit did not come back. An order without a
    date or a customer (code below 0) does not count.
    """
    code = np.asarray(customer, dtype=np.int64)
    day = np.asarray(ordered_on, dtype="datetime64[D]")
    counts = ~np.isnat(day) & (code >= 0)
    code, amount = code[counts], np.asarray(value, dtype=np.float64)[counts]
    number = day[counts].astype(np.int64)
    first_day = int(number.min(initial=0))
    width = int(number.max(initial=0)) - first_day + 1
    visits, visit = np.unique(code * width + (number - first_day), return_inverse=True)
    owner, at = np.divmod(visits, width)
    worth = np.bincount(visit, weights=amount, minlength=len(visits))
    start = np.searchsorted(owner, np.arange(int(owner.max(initial=-1)) + 1))
    worth[start[owner]] = 0.0
    by_day = np.argsort(at.astype(np.min_scalar_type(width)), kind="stable")  # small numbers sort faster
    day = at + first_day
    return OrderDays(day, start, day[by_day], owner[by_day], worth[by_day])


def order_histories(days: OrderDays, until: np.datetime64, customer_count: int) -> OrderHistories:
    """Return the histories of orders known on the day `until`; later orders do not count."""
    end = int(np.datetime64(until, "D").astype(np.int64))
    seen = slice(np.searchsorted(days.sorted_day, end, side="right"))
    owner = days.customer[seen]
    number = np.bincount(owner, minlength=customer_count)
    # Days are in order of customer and day, so those seen of a customer are the first of its run.
    bought = np.flatnonzero(number > 0)
    first = days.start[bought]
    last = first + number[bought] - 1
    last_order, age, mean_value = np.full((3, customer_count), np.nan)
    last_order[bought] = days.day[last] - days.day[first]
    age[bought] = end - days.day[first]
    repeats = np.maximum(number - 1.0, 0.0)
    spent = np.bincount(owner, weights=days.repeat_value[seen], minlength=customer_count)
    mean_value[repeats > 0] = spent[repeats > 0] / repeats[repeats > 0]
    return OrderHistories(repeats, last_order, age, mean_value)
