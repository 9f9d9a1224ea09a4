"""The fixed calendar of the sample: 24 months that end on 2026-09-30, whatever day it is made on."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

import numpy as np

from cxdesk.sample.records import Curve

SAMPLE_START = date(2024, 10, 1)
SAMPLE_END = date(2026, 9, 30)
DAY_COUNT = (SAMPLE_END - SAMPLE_START).days + 1

_WEEKDAY = np.array([1.0, 1.05, 1.05, 1.0, 0.85, 0.07, 0.04])


def day_number(day: date) -> int:
    """Return days since `SAMPLE_START`; negative before it."""
    return (day - SAMPLE_START).days


def day_of(number: int) -> date:
    """Return the date that lies `number` days after `SAMPLE_START`."""
    return SAMPLE_START + timedelta(days=int(number))


def days_before_end(days: int) -> date:
    """Return the date that lies `days` before `SAMPLE_END` (after it when negative)."""
    return SAMPLE_END - timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the month's last day where it has no such day."""
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@cache
def season() -> np.ndarray:
    """Return the share of a normal weekday's work done each day, shape (DAY_COUNT,), read-only."""
    days = [day_of(number) for number in range(DAY_COUNT)]
    factor = _WEEKDAY[[day.weekday() for day in days]].copy()
    factor[[day.month == 8 for day in days]] *= 0.88
    factor[[(day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 3) for day in days]] *= 0.3
    factor.flags.writeable = False
    return factor


def curve_at(curve: Curve, numbers: np.ndarray) -> np.ndarray:
    """Return the curve's value on the days `numbers` since `SAMPLE_START`, linear between its points."""
    points = sorted((DAY_COUNT - 1 - before, value) for before, value in curve)
    return np.interp(numbers, [at for at, _ in points], [value for _, value in points])
