"""Text on its way into a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.report.cell_text import CELL_LIMIT, clean_text, cut_text, utf16_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("Größe 日本 🚀 – “x”", "Größe 日本 🚀 – “x”"),
        ("two\r\nlines\tand\u2028more", "two lines and more"),
        ("nul\x00 bell\x07 c1\x9f", "nul bell c1"),
        ("lone \ud83d here", "lone \ufffd here"),
        ("not a character \uffff", "not a character \ufffd"),
        ("=1+1", "=1+1"),
    ],
)
def test_only_what_breaks_a_file_is_changed(text: str, expected: str) -> None:
    """Line breaks and tabs become one space, controls go, lone surrogates show; the rest stays (by hand)."""
    assert clean_text(text) == expected


def test_text_like_rich_markup_is_made_harmless() -> None:
    """XlsxWriter writes a text from <r> to </r> unescaped, so a cleaned one must not end that way."""
    cleaned = clean_text("<r><t>x</t></r>")
    assert not cleaned.endswith("</r>")
    assert cleaned.rstrip() == "<r><t>x</t></r>"


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_cleaned_text_can_be_encoded_and_stays_clean(text: str) -> None:
    """Whatever goes in, the result is valid UTF-8 on one line, and cleaning it again changes nothing."""
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert len(cleaned.splitlines()) <= 1
    assert clean_text(cleaned) == cleaned


def test_a_text_that_fits_is_not_cut() -> None:
    """32,767 letters are what Excel's specification allows in a cell."""
    text = "x" * CELL_LIMIT
    assert cut_text(text) == (text, False)


def test_a_cut_text_says_so_and_fits() -> None:
    """One letter more than a cell holds is cut, with the whole length at the end."""
    shown, cut = cut_text("x" * (CELL_LIMIT + 1))
    assert cut
    assert shown.endswith("[cut: 32,768 characters in all]")
    assert len(shown) == CELL_LIMIT


def test_excel_counts_utf16_units() -> None:
    """A rocket is two units (U+1F680), so 20,000 of them are 40,000 and do not fit; none is cut in half."""
    shown, cut = cut_text("🚀" * 20_000)
    assert cut
    assert utf16_length(shown) <= CELL_LIMIT
    shown.encode("utf-8")
    assert set(shown.partition(" …")[0]) == {"🚀"}
