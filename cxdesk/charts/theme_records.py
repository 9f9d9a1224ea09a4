"""What the chart of themes shows; without matplotlib."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.metrics.themes import Themes


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment as it was written, whose it is, and whether it is of the first group."""

    text: str
    account: str
    in_first: bool


@dataclass(frozen=True, slots=True)
class ThemeQuotes:
    """The themes of two groups of comments with the quotes of each, in the order of `themes.found`.

    `first` and `second` name the groups ("detractors", "promoters"), and `is_judged` is true where the first
    is the unhappy one and the second the happy one. `samples` are comments of both groups, the newest first,
    for where there is no theme. `whose` is an account's name, "" for all.
    """

    themes: Themes
    quotes: tuple[tuple[Quote, ...], ...]
    first: str
    second: str
    is_judged: bool
    samples: tuple[Quote, ...]
    period: str
    whose: str = ""
