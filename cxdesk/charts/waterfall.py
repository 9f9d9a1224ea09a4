"""Why an account's health is what it is: bars from the start to the score, which add up exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Contribution, Surface, Table
from cxdesk.charts.paper import Paper, hairline, heading, no_marks, open_paper, say
from cxdesk.charts.waterfall_rows import DECIMALS, SHOWN_FROM, TOTAL, Row, draw_row, layout_of, marks_of

_HEADER = ("Contribution", "Points", "Running total")


def waterfall_chart(
    contributions: Sequence[Contribution],
    surface: Surface,
    half_width: float = math.nan,
    edges: Sequence[float] = (),
    most: int = 14,
) -> Chart:
    """Return the explanation of one account's health.

    `contributions` begin with the start bar and sum to the score; those that lower it are drawn first,
    largest first, then those that lift it. At most `most` bars stand between start and score: the smallest
    are one bar together, whose points are their exact sum. `half_width` is half the score's 80 % interval,
    NaN when unknown; `edges` are the lower ends of the bands. The marks' items are positions in
    `contributions`.
    """
    paper = open_paper(surface)
    if not contributions:
        return _nothing_known(paper)
    health = math.fsum(bar.points for bar in contributions)
    ordered = _ordered(contributions)
    title = _title(health, half_width, edges, surface)
    subtitle = _subtitle(contributions, surface)
    top = heading(paper, title, subtitle)
    room = surface.height - surface.padding - top
    fitting = max(int(room / surface.theme.chart.smallest_bar_pitch) - 2, 1)
    rows = _rows(contributions, ordered, health, min(most, fitting))
    layout = layout_of(paper, rows, top)
    hairline(paper, (layout.origin, layout.origin), (top, layout.y(len(rows) - 1)))
    for number, row in enumerate(rows):
        draw_row(paper, layout, number, row, number + 1 if number + 1 < len(rows) else None)
    table = partial(_table, contributions, ordered, health, surface)
    return Chart(paper.figure, title, subtitle, table, marks_of(paper, layout, rows))


def _nothing_known(paper: Paper) -> Chart:
    """Return the chart of an account without a score."""
    title, subtitle = "Why this score", "no contributions yet"
    message = "Health is not known: there is no evidence about this account yet."
    say(paper, heading(paper, title, subtitle), message)
    return Chart(paper.figure, title, subtitle, lambda: (_HEADER,), no_marks())


def _title(health: float, half_width: float, edges: Sequence[float], surface: Surface) -> str:
    """Return the question with the score."""
    title = f"Why {formatting.score(health, surface.style, edges)}"
    if formatting.is_unknown(half_width):
        return title
    return f"{title} {formatting.plus_minus(half_width, surface.style)}"


def _subtitle(contributions: Sequence[Contribution], surface: Surface) -> str:
    """Return the unit and how many contributions there are."""
    count = sum(bar.points != 0.0 for bar in contributions[1:])
    if count == 0:
        return "points · nothing moves it from the start"
    counted = formatting.counted(count, "contribution", "contributions", surface.style)
    return f"points · {counted}"


def _ordered(contributions: Sequence[Contribution]) -> list[int]:
    """Return the positions of all but the start: what lowers the score, largest first, then what lifts it."""
    moving = range(1, len(contributions))
    return sorted(
        moving, key=lambda item: (contributions[item].points >= 0, -abs(contributions[item].points))
    )


def _rows(contributions: Sequence[Contribution], ordered: list[int], health: float, most: int) -> list[Row]:
    """Return the bars to draw: the start, at most `most` contributions, the score."""
    shown = _worth_a_bar(contributions, ordered, most)
    start = contributions[0]
    rows = [Row(start.label, start.points, 0.0, start.points, TOTAL, 0)]
    for item in ordered:
        if item in shown:
            bar, reached = contributions[item], rows[-1].end
            rows.append(Row(bar.label, bar.points, reached, reached + bar.points, bar.kind, item))
    folded = [contributions[item].points for item in ordered if item not in shown]
    if any(points != 0.0 for points in folded):
        label = f"{len(folded)} smaller"
        # The rest ends at the score itself, so that no rounding of the running total is left over.
        rows.append(Row(label, math.fsum(folded), rows[-1].end, health, "rest", -1))
    rows.append(Row("Health", health, 0.0, health, TOTAL, -1))
    return rows


def _worth_a_bar(contributions: Sequence[Contribution], ordered: list[int], most: int) -> set[int]:
    """Return the contributions that get a bar of their own; folding a single one would save nothing."""
    visible = [item for item in ordered if abs(contributions[item].points) >= SHOWN_FROM]
    if len(visible) <= most and len(visible) == len(ordered):
        return set(visible)
    hidden_matter = any(0.0 < abs(contributions[item].points) < SHOWN_FROM for item in ordered)
    room = most - 1 if len(visible) > most or (hidden_matter and len(visible) == most) else most
    return set(sorted(visible, key=lambda item: -abs(contributions[item].points))[:room])


def _table(
    contributions: Sequence[Contribution], ordered: list[int], health: float, surface: Surface
) -> Table:
    """Return every bar with its points and the running total, none folded."""
    style = surface.style
    start = contributions[0]
    total = start.points
    written = formatting.number(total, style, DECIMALS)
    rows = [_HEADER, (start.label, *[cells.number(total, written)] * 2)]
    for item in ordered:
        bar = contributions[item]
        total += bar.points
        points = formatting.signed(bar.points, style, DECIMALS)
        written = formatting.number(total, style, DECIMALS)
        rows.append((bar.label, cells.number(bar.points, points), cells.number(total, written)))
    written = formatting.score_in_tenths(health, style)
    return (*rows, ("Health", *[cells.number(health, written)] * 2))
