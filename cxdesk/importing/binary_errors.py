"""Cells in error of the two binary kinds of workbook, whose reader gives them as blank: a look for the few
records that hold one. Sources: [MS-XLS] 2.4 and [MS-XLSB] 2.1.4, Microsoft's open specifications.

Runs in the reader process. A workbook without bytes that look like such a record is never gone through.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import olefile

from cxdesk.importing.package_check import Cells, chunks_of, part_pieces
from cxdesk.importing.package_parts import linked_parts, plain_name
from cxdesk.importing.protected import Unlocked

_TEXTS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
_CODES = b"[" + b"".join(b"\\x%02x" % code for code in _TEXTS) + b"]"
_PIECE = 4 * 1024**2

_XLS_BEGIN, _XLS_END, _XLS_SHEET, _XLS_ERROR, _XLS_FORMULA = 0x0809, 0x000A, 0x0085, 0x0205, 0x0006
_XLS_ERROR_MARK, _XLS_WORDLESS = 2, b"\xff\xff"  # a formula's result that is no number, but an error
_XLS_LOOKS = re.compile(
    rb"\x05\x02\x08\x00.{6}%b\x01|\x06\x00.{2}.{6}\x02.%b.{3}\xff\xff" % (_CODES, _CODES), re.DOTALL
)
_XLS_HEAD, _XLS_CELL = struct.Struct("<HH"), struct.Struct("<HH")
_XLS_CODE, _XLS_RESULT, _XLS_ERROR_BYTES, _XLS_FORMULA_BYTES = 6, 6, 8, 14

_XLSB_ROW, _XLSB_ERROR, _XLSB_FORMULA, _XLSB_SHEET = 0, 3, 11, 156
_XLSB_LOOKS = re.compile(rb"[\x03\x0b][^\x00].{0,3}.{2}\x00\x00.{4}%b" % _CODES, re.DOTALL)
_XLSB_CELL = struct.Struct("<I")
_XLSB_CODE, _XLSB_SHEET_NAMES = 8, 8
_MOST_NUMBER_BYTES, _MOST_RELATION, _MOST_RECORD_BYTES = 4, 255, 16 * 1024**2


def errors_in_xls(book: Path | Unlocked) -> list[Cells]:
    """Return the cells in error of each sheet of an xls workbook, in the order of its sheets.

    Raises `OSError`, `struct.error` or `ValueError` where the workbook is damaged.
    """
    content = workbook_stream(book)
    if not _XLS_LOOKS.search(content):
        return []
    sheets: list[int] = []
    found: dict[int, Cells] = {}
    open_parts: list[int] = []
    for kind, at, start, size in xls_records(content):
        if kind == _XLS_BEGIN:
            open_parts.append(at)
        elif kind == _XLS_END and open_parts:
            open_parts.pop()
        elif kind == _XLS_SHEET:
            sheets.append(_XLSB_CELL.unpack_from(content, start)[0])
        elif kind in (_XLS_ERROR, _XLS_FORMULA) and open_parts:
            code = _xls_code(content, kind, start, size)
            if code is not None:
                place = _XLS_CELL.unpack_from(content, start)
                found.setdefault(open_parts[-1], {})[place] = _text(code)
    return [found.get(at, {}) for at in sheets]


def errors_in_xlsb(path: Path | Unlocked, package: zipfile.ZipFile) -> list[Cells]:
    """Return the cells in error of each sheet of an xlsb workbook, in the order of its sheets.

    Raises one of `files.PACKAGE_DAMAGE` or `struct.error` where it is damaged, `UnreadableInput` where a part
    is larger than the package says.
    """
    links = linked_parts(package, "workbook.bin")
    book = next((name for name in package.namelist() if plain_name(name).endswith("workbook.bin")), "")
    found = []
    for reference in sheet_references(part_pieces(path, package, package.getinfo(book), _PIECE)):
        part = links.get(reference, "")
        found.append(_errors_in_part(path, package, package.getinfo(part)) if part else {})
    return found


def workbook_stream(book: Path | Unlocked) -> bytes:
    """Return the stream that holds the sheets: `Book` is what Excel 95 calls it."""
    with olefile.OleFileIO(book.rewound() if isinstance(book, Unlocked) else str(book)) as container:
        name = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
        if name is None:
            raise ValueError("There is no stream with sheets.")
        return container.openstream(name).read()


def xls_records(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield each record's kind, where it stands, where what it holds begins, and how many bytes that is."""
    at, end = 0, len(content)
    while at + _XLS_HEAD.size <= end:
        kind, size = _XLS_HEAD.unpack_from(content, at)
        start = at + _XLS_HEAD.size
        if start + size > end:
            return
        yield kind, at, start, size
        at = start + size


def _xls_code(content: bytes, kind: int, start: int, size: int) -> int | None:
    """Return the code of a cell's error; None where its value is none."""
    if kind == _XLS_ERROR:
        is_error = size >= _XLS_ERROR_BYTES and content[start + _XLS_CODE + 1] == 1
        return content[start + _XLS_CODE] if is_error else None
    if size < _XLS_FORMULA_BYTES:
        return None
    result = content[start + _XLS_RESULT : start + _XLS_FORMULA_BYTES]
    return result[2] if result[0] == _XLS_ERROR_MARK and result[6:] == _XLS_WORDLESS else None


def sheet_references(pieces: Iterable[bytes]) -> Iterator[str]:
    """Yield the relation that leads to each sheet's part."""
    for kind, held in xlsb_records(pieces):
        if kind == _XLSB_SHEET:
            (length,) = _XLSB_CELL.unpack_from(held, _XLSB_SHEET_NAMES)
            first = _XLSB_SHEET_NAMES + _XLSB_CELL.size
            yield held[first : first + 2 * min(length, _MOST_RELATION)].decode("utf-16-le", "replace")


def _errors_in_part(path: Path | Unlocked, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Cells:
    """Return the cells in error of one sheet."""
    if not any(_XLSB_LOOKS.search(tail + fresh) for tail, fresh in chunks_of(path, package, part)):
        return {}
    found: Cells = {}
    row = 0
    for kind, held in xlsb_records(part_pieces(path, package, part, _PIECE)):
        if kind == _XLSB_ROW:
            (row,) = _XLSB_CELL.unpack_from(held)
        elif kind in (_XLSB_ERROR, _XLSB_FORMULA):
            found[row, _XLSB_CELL.unpack_from(held)[0]] = _text(held[_XLSB_CODE])
    return found


def xlsb_records(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield each record's kind and what it holds, from pieces of a part, up to one that is cut or far too
    long."""
    content = b""
    for piece in pieces:
        content += piece
        at = 0
        while head := _xlsb_head(content, at):
            kind, start, size = head
            if size > _MOST_RECORD_BYTES:
                return
            if start + size > len(content):
                break
            yield kind, content[start : start + size]
            at = start + size
        content = content[at:]


def _xlsb_head(content: bytes, at: int) -> tuple[int, int, int] | None:
    """Return a record's kind, where what it holds begins, and its bytes; None where the head is cut."""
    if at + 1 >= len(content):
        return None
    kind, low = content[at], 1
    if kind & 0x80:  # kinds from 128 on take two bytes
        kind, low = (kind & 0x7F) | (content[at + 1] & 0x7F) << 7, 2
    size = 0
    for place in range(_MOST_NUMBER_BYTES):
        if at + low + place >= len(content):
            return None
        byte = content[at + low + place]
        size |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return kind, at + low + place + 1, size


def _text(code: int) -> str:
    """Return an error as spreadsheets show it."""
    return _TEXTS.get(code, "#ERROR")
