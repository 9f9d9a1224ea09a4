"""Who uses what was bought: seats in use by the age of the account, against what is usual at that age."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.axes import Axes

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Marks, Surface, Table
from cxdesk.charts.paper import (
    Paper,
    elided,
    hairline,
    heading,
    no_marks,
    open_paper,
    plot,
    say,
    width_of,
    write,
)
from cxdesk.charts.seats import SeatAges

_SHARE_OF_PLOT = 0.10
"""Of the plot, how much the circles may fill together, were none on another."""
_LARGEST = 0.75
"""Of the theme's largest bubble."""
_MOST_NAMES = 8
_NAME_ROOM = 150.0
_OPACITY = 0.45
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
_YEARS_FROM = 12
"""From this step on months are written as years."""
_PERCENT_STEPS = (0.25, 0.5, 1.0, 2.0, 5.0)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plot in pixels; it ends at so many `months`, and at a `share` of the seats."""

    left: float
    top: float
    right: float
    bottom: float
    months: float
    share: float

    def x(self, months: np.ndarray | float) -> np.ndarray | float:
        return self.left + months / self.months * (self.right - self.left)

    def y(self, share: np.ndarray | float) -> np.ndarray | float:
        return self.bottom - share / self.share * (self.bottom - self.top)


def seats_by_age_chart(seats: SeatAges, surface: Surface) -> Chart:
    """Return the accounts by age (across) and share of seats in use (up), with area by seats bought.

    Accounts whose whole interval lies below the middle half at their age are squares, the furthest below
    named. The marks' items are positions in `seats`.
    """
    paper = open_paper(surface)
    placed = np.flatnonzero(np.isfinite(seats.age) & np.isfinite(seats.share))
    far = _far_below(seats, placed)
    title, subtitle = _title(seats, placed, far, surface), _subtitle(seats, placed, surface)
    table = partial(_table, seats, far, surface)
    top = heading(paper, title, subtitle)
    if not len(placed):
        say(paper, top, seats.reason or "There is no account to show.")
        return Chart(paper.figure, title, subtitle, table, no_marks())
    frame = _framed(paper, top, seats, placed)
    _draw_ground(paper, frame)
    axes = plot(paper, frame.left, frame.top, frame.right, frame.bottom)
    axes.set_xlim(0.0, frame.months)
    axes.set_ylim(0.0, frame.share)
    _draw_usual(axes, surface, seats)
    radius = _radii(seats.seats[placed], frame, surface)
    order = np.argsort(-radius, kind="stable")
    placed, radius = placed[order], radius[order]
    _draw_accounts(axes, surface, seats, placed, radius, far)
    marks = _marks(frame, seats, placed, radius)
    _name_accounts(paper, frame, seats, far, marks)
    return Chart(paper.figure, title, subtitle, table, marks)


def _far_below(seats: SeatAges, placed: np.ndarray) -> np.ndarray:
    """Return the accounts that are surely below the middle half at their age, the furthest first."""
    gap = seats.low[placed] - seats.share[placed]
    with np.errstate(invalid="ignore"):
        surely = seats.high[placed] < seats.low[placed]
    return placed[surely][np.argsort(-gap[surely], kind="stable")]


def _title(seats: SeatAges, placed: np.ndarray, far: np.ndarray, surface: Surface) -> str:
    """Return the finding: about the account asked for, else how many are far below."""
    style, chosen = surface.style, seats.chosen
    if chosen >= 0:
        if chosen not in placed:
            return f"{seats.name[chosen]}: seats in use are not known"
        text = (
            f"{seats.name[chosen]} uses {formatting.percent(seats.share[chosen], None, style)} of its seats"
        )
        if not np.isfinite(seats.median[chosen]):
            return text
        return f"{text}; {formatting.percent(seats.median[chosen], None, style)} is usual at its age"
    if not len(seats.usual):
        return "Seats in use by the age of the account"
    if not len(far):
        return "No account is far below what is usual at its age"
    count = formatting.counted(len(far), "account uses", "accounts use", style)
    return f"{count} far fewer seats than is usual at {'its' if len(far) == 1 else 'their'} age"


def _subtitle(seats: SeatAges, placed: np.ndarray, surface: Surface) -> str:
    """Return unit, period, how many accounts, what size and band mean, and who is not shown."""
    style = surface.style
    parts = [f"share of seats in use, {seats.period}"]
    parts.append(formatting.counted(len(placed), "account", "accounts", style))
    if len(placed):
        parts.append("area by seats bought")
        usual = "band: middle half of accounts of that age"
        parts.append(usual if len(seats.usual) else "too few accounts to say what is usual")
    missing = len(seats) - len(placed)
    if missing and len(placed):
        parts.append(
            f"{formatting.number(missing, style)} of unknown use, seats or start "
            f"{'is' if missing == 1 else 'are'} not shown"
        )
    return " · ".join(parts)


def _framed(paper: Paper, top: float, seats: SeatAges, placed: np.ndarray) -> _Frame:
    """Return the plot: from zero months and no seat to all seats, or more where more are in use."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    widest = width_of(paper, formatting.percent(1.0, None, surface.style), size)
    margin = look.chart.largest_bubble_radius * _LARGEST
    return _Frame(
        left=surface.padding + widest + look.space.small,
        top=top + size / 2,
        right=surface.width - surface.padding - look.space.small,
        bottom=surface.height - surface.padding - size * 1.4 - look.space.tiny,
        months=max(float(seats.age[placed].max()) * 1.02, 1.0),
        share=max(float(seats.share[placed].max()), 1.0) * (1.0 + margin / max(surface.height, 1.0)),
    )


def _draw_ground(paper: Paper, frame: _Frame) -> None:
    """Draw the shares beside the plot and the ages under it, with the axis named where that leaves room."""
    surface, look = paper.surface, paper.surface.theme
    size, style = look.text.small, surface.style
    most = max((frame.bottom - frame.top) / (3 * size), 1.0)
    step = next((step for step in _PERCENT_STEPS if frame.share / step <= most), frame.share)
    for share in np.arange(0.0, frame.share, step):
        y = float(frame.y(share))
        hairline(paper, (frame.left, frame.right), (y, y))
        text = formatting.percent(share, None, style)
        write(paper, frame.left - look.space.small, y, text, look.muted, size, align="right")
    y = frame.bottom + look.space.tiny + size * 0.7
    ticks, unit = _age_ticks(frame, (frame.right - frame.left) / (size * 3.5))
    name = f"{unit} since the start →"
    write(paper, frame.right, y, name, look.muted, size, align="right")
    free_to = frame.right - width_of(paper, name, size) - look.space.small
    for months, text in ticks:
        x = float(frame.x(months))
        hairline(paper, (x, x), (frame.bottom, frame.bottom + look.space.tiny))
        if x + width_of(paper, text, size) / 2 < free_to:
            write(paper, x, y, text, look.muted, size, align="center")


def _age_ticks(frame: _Frame, most: float) -> tuple[list[tuple[float, str]], str]:
    """Return round ages with their texts, and the unit that they are in."""
    step = next((step for step in _MONTH_STEPS if frame.months / step <= most), _MONTH_STEPS[-1])
    in_years = step >= _YEARS_FROM
    ages = np.arange(0, frame.months, step)
    return [(float(age), f"{age / 12 if in_years else age:.0f}") for age in ages], (
        "years" if in_years else "months"
    )


def _draw_usual(axes: Axes, surface: Surface, seats: SeatAges) -> None:
    """Draw the middle half of the accounts at each age and their median."""
    usual, look = seats.usual, surface.theme
    if not len(usual):
        return
    opacity = look.chart.interval_opacity
    axes.fill_between(usual.age, usual.low, usual.high, color=look.bar, alpha=opacity, linewidth=0)
    axes.plot(usual.age, usual.median, color=look.bar, linewidth=look.chart.line_width)


def _radii(seats: np.ndarray, frame: _Frame, surface: Surface) -> np.ndarray:
    """Return the radius in pixels of a circle for each number of seats: area by seats."""
    look = surface.theme
    area = np.clip(np.nan_to_num(seats, nan=0.0), 0.0, None)
    smallest = look.chart.smallest_bubble_radius
    if not area.any():
        return np.full(len(area), smallest)
    room = _SHARE_OF_PLOT * (frame.right - frame.left) * (frame.bottom - frame.top)
    largest = look.chart.largest_bubble_radius * _LARGEST
    per_root = min(math.sqrt(room / (math.pi * area.sum())), largest / math.sqrt(area.max()))
    return np.maximum(per_root * np.sqrt(area), smallest)


def _draw_accounts(
    axes: Axes, surface: Surface, seats: SeatAges, placed: np.ndarray, radius: np.ndarray, far: np.ndarray
) -> None:
    """Draw circles, squares for those far below, and a ring around the account that was asked for."""
    look = surface.theme
    below = np.isin(placed, far)
    for rows, marker, area, colour in (
        (~below, "o", 4.0, look.bar),
        (below, "s", math.pi, look.risk),
    ):
        axes.scatter(
            seats.age[placed[rows]],
            seats.share[placed[rows]],
            s=area * radius[rows] ** 2,
            marker=marker,
            facecolor=colour,
            edgecolor=colour,
            linewidth=0.7,
            alpha=_OPACITY,
            clip_on=False,
        )
    here = placed == seats.chosen
    axes.scatter(
        seats.age[placed[here]],
        seats.share[placed[here]],
        s=4.0 * (radius[here] + 3.0) ** 2,
        facecolor="none",
        edgecolor=look.accent,
        linewidth=look.chart.rim_width,
        clip_on=False,
    )


def _marks(frame: _Frame, seats: SeatAges, placed: np.ndarray, radius: np.ndarray) -> Marks:
    """Return the box of each account."""
    age, share = seats.age[placed], seats.share[placed]
    x, y = frame.x(age), frame.y(share)
    return Marks(placed, age, share, x - radius, y - radius, x + radius, y + radius)


def _name_accounts(paper: Paper, frame: _Frame, seats: SeatAges, far: np.ndarray, marks: Marks) -> None:
    """Write the names of the account asked for and of those furthest below, where a name has room."""
    look = paper.surface.theme
    size = look.text.small
    taken: list[Box] = []
    named = [item for item in (seats.chosen, *far[:_MOST_NAMES]) if item >= 0]
    for item in dict.fromkeys(int(item) for item in named):
        place = np.flatnonzero(marks.item == item)
        if not len(place):
            continue
        text = elided(paper, seats.name[item], _NAME_ROOM, size)
        width = width_of(paper, text, size)
        boxes = [
            box
            for box in _places(marks, int(place[0]), width, size)
            if _is_free(box, frame, paper.surface, taken)
        ]
        box = min(boxes, key=lambda box: _covered(marks, box), default=None)
        if box is not None:
            taken.append(box)
            is_chosen = item == seats.chosen
            colour = look.accent if is_chosen else look.risk
            weight = look.text.semibold if is_chosen else look.text.regular
            write(paper, box[0], (box[1] + box[3]) / 2, text, colour, size, weight, ground=look.panel)


def _places(marks: Marks, place: int, width: float, size: float) -> Iterator[Box]:
    """Yield the boxes where a name can stand: right and left of its mark, below and above it."""
    left, right = float(marks.left[place]), float(marks.right[place])
    top, bottom = float(marks.top[place]), float(marks.bottom[place])
    across, down, half = (left + right) / 2, (top + bottom) / 2, size * 0.75
    gap, wide = 6.0, width * 1.08
    yield (right + gap, down - half, right + gap + wide, down + half)
    yield (left - gap - wide, down - half, left - gap, down + half)
    yield (across - wide / 2, bottom + 3, across + wide / 2, bottom + 3 + 2 * half)
    yield (across - wide / 2, top - 3 - 2 * half, across + wide / 2, top - 3)


def _is_free(box: Box, frame: _Frame, surface: Surface, taken: list[Box]) -> bool:
    """Return whether a box lies inside the plot and on no other name."""
    left, top, right, bottom = box
    if left < frame.left or right > surface.width - surface.padding:
        return False
    if top < frame.top - surface.theme.text.small / 2 or bottom > frame.bottom:
        return False
    return all(right < other[0] or left > other[2] or bottom < other[1] or top > other[3] for other in taken)


def _covered(marks: Marks, box: Box) -> int:
    """Return how many accounts a name would lie on."""
    left, top, right, bottom = box
    across = (marks.left < right) & (marks.right > left)
    return int(np.sum(across & (marks.top < bottom) & (marks.bottom > top)))


def _table(seats: SeatAges, far: np.ndarray, surface: Surface) -> Table:
    """Return every account with its age, seats, use and what is usual, the furthest below first."""
    style = surface.style
    gap = np.nan_to_num(seats.low - seats.share, nan=-np.inf)
    order = np.argsort(-gap, kind="stable")
    header = ("Account", "Months since the start", "Seats", "In use", "Usual at that age", "Judgement")
    below = set(far.tolist())
    rows = (
        (
            seats.name[item],
            cells.counted(seats.age[item], style),
            cells.counted(seats.seats[item], style),
            cells.share(seats.share[item], style),
            cells.share(seats.median[item], style),
            "far below" if item in below else "",
        )
        for item in order
    )
    return (header, *rows)
