"""Text as it is compared: without case, accents, what cannot be seen, and look-alikes of other scripts."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache, reduce

_EAST_ASIAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# A Chinese, Japanese or Korean character is a word for itself: those scripts have no blanks.
_WORD = re.compile(rf"[{_EAST_ASIAN}]|[^\W_{_EAST_ASIAN}]+")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LEFTWARD = frozenset(("R", "AL", "RLO", "RLE"))
_APART = "·"
_UNSEEN = frozenset("\u2800\u3164\u115f\u1160\uffa0")
_LOOK_ALIKES = str.maketrans(
    "авсԁеһіјкмнорԛѕтухѵԝαβεηικνορτυχγωϲ",
    "abcdehijkmhopqstyxvwabehiknoptuxywc",
)
"""Cyrillic and Greek letters and the Latin ones that they are taken for; both sides are compared so."""
_SPELT_PLAINLY = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
"""Letters that are no other letter with an accent, as people write them who do not have them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in the text."""

    text: str
    start: int
    end: int


def readable(text: str) -> str:
    """Return the text as a reader sees it: entities that were escaped twice are characters, and so are the
    _x0041_ of spreadsheets (ECMA-376, part 1, 22.9.2.19).
    """
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def turned(text: str) -> str:
    """Return a text from its end where some of it is written from right to left, "" where none is: files keep
    such text in either order.
    """
    if text.isascii() or not any(unicodedata.bidirectional(each) in _LEFTWARD for each in text):
        return ""
    return text[::-1]


def words(text: str) -> list[Word]:
    """Return the words of a text, which is taken as it stands (`readable`)."""
    if text.isascii():
        return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text.lower())]
    folded, origin = [], []
    for position, character in enumerate(text):
        for letter in _folded(character):
            folded.append(letter)
            origin.append(position)
    found = _WORD.finditer("".join(folded))
    return [Word(each[0], origin[each.start()], origin[each.end() - 1] + 1) for each in found]


def squeezed(text: str) -> str:
    """Return the words of a text without anything between them: "Bright-Harbour" is "brightharbour"."""
    text = readable(text)
    if text.isascii():  # most names are, and there are many
        return reduce(joined, _WORD.findall(text.lower()), "")
    return reduce(joined, (word.text for word in words(text)), "")


def joined(squeezed_before: str, word: str) -> str:
    """Return squeezed words with one more; numbers stay apart: "Company 1, 2 May" is not Company 12."""
    apart = squeezed_before[-1:].isdigit() and word[:1].isdigit()
    return f"{squeezed_before}{_APART if apart else ''}{word}"


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Return what a character counts as: nothing where it cannot be seen."""
    if character in _UNSEEN or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    if "\uac00" <= character <= "\ud7af":
        return character  # taken apart, a syllable would be letters of a longer word
    parts = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    return plain.casefold().translate(_LOOK_ALIKES).translate(_SPELT_PLAINLY)
