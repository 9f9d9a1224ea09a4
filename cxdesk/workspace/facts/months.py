"""Months that end on the as-of day: which dates belong to which, counted back from 0."""

from __future__ import annotations

import numpy as np

SILENT_FEED_DAYS = 7
"""A week without a row of anybody is no quiet weekend any more: a judgement."""


def month_shift(as_of: np.datetime64) -> int:
    """Return by how many days to move dates back so that calendar months end on the as-of day.

    0 when the as-of day is the last of its month; else its day of the month: on 15 December the months are
    those from the 16th to the 15th.
    """
    month = as_of.astype("datetime64[M]")
    is_last = (as_of + np.timedelta64(1, "D")).astype("datetime64[M]") != month
    return 0 if is_last else int((as_of - month.astype("datetime64[D]")).astype(int)) + 1


def month_index(months: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return how many months before the as-of month each (shifted) month lies: 0 is the one that ends on
    `as_of`.
    """
    newest = (as_of - np.timedelta64(month_shift(as_of), "D")).astype("datetime64[M]")
    return (newest - months.astype("datetime64[M]")).astype(np.int16)


def month_end(as_of: np.datetime64, index: int | np.ndarray) -> np.datetime64 | np.ndarray:
    """Return the last day of the month that many months back; a negative number looks ahead."""
    shift = month_shift(as_of)
    newest = (as_of - np.timedelta64(shift, "D")).astype("datetime64[M]")
    back = np.asarray(index).astype("timedelta64[M]")[()]
    after = (newest - back + np.timedelta64(1, "M")).astype("datetime64[D]")
    return after + np.timedelta64(shift - 1, "D")


def months_back(as_of: np.datetime64, end: np.datetime64) -> int:
    """Return the index of which a day is the `month_end`: how many months before the as-of date it lies."""
    return int(month_index(end - np.timedelta64(month_shift(as_of), "D"), as_of))


def are_months(days: np.ndarray) -> bool:
    """Return whether the days on which a feed has rows stand for months: at least two, all of them first days
    of a month.
    """
    days = np.unique(days.astype("datetime64[D]"))
    return len(days) > 1 and bool(np.all(days.astype("datetime64[M]").astype("datetime64[D]") == days))


def used_until(last_at: np.ndarray, latest: np.datetime64) -> np.ndarray:
    """Return the last days of use (datetime64[D]) of a feed whose rows stand for months, none after `latest`.

    It was used within the month; late in it nobody has been silent since the first. So its last day stands
    for the one that is not known.
    """
    after = (last_at.astype("datetime64[M]") + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.minimum(after - np.timedelta64(1, "D"), latest.astype("datetime64[D]"))


def goes_on(days: np.ndarray, as_of: np.datetime64) -> bool:
    """Return whether a feed with rows on those days has not stopped by the date."""
    known = days[days <= as_of]
    if len(known) == 0:
        return False
    newest = np.max(known).astype("datetime64[D]")
    end = used_until(newest, as_of) if are_months(known) else newest
    return bool(as_of - end <= np.timedelta64(SILENT_FEED_DAYS, "D"))
