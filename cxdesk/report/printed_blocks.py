"""How a wide table is printed: side by side in blocks of columns that can be read, each one page wide."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_SCALE = 0.65
"""Smaller than that, letters of 11 points cannot be read on paper."""
_PRINTED_INCHES, _PIXELS_PER_INCH = 11.69 - 0.8, 96  # A4 landscape within its margins
_SPARE = 0.98  # programs round widths differently


def pixels(width: float) -> int:
    """Return the width on screen of a column so many characters wide, as spreadsheets round it."""
    return int(width * 7 + 5) if width > 0 else 0


def blocks_of(widths: Sequence[int], kept: int) -> tuple[list[int], float]:
    """Return the columns at which new blocks begin, and the scale, 0 to 1, at which each fits a page.

    `widths` are pixels; the first `kept` columns come again in every block. There are as few blocks as
    SMALLEST_SCALE allows, about as wide as each other; a column that is too wide has one for itself.
    """
    room = _PRINTED_INCHES * _PIXELS_PER_INCH * _SPARE
    always, rest = sum(widths[:kept]), list(widths[kept:])
    most = max(room / SMALLEST_SCALE - always, max(rest, default=1))
    if sum(rest) <= most:
        return [], min(1.0, room / (always + sum(rest)))
    count = len(_starts(rest, most))
    # No wider than needed for as many blocks: the last one is not left over.
    tried = (sum(rest) / count * (1 + step / 100) for step in range(100))
    limit = next((width for width in tried if len(_starts(rest, width)) <= count), most)
    starts = _starts(rest, limit)
    ends = [*starts[1:], len(rest)]
    widest = max(sum(rest[start:end]) for start, end in zip(starts, ends, strict=True))
    return [kept + start for start in starts[1:]], min(1.0, room / (always + widest))


def _starts(widths: Sequence[int], most: float) -> list[int]:
    """Return where blocks begin that are filled one after the other, none wider than `most`."""
    starts, filled = [0], 0.0
    for place, width in enumerate(widths):
        if filled and filled + width > most:
            starts.append(place)
            filled = 0.0
        filled += width
    return starts
