"""Round numbers and dates for axes, and ranges that keep every mark inside."""

from __future__ import annotations

import math

import numpy as np

_ROOM_FOR_EQUAL = 2.0
"""Where all values are the same, a logarithmic axis reaches to half and to twice of it."""
_LEAST_COUNT = 4.0
_LINE_MARGIN = 0.08
"""Of the range of values, left free beyond the outermost of them."""


def money_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round amounts between two positive ones, evenly spread on a logarithmic axis."""
    for multiples in ((1, 2, 5), (1, 3), (1,)):
        ticks = _log_ticks(low, high, multiples, 1)
        if len(ticks) <= most:
            return ticks
    decades = len(_log_ticks(low, high, (1,), 1))
    return _log_ticks(low, high, (1,), math.ceil(decades / max(most, 1)))


def _log_ticks(low: float, high: float, multiples: tuple[int, ...], step: int) -> list[float]:
    """Return the multiples of every `step`-th power of ten between two amounts."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    ticks = [multiple * 10.0**power for power in range(first, last + 1, step) for multiple in multiples]
    return [tick for tick in ticks if low <= tick <= high]


def log_range(values: np.ndarray, length: float, margin: float) -> tuple[float, float]:
    """Return the ends of a logarithmic axis of `length` pixels that leaves `margin` pixels beside the values.

    `values` are positive, at least one.
    """
    low, high = float(values.min()), float(values.max())
    if high / low < _ROOM_FOR_EQUAL:
        middle = math.sqrt(low * high)
        low, high = middle / _ROOM_FOR_EQUAL, middle * _ROOM_FOR_EQUAL
    ends = widened(math.log10(low), math.log10(high), length, margin)
    return 10.0 ** ends[0], 10.0 ** ends[1]


def widened(low: float, high: float, length: float, margin: float) -> tuple[float, float]:
    """Return a range of which the old one fills `length` pixels less `margin` at both ends."""
    inner = max(length - 2 * margin, 1.0)
    more = (high - low) * margin / inner
    return low - more, high + more


def score_range(low: float, high: float, edges: tuple[float, ...], least: float) -> tuple[float, float]:
    """Return tens of a score axis, 0 to 100, around the values: at least so many points, and one edge."""
    low, high = math.floor(low / 10) * 10, math.ceil(high / 10) * 10
    if edges and not any(low < edge < high for edge in edges):
        nearest = min(edges, key=lambda edge: min(abs(edge - low), abs(edge - high)))
        low, high = (
            min(low, math.floor(nearest / 10 - 0.5) * 10),
            max(high, math.ceil(nearest / 10 + 0.5) * 10),
        )
    while high - low < least:
        low, high = low - 10, high + 10
        if low < 0:
            low, high = 0, high - low
        if high > 100:
            low, high = low - (high - 100), 100
    return float(max(low, 0)), float(min(high, 100))


def month_starts(first: np.datetime64, last: np.datetime64) -> np.ndarray:
    """Return the first days of the months that begin from `first` to `last`, as datetime64[D]."""
    months = np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1)
    days = months.astype("datetime64[D]")
    return days[days >= first.astype("datetime64[D]")]


def round_ticks(low: float, high: float, most: int, whole: bool = False) -> list[float]:
    """Return at most `most` (from 2 up) evenly spaced round numbers between two ends, their step 1, 2, 2.5 or
    5 times a power of ten, at `whole` numbers only where wished; fewer where the ends are near each other.
    """
    span = high - low
    if not span > 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(span / max(most, 1)))
    for step in (power * multiple for multiple in (1, 2, 2.5, 5, 10, 20)):
        if whole and step % 1.0:
            continue
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [float(f"{number * step:.12g}") for number in range(first, last + 1)]
    return []


def line_range(values: np.ndarray, bounds: tuple[float, float], least: float) -> tuple[float, float]:
    """Return the ends of an axis for a line: around the finite values, at least `least` long, within the
    bounds of what is possible.
    """
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, least)
    margin = max((high - low) * _LINE_MARGIN, (least - (high - low)) / 2)
    low, high = low - margin, high + margin
    if low < bounds[0]:
        low, high = bounds[0], max(high, min(bounds[0] + least, bounds[1]))
    if high > bounds[1]:
        low, high = max(min(low, bounds[1] - least), bounds[0]), bounds[1]
    return low, high


def bar_range(values: np.ndarray) -> tuple[float, float]:
    """Return the ends of an axis for bars of counts: from zero to a little above the largest, at least to 4,
    so that a few look few.
    """
    known = values[np.isfinite(values)]
    return 0.0, max(float(known.max(initial=0.0)) * (1.0 + _LINE_MARGIN), _LEAST_COUNT)
