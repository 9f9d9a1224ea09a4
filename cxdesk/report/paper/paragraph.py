"""Paragraphs, those of Hebrew and Arabic too: letters joined, each line in the order in which it is printed.

A page of PDF holds glyphs from left to right. Lines are broken in the order of reading, and only then turned
(Unicode Standard Annex 9); readers of PDF turn them back where text is searched or copied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from html import unescape
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

_TAG = re.compile(r"<[^>]*>")
_LEFTWARD = ("R", "AL")
_STRONG = ("L", *_LEFTWARD)
_NO_GLYPHS = ("ARABIC LIGATURE ALLAH", "RIAL SIGN")
"""Ligatures that DejaVu does not have."""


def paragraph(markup: str, style: ParagraphStyle) -> Paragraph:
    """Return a paragraph of marked text (`fonts.marked`) whose lines are printed in their right order."""
    return _BothWays(markup, style) if is_leftward(markup) else Paragraph(markup, style)


def is_leftward(text: str) -> bool:
    """Return whether some of a text is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in _LEFTWARD for letter in text)


def with_joined_letters(text: str) -> str:
    """Return a text with the letters of Arabic in the shapes that they have beside each other, without its
    vowel marks; in the order of reading.
    """
    return _shaper().reshape(text) if is_leftward(text) else text


@cache
def _shaper() -> Any:
    from arabic_reshaper import ArabicReshaper  # late: few texts need it

    return ArabicReshaper(configuration=dict.fromkeys(_NO_GLYPHS, False))


class _BothWays(Paragraph):
    """A paragraph some of which is written from right to left."""

    def __init__(self, markup: str, style: ParagraphStyle) -> None:
        super().__init__(markup, style)
        self._base = _direction(unescape(_TAG.sub("", markup)))

    def breakLines(self, width: float | Sequence[float]) -> Any:  # noqa: N802  as reportlab calls it
        """Break the lines in the order of reading, then put each into that of printing."""
        broken = super().breakLines(width)
        broken.lines = [_turned(line, self._base) for line in broken.lines]
        if self._base == "R" and len(broken.lines) > 1:
            self.style = self.style.clone("leftward", alignment=TA_RIGHT)
        return broken


def _turned(line: Any, base: str) -> Any:
    """Return a line of a broken paragraph in the order of printing: a pair with its words, or a line whose
    words have fonts of their own.
    """
    from bidi.algorithm import get_display  # late; the package's newer one does not mirror brackets

    if isinstance(line, tuple):
        space, words = line
        return space, [get_display(" ".join(words), base_dir=base)]
    words = [word.clone(text=get_display(word.text, base_dir=base)) for word in line.words]
    line.words = words[::-1] if base == "R" else words
    return line


def _direction(text: str) -> str:
    """Return "R" where the first letter of a text is written from right to left, else "L"."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    first = next((each for each in strong if each in _STRONG), "L")
    return "R" if first in _LEFTWARD else "L"
