"""What people write about, by the user's own list: each theme's comments by their rating, with two quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.patches import Rectangle

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Surface, Table
from cxdesk.charts.paper import Paper, elided, hairline, heading, no_marks, open_paper, say, width_of
from cxdesk.charts.quotes import draw_quote
from cxdesk.charts.rows import draw_bar, fitting, line_of, row_marks, write_small
from cxdesk.charts.theme_records import ListedRow, ListedThemes
from cxdesk.theme import UNKNOWN_BAND

_WIDE = 760.0
"""From this width on the quotes stand beside the bars."""
_TOLD_FROM = 440.0
"""From this width on accounts are told where quotes stand beneath the bars."""
_BARS_SHARE = 0.46
_NAME_SHARE = 0.34
_LEAST_BAR_SHARE = 0.16
"""What long names leave for the longest bar."""
_BANDS = ("at risk", "watch", "healthy", UNKNOWN_BAND)
"""Shape and colour of a low, a middle, a high and no rating."""
_HEADS = (
    ("low rating", "middle", "high", "no rating"),
    ("low", "middle", "high", "none"),
)
_MOST_NAMED = 3
"""Themes without a comment that are named; more are counted."""
_GAP = 1.0
"""Pixels between the parts of a bar."""
_LEAST_GAPPED = 3.0


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things are, in pixels: names, bars from their zero, quotes, and the height of a theme; `scale` is
    the width of one comment. With `tells_accounts` their number stands at the end of the bar.
    """

    name_room: float
    zero: float
    bars_right: float
    quote_left: float
    quote_right: float
    is_wide: bool
    tells_accounts: bool
    height: float
    scale: float


def listed_themes_chart(record: ListedThemes, surface: Surface) -> Chart:
    """Return the themes as bars of comments, parted by rating, each with its accounts and two quotes.

    Themes without a comment are only in the table. The marks' items are positions in `record.rows`.
    """
    paper = open_paper(surface)
    rows = [row for row in record.rows if row.comments]
    title, table = _title(record, rows, surface), partial(_table, record, surface)
    if not rows:
        subtitle = _subtitle(record, rows, 0, surface)
        say(paper, heading(paper, title, subtitle), _nothing(record, surface))
        return Chart(paper.figure, title, subtitle, table, no_marks())
    # How many themes fit changes the subtitle, whose lines change the room: two looks settle it.
    shown = len(rows)
    for _look in range(2):
        subtitle = _subtitle(record, rows, shown, surface)
        top = heading(open_paper(surface), title, subtitle) + _head_height(paper)
        height = _height(paper)
        room = surface.height - surface.padding - top + _gap(paper)
        shown = max(min(len(rows), int(room / height)), 1)
    first = heading(paper, title, subtitle) + _head_height(paper)
    layout = _layout(paper, record, rows[:shown])
    _draw_head(paper, rows, layout, first - _head_height(paper) + line_of(paper) / 2)
    for number, row in enumerate(rows[:shown]):
        _draw_row(paper, record, row, layout, first + number * height)
    tops = first + np.arange(shown) * height
    counts = [row.comments for row in rows[:shown]]
    return Chart(
        paper.figure, title, subtitle, table, row_marks(range(shown), counts, tops, height, surface.width)
    )


def _title(record: ListedThemes, rows: Sequence[ListedRow], surface: Surface) -> str:
    """Return the finding: the theme with the most comments, and the one with the most low ratings."""
    style, whose = surface.style, f"{record.whose}: " if record.whose else ""
    if not rows:
        return f"{whose}No theme of the list in the comments"
    most, unhappy = rows[0], max(rows, key=lambda row: row.ratings[0])
    equals = sum(row.comments == most.comments for row in rows) - 1
    others = formatting.counted(equals, "other", "others", style)
    frequent = f"As frequent as {others} is" if equals else "The most frequent theme is"
    said = f"{whose}{frequent} “{most.label}”: "
    said += formatting.out_of(most.comments, record.comments, style)
    low = formatting.number(unhappy.ratings[0], style)
    alone = ", of one account" if unhappy.accounts == 1 < record.accounts else ""
    if not unhappy.ratings[0]:
        return said
    if most is unhappy:
        return f"{said}, {low} with a low rating{alone}"
    return f"{said}; most low ratings come with “{unhappy.label}”: {low}{alone}"


def _subtitle(record: ListedThemes, rows: Sequence[ListedRow], shown: int, surface: Surface) -> str:
    """Return the unit, how many comments and accounts, the period, and what is only in the table."""
    style = surface.style
    holding = formatting.out_of(record.holding, record.comments, style)
    parts = [
        "comments with a phrase of the list",
        f"{holding}, of {_accounts(record.accounts, surface)}",
        record.period,
    ]
    if len(rows) > shown > 0:
        left = formatting.counted(len(rows) - shown, "more theme", "more themes", style)
        parts.append(f"{left} in the table")
    without = [row.label for row in record.rows if not row.comments]
    if rows and len(without) > _MOST_NAMED:
        parts.append(f"{formatting.number(len(without), style)} themes without a comment")
    elif rows and without:
        parts.append(f"no comment: {', '.join(without)}")
    return " · ".join(parts)


def _nothing(record: ListedThemes, surface: Surface) -> str:
    """Return why there is no bar."""
    if not record.comments:
        return "There is no comment in this time."
    if record.comments == 1:
        return "The only comment holds no phrase of the list."
    number = formatting.number(record.comments, surface.style)
    return f"None of {number} comments holds a phrase of the list."


def _is_wide(surface: Surface) -> bool:
    return surface.width >= _WIDE


def _height(paper: Paper) -> float:
    """Return the height of a theme: two lines where quotes stand beside the bar, else a third for the bar."""
    return (2 if _is_wide(paper.surface) else 3) * line_of(paper) + _gap(paper)


def _gap(paper: Paper) -> float:
    """Return the pixels between two themes, and above the first."""
    space = paper.surface.theme.space
    return space.small if _is_wide(paper.surface) else space.tiny


def _head_height(paper: Paper) -> float:
    """Return the height of the line that names the shapes."""
    return line_of(paper) + _gap(paper)


def _layout(paper: Paper, record: ListedThemes, rows: Sequence[ListedRow]) -> _Layout:
    """Return where things are: quotes beside the bars on a wide surface, beneath them on a narrow one."""
    surface, look = paper.surface, paper.surface.theme
    left, right = surface.padding, surface.width - surface.padding
    is_wide = _is_wide(surface)
    bars_right = left + _BARS_SHARE * (right - left) if is_wide else right
    names = [width_of(paper, row.label, look.text.small, look.text.medium) for row in rows]
    wide = bars_right - left
    # Where it is very narrow, accounts are only in the table.
    tells_accounts = not is_wide and record.accounts > 1 and surface.width >= _TOLD_FROM
    widest = max(_written_width(paper, _label(paper, row, tells_accounts)) for row in rows)
    beside = widest + 2 * look.space.small
    free = wide - beside - _LEAST_BAR_SHARE * wide
    name_room = max(min(max(names), _NAME_SHARE * wide, free), 0.0)
    zero = left + name_room + look.space.small
    room = max(wide - beside - name_room, 1.0)
    return _Layout(
        name_room=name_room,
        zero=zero,
        bars_right=bars_right,
        quote_left=bars_right + look.space.large if is_wide else left + look.space.large,
        quote_right=right,
        is_wide=is_wide,
        tells_accounts=tells_accounts,
        height=_height(paper),
        scale=room / max(row.comments for row in rows),
    )


def _draw_head(paper: Paper, rows: Sequence[ListedRow], layout: _Layout, y: float) -> None:
    """Name the shapes that stand for ratings, those that there are."""
    look = paper.surface.theme
    bands = [look.band(name) for name in _BANDS]
    there = [place for place in range(len(_BANDS)) if any(row.ratings[place] for row in rows)]
    left = paper.surface.padding
    for words in _HEADS:
        parts = [(f"{bands[place].glyph} {words[place]}", bands[place].ink) for place in there]
        if _written_width(paper, parts) <= layout.bars_right - left or words is _HEADS[-1]:
            _write_parts(paper, left, y, parts)
            return


def _draw_row(paper: Paper, record: ListedThemes, row: ListedRow, layout: _Layout, top: float) -> None:
    """Draw one theme: its name, its bar in parts, how many of each, its accounts, its quotes."""
    surface, look = paper.surface, paper.surface.theme
    line = line_of(paper)
    y = top + line / 2
    name = elided(paper, row.label, layout.name_room, look.text.small, look.text.medium)
    write_small(paper, layout.zero - look.space.small, y, name, look.ink, "right", look.text.medium)
    end = _draw_parts(paper, row, layout, y)
    _write_parts(paper, end + look.space.small, y, _label(paper, row, layout.tells_accounts))
    if layout.is_wide:
        counts = fitting(paper, _counts(record, row, surface), layout.bars_right - layout.zero)
        write_small(paper, layout.zero, y + line, counts, look.muted)
    below = 0 if layout.is_wide else 1
    for place, quote in enumerate(row.quotes):
        at = top + (place + below + 0.5) * line
        account = quote.account if record.accounts > 1 else ""
        term = quote.phrase.replace("*", "")
        draw_quote(paper, quote.text, account, term, layout.quote_left, layout.quote_right, at)


def _draw_parts(paper: Paper, row: ListedRow, layout: _Layout, y: float) -> float:
    """Draw the bar, a part for each rating, hollow where there is none; return where it ends."""
    look, pitch = paper.surface.theme, line_of(paper) * 1.2
    high = min(look.chart.bar_height, pitch * 0.62)
    hairline(paper, (layout.zero, layout.zero), (y - high, y + high))
    left = layout.zero
    for name, count in zip(_BANDS, row.ratings, strict=True):
        if not count:
            continue
        right = left + count * layout.scale
        end = right - _GAP if right - left >= _LEAST_GAPPED else right
        if name == UNKNOWN_BAND:
            edge = look.space.hairline
            paper.layer.add_patch(
                Rectangle(
                    (left + edge / 2, y - high / 2 + edge / 2), max(end - left - edge, edge), high - edge,
                    facecolor="none", edgecolor=look.muted, linewidth=edge,
                )
            )  # fmt: skip
        else:
            draw_bar(paper, left, end, y, pitch, look.band(name).ink)
        left = right
    return left


def _label(paper: Paper, row: ListedRow, tells_accounts: bool) -> list[tuple[str, str]]:
    """Return what stands at the end of a bar, in parts with their colours: how many of each rating, and of
    how many accounts.
    """
    surface, look = paper.surface, paper.surface.theme
    parts = [
        (f"{look.band(name).glyph} {formatting.number(count, surface.style)}", look.band(name).ink)
        for name, count in zip(_BANDS, row.ratings, strict=True)
        if count
    ]
    if tells_accounts:
        parts.append((f"of {_accounts(row.accounts, surface)}", look.muted))
    return parts


def _counts(record: ListedThemes, row: ListedRow, surface: Surface) -> tuple[str, ...]:
    """Return how many comments of how many accounts have a theme, in more and in fewer words."""
    comments = formatting.counted(row.comments, "comment", "comments", surface.style)
    if record.accounts == 1:
        return (comments,)
    return f"{comments} of {_accounts(row.accounts, surface)}", comments


def _accounts(count: int, surface: Surface) -> str:
    return formatting.counted(count, "account", "accounts", surface.style)


def _write_parts(paper: Paper, x: float, y: float, parts: Sequence[tuple[str, str]]) -> None:
    """Write texts of several colours one after the other."""
    look = paper.surface.theme
    for text, colour in parts:
        write_small(paper, x, y, text, colour)
        x += width_of(paper, text, look.text.small) + look.space.small


def _written_width(paper: Paper, parts: Sequence[tuple[str, str]]) -> float:
    """Return how wide texts one after the other are."""
    look = paper.surface.theme
    return sum(width_of(paper, text, look.text.small) + look.space.small for text, _ in parts)


def _table(record: ListedThemes, surface: Surface) -> Table:
    """Return every theme of the list with its numbers, the phrases found and the quotes."""
    style = surface.style
    header = (
        "Theme",
        "Comments",
        "Accounts",
        "Low rating",
        "Middle rating",
        "High rating",
        "No rating",
        "Phrases found",
        "Quotes",
    )
    rows = [
        (
            row.label,
            *(cells.counted(count, style) for count in (row.comments, row.accounts, *row.ratings)),
            ", ".join(f"{phrase} ({formatting.number(count, style)})" for phrase, count in row.phrases),
            " | ".join(f"{quote.text} ({quote.account})" for quote in row.quotes),
        )
        for row in record.rows
    ]
    return (header, *rows)
