"""Aligned rows: a table that is drawn, with names on the left and bars, dots and texts in columns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from cxdesk.charts.chart import Marks
from cxdesk.charts.paper import Paper, hairline, width_of, write

DOT = 5.0
_INTERVAL_OPACITY = 0.28
"""Stronger than an interval's in a plot: it lies on a bar."""
_LEAST_BAR = 1.0
"""Pixels: a bar of nothing is a line at zero."""


def line_of(paper: Paper) -> float:
    """Return the height of a line of small text in pixels."""
    return paper.surface.theme.text.small * 1.4


def fitting(paper: Paper, texts: Sequence[str], room: float, weight: int = 400) -> str:
    """Return the first text that is not wider than the room in small type, else ""."""
    size = paper.surface.theme.text.small
    return next((text for text in texts if width_of(paper, text, size, weight) <= room), "")


def pitch_of(paper: Paper, top: float, bottom: float, rows: int) -> float:
    """Return the height of a row: as the theme wishes, less where many rows must fit."""
    return min(paper.surface.theme.chart.bar_pitch, (bottom - top) / max(rows, 1))


def most_rows(paper: Paper, top: float, bottom: float) -> int:
    """Return how many rows fit between two heights, at least 1."""
    return max(math.floor((bottom - top) / paper.surface.theme.chart.smallest_bar_pitch), 1)


def draw_bar(paper: Paper, left: float, right: float, middle: float, pitch: float, colour: str) -> None:
    """Draw a bar between two x, in a row of a pitch; the thinnest is a line."""
    look = paper.surface.theme
    left, right = min(left, right), max(left, right)
    height = min(look.chart.bar_height, pitch * 0.62)
    if right - left < _LEAST_BAR:
        hairline(paper, (left, left), (middle - height / 2, middle + height / 2), colour)
        return
    paper.layer.add_patch(
        Rectangle((left, middle - height / 2), right - left, height, facecolor=colour, linewidth=0)
    )


def draw_interval(paper: Paper, low: float, high: float, middle: float, pitch: float, colour: str) -> None:
    """Draw an interval as a faint band, half as high as a bar."""
    look = paper.surface.theme
    height = min(look.chart.bar_height, pitch * 0.62) / 2
    paper.layer.add_patch(
        Rectangle(
            (low, middle - height / 2),
            max(high - low, _LEAST_BAR),
            height,
            facecolor=colour,
            alpha=_INTERVAL_OPACITY,
            linewidth=0,
        )
    )


def draw_dot(paper: Paper, x: float, middle: float, colour: str, marker: str = "o") -> None:
    """Draw a dot on the middle of a row."""
    paper.layer.plot([x], [middle], marker, color=colour, markersize=DOT, clip_on=False)


def write_small(paper: Paper, x: float, y: float, text: str, colour: str, align: str = "left",
                weight: int = 400, ground: str | None = None) -> None:  # fmt: skip
    """Write small text."""
    write(paper, x, y, text, colour, paper.surface.theme.text.small, weight, align, ground=ground)


def row_marks(
    items: Sequence[int], values: Sequence[float], tops: np.ndarray, pitch: float, right: float
) -> Marks:
    """Return whole rows of one pitch that begin at `tops` as what the pointer meets."""
    return Marks(
        item=np.array(items, dtype=int),
        x=np.array(values, dtype=float),
        y=np.arange(len(items), dtype=float),
        left=np.zeros(len(items)),
        top=np.asarray(tops, dtype=float),
        right=np.full(len(items), float(right)),
        bottom=np.asarray(tops, dtype=float) + pitch,
    )
