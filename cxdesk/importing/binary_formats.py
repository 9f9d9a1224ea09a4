"""Number formats and merged cells of the two binary kinds of workbook, whose reader gives no formats.

Sources: [MS-XLS] 2.4 (Format, XF, Number, RK, MulRk, Formula), [MS-XLSB] 2.4 (BrtFmt, BrtXF, BrtMergeCell).
Runs in the reader process. A workbook without a format that says more than that there is a number is not gone
through.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from cxdesk.importing.binary_errors import sheet_references, workbook_stream, xls_records, xlsb_records
from cxdesk.importing.format_codes import built_in_code, number_format
from cxdesk.importing.package_check import chunks_of, part_pieces
from cxdesk.importing.package_parts import linked_parts, plain_name
from cxdesk.importing.placed_formats import BookLook, SheetLook
from cxdesk.importing.protected import Unlocked

_PIECE = 4 * 1024**2
_TWO, _FOUR = struct.Struct("<H"), struct.Struct("<I")
_PAIR, _CELL, _AREA = struct.Struct("<HH"), struct.Struct("<HHH"), struct.Struct("<IIII")

_XLS_BEGIN, _XLS_END, _XLS_SHEET, _XLS_FORMAT, _XLS_STYLE = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_XLS_NUMBERS, _XLS_MANY = (0x0203, 0x027E, 0x0006), 0x00BD
_XLS_MANY_HEAD, _XLS_MANY_EACH, _XLS_WIDE = 4, 6, 1
_XLS_8 = 0x0600  # the version that Excel 97 and later write; before, texts are in a code page

_XLSB_ROW, _XLSB_NUMBERS, _XLSB_MERGED = 0, (2, 5, 9), 176
_XLSB_FORMAT, _XLSB_STYLE, _XLSB_STYLES, _XLSB_STYLES_END = 44, 47, 617, 618
_XLSB_MERGED_LOOKS = re.compile(rb"\xb0\x01\x10")
_STYLE_BITS = 0xFFFFFF


def look_at_xls(book: Path | Unlocked) -> BookLook:
    """Return the formats of each sheet's numbers in an xls workbook; no sheets where none says anything.

    Raises `OSError`, `struct.error` or `ValueError` where the workbook is damaged.
    """
    content = workbook_stream(book)
    formats: dict[int, str] = {}
    styles: list[int] = []
    starts: list[int] = []
    version = 0
    for kind, _, start, size in xls_records(content):
        if kind == _XLS_BEGIN:
            (version,) = _TWO.unpack_from(content, start)
        elif kind == _XLS_FORMAT:
            number, code = _xls_format(content[start : start + size], version)
            formats[number] = code
        elif kind == _XLS_STYLE:
            styles.append(_PAIR.unpack_from(content, start)[1])
        elif kind == _XLS_SHEET:
            starts.append(_FOUR.unpack_from(content, start)[0])
        elif kind == _XLS_END:
            break
    codes, names = _telling(styles, formats)
    if len(names) < 2:
        return BookLook()
    found: dict[int, SheetLook] = {}
    open_parts: list[int] = []
    for kind, at, start, size in xls_records(content):
        if kind == _XLS_BEGIN:
            open_parts.append(at)
        elif kind == _XLS_END and open_parts:
            open_parts.pop()
        elif kind in _XLS_NUMBERS and open_parts:
            row, column, style = _CELL.unpack_from(content, start)
            if code := codes.get(style):
                found.setdefault(open_parts[-1], SheetLook()).add(row, column, code)
        elif kind == _XLS_MANY and open_parts:
            row, column = _PAIR.unpack_from(content, start)
            for place in range((size - _XLS_MANY_EACH) // _XLS_MANY_EACH):
                at = start + _XLS_MANY_HEAD + place * _XLS_MANY_EACH
                if code := codes.get(_TWO.unpack_from(content, at)[0]):
                    found.setdefault(open_parts[-1], SheetLook()).add(row, column + place, code)
    return BookLook([found.get(at, SheetLook()) for at in starts], names)


def look_at_xlsb(path: Path | Unlocked, package: zipfile.ZipFile) -> BookLook:
    """Return the formats of each sheet's numbers and the merged cells of an xlsb workbook.

    Raises one of `files.PACKAGE_DAMAGE` or `struct.error` where it is damaged, `UnreadableInput` where a part
    is larger than the package says.
    """
    named = {plain_name(name): name for name in package.namelist()}
    book = next((name for plain, name in named.items() if plain.endswith("workbook.bin")), "")
    styles = next((name for plain, name in named.items() if plain.endswith("styles.bin")), "")
    codes, names = _telling(*_xlsb_styles(path, package, styles)) if styles else ({}, ("",))
    links = linked_parts(package, "workbook.bin")
    sheets = []
    for reference in sheet_references(part_pieces(path, package, package.getinfo(book), _PIECE)):
        part = links.get(reference, "")
        sheets.append(_xlsb_sheet(path, package, part, codes) if part else SheetLook())
    return BookLook(sheets, names)


def _telling(styles: list[int], formats: Mapping[int, str]) -> tuple[dict[int, int], tuple[str, ...]]:
    """Return the places of formats that say more than that there is a number by cell style, and the formats'
    codes."""
    names, codes = [""], {}
    for place, number in enumerate(styles):
        code = formats[number] if number in formats else built_in_code(number)
        if number_format(code).is_telling:
            if code not in names:
                names.append(code)
            codes[place] = names.index(code)
    return codes, tuple(names)


def _xls_format(held: bytes, version: int) -> tuple[int, str]:
    """Return the number and the code of a format."""
    (number,) = _TWO.unpack_from(held)
    if version != _XLS_8:
        return number, held[3 : 3 + held[2]].decode("cp1252", "replace")
    (length,) = _TWO.unpack_from(held, 2)
    if held[4] & _XLS_WIDE:
        return number, held[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return number, held[5 : 5 + length].decode("latin-1")


def _xlsb_styles(
    path: Path | Unlocked, package: zipfile.ZipFile, part: str
) -> tuple[list[int], dict[int, str]]:
    """Return the number of each cell style's format, and the codes of the workbook's own formats."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    within = False
    for kind, held in xlsb_records(part_pieces(path, package, package.getinfo(part), _PIECE)):
        if kind == _XLSB_FORMAT:
            (length,) = _FOUR.unpack_from(held, 2)
            formats[_TWO.unpack_from(held)[0]] = held[6 : 6 + 2 * length].decode("utf-16-le", "replace")
        elif kind in (_XLSB_STYLES, _XLSB_STYLES_END):
            within = kind == _XLSB_STYLES
        elif kind == _XLSB_STYLE and within:
            styles.append(_PAIR.unpack_from(held)[1])
    return styles, formats


def _xlsb_sheet(
    path: Path | Unlocked, package: zipfile.ZipFile, part: str, codes: Mapping[int, int]
) -> SheetLook:
    """Return what a sheet's records say."""
    look, row = SheetLook(), 0
    info = package.getinfo(part)
    pieces = chunks_of(path, package, info)
    if not codes and not any(_XLSB_MERGED_LOOKS.search(tail + fresh) for tail, fresh in pieces):
        return look
    for kind, held in xlsb_records(part_pieces(path, package, info, _PIECE)):
        if kind == _XLSB_ROW:
            (row,) = _FOUR.unpack_from(held)
        elif kind in _XLSB_NUMBERS and codes:
            (style,) = _FOUR.unpack_from(held, _FOUR.size)
            if code := codes.get(style & _STYLE_BITS):
                look.add(row, _FOUR.unpack_from(held)[0], code)
        elif kind == _XLSB_MERGED:
            top, bottom, left, right = _AREA.unpack_from(held)
            look.merged.append((top, left, bottom, right))
    return look
