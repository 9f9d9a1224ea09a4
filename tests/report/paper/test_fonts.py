"""Writing that the shipped font lacks: a font of the computer where it has one, else said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from cxdesk.report.paper import fonts, system_fonts
from cxdesk.report.paper.pdf import write_pages
from tests.report.paper.test_pages import PAGE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder in which alone the system has fonts."""
    monkeypatch.setattr(system_fonts, "_folders", lambda: (tmp_path,))
    fonts._of_system.cache_clear()
    yield tmp_path
    fonts._of_system.cache_clear()


def make_font(path: Path, letters: str) -> None:
    """Write a font of squares for these letters."""
    names = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    pen = TTGlyphPen(None)
    for number, point in enumerate(((0, 0), (0, 800), (800, 800), (800, 0))):
        pen.lineTo(point) if number else pen.moveTo(point)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"u{ord(letter):04X}" for letter in letters})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular", "psName": "Squares-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def test_a_font_of_the_computer_is_embedded_where_it_has_the_letters(folder: Path) -> None:
    """Intent: a page reads the same everywhere. Made: a damaged font, the preferred one, and one with the
    letters of Tokyo and a kana; a third letter is not in it, and that is said.
    """
    (folder / "YuGothM.ttc").write_bytes(b"no font")
    make_font(folder / "ipag.ttf", "東京の")
    known, unknown = replace(PAGE, title="東京の"), replace(PAGE, title="東京の銀")
    assert fonts.left_to_readers([PAGE, known]) == ""
    assert "no font" in fonts.left_to_readers([known, unknown])
    write_pages(folder / "a.pdf", [known])
    page = pypdf.PdfReader(folder / "a.pdf").pages[0]
    used = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert any("Squares" in font["/BaseFont"] and "/FontFile2" in font["/FontDescriptor"] for font in used)
    assert "東京の" in page.extract_text()


def test_without_such_a_font_it_is_said(folder: Path) -> None:
    """Latin, Greek, Hebrew and Arabic are in the shipped font; Korean is not, and this computer has none."""
    assert fonts.left_to_readers([replace(PAGE, title="Ελλάς Ğüneş דנה سلام")]) == ""
    assert "Korean" in fonts.left_to_readers([replace(PAGE, title="삼성전자")])
