"""How many cells a text file lays out: a wide header makes every short line below it as wide as itself."""

from __future__ import annotations

from pathlib import Path

from cxdesk.importing.files import unreadable
from cxdesk.importing.package_check import MOST_CELLS

_SEPARATORS = (b",", b";", b"\t", b"|")
_MARK_BYTES = 64


def cells_at_most(raw: bytes) -> int | None:
    """Return how many cells a text can have in any of its layouts: its widest record times its lines.

    Works on the bytes of every encoding. None where the text names a separator of its own (`sep=`).
    """
    if b"sep=" in raw[:_MARK_BYTES].replace(b"\0", b"").lower():
        return None
    lines = raw.splitlines()
    return len(lines) * max((_widest(lines, sign) for sign in _SEPARATORS), default=0)


def check_cells(path: Path, rows: int, width: int) -> None:
    """Raise `UnreadableInput` where rows of that width are more cells than a table may have, and than the
    file writes itself: each takes it a byte or more."""
    if rows * width > max(MOST_CELLS, path.stat().st_size):
        raise unreadable(
            path.name,
            "The file was not read, to protect your computer: it has more than "
            f"{MOST_CELLS:,} cells, because its widest lines have {width:,} columns.",
            "Check that the first lines end where the header ends, leave out the columns that you do not "
            "need, and import that.",
        )


def _widest(lines: list[bytes], sign: bytes) -> int:
    """Return the most fields of a record; while a quote is open, the next line belongs to it."""
    widest = fields = quotes = 0
    for line in lines:
        fields += line.count(sign)
        quotes += line.count(b'"')
        widest = max(widest, fields)
        if quotes % 2 == 0:
            fields = 0
    return widest + 1
