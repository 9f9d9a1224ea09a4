"""How long things take, those that are not over included: what share still waits after which time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts.chart import Chart, Marks, Surface
from cxdesk.charts.durations import DurationGroup, Durations
from cxdesk.charts.paper import (
    Paper,
    elided,
    hairline,
    heading,
    no_marks,
    open_paper,
    plot,
    say,
    width_of,
    write,
)
from cxdesk.charts.survival_words import (
    HALF,
    MOST,
    axis_end,
    name_of,
    nothing_text,
    percent_said,
    shown_groups,
    subtitle_of,
    table_of,
    time_said,
    title_of,
)
from cxdesk.charts.time_scale import time_text, time_ticks
from cxdesk.metrics.survival import SurvivalCurve, quantile, quantile_interval

_SHAPE = 1.5
"""Width by height that a panel should have."""
_EMPTY_COSTS = 0.3
"""Of an empty place beside the last panel, in logarithms of shape."""
_DOT = 5.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """A plot in pixels, of `hours` from its left edge to its right one."""

    left: float
    top: float
    right: float
    bottom: float
    hours: float

    def x(self, hours: float) -> float:
        return self.left + hours / self.hours * (self.right - self.left)

    def y(self, share: float) -> float:
        return self.bottom - share * (self.bottom - self.top)


def survival_chart(durations: Durations, surface: Surface) -> Chart:
    """Return the share of things that still wait by the time since they began, with its 95 % interval.

    By a dimension the groups stand side by side, at most five, each with all together behind it. The marks'
    items are positions in `durations.groups`, or 0.
    """
    paper = open_paper(surface)
    title, table = title_of(durations, surface), partial(table_of, durations, surface)
    shown = shown_groups(durations)
    subtitle = subtitle_of(durations, shown, surface)
    top = heading(paper, title, subtitle)
    message = nothing_text(durations, surface)
    if message:
        say(paper, top, message)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    hours = axis_end([durations.together, *shown])
    if durations.by:
        panels = _side_by_side(paper, top, len(shown), hours)
        for panel, group in zip(panels, shown, strict=True):
            _head(paper, panel, group)
            _ground(paper, panel, named=panel.left == panels[0].left)
            _draw(paper, panel, durations.together.curve, behind=True)
            _draw(paper, panel, group.curve)
            _mark_quantiles(paper, panel, group.curve, written=False)
        return Chart(paper.figure, title, subtitle, table, _marks(durations, shown, panels))
    panel = _one_panel(paper, top, hours)
    _ground(paper, panel, named=True)
    _draw(paper, panel, durations.together.curve)
    _mark_quantiles(paper, panel, durations.together.curve, written=True)
    return Chart(paper.figure, title, subtitle, table, _marks(durations, [durations.together], [panel]))


def _one_panel(paper: Paper, top: float, hours: float) -> _Panel:
    """Return the plot of a single curve."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    left = surface.padding + width_of(paper, percent_said(1.0, surface), size) + look.space.small
    bottom = surface.height - surface.padding - size * 1.4 - look.space.tiny
    return _Panel(left, top + size / 2, surface.width - surface.padding - look.space.small, bottom, hours)


def _side_by_side(paper: Paper, top: float, count: int, hours: float) -> list[_Panel]:
    """Return plots in rows whose shape is nearest to the wished one; the first of a row has the shares."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    margin = surface.padding + width_of(paper, percent_said(1.0, surface), size) + look.space.small
    room = surface.width - surface.padding - look.space.small - margin
    high = surface.height - surface.padding - top

    def shape(columns: int) -> float:
        rows = math.ceil(count / columns)
        empty = columns * rows - count
        return abs(math.log(room / columns / (high / rows) / _SHAPE)) + empty * _EMPTY_COSTS

    columns = min(range(1, count + 1), key=shape)
    width, height = room / columns, high / math.ceil(count / columns)
    head, foot = 2 * size * 1.4 + look.space.small, size * 1.4 + look.space.small
    return [
        _Panel(
            margin + (number % columns) * width,
            top + (number // columns) * height + head,
            margin + (number % columns + 1) * width - look.space.large,
            top + (number // columns + 1) * height - foot,
            hours,
        )
        for number in range(count)
    ]


def _head(paper: Paper, panel: _Panel, group: DurationGroup) -> None:
    """Write over a plot whose it is, how many there are, and its quantiles."""
    surface, look = paper.surface, paper.surface.theme
    size, room = look.text.small, panel.right - panel.left
    middle = panel.top - look.space.small - 2.1 * size
    number = formatting.number(group.count, surface.style)
    beside = width_of(paper, number, size) + look.space.small
    name = elided(paper, name_of(group), room - beside, size, look.text.semibold)
    write(paper, panel.left, middle, name, look.ink, size, look.text.semibold)
    after = width_of(paper, name, size, look.text.semibold) + look.space.small
    write(paper, panel.left + after, middle, number, look.muted, size)
    half, most = (time_said(quantile(group.curve, part), surface) for part in (HALF, MOST))
    texts = (f"half {half}, 80{formatting.NO_BREAK}% {most}", f"half {half}")
    fitting = next((text for text in texts if width_of(paper, text, size) <= room), "")
    write(paper, panel.left, middle + size * 1.4, fitting, look.muted, size)


def _ground(paper: Paper, panel: _Panel, named: bool) -> None:
    """Draw the axes of a plot: shares beside it where `named`, times under it."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    for share in (0.0, HALF, 1.0, 1.0 - MOST):
        y = panel.y(share)
        hairline(paper, (panel.left, panel.right), (y, y))
        if named and (share != 1.0 - MOST or panel.bottom - y > size * 1.3):
            text = percent_said(share, surface)
            write(paper, panel.left - look.space.small, y, text, look.muted, size, align="right")
    y = panel.bottom + look.space.tiny + size * 0.7
    free_from = -math.inf
    for hours, text in _time_ticks(paper, panel):
        half = width_of(paper, text, size) / 2
        x = min(panel.x(hours), surface.width - surface.padding - half)
        hairline(paper, (panel.x(hours),) * 2, (panel.bottom, panel.bottom + look.space.tiny))
        if x - half >= free_from:
            write(paper, x, y, text, look.muted, size, align="center")
            free_from = x + half + look.space.tiny


def _time_ticks(paper: Paper, panel: _Panel) -> list[tuple[float, str]]:
    """Return round times under a plot with their texts."""
    most = max(int((panel.right - panel.left) / (paper.surface.theme.text.small * 4.5)), 1)
    return [(hours, time_text(hours, step, paper.surface.style)) for hours, step in
            time_ticks(panel.hours, most)]  # fmt: skip


def _draw(paper: Paper, panel: _Panel, curve: SurvivalCurve, behind: bool = False) -> None:
    """Draw one curve with its interval, or as a thin line behind another."""
    look = paper.surface.theme
    axes = plot(paper, panel.left, panel.top, panel.right, panel.bottom)
    axes.set_xlim(0.0, panel.hours)
    axes.set_ylim(0.0, 1.0)
    times = np.concatenate(([0.0], curve.times, [max(float(curve.times[-1]), 0.0)]))
    share, low, high = (
        np.concatenate(([1.0], part, part[-1:])) for part in (curve.survival, curve.low, curve.high)
    )
    colour = look.muted if behind else look.accent
    if not behind:
        opacity = look.chart.interval_opacity
        axes.fill_between(times, low, high, step="post", color=colour, alpha=opacity, linewidth=0)
    axes.step(
        times, share, where="post", color=colour, linewidth=1.0 if behind else look.chart.line_width,
        solid_joinstyle="miter",
    )  # fmt: skip


def _mark_quantiles(paper: Paper, panel: _Panel, curve: SurvivalCurve, written: bool) -> None:
    """Mark where half and where 80 % have ended, with words where there is room for them."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    for part, word in ((HALF, "half"), (MOST, f"80{formatting.NO_BREAK}%")):
        hours = quantile(curve, part)
        if not hours <= panel.hours:
            continue
        x, y = panel.x(hours), panel.y(1.0 - part)
        hairline(paper, (x, x), (y, panel.bottom), look.muted, dashed=True)
        paper.layer.plot([x], [y], "o", color=look.accent, markersize=_DOT, clip_on=False)
        if not written:
            continue
        ends = [time_said(end, surface) for end in quantile_interval(curve, part)]
        known = [f"{word} within {time_said(hours, surface)}"]
        if formatting.UNKNOWN not in ends and ends[0] != ends[1]:
            known.insert(0, f"{known[0]} [{ends[0]} to {ends[1]}]")
        room = surface.width - surface.padding - x - look.space.small
        text = next((text for text in known if width_of(paper, text, size) <= room), "")
        if text:
            above = y - size
            write(paper, x + look.space.small, above, text, look.ink, size, ground=look.panel)
        else:
            write(paper, x - look.space.small, y + size, known[-1], look.ink, size, align="right",
                  ground=look.panel)  # fmt: skip


def _marks(durations: Durations, shown: Sequence[DurationGroup], panels: Sequence[_Panel]) -> Marks:
    """Return the plot of each group."""
    sides = np.array([(panel.left, panel.top, panel.right, panel.bottom) for panel in panels]).T
    item = [durations.groups.index(group) if durations.by else 0 for group in shown]
    halves = np.array([quantile(group.curve, HALF) for group in shown])
    return Marks(np.array(item, dtype=int), halves, np.full(len(item), HALF), *sides)
