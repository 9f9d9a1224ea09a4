"""Who was asked and who answered: invitations per period as stacked bars, and the names of the silent."""

from __future__ import annotations

from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells, scales
from cxdesk.charts.chart import Chart, Marks, Surface, Table
from cxdesk.charts.panels import (
    BAR_SHARE,
    Frame,
    draw_bars,
    draw_periods,
    draw_scale,
    line_height,
    scale_width,
)
from cxdesk.charts.paper import (
    Paper,
    elided,
    heading,
    no_marks,
    open_paper,
    say,
    width_of,
    wrapped,
    write,
)
from cxdesk.charts.records import Response
from cxdesk.charts.series import last_periods, period_text

_COLUMN_FROM = 760.0
"""From this width on the silent stand in a column on the right, else in words at the foot."""
_COLUMN_SHARE = 0.26
_MOST_FOOT_LINES = 2
_QUARTERS_OF_A_YEAR = 4
_SILENT_OPACITY = 0.4
_NOTHING = "No survey invitations are recorded. Import surveys with the day on which people were asked."
_ONLY_ANSWERS = "The surveys here list only answers: whom they asked in vain is not known."
_UNIT = "invitations"
_HEADER = ("What", "Asked", "Answered", "Response rate")


def response_chart(data: Response, surface: Surface) -> Chart:
    """Return the bars with the list of the silent. The items of the marks are periods."""
    paper = open_paper(surface)
    title, subtitle = _title(data, surface), _subtitle(data, surface)
    table = partial(_table, data, surface)
    top = heading(paper, title, subtitle)
    if not data.asked.any():
        say(paper, top, _ONLY_ANSWERS if data.only_answers else _NOTHING)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    in_column = surface.width >= _COLUMN_FROM
    right, bottom = surface.width - surface.padding, surface.height - surface.padding
    if in_column:
        right -= _COLUMN_SHARE * surface.width
        _draw_column(paper, data, right, top)
    else:
        bottom = _draw_foot(paper, data)
    frame = _frame(paper, data, top, right, bottom)
    draw_scale(paper, frame, _UNIT)
    look = surface.theme
    draw_bars(paper, frame, data.answered, look.accent)
    draw_bars(paper, frame, data.asked - data.answered, look.bar, data.answered, _SILENT_OPACITY)
    _draw_rates(paper, frame, data)
    _draw_words(paper, frame, data)
    draw_periods(paper, frame, data.periods)
    return Chart(paper.figure, title, subtitle, table, _marks(frame, data))


def _frame(paper: Paper, data: Response, top: float, right: float, bottom: float) -> Frame:
    """Return the plot, with room for numbers on the left, two words on the right, a rate above each bar."""
    surface, look = paper.surface, paper.surface.theme
    line = line_height(paper)
    words = max(width_of(paper, word, look.text.small, look.text.medium) for word in ("answered", "silent"))
    values = scales.bar_range(data.asked.astype(float))
    low, foot = top + line, bottom - line - look.space.tiny
    left = surface.padding + scale_width(paper, values, foot - low, _UNIT) + look.space.tiny
    return Frame(left, low, right - words - look.space.medium, foot, len(data.periods), values)


def _draw_rates(paper: Paper, frame: Frame, data: Response) -> None:
    """Write above each bar how many of those asked answered, where the bars are wide enough for all."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    texts = [
        formatting.percent(answered / asked, int(asked), surface.style).split(" (")[0] if asked else ""
        for asked, answered in zip(data.asked.tolist(), data.answered.tolist(), strict=True)
    ]
    widest = max(width_of(paper, text, size) for text in texts)
    step = max(int(np.ceil((widest + look.space.tiny) / frame.pitch)), 1)
    for period in range(frame.count - 1, -1, -step):
        y = float(frame.y(data.asked[period])) - line_height(paper) / 2
        write(paper, float(frame.x(period)), y, texts[period], look.ink, size, align="center")


def _draw_words(paper: Paper, frame: Frame, data: Response) -> None:
    """Name the two parts of the bars beside the newest one that has any, one line apart at least."""
    look = paper.surface.theme
    newest = int(np.flatnonzero(data.asked)[-1])
    asked, answered = float(data.asked[newest]), float(data.answered[newest])
    size, weight, line = look.text.small, look.text.medium, line_height(paper)
    x = frame.right + look.space.tiny
    below = min(float(frame.y(answered / 2)), frame.bottom - size / 2)
    above = min(float(frame.y((answered + asked) / 2)), below - line)
    if answered:
        write(paper, x, below, "answered", look.accent, size, weight)
    if asked > answered:
        write(paper, x, above if answered else below, "silent", look.muted, size, weight)


def _draw_column(paper: Paper, data: Response, left: float, top: float) -> None:
    """List the silent on the right, those of whom most were asked first, as many as there is room for."""
    surface, look = paper.surface, paper.surface.theme
    size, line = look.text.small, line_height(paper)
    left += look.space.large
    right = surface.width - surface.padding
    y = top + line / 2
    for text in wrapped(paper, _silent_title(data, surface), right - left, size, look.text.semibold):
        write(paper, left, y, text, look.ink, size, look.text.semibold)
        y += line
    if data.silent:
        write(paper, right, y, "asked", look.muted, size, align="right")
        y += line
    fitting = int((surface.height - surface.padding - y) / line)
    shown = data.silent if len(data.silent) <= fitting else data.silent[: max(fitting - 1, 0)]
    for name, asked in shown:
        number = formatting.number(asked, surface.style)
        room = right - left - width_of(paper, number, size) - look.space.small
        write(paper, left, y, elided(paper, name, room, size), look.ink, size)
        write(paper, right, y, number, look.muted, size, align="right")
        y += line
    if len(shown) < len(data.silent):
        more = formatting.number(len(data.silent) - len(shown), surface.style)
        write(paper, left, y, f"and {more} more", look.muted, size)


def _draw_foot(paper: Paper, data: Response) -> float:
    """Write the silent in words at the foot; return the y above them."""
    surface, look = paper.surface, paper.surface.theme
    size, line = look.text.small, line_height(paper)
    room = surface.width - 2 * surface.padding
    head = _silent_title(data, surface)
    count = len(data.silent)
    lines = wrapped(paper, head, room, size)
    while count:
        more = len(data.silent) - count
        names = ", ".join(name for name, _asked in data.silent[:count])
        lines = wrapped(paper, f"{head}: {names}{f' and {more:,} more' if more else ''}", room, size)
        if len(lines) <= _MOST_FOOT_LINES:
            break
        count -= 1
    bottom = surface.height - surface.padding
    for number, text in enumerate(reversed(lines)):
        write(paper, surface.padding, bottom - (number + 0.5) * line, text, look.muted, size)
    return bottom - len(lines) * line - look.space.tiny


def _silent_title(data: Response, surface: Surface) -> str:
    """Return how many were asked and are silent."""
    if not data.roles_asked:
        return f"Nobody was asked in the {data.silent_period}"
    share = formatting.out_of(len(data.silent), data.roles_asked, surface.style)
    of = "roles" if data.whose else "roles of accounts"
    return f"{share} {of} are silent, {data.silent_period}"


def _title(data: Response, surface: Surface) -> str:
    """Return how many of those asked answered in the newest period."""
    known = np.flatnonzero(data.asked)
    if not len(known):
        return "Response and silence"
    newest = int(known[-1])
    when = period_text(data.periods, newest, surface.style)
    return f"{_rate(data, newest, surface)} of those asked answered, {when}"


def _rate(data: Response, period: int, surface: Surface) -> str:
    asked = int(data.asked[period])
    return formatting.percent(float(data.answered[period]) / asked, asked, surface.style)


def _subtitle(data: Response, surface: Surface) -> str:
    """Return the periods, n and the rate a year before, each invitation in the period of its day."""
    asked = formatting.counted(float(data.asked.sum()), "invitation", "invitations", surface.style)
    parts = [data.whose] if data.whose else []
    parts += [last_periods(data.periods, surface.style), asked]
    known = np.flatnonzero(data.asked)
    earlier = int(known[-1]) - _QUARTERS_OF_A_YEAR if len(known) else -1
    if earlier >= 0 and data.asked[earlier]:
        parts.append(f"a year before: {_rate(data, earlier, surface)}")
    if data.only_answers and len(known):
        parts.append("without surveys that list only answers")
    return " · ".join(parts)


def _marks(frame: Frame, data: Response) -> Marks:
    """Return the bars."""
    period = np.flatnonzero(data.asked)
    x, half = frame.x(period.astype(float)), np.full(len(period), BAR_SHARE * frame.pitch / 2)
    return Marks(
        period,
        x,
        data.asked[period].astype(float),
        x - half,
        frame.y(data.asked[period].astype(float)),
        x + half,
        np.full(len(period), frame.bottom),
    )


def _table(data: Response, surface: Surface) -> Table:
    """Return the periods, then the silent."""
    style = surface.style
    periods = (
        (
            cells.span(data.periods, period, style),
            cells.counted(data.asked[period], style),
            cells.counted(data.answered[period], style),
            cells.share(data.answered[period] / data.asked[period], style, _rate(data, period, surface))
            if data.asked[period]
            else formatting.UNKNOWN,
        )
        for period in range(len(data.periods))
    )
    silent = (
        (
            f"Silent: {name}",
            cells.counted(asked, style),
            cells.counted(0, style),
            cells.share(0.0, style, formatting.percent(0.0, asked, style)),
        )
        for name, asked in data.silent
    )
    return (_HEADER, *periods, *silent)
