"""UTF-8 text that was taken for Windows-1252 and written as UTF-8 again: `MÃ¼ller`. Told, and kept so."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from cxdesk.workspace.records import Problem

_SAMPLE = 1024 * 1024
_TWICE = re.compile(
    "[ÂÃ][\u0080-\u009f\u00a1-\u00ba\u00bc-\u00bfŒœŠšŸŽžƒˆ‚„†‡…‰‹€™]|â€[\u0080-\u009f™˜œ“”¢¦]"
)
"""What the two bytes of a letter beyond ASCII, or the three of a quotation mark or dash, look like in
Windows-1252. Left out is what people may write behind a capital Â or Ã: spaces and closing quotes."""
_WORD = re.compile(r"[^\s,;|\"]+")


def doubly_encoded(path: Path) -> tuple[Problem, ...]:
    """Return a note where the first mebibyte of a file of valid UTF-8 holds letters that were encoded
    twice."""
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    if head.isascii():
        return ()
    text = head.decode("utf-8", "ignore")
    places = sum(1 for _ in _TWICE.finditer(text))
    if not places:
        return ()
    word, meant = next(
        ((each, _once(each)) for each in _WORD.findall(text) if _TWICE.search(each) and _once(each)), ("", "")
    )
    if not word:
        return ()
    hint = (
        f"“{word}” may be “{meant}”, encoded twice, as {places:,} places are in the part that was looked at. "
        "They are kept as they stand. Export the file again from where it comes from, as UTF-8 once."
    )
    return (Problem("encoding_twice", None, "", word, hint),)


def _once(word: str) -> str:
    """Return a word as it was before its bytes were taken for Windows-1252; "" where they are no UTF-8."""
    raw = bytearray()
    for letter in word:
        with suppress(UnicodeEncodeError):
            raw += letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "cp1252")
    with suppress(UnicodeDecodeError):
        return bytes(raw).decode("utf-8")
    return ""
