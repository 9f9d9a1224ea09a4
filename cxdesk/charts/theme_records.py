"""What the charts of themes show; without matplotlib."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.metrics.themes import Themes


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment as it was written, whose it is, and whether it is of the first group.

    `answer` is its position among the answers that the themes were looked for in, -1 where there are none.
    """

    text: str
    account: str
    in_first: bool
    answer: int = -1


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


@dataclass(frozen=True, slots=True)
class ListedQuote:
    """A comment as it was written, whose it is, and the phrase of the list that stands in it."""

    text: str
    account: str
    phrase: str


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A theme of the list with its label, and what `metrics.theme_counts` counted of it."""

    label: str
    comments: int
    accounts: int
    ratings: tuple[int, int, int, int]
    phrases: tuple[tuple[str, int], ...]
    quotes: tuple[ListedQuote, ...]


@dataclass(frozen=True, slots=True)
class ListedThemes:
    """All themes of the list, those with the most comments first, and in how many comments of how many
    accounts they were looked for; `holding` of these hold any. `whose` is an account's name, "" for all.
    """

    rows: tuple[ListedRow, ...]
    comments: int
    accounts: int
    holding: int
    period: str
    whose: str = ""
