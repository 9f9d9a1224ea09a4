"""Cells in error of OpenDocument books, whose reader gives them as blank. Source: OpenDocument 1.3 part 3,
section 9.1 (tables, repeated rows and cells), and `calcext:value-type`, which LibreOffice writes beside it.

Runs in the reader process. A book without a cell in error is only searched for one, never parsed here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from cxdesk.importing.package_check import Cells, count_in_part, part_pieces
from cxdesk.importing.protected import Unlocked

_CONTENT = "content.xml"
_LOOKS = b'calcext:value-type="error"'
_PIECE = 1024**2
_MOST_ERRORS = 1_000_000
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SPREADSHEET = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}spreadsheet"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_READ = (f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}tracked-changes")


def errors_in_ods(path: Path | Unlocked, package: zipfile.ZipFile) -> list[Cells]:
    """Return the cells in error of each sheet of a book, in the order of its sheets; none for no sheet at all
    where no cell of the book is in error.

    Raises one of `files.PACKAGE_DAMAGE` where the book is damaged or has too many of them, `UnreadableInput`
    where a part is larger than the package says.
    """
    if not count_in_part(path, package, _CONTENT, _LOOKS):
        return []
    found: list[Cells] = []
    row = total = 0
    for event, element in _elements(path, package):
        parent = element.getparent()
        if event == "start":
            if element.tag == _READ[0] and parent is not None and parent.tag == _SPREADSHEET:
                found.append({})
                row = 0
        elif element.tag == _READ[1] and found and next(element.iterancestors(_CELLS), None) is None:
            again = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            errors = _errors_of_row(element)
            total += again * len(errors)
            if total > _MOST_ERRORS:
                raise ValueError("More cells are in error than a person would look at.")
            found[-1] |= {
                (row + down, at): text for down in range(again if errors else 0) for at, text in errors
            }
            row += again
        if event == "end":
            _let_go(element)
    return found


def _elements(path: Path | Unlocked, package: zipfile.ZipFile) -> Iterator[tuple[str, etree._Element]]:
    """Yield the beginnings and ends of sheets, rows and recorded changes, without holding the whole part."""
    parser = etree.XMLPullParser(
        ("start", "end"), tag=_READ, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for piece in part_pieces(path, package, package.getinfo(_CONTENT), _PIECE):
            parser.feed(piece)
            yield from parser.read_events()
    except etree.XMLSyntaxError as error:
        raise ValueError("The book's content is no XML.") from error


def _errors_of_row(row: etree._Element) -> list[tuple[int, str]]:
    """Return (column, text) of the cells in error of a row; a repeated cell stands in each of its columns."""
    errors: list[tuple[int, str]] = []
    column = 0
    for cell in row.iterchildren(_CELLS):
        again = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if cell.get(f"{_CALC}value-type") == "error":
            text = "".join(cell.find(f"{_TEXT}p").itertext()) if cell.find(f"{_TEXT}p") is not None else ""
            if len(errors) + again > _MOST_ERRORS:
                raise ValueError("More cells are in error than a person would look at.")
            errors += [(column + right, text or "#ERROR") for right in range(again)]
        column += again
    return errors


def _let_go(element: etree._Element) -> None:
    """Forget what was read, with what stands before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
