"""Counts by weekday and hour: a strip of 24 hours for each day, or a bar a day where hours are not known."""

from __future__ import annotations

from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from cxdesk import formatting
from cxdesk.charts.paper import Paper, width_of
from cxdesk.charts.rows import draw_bar, fitting, line_of, write_small
from cxdesk.metrics.escalation_times import EscalationTimes
from cxdesk.workspace.conventions import DAY_NAMES

_STRONGEST = 0.9
"""How much of the accent the fullest cell has."""
_FAINTEST = 0.10
_ON_ACCENT_FROM = 0.55
_GAP = 1.0
_HOURS = 24
_HOUR_STEPS = (1, 2, 3, 6, 12)
_LETTERS = 3

Box = tuple[float, float, float, float]


def draw_hours(paper: Paper, box: Box, times: EscalationTimes) -> None:
    """Draw a cell for each hour of each day, stronger with more escalations, with the count where it fits."""
    surface, look = paper.surface, paper.surface.theme
    left, top, right, bottom = box
    size, days = look.text.small, [name[:_LETTERS] for name in DAY_NAMES]
    write_small(paper, left, top + line_of(paper) / 2, _head(paper, times, right - left), look.muted)
    names = max(width_of(paper, day, size) for day in days) + look.space.small
    totals = width_of(paper, formatting.number(int(times.counts.sum(axis=1).max()), surface.style), size)
    first, start = top + line_of(paper) + look.space.tiny, left + names
    wide = (right - totals - look.space.small - start) / _HOURS
    high = min((bottom - first - line_of(paper)) / len(days), look.chart.bar_pitch)
    most = max(int(times.counts.max()), 1)
    widest = width_of(paper, formatting.number(most, surface.style), size)
    counted = widest <= wide - 2 * _GAP and size <= high - 2 * _GAP
    step = next(step for step in _HOUR_STEPS if step * wide >= 2.2 * size or step == _HOUR_STEPS[-1])
    every = max(int(-(-size * 1.05 // high)), 1)
    for day, name in enumerate(days):
        y = first + (day + 0.5) * high
        if day % every == 0:
            write_small(paper, left, y, name, look.muted)
            total = formatting.number(int(times.counts[day].sum()), surface.style)
            write_small(paper, right, y, total, look.ink, "right")
        for hour in range(_HOURS):
            place, count = (start + hour * wide, y, wide, high), int(times.counts[day, hour])
            _draw_cell(paper, place, count, count / most, counted)
    for hour in range(0, _HOURS, step):
        y = first + len(days) * high + line_of(paper) / 2
        write_small(paper, start + (hour + 0.5) * wide, y, str(hour), look.muted, "center")


def draw_weekdays(paper: Paper, box: Box, times: EscalationTimes) -> None:
    """Draw a bar for each weekday, with its count: the data have no times of day."""
    surface, look = paper.surface, paper.surface.theme
    left, top, right, bottom = box
    write_small(paper, left, top + line_of(paper) / 2, _head(paper, times, right - left), look.muted)
    days = [name[:_LETTERS] for name in DAY_NAMES]
    names = max(width_of(paper, day, look.text.small) for day in days) + look.space.small
    counts = times.counts.sum(axis=1)
    numbers = [formatting.number(int(count), surface.style) for count in counts]
    first, start = top + line_of(paper) + look.space.tiny, left + names
    end = right - max(width_of(paper, number, look.text.small) for number in numbers) - look.space.small
    high = min(look.chart.bar_pitch, (bottom - first) / len(days))
    for day, (name, count, number) in enumerate(zip(days, counts, numbers, strict=True)):
        y, x = first + (day + 0.5) * high, start + count / max(int(counts.max()), 1) * (end - start)
        write_small(paper, left, y, name, look.muted)
        draw_bar(paper, start, x, y, high, look.bar)
        write_small(paper, x + look.space.tiny, y, number, look.ink)


def _head(paper: Paper, times: EscalationTimes, room: float) -> str:
    """Return what is counted: the moments are those of escalations, of opening, or some of each."""
    style = paper.surface.style
    count = formatting.counted(times.total, "escalation", "escalations", style)
    if times.logged == times.total:
        moment = "of the escalation"
    elif times.logged:
        moment = f"of the escalation ({formatting.number(times.logged, style)} logged), else of opening"
    else:
        moment = "in which the ticket was opened"
    if not times.has_hours:
        texts = (
            f"{count} by the day {moment}; times of day are not known",
            f"{count} by day; times of day are not known",
            f"{count} by day",
        )
        return fitting(paper, texts, room)
    short = "opening" if not times.logged else "escalation"
    return fitting(
        paper, (f"{count} by the hour {moment}", f"{count} by hour of {short}", f"{count} by hour"), room
    )


def _draw_cell(paper: Paper, place: Box, count: int, share: float, counted: bool) -> None:
    """Draw one hour of one day at (left, middle, width, height); `share` is that of the fullest cell."""
    look = paper.surface.theme
    left, middle, wide, high = place
    strength = _FAINTEST + (_STRONGEST - _FAINTEST) * share if count else 0.0
    paper.layer.add_patch(
        Rectangle(
            (left + _GAP / 2, middle - high / 2 + _GAP / 2),
            max(wide - _GAP, _GAP),
            max(high - _GAP, _GAP),
            facecolor=_mixed(look.line, look.accent, strength) if count else look.window,
            linewidth=0,
        )
    )
    if counted and count:
        colour = look.on_accent if strength >= _ON_ACCENT_FROM else look.ink
        text = formatting.number(count, paper.surface.style)
        write_small(paper, left + wide / 2, middle, text, colour, "center")


def _mixed(ground: str, colour: str, strength: float) -> tuple[float, float, float]:
    """Return a colour between two."""
    pairs = zip(to_rgb(ground), to_rgb(colour), strict=True)
    return tuple(one + (other - one) * strength for one, other in pairs)
