"""What people write about: words that set two groups of comments apart, each with two of its comments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Surface, Table
from cxdesk.charts.paper import (
    Paper,
    elided,
    hairline,
    heading,
    no_marks,
    open_paper,
    width_of,
    wrapped,
)
from cxdesk.charts.quotes import draw_quote
from cxdesk.charts.rows import draw_bar, fitting, line_of, row_marks, write_small
from cxdesk.charts.theme_records import ThemeQuotes
from cxdesk.metrics.themes import Theme

_WIDE = 760.0
"""From this width on the quotes stand beside the bars."""
_BARS_SHARE = 0.46
_BAR_SHARE = 0.5
"""Of its half, how far the longest bar reaches; the rest is for the counts."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things are, in pixels: zero of the bars, their half width, quotes, and the height of a theme."""

    zero: float
    half: float
    quote_left: float
    quote_right: float
    is_wide: bool
    height: float
    scale: float


def themes_chart(record: ThemeQuotes, surface: Surface) -> Chart:
    """Return the words of either group as bars of z on their side of zero, each with two quotes.

    Where there is no theme it says why, and shows comments. The marks' items are positions in
    `record.themes.found`.
    """
    paper = open_paper(surface)
    found, title, table = record.themes.found, _title(record), partial(_table, record, surface)
    if not found:
        subtitle = _subtitle(record, 0, surface)
        _draw_samples(paper, record, heading(paper, title, subtitle))
        return Chart(paper.figure, title, subtitle, table, no_marks())
    # How many themes fit changes the subtitle, whose lines change the room: two looks settle it.
    shown = len(found)
    for _look in range(2):
        subtitle = _subtitle(record, shown, surface)
        top = heading(open_paper(surface), title, subtitle) + line_of(paper)
        layout = _layout(paper, record)
        fitting_themes = int((surface.height - surface.padding - top) / layout.height)
        shown = max(min(len(found), fitting_themes), 1)
    first = heading(paper, title, subtitle) + line_of(paper)
    _draw_heads(paper, record, layout, first - line_of(paper) / 2)
    for number in range(shown):
        high = layout.height if layout.is_wide else line_of(paper)
        top = first + number * layout.height
        _draw_threshold(paper, record, layout, top, top + high)
        _draw_theme(paper, record, layout, number, first + number * layout.height)
    tops = first + np.arange(shown) * layout.height
    marks = row_marks(range(shown), [theme.z for theme in found[:shown]], tops, layout.height, surface.width)
    return Chart(paper.figure, title, subtitle, table, marks)


def _title(record: ThemeQuotes) -> str:
    """Return the finding: the strongest word of each group."""
    whose = f"{record.whose}: " if record.whose and record.whose != record.first else ""
    parts = []
    for name, in_first in ((record.first, True), (record.second, False)):
        term = next((theme.term for theme in record.themes.found if theme.in_first == in_first), None)
        if term is not None:
            parts.append(f"from {name}: “{term}”")
    if parts:
        return f"{whose}More {'; '.join(parts)}"
    if record.themes.comments and np.isfinite(record.themes.threshold):
        return f"{whose}No word sets {record.first} and {record.second} apart"
    return f"{whose}Too few comments for themes"


def _subtitle(record: ThemeQuotes, shown: int, surface: Surface) -> str:
    """Return the unit, how many comments and accounts, the threshold, and what is only in the table."""
    themes, style = record.themes, surface.style
    comments = formatting.counted(themes.comments, "comment", "comments", style)
    accounts = formatting.counted(themes.accounts, "account", "accounts", style)
    parts = [
        f"{record.first} against {record.second}",
        f"{comments} of {accounts}",
        record.period,
    ]
    if shown:
        limit = formatting.number(themes.threshold, style, 1)
        parts.append(f"bars: difference in use (z), dashed where chance reaches ({limit})")
    if len(themes.found) > shown > 0:
        left = len(themes.found) - shown
        parts.append(f"{formatting.counted(left, 'more theme', 'more themes', style)} in the table")
    return " · ".join(parts)


def _layout(paper: Paper, record: ThemeQuotes) -> _Layout:
    """Return where things are: quotes beside the bars on a wide surface, beneath them on a narrow one."""
    surface, look = paper.surface, paper.surface.theme
    left, right = surface.padding, surface.width - surface.padding
    is_wide = surface.width >= _WIDE
    bars_right = left + _BARS_SHARE * (right - left) if is_wide else right
    half = (bars_right - left) / 2
    quotes = max((len(quotes) for quotes in record.quotes), default=1)
    lines = max(quotes, 1) if is_wide else 1 + quotes
    return _Layout(
        zero=left + half,
        half=half,
        quote_left=bars_right + look.space.large if is_wide else left + look.space.large,
        quote_right=right,
        is_wide=is_wide,
        height=lines * line_of(paper) + look.space.small,
        scale=_BAR_SHARE * half / max(abs(theme.z) for theme in record.themes.found),
    )


def _draw_heads(paper: Paper, record: ThemeQuotes, layout: _Layout, y: float) -> None:
    """Name the two sides of zero."""
    look = paper.surface.theme
    size, room = look.text.small, layout.half - look.space.small
    second = elided(paper, f"← {record.second}", room, size)
    first = elided(paper, f"{record.first} →", room, size)
    write_small(paper, layout.zero - look.space.small, y, second, _colour(paper, record, False), "right")
    write_small(paper, layout.zero + look.space.small, y, first, _colour(paper, record, True))


def _draw_threshold(paper: Paper, record: ThemeQuotes, layout: _Layout, top: float, bottom: float) -> None:
    """Draw zero, and how far chance reaches on both sides of it."""
    hairline(paper, (layout.zero, layout.zero), (top, bottom), paper.surface.theme.muted)
    for side in (-1.0, 1.0):
        x = layout.zero + side * record.themes.threshold * layout.scale
        hairline(paper, (x, x), (top, bottom), paper.surface.theme.muted, dashed=True)


def _draw_theme(paper: Paper, record: ThemeQuotes, layout: _Layout, number: int, top: float) -> None:
    """Draw one theme: its bar on its side of zero, its words on the other, its counts, its quotes."""
    surface, look = paper.surface, paper.surface.theme
    theme, line = record.themes.found[number], line_of(paper)
    colour, side = _colour(paper, record, theme.in_first), 1.0 if theme.in_first else -1.0
    y = top + line / 2
    end = layout.zero + theme.z * layout.scale
    draw_bar(paper, layout.zero, end, y, line * 1.2, colour)
    room, align = layout.half - look.space.small, ("right", "left")
    words = elided(paper, theme.term, room, look.text.small, look.text.medium)
    # Ground under the words: the threshold of the other side runs there.
    write_small(
        paper, layout.zero - side * look.space.small, y, words, look.ink,
        align[0] if theme.in_first else align[1], look.text.medium, look.panel,
    )  # fmt: skip
    free = layout.half - abs(end - layout.zero) - look.space.small
    counts = fitting(paper, _counts(theme, surface), free)
    where = align[1] if theme.in_first else align[0]
    write_small(paper, end + side * look.space.small, y, counts, look.muted, where, ground=look.panel)
    below, named = 0 if layout.is_wide else 1, _are_several(record)
    for place, quote in enumerate(record.quotes[number]):
        at = top + (place + below + 0.5) * line
        whose = quote.account if named else ""
        draw_quote(paper, quote.text, whose, theme.term, layout.quote_left, layout.quote_right, at)


def _counts(theme: Theme, surface: Surface) -> tuple[str, ...]:
    """Return how many comments of how many accounts have a theme, in more and in fewer words."""
    style = surface.style
    comments = formatting.counted(theme.comments, "comment", "comments", style)
    accounts = formatting.counted(theme.accounts, "account", "accounts", style)
    other = formatting.number(theme.other_comments, style)
    return (
        f"{comments} of {accounts}, {other} of the others",
        f"{comments} of {accounts}",
        comments,
        formatting.number(theme.comments, style),
    )


def _draw_samples(paper: Paper, record: ThemeQuotes, top: float) -> None:
    """Say why there is no theme, and show comments of both groups as far as there is room."""
    surface, look = paper.surface, paper.surface.theme
    size, line = look.text.body, look.text.body * 1.4
    left, right = surface.padding, surface.width - surface.padding
    message = record.themes.missing if record.samples else "There is no comment in this time."
    if record.samples:
        message += " Some of them:"
    for text in wrapped(paper, message, right - left, size):
        write_small(paper, left, top + line / 2, text, look.muted)
        top += line
    sides = (record.first, record.second)
    widest = max(width_of(paper, side, look.text.small) for side in sides)
    side_room = min(widest, 0.25 * (right - left))
    pitch = line_of(paper) + look.space.tiny
    fitting_rows = max(int((surface.height - surface.padding - top) / pitch), 0)
    for number, quote in enumerate(record.samples[:fitting_rows]):
        y = top + (number + 0.5) * pitch
        side = elided(paper, sides[0] if quote.in_first else sides[1], side_room, look.text.small)
        write_small(paper, left, y, side, _colour(paper, record, quote.in_first))
        whose = quote.account if _are_several(record) else ""
        draw_quote(paper, quote.text, whose, "", left + side_room + look.space.medium, right, y)


def _are_several(record: ThemeQuotes) -> bool:
    """Return whether the comments are of several accounts, so that each must be named."""
    return record.themes.accounts > 1


def _colour(paper: Paper, record: ThemeQuotes, in_first: bool) -> str:
    """Return the colour of a group: good and bad where the groups are judgements, else none of these."""
    look = paper.surface.theme
    if record.is_judged:
        return look.risk if in_first else look.good
    return look.accent if in_first else look.muted


def _table(record: ThemeQuotes, surface: Surface) -> Table:
    """Return every theme with its numbers and quotes; without themes, the comments."""
    style = surface.style
    header = ("Theme", "Group", "z", "Comments", "Accounts", "Comments of the others", "Quotes")
    rows = [
        (
            theme.term,
            record.first if theme.in_first else record.second,
            cells.number(theme.z, formatting.number(theme.z, style, 1)),
            cells.counted(theme.comments, style),
            cells.counted(theme.accounts, style),
            cells.counted(theme.other_comments, style),
            " | ".join(f"{quote.text} ({quote.account})" for quote in quotes),
        )
        for theme, quotes in zip(record.themes.found, record.quotes, strict=True)
    ]
    if not rows:
        rows = [
            ("", record.first if quote.in_first else record.second, "", "", "", "",
             f"{quote.text} ({quote.account})")
            for quote in record.samples
        ]  # fmt: skip
    return (header, *rows)
