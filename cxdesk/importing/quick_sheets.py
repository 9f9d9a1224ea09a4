"""The quick reader of xlsx sheets: their XML, piece by piece as it is unpacked, straight into columns.

One pass both measures a sheet and reads it, nothing but the piece at hand is held, and cells in error keep
their words. It reads what it understands for certain and raises `Unusual` for the rest (see `sheet_tags`);
the careful readers then take the sheet from its beginning.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cxdesk.importing.blocks import Block, SheetEnd
from cxdesk.importing.files import PACKAGE_DAMAGE
from cxdesk.importing.number_formats import Shown, shown_by_style, telling_by_style
from cxdesk.importing.package_check import check_extent, column_number, part_pieces
from cxdesk.importing.package_parts import PackageParts, part_root
from cxdesk.importing.quick_columns import Strings, columns_of, strings_of, styles_of
from cxdesk.importing.shared_strings import check_text, shared_strings
from cxdesk.importing.sheet_tags import Unusual, tagged_cells

PIECE = 2 * 1024**2
_LARGEST_FRAME = 16 * 1024**2
_DATA, _DATA_END, _NO_DATA, _ROW_END = b"<sheetData>", b"</sheetData>", b"<sheetData/>", b"</row>"
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"\s*/>')
_MERGED_ANY = re.compile(rb"<(?:\w+:)?mergeCell\s")


@dataclass(frozen=True, slots=True, eq=False)
class Styled:
    """What the sheets of one workbook share. `shown` and `telling`, the code of a number format that says
    more than that there is a number, are by cell style."""

    strings: Strings
    shown: tuple[Shown, ...]
    telling: tuple[str, ...] = ()


def styled_of(package: zipfile.ZipFile, parts: PackageParts) -> Styled | None:
    """Return what the sheets share; None where the quick reader cannot be sure of it."""
    if not parts.plain_dates or not parts.styles:
        return None
    root = part_root(package, parts.styles)
    try:
        xml = package.read(parts.strings) if parts.strings else b""
        if root is None:
            return None
        return Styled(strings_of(shared_strings(xml)), shown_by_style(root), telling_by_style(root))
    except (Unusual, ValueError, TypeError, *PACKAGE_DAMAGE):
        return None


def quick_items(
    path: Path, package: zipfile.ZipFile, part: str, sheet: str, styled: Styled
) -> Iterator[Block | SheetEnd]:
    """Yield a worksheet's rows in blocks, from its first row on, and its end; raises `Unusual`, at any time,
    and `UnreadableInput` where its extent passes the limits."""
    first = formulas = 0
    last_row = last_column = 0
    frame = _Frame()
    styles = styles_of(styled.shown, styled.telling)
    with closing(_ahead(path, package, part)) as pieces:
        for stretch in _row_stretches(pieces, frame):
            cells = tagged_cells(stretch)
            if not len(cells.rows):
                continue
            if int(cells.rows[0]) < last_row:
                raise Unusual("Rows are not in their order.")
            last_row = int(cells.rows[-1]) + 1
            last_column = max(last_column, int(cells.columns.max()) + 1)
            check_extent(path, sheet, last_row, last_column)
            found = columns_of(stretch, cells, styled.strings, styles, first)
            formulas += found.uncached
            if found.rows:
                yield Block(found.columns, found.rows)
                first += found.rows
    yield SheetEnd(_merged(frame.tail), formulas)


def _ahead(path: Path, package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part's pieces, each unpacked by another thread while the one before is read."""
    pieces = part_pieces(path, package, package.getinfo(part), PIECE)
    with closing(pieces), ThreadPoolExecutor(1) as unpacking:
        coming = unpacking.submit(next, pieces, b"")
        try:
            while piece := coming.result():
                coming = unpacking.submit(next, pieces, b"")
                yield piece
        except PACKAGE_DAMAGE as error:
            raise Unusual("The part is damaged.") from error


@dataclass(slots=True)
class _Frame:
    """What stands below the rows."""

    tail: bytes = b""


def _row_stretches(pieces: Iterator[bytes], frame: _Frame) -> Iterator[bytes]:
    """Yield whole rows' XML, and fill the frame; raises `Unusual` where the part is damaged or not plain."""
    left = _after_head(pieces)
    while True:
        cut = left.rfind(_ROW_END) + len(_ROW_END)
        if cut >= len(_ROW_END):
            check_text(left[:cut])
            yield left[:cut]
            left = left[cut:]
        end = left.find(_DATA_END)
        if end >= 0:
            break
        _limit(left)
        piece = next(pieces, b"")
        if not piece:
            raise Unusual("The rows do not end.")
        left += piece
    if left[:end].strip():
        raise Unusual("There is something between the rows.")
    frame.tail = left[end:]
    for piece in pieces:
        frame.tail += piece
        _limit(frame.tail)
    _check_frame(frame.tail)


def _after_head(pieces: Iterator[bytes]) -> bytes:
    """Return what is at hand of the part below the beginning of its rows."""
    head = b""
    for piece in pieces:
        head = (head + piece).replace(_NO_DATA, _DATA + _DATA_END)
        place = head.find(_DATA)
        if place >= 0:
            _check_frame(head[:place])
            return head[place + len(_DATA) :]
        _limit(head)
    raise Unusual("There are no rows.")


def _check_frame(xml: bytes) -> None:
    """Raise `Unusual` for XML around the rows that could mean something else than it seems to."""
    if b"<!" in xml or b"AlternateContent" in xml:
        raise Unusual("There is a comment, or a choice of contents.")


def _limit(held: bytes) -> None:
    """Raise `Unusual` where what has to be held at once becomes large."""
    if len(held) > _LARGEST_FRAME:
        raise Unusual("What surrounds the rows, or one of them, is very long.")


def _merged(tail: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Return the merged cells as (first row, first column, last row, last column), from 0."""
    found = _MERGED.findall(tail)
    if len(found) != len(_MERGED_ANY.findall(tail)):
        raise Unusual("Merged cells are written in another way.")
    areas = []
    for corners in found:
        area: list[int] = []
        for corner in corners:
            letters = corner.rstrip(b"0123456789")
            area += [int(corner[len(letters) :]) - 1, column_number(letters) - 1]
        areas.append(tuple(area))
    return tuple(areas)
