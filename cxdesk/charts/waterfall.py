"""Why an account's health is what it is: bars from the start to the score, which add up exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.patches import FancyBboxPatch

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Contribution, Marks, Surface, Table
from cxdesk.charts.paper import Paper, elided, hairline, heading, no_marks, open_paper, say, width_of, write

_MOST_LABEL_SHARE = 0.46
"""Of the chart's width, for the names of the bars."""
_SHOWN_FROM = 0.05
"""Points that would be written as 0.0 are folded into the rest."""
_DECIMALS = 1
"""One decimal, so that a reader who adds the bars up gets the score."""
_HEADER = ("Contribution", "Points", "Running total")


@dataclass(frozen=True, slots=True)
class _Row:
    """One bar from `start` to `end`; `item` is its position in the data, -1 for the score and the rest."""

    label: str
    points: float
    start: float
    end: float
    kind: str
    item: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things go, in pixels; `scale` pixels a point from `origin`, which is where zero is."""

    label_right: float
    top: float
    pitch: float
    origin: float
    scale: float

    def x(self, points: float) -> float:
        return self.origin + self.scale * points

    def y(self, row: int) -> float:
        return self.top + (row + 0.5) * self.pitch


def waterfall_chart(
    contributions: Sequence[Contribution],
    surface: Surface,
    half_width: float = math.nan,
    edges: Sequence[float] = (),
    most: int = 14,
) -> Chart:
    """Return the explanation of one account's health.

    `contributions` begin with the start bar and sum to the score; those that lower it are drawn first,
    largest first, then those that lift it. At most `most` bars stand between start and score: the smallest
    are one bar together, whose points are their exact sum. `half_width` is half the score's 80 % interval,
    NaN when unknown; `edges` are the lower ends of the bands. The marks' items are positions in
    `contributions`.
    """
    paper = open_paper(surface)
    if not contributions:
        return _nothing_known(paper)
    health = math.fsum(bar.points for bar in contributions)
    ordered = _ordered(contributions)
    title = _title(health, half_width, edges, surface)
    subtitle = _subtitle(contributions, surface)
    top = heading(paper, title, subtitle)
    room = surface.height - surface.padding - top
    fitting = max(int(room / surface.theme.chart.smallest_bar_pitch) - 2, 1)
    rows = _rows(contributions, ordered, health, min(most, fitting))
    layout = _layout(paper, rows, top)
    hairline(paper, (layout.origin, layout.origin), (top, layout.y(len(rows) - 1)))
    for number, row in enumerate(rows):
        _draw_row(paper, layout, number, row, joins=number + 1 < len(rows))
    table = partial(_table, contributions, ordered, health, surface)
    return Chart(paper.figure, title, subtitle, table, _marks(paper, layout, rows))


def _nothing_known(paper: Paper) -> Chart:
    """Return the chart of an account without a score."""
    title, subtitle = "Why this score", "no contributions yet"
    message = "Health is not known: there is no evidence about this account yet."
    say(paper, heading(paper, title, subtitle), message)
    return Chart(paper.figure, title, subtitle, lambda: (_HEADER,), no_marks())


def _title(health: float, half_width: float, edges: Sequence[float], surface: Surface) -> str:
    """Return the question with the score."""
    title = f"Why {formatting.score(health, surface.style, edges)}"
    if formatting.is_unknown(half_width):
        return title
    return f"{title} {formatting.plus_minus(half_width, surface.style)}"


def _subtitle(contributions: Sequence[Contribution], surface: Surface) -> str:
    """Return the unit, how many contributions there are, and why a value may differ from the own one."""
    count = sum(bar.points != 0.0 for bar in contributions[1:])
    if count == 0:
        return "points · nothing moves it from the start"
    counted = formatting.counted(count, "contribution", "contributions", surface.style)
    return f"points · {counted} · shrunk to segment"


def _ordered(contributions: Sequence[Contribution]) -> list[int]:
    """Return the positions of all but the start: what lowers the score, largest first, then what lifts it."""
    moving = range(1, len(contributions))
    return sorted(
        moving, key=lambda item: (contributions[item].points >= 0, -abs(contributions[item].points))
    )


def _rows(contributions: Sequence[Contribution], ordered: list[int], health: float, most: int) -> list[_Row]:
    """Return the bars to draw: the start, at most `most` contributions, the score."""
    shown = _worth_a_bar(contributions, ordered, most)
    start = contributions[0]
    rows = [_Row(start.label, start.points, 0.0, start.points, "total", 0)]
    for item in ordered:
        if item in shown:
            bar, reached = contributions[item], rows[-1].end
            rows.append(_Row(bar.label, bar.points, reached, reached + bar.points, bar.kind, item))
    folded = [contributions[item].points for item in ordered if item not in shown]
    if any(points != 0.0 for points in folded):
        label = f"{len(folded)} smaller"
        # The rest ends at the score itself, so that no rounding of the running total is left over.
        rows.append(_Row(label, math.fsum(folded), rows[-1].end, health, "rest", -1))
    rows.append(_Row("Health", health, 0.0, health, "total", -1))
    return rows


def _worth_a_bar(contributions: Sequence[Contribution], ordered: list[int], most: int) -> set[int]:
    """Return the contributions that get a bar of their own; folding a single one would save nothing."""
    visible = [item for item in ordered if abs(contributions[item].points) >= _SHOWN_FROM]
    if len(visible) <= most and len(visible) == len(ordered):
        return set(visible)
    hidden_matter = any(0.0 < abs(contributions[item].points) < _SHOWN_FROM for item in ordered)
    room = most - 1 if len(visible) > most or (hidden_matter and len(visible) == most) else most
    return set(sorted(visible, key=lambda item: -abs(contributions[item].points))[:room])


def _layout(paper: Paper, rows: list[_Row], top: float) -> _Layout:
    """Return where labels end and bars stand: room is left for the longest number at the bars' right ends."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    names = max(width_of(paper, row.label, size, _weight(paper, row)) for row in rows)
    numbers = max(width_of(paper, _number(row, surface), size, look.text.semibold) for row in rows)
    label_right = surface.padding + min(names, _MOST_LABEL_SHARE * surface.width)
    left = label_right + look.space.small
    right = surface.width - surface.padding - numbers - look.space.small
    ends = [end for row in rows for end in (row.start, row.end)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    scale = max(right - left, 1.0) / (high - low) if high > low else 0.0
    pitch = min(look.chart.bar_pitch, (surface.height - surface.padding - top) / len(rows))
    return _Layout(label_right, top, pitch, left - scale * low, scale)


def _draw_row(paper: Paper, layout: _Layout, number: int, row: _Row, joins: bool) -> None:
    """Draw one bar with its name, its points and the line to the next bar."""
    surface, look = paper.surface, paper.surface.theme
    size, weight = look.text.small, _weight(paper, row)
    middle, half = layout.y(number), _bar_height(paper, layout) / 2
    left, right = sorted((layout.x(row.start), layout.x(row.end)))
    name = elided(paper, row.label, _MOST_LABEL_SHARE * surface.width, size, weight)
    write(paper, layout.label_right, middle, name, _name_colour(paper, row), size, weight, align="right")
    if right - left < 1.0:
        hairline(paper, (left, left), (middle - half, middle + half), _fill(paper, row))
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
    colour = look.ink if row.kind == "total" else _fill(paper, row, text=True)
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
    if joins:
        x = layout.x(row.end)
        hairline(paper, (x, x), (middle + half, layout.y(number + 1) - half), look.bar)


def _bar_height(paper: Paper, layout: _Layout) -> float:
    """Return the height of a bar in pixels: less than the distance between two."""
    return min(paper.surface.theme.chart.bar_height, layout.pitch * 0.7)


def _weight(paper: Paper, row: _Row) -> int:
    """Return the weight of a row's text."""
    text = paper.surface.theme.text
    return text.semibold if row.kind == "total" else text.regular


def _name_colour(paper: Paper, row: _Row) -> str:
    """Return the colour of a bar's name."""
    look = paper.surface.theme
    return look.muted if row.kind in ("rest", "gap") else look.ink


def _fill(paper: Paper, row: _Row, text: bool = False) -> str:
    """Return the colour of a bar, or of its number: missing data is neither good nor bad."""
    look = paper.surface.theme
    if row.kind == "total":
        return look.accent
    if row.kind == "gap" or row.points == 0.0:
        return look.muted if text else look.bar
    return look.good if row.points > 0 else look.risk


def _number(row: _Row, surface: Surface) -> str:
    """Return the number at a bar's end."""
    if row.kind == "total":
        return formatting.number(row.points, surface.style, _DECIMALS)
    return formatting.signed(row.points, surface.style, _DECIMALS)


def _marks(paper: Paper, layout: _Layout, rows: list[_Row]) -> Marks:
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


def _table(
    contributions: Sequence[Contribution], ordered: list[int], health: float, surface: Surface
) -> Table:
    """Return every bar with its points and the running total, none folded."""
    style = surface.style
    start = contributions[0]
    total = start.points
    written = formatting.number(total, style, _DECIMALS)
    rows = [_HEADER, (start.label, *[cells.number(total, written)] * 2)]
    for item in ordered:
        bar = contributions[item]
        total += bar.points
        points = formatting.signed(bar.points, style, _DECIMALS)
        written = formatting.number(total, style, _DECIMALS)
        rows.append((bar.label, cells.number(bar.points, points), cells.number(total, written)))
    written = formatting.number(health, style, _DECIMALS)
    return (*rows, ("Health", *[cells.number(health, written)] * 2))
