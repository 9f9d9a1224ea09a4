"""Which features are used: by how many, whether more or less than before, and when last."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.aligned_records import FeatureTable
from cxdesk.charts.chart import Chart, Surface, Table
from cxdesk.charts.paper import Paper, elided, hairline, heading, no_marks, open_paper, say, width_of
from cxdesk.charts.rows import (
    draw_bar,
    draw_dot,
    draw_interval,
    fitting,
    line_of,
    most_rows,
    pitch_of,
    row_marks,
    write_small,
)
from cxdesk.metrics.feature_use import OF_ACCOUNTS, OF_ACTIONS, OF_USERS

_MOST_FEATURES = 20
_NAME_SHARE = 0.30
"""Of the width, at most, for the names."""
_LEVEL_SHARE = 0.62
"""Of what names and last use leave, for the levels; the rest is for trends."""
_TREND_REACHES = math.log(2.5)
"""Trends beyond are drawn as a triangle at the edge."""
_LEAST_TREND = 24.0
"""Pixels below which a trend is a number alone."""
_WORTH_SAYING = math.log(1.25)
"""A change of a quarter up or a fifth down is said in the title, when it is more than chance."""
_WHOLE = {
    OF_ACCOUNTS: ("account", "accounts"),
    OF_USERS: ("active user a month", "active users a month"),
    OF_ACTIONS: ("action a month", "actions a month"),
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns are, in pixels; `scale` is the share at the end of the level's bars."""

    name_right: float
    level: tuple[float, float]
    trend: tuple[float, float]
    trend_text_right: float
    right: float
    scale: float

    @property
    def has_trend_plot(self) -> bool:
        """Whether there is room for more than the trends' numbers."""
        return self.trend[1] - self.trend[0] >= _LEAST_TREND

    def share_x(self, share: float) -> float:
        left, right = self.level
        return left + share / self.scale * (right - left)

    def trend_x(self, trend: float) -> float:
        left, right = self.trend
        inside = min(max(trend, -_TREND_REACHES), _TREND_REACHES)
        return (left + right) / 2 + inside / _TREND_REACHES * (right - left) / 2


def adoption_chart(features: FeatureTable, surface: Surface) -> Chart:
    """Return features as rows, the most used first, with level, trend and last use; at most 20 of them.

    The marks' items are positions in `features.names`.
    """
    paper, use = open_paper(surface), features.use
    order = np.lexsort((np.nan_to_num(use.idle_months, nan=np.inf), -np.nan_to_num(use.share, nan=-1.0)))
    table = partial(_table, features, order, surface)
    title = _title(paper, features, order)
    if use.reason:
        subtitle = _subtitle(features, 0, surface)
        say(paper, heading(paper, title, subtitle), use.reason)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    # The number of rows changes the subtitle, whose lines change the room for rows: two looks settle it.
    shown = len(order)
    for _look in range(2):
        top = heading(open_paper(surface), title, _subtitle(features, shown, surface)) + line_of(paper)
        shown = min(len(order), _MOST_FEATURES, most_rows(paper, top, surface.height - surface.padding))
    subtitle = _subtitle(features, shown, surface)
    top = heading(paper, title, subtitle)
    items, first = _drawn(features, order, shown), top + line_of(paper) + surface.theme.space.tiny
    columns = _columns(paper, features, items)
    pitch = pitch_of(paper, first, surface.height - surface.padding, shown)
    _head(paper, columns, top + line_of(paper) / 2, features)
    if columns.has_trend_plot:
        hairline(paper, (columns.trend_x(0.0),) * 2, (first, first + pitch * shown))
    hairline(paper, (columns.level[0],) * 2, (first, first + pitch * shown))
    for row, item in enumerate(items):
        _draw_row(paper, columns, features, int(item), first + (row + 0.5) * pitch, pitch)
    marks = row_marks(items, use.share[items], first + np.arange(shown) * pitch, pitch, surface.width)
    return Chart(paper.figure, title, subtitle, table, marks)


def _drawn(features: FeatureTable, order: np.ndarray, shown: int) -> np.ndarray:
    """Return the features with a row, in order: the most used, and in place of the last those that the title
    names.
    """
    named = np.isin(order, _named(features, order))
    room = shown - int(named.sum())
    return order[named | (np.cumsum(~named) <= room)] if room >= 0 else order[:shown]


def _named(features: FeatureTable, order: np.ndarray) -> tuple[int, ...]:
    """Return the features that the title names: the one that fades or grows most, else the most and the
    least used.
    """
    use = features.use
    moved = _moved(features)
    if moved is not None:
        found, _verb, pick = moved
        return (int(pick(np.where(found, use.trend, np.nan))),)
    if use.reason or not len(order) or np.sum(use.share > 0) < len(order):
        return ()
    return int(order[0]), int(order[-1])


def _moved(features: FeatureTable) -> tuple[np.ndarray, str, Callable] | None:
    """Return which features fade, else which grow, with the word for it and how to find the first."""
    use = features.use
    for found, verb, pick in (
        (use.clear & (use.trend <= -_WORTH_SAYING), "fade", np.nanargmin),
        (use.clear & (use.trend >= _WORTH_SAYING), "grow", np.nanargmax),
    ):
        if found.any():
            return found, verb, pick
    return None


def _title(paper: Paper, features: FeatureTable, order: np.ndarray) -> str:
    """Return the finding: what fades, what grows, else what is used most and least."""
    use, style = features.use, paper.surface.style
    whose = f"{features.whose}: " if features.whose else ""
    if use.reason or not len(order):
        return f"{whose}Use of features"
    count = formatting.counted(len(order), "feature", "features", style)
    moved, named = _moved(features), _named(features, order)
    if moved is not None:
        found, verb, _pick = moved
        change = _change(float(use.trend[named[0]]), paper.surface)
        number = formatting.number(int(found.sum()), style)
        verb = verb + "s" if found.sum() == 1 else verb
        return f"{whose}{number} of {count} {verb}: {features.names[named[0]]} {change}"
    used = int(np.sum(use.share > 0))
    if used < len(order):
        return f"{whose}{formatting.number(used, style)} of {count} used in the {use.period}"
    first, last = named
    shares = [formatting.percent(float(use.share[item]), None, style) for item in (first, last)]
    if len(order) == 1:
        return f"{whose}{features.names[first]} is the only feature seen: {shares[0]}"
    least = f"{features.names[last]} least ({shares[1]})"
    return f"{whose}{features.names[first]} is used most ({shares[0]}), {least}"


def _subtitle(features: FeatureTable, shown: int, surface: Surface) -> str:
    """Return of what the shares are, the period, how many features, and how many are only in the table."""
    use, style = features.use, surface.style
    parts = [f"share of {_WHOLE[use.of][1]}"]
    if use.of == OF_ACTIONS and not use.reason:
        parts[0] += ", as users are not named"
    if use.reason:
        return f"{parts[0]} · {use.period}"
    parts.append(formatting.counted(round(use.whole), *_WHOLE[use.of], style))
    parts.append(use.period)
    if np.isfinite(use.low).any():
        parts.append(f"95{formatting.NO_BREAK}% interval")
    if use.clear.any():
        together = f" over {len(features.names)} features" if len(features.names) > 1 else ""
        parts.append(f"▲▼ clear at 95{formatting.NO_BREAK}%{together}")
    left = len(features.names) - shown
    if left:
        parts.append(f"{formatting.counted(left, 'other feature', 'other features', style)} in the table")
    return " · ".join(parts)


def _columns(paper: Paper, features: FeatureTable, items: np.ndarray) -> _Columns:
    """Return where the columns stand: names and last uses as wide as they need, the rest is shared."""
    surface, look = paper.surface, paper.surface.theme
    size, gap, use = look.text.small, look.space.medium, features.use
    names = max(width_of(paper, features.names[item], size) for item in items)
    name_right = surface.padding + min(names, _NAME_SHARE * surface.width)
    right = surface.width - surface.padding
    last = max(width_of(paper, _last_use(float(use.idle_months[item]), surface), size) for item in items)
    last = max(last, width_of(paper, "last used", size))
    left, room = name_right + look.space.small, right - last - gap - name_right - look.space.small
    number = width_of(paper, formatting.percent(1.0, None, surface.style), size) + look.space.small
    change = max(width_of(paper, _arrowed(features, int(item), surface), size) for item in items)
    level_right = left + room * _LEVEL_SHARE - number
    trend_left = left + room * _LEVEL_SHARE + gap
    trend_text_right = right - last - gap
    trend_right = max(trend_text_right - change - look.space.small, trend_left + 1.0)
    highest = float(np.nanmax(np.concatenate((use.share[items], use.high[items], [0.01]))))
    return _Columns(
        name_right, (left, level_right), (trend_left, trend_right), trend_text_right, right,
        highest if use.of == OF_ACTIONS else max(highest, 1.0),
    )  # fmt: skip


def _head(paper: Paper, columns: _Columns, y: float, features: FeatureTable) -> None:
    """Name the columns."""
    look = paper.surface.theme
    room = columns.trend[0] - columns.level[0] - look.space.small
    level = fitting(
        paper, (f"share of {features.use.of}, last 3 months", f"share of {features.use.of}"), room
    )
    write_small(paper, columns.level[0], y, level or "share", look.muted)
    room = columns.trend_text_right - columns.trend[0]
    texts = ("last month against the 3 before", "against 3 months before", "month on 3 before", "trend")
    write_small(paper, columns.trend_text_right, y, fitting(paper, texts, room), look.muted, "right")
    write_small(paper, columns.right, y, "last used", look.muted, "right")


def _draw_row(
    paper: Paper, columns: _Columns, features: FeatureTable, item: int, y: float, pitch: float
) -> None:
    """Draw one feature: its bar with interval and number, its trend, its last use."""
    surface, look, use = paper.surface, paper.surface.theme, features.use
    size = look.text.small
    room = columns.name_right - surface.padding
    name = elided(paper, features.names[item], room, size)
    write_small(paper, columns.name_right, y, name, look.ink, "right")
    share, high = float(use.share[item]), float(use.high[item])
    if math.isfinite(share):
        draw_bar(paper, columns.level[0], columns.share_x(share), y, pitch, look.bar)
        end = columns.share_x(share)
        if math.isfinite(high):
            draw_interval(
                paper, columns.share_x(float(use.low[item])), columns.share_x(high), y, pitch, look.ink
            )
            end = columns.share_x(high)
        text = formatting.percent(share, None, surface.style)
        write_small(paper, end + look.space.tiny, y, text, look.ink)
    trend = float(use.trend[item])
    if math.isfinite(trend):
        colour = _trend_colour(features, item, surface)
        if columns.has_trend_plot:
            if math.isfinite(use.trend_low[item]):
                ends = (columns.trend_x(float(end[item])) for end in (use.trend_low, use.trend_high))
                draw_interval(paper, *ends, y, pitch, colour)
            marker = "o" if abs(trend) <= _TREND_REACHES else (">" if trend > 0 else "<")
            draw_dot(paper, columns.trend_x(trend), y, colour, marker)
        text = _arrowed(features, item, surface)
        write_small(paper, columns.trend_text_right, y, text, colour, "right")
    idle = float(use.idle_months[item])
    write_small(
        paper, columns.right, y, _last_use(idle, surface), look.ink if idle == 0 else look.muted, "right"
    )


def _trend_colour(features: FeatureTable, item: int, surface: Surface) -> str:
    """Return the colour of a trend: muted where it cannot be told from none."""
    look, use = surface.theme, features.use
    if not use.clear[item]:
        return look.muted
    return look.good if use.trend[item] > 0 else look.risk


def _arrowed(features: FeatureTable, item: int, surface: Surface) -> str:
    """Return a trend as text, with an arrow where it is more than chance."""
    use = features.use
    text = _change(float(use.trend[item]), surface)
    if not use.clear[item]:
        return text
    return f"{'▲' if use.trend[item] > 0 else '▼'} {text}"


def _change(trend: float, surface: Surface) -> str:
    """Return a log ratio as a change in per cent: "+25 %"."""
    if formatting.is_unknown(trend):
        return formatting.UNKNOWN
    return f"{formatting.signed(math.expm1(trend) * 100.0, surface.style)}{formatting.NO_BREAK}%"


def _last_use(months: float, surface: Surface) -> str:
    """Return how long ago a feature was last used, in whole months."""
    if formatting.is_unknown(months):
        return "never"
    if months == 0:
        return "this month"
    return f"{formatting.number(months, surface.style)}{formatting.NO_BREAK}mo ago"


def _table(features: FeatureTable, order: np.ndarray, surface: Surface) -> Table:
    """Return every feature, none folded."""
    style, use = surface.style, features.use
    header = (
        "Feature",
        "Core",
        f"Share of {use.of}",
        "95 % interval",
        "Trend",
        "Range of the trend",
        "Last used",
    )
    if use.reason:
        return (header,)
    rows = (
        (
            features.names[item],
            "" if features.core.all() else ("yes" if features.core[item] else "no"),
            cells.share(float(use.share[item]), style),
            cells.ends(
                use.low[item],
                use.high[item],
                "share",
                style,
                text=formatting.interval(use.low[item], use.high[item], style, formatting.percent_number),
            ),
            cells.measured(
                use.trend[item], "log ratio", style, text=_change(float(use.trend[item]), surface)
            ),
            cells.ends(
                use.trend_low[item],
                use.trend_high[item],
                "log ratio",
                style,
                text=formatting.interval(
                    *(math.expm1(end[item]) * 100.0 for end in (use.trend_low, use.trend_high)), style
                ),
            ),
            cells.number(
                use.idle_months[item], _last_use(float(use.idle_months[item]), surface), "months ago"
            ),
        )
        for item in order
    )
    return (header, *rows)
