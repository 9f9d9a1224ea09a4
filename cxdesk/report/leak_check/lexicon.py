"""The words of `resources/leak_words.toml`, folded as texts are compared."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cxdesk.report.leak_check.folding import squeezed
from cxdesk.resource_files import resource


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Squeezed phrases. `always` and the beginnings `stems` tell wherever they stand, `beside` with a number
    or grade, `percent` with a percentage; a band of what is `judged` tells. `between` may stand between such
    a word and its number; `survey` makes a score the customer's own.
    """

    always: frozenset[str]
    stems: tuple[str, ...]
    beside: frozenset[str]
    percent: frozenset[str]
    judged: frozenset[str]
    between: frozenset[str]
    grades: frozenset[str]
    survey: frozenset[str]
    legal_forms: frozenset[str]
    ordinary: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Return the words, of all languages at once: a review may be written in any of them."""
    values = tomllib.loads(resource("leak_words.toml").read_text(encoding="utf-8"))
    always = [phrase for phrases in values["always"].values() for phrase in phrases]
    return Lexicon(
        always=_squeezed(phrase for phrase in always if not phrase.endswith("*")),
        stems=tuple(sorted(_squeezed(phrase for phrase in always if phrase.endswith("*")))),
        beside=_squeezed(phrase for phrases in values["beside"].values() for phrase in phrases),
        percent=_squeezed(values["percent"]["words"]),
        judged=_squeezed(values["judged"]["words"]),
        between=_squeezed(values["between"]["words"]),
        grades=_squeezed(values["grades"]["words"]),
        survey=_squeezed(values["survey"]["words"]),
        legal_forms=_squeezed(values["legal_forms"]["words"]),
        ordinary=_squeezed(values["ordinary"]["words"]),
    )


def _squeezed(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(squeezed(phrase) for phrase in phrases)
