"""Dates that stand as bare numbers: day numbers of spreadsheets, digits of a date, seconds since 1970."""

from __future__ import annotations

import numpy as np

from cxdesk.importing.date_periods import COMPACT_MONTH, PERIODS
from cxdesk.importing.sheet import SECONDS_PER_DAY

MOST_MONTHS = 12
_SERIALS = (20_000.0, 80_000.0)  # 1954 to 2119
_SERIAL_OF_1970 = 25_569
_COMPACT_NUMBERS = (19_000_101.0, 21_991_231.0)
_COMPACT_MONTHS = (200_001.0, 204_912.0)
_UNIX_SECONDS = (1e8, 1e10)
_UNIX_MILLISECONDS = (1e11, 1e13)
_UNIX_MICROSECONDS = (1e14, 1e16)


def from_numbers(numbers: np.ndarray, unix: bool) -> tuple[np.ndarray, str]:
    """Return seconds since 1970 for bare numbers by their size (NaN where it says nothing), and a note."""
    read = np.full(len(numbers), np.nan)
    whole = numbers == np.floor(numbers)
    compact = whole & _between(numbers, _COMPACT_NUMBERS)
    if unix:
        read = np.where(_between(numbers, _UNIX_MILLISECONDS), numbers / 1e3, numbers)
        read = np.where(_between(numbers, _UNIX_MICROSECONDS), numbers / 1e6, read)
        return read, "seconds since 1970"
    if compact.any():
        digits = numbers[compact].astype(np.int64)
        read[compact] = seconds_of(digits // 10_000, digits // 100 % 100, digits % 100)
    months = (
        whole & _between(numbers, _COMPACT_MONTHS) & (numbers % 100 >= 1) & (numbers % 100 <= MOST_MONTHS)
    )
    if months.any():
        digits = numbers[months].astype(np.int64)
        read[months] = seconds_of(digits // 100, digits % 100, np.ones_like(digits))
    serial = _between(numbers, _SERIALS)
    # A day's fraction is exact to well below a millisecond only; anything finer is the float's own noise.
    read = np.where(serial, np.round((numbers - _SERIAL_OF_1970) * SECONDS_PER_DAY, 3), read)
    stamps = ~compact & _between(numbers, _UNIX_SECONDS)
    read = np.where(stamps, numbers, read)
    millis = _between(numbers, _UNIX_MILLISECONDS)
    read = np.where(millis, numbers / 1e3, read)
    micros = _between(numbers, _UNIX_MICROSECONDS)
    read = np.where(micros, numbers / 1e6, read)
    for mask, note in (
        (serial, "spreadsheet day numbers"),
        (compact, "dates written as one number"),
        (months, PERIODS[COMPACT_MONTH]),
        (stamps | millis | micros, "seconds since 1970"),
    ):
        if mask.any():
            return read, note
    return read, ""


def seconds_of(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return seconds since 1970 of calendar days; NaN for days that no calendar has."""
    sound = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = (np.where(sound, year, 1970) - 1970) * 12 + np.where(sound, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    days = first + np.where(sound, day - 1, 0).astype("timedelta64[D]")
    sound &= days.astype("datetime64[M]") == first.astype("datetime64[M]")
    return np.where(sound, days.astype(np.int64) * SECONDS_PER_DAY, np.nan)


def _between(numbers: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    """Return which numbers lie within limits; NaN does not."""
    return (numbers >= limits[0]) & (numbers <= limits[1])
