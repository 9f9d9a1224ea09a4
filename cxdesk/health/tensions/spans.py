"""The periods that tensions compare: 90 days with the 90 before, answers 180 with 180."""

from __future__ import annotations

import numpy as np

from cxdesk.health.tensions.record import NO_DAY, Floats, Mask, Period

TICKET_DAYS = 90
ANSWER_DAYS = 180
LEVEL_DAYS = 180
"""A level needs more cases than a change of as many days has: it looks twice as far back."""


def last(as_of: np.datetime64, days: int) -> Period:
    """Return the last so many days up to the as-of date."""
    end = as_of.astype("datetime64[D]")
    return Period(end - np.timedelta64(days - 1, "D"), end)


def on_the_day(as_of: np.datetime64) -> Period:
    """Return the as-of date alone."""
    return Period(NO_DAY, as_of.astype("datetime64[D]"))


def within(instants: np.ndarray, as_of: np.datetime64, days: int, back: int = 0) -> Mask:
    """Return where a date lies in the `days` days that end `back` days before the as-of date."""
    # Compared in the dates' own unit: turning them into ages would take longer than all the rest.
    end = as_of.astype("datetime64[D]") + np.timedelta64(1 - back, "D")
    start = end - np.timedelta64(days, "D")
    return (instants >= start.astype(instants.dtype)) & (instants < end.astype(instants.dtype))


def counted(account: np.ndarray, rows: Mask, count: int, weights: np.ndarray | None = None) -> Floats:
    """Return how many chosen rows each account has, or the sum of their weights, (count,)."""
    chosen = np.flatnonzero(rows)
    chosen_weights = None if weights is None else weights[chosen]
    return np.bincount(account[chosen], chosen_weights, count).astype(np.float64)
