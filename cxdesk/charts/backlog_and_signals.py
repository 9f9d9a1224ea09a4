"""How much waited, and what customers said in the same weeks: panels on one time axis, one scale each."""

from __future__ import annotations

from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells, scales
from cxdesk.charts.chart import Chart, Surface, Table
from cxdesk.charts.panels import (
    Frame,
    draw_bars,
    draw_head,
    draw_line,
    draw_newest,
    draw_periods,
    draw_scale,
    line_height,
    line_values,
    newest_text,
    note_text,
    period_marks,
    point_text,
    scale_width,
)
from cxdesk.charts.paper import Paper, heading, no_marks, open_paper, say, width_of, write
from cxdesk.charts.records import BacklogAndSignals
from cxdesk.charts.series import FEW, Series, last_periods, named_with_unit, period_text

_NOTHING = "No tickets are recorded. Import tickets to see how many wait."


def backlog_and_signals_chart(data: BacklogAndSignals, surface: Surface) -> Chart:
    """Return bars of open tickets over lines of the signals. The items of the marks are rows of the table,
    which are the periods.
    """
    paper = open_paper(surface)
    title, subtitle = _title(data, surface), _subtitle(data, surface)
    table = partial(_table, data, surface)
    top = heading(paper, title, subtitle)
    if not len(data.backlog.known) or not data.tickets:
        say(paper, top, _NOTHING)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    every = [data.backlog, *data.signals]
    frames = _frames(paper, every, len(data.periods), top)
    for frame, series in zip(frames, every, strict=True):
        _draw_panel(paper, data, frame, series)
    draw_periods(paper, frames[-1], data.periods)
    rows = [np.arange(len(data.periods))] * len(every)
    marks = period_marks(list(zip(frames, every, strict=True)), rows)
    return Chart(paper.figure, title, subtitle, table, marks)


def _frames(paper: Paper, every: list[Series], count: int, top: float) -> list[Frame]:
    """Return the plots, all of one width so that a week is below itself."""
    surface, look = paper.surface, paper.surface.theme
    line, small = line_height(paper), look.space.small
    bottom = surface.height - surface.padding - line - look.space.tiny
    each = (bottom - top) / len(every)
    ranges = [scales.bar_range(every[0].value), *(line_values([series]) for series in every[1:])]
    height = max(each - line - look.space.tiny - small, 1.0)
    numbers = max(
        scale_width(paper, values, height, series.unit) for values, series in zip(ranges, every, strict=True)
    )
    texts = [newest_text(series, surface.style) for series in every]
    newest = max(width_of(paper, text, look.text.small, look.text.semibold) for text in texts)
    left = surface.padding + numbers + look.space.tiny
    right = surface.width - surface.padding - newest - small
    return [
        Frame(
            left,
            top + place * each + line + look.space.tiny,
            right,
            top + (place + 1) * each - (small if place + 1 < len(every) else 0.0),
            count,
            values,
        )
        for place, values in enumerate(ranges)
    ]


def _draw_panel(paper: Paper, data: BacklogAndSignals, frame: Frame, series: Series) -> None:
    bars = series is data.backlog
    surface, look = paper.surface, paper.surface.theme
    note = "" if bars else note_text(series, data.periods, surface.style)
    middle = frame.top - line_height(paper) / 2 - paper.surface.theme.space.tiny
    draw_head(paper, frame.left, frame.right, middle, named_with_unit(series, surface.style), note)
    if not len(series.known):
        text = series.missing or "not known"
        write(paper, frame.left, (frame.top + frame.bottom) / 2, text, look.muted, look.text.small)
        return
    draw_scale(paper, frame, series.unit)
    if bars:
        draw_bars(paper, frame, series.value, look.bar)
    else:
        draw_line(paper, frame, series)
    draw_newest(paper, frame, series)


def _title(data: BacklogAndSignals, surface: Surface) -> str:
    """Return how much waits now and when most did."""
    known = data.backlog.known
    if not len(known) or not data.tickets:
        return "Backlog and customer signals"
    value = data.backlog.value
    now, peak = int(known[-1]), int(known[np.argmax(value[known])])
    if value[peak] == 0:
        return f"No ticket was open at the end of any {data.periods.step}"
    text = formatting.counted(float(value[now]), "open ticket", "open tickets", surface.style)
    if value[peak] <= value[now]:
        return f"{text}, the most in {last_periods(data.periods, surface.style).removeprefix('last ')}"
    when = period_text(data.periods, peak, surface.style).removeprefix("to ")
    most = formatting.number(float(value[peak]), surface.style)
    return f"{text}; at most {most} at the end of a {data.periods.step}, {when}"


def _subtitle(data: BacklogAndSignals, surface: Surface) -> str:
    parts = [data.whose] if data.whose else []
    parts.append(last_periods(data.periods, surface.style))
    parts.append(f"{formatting.counted(data.tickets, 'ticket', 'tickets', surface.style)} opened")
    if any(np.isfinite(series.low[series.known]).any() for series in data.signals):
        parts.append(f"band: 95{formatting.NO_BREAK}% interval")
    if any(np.any(series.n[series.known] < FEW) for series in data.signals):
        parts.append(f"hollow: n below {FEW}")
    return " · ".join(parts)


def _table(data: BacklogAndSignals, surface: Surface) -> Table:
    """Return one row for each period."""
    style = surface.style
    header = ["Period", data.backlog.name]
    for series in data.signals:
        header += [series.name, f"{series.name}, 95 % interval", f"{series.name}, n"]
    rows = []
    for period in range(len(data.periods)):
        row = [
            cells.span(data.periods, period, style),
            cells.counted(data.backlog.value[period], style),
        ]
        for series in data.signals:
            known = np.isfinite(series.value[period])
            low, high = float(series.low[period]), float(series.high[period])
            row += [
                cells.measured(
                    series.value[period], series.unit, style, text=point_text(series, period, style)
                ),
                cells.ends(low, high, series.unit, style) if known else "",
                cells.counted(series.n[period], style),
            ]
        rows.append(tuple(row))
    return (tuple(header), *rows)
