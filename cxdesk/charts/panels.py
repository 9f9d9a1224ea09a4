"""Panels: plots over the same periods, one below or beside the other, each with a scale of its own unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.markers import CARETDOWN, CARETUP

from cxdesk import formatting
from cxdesk.charts import scales
from cxdesk.charts.chart import Marks, Surface
from cxdesk.charts.paper import Paper, elided, hairline, no_marks, plot, width_of, write
from cxdesk.charts.series import FEW, Series, axis_values, change_in_words, period_text
from cxdesk.formatting import NumberStyle
from cxdesk.metrics.periods import Periods
from cxdesk.metrics.unit_texts import value_text

LINE = 1.4
"""Height of a line of text, as a multiple of its size."""
_DOT = 4.0
BAR_SHARE = 0.72
"""Of the width of a period, how much its bar fills."""
_BETWEEN_TICKS = 32.0
_MOST_TICKS = 6
_BETWEEN_LABELS = 10.0
_MOST_DOTS = 40
_LEAST_SHARE_OF_NOTE = 0.6
"""Of a note behind a name, that must be left when it is shortened."""
_TICK_DECIMALS = 2
_COUNTED = ("tickets", "invitations")
"""Units whose axis has whole numbers only."""
_TOLD_FROM = 64.0
"""The height of a plot from which changes have their number beside the triangle."""
_LEAST_SPAN = {"share": 20.0, "points": 40.0}
"""What an axis shows at least, so that small differences look small."""
CHANGE_MARKS = ("▲▼", "△▽")
"""Up and down, of the same accounts as before and mostly of others."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot in pixels: `count` periods of equal width, and the range of values in axis units."""

    left: float
    top: float
    right: float
    bottom: float
    count: int
    values: tuple[float, float]

    @property
    def pitch(self) -> float:
        """The width of a period."""
        return (self.right - self.left) / self.count

    def x(self, period: np.ndarray | float) -> np.ndarray | float:
        """Return the middle of a period."""
        return self.left + (period + 0.5) * self.pitch

    def y(self, value: np.ndarray | float) -> np.ndarray | float:
        """Return where a value is."""
        low, high = self.values
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)


def line_height(paper: Paper) -> float:
    """Return the height of a line of small text in pixels."""
    return paper.surface.theme.text.small * LINE


def ticks_for(values: tuple[float, float], height: float, unit: str = "") -> list[float]:
    """Return the round values to write beside a plot of so many pixels."""
    most = min(max(int(height / _BETWEEN_TICKS), 2), _MOST_TICKS)
    return scales.round_ticks(*values, most, whole=unit in _COUNTED)


def line_values(several: Sequence[Series]) -> tuple[float, float]:
    """Return the ends of an axis for lines of one unit: around values and intervals, in axis units. Where
    there is no end to what is possible intervals of few observations are left out, if there are others: they
    would leave no room for the rest. `draw_line` marks them.
    """
    unit = several[0].unit
    value, n, low, high = (
        np.concatenate([getattr(series, part) for series in several])
        for part in ("value", "n", "low", "high")
    )
    known = np.isfinite(value)
    is_open = not np.isfinite(several[0].bounds).all()
    banded = known & (n >= FEW) if is_open and np.any(known & (n >= FEW)) else known
    ends = axis_values(np.r_[value[known], low[banded], high[banded]], unit)
    bounds = tuple(float(axis_values(np.array(end), unit)) for end in several[0].bounds)
    span = float(np.ptp(ends[np.isfinite(ends)])) if np.isfinite(ends).any() else 0.0
    least = _LEAST_SPAN.get(unit, (bounds[1] - bounds[0]) / 4 if np.isfinite(bounds).all() else span or 1.0)
    return scales.line_range(ends, bounds, least)


def tick_texts(ticks: Sequence[float], style: NumberStyle, unit: str = "") -> list[str]:
    """Return the ticks as text, all with as many decimals as the finest of them needs."""
    if unit == "money":
        return [formatting.money_round(tick, style) for tick in ticks]
    decimals = next(
        (
            decimals
            for decimals in range(_TICK_DECIMALS)
            if all(abs(round(tick, decimals) - tick) < 1e-9 for tick in ticks)
        ),
        _TICK_DECIMALS,
    )
    return [formatting.number(tick, style, decimals) for tick in ticks]


def scale_width(paper: Paper, values: tuple[float, float], height: float, unit: str) -> float:
    """Return the width in pixels of the widest number beside a plot."""
    size = paper.surface.theme.text.small
    texts = tick_texts(ticks_for(values, height, unit), paper.surface.style, unit)
    return max((width_of(paper, text, size) for text in texts), default=0.0)


def draw_scale(paper: Paper, frame: Frame, unit: str = "") -> None:
    """Draw hairlines at round values with their numbers on the left."""
    look = paper.surface.theme
    ticks = ticks_for(frame.values, frame.bottom - frame.top, unit)
    for tick, text in zip(ticks, tick_texts(ticks, paper.surface.style, unit), strict=True):
        y = float(frame.y(tick))
        hairline(paper, (frame.left, frame.right), (y, y))
        write(paper, frame.left - look.space.tiny, y, text, look.muted, look.text.small, align="right")


def draw_periods(
    paper: Paper, frame: Frame, periods: Periods, between: tuple[float, float] | None = None
) -> None:
    """Write the names of periods below a plot: the newest, and before it as many as have room `between` two
    pixels (default: the paddings).
    """
    surface, look = paper.surface, paper.surface.theme
    left, right = between or (surface.padding, surface.width - surface.padding)
    size = look.text.small
    texts = [period_text(periods, period, surface.style) for period in range(len(periods))]
    widest = max(width_of(paper, text, size) for text in texts)
    step = max(int(np.ceil((widest + _BETWEEN_LABELS) / frame.pitch)), 1)
    y = frame.bottom + look.space.tiny + line_height(paper) / 2
    before = right
    for period in range(len(periods) - 1, -1, -step):
        x, half = float(frame.x(period)), width_of(paper, texts[period], size) / 2
        x = min(max(x, left + half), right - half)
        if x - half >= left - 1 and x + half <= before:
            write(paper, x, y, texts[period], look.muted, size, align="center")
            before = x - half - _BETWEEN_LABELS


def draw_head(paper: Paper, left: float, right: float, y: float, name: str, note: str = "") -> None:
    """Write what a panel shows above it: its name, and a note behind it where most of it has room."""
    look = paper.surface.theme
    size, weight = look.text.small, look.text.semibold
    shown = elided(paper, name, right - left, size, weight)
    write(paper, left, y, shown, look.ink, size, weight)
    beside = left + width_of(paper, shown, size, weight) + look.space.small
    shown = elided(paper, note, right - beside, size) if right > beside else ""
    if len(shown) > _LEAST_SHARE_OF_NOTE * len(note):
        write(paper, beside, y, shown, look.muted, size)


def note_text(series: Series, periods: Periods, style: NumberStyle) -> str:
    """Return how many observations there are, and up to when where the newest periods are not known."""
    text = f"n = {formatting.number(float(np.nansum(series.n)), style)}"
    if not len(series.known) or series.known[-1] == len(periods) - 1:
        return text
    when = period_text(periods, int(series.known[-1]), style).removeprefix("to ")
    return f"{text}, known to {when}"


def draw_line(paper: Paper, frame: Frame, series: Series) -> Axes:
    """Draw a line with its interval as a band; dots, hollow where there are few observations behind one."""
    look = paper.surface.theme
    axes = plot(paper, frame.left, frame.top, frame.right, frame.bottom)
    axes.set_xlim(0.0, frame.count)
    axes.set_ylim(*frame.values)
    x = np.arange(frame.count) + 0.5
    value, low, high = (axis_values(part, series.unit) for part in (series.value, series.low, series.high))
    known = np.isfinite(value)
    banded = known & np.isfinite(low) & np.isfinite(high)
    opacity = look.chart.interval_opacity
    axes.fill_between(x, low, high, where=banded, color=look.accent, alpha=opacity, linewidth=0)
    axes.plot(x, value, color=look.accent, linewidth=look.chart.line_width, solid_capstyle="round")
    beside = np.r_[False, known[:-1]] | np.r_[known[1:], False]
    alone = banded & ~beside
    width = min(frame.pitch * 0.6, 2.5 * _DOT)
    axes.vlines(x[alone], low[alone], high[alone], color=look.accent, alpha=opacity, linewidth=width)
    _mark_cut(axes, paper, frame, x[banded], low[banded], high[banded])
    few = known & (series.n < FEW)
    full = known & ~few & ((frame.count <= _MOST_DOTS) | ~beside)
    size = min(_DOT, max(frame.pitch * 0.5, 2.0))
    axes.plot(x[full], value[full], "o", color=look.accent, markersize=size, clip_on=False)
    axes.plot(
        x[few],
        value[few],
        "o",
        markerfacecolor=look.panel,
        markeredgecolor=look.accent,
        markersize=size,
        clip_on=False,
    )
    return axes


def _mark_cut(
    axes: Axes, paper: Paper, frame: Frame, x: np.ndarray, low: np.ndarray, high: np.ndarray
) -> None:
    """Draw an arrowhead at the edge of a plot where an interval goes on beyond it."""
    look, (bottom, top) = paper.surface.theme, frame.values
    for beyond, edge, marker in ((high > top, top, CARETUP), (low < bottom, bottom, CARETDOWN)):
        if beyond.any():
            y = np.full(int(beyond.sum()), edge)
            axes.plot(
                x[beyond], y, linestyle="", marker=marker, markersize=_DOT, color=look.accent, clip_on=False
            )


def draw_bars(
    paper: Paper,
    frame: Frame,
    heights: np.ndarray,
    colour: str,
    base: np.ndarray | None = None,
    opacity: float = 1.0,
) -> None:
    """Draw a bar for each period, from zero or on top of `base`."""
    axes = plot(paper, frame.left, frame.top, frame.right, frame.bottom)
    axes.set_xlim(0.0, frame.count)
    axes.set_ylim(*frame.values)
    x = np.arange(frame.count) + 0.5
    axes.bar(x, np.nan_to_num(heights), BAR_SHARE, base, color=colour, alpha=opacity, linewidth=0)


def newest_text(series: Series, style: NumberStyle, currency: str = "") -> str:
    """Return the newest known value as text, "" where there is none; few answers are told as such."""
    if not len(series.known):
        return ""
    return point_text(series, int(series.known[-1]), style, currency)


def point_text(series: Series, period: int, style: NumberStyle, currency: str = "") -> str:
    """Return the value of one period with its unit."""
    count = int(series.n[period])
    counted = count if series.bounds == (0.0, 1.0) and count < FEW else None
    return value_text(float(series.value[period]), series.unit, style, currency, counted)


def draw_newest(paper: Paper, frame: Frame, series: Series, currency: str = "") -> None:
    """Write the newest known value right of the plot, at its height; an older one beside its point."""
    surface, look = paper.surface, paper.surface.theme
    if not len(series.known):
        return
    newest = int(series.known[-1])
    y = float(np.clip(frame.y(axis_values(series.value, series.unit)[newest]), frame.top, frame.bottom))
    text = newest_text(series, surface.style, currency)
    x = (frame.right if newest == frame.count - 1 else float(frame.x(newest))) + look.space.small
    write(paper, x, y, text, look.accent, look.text.small, look.text.semibold)


def draw_changes(paper: Paper, frame: Frame, series: Series) -> None:
    """Mark the clear changes: a triangle up or down with the change, hollow where mostly other accounts
    answered; the newest first where room is short.
    """
    surface, look = paper.surface, paper.surface.theme
    size, weight = look.text.small, look.text.medium
    value = axis_values(series.value, series.unit)
    taken: list[tuple[float, float, float]] = []
    for period in np.flatnonzero(np.isfinite(series.change))[::-1]:
        change = float(series.change[period])
        text = CHANGE_MARKS[series.is_of_others(period)][change <= 0]
        if frame.bottom - frame.top >= _TOLD_FROM:
            text = f"{text} {change_in_words(change, series.unit, surface.style)}"
        half = width_of(paper, text, size, weight) / 2
        x = float(np.clip(frame.x(period), frame.left + half, frame.right - half))
        away = -line_height(paper) if change > 0 else line_height(paper)
        y = float(frame.y(value[period])) + away
        if not frame.top <= y <= frame.bottom:
            y -= 2 * away
        y = float(np.clip(y, frame.top + size / 2, frame.bottom - size / 2))
        free = all(
            abs(y - other) >= size * LINE or x + half + 2 < left or x - half - 2 > right
            for left, right, other in taken
        )
        if free:
            taken.append((x - half, x + half, y))
            colour = change_colour(surface, change, series.higher_is_better)
            write(paper, x, y, text, colour, size, weight, align="center", ground=look.panel)


def change_colour(surface: Surface, change: float, higher_is_better: bool | None) -> str:
    """Return the colour of a change: good, bad, or that of text where neither end is good."""
    look = surface.theme
    if higher_is_better is None or change == 0:
        return look.ink
    return look.good if (change > 0) == higher_is_better else look.risk


def period_marks(parts: Sequence[tuple[Frame, Series]], rows: Sequence[np.ndarray]) -> Marks:
    """Return for each known value the column of its plot; `rows` are the items of each part's periods."""
    columns = [
        (rows[place][period], float(frame.x(period)), float(series.value[period]), frame)
        for place, (frame, series) in enumerate(parts)
        for period in series.known
    ]
    if not columns:
        return no_marks()
    item, x, y, frames = zip(*columns, strict=True)
    half = np.array([frame.pitch / 2 for frame in frames])
    return Marks(
        item=np.array(item),
        x=np.array(x),
        y=np.array(y),
        left=np.array(x) - half,
        top=np.array([frame.top for frame in frames]),
        right=np.array(x) + half,
        bottom=np.array([frame.bottom for frame in frames]),
    )
