"""Text as a cell can hold it: nothing in it acts, nothing in it breaks the file, and what is cut says so.

Excel counts UTF-16 units and takes 32,767 of them in a cell. XML has no place for most control characters
and none for lone surrogates. XlsxWriter takes a text that begins with <r> and ends with </r> for ready-made
markup and writes it unescaped.
"""

from __future__ import annotations

import re

CELL_LIMIT = 32_767
_REPLACEMENT = "\ufffd"
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NOT_CHARACTERS = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_SUSPECT = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|^<r>")


def clean_text(text: str) -> str:
    """Return the text on one line, without control characters; lone surrogates become "\ufffd"."""
    if not _SUSPECT.search(text):
        return text
    text = _CONTROLS.sub("", _BREAKS.sub(" ", text))
    text = _NOT_CHARACTERS.sub(_REPLACEMENT, text)
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def clean_lines(text: str) -> str:
    """Return the text cleaned line by line, its line breaks kept."""
    cleaned = "\n".join(clean_text(line) for line in text.replace("\r\n", "\n").split("\n"))
    return f"{cleaned} " if cleaned.startswith("<r>") and cleaned.endswith("</r>") else cleaned


def cut_text(text: str, limit: int = CELL_LIMIT) -> tuple[str, bool]:
    """Return the text within `limit` UTF-16 units, and whether it was cut; a cut text says so at its end."""
    if len(text) * 2 <= limit or utf16_length(text) <= limit:
        return text, False
    ending = f" … [cut: {len(text):,} characters in all]"
    units = text.encode("utf-16-le")[: 2 * (limit - len(ending))]
    # Cutting between the two halves of a character leaves one half, which is dropped.
    return units.decode("utf-16-le", errors="ignore") + ending, True


def utf16_length(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text) + sum(1 for character in text if character > "\uffff")
