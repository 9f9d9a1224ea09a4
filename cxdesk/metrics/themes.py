"""What one group of commenters writes about and another does not, each theme with two of its comments.

Detractors against promoters, one role against another, this period against the last, or an account against
its segment. No theme is called that chance alone would call in 5 % of random divisions, and none without
quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.comment_terms import Terms, count_terms, spelled
from cxdesk.metrics.comment_words import Words, read_words, stop_words
from cxdesk.metrics.quoting import MOST_READ, second_quote
from cxdesk.metrics.word_contrast import (
    PERMUTATIONS,
    PRIOR_A_WORD,
    informative_prior,
    largest_by_chance,
    log_odds_z,
    threshold,
)

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SMALLEST_SAMPLE = (
    40  # comments; below it true themes are found in one case of six, so quotes are shown instead
)
FEWEST_COMMENTS = 3
FEWEST_ACCOUNTS = 2
MOST_THEMES = 20
_READ_FOR_SPELLING = 50  # comments
_QUOTE_LENGTH = 120  # characters: a quote of about that many can be read at a glance and says enough


@dataclass(frozen=True, slots=True)
class Theme:
    """A word or two that stand in one group's comments more than chance allows.

    `in_first` says in which group; `z` is above 0 there and below 0 in the other. `comments` of `accounts`
    accounts of that group have it, and `other_comments` of the other. `quotes` are positions of comments.
    """

    term: str
    in_first: bool
    z: float
    comments: int
    other_comments: int
    accounts: int
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes, the most striking first, found in `comments` comments (with words in them) of `accounts`
    accounts.

    `threshold` is what |z| had to exceed, NaN when nothing was tried; `missing` says in words why there is no
    theme, and is empty otherwise.
    """

    found: tuple[Theme, ...]
    comments: int
    accounts: int
    threshold: float
    missing: str


@dataclass(frozen=True, slots=True)
class _Contrast:
    """The comments that have words, in an order of their own: `position` (comments,) is each one's
    place given.
    """

    words: Words
    terms: Terms
    account: Integers
    in_first: Flags
    position: Integers


def themes(
    texts: Sequence[str | None],
    accounts: ArrayLike,
    in_first: ArrayLike,
    seed: int = 0,
    permutations: int = PERMUTATIONS,
    most: int = MOST_THEMES,
) -> Themes:
    """Return the themes that set the comments of two groups apart.

    `texts` (n,) are comments as written, None or empty where there is none; `accounts` (n,) codes of who
    wrote them; `in_first` (n,) is true in the first group and false in the second. A theme has at least 3
    comments of 2 accounts in its group. The order of the comments does not matter, and one seed gives one
    result.

    Where a group is a single account, its comments are compared with random comments, not random accounts:
    what is found is true of that account, and says nothing of others.
    """
    order = _own_order(texts, accounts, in_first)
    words = read_words([texts[place] for place in order])
    has_words = np.zeros(len(order), dtype=bool)
    has_words[words.comment[words.codes >= 0]] = True
    account = np.asarray(accounts, dtype=np.int64)[order]
    first = np.asarray(in_first, dtype=bool)[order]
    count, account_count = int(has_words.sum()), len(np.unique(account[has_words]))
    lacking = _too_little(count, first[has_words])
    if lacking:
        return Themes((), count, account_count, float("nan"), lacking)
    words, account, first, order = _only(words, has_words, account, first, order)
    fewest = 1 if _one_account(account, first) else FEWEST_ACCOUNTS
    terms = count_terms(words, account, stop_words(), FEWEST_COMMENTS, fewest)
    contrast = _Contrast(words, terms, account, first, order)
    if contrast.terms.matrix.shape[1] < 2:
        return Themes((), count, account_count, float("nan"), "No word comes back in three comments or more.")
    return _found(contrast, texts, account_count, seed, permutations, most)


def _found(
    contrast: _Contrast, texts: Sequence[str | None], accounts: int, seed: int, permutations: int, most: int
) -> Themes:
    matrix, first = contrast.terms.matrix, contrast.in_first
    total = contrast.terms.comments.astype(np.float64)
    inside = matrix.T @ first.astype(np.float64)
    prior = informative_prior(total, PRIOR_A_WORD * len(total))
    z = log_odds_z(inside, total - inside, prior)[1]
    one = _one_account(contrast.account, first)
    dealt = np.arange(len(first)) if one else _from_zero(contrast.account)
    largest = largest_by_chance(matrix, dealt, first, prior, FEWEST_COMMENTS, seed, permutations)
    limit = threshold(largest)
    candidates = [term for term in np.argsort(-np.abs(z), kind="stable") if abs(z[term]) > limit]
    wholes = {int(word) for term in candidates for word in _swallowed(contrast.terms, int(term))}
    found = []
    for term in candidates:
        if int(term) in wholes or len(found) == most:
            continue
        theme = _theme(contrast, texts, int(term), float(z[term]))
        if theme is not None:
            found.append(theme)
    missing = (
        ""
        if found
        else (
            f"No word sets the two groups apart more than chance does in {len(first)} comments of "
            f"{accounts} accounts."
        )
    )
    return Themes(tuple(found), len(first), accounts, limit, missing)


def _theme(contrast: _Contrast, texts: Sequence[str | None], term: int, z: float) -> Theme | None:
    """Return a term as a theme; None with too few comments or accounts on its side."""
    side = contrast.in_first if z > 0 else ~contrast.in_first
    column = contrast.terms.matrix[:, [term]].toarray().ravel() > 0
    having = np.flatnonzero(column & side)
    writers = len(np.unique(contrast.account[having]))
    needed = min(FEWEST_ACCOUNTS, len(np.unique(contrast.account[side])))
    if len(having) < FEWEST_COMMENTS or writers < needed:
        return None
    quoted = contrast.position[having[:_READ_FOR_SPELLING]]
    return Theme(
        spelled(contrast.words, contrast.terms, term, [texts[place] for place in quoted]),
        z > 0,
        z,
        len(having),
        int(column.sum()) - len(having),
        writers,
        _quotes(contrast, texts, having),
    )


def _quotes(contrast: _Contrast, texts: Sequence[str | None], having: Integers) -> tuple[int, ...]:
    """Return positions of comments to quote: the first of a readable length, the second in other words and of
    another account where there is one.
    """
    ranked = sorted(having, key=lambda row: abs(len(texts[contrast.position[row]]) - _QUOTE_LENGTH))
    ranked = ranked[: MOST_READ + 1]
    said = [texts[contrast.position[row]] for row in ranked]
    chosen = ranked[:1]
    if len(ranked) > 1:
        writers = contrast.account[ranked].tolist()
        chosen.append(ranked[1 + second_quote(said[0], writers[0], said[1:], writers[1:])])
    return tuple(int(contrast.position[row]) for row in chosen)


def _swallowed(terms: Terms, term: int) -> list[int]:
    """Return the single words of a pair that stand in no other comment than the pair does."""
    if terms.second[term] < 0:
        return []
    parts = (terms.second < 0) & ((terms.first == terms.first[term]) | (terms.first == terms.second[term]))
    # The pair's comments are among those of each part, so equal numbers are the same comments.
    return np.flatnonzero(parts & (terms.comments == terms.comments[term])).tolist()


def _own_order(texts: Sequence[str | None], accounts: ArrayLike, in_first: ArrayLike) -> Integers:
    """Return the positions of the comments ordered by what they say, so that no draw depends on
    their order.
    """
    account, first = np.asarray(accounts, dtype=np.int64), np.asarray(in_first, dtype=bool)
    if not len(texts) == len(account) == len(first):
        raise ValueError("each comment has an account and a group")
    keys = sorted(range(len(texts)), key=lambda place: (texts[place] or "", account[place], first[place]))
    return np.array(keys, dtype=np.int64)


def _only(
    words: Words, kept: Flags, account: Integers, first: Flags, order: Integers
) -> tuple[Words, Integers, Flags, Integers]:
    """Return all that belongs to the comments that are kept; those without words have no pieces but
    breaks.
    """
    renumbered = np.cumsum(kept) - 1
    pieces = kept[words.comment]
    words = Words(words.vocabulary, words.codes[pieces], renumbered[words.comment[pieces]])
    return words, account[kept], first[kept], order[kept]


def _one_account(account: Integers, in_first: Flags) -> bool:
    """Return whether a group is a single account."""
    return min(len(np.unique(account[in_first])), len(np.unique(account[~in_first]))) == 1


def _from_zero(account: Integers) -> Integers:
    """Return codes from 0 in the order in which the accounts first appear."""
    _, place, code = np.unique(account, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(place))[code]


def _too_little(count: int, in_first: Flags) -> str:
    if count < SMALLEST_SAMPLE:
        return f"Too few comments for themes: {count} of at least {SMALLEST_SAMPLE}."
    if in_first.all() or not in_first.any():
        return "All comments are in one group, so there is nothing to compare them with."
    return ""
