"""What people answered over time: a panel for each survey metric, with intervals and clear changes marked."""

from __future__ import annotations

from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Surface, Table
from cxdesk.charts.panels import (
    CHANGE_MARKS,
    Frame,
    draw_changes,
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
    scale_width,
)
from cxdesk.charts.paper import Paper, heading, no_marks, open_paper, say, width_of
from cxdesk.charts.records import ScoresOverTime
from cxdesk.charts.series import (
    FEW,
    Series,
    change_in_words,
    last_periods,
    named_with_unit,
    period_text,
)
from cxdesk.formatting import NumberStyle
from cxdesk.metrics.unit_texts import value_text

_NOTHING = "Nobody has answered a survey yet. Import surveys, or tickets with ratings."
_UNDATED = "The answers do not say when they were given. Import surveys with the day of each answer."
_HEADER = ("Metric", "Period", "Value", "95 % interval", "Answers", "Clear change", "Mostly other accounts")


def scores_over_time_chart(data: ScoresOverTime, surface: Surface) -> Chart:
    """Return the metrics one below the other. The items of the marks are rows of the table, from 0 below its
    header.
    """
    paper = open_paper(surface)
    title, subtitle = _title(data, surface), _subtitle(data, surface)
    table = partial(_table, data, surface)
    top = heading(paper, title, subtitle)
    if not data.series:
        say(paper, top, _UNDATED if data.undated else _NOTHING)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    frames = _frames(paper, data, top)
    for frame, series in zip(frames, data.series, strict=True):
        _draw_panel(paper, data, frame, series)
    draw_periods(paper, frames[-1], data.periods)
    starts = np.cumsum([0, *(len(series.known) for series in data.series)])
    rows = [
        _numbered(series, start, len(data.periods))
        for series, start in zip(data.series, starts, strict=False)
    ]
    marks = period_marks(list(zip(frames, data.series, strict=True)), rows)
    return Chart(paper.figure, title, subtitle, table, marks)


def _numbered(series: Series, start: int, count: int) -> np.ndarray:
    """Return the table's row for each period that has one."""
    rows = np.full(count, -1)
    rows[series.known] = start + np.arange(len(series.known))
    return rows


def _frames(paper: Paper, data: ScoresOverTime, top: float) -> list[Frame]:
    """Return a plot for each metric, one below the other, with room for numbers on both sides."""
    surface, look = paper.surface, paper.surface.theme
    small = look.space.small
    bottom = surface.height - surface.padding - line_height(paper) - look.space.tiny
    each = (bottom - top) / len(data.series)
    ranges = [line_values([series]) for series in data.series]
    plot_height = max(each - line_height(paper) - look.space.tiny - small, 1.0)
    numbers = max(
        scale_width(paper, values, plot_height, series.unit)
        for values, series in zip(ranges, data.series, strict=True)
    )
    newest = max(
        width_of(paper, newest_text(series, surface.style), look.text.small, look.text.semibold)
        for series in data.series
    )
    left = surface.padding + numbers + look.space.tiny
    right = surface.width - surface.padding - newest - small
    return [
        Frame(
            left,
            top + place * each + line_height(paper) + look.space.tiny,
            right,
            top + (place + 1) * each - (small if place + 1 < len(ranges) else 0.0),
            len(data.periods),
            values,
        )
        for place, values in enumerate(ranges)
    ]


def _draw_panel(paper: Paper, data: ScoresOverTime, frame: Frame, series: Series) -> None:
    name = named_with_unit(series, paper.surface.style)
    middle = frame.top - line_height(paper) / 2 - paper.surface.theme.space.tiny
    note = note_text(series, data.periods, paper.surface.style)
    draw_head(paper, frame.left, frame.right, middle, name, note)
    draw_scale(paper, frame, series.unit)
    draw_line(paper, frame, series)
    draw_changes(paper, frame, series)
    draw_newest(paper, frame, series)


def _title(data: ScoresOverTime, surface: Surface) -> str:
    """Return the newest clear change, else that there is none."""
    changes = [
        (int(period), place)
        for place, series in enumerate(data.series)
        for period in np.flatnonzero(np.isfinite(series.change))
    ]
    if not data.series:
        return "Scores over time"
    if not changes:
        if all(len(series.known) < 2 for series in data.series):
            return f"Scores of one {data.periods.step}"
        return f"No clear change of scores from one {data.periods.step} to the next"
    period, place = max(changes, key=lambda change: (change[0], -change[1]))
    series = data.series[place]
    before = series.known[series.known < period][-1]
    verb = "rose" if series.change[period] > 0 else "fell"
    old, new = (value_text(float(series.value[at]), series.unit, surface.style) for at in (before, period))
    when = period_text(data.periods, period, surface.style)
    others = ", mostly other accounts" if series.is_of_others(period) else ""
    return f"{series.name} {verb} from {old} to {new}, {when}{others}"


def _subtitle(data: ScoresOverTime, surface: Surface) -> str:
    """Return the periods, how many answers, and what the marks mean."""
    answers = formatting.counted(data.answers, "answer", "answers", surface.style)
    parts = [data.whose] if data.whose else []
    parts += [last_periods(data.periods, surface.style), answers]
    if data.undated:
        parts.append(f"{formatting.number(data.undated, surface.style)} without a date left out")
    if data.series:
        parts.append(f"band: 95{formatting.NO_BREAK}% interval")
    if any(np.isfinite(series.change).any() for series in data.series):
        together = f" over {data.comparisons} comparisons" if data.comparisons > 1 else ""
        level = f"95{formatting.NO_BREAK}%{together}"
        same, other = CHANGE_MARKS
        parts.append(f"{same} clear change from the {data.periods.step} before ({level})")
        if any(
            series.is_of_others(period)
            for series in data.series
            for period in np.flatnonzero(np.isfinite(series.change))
        ):
            parts.append(f"{other} with mostly other accounts answering")
    if any(np.any(series.n[series.known] < FEW) for series in data.series):
        parts.append(f"hollow: fewer than {FEW} answers")
    return " · ".join(parts)


def _change(series: Series, period: int, style: NumberStyle) -> str:
    return change_in_words(float(series.change[period]), series.unit, style)


def _table(data: ScoresOverTime, surface: Surface) -> Table:
    """Return each known value with its interval."""
    style = surface.style
    rows = (
        (
            series.name,
            cells.span(data.periods, int(period), style),
            cells.measured(series.value[period], series.unit, style),
            cells.ends(series.low[period], series.high[period], series.unit, style),
            cells.counted(series.n[period], style),
            cells.measured(series.change[period], series.unit, style, text=_change(series, period, style))
            if np.isfinite(series.change[period])
            else "",
            "yes" if series.is_of_others(period) else "",
        )
        for series in data.series
        for period in series.known
    )
    return (_HEADER, *rows)
