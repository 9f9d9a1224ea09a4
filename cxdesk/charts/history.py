"""Health of one account over time, with its interval, the bands' edges and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells, scales
from cxdesk.charts.chart import Chart, HealthHistory, Marks, Surface, Table
from cxdesk.charts.event_labels import LANE_HEIGHT, PlacedEvent, place_events
from cxdesk.charts.paper import (
    Paper,
    hairline,
    heading,
    no_marks,
    open_paper,
    plot,
    say,
    width_of,
    write,
)
from cxdesk.charts.rescaled_lines import draw_both, pieces, scale_words

_LEAST_SPAN = 40.0
"""Points that the axis shows at least, so that a flat year looks flat."""
_MOST_LANES = 4
_ALONE = 5.0
"""Diameter in pixels of the dot of a single date."""
_SHARE_FOR_EVENTS = 0.25
"""Of the chart's height, at most, for the labels of events."""
_SPACE_FOR_DATES = 1.4
"""Between two dates on the axis, as a multiple of a date's width."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plot in pixels and its ranges: days since the first date, points."""

    left: float
    top: float
    right: float
    bottom: float
    first: np.datetime64
    days: float
    points: tuple[float, float]

    def x(self, date: np.datetime64) -> float:
        day = (date.astype("datetime64[D]") - self.first) / np.timedelta64(1, "D")
        return self.left + day / self.days * (self.right - self.left)

    def y(self, points: float) -> float:
        low, high = self.points
        return self.bottom - (points - low) / (high - low) * (self.bottom - self.top)


def history_chart(history: HealthHistory, bands: Sequence[tuple[str, float]], surface: Surface) -> Chart:
    """Return the line of one account's health with its 80 % interval.

    `bands` are (name, from) as the standards have them, in any order. The line is broken where health is
    unknown. Events outside the dates of the history are not drawn. The marks' items are positions in
    `history`.
    """
    paper = open_paper(surface)
    known = np.flatnonzero(np.isfinite(history.health))
    title, table = _title(history, known, surface), partial(_table, history, surface)
    if not len(known):
        subtitle = _subtitle(history, known, [], surface)
        message = "Health is not known for any of these dates: there is no evidence yet."
        say(paper, heading(paper, title, subtitle), message)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    frame = _framed(paper, history, known, bands)
    events = _place_events(paper, frame, history)
    subtitle = _subtitle(history, known, events, surface)
    top = heading(paper, title, subtitle)
    lanes = max((event.lane + 1 for event in events if event.text), default=0)
    frame = replace(frame, top=top + lanes * LANE_HEIGHT)
    _draw_bands(paper, frame, bands)
    _draw_dates(paper, frame)
    _draw_events(paper, frame, events, top)
    _draw_line(paper, frame, history)
    _draw_last(paper, frame, history, known)
    return Chart(paper.figure, title, subtitle, table, _marks(frame, history, known))


def _title(history: HealthHistory, known: np.ndarray, surface: Surface) -> str:
    """Return what the line says: a change only where it is larger than the two ends are uncertain, and only
    on the newest of several scales.
    """
    if history.rescaled:
        known = known[known >= history.rescaled[-1].position]
    if len(known) < 2:
        return "Health over time"
    first, last = known[0], known[-1]
    days = (history.date[last] - history.date[first]) / np.timedelta64(1, "D")
    months = formatting.counted(max(round(days / 30.44), 1), "month", "months", surface.style)
    change = float(history.health[last] - history.health[first])
    uncertain = np.hypot(*((history.high[end] - history.low[end]) / 2 for end in (first, last)))
    if abs(change) < 0.5 or abs(change) <= np.nan_to_num(uncertain):
        return f"Health: no clear change in {months}"
    verb = "rose" if change > 0 else "fell"
    size = abs(change)
    points = formatting.number(size, surface.style)
    return f"Health {verb} {points} {'point' if points == '1' else 'points'} in {months}"


def _subtitle(
    history: HealthHistory, known: np.ndarray, events: Sequence[PlacedEvent], surface: Surface
) -> str:
    """Return unit, interval, for how many dates health is known, and how many events have no label."""
    total = len(history.date)
    dates = formatting.counted(total, "date", "dates", surface.style)
    if len(known) < total:
        dates = f"known on {formatting.number(len(known), surface.style)} of {dates}"
    text = f"points, 80{formatting.NO_BREAK}% interval · {dates}"
    text += scale_words(history)
    unlabelled = sum(not event.text for event in events)
    if unlabelled:
        text += f" · {formatting.counted(unlabelled, 'more event', 'more events', surface.style)} at the foot"
    return text


def _framed(
    paper: Paper,
    history: HealthHistory,
    known: np.ndarray,
    bands: Sequence[tuple[str, float]],
) -> _Frame:
    """Return the plot, with room on the left for the bands' words and on the right for the last value."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    words = max((width_of(paper, look.band(name).label, size) for name, _start in bands), default=0.0)
    last = width_of(paper, formatting.number(100, surface.style), look.text.body, look.text.semibold)
    edges = tuple(edge for _name, edge in bands if edge > 0)
    others = [value for each in history.rescaled for value in (each.on_earlier, each.before_on_later)]
    every = np.concatenate([history.health[known], history.low[known], history.high[known], others])
    first, days = history.date[0].astype("datetime64[D]"), 30.0
    if len(history.date) > 1:
        days = float((history.date[-1] - history.date[0]) / np.timedelta64(1, "D"))
    else:
        first = first - np.timedelta64(15, "D")
    return _Frame(
        left=surface.padding + words + look.space.medium,
        top=surface.padding,
        right=surface.width - surface.padding - last - look.space.medium,
        bottom=surface.height - surface.padding - size * 1.4 - look.space.tiny,
        first=first,
        days=days,
        points=scales.score_range(float(np.nanmin(every)), float(np.nanmax(every)), edges, _LEAST_SPAN),
    )


def _place_events(paper: Paper, frame: _Frame, history: HealthHistory) -> list[PlacedEvent]:
    """Return where the events between the first and the last date are drawn."""
    first, last = history.date[0], history.date[-1]
    events = [(frame.x(event.date), event.label) for event in history.events if first <= event.date <= last]
    lanes = int((frame.bottom - frame.top) * _SHARE_FOR_EVENTS / LANE_HEIGHT)
    surface = paper.surface
    return place_events(
        paper,
        events,
        surface.padding / 2,
        surface.width - surface.padding / 2,
        min(max(lanes, 1), _MOST_LANES),
    )


def _draw_bands(paper: Paper, frame: _Frame, bands: Sequence[tuple[str, float]]) -> None:
    """Draw the edge of each band, and its word beside its part of the axis."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    beside = frame.left - look.space.small
    ascending = sorted(bands, key=lambda band: band[1])
    for index, (name, start) in enumerate(ascending):
        end = ascending[index + 1][1] if index + 1 < len(ascending) else 100.0
        bottom = min(frame.y(start), frame.bottom)
        top = max(frame.y(end), frame.top)
        if bottom - top >= 2.4 * size:
            band = look.band(name)
            write(paper, beside, (top + bottom) / 2, band.label, band.ink, size, align="right")
        if frame.points[0] < start < frame.points[1]:
            y = frame.y(start)
            hairline(paper, (frame.left, frame.right), (y, y))
            write(paper, beside, y, formatting.number(start, surface.style), look.muted, size, align="right")
    hairline(paper, (frame.left, frame.right), (frame.bottom, frame.bottom))


def _draw_dates(paper: Paper, frame: _Frame) -> None:
    """Write the months under the axis, with the year at the first and at each January."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    last = frame.first + np.timedelta64(int(frame.days), "D")
    y = frame.bottom + look.space.tiny + size * 0.7
    months = scales.month_starts(frame.first, last)
    widest = max(
        (width_of(paper, formatting.month_text(month, surface.style), size) for month in months), default=1
    )
    fitting = max(int((frame.right - frame.left) / (widest * _SPACE_FOR_DATES)), 1)
    step = next((step for step in (1, 2, 3, 6, 12, 24) if len(months) / step <= fitting), 60)
    for month in months[::step]:
        x = frame.x(month)
        text = formatting.month_text(month, surface.style)
        half = width_of(paper, text, size) / 2
        hairline(paper, (x, x), (frame.bottom, frame.bottom + look.space.tiny))
        if x + half <= surface.width - surface.padding:
            write(paper, x, y, text, look.muted, size, align="center")


def _draw_events(paper: Paper, frame: _Frame, events: Sequence[PlacedEvent], top: float) -> None:
    """Draw each event's dashed line, from its label down, and a tick for one without a label."""
    look = paper.surface.theme
    for event in events:
        if not event.text:
            foot = (frame.bottom - look.space.small, frame.bottom)
            hairline(paper, (event.x, event.x), foot, look.muted)
            continue
        start = top + event.lane * LANE_HEIGHT
        hairline(paper, (event.x, event.x), (start, frame.bottom), look.muted, dashed=True)
        middle = start + LANE_HEIGHT / 2
        write(paper, event.left, middle, event.text, look.muted, look.text.small, ground=look.panel)


def _draw_line(paper: Paper, frame: _Frame, history: HealthHistory) -> None:
    """Draw interval and line, dots where a known date has unknown neighbours, and words in the gaps."""
    look = paper.surface.theme
    axes = plot(paper, frame.left, frame.top, frame.right, frame.bottom)
    axes.set_xlim(0.0, frame.days)
    axes.set_ylim(*frame.points)
    days = (history.date.astype("datetime64[D]") - frame.first) / np.timedelta64(1, "D")
    for piece in pieces(history):
        axes.fill_between(
            days[piece],
            history.low[piece],
            history.high[piece],
            where=np.isfinite(history.health[piece]),
            color=look.accent,
            alpha=look.chart.interval_opacity,
            linewidth=0,
        )
    line = {"color": look.accent, "linewidth": look.chart.line_width, "solid_capstyle": "round"}
    for piece in pieces(history):
        axes.plot(days[piece], history.health[piece], **line)
    draw_both(paper, axes, history, days)
    known = np.isfinite(history.health)
    before, after = np.r_[False, known[:-1]], np.r_[known[1:], False]
    alone = known & ~before & ~after
    axes.vlines(
        days[alone],
        history.low[alone],
        history.high[alone],
        color=look.accent,
        alpha=look.chart.interval_opacity,
        linewidth=_ALONE,
        capstyle="butt",
    )
    axes.plot(days[alone], history.health[alone], "o", color=look.accent, markersize=_ALONE, clip_on=False)
    _name_gaps(paper, frame, days, known)


def _name_gaps(paper: Paper, frame: _Frame, days: np.ndarray, known: np.ndarray) -> None:
    """Write "not known" where the line is broken, if the gap is wide enough for it."""
    look = paper.surface.theme
    size, text = look.text.small, "not known"
    x = frame.left + days / frame.days * (frame.right - frame.left)
    ends = np.r_[frame.left, x[known], frame.right]
    for left, right in pairwise(ends):
        missing = ~known & (x >= left) & (x <= right)
        if missing.any() and right - left > width_of(paper, text, size) + look.space.small:
            x_middle, y_middle = (left + right) / 2, (frame.top + frame.bottom) / 2
            write(paper, x_middle, y_middle, text, look.muted, size, align="center", ground=look.panel)


def _draw_last(paper: Paper, frame: _Frame, history: HealthHistory, known: np.ndarray) -> None:
    """Mark the newest known health with its number."""
    surface, look = paper.surface, paper.surface.theme
    last = known[-1]
    x, y = frame.x(history.date[last]), frame.y(float(history.health[last]))
    paper.layer.plot([x], [y], "o", color=look.accent, markersize=_ALONE, clip_on=False)
    text = formatting.number(history.health[last], surface.style)
    write(paper, x + look.space.small, y, text, look.accent, look.text.body, look.text.semibold)


def _marks(frame: _Frame, history: HealthHistory, known: np.ndarray) -> Marks:
    """Return for each known date the column of the plot that is nearest to it."""
    x = np.array([frame.x(history.date[item]) for item in known])
    between = (x[:-1] + x[1:]) / 2
    height = np.ones(len(known))
    return Marks(
        item=known,
        x=x - frame.left,
        y=history.health[known],
        left=np.r_[frame.left, between],
        top=frame.top * height,
        right=np.r_[between, frame.right],
        bottom=frame.bottom * height,
    )


def _table(history: HealthHistory, surface: Surface) -> Table:
    """Return the dates with health and interval, then the events, in the order of time."""
    style = surface.style
    rows = [
        (
            history.date[item],
            cells.counted(history.health[item], style),
            cells.ends(
                history.low[item],
                history.high[item],
                "",
                style,
                text=formatting.interval(history.low[item], history.high[item], style),
            ),
            "",
        )
        for item in range(len(history.date))
    ]
    rows += [(event.date, "", "", event.label) for event in history.events]
    rows += [
        (history.date[place], cells.counted(value, style), "", f"On the scale {which} {each.scale}")
        for each in history.rescaled
        for place, value, which in (
            (each.position - 1, each.before_on_later, "of"),
            (each.position, each.on_earlier, "before"),
        )
    ]
    rows.sort(key=lambda row: row[0])
    written = ((cells.day(date, style), *rest) for date, *rest in rows)
    return (("Date", "Health", "80 % interval", "Event"), *written)
