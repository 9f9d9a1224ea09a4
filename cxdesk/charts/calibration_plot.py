"""Do 20 % mean 20 %? Forecasts of past dates against what came of them, with counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Marks, Surface, Table
from cxdesk.charts.forecast_records import ForecastBins
from cxdesk.charts.paper import Paper, hairline, heading, no_marks, open_paper, plot, say, width_of, write

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MOST_TICKS = 6
_ROOM = 1.08
_HEADER = ("Bin", "Forecasts", "Chance said", "Share that came", "95 % interval")


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plot in pixels; both axes end at the same `most` share."""

    left: float
    top: float
    right: float
    bottom: float
    most: float

    def x(self, share: float) -> float:
        return self.left + share / self.most * (self.right - self.left)

    def y(self, share: float) -> float:
        return self.bottom - share / self.most * (self.bottom - self.top)


def calibration_chart(bins: ForecastBins, surface: Surface) -> Chart:
    """Return the bins as points with their intervals: on the line, what was said came; above, more came.

    The marks' items are positions in `bins`.
    """
    paper = open_paper(surface)
    title, subtitle = _title(bins, surface), _subtitle(bins, surface)
    table = partial(_table, bins, surface)
    top = heading(paper, title, subtitle)
    if not len(bins.n):
        say(paper, top, bins.verdict)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    frame = _framed(paper, top, bins)
    _draw_ground(paper, frame)
    axes = plot(paper, frame.left, frame.top, frame.right, frame.bottom)
    axes.set_xlim(0.0, frame.most)
    axes.set_ylim(0.0, frame.most)
    look = surface.theme
    axes.vlines(bins.said, bins.low, bins.high, color=look.accent, linewidth=look.space.hairline * 2)
    axes.plot(bins.said, bins.came, "o", color=look.accent, markersize=look.text.small * 0.6, clip_on=False)
    _name_counts(paper, frame, bins)
    return Chart(paper.figure, title, subtitle, table, _marks(frame, bins, look.text.small))


def _title(bins: ForecastBins, surface: Surface) -> str:
    """Return whether what was said lies within the interval of what came, bin by bin."""
    if not len(bins.n):
        return "Forecasts against what came of them"
    inside = int(np.sum((bins.said >= bins.low) & (bins.said <= bins.high)))
    if inside == len(bins.n):
        return "What was forecast agrees with what came"
    more = float(bins.n @ bins.came) > float(bins.n @ bins.said)
    told = f"{'More' if more else 'Fewer'} were lost than was forecast"
    if len(bins.n) == 1:
        return told
    of = f"{formatting.number(inside, surface.style)} of {formatting.number(len(bins.n), surface.style)}"
    return f"{told}: {of} bins agree"


def _subtitle(bins: ForecastBins, surface: Surface) -> str:
    """Return what is counted, over which horizon, and what the line and the bars are."""
    style, rows = surface.style, int(bins.n.sum()) if len(bins.n) else 0
    counted = formatting.counted(rows, "forecast", "forecasts", style)
    losses = formatting.counted(bins.events, "loss", "losses", style)
    when = f"within {formatting.number(bins.horizon, style)} days" if bins.horizon else "no day known"
    return f"share lost, {when} · {counted}, {losses} · 95 % intervals · line: as forecast"


def _framed(paper: Paper, top: float, bins: ForecastBins) -> _Frame:
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    widest = width_of(paper, formatting.percent(1.0, None, surface.style), size)
    return _Frame(
        left=surface.padding + widest + look.space.small,
        top=top + size * 1.6,
        right=surface.width - surface.padding - look.space.medium,
        bottom=surface.height - surface.padding - size * 2.8,
        most=min(1.0, max(float(np.max(bins.high)), float(np.max(bins.said))) * _ROOM),
    )


def _draw_ground(paper: Paper, frame: _Frame) -> None:
    """Draw both axes with the same ticks, and the line on which what was said came."""
    surface, look = paper.surface, paper.surface.theme
    size, style = look.text.small, surface.style
    step = next((step for step in _STEPS if frame.most / step <= _MOST_TICKS), _STEPS[-1])
    for tick in np.arange(0.0, frame.most + 1e-9, step):
        text = formatting.percent(float(tick), None, style)
        hairline(paper, (frame.left, frame.right), (frame.y(tick), frame.y(tick)))
        write(paper, frame.left - look.space.small, frame.y(tick), text, look.muted, size, align="right")
        write(paper, frame.x(tick), frame.bottom + size, text, look.muted, size, align="center")
    hairline(
        paper, (frame.x(0.0), frame.x(frame.most)), (frame.y(0.0), frame.y(frame.most)), look.muted, True
    )
    middle = (frame.left + frame.right) / 2
    write(
        paper,
        middle,
        frame.bottom + size * 2.3,
        "chance of loss that was forecast",
        look.muted,
        size,
        align="center",
    )
    write(paper, frame.left, frame.top - size, "share that was lost", look.muted, size)


def _name_counts(paper: Paper, frame: _Frame, bins: ForecastBins) -> None:
    """Write above each interval how many forecasts it holds, where the names do not touch."""
    surface, look = paper.surface, paper.surface.theme
    size, right = look.text.small, -np.inf
    for number, said, high in zip(bins.n.tolist(), bins.said.tolist(), bins.high.tolist(), strict=True):
        text = f"n {formatting.number(number, surface.style)}"
        half = width_of(paper, text, size) / 2
        if frame.x(said) - half < right + look.space.small:
            continue
        right = frame.x(said) + half
        write(
            paper,
            frame.x(said),
            frame.y(high) - size * 0.8,
            text,
            look.muted,
            size,
            align="center",
            ground=look.panel,
        )


def _marks(frame: _Frame, bins: ForecastBins, reach: float) -> Marks:
    x = np.array([frame.x(said) for said in bins.said])
    return Marks(
        item=np.arange(len(bins.n)),
        x=bins.said,
        y=bins.came,
        left=x - reach,
        top=np.array([frame.y(high) for high in bins.high]) - reach,
        right=x + reach,
        bottom=np.array([frame.y(low) for low in bins.low]) + reach,
    )


def _table(bins: ForecastBins, surface: Surface) -> Table:
    style = surface.style
    rows = [
        (
            str(number + 1),
            cells.counted(float(bins.n[number]), style),
            cells.share(float(bins.said[number]), style),
            cells.share(float(bins.came[number]), style),
            cells.ends(float(bins.low[number]), float(bins.high[number]), "share", style),
        )
        for number in range(len(bins.n))
    ]
    return (_HEADER, *rows)
