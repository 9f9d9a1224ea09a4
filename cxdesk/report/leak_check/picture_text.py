"""Pictures inside a workbook: whether they are such, and the words of those that are drawn with words."""

from __future__ import annotations

import re

_BEGINNINGS = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF",
    b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"\x02\0\x09\0",
)  # fmt: skip
"""How files of the kinds begin that a workbook may hold: PNG, JPEG, GIF, BMP, TIFF, WebP, EMF, WMF."""
_DRAWN = (".emf", ".wmf")
_BETWEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]+")
_SHORTEST = 3


def is_picture(content: bytes) -> bool:
    """Return whether bytes begin as a picture does, of whatever kind."""
    return content.startswith(_BEGINNINGS)


def picture_texts(name: str, content: bytes) -> list[str]:
    """Return the texts in a drawing of Windows (EMF, WMF), which keeps words as words; none of others."""
    if not name.lower().endswith(_DRAWN):
        return []
    read = (content.decode("utf-16-le", errors="replace"), content.decode("latin-1"))
    return [each for text in read for each in _BETWEEN.split(text) if len(each) >= _SHORTEST]
