"""How long things take, those that are not over included: what share still waits after which time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Marks, Surface, Table
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
from cxdesk.charts.time_scale import time_text, time_ticks
from cxdesk.metrics.survival import SurvivalCurve, quantile, quantile_interval, survival_at

_MOST_GROUPS = 5
_LEAST = 5
"""Below so many durations a curve misleads: they are only in the table."""
_AXIS_REACHES = 0.95
"""Of all, so many have ended by the end of the axis: one forgotten ticket does not squeeze the rest."""
_NEARLY = 1.15
"""Where the last one ends so shortly after, the axis reaches to it."""
_BEYOND = 1.03
"""So far beyond the last one, so that its step down is seen."""
_CLEAR = 0.05
"""Up to this p-value the groups are said to differ."""
_SHAPE = 1.5
"""Width by height that a panel should have."""
_EMPTY_COSTS = 0.3
"""Of an empty place beside the last panel, in logarithms of shape."""
_DOT = 5.0
_HALF, _MOST = 0.5, 0.8
"""The quantiles that are marked."""


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
    title, table = _title(durations, surface), partial(_table, durations, surface)
    shown = _shown(durations)
    subtitle = _subtitle(durations, shown, surface)
    top = heading(paper, title, subtitle)
    message = _nothing(durations, surface)
    if message:
        say(paper, top, message)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    hours = _axis_end([durations.together, *shown])
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


def _shown(durations: Durations) -> list[DurationGroup]:
    """Return the groups that are drawn: the largest ones, the fastest first."""
    largest = [group for group in durations.groups if group.count >= _LEAST][:_MOST_GROUPS]
    return sorted(largest, key=lambda group: np.nan_to_num(quantile(group.curve, _HALF), nan=np.inf))


def _title(durations: Durations, surface: Surface) -> str:
    """Return what the curves say: how long half and 80 % take, or which groups differ."""
    words, whose = durations.words, f"{durations.whose}: " if durations.whose else ""
    shown, together = _shown(durations), durations.together
    things = words.things[1]
    if together is None or together.count < _LEAST:
        return f"{whose}{words.what.capitalize()}"
    if durations.by and shown:
        if len(shown) < 2 or not durations.p_value <= _CLEAR:
            return f"{whose}No clear difference in {words.what} by {durations.by}"
        first, last = shown[0], shown[-1]
        times = [_time(quantile(group.curve, _HALF), surface) for group in (first, last)]
        if formatting.UNKNOWN not in times:
            texts = [f"{time} ({_name(group)})" for time, group in zip(times, (first, last), strict=True)]
            return f"{whose}Half {words.ended} within {' to '.join(texts)}"
        return f"{whose}{words.what.capitalize()} differs by {durations.by}"
    if len(together.curve.times) == 1 and not together.open:
        count = formatting.number(together.count, surface.style)
        return f"{whose}All {count} {things} {words.ended} within {_time(together.curve.times[0], surface)}"
    half, most = (_time(quantile(together.curve, part), surface) for part in (_HALF, _MOST))
    if half == formatting.UNKNOWN:
        return f"{whose}Fewer than half of the {things} {words.ended} so far"
    rest = f"80{formatting.NO_BREAK}% within {most}" if most != formatting.UNKNOWN else "fewer than 80 % yet"
    return f"{whose}Half of the {things} {words.ended} within {half}, {rest}"


def _subtitle(durations: Durations, shown: Sequence[DurationGroup], surface: Surface) -> str:
    """Return unit, how many, how many of them wait, and what is not drawn."""
    words, together = durations.words, durations.together
    parts = [f"share {words.waiting} by time since {words.since}, 95{formatting.NO_BREAK}% interval"]
    if together is not None:
        count = formatting.counted(together.count, *words.things, surface.style)
        waiting = formatting.number(together.open, surface.style)
        parts.append(f"{count} {durations.period}, {waiting} {words.waiting}")
    else:
        parts.append(f"{words.things[1]} {durations.period}")
    if together is not None and together.curve.times[-1] > _axis_end([together, *shown]):
        parts.append("the slowest run on")
    if durations.by:
        parts.append("thin line: all together")
    left_out = len(durations.groups) - len(shown) if durations.by else 0
    if left_out:
        parts.append(f"{formatting.counted(left_out, 'group', 'groups', surface.style)} only in the table")
    return " · ".join(parts)


def _nothing(durations: Durations, surface: Surface) -> str:
    """Return what there is to say in place of curves, "" where they can be drawn."""
    words, together = durations.words, durations.together
    if together is None:
        return durations.reason
    if together.count >= _LEAST and (not durations.by or _shown(durations)):
        return ""
    if together.count >= _LEAST:
        return f"No {durations.by} has {_LEAST} {words.things[1]} or more. The table has them all."
    ended, waiting = _each(together.curve)
    said = [f"ended after {_time(hours, surface)}" for hours in ended]
    said += [f"{words.waiting} after {_time(hours, surface)}" for hours in waiting]
    count = formatting.counted(together.count, *words.things, surface.style)
    return f"Only {count}, too few for a curve: {', '.join(said)}."


def _each(curve: SurvivalCurve) -> tuple[list[float], list[float]]:
    """Return the durations that have ended and those that have not, in hours."""
    leaving = curve.at_risk - np.append(curve.at_risk[1:], 0.0)
    ended = np.repeat(curve.times, curve.events.astype(int))
    waiting = np.repeat(curve.times, (leaving - curve.events).astype(int))
    return ended.tolist(), waiting.tolist()


def _axis_end(groups: Sequence[DurationGroup]) -> float:
    """Return where the axis ends, in hours: where nearly all of every group have ended, else at the last."""
    ends = [quantile(group.curve, _AXIS_REACHES) for group in groups]
    last = [float(group.curve.times[-1]) for group in groups]
    end = max(reached if math.isfinite(reached) else at for reached, at in zip(ends, last, strict=True))
    return max(max(last) * _BEYOND if max(last) <= _NEARLY * end else end, 1.0 / 60.0)


def _one_panel(paper: Paper, top: float, hours: float) -> _Panel:
    """Return the plot of a single curve."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    left = surface.padding + width_of(paper, _percent(1.0, surface), size) + look.space.small
    bottom = surface.height - surface.padding - size * 1.4 - look.space.tiny
    return _Panel(left, top + size / 2, surface.width - surface.padding - look.space.small, bottom, hours)


def _side_by_side(paper: Paper, top: float, count: int, hours: float) -> list[_Panel]:
    """Return plots in rows whose shape is nearest to the wished one; the first of a row has the shares."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    margin = surface.padding + width_of(paper, _percent(1.0, surface), size) + look.space.small
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
    name = elided(paper, _name(group), room - beside, size, look.text.semibold)
    write(paper, panel.left, middle, name, look.ink, size, look.text.semibold)
    after = width_of(paper, name, size, look.text.semibold) + look.space.small
    write(paper, panel.left + after, middle, number, look.muted, size)
    half, most = (_time(quantile(group.curve, part), surface) for part in (_HALF, _MOST))
    texts = (f"half {half}, 80{formatting.NO_BREAK}% {most}", f"half {half}")
    fitting = next((text for text in texts if width_of(paper, text, size) <= room), "")
    write(paper, panel.left, middle + size * 1.4, fitting, look.muted, size)


def _ground(paper: Paper, panel: _Panel, named: bool) -> None:
    """Draw the axes of a plot: shares beside it where `named`, times under it."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    for share in (0.0, _HALF, 1.0, 1.0 - _MOST):
        y = panel.y(share)
        hairline(paper, (panel.left, panel.right), (y, y))
        if named and (share != 1.0 - _MOST or panel.bottom - y > size * 1.3):
            text = _percent(share, surface)
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
    for part, word in ((_HALF, "half"), (_MOST, f"80{formatting.NO_BREAK}%")):
        hours = quantile(curve, part)
        if not hours <= panel.hours:
            continue
        x, y = panel.x(hours), panel.y(1.0 - part)
        hairline(paper, (x, x), (y, panel.bottom), look.muted, dashed=True)
        paper.layer.plot([x], [y], "o", color=look.accent, markersize=_DOT, clip_on=False)
        if not written:
            continue
        ends = [_time(end, surface) for end in quantile_interval(curve, part)]
        known = [f"{word} within {_time(hours, surface)}"]
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
    halves = np.array([quantile(group.curve, _HALF) for group in shown])
    return Marks(np.array(item, dtype=int), halves, np.full(len(item), _HALF), *sides)


def _table(durations: Durations, surface: Surface) -> Table:
    """Return for every group how many are still at risk at round times, the share and its interval."""
    header = ("Group", "Time", "At risk", durations.words.waiting.capitalize(), "95 % interval")
    if durations.together is None:
        return (header,)
    rows = [row for group in (durations.together, *durations.groups) for row in _rows(group, surface)]
    return (header, *rows)


def _rows(group: DurationGroup, surface: Surface) -> list[tuple[str, ...]]:
    """Return the rows of one group: at round times, then where half and where 80 % have ended."""
    style, curve, name = surface.style, group.curve, _name(group)
    rows = []
    for hours, step in time_ticks(_axis_end([group]), 8):
        at_risk = group.count - int(np.sum(_leaving(curve)[curve.times < hours]))
        place = int(np.searchsorted(curve.times, hours, side="right")) - 1
        low, high = (curve.low[place], curve.high[place]) if place >= 0 else (1.0, 1.0)
        share = float(survival_at(curve, hours))
        interval = formatting.interval(low, high, style, formatting.percent_number)
        time = time_text(hours, step, style)
        rows.append(
            (
                name,
                cells.number(hours, time, "hours"),
                cells.counted(at_risk, style),
                cells.share(share, style),
                cells.ends(low, high, "share", style, text=interval),
            )
        )
    for part, word in ((_HALF, "half within"), (_MOST, "80 % within")):
        ends = quantile_interval(curve, part)
        interval = formatting.interval(*ends, style, lambda hours, _style: _time(hours, surface))
        hours = quantile(curve, part)
        time = cells.number(hours, f"{word} {_time(hours, surface)}", "hours")
        named = cells.Cell(name, (f"{name}, {word}",))
        rows.append((named, time, "", "", cells.ends(*ends, "hours", style, text=interval)))
    return rows


def _leaving(curve: SurvivalCurve) -> np.ndarray:
    """Return how many left at each time, ended or not."""
    return curve.at_risk - np.append(curve.at_risk[1:], 0.0)


def _time(hours: float, surface: Surface) -> str:
    """Return a length of time, an en dash where it is not reached."""
    return formatting.duration(hours * 60.0, surface.style)


def _percent(share: float, surface: Surface) -> str:
    return formatting.percent(share, None, surface.style)


def _name(group: DurationGroup) -> str:
    """Return a group's name; what is not known has none of its own."""
    return group.name or "not known"
