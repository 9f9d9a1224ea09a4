"""Hebrew and Arabic on paper: expected orders by hand from the rules of Unicode Standard Annex 9."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from cxdesk.report.paper.fonts import PLAIN, marked, register
from cxdesk.report.paper.paragraph import paragraph, with_joined_letters
from cxdesk.report.paper.pdf import write_pages
from tests.report.paper.test_pages import PAGE

WIDE = 500.0


def lines(text: str, width: float = WIDE) -> list[str]:
    """Return the lines of a paragraph as they are printed, from left to right."""
    register()
    broken = paragraph(marked(text), ParagraphStyle("text", fontName=PLAIN, fontSize=8)).breakLines(width)
    return [
        " ".join(line[1]) if isinstance(line, tuple) else "".join(word.text for word in line.words)
        for line in broken.lines
    ]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("אבג דה", "הד גבא"),
        ("אב (גד) 12", "12 (דג) בא"),
        ("NPS 3: “אבג” ok", "NPS 3: “גבא” ok"),
        ("Plain", "Plain"),
        ("אב 東京 גד", "דג 東京 בא"),
    ],
)
def test_lines_are_printed_in_their_order(read: str, printed: str) -> None:
    """Letters of Hebrew turn, numbers do not, brackets mirror; a first letter of Hebrew turns the whole line,
    writing of another font in it too.
    """
    assert lines(read) == [printed]


def test_a_text_is_broken_before_it_is_turned() -> None:
    """The beginning of a long text stands in its first line, at the right edge."""
    words = " ".join(["אבגד"] * 20 + ["סוף"])
    first, *_, last = lines(words, 100.0)
    assert "ףוס" not in first
    assert last.startswith("ףוס")
    long = paragraph(words, ParagraphStyle("text", fontName=PLAIN, fontSize=8))
    long.wrap(100.0, 1_000.0)
    assert long.style.alignment == TA_RIGHT


def test_letters_of_arabic_are_joined_and_can_be_found(tmp_path: Path) -> None:
    """Salaam is seen at a beginning, lam with alef at an end, and meem alone (Arabic presentation forms B);
    each has a glyph in the page's own font, and a reader finds the word.
    """
    assert with_joined_letters("سلام") == "\ufeb3\ufefc\ufee1"
    assert with_joined_letters("Plain") == "Plain"
    ligatures = with_joined_letters("الله ریال")
    assert "<font" not in marked(ligatures), "of another font, which may not have it"
    page = replace(PAGE, title="سلام")
    write_pages(tmp_path / "a.pdf", [page])
    assert "\ufeb3" in pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
