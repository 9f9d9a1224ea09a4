"""The fonts of a PDF: DejaVu, which matplotlib ships, embedded; writing that it lacks by standard names.

Chinese, Japanese and Korean come from the fonts that PDF readers bring for them (Adobe's character
collections), since no font for them is small enough to ship.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "cxdesk", "cxdesk-bold"
_FILES = {PLAIN: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf"}
_JAPANESE, _KOREAN, _CHINESE = "HeiseiKakuGo-W5", "HYGothic-Medium", "STSong-Light"


@cache
def register() -> None:
    """Make the fonts known, once."""
    folder = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in (_JAPANESE, _KOREAN, _CHINESE):
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def marked(text: str) -> str:
    """Return a text as a paragraph reads it: nothing in it acts, and each writing has a font that has it."""
    known = _glyphs()
    east_asian = _east_asian(text)
    parts = []
    for missing, run in groupby(text, key=lambda character: ord(character) not in known):
        shown = escape("".join(run))
        parts.append(f'<font name="{east_asian}">{shown}</font>' if missing else shown)
    return "".join(parts)


@cache
def _glyphs() -> frozenset[int]:
    register()
    return frozenset(pdfmetrics.getFont(PLAIN).face.charToGlyph)


def _east_asian(text: str) -> str:
    """Return the font for what DejaVu lacks: Japanese where kana stand in the text, Korean with hangul."""
    names = {
        unicodedata.name(character, "").partition(" ")[0] for character in text if ord(character) > 0x2E7F
    }
    if names & {"HIRAGANA", "KATAKANA", "HALFWIDTH"}:
        return _JAPANESE
    return _KOREAN if "HANGUL" in names else _CHINESE
