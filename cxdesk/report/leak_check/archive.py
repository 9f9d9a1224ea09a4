"""The entries of a zip archive, and what it holds beside them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from cxdesk.report.leak_check.record import COMMENT, HIDDEN, Leak

_HEADER = 30
_DESCRIPTOR = 24
"""Bytes of an entry's own header before its name, and of what may stand behind its content at the most."""


def parts_of(package: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    """Return every entry with its name; one that another of its name hides has a name of its own."""
    parts: dict[str, bytes] = {}
    for entry in package.infolist():
        name = entry.filename
        while name in parts:
            name = f"another {name}"
        parts[name] = package.read(entry)
    return list(parts.items())


def remarks_of(package: zipfile.ZipFile) -> list[Leak]:
    """Return what was written beside the entries: the archive's own remarks, and bytes of no entry."""
    remarks = [package.comment, *(entry.comment for entry in package.infolist())]
    said = [remark.decode("utf-8", errors="replace") for remark in remarks if remark]
    found = [Leak("the archive", COMMENT, remark) for remark in said]
    if any(end > begin + (_DESCRIPTOR if begin else 0) for begin, end in _gaps(package)):
        found.append(Leak("the file", HIDDEN, "something stands beside the workbook's parts"))
    return found


def _gaps(package: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """Yield where each entry ends and the next one begins, before the first and behind the last one too: what
    was taken out of an archive may still be there.
    """
    at = 0
    for entry in sorted(package.infolist(), key=lambda entry: entry.header_offset):
        yield at, entry.header_offset
        package.fp.seek(entry.header_offset + _HEADER - 4)
        name, extra = struct.unpack("<HH", package.fp.read(4))
        at = entry.header_offset + _HEADER + name + extra + entry.compress_size
    yield at, package.start_dir
