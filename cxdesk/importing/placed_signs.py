"""Signs where people write them: `Joe’s`, `a – b`, `“a”`, `5 €`. One in its place is proof of an encoding,
as a letter in a word is."""

from __future__ import annotations

import re

_NO_LETTER_BEFORE, _NO_LETTER_BEHIND = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_PLACES = (
    (re.compile(r"(?<=[A-Za-z])’(?=(?:s|S|t|re|ll|ve|d|m)\b)"), 1),
    (re.compile(r"(?<=[A-Za-z]s)’(?=\s)"), 1),
    (re.compile(r"\b(?:[cdjlmnstCDJLMNSTO]|[Qq]u|[Dd]all|[Dd]ell|[Nn]ell)’(?=[^\W\d_])"), 1),
    (re.compile(r"(?<= )[–—](?= )|(?<=\d)–(?=\d)"), 1),
    (re.compile(rf"{_NO_LETTER_BEFORE}“[^“”\n]{{1,200}}”{_NO_LETTER_BEHIND}"), 2),
    (re.compile(rf"{_NO_LETTER_BEFORE}„[^„“”\n]{{1,200}}[“”]{_NO_LETTER_BEHIND}"), 2),
    (re.compile(rf"{_NO_LETTER_BEFORE}‘[^‘’\n]{{1,200}}’{_NO_LETTER_BEHIND}"), 2),
    (re.compile(rf"{_NO_LETTER_BEFORE}[€£]{_NO_LETTER_BEHIND}"), 1),
    (re.compile("(?<=[0-9])\u00a0(?=[0-9€$£%])"), 1),
    (re.compile(rf"(?<=[a-z])[™®]{_NO_LETTER_BEHIND}"), 1),
)
"""How signs stand, and how many of them a match has."""


def placed_signs(text: str) -> int:
    """Return how many signs of a text stand where people write them."""
    return sum(many * len(place.findall(text)) for place, many in _PLACES)
