"""The rows of a waterfall: where they stand, and how bars, ticks and headings are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from cxdesk import formatting
from cxdesk.charts.chart import Marks, Surface
from cxdesk.charts.paper import Paper, elided, hairline, width_of, write

_MOST_LABEL_SHARE = 0.5
"""Of the chart's width, for the names of the bars."""
DECIMALS = 1
"""One decimal, so that a reader who adds the bars up gets the score."""
SHOWN_FROM = 0.05
"""Fewer points are written as 0.0: neither good nor bad, and folded into the rest where there is one."""
TOTAL, TICK, HEADING = "total", "tick", "heading"
"""Kinds of rows besides contributions: a score as a bar from zero, a score as a tick where the scale does not
begin at zero, and the words over a group of bars.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One bar from `start` to `end`; `item` is its position in the data, -1 for the score and the rest.

    `kind` is one of the kinds above, "rest", "gap", or another: a bar that is good or bad by its sign.
    """

    label: str
    points: float
    start: float
    end: float
    kind: str
    item: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things go, in pixels; `scale` pixels a point from `origin`, which is where zero is."""

    label_right: float
    top: float
    pitch: float
    origin: float
    scale: float

    def x(self, points: float) -> float:
        """Return where a score is."""
        return self.origin + self.scale * points

    def y(self, row: int) -> float:
        """Return the middle of a row."""
        return self.top + (row + 0.5) * self.pitch


def layout_of(paper: Paper, rows: list[Row], top: float, *, from_zero: bool = True) -> Layout:
    """Return where labels end and bars stand: room is left for the longest number at the bars' right ends.

    With `from_zero` false the scale has only the scores that are reached: then no bar may stand for a total.
    """
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    named = [row for row in rows if row.kind != HEADING]
    names = max(width_of(paper, row.label, size, _weight(paper, row)) for row in named)
    numbers = max(width_of(paper, _number(row, surface), size, look.text.semibold) for row in named)
    label_right = surface.padding + min(names, _MOST_LABEL_SHARE * surface.width)
    left = label_right + look.space.small
    right = surface.width - surface.padding - numbers - look.space.small
    ends = [end for row in named for end in (row.start, row.end)]
    low, high = (min(0.0, *ends), max(0.0, *ends)) if from_zero else (min(ends), max(ends))
    scale = max(right - left, 1.0) / (high - low) if high > low else 0.0
    pitch = min(look.chart.bar_pitch, (surface.height - surface.padding - top) / len(rows))
    return Layout(label_right, top, pitch, left - scale * low, scale)


def draw_row(paper: Paper, layout: Layout, number: int, row: Row, next_bar: int | None) -> None:
    """Draw one bar with name, points and the line to the row of the next one; a heading is only words."""
    surface, look = paper.surface, paper.surface.theme
    size, weight = look.text.small, _weight(paper, row)
    middle, half = layout.y(number), _bar_height(paper, layout) / 2
    if row.kind == HEADING:
        words = elided(paper, row.label, surface.width - 2 * surface.padding, size, weight)
        write(paper, surface.padding, middle, words, look.muted, size, weight, ground=look.panel)
        return
    left, right = sorted((layout.x(row.start), layout.x(row.end)))
    name = elided(paper, row.label, _MOST_LABEL_SHARE * surface.width, size, weight)
    write(paper, layout.label_right, middle, name, _name_colour(paper, row), size, weight, align="right")
    if right - left < 1.0:
        _tick(paper, left, middle, half, _fill(paper, row), wide=row.kind == TICK)
    else:
        paper.layer.add_patch(
            FancyBboxPatch(
                (left, middle - half),
                right - left,
                2 * half,
                boxstyle=f"round,pad=0,rounding_size={min(look.chart.bar_radius, (right - left) / 2)}",
                facecolor=_fill(paper, row),
                linewidth=0,
                clip_on=False,
            )
        )
    colour = look.ink if row.kind in (TOTAL, TICK) else _fill(paper, row, text=True)
    write(
        paper,
        right + look.space.small * 0.75,
        middle,
        _number(row, surface),
        colour,
        size,
        weight,
        ground=look.panel,
    )
    if next_bar is not None:
        x = layout.x(row.end)
        hairline(paper, (x, x), (middle + half, layout.y(next_bar) - half), look.bar)


def _tick(paper: Paper, x: float, middle: float, half: float, colour: str, *, wide: bool) -> None:
    """Draw a vertical line: a score, or a bar that is too short to be seen as one."""
    if not wide:
        hairline(paper, (x, x), (middle - half, middle + half), colour)
        return
    width = 3 * paper.surface.theme.space.hairline
    shape = (x - width / 2, middle - half), width, 2 * half
    paper.layer.add_patch(Rectangle(*shape, facecolor=colour, linewidth=0, clip_on=False))


def _bar_height(paper: Paper, layout: Layout) -> float:
    """Return the height of a bar in pixels: less than the distance between two."""
    return min(paper.surface.theme.chart.bar_height, layout.pitch * 0.7)


def _weight(paper: Paper, row: Row) -> int:
    """Return the weight of a row's text."""
    text = paper.surface.theme.text
    return text.semibold if row.kind in (TOTAL, TICK, HEADING) else text.regular


def _name_colour(paper: Paper, row: Row) -> str:
    """Return the colour of a bar's name."""
    look = paper.surface.theme
    return look.muted if row.kind in ("rest", "gap") else look.ink


def _fill(paper: Paper, row: Row, text: bool = False) -> str:
    """Return the colour of a bar, or of its number: missing data is neither good nor bad."""
    look = paper.surface.theme
    if row.kind in (TOTAL, TICK):
        return look.accent
    if row.kind == "gap" or abs(row.points) < SHOWN_FROM:
        return look.muted if text else look.bar
    return look.good if row.points > 0 else look.risk


def _number(row: Row, surface: Surface) -> str:
    """Return the number at a bar's end."""
    if row.kind in (TOTAL, TICK):
        return formatting.score_in_tenths(row.points, surface.style)
    return formatting.signed(row.points, surface.style, DECIMALS)


def marks_of(paper: Paper, layout: Layout, rows: list[Row]) -> Marks:
    """Return the whole row of each contribution, name included, as what the pointer meets."""
    shown = [(number, row) for number, row in enumerate(rows) if row.item >= 0]
    numbers = np.array([number for number, _row in shown])
    top = layout.top + numbers * layout.pitch
    return Marks(
        item=np.array([row.item for _number, row in shown]),
        x=np.array([row.end for _number, row in shown]),
        y=numbers.astype(float),
        left=np.zeros(len(shown)),
        top=top,
        right=np.full(len(shown), float(paper.surface.width)),
        bottom=top + layout.pitch,
    )
