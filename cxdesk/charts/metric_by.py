"""One metric for each group of a dimension over time: small panels on one scale."""

from __future__ import annotations

from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Surface, Table
from cxdesk.charts.gaps import is_sampled, is_widened, widest_gap
from cxdesk.charts.panels import (
    Frame,
    draw_head,
    draw_line,
    draw_newest,
    draw_periods,
    draw_scale,
    line_height,
    line_values,
    newest_text,
    period_marks,
    scale_width,
    ticks_for,
)
from cxdesk.charts.paper import Paper, elided, hairline, heading, no_marks, open_paper, say, width_of, write
from cxdesk.charts.records import NOT_KNOWN, MetricBy
from cxdesk.charts.series import FEW, Series, last_periods, period_text, unit_text
from cxdesk.metrics.unit_texts import value_text

MOST_PANELS = 12
_LEAST_WIDTH, _LEAST_HEIGHT = 140.0, 66.0
_WISHED_SHAPE = 1.9
"""Width by height of a panel, as near to as the paper allows."""
_BETWEEN = 12.0


def metric_by_chart(data: MetricBy, surface: Surface) -> Chart:
    """Return at most 12 panels, fewer where there is no room; the other groups are named in words. The items
    of the marks are rows of the table.
    """
    paper = open_paper(surface)
    title, subtitle = _title(data, surface), _subtitle(data, surface)
    table = partial(_table, data, surface)
    top = heading(paper, title, subtitle)
    known = [series for series in data.series if len(series.known)]
    if not known:
        say(paper, top, data.missing or "There is nothing to compare yet.")
        return Chart(paper.figure, title, subtitle, table, no_marks())
    bottom = surface.height - surface.padding
    room = _capacity(surface, bottom - top)
    if len(known) > room or len(known) < len(data.series):
        bottom -= line_height(paper)
        room = _capacity(surface, bottom - top)
        _name_rest(paper, data, known[:room])
    shown = known[:room]
    frames = _frames(paper, data, shown, top, bottom)
    for frame, series in zip(frames, shown, strict=True):
        _draw_panel(paper, data, frame, series, frames)
    marks = period_marks(list(zip(frames, shown, strict=True)), _table_rows(data, shown))
    return Chart(paper.figure, title, subtitle, table, marks)


def _table_rows(data: MetricBy, shown: list[Series]) -> list[np.ndarray]:
    """Return for each panel the table's row of each period, -1 where it has none."""
    found, start = [], 0
    for series in data.series:
        if any(series is one for one in shown):
            rows = np.full(len(series.value), -1)
            rows[series.known] = start + np.arange(len(series.known))
            found.append(rows)
        start += len(series.known)
    return found


def _capacity(surface: Surface, height: float) -> int:
    """Return how many panels there is room for."""
    across = max(int((surface.width - 2 * surface.padding) / _LEAST_WIDTH), 1)
    return min(across * max(int(height / _LEAST_HEIGHT), 1), MOST_PANELS)


def _columns(count: int, width: float, height: float) -> int:
    """Return how many columns bring panels nearest to the wished shape."""

    def distance(columns: int) -> float:
        rows = -(-count // columns)
        shape = (width / columns) / (height / rows)
        too_small = width / columns < _LEAST_WIDTH or height / rows < _LEAST_HEIGHT
        return abs(np.log(shape / _WISHED_SHAPE)) + 0.1 * (columns * rows - count) + 10.0 * too_small

    return min(range(1, count + 1), key=distance)


def _frames(paper: Paper, data: MetricBy, shown: list[Series], top: float, bottom: float) -> list[Frame]:
    """Return a plot for each group, all of one size and scale, row by row."""
    surface, look = paper.surface, paper.surface.theme
    line, values = line_height(paper), line_values(shown)
    size, style = look.text.small, surface.style
    texts = [newest_text(series, style, data.currency) for series in shown]
    newest = max(width_of(paper, text, size, look.text.semibold) for text in texts)
    bottom -= line + look.space.tiny - look.space.small
    right = surface.width - surface.padding
    columns = _columns(len(shown), right - surface.padding, bottom - top)
    rows = -(-len(shown) // columns)
    down = (bottom - top) / rows
    height = max(down - line - look.space.tiny - look.space.small, 1.0)
    left = surface.padding + scale_width(paper, values, height, data.unit) + look.space.tiny
    across = (right - left + _BETWEEN) / columns
    return [
        Frame(
            left + (place % columns) * across,
            top + (place // columns) * down + line + look.space.tiny,
            left + (place % columns + 1) * across - _BETWEEN - newest - look.space.small,
            top + (place // columns + 1) * down - look.space.small,
            len(data.periods),
            values,
        )
        for place in range(len(shown))
    ]


def _draw_panel(paper: Paper, data: MetricBy, frame: Frame, series: Series, frames: list[Frame]) -> None:
    """Draw a panel; numbers stand beside the first of each row, periods under the last of each column."""
    surface = paper.surface
    room = frame.right + _right_of(frames)
    n = f"n {formatting.number(_count(data, series), surface.style)}"
    middle = frame.top - line_height(paper) / 2 - surface.theme.space.tiny
    draw_head(paper, frame.left, room, middle, series.name, n)
    if frame.left == frames[0].left:
        draw_scale(paper, frame, data.unit)
    else:
        _draw_lines(paper, frame, frames[0], data.unit)
    draw_line(paper, frame, series)
    draw_newest(paper, frame, series, data.currency)
    if not any(other.left == frame.left and other.top > frame.top for other in frames):
        draw_periods(paper, frame, data.periods, (frame.left, room))


def _count(data: MetricBy, series: Series) -> float:
    """Return how many observations a group has: of all periods, or of the newest where each looks at all."""
    return float(np.sum(series.n) if data.adds_up else series.n[-1])


def _right_of(frames: list[Frame]) -> float:
    """Return the room on the right of a plot, which the newest values have."""
    first = frames[0]
    second = next((frame for frame in frames if frame.left > first.left), None)
    return second.left - _BETWEEN - first.right if second else 0.0


def _draw_lines(paper: Paper, frame: Frame, first: Frame, unit: str) -> None:
    """Draw the hairlines of the first plot in another."""
    for tick in ticks_for(first.values, first.bottom - first.top, unit):
        y = float(frame.y(tick))
        hairline(paper, (frame.left, frame.right), (y, y))


def _name_rest(paper: Paper, data: MetricBy, shown: list[Series]) -> None:
    """Name at the foot the groups that have no panel."""
    surface, look = paper.surface, paper.surface.theme
    there = set(map(id, shown))
    without = [series.name for series in data.series if id(series) not in there]
    text = f"In the table only ({formatting.number(len(without), surface.style)}): {', '.join(without)}"
    room = surface.width - 2 * surface.padding
    y = surface.height - surface.padding - line_height(paper) / 2
    write(paper, surface.padding, y, elided(paper, text, room, look.text.small), look.muted, look.text.small)


def _title(data: MetricBy, surface: Surface) -> str:
    """Return the two groups that differ most, where they clearly do, over the periods that are shown; in the
    newest where each looks at everything again.
    """
    if not any(len(series.known) for series in data.series):
        return f"{data.label} by {data.dimension}"
    if [series.name for series in data.series] == [NOT_KNOWN]:
        return f"{data.label}: the {data.dimension} is not known"
    gap, when = widest_gap(data.overall), _when(data, surface)
    if gap is None:
        several = sum(len(series.known) > 0 for series in data.series) > 1
        told = ": no clear difference" if is_sampled(data.overall) else ": the same for all"
        said = f"{told}, {when}" if several else ""
        return f"{data.label} by {data.dimension}{said}"
    names = [series.name for series in data.series]
    low, high = (
        value_text(float(data.overall.value[place]), data.unit, surface.style, data.currency)
        for place in (gap.lowest, gap.highest)
    )
    return f"{data.label} {low} for {names[gap.lowest]}, {high} for {names[gap.highest]}, {when}"


def _when(data: MetricBy, surface: Surface) -> str:
    """Return of which time the values of the title and the number of observations are."""
    if data.adds_up:
        return last_periods(data.periods, surface.style)
    return period_text(data.periods, len(data.periods) - 1, surface.style)


def _subtitle(data: MetricBy, surface: Surface) -> str:
    """Return unit, dimension, periods and n."""
    unit = unit_text(data.unit, data.currency)
    unit = "" if unit in data.label.casefold() else unit
    parts = [data.whose] if data.whose else []
    parts.append(f"{data.label}{f', {unit}' if unit else ''}, by {data.dimension}")
    parts.append(last_periods(data.periods, surface.style))
    count = sum(_count(data, series) for series in data.series)
    newest = "" if data.adds_up else f" in {_when(data, surface)}"
    parts.append(f"n = {formatting.number(count, surface.style)}{newest}")
    if any(np.isfinite(series.low[series.known]).any() for series in data.series):
        parts.append(f"band: 95{formatting.NO_BREAK}% interval")
    if any(np.any(series.n[series.known] < FEW) for series in data.series):
        parts.append(f"hollow: n below {FEW}")
    if is_widened(data.overall):
        parts.append("the comparison is by account")
    if data.shared:
        parts.append("shared incidents count in each group")
    return " · ".join(parts)


def _table(data: MetricBy, surface: Surface) -> Table:
    """Return each known value of each group."""
    style = surface.style
    header = (data.dimension[:1].upper() + data.dimension[1:], "Period", data.label, "95 % interval", "n")
    rows = (
        (
            series.name,
            cells.span(data.periods, int(period), style),
            cells.measured(series.value[period], data.unit, style, data.currency),
            cells.ends(series.low[period], series.high[period], data.unit, style, data.currency),
            cells.counted(series.n[period], style),
        )
        for series in data.series
        for period in series.known
    )
    return (header, *rows)
