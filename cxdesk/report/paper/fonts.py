"""The fonts of a PDF: DejaVu, which matplotlib ships, embedded; for what it lacks a font of the system.

No font for Chinese, Japanese and Korean is small enough to ship. Where this computer has one, the letters in
use are embedded; where it has none, readers draw them with the fonts that they bring for them (Adobe's
character collections), and `left_to_readers` says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from cxdesk.report.paper.record import Page
from cxdesk.report.paper.system_fonts import system_fonts

PLAIN, BOLD = "cxdesk", "cxdesk-bold"
_FILES = {PLAIN: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf"}
_OF_READERS = {"Japanese": "HeiseiKakuGo-W5", "Korean": "HYGothic-Medium", "Chinese": "STSong-Light"}


@cache
def register() -> None:
    """Make the fonts known, once."""
    folder = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def left_to_readers(pages: Iterable[Page]) -> str:
    """Return a sentence where pages hold letters that no font here has, "" where there are none."""
    texts = {text for page in pages for text in page.texts}
    if not any(_east_asian(text) in _OF_READERS.values() for text in texts if _missing(text)):
        return ""
    return (
        "This computer has no font for some of its letters that a PDF can hold: they are seen where the "
        "reader's program has one for Chinese, Japanese or Korean."
    )


def marked(text: str) -> str:
    """Return a text as a paragraph reads it: nothing in it acts, and each writing has a font that has it."""
    missing = _missing(text)
    if not missing:
        return escape(text)
    other, parts = _east_asian(text), []
    for is_missing, run in groupby(text, key=missing.__contains__):
        shown = escape("".join(run))
        parts.append(f'<font name="{other}">{shown}</font>' if is_missing else shown)
    return "".join(parts)


def _missing(text: str) -> set[str]:
    """Return the letters of a text that our own font lacks."""
    return set() if text.isascii() else {letter for letter in text if ord(letter) not in _glyphs()}


@cache
def _glyphs() -> frozenset[int]:
    register()
    return frozenset(pdfmetrics.getFont(PLAIN).face.charToGlyph)


def _east_asian(text: str) -> str:
    """Return the font for what DejaVu lacks: Japanese where kana stand in the text, Korean with hangul. The
    system's font counts only where it has all of these letters.
    """
    names = {
        unicodedata.name(character, "").partition(" ")[0] for character in text if ord(character) > 0x2E7F
    }
    if names & {"HIRAGANA", "KATAKANA", "HALFWIDTH"}:
        writing = "Japanese"
    else:
        writing = "Korean" if "HANGUL" in names else "Chinese"
    own = _of_system(writing)
    has_all = own and all(
        ord(letter) in pdfmetrics.getFont(own).face.charToGlyph for letter in _missing(text)
    )
    return own if has_all else _of_readers(writing)


@cache
def _of_system(writing: str) -> str:
    """Return the system's first font for a writing that can be embedded, made known; "" for none."""
    for file in system_fonts(writing):
        try:
            pdfmetrics.registerFont(TTFont(f"cxdesk-{writing}", str(file)))
        except (TTFError, OSError, ValueError):
            continue  # of outlines that cannot be embedded, or damaged: the next one
        return f"cxdesk-{writing}"
    return ""


@cache
def _of_readers(writing: str) -> str:
    """Return the name of the font that readers of PDF bring for a writing, made known."""
    pdfmetrics.registerFont(UnicodeCIDFont(_OF_READERS[writing]))
    return _OF_READERS[writing]
