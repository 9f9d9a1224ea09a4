"""Phrases whose mood is known, written by us in six languages: what comments are read by until there are
enough rated ones, and beside these afterwards.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cxdesk.resource_files import resource

Integers = NDArray[np.int64]

MOODS = ("negative", "neutral", "positive")
NEGATIVE, NEUTRAL, POSITIVE = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """`texts` with their `mood` (s,), a position in MOODS, and `phrase` (s,): translations of one phrase have
    the same number.
    """

    texts: tuple[str, ...]
    mood: Integers
    phrase: Integers


@cache
def comment_seeds() -> Seeds:
    """Return the phrases of `comment_seeds.toml` in all their languages."""
    lists = tomllib.loads(resource("comment_seeds.toml").read_text(encoding="utf-8"))
    phrases = [(mood, by_language) for mood, name in enumerate(MOODS) for by_language in lists[name]]
    rows = [
        (text, mood, number)
        for number, (mood, by_language) in enumerate(phrases)
        for text in by_language.values()
    ]
    texts, moods, numbers = zip(*rows, strict=True)
    return Seeds(texts, np.array(moods), np.array(numbers))
