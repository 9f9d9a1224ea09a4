"""Themes that the user lists: which comments hold one of their phrases, and which phrase it was.

The list is `resources/themes.toml`, or the user's own copy. Nothing is guessed: a comment is about billing
because "invoice*" stands in it, and says so.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.errors import CxdeskError
from cxdesk.metrics.comment_words import WORD, Words, plain, read_words
from cxdesk.resource_files import resource

Integers = NDArray[np.int64]

_PHRASE_WORDS = re.compile(rf"\*?(?:{WORD})\*?")
_LABEL = "label"
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class ListedTheme:
    """A theme by name, with the label shown and its phrases in all languages, in the order of the list."""

    name: str
    label: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A comment (a position in the texts) with a theme, and the first phrase in it, as the list has it."""

    comment: int
    theme: str
    phrase: str


def default_phrases() -> str:
    """Return the text of the list that comes with cxdesk."""
    return resource("themes.toml").read_text(encoding="utf-8")


def read_phrases(text: str) -> tuple[ListedTheme, ...]:
    """Return the themes of a list: a TOML table each, with `label` and a list of phrases per language.

    Raises CxdeskError for text that is not TOML, a theme without a label or phrases, and a phrase without a
    word.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CxdeskError(f"The list of themes cannot be read: {error}.", "Correct that line.") from error
    return tuple(_theme(name, table) for name, table in tables.items())


def listed_themes(texts: Sequence[str | None], phrases: Sequence[ListedTheme]) -> tuple[ThemeHit, ...]:
    """Return which comments hold which themes, by comment and then in the order of the list.

    The words of a phrase stand side by side, with no sign but a hyphen or an apostrophe between them;
    capitals do not matter, and * stands for any letters at the start or end of a word. A comment has a theme
    once.
    """
    words = read_words(texts)
    places = _Places(words)
    hits = []
    for number, theme in enumerate(phrases):
        first: dict[int, tuple[int, str]] = {}
        for phrase in theme.phrases:
            for place in places.of(phrase).tolist():
                comment = int(words.comment[place])
                if comment not in first or place < first[comment][0]:
                    first[comment] = (place, phrase)
        hits += [(comment, number, phrase) for comment, (_, phrase) in first.items()]
    return tuple(
        ThemeHit(comment, phrases[number].name, phrase)
        for comment, number, phrase in sorted(hits, key=lambda hit: hit[:2])
    )


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
        wanted = [self._matching(word) for word in _PHRASE_WORDS.findall(plain(phrase))]
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


def _theme(name: str, table: object) -> ListedTheme:
    if not isinstance(table, Mapping) or not isinstance(table.get(_LABEL), str):
        raise CxdeskError(f'The theme "{name}" has no label.', 'Add a line such as label = "Billing".')
    phrases: list[str] = []
    for language, listed in table.items():
        if language == _LABEL:
            continue
        if not isinstance(listed, list) or not all(isinstance(phrase, str) for phrase in listed):
            raise CxdeskError(
                f'The phrases of the theme "{name}" in "{language}" are not a list of texts.',
                'Write them as in en = ["invoice*", "charged twice"].',
            )
        phrases += listed
    for phrase in phrases:
        if not _PHRASE_WORDS.findall(plain(phrase)):
            raise CxdeskError(
                f'The theme "{name}" has a phrase without a word: "{phrase}".', "Remove it or write one."
            )
    if not phrases:
        raise CxdeskError(f'The theme "{name}" has no phrases.', "Add some, or remove the theme.")
    return ListedTheme(name, table[_LABEL], tuple(dict.fromkeys(phrases)))
