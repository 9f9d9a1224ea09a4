"""Who stayed, by when they came: a heat map of cohorts by age, the number in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Marks, Surface, Table
from cxdesk.charts.panels import line_height
from cxdesk.charts.paper import Paper, heading, no_marks, open_paper, say, width_of, write
from cxdesk.charts.records import CohortRetention
from cxdesk.charts.series import FEW, quarter_text
from cxdesk.formatting import NumberStyle
from cxdesk.theme import Theme

_QUARTERS = 4
_MOST_ROW, _LEAST_ROW = 30.0, 15.0
_MOST_CELL = 64.0
_GAP = 1.0
"""Pixels between two cells."""
_PALE, _STRONG = 0.10, 1.0
"""How much of the accent a cell has where none and where all stayed."""
_NOTHING = "No account has a known start. Import accounts with their start date, or contracts."


@dataclass(frozen=True, slots=True)
class _Map:
    """What is drawn: cohorts by row, ages by column. `kept` is NaN where it is not known yet; `age` is in
    quarters, `names` are the cohorts'.
    """

    names: tuple[str, ...]
    size: np.ndarray
    kept: np.ndarray
    age: np.ndarray


def cohort_retention_chart(data: CohortRetention, surface: Surface) -> Chart:
    """Return the map, with cohorts of a year where those of a quarter would not fit. The items of the marks
    are rows of the table.
    """
    paper = open_paper(surface)
    fits = _fits(paper, len(data.size))
    map_ = _by_quarter(data, surface.style) if fits else _by_year(data)
    title, subtitle = _title(data, surface), _subtitle(data, surface, fits)
    table = partial(_table, map_, surface)
    top = heading(paper, title, subtitle)
    if not len(data.size):
        say(paper, top, _NOTHING)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    return Chart(paper.figure, title, subtitle, table, _draw(paper, map_, top))


def _fits(paper: Paper, rows: int) -> bool:
    """Return whether so many cohorts have room for their numbers."""
    surface = paper.surface
    heads = surface.theme.text.body * 1.4 + 4 * line_height(paper) + 2 * surface.padding
    return rows * _LEAST_ROW <= surface.height - heads


def _by_quarter(data: CohortRetention, style: NumberStyle) -> _Map:
    names = tuple(_began(quarter_text(month, style), month) for month in data.quarter)
    return _Map(names, data.size, data.kept, np.arange(data.kept.shape[1]))


def _by_year(data: CohortRetention) -> _Map:
    """Return the cohorts of calendar years at whole years of age; a cell is known where all its quarters'
    are.
    """
    years = data.quarter.astype("datetime64[Y]")
    names, place = np.unique(years, return_inverse=True)
    size = np.bincount(place, weights=data.size).astype(np.int64)
    kept = np.zeros((len(names), data.kept.shape[1]))
    np.add.at(kept, place, data.kept)
    age = np.arange(0, data.kept.shape[1], _QUARTERS)
    return _Map(tuple(_began(str(name), name) for name in names), size, kept[:, age], age)


def _began(name: str, first: np.datetime64) -> cells.Cell:
    """Return the name of a cohort with its first day."""
    return cells.Cell(name, (str(first.astype("datetime64[D]")),), ("first day",))


def _draw(paper: Paper, map_: _Map, top: float) -> Marks:
    """Draw names, sizes, ages and cells; return the cells' marks."""
    surface, look = paper.surface, paper.surface.theme
    size, line, small = look.text.small, line_height(paper), look.space.small
    sizes = [f"n {formatting.number(int(count), surface.style)}" for count in map_.size]
    names_width = max(width_of(paper, name, size) for name in map_.names)
    sizes_right = surface.padding + names_width + small + max(width_of(paper, text, size) for text in sizes)
    left = sizes_right + small
    columns = _columns(paper, map_, surface.width - surface.padding - left)
    cell = min((surface.width - surface.padding - left) / len(columns), _MOST_CELL)
    first = top + 2 * line
    pitch = min((surface.height - surface.padding - first) / len(map_.names), _MOST_ROW)
    write(paper, left, top + line / 2, _age_title(map_), look.muted, size)
    for column, place in enumerate(columns):
        text = _age_text(int(map_.age[place]), map_)
        write(paper, left + (column + 0.5) * cell, top + 1.5 * line, text, look.muted, size, align="center")
    boxes = []
    for row, name in enumerate(map_.names):
        middle = first + (row + 0.5) * pitch
        write(paper, surface.padding, middle, name, look.ink, size)
        write(paper, sizes_right, middle, sizes[row], look.muted, size, align="right")
        for column, place in enumerate(columns):
            share = map_.kept[row, place] / map_.size[row]
            if np.isfinite(share):
                box = (left + column * cell, first + row * pitch, cell - _GAP, pitch - _GAP)
                _draw_cell(paper, box, float(share), int(map_.size[row]))
                boxes.append((row, place, share, *box))
    return _marks(map_, boxes)


def _columns(paper: Paper, map_: _Map, room: float) -> np.ndarray:
    """Return the ages to show: all with a known cell, or every second, fourth, ... where there is no room."""
    known = np.flatnonzero(np.isfinite(map_.kept).any(axis=0))
    least = width_of(paper, "100 %", paper.surface.theme.text.small) + 2 * _GAP + 4
    fitting = max(int(room / least), 1)
    step = next((step for step in (1, 2, 4, 8, 16) if -(-len(known) // step) <= fitting), len(known))
    return known[::step]


def _draw_cell(paper: Paper, box: tuple[float, float, float, float], share: float, count: int) -> None:
    """Draw one cell with its number, hollow where the cohort is small."""
    surface, look = paper.surface, paper.surface.theme
    left, top, width, height = box
    hollow = count < FEW
    fill = look.panel if hollow else _shade(look, share)
    edge = {"edgecolor": look.line, "linewidth": look.space.hairline} if hollow else {"linewidth": 0}
    inset = look.space.hairline / 2 if hollow else 0.0
    paper.layer.add_patch(
        Rectangle(
            (left + inset, top + inset),
            width - 2 * inset,
            height - 2 * inset,
            facecolor=fill,
            clip_on=False,
            **edge,
        )
    )
    text = (
        formatting.out_of(round(share * count), count, surface.style) if hollow else _percent(share, surface)
    )
    if width_of(paper, text, look.text.small) > width:
        text = formatting.number(round(share * count), surface.style)
    ink = look.ink if hollow else _readable(look, fill)
    write(paper, left + width / 2, top + height / 2, text, ink, look.text.small, align="center")


def _percent(share: float, surface: Surface) -> str:
    return formatting.percent(share, None, surface.style)


def _shade(look: Theme, share: float) -> str | tuple[float, ...]:
    """Return the colour of a share: the panel with ever more of the accent in it."""
    part = _PALE + (_STRONG - _PALE) * share
    mixed = (1 - part) * np.array(to_rgb(look.panel)) + part * np.array(to_rgb(look.accent))
    return tuple(mixed.tolist())


def _readable(look: Theme, fill) -> str:
    """Return which of the two inks stands out more on a colour (relative luminance of WCAG 2)."""
    return max((look.ink, look.on_accent), key=lambda ink: _contrast(to_rgb(ink), fill))


def _contrast(one, other) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour) -> float:
    parts = np.array(colour)
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _age_title(map_: _Map) -> str:
    return "Years since their start →" if _in_years(map_) else "Quarters since their start →"


def _age_text(age: int, map_: _Map) -> str:
    return str(age // _QUARTERS if _in_years(map_) else age)


def _in_years(map_: _Map) -> bool:
    return len(map_.age) > 1 and int(map_.age[1]) == _QUARTERS


def _marks(map_: _Map, boxes: list[tuple[float, ...]]) -> Marks:
    rows = _table_places(map_)
    parts = np.array(boxes, dtype=float).reshape(-1, 7).T
    item = np.array([rows[int(row), int(place)] for row, place in parts[:2].T], dtype=int)
    left, top, width, height = parts[3:]
    return Marks(item, map_.age[parts[1].astype(int)], parts[2], left, top, left + width, top + height)


def _table_places(map_: _Map) -> np.ndarray:
    """Return the table's row of each known cell."""
    known = np.isfinite(map_.kept)
    return np.where(known, np.cumsum(known).reshape(known.shape) - 1, -1)


def _title(data: CohortRetention, surface: Surface) -> str:
    """Return how many of those who could have are still there after a year."""
    if data.kept.shape[1] <= _QUARTERS:
        return "Retention by start"
    known = np.isfinite(data.kept[:, _QUARTERS])
    if not known.any():
        return "Retention by start: nobody has been here for a year"
    started, kept = int(data.size[known].sum()), float(data.kept[known, _QUARTERS].sum())
    return f"{formatting.percent(kept / started, started, surface.style)} were still customers after a year"


def _subtitle(data: CohortRetention, surface: Surface, by_quarter: bool) -> str:
    """Return units and n, and how many accounts are left out and why."""
    style = surface.style
    total = formatting.counted(int(data.size.sum()), "account", "accounts", style)
    parts = [f"% of accounts, by {'quarter' if by_quarter else 'year'} of their start", total]
    if np.any(data.size < FEW):
        parts.append(f"hollow: fewer than {FEW} accounts")
    left_out = {
        "without a start": data.without_start,
        "lost on an unknown day": data.without_loss_day,
        "on trial": data.trials,
    }
    told = [f"{formatting.number(count, style)} {why}" for why, count in left_out.items() if count]
    if told:
        parts.append(f"left out: {', '.join(told)}")
    if data.churn_told is not None:
        parts.append(_disagreement(*data.churn_told, style))
    elif len(data.size) and not np.nansum(data.size[:, None] - data.kept):
        parts.append("no loss is recorded")
    return " · ".join(parts)


def _disagreement(with_event: int, flagged: int, lost: int, style: NumberStyle) -> str:
    """Return what the sources of churn say, and that running contracts decide."""
    events = formatting.counted(with_event, "account has", "accounts have", style)
    return (
        f"sources of churn disagree: {events} a churn event, {formatting.number(flagged, style)} a flag; "
        f"{formatting.number(lost, style)} counted as lost, running contracts decide"
    )


def _table(map_: _Map, surface: Surface) -> Table:
    """Return one row for each known cell."""
    style = surface.style
    header = ("Started", "Accounts", "Quarters since", "Stayed", "Share")
    rows = (
        (
            map_.names[row],
            cells.counted(map_.size[row], style),
            cells.counted(map_.age[place], style),
            cells.counted(map_.kept[row, place], style),
            cells.share(map_.kept[row, place] / map_.size[row], style),
        )
        for row, place in zip(*np.nonzero(np.isfinite(map_.kept)), strict=True)
    )
    return (header, *rows)
