"""Which rows of the facts a measurement looks at: windows that end on the as-of date, inclusive."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

YEAR_DAYS = 365
YEAR_TEXT = "last 12 months"


def age_days(instants: np.ndarray, as_of: np.datetime64) -> NDArray[np.float64]:
    """Return whole days from each date or instant to `as_of` (0 on the day itself), NaN where unknown."""
    days = as_of.astype("datetime64[D]") - instants.astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.float64))


def within(instants: np.ndarray, as_of: np.datetime64, days: int = YEAR_DAYS) -> NDArray[np.bool_]:
    """Return where the date lies in the `days` days that end on `as_of`; false where it is unknown."""
    age = age_days(instants, as_of)
    return (age >= 0) & (age < days)


def recent(instants: np.ndarray, as_of: np.datetime64, days: int = YEAR_DAYS) -> NDArray[np.bool_]:
    """Return where the date lies in the window or is unknown: an undated row is not thrown away."""
    return within(instants, as_of, days) | np.isnat(instants)


def window_start(as_of: np.datetime64, days: int = YEAR_DAYS) -> np.datetime64:
    """Return the day before the first day of the window: what held then held "at the start"."""
    return as_of.astype("datetime64[D]") - np.timedelta64(days, "D")


def hours_open(created: np.ndarray, as_of: np.datetime64) -> NDArray[np.float64]:
    """Return the hours from each instant to the end of the as-of day."""
    end = (as_of.astype("datetime64[D]") + np.timedelta64(1, "D")).astype("datetime64[s]")
    seconds = end - created.astype("datetime64[s]")
    return np.where(np.isnat(seconds), np.nan, seconds.astype(np.float64) / 3600.0)
