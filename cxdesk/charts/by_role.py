"""What each role answered: dots with intervals, a panel for each survey metric."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells, scales
from cxdesk.charts.chart import Chart, Marks, Surface, Table
from cxdesk.charts.gaps import is_widened, widest_gap
from cxdesk.charts.panels import draw_head, line_height, tick_texts
from cxdesk.charts.paper import Paper, elided, hairline, heading, no_marks, open_paper, say, width_of, write
from cxdesk.charts.records import OTHER_ROLE, ByRole, Groups
from cxdesk.charts.series import FEW, axis_values, unit_text
from cxdesk.metrics.unit_texts import value_text

_SIDE_BY_SIDE = 300.0
"""Pixels of width that a panel has at least where panels stand beside each other."""
_LEAST_PITCH, _MOST_PITCH = 13.0, 44.0
_BETWEEN = 24.0
_BETWEEN_TICKS, _MOST_TICKS = 56.0, 7
_DOT = 6.0
_MOST_LABEL_SHARE = 0.3
_HEADER = ("Metric", "Role", "Value", "95 % interval", "Answers")


@dataclass(frozen=True, slots=True)
class _Box:
    """A panel in pixels: left top corner, width, height of a row; and whether its axis has numbers."""

    left: float
    top: float
    width: float
    pitch: float
    numbered: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    """An axis from pixel to pixel and from value to value."""

    left: float
    right: float
    low: float
    high: float

    def x(self, value: np.ndarray) -> np.ndarray:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def by_role_chart(data: ByRole, surface: Surface) -> Chart:
    """Return the metrics beside or below each other. The items of the marks are rows of the table."""
    paper = open_paper(surface)
    title, subtitle = _title(data, surface), _subtitle(data, surface)
    table = partial(_table, data, surface)
    top = heading(paper, title, subtitle)
    if not data.metrics:
        say(paper, top, "Nobody has answered a survey in that time. Import surveys to compare roles.")
        return Chart(paper.figure, title, subtitle, table, no_marks())
    marks = [_draw_panel(paper, box, data, place) for place, box in enumerate(_boxes(paper, data, top))]
    return Chart(
        paper.figure,
        title,
        subtitle,
        table,
        Marks(*(np.concatenate(part) for part in zip(*marks, strict=True))),
    )


def _boxes(paper: Paper, data: ByRole, top: float) -> list[_Box]:
    """Return where each panel is: beside each other where all are wide enough, else below each other. The
    axes are left out where the rows would be too near to each other with them: the values stand beside them.
    """
    surface, line = paper.surface, line_height(paper)
    left, right = surface.padding, surface.width - surface.padding
    count, height = len(data.metrics), surface.height - surface.padding - top
    rows = [int(np.sum(groups.n > 0)) for groups in data.metrics]
    each = (right - left - (count - 1) * _BETWEEN) / count
    beside = count == 1 or each >= _SIDE_BY_SIDE
    in_a_column, rows_in_it = (1, max(rows)) if beside else (count, sum(rows))
    for numbers in (line, 0.0):
        pitch = (height - in_a_column * (line + numbers + surface.theme.space.small)) / rows_in_it
        if pitch >= _LEAST_PITCH:
            break
    pitch = min(pitch, _MOST_PITCH)
    if beside:
        return [
            _Box(left + place * (each + _BETWEEN), top, each, pitch, bool(numbers)) for place in range(count)
        ]
    each_top = top + np.cumsum(
        [0.0, *(line + numbers + surface.theme.space.small + pitch * number for number in rows)]
    )
    return [_Box(left, float(each_top[place]), right - left, pitch, bool(numbers)) for place in range(count)]


def _draw_panel(paper: Paper, box: _Box, data: ByRole, place: int) -> tuple[np.ndarray, ...]:
    """Draw one metric; return the parts of its marks."""
    surface, look = paper.surface, paper.surface.theme
    groups, size, line = data.metrics[place], look.text.small, line_height(paper)
    heard = np.flatnonzero(groups.n > 0)
    right = box.left + box.width
    unit = unit_text(groups.unit) or _scale(groups, surface)
    silent = [
        role for role, count in zip(data.roles, groups.n, strict=True) if not count and role != OTHER_ROLE
    ]
    draw_head(
        paper,
        box.left,
        right,
        box.top + line / 2,
        f"{groups.name}, {unit}" if unit else groups.name,
        f"no answers: {', '.join(silent)}" if silent else "",
    )
    names = [data.roles[role][:1].upper() + data.roles[role][1:] for role in heard]
    texts = [_text(groups, int(role), surface) for role in heard]
    room = _MOST_LABEL_SHARE * box.width
    start = box.left + min(max(width_of(paper, name, size) for name in names), room) + look.space.medium
    end = right - max(width_of(paper, text, size) for text in texts) - look.space.medium
    first = box.top + line + look.space.tiny
    middle = first + (np.arange(len(heard)) + 0.5) * box.pitch
    scale = _Scale(start, end, *_range(groups))
    if box.numbered:
        _draw_ticks(paper, scale, first, first + box.pitch * len(heard))
    parts = [
        scale.x(axis_values(part, groups.unit)[heard]) for part in (groups.low, groups.value, groups.high)
    ]
    for row, name in enumerate(names):
        write(paper, box.left, middle[row], elided(paper, name, room, size), look.ink, size)
        write(paper, right, middle[row], texts[row], look.ink, size, align="right")
        if np.isfinite(parts[1][row]):
            _draw_dot(paper, [float(part[row]) for part in parts], middle[row], groups.n[heard[row]])
    half, across = np.full(len(heard), box.pitch / 2), np.ones(len(heard))
    return (
        place * len(data.roles) + heard,
        parts[1],
        groups.value[heard],
        box.left * across,
        middle - half,
        right * across,
        middle + half,
    )


def _draw_ticks(paper: Paper, scale: _Scale, top: float, bottom: float) -> None:
    """Draw hairlines at round values, with their numbers below."""
    surface, look = paper.surface, paper.surface.theme
    most = min(max(int((scale.right - scale.left) / _BETWEEN_TICKS), 2), _MOST_TICKS)
    ticks = scales.round_ticks(scale.low, scale.high, most)
    for tick, text in zip(ticks, tick_texts(ticks, surface.style), strict=True):
        x = float(scale.x(np.array(tick)))
        hairline(paper, (x, x), (top, bottom))
        below = bottom + line_height(paper) / 2
        write(paper, x, below, text, look.muted, look.text.small, align="center")


def _draw_dot(paper: Paper, x: list[float], y: float, count: float) -> None:
    """Draw an interval with its dot, hollow where few answered."""
    look = paper.surface.theme
    low, value, high = x
    if np.isfinite(low) and np.isfinite(high):
        paper.layer.plot(
            [low, high],
            [y, y],
            color=look.accent,
            alpha=2.5 * look.chart.interval_opacity,
            linewidth=_DOT,
            solid_capstyle="butt",
        )
    face = look.panel if count < FEW else look.accent
    paper.layer.plot(
        [value], [y], "o", markersize=_DOT + 1, markerfacecolor=face, markeredgecolor=look.accent, zorder=3
    )


def _range(groups: Groups) -> tuple[float, float]:
    """Return the ends of the axis: around the values and their intervals."""
    ends = axis_values(
        np.r_[groups.value, groups.low, groups.high][np.tile(np.isfinite(groups.value), 3)], groups.unit
    )
    bounds = tuple(float(axis_values(np.array(end), groups.unit)) for end in groups.bounds)
    least = (bounds[1] - bounds[0]) / 5 if np.isfinite(bounds).all() else 1.0
    return scales.line_range(ends, bounds, least)


def _scale(groups: Groups, surface: Surface) -> str:
    if not np.isfinite(groups.bounds).all():
        return ""
    low, high = (formatting.number(end, surface.style) for end in groups.bounds)
    return f"scale of {low} to {high}"


def _text(groups: Groups, role: int, surface: Surface) -> str:
    """Return a value with its number of answers, short."""
    count = int(groups.n[role])
    if not np.isfinite(groups.value[role]):
        return formatting.UNKNOWN
    few = groups.unit == "share" and count < FEW
    text = value_text(float(groups.value[role]), groups.unit, surface.style, "", count if few else None)
    return text if few else f"{text}, n {formatting.number(count, surface.style)}"


def _title(data: ByRole, surface: Surface) -> str:
    """Return the widest gap between two roles whose intervals do not meet, else that there is none."""
    gaps = [gap for groups in data.metrics if (gap := widest_gap(groups)) is not None]
    if gaps:
        widest = max(gaps, key=lambda gap: gap.share)
        groups, worst, best = widest.groups, widest.lowest, widest.highest
        low, high = (
            value_text(float(groups.value[role]), groups.unit, surface.style) for role in (worst, best)
        )
        return f"{groups.name} {low} for {data.roles[worst]}, {high} for {data.roles[best]}"
    if not data.metrics:
        return "Scores by role"
    heard = {role for groups in data.metrics for role in np.flatnonzero(groups.n > 0).tolist()}
    if len(heard) > 1:
        return "No clear difference between roles"
    role = data.roles[heard.pop()]
    return (
        "The roles of those who answered are not known"
        if role == OTHER_ROLE
        else f"Only one role has answered: {role}"
    )


def _subtitle(data: ByRole, surface: Surface) -> str:
    count = sum(int(groups.n.sum()) for groups in data.metrics)
    parts = [part for part in (data.whose, data.period) if part]
    parts.append(formatting.counted(count, "answer", "answers", surface.style))
    by_account = any(is_widened(groups) for groups in data.metrics)
    if data.metrics:
        # Bars that do not meet are no clear difference where few accounts gave most of the answers.
        means = " by answer, the comparison is by account" if by_account else ""
        parts.append(f"bars: 95{formatting.NO_BREAK}% intervals{means}")
    if any(np.any((groups.n > 0) & (groups.n < FEW)) for groups in data.metrics):
        parts.append(f"hollow: fewer than {FEW} answers")
    return " · ".join(parts)


def _table(data: ByRole, surface: Surface) -> Table:
    """Return every metric by role, roles that were not heard too."""
    style = surface.style
    rows = (
        (
            groups.name,
            role,
            cells.measured(groups.value[place], groups.unit, style),
            cells.ends(groups.low[place], groups.high[place], groups.unit, style) if groups.n[place] else "",
            cells.counted(groups.n[place], style),
        )
        for groups in data.metrics
        for place, role in enumerate(data.roles)
    )
    return (_HEADER, *rows)
