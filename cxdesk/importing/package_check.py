"""A look through a zip package before any reader opens it: readers trust what the package says of itself.

A 2 KB workbook with a cell in the last row and column makes a reader ask for 549 GB, and a 300 KB one
unpacks to hundreds of megabytes. Nothing here is unpacked to disk, and declared sizes are counted again
while inflating.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from cxdesk.errors import UnreadableInput
from cxdesk.importing.files import PACKAGE_DAMAGE, unreadable

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 50_000_000
MOST_BYTES = 2 * 1024**3
MOST_PARTS = 10_000
MOST_RATIO = 200
_RATIO_FREE_BYTES = 10 * 1024**2  # small parts full of repeats compress well without harm
_HARMLESS_BYTES = 64 * 1024  # deflate cannot make more than 64 MB of these
_CHUNK = 4 * 1024**2
_OVERLAP = 16 * 1024  # what one chunk repeats of the one before: the longest formula hides on no seam

_ROW = re.compile(rb'<row r="(\d{1,9})"')
_ANY_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]{0,200}?\sr="(\d{1,9})"')
_WIDE = re.compile(rb' r="([A-Z]{2,3})\d')
_ERROR_TYPE = re.compile(rb'\st="e"')
_PLACE = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*\s)?r="([A-Z]{1,3})(\d{1,7})"')
_ERROR_TEXT = re.compile(rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?(?:<(?:\w+:)?v>([^<]*)</)?")
_LONGEST_TAG = 400
_UNCACHED = re.compile(rb"</f>(?:<v></v>|<v ?/>)?</c>")
_EMPTY_TEXT = re.compile(rb'<c\s[^>]*\bt="str"')


Cells = dict[tuple[int, int], str]
"""Texts by the (row, column), from 0, of their cells."""


@dataclass(slots=True)
class PartScan:
    """What a worksheet holds. `errors`: the texts of its cells in error."""

    last_row: int = 0
    last_column: int = 1
    uncached_formulas: int = 0
    errors: Cells = field(default_factory=dict)


def opened_package(path: Path) -> zipfile.ZipFile:
    """Open the package; damaged ones raise `UnreadableInput`."""
    try:
        return zipfile.ZipFile(path)
    except PACKAGE_DAMAGE:
        raise unreadable(
            path.name, "The workbook is damaged or was not saved completely.", "Export or download it again."
        ) from None


def check_package(path: Path, package: zipfile.ZipFile, scanned: Collection[str] = ()) -> None:
    """Raise `UnreadableInput` for parts beyond the limits, or that define entities as only attackers do.

    `scanned` names parts that `scan_worksheet` counts.
    """
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise refused(path, f"it has {len(parts):,} parts, more than the {MOST_PARTS:,} that are allowed")
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES:
        raise refused(path, f"it unpacks to {total / 1024**3:.1f} GB")
    for part in parts:
        if part.file_size > _RATIO_FREE_BYTES and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise refused(path, f"a part of {part.compress_size:,} bytes unpacks to {part.file_size:,}")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _refuse_document_type(path, package, part)
        if part.compress_size > _HARMLESS_BYTES and part.filename not in scanned:
            for _ in chunks_of(path, package, part):  # raises where a part is larger than declared
                pass


def repeated_parts(package: zipfile.ZipFile) -> list[str]:
    """Return the names that stand in the package more than once: readers disagree which of them counts."""
    counts = Counter(part.filename.lower() for part in package.infolist())
    return sorted(name for name, count in counts.items() if count > 1)


def scan_worksheet(path: Path, package: zipfile.ZipFile, part_name: str, sheet_name: str) -> PartScan:
    """Return what a worksheet's XML holds; raises `UnreadableInput` when its extent passes the limits."""
    scan = PartScan()
    for tail, fresh in chunks_of(path, package, package.getinfo(part_name)):
        _scan_chunk(tail, fresh, scan)
        check_extent(path, sheet_name, scan.last_row, scan.last_column)
    return scan


def check_extent(path: Path, sheet_name: str, rows: int, columns: int) -> None:
    """Raise `UnreadableInput` when a sheet reaches further than a table can."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise refused(path, f"the sheet {sheet_name!r} reaches to row {rows:,} and column {columns:,}")


def count_in_part(path: Path, package: zipfile.ZipFile, part_name: str, word: bytes) -> int:
    """Return how often a word stands in a part; 0 without such a part."""
    if part_name not in package.namelist():
        return 0
    count = 0
    for tail, fresh in chunks_of(path, package, package.getinfo(part_name)):
        count += (tail + fresh).count(word) - tail.count(word)
    return count


def column_number(letters: bytes) -> int:
    """Return the number, from 1, of a column such as `AB`."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def refused(path: Path, why: str) -> UnreadableInput:
    """Return the error for a package that could exhaust the machine."""
    return unreadable(
        path.name,
        f"The workbook was not opened, to protect your computer: {why}.",
        "If you trust it, open it in your spreadsheet program, delete what lies beyond the table, "
        "save it under a new name and import that.",
    )


def chunks_of(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """Yield a part's bytes in chunks, each with the end of the one before; stops where the part is damaged.

    Raises `UnreadableInput` when there are more of them than the part declares.
    """
    tail = b""
    try:
        for fresh in part_pieces(path, package, part, _CHUNK):
            yield tail, fresh
            tail = fresh[-_OVERLAP:]
    except PACKAGE_DAMAGE:
        return  # the reader itself, in its own process, says better what is wrong with it


def part_pieces(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
    """Yield a part's bytes in pieces; raises one of `PACKAGE_DAMAGE` where it is damaged, `UnreadableInput`
    when there are more of them than the part declares."""
    honest = copy(part)
    honest.file_size = (
        MOST_BYTES + 1
    )  # else the stream would end where the package says, not where the part does
    seen = 0
    with package.open(honest) as stream:
        while fresh := stream.read(size):
            seen += len(fresh)
            if seen > part.file_size:
                raise refused(path, "a part is larger than the package says")
            yield fresh


def _scan_chunk(tail: bytes, fresh: bytes, scan: PartScan) -> None:
    """Add what one chunk holds to the scan."""
    chunk = tail + fresh
    rows = _ROW.findall(chunk) or _ANY_ROW.findall(chunk)
    if rows:
        scan.last_row = max(scan.last_row, max(map(int, rows)))
    wide = set(_WIDE.findall(chunk))
    if wide:
        scan.last_column = max(scan.last_column, max(map(column_number, wide)))
    scan.uncached_formulas += _uncached_formulas(chunk, len(tail))
    for found in _ERROR_TYPE.finditer(chunk):
        _add_error(chunk, found.start(), found.end(), scan)


def _uncached_formulas(chunk: bytes, seen: int) -> int:
    """Return how many formulas that end beyond the first `seen` bytes have no result; "" is one."""
    count = 0
    for ending in _UNCACHED.finditer(chunk):
        if ending.end() > seen:
            cell = chunk.rfind(b"<c ", max(0, ending.start() - _OVERLAP), ending.start())
            count += cell >= 0 and not _EMPTY_TEXT.match(chunk, cell, cell + _LONGEST_TAG)
    return count


def _add_error(chunk: bytes, start: int, end: int, scan: PartScan) -> None:
    """Add the cell in error whose type stands there; no search goes further than a cell's tag is long."""
    first = chunk.rfind(b"<", max(0, start - _LONGEST_TAG), start)
    last = chunk.find(b">", end, end + _LONGEST_TAG)
    place = _PLACE.match(chunk, first, last) if 0 <= first < last else None
    if place:
        text = _ERROR_TEXT.match(chunk, last + 1).group(1) or b""
        key = (int(place.group(2)) - 1, column_number(place.group(1)) - 1)
        scan.errors[key] = text.decode("utf-8", "replace") or "#ERROR"


def _refuse_document_type(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise when the part's beginning declares a document type."""
    try:
        with package.open(part) as stream:
            head = stream.read(64 * 1024)
    except PACKAGE_DAMAGE:
        return
    if b"<!DOCTYPE" in head or b"<\0!\0D\0O\0C\0" in head or b"<!ENTITY" in head:
        raise refused(path, f"its part {part.filename} defines entities, which no spreadsheet program writes")
