"""How many comments hold each theme of the user's list, how those who wrote them rated, and two to quote."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.comments import comment_window, commented
from cxdesk.metrics.listed_themes import ThemeHits, listed_themes
from cxdesk.metrics.quoting import MOST_READ, second_quote
from cxdesk.metrics.windows import Window
from cxdesk.workspace.facts_record import Answers, Facts
from cxdesk.workspace.theme_list import ListedTheme

RATINGS = ("low", "middle", "high", "unrated")
LOW_BELOW, HIGH_ABOVE = 1 / 3, 2 / 3
"""Thirds of the way from the worst answer to the best: NPS as usual (0 to 6, 7 and 8, 9 and 10), CSAT without
a middle, 1 to 7 in 2, 3 and 2 answers.
"""

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ThemeQuote:
    """A comment to quote: its position among the answers, and the phrase that stands in it first."""

    answer: int
    phrase: str


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme of the list with its `comments`, of so many `accounts`.

    `ratings` are how many of the comments came with a low, middle and high rating, and with none. `phrases`
    are (phrase, comments), the most frequent first: each comment under the phrase that stands in it first, so
    that they add up. `quotes` are the newest comment and the next newest, of another account and in other
    words where there is one.
    """

    theme: ListedTheme
    comments: int
    accounts: int
    ratings: tuple[int, int, int, int]
    phrases: tuple[tuple[str, int], ...]
    quotes: tuple[ThemeQuote, ...]


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """All themes in the order of the list, found in `comments` comments of `accounts` accounts, of which
    `holding` hold any theme.
    """

    found: tuple[ThemeCount, ...]
    comments: int
    accounts: int
    holding: int
    period: str


def theme_counts(facts: Facts, window: Window | None = None) -> ThemeCounts:
    """Return how often the themes of `Conventions.theme_list` stand in the comments of a window (default: the
    last 730 days). A comment may hold several themes, and counts once in each.
    """
    window, themes = window or comment_window(facts.as_of), facts.conventions.theme_list
    rows = _newest_first(facts.answers, np.flatnonzero(commented(facts.answers, window)))
    hits = listed_themes(facts.answers.comment[rows].tolist(), themes)
    return ThemeCounts(
        tuple(_count(facts.answers, rows, hits, number, theme) for number, theme in enumerate(themes)),
        len(rows),
        len(np.unique(facts.answers.account[rows])),
        len(np.unique(hits.comment)),
        window.text,
    )


def ratings_of(unit: np.ndarray) -> Positions:
    """Return the position in RATINGS of answers between 0 and 1, NaN where there is none."""
    return np.select([unit < LOW_BELOW, unit <= HIGH_ABOVE, unit > HIGH_ABOVE], [0, 1, 2], 3)


def _newest_first(answers: Answers, rows: Positions) -> Positions:
    """Return the rows by date, the newest first and those without one last; what is as old by account and
    words, so that the order in the files does not matter.
    """
    seconds = answers.answered_at[rows].astype("datetime64[s]")
    age = np.where(np.isnat(seconds), np.iinfo(np.int64).max, -seconds.astype(np.int64))
    _, words = np.unique(answers.comment[rows], return_inverse=True)
    return rows[np.lexsort((words, answers.account[rows], age))]


def _count(answers: Answers, rows: Positions, hits: ThemeHits, number: int, theme: ListedTheme) -> ThemeCount:
    """Return what there is of one theme; `rows` are the newest first, and so are the hits."""
    chosen = hits.theme == number
    answer, phrase = rows[hits.comment[chosen]], hits.phrase[chosen]
    ratings = np.bincount(ratings_of(answers.unit[answer]), minlength=len(RATINGS))
    counts = np.bincount(phrase, minlength=len(theme.phrases))
    frequent = [place for place in np.argsort(-counts, kind="stable").tolist() if counts[place]]
    return ThemeCount(
        theme,
        len(answer),
        len(np.unique(answers.account[answer])),
        tuple(ratings.tolist()),
        tuple((theme.phrases[place], int(counts[place])) for place in frequent),
        tuple(
            ThemeQuote(int(answer[place]), theme.phrases[phrase[place]]) for place in _quoted(answers, answer)
        ),
    )


def _quoted(answers: Answers, answer: Positions) -> list[int]:
    """Return the places of the two comments to quote among those of a theme, the newest first."""
    if len(answer) < 2:
        return list(range(len(answer)))
    answer = answer[: MOST_READ + 1]
    said, writers = answers.comment[answer].tolist(), answers.account[answer].tolist()
    return [0, 1 + second_quote(said[0], writers[0], said[1:], writers[1:])]
