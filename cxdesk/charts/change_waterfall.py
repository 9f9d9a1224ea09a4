"""Why a score changed since a day: bars by cause and driver from the score then to the score now.

Both scores are ticks, not bars, so the scale may begin where the scores are: what is compared are the bars.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Contribution, ScoreChange, Surface, Table
from cxdesk.charts.paper import Paper, heading, open_paper
from cxdesk.charts.waterfall_rows import (
    DECIMALS,
    HEADING,
    SHOWN_FROM,
    TICK,
    Row,
    draw_row,
    layout_of,
    marks_of,
)
from cxdesk.formatting import NumberStyle

_HEADER = ("Cause", "Driver", "Points", "Running total")


def change_chart(change: ScoreChange, surface: Surface) -> Chart:
    """Return what changed a score, cause by cause, the drivers of a cause by their size.

    Where there is no room for every driver, the smallest of each cause are one bar, whose points are their
    exact sum; where there is hardly any, a cause is one bar. The marks' items are positions in
    `change.parts`.
    """
    paper = open_paper(surface)
    moved = formatting.signed(change.after - change.before, surface.style, DECIMALS)
    title = f"What changed health since {change.since}"
    subtitle = f"{moved} points · {'by cause' if change.parts else 'nothing changed it'}"
    top = heading(paper, title, subtitle)
    room = surface.height - surface.padding - top
    rows = _rows(change, max(int(room / surface.theme.chart.smallest_bar_pitch), 3), surface.style)
    _draw(paper, rows, top)
    table = partial(_table, change, surface)
    layout = layout_of(paper, rows, top, from_zero=False)
    return Chart(paper.figure, title, subtitle, table, marks_of(paper, layout, rows))


def causes_of(change: ScoreChange) -> dict[str, list[int]]:
    """Return the positions of the parts by cause in their order, in each the largest first."""
    grouped: dict[str, list[int]] = {}
    for position, part in enumerate(change.parts):
        grouped.setdefault(part.kind, []).append(position)
    size = [abs(part.points) for part in change.parts]
    return {cause: sorted(found, key=lambda item: -size[item]) for cause, found in grouped.items()}


def _draw(paper: Paper, rows: list[Row], top: float) -> None:
    """Draw the rows; a line joins each bar with the next one, past the words between them."""
    layout = layout_of(paper, rows, top, from_zero=False)
    bars = [number for number, row in enumerate(rows) if row.kind != HEADING]
    following = dict(pairwise(bars))
    for number, row in enumerate(rows):
        draw_row(paper, layout, number, row, following.get(number))


def _rows(change: ScoreChange, most: int, style: NumberStyle) -> list[Row]:
    """Return the score then, the causes, and the score now, in at most `most` rows where they fit."""
    rows = [Row(f"Health on {change.since}", change.before, change.before, change.before, TICK, -1)]
    causes = causes_of(change)
    shown = _room_by_cause(change.parts, causes, most - 2)
    for cause, items in causes.items():
        whole = math.fsum(change.parts[item].points for item in items)
        if shown[cause] == 0:
            rows.append(_bar(rows, cause, whole, items[0]))
            continue
        rows.append(Row(f"{cause} {formatting.signed(whole, style, DECIMALS)}", 0.0, 0.0, 0.0, HEADING, -1))
        own, folded = items[: shown[cause]], items[shown[cause] :]
        for item in own:
            part = change.parts[item]
            rows.append(_bar(rows, part.label, part.points, item))
        if folded:
            points = math.fsum(change.parts[item].points for item in folded)
            rows.append(_bar(rows, f"{len(folded)} smaller", points, -1))
    return [*rows, Row(f"Health on {change.until}", change.after, change.after, change.after, TICK, -1)]


def _bar(rows: list[Row], label: str, points: float, item: int) -> Row:
    """Return a bar that begins where the last one ended."""
    reached = next(row.end for row in reversed(rows) if row.kind != HEADING)
    return Row(label, points, reached, reached + points, "rest" if item < 0 else "part", item)


def _room_by_cause(
    parts: tuple[Contribution, ...], causes: dict[str, list[int]], room: int
) -> dict[str, int]:
    """Return how many drivers of each cause get a bar of their own; 0: the cause itself is one bar.

    Each row that is left goes where it names the most points, as long as there is one.
    """
    shown = dict.fromkeys(causes, 0)
    while True:
        left = room - sum(_rows_of(len(items), shown[cause]) for cause, items in causes.items())
        steps = [
            (gain / cost, cause, wanted)
            for cause, items in causes.items()
            for wanted, cost, gain in _next_step(parts, items, shown[cause])
            if cost <= left
        ]
        if not steps:
            return shown
        _, cause, wanted = max(steps)
        shown[cause] = wanted


def _next_step(parts: tuple[Contribution, ...], items: list[int], shown: int) -> list[tuple[int, int, float]]:
    """Return what naming one more driver of a cause means: how many are named then, the rows it takes and the
    points it names; nothing where none is left that would not be written as 0.0.
    """
    if shown == len(items) or abs(parts[items[shown]].points) < SHOWN_FROM:
        return []
    wanted = shown + 1
    if wanted == len(items) - 1:
        wanted += 1  # folding a single one would save nothing
    cost = _rows_of(len(items), wanted) - _rows_of(len(items), shown)
    return [(wanted, cost, sum(abs(parts[item].points) for item in items[shown:wanted]))]


def _rows_of(drivers: int, shown: int) -> int:
    """Return the rows of a cause: its words, its bars, and the rest; or one bar."""
    return 1 + shown + (0 < shown < drivers)


def _table(change: ScoreChange, surface: Surface) -> Table:
    """Return every part with its points and the running total, none folded."""
    style = surface.style
    total = change.before

    def score(value: float) -> tuple:
        return cells.number(value, formatting.number(value, style, DECIMALS))

    rows = [_HEADER, ("", f"Health on {change.since}", *[score(total)] * 2)]
    for cause, items in causes_of(change).items():
        for item in items:
            part = change.parts[item]
            total += part.points
            points = cells.number(part.points, formatting.signed(part.points, style, DECIMALS))
            rows.append((cause, part.label, points, score(total)))
    return (*rows, ("", f"Health on {change.until}", *[score(change.after)] * 2))
