"""Number formats and merged cells of OpenDocument books, whose reader gives neither. Source: OpenDocument 1.3
part 3, sections 16.29 (data styles) and 9.1 (tables, cells that span rows).

A data style is written as the format code that means the same. Runs in the reader process; a book without a
style that says more than that there is a number, and without cells that span rows, is only searched.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from cxdesk.importing.format_codes import LOCALE_CURRENCY, number_format
from cxdesk.importing.package_check import chunks_of, part_pieces
from cxdesk.importing.placed_formats import BookLook, SheetLook
from cxdesk.importing.protected import Unlocked

_CONTENT, _STYLES = "content.xml", "styles.xml"
_PIECE = 1024**2
_MERGED_LOOKS = re.compile(rb'number-rows-spanned="(?!1")')
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SPREADSHEET = f"{_OFFICE}spreadsheet"
_DATA_STYLES = tuple(f"{_NUMBER}{kind}-style" for kind in ("number", "currency", "percentage", "text"))
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SHEET, _ROW, _COLUMN, _CELL_STYLE = (
    f"{_TABLE}table",
    f"{_TABLE}table-row",
    f"{_TABLE}table-column",
    f"{_STYLE}style",
)
_MOST_DIGITS = 20
_MOST_COLUMNS = 16_384


def look_at_ods(path: Path | Unlocked, package: zipfile.ZipFile) -> BookLook:
    """Return the formats of each sheet's numbers and its merged cells; no sheets where nothing says anything.

    Raises one of `files.PACKAGE_DAMAGE` where the book is damaged, `UnreadableInput` where a part is larger
    than the package says.
    """
    chunks = chunks_of(path, package, package.getinfo(_CONTENT))
    merged = any(_MERGED_LOOKS.search(tail + fresh) for tail, fresh in chunks)
    book = _Book()
    for part in (_STYLES, _CONTENT):
        if part in package.namelist():
            for event, element in _elements(path, package, part):
                if element.tag == _SHEET and not (merged or book.is_telling):
                    return BookLook()  # its styles are there by now, and say nothing
                book.take(event, element)
    return BookLook(book.sheets, tuple(book.names))


class _Book:
    """What is read so far of a book. `sheets` and `names` as in `BookLook`."""

    def __init__(self) -> None:
        self.sheets: list[SheetLook] = []
        self.names: list[str] = [""]
        self._data: dict[str, int] = {}  # data styles and cell styles by their names
        self._cells: dict[str, int] = {}
        self._columns: list[int] = []  # the codes of columns' own styles
        self._row = 0

    @property
    def is_telling(self) -> bool:
        """Whether any style of cells says more than that there is a number."""
        return any(self._cells.values())

    def take(self, event: str, element: etree._Element) -> None:
        """Take what begins or has ended."""
        if event == "start":
            if element.tag == _SHEET and element.getparent().tag == _SPREADSHEET:
                self.sheets.append(SheetLook())
                self._columns, self._row = [], 0
            return
        if element.tag in _DATA_STYLES:
            self._data[element.get(f"{_STYLE}name", "")] = self._place_of(element)
        elif element.tag == _CELL_STYLE:
            named = element.get(f"{_STYLE}data-style-name", "")
            parent = self._cells.get(element.get(f"{_STYLE}parent-style-name", ""), 0)
            self._cells[element.get(f"{_STYLE}name", "")] = self._data.get(named, 0) if named else parent
        elif self.sheets and next(element.iterancestors(_CELLS), None) is None:
            if element.tag == _COLUMN:
                style = self._cells.get(element.get(f"{_TABLE}default-cell-style-name", ""), 0)
                self._columns += [style] * min(_again(element, "columns"), _MOST_COLUMNS)
            elif element.tag == _ROW:
                self._take_row(element)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]

    def _place_of(self, style: etree._Element) -> int:
        """Return the place of a data style's format among the names, that of positive numbers where they have
        one; 0 for one that says nothing."""
        for other in style.iterchildren(f"{_STYLE}map"):
            if ">" in other.get(f"{_STYLE}condition", ""):
                return self._data.get(other.get(f"{_STYLE}apply-style-name", ""), 0)
        code = _code(style)
        if not number_format(code).is_telling:
            return 0
        if code not in self.names:
            self.names.append(code)
        return self.names.index(code)

    def _take_row(self, row: etree._Element) -> None:
        """Take a row's cells."""
        again = _again(row, "rows")
        column = 0
        for cell in row.iterchildren(_CELLS):
            many = _again(cell, "columns")
            spanned = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if spanned > 1:
                right = column + int(cell.get(f"{_TABLE}number-columns-spanned", "1")) - 1
                self.sheets[-1].merged.append((self._row, column, self._row + spanned - 1, right))
            if cell.get(f"{_OFFICE}value") is not None:
                style = cell.get(f"{_TABLE}style-name")
                default = self._columns[column] if column < len(self._columns) else 0
                code = default if style is None else self._cells.get(style, 0)
                for down in range(again if code else 0):
                    self.sheets[-1].add(self._row + down, column, code, many)
            column += many
        self._row += again


def _again(element: etree._Element, what: str) -> int:
    """Return how often a row, a column or a cell stands there."""
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _code(style: etree._Element) -> str:
    """Return the format code that means what a data style does."""
    parts = []
    for part in style:
        if part.tag == f"{_NUMBER}text":
            text = part.text or ""
            shares = style.tag == _DATA_STYLES[2] and "%" in text
            parts.append("%" if shares else f'"{text}"' if text else "")
        elif part.tag == f"{_NUMBER}currency-symbol":
            country = part.get(f"{_NUMBER}country", "")
            language = f"-{part.get(f'{_NUMBER}language', '')}-{country}" if country else ""
            sign = (part.text or "").replace("-", "")
            parts.append(f"[${sign}{language}]" if sign.strip() else LOCALE_CURRENCY)
        elif part.tag == f"{_NUMBER}number":
            parts.append(_digits(part))
    return "".join(parts)


def _digits(number: etree._Element) -> str:
    """Return the digits of a format code, with the texts that stand between them."""
    least = min(int(number.get(f"{_NUMBER}min-integer-digits", "1")), _MOST_DIGITS)
    digits = ["0"] * least
    for text in number.iterchildren(f"{_NUMBER}embedded-text"):
        place = least - int(text.get(f"{_NUMBER}position", "0"))
        if 0 <= place < least:
            digits[place] = f'"{text.text or ""}"{digits[place]}'
    groups = "#,#" if number.get(f"{_NUMBER}grouping") == "true" else ""
    decimals = ".0" if int(number.get(f"{_NUMBER}decimal-places", "0")) else ""
    return groups + "".join(digits) + decimals


def _elements(
    path: Path | Unlocked, package: zipfile.ZipFile, part: str
) -> Iterator[tuple[str, etree._Element]]:
    """Yield the beginnings of sheets and the ends of styles, columns and rows, without holding a part."""
    parser = etree.XMLPullParser(
        ("start", "end"),
        tag=(*_DATA_STYLES, _CELL_STYLE, _SHEET, _COLUMN, _ROW),
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    try:
        for piece in part_pieces(path, package, package.getinfo(part), _PIECE):
            parser.feed(piece)
            yield from parser.read_events()
    except etree.XMLSyntaxError as error:
        raise ValueError("The book's content is no XML.") from error
