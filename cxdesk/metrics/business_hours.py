"""Time by the working clock: how many hours of working days lie between two instants, and when work rests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.workspace.conventions import MINUTES_A_DAY, Conventions

Floats = NDArray[np.float64]
SECONDS_A_DAY = 86_400
_EPOCH = np.datetime64("1970-01-05", "D")  # a Monday


def hours_between(start: np.ndarray, end: np.ndarray, conventions: Conventions) -> Floats:
    """Return the hours from start to end (datetime64[s], UTC) by the conventions' clock; NaN where either is
    unknown, or where the end comes first.
    """
    seconds = end.astype("datetime64[s]") - start.astype("datetime64[s]")
    if conventions.clock == "business":
        worked = _worked(end, conventions) - _worked(start, conventions)
        return np.where(seconds < np.timedelta64(0, "s"), np.nan, worked)
    hours = np.where(np.isnat(seconds), np.nan, seconds.astype(np.float64) / 3600.0)
    return np.where(hours < 0, np.nan, hours)


def is_working_time(instants: np.ndarray, conventions: Conventions) -> NDArray[np.bool_]:
    """Return where an instant lies in working hours; false where it is unknown."""
    day, minute = _local(instants, conventions)
    works = np.isin(day % 7, conventions.business_days)
    inside = (minute >= conventions.business_start) & (minute < conventions.business_end)
    return works & inside & ~np.isnat(instants)


def is_sleeping_time(instants: np.ndarray, conventions: Conventions) -> NDArray[np.bool_]:
    """Return where an instant lies in the hours of sleep; false where it is unknown."""
    _, minute = _local(instants, conventions)
    late, early = minute >= conventions.sleep_start, minute < conventions.sleep_end
    over_midnight = conventions.sleep_start > conventions.sleep_end
    return (late | early if over_midnight else late & early) & ~np.isnat(instants)


def local_hour(instants: np.ndarray, conventions: Conventions) -> Floats:
    """Return the hour of the company's day (0..23) of each instant, NaN where it is unknown."""
    _, minute = _local(instants, conventions)
    return np.where(np.isnat(instants), np.nan, minute // 60)


def local_weekday(instants: np.ndarray, conventions: Conventions) -> Floats:
    """Return the day of the company's week (0 is Monday) of each instant, NaN where it is unknown."""
    day, _ = _local(instants, conventions)
    return np.where(np.isnat(instants), np.nan, day % 7)


def clock_text(conventions: Conventions) -> str:
    """Return what the hours are counted on, in words."""
    return "business hours" if conventions.clock == "business" else "calendar hours"


def _worked(instants: np.ndarray, conventions: Conventions) -> Floats:
    """Return the working hours from a Monday long ago to each instant."""
    day, minute = _local(instants, conventions)
    length = conventions.business_end - conventions.business_start
    mask = [weekday in conventions.business_days for weekday in range(7)]
    before = (day // 7) * sum(mask) + np.concatenate(([0], np.cumsum(mask)))[day % 7]
    today = np.where(np.array(mask)[day % 7], np.clip(minute - conventions.business_start, 0, length), 0.0)
    return np.where(np.isnat(instants), np.nan, (before * length + today) / 60.0)


def _local(instants: np.ndarray, conventions: Conventions) -> tuple[NDArray[np.int64], Floats]:
    """Return days since a Monday, and minutes of the company's day, of each instant (any where unknown)."""
    known = np.where(np.isnat(instants), _EPOCH.astype("datetime64[s]"), instants.astype("datetime64[s]"))
    seconds = (known - _EPOCH.astype("datetime64[s]")).astype(np.int64)
    seconds = seconds + 60 * conventions.utc_offset_minutes
    return seconds // SECONDS_A_DAY, (seconds % SECONDS_A_DAY) * (MINUTES_A_DAY / SECONDS_A_DAY)
