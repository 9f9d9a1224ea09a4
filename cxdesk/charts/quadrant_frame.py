"""The ground of the quadrant: its plot, axes, the bands under them and the two corners that matter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.charts import scales
from cxdesk.charts.paper import Paper, hairline, width_of, write

_BESIDE_EDGES = 15.0
"""Points of health that the plot shows beyond the outermost edges, so that each band is there."""
_LEAST_SPAN = 30.0
_BETWEEN_TICKS = 40.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot in pixels, and its ranges of health and of value in data coordinates."""

    left: float
    top: float
    right: float
    bottom: float
    health: tuple[float, float]
    value: tuple[float, float]

    def x(self, health: np.ndarray | float) -> np.ndarray | float:
        """Return where a health is, in pixels."""
        low, high = self.health
        return self.left + (health - low) / (high - low) * (self.right - self.left)

    def y(self, value: np.ndarray | float) -> np.ndarray | float:
        """Return where a value is, in pixels."""
        low, high = np.log10(self.value)
        return self.bottom - (np.log10(value) - low) / (high - low) * (self.bottom - self.top)


def framed(
    paper: Paper,
    health: np.ndarray,
    value: np.ndarray,
    edges: tuple[float, ...],
    between: tuple[float, float],
    reach: float,
) -> Frame:
    """Return the plot `between` two heights: its axes leave `reach` pixels beside the outermost accounts."""
    surface, look = paper.surface, paper.surface.theme
    line = _line_height(paper)
    top, bottom = between[0] + line + look.space.tiny, between[1] - 2 * line - look.space.tiny
    value_range = scales.log_range(value, max(bottom - top, 1.0), reach)
    ticks = _ticks(value_range, bottom - top)
    numbers = (formatting.money_round(tick, surface.style) for tick in ticks)
    widest = max((width_of(paper, number, look.text.small) for number in numbers), default=0.0)
    left = surface.padding + line + widest + look.space.small
    right = max(surface.width - surface.padding, left + 1.0)
    low = min([health.min(), *(edge - _BESIDE_EDGES for edge in edges)])
    high = max([health.max(), *(edge + _BESIDE_EDGES for edge in edges)])
    missing = max(_LEAST_SPAN - (high - low), 0.0) / 2
    health_range = scales.widened(low - missing, high + missing, right - left, reach)
    return Frame(left, top, right, bottom, health_range, value_range)


def draw_ground(
    paper: Paper, frame: Frame, bands: Sequence[tuple[str, float]], edges: tuple[float, ...], currency: str
) -> None:
    """Draw what lies under the bubbles: axes, band edges with their words, amounts, the two corners."""
    look = paper.surface.theme
    hairline(paper, (frame.left, frame.left), (frame.top, frame.bottom))
    hairline(paper, (frame.left, frame.right), (frame.bottom, frame.bottom))
    _draw_edges(paper, frame, edges)
    _draw_band_words(paper, frame, bands)
    _draw_amounts(paper, frame, currency)
    above = frame.top - look.space.tiny - _line_height(paper) / 2
    size, weight = look.text.small, look.text.semibold
    write(paper, frame.left, above, "Save first", look.risk, size, weight)
    write(paper, frame.right, above, "Grow", look.good, size, weight, align="right")


def _draw_edges(paper: Paper, frame: Frame, edges: tuple[float, ...]) -> None:
    """Draw the edges of the bands with their numbers, and name the axis at the right, or before the first
    number where the last stands in its way.
    """
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    below = frame.bottom + look.space.tiny + _line_height(paper) / 2
    name = "Health →"
    begins, ends = [frame.right], [frame.left]
    for edge in edges:
        x = float(frame.x(edge))
        number = formatting.number(edge, surface.style)
        half = width_of(paper, number, size) / 2 + look.space.small
        hairline(paper, (x, x), (frame.top, frame.bottom))
        write(paper, x, below, number, look.muted, size, align="center")
        begins.append(x - half)
        ends.append(x + half)
    at_right = max(ends) <= frame.right - width_of(paper, name, size)
    write(paper, frame.right if at_right else min(begins), below, name, look.muted, size, align="right")


def _draw_band_words(paper: Paper, frame: Frame, bands: Sequence[tuple[str, float]]) -> None:
    """Write each band near its part of the axis: with its word where all words fit side by side."""
    look = paper.surface.theme
    size = look.text.small
    y = frame.bottom + look.space.tiny + 1.5 * _line_height(paper)
    ascending = sorted(bands, key=lambda band: band[1])
    ends = [*(start for _name, start in ascending[1:]), 100.0]
    seen, middles = [], []
    for (name, start), end in zip(ascending, ends, strict=True):
        left, right = max(float(frame.x(start)), frame.left), min(float(frame.x(end)), frame.right)
        if right > left:
            seen.append(look.band(name))
            middles.append((left + right) / 2)
    for texts in ([band.label for band in seen], [band.glyph for band in seen]):
        widths = [width_of(paper, text, size) for text in texts]
        placed = _side_by_side(middles, widths, look.space.small, paper.surface.width)
        if placed is not None:
            for middle, text, band in zip(placed, texts, seen, strict=True):
                write(paper, middle, y, text, band.ink, size, align="center")
            return


def _side_by_side(middles: list[float], widths: list[float], gap: float, limit: float) -> list[float] | None:
    """Return middles as near as may be to the wished ones without touching; None when they do not fit."""
    starts: list[float] = []
    for middle, width in zip(middles, widths, strict=True):
        earliest = starts[-1] + widths[len(starts) - 1] + gap if starts else 0.0
        starts.append(max(middle - width / 2, earliest))
    latest = limit
    for index in range(len(starts) - 1, -1, -1):
        starts[index] = min(starts[index], latest - widths[index])
        latest = starts[index] - gap
    if starts and starts[0] < 0:
        return None
    return [start + width / 2 for start, width in zip(starts, widths, strict=True)]


def _draw_amounts(paper: Paper, frame: Frame, currency: str) -> None:
    """Write round amounts beside the value axis, and its name along it."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    for tick in _ticks(frame.value, frame.bottom - frame.top):
        y = float(frame.y(tick))
        text = formatting.money_round(tick, surface.style)
        hairline(paper, (frame.left - look.space.tiny, frame.left), (y, y))
        write(paper, frame.left - look.space.small * 0.75, y, text, look.muted, size, align="right")
    unit = f", {currency}" if currency else ""
    for name in (f"Lifetime value{unit} (log) →", f"Value{unit} →", "Value →"):
        if width_of(paper, name, size) <= frame.bottom - frame.top:
            x = surface.padding + _line_height(paper) / 2 - look.space.tiny / 2
            middle = (frame.top + frame.bottom) / 2
            write(paper, x, middle, name, look.muted, size, align="center", rotation=90)
            break


def _ticks(value_range: tuple[float, float], height: float) -> list[float]:
    """Return the amounts to write beside an axis of so many pixels."""
    return scales.money_ticks(*value_range, max(math.floor(height / _BETWEEN_TICKS), 2))


def _line_height(paper: Paper) -> float:
    """Return the height of a line of small text in pixels."""
    return paper.surface.theme.text.small * 1.4
