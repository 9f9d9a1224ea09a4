"""Comments as words: any language, capitals and typographic apostrophes apart. What a word is says
`workspace.spelling`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.resource_files import resource
from cxdesk.workspace.spelling import JOINS, SINGLE, WORD, one_apostrophe, plain

Integers = NDArray[np.int64]

BREAK = -1  # in place of a word: the end of a phrase or of a comment
_END = "\x00"  # of a comment
_PIECES = re.compile(rf"{WORD}|[^{JOINS}]")
_WRITTEN = re.compile(WORD, re.IGNORECASE)
_SINGLE_WORD = re.compile(rf"[{SINGLE}]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of many comments, one after the other.

    `codes` (pieces,) are positions in `vocabulary`, or BREAK; `comment` (pieces,) says whose each is, as a
    position from 0. Two words that stand side by side are neighbours here too, with no BREAK between.
    """

    vocabulary: tuple[str, ...]
    codes: Integers
    comment: Integers


@dataclass(frozen=True, slots=True)
class StopWords:
    """`empty` words say nothing about a subject; `negations` do only beside another word."""

    empty: frozenset[str]
    negations: frozenset[str]


def read_words(texts: Sequence[str | None]) -> Words:
    """Return the words of the comments; None and empty texts have none."""
    joined = _END.join((text or "").replace(_END, " ") for text in texts)
    pieces = pa.array(_PIECES.findall(plain(joined)), pa.string()).dictionary_encode()
    spelled = pieces.dictionary.to_pylist()
    is_word = np.array([is_a_word(piece) for piece in spelled], dtype=bool)
    codes = pieces.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.array([piece == _END for piece in spelled], dtype=bool)
    if len(codes) == 0:
        return Words((), codes, codes)
    comment = np.cumsum(ends[codes]) - ends[codes]
    renumbered = np.where(is_word, np.cumsum(is_word) - 1, BREAK)
    vocabulary = tuple(piece for piece, word in zip(spelled, is_word, strict=True) if word)
    return Words(vocabulary, renumbered[codes], comment)


def is_a_word(piece: str) -> bool:
    """Return whether a piece of a comment is a word rather than a sign."""
    return piece[0].isalnum() or piece[0] == "_" or len(piece) > 1


def stands_alone(word: str) -> bool:
    """Return whether a word is a character of a script that leaves no spaces, and is read in pairs."""
    return _SINGLE_WORD.fullmatch(word) is not None


def as_written(word: str, texts: Iterable[str]) -> str:
    """Return how a word is mostly written in the texts, in small letters: `größe`, which is
    compared as grösse.
    """
    forms = Counter(
        piece.lower()
        for text in texts
        for piece in _WRITTEN.findall(one_apostrophe(text))
        if plain(piece) == word
    )
    return max(forms, key=lambda form: (forms[form], form), default=word)


@cache
def stop_words() -> StopWords:
    """Return the stop words of all languages in `stop_words.toml`: comments do not say theirs."""
    lists = tomllib.loads(resource("stop_words.toml").read_text(encoding="utf-8"))
    negations = frozenset(plain(word) for word in lists.pop("negations"))
    empty = frozenset(plain(word) for words in lists.values() for word in words)
    return StopWords(empty - negations, negations)
