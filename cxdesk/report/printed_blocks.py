"""How a wide table is printed: side by side in blocks of columns that can be read, each one page wide."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_SCALE = 0.65
"""Smaller than that, letters of 11 points cannot be read on paper."""
_PRINTED_INCHES, _PIXELS_PER_INCH = 11.69 - 0.8, 96  # A4 landscape within its margins


def pixels(width: float) -> int:
    """Return the width on screen of a column so many characters wide, as spreadsheets round it."""
    return int(width * 7 + 5) if width > 0 else 0


def blocks_of(widths: Sequence[int], kept: int) -> list[int]:
    """Return the columns at which the blocks begin, the first at 0.

    `widths` are pixels; the first `kept` columns come again in every block. There are as few blocks as
    SMALLEST_SCALE allows, about as wide as each other; a column that is too wide has one for itself.
    """
    always, rest = sum(widths[:kept]), list(widths[kept:])
    most = max(_PRINTED_INCHES * _PIXELS_PER_INCH / SMALLEST_SCALE - always, max(rest, default=1))
    count = len(_starts(rest, most))
    # No wider than needed for as many blocks, or the last one is left over.
    tried = (sum(rest) / count * (1 + step / 100) for step in range(100))
    limit = next((width for width in tried if len(_starts(rest, width)) <= count), most)
    return [0, *(kept + start for start in _starts(rest, limit)[1:])]


def _starts(widths: Sequence[int], most: float) -> list[int]:
    """Return where blocks begin that are filled one after the other, none wider than `most`."""
    starts, filled = [0], 0.0
    for place, width in enumerate(widths):
        if filled and filled + width > most:
            starts.append(place)
            filled = 0.0
        filled += width
    return starts
