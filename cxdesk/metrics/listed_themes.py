"""Themes that the user lists: which comments hold one of their phrases, and which phrase it was.

Nothing is guessed: a comment is about billing because "invoice*" stands in it, and says so. The list is
`Conventions.theme_list`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.comment_words import Words, read_words
from cxdesk.workspace.theme_list import ListedTheme, phrase_words

Integers = NDArray[np.int64]

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class ThemeHits:
    """Comments with a theme (k,), by comment and then in the order of the list, each pair once.

    `comment` is a position in the texts, `theme` one in the list, and `phrase` one among that theme's
    phrases: the first that stands in the comment.
    """

    comment: Integers
    theme: Integers
    phrase: Integers

    def __len__(self) -> int:
        return len(self.comment)


def listed_themes(texts: Sequence[str | None], themes: Sequence[ListedTheme]) -> ThemeHits:
    """Return which comments hold which themes.

    The words of a phrase stand side by side, with no sign but a hyphen or an apostrophe between them;
    capitals do not matter, and * stands for any letters at the start or end of a word. Where two phrases
    begin at the same word, the one listed first counts.
    """
    words = read_words(texts)
    places = _Places(words)
    none = np.empty((3, 0), dtype=np.int64)
    found = np.hstack([none, *(_hits(words, places, number, theme) for number, theme in enumerate(themes))])
    return ThemeHits(*found[:, np.lexsort((found[1], found[0]))])


def _hits(words: Words, places: _Places, number: int, theme: ListedTheme) -> Integers:
    """Return the comments that hold a theme, its number, and the first of its phrases in each (3, k)."""
    at = [places.of(phrase) for phrase in theme.phrases]
    place, phrase = np.concatenate(at), np.repeat(np.arange(len(at)), [len(each) for each in at])
    order = np.lexsort((phrase, place))
    comment, first = np.unique(words.comment[place[order]], return_index=True)
    return np.vstack([comment, np.full(len(comment), number), phrase[order][first]])


class _Places:
    """Where each word stands, so that a phrase is looked for at its first word's places only."""

    def __init__(self, words: Words) -> None:
        self._codes = words.codes
        self._order = np.argsort(words.codes, kind="stable")
        self._start = np.searchsorted(words.codes[self._order], np.arange(len(words.vocabulary) + 1))
        by_spelling = sorted((word, code) for code, word in enumerate(words.vocabulary))
        self._spelled = [word for word, _ in by_spelling]
        self._code = np.array([code for _, code in by_spelling], dtype=np.int64)

    def of(self, phrase: str) -> Integers:
        """Return where the phrase begins."""
        wanted = [self._matching(word) for word in phrase_words(phrase)]
        runs = [self._order[self._start[code] : self._start[code + 1]] for code in wanted[0]]
        places = np.concatenate(runs) if runs else np.zeros(0, dtype=np.int64)
        for ahead, codes in enumerate(wanted[1:], 1):
            places = places[places + ahead < len(self._codes)]
            places = places[np.isin(self._codes[places + ahead], codes)]
        return places

    def _matching(self, word: str) -> Integers:
        """Return the codes of the words that a word of a phrase stands for."""
        stem = word.strip("*")
        if word.startswith("*"):
            fits = str.__contains__ if word.endswith("*") else str.endswith
            return self._code[[fits(spelled, stem) for spelled in self._spelled]]
        begin = bisect_left(self._spelled, stem)
        if word.endswith("*"):
            return self._code[begin : bisect_left(self._spelled, stem + _LAST)]
        found = begin < len(self._spelled) and self._spelled[begin] == stem
        return self._code[begin : begin + found]
