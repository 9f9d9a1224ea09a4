"""The second reader, for xlsx that the first one refuses: error cells it does not know, macro sheets, odd
packages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl

from cxdesk.errors import UnreadableInput
from cxdesk.importing.cells import ErrorText
from cxdesk.importing.files import PACKAGE_DAMAGE, unreadable
from cxdesk.importing.package_check import MOST_COLUMNS

_LARGEST_INTEGER = 2**53
_FAILURES = (*PACKAGE_DAMAGE, IndexError, TypeError, AttributeError, SyntaxError)


def slow_sheet_names(path: Path) -> list[tuple[str, str]]:
    """Return the name and state of each worksheet; raises `UnreadableInput`."""
    book = _opened(path)
    try:
        return [(sheet.title, sheet.sheet_state) for sheet in book.worksheets]
    finally:
        book.close()


def slow_sheet_rows(path: Path, name: str, before: int) -> Iterator[list]:
    """Yield the rows of a sheet as lists of cells, ragged; `before` counts the sheets of the same name before
    it. Raises `UnreadableInput` where the sheet is damaged."""
    book = _opened(path)
    try:
        sheet = [sheet for sheet in book.worksheets if sheet.title == name][before]
        sheet.reset_dimensions()  # what it declares may be wrong, and would pad each row to 16,384 cells
        for row in sheet.iter_rows():
            yield [_value(cell) for cell in row[:MOST_COLUMNS]]
    except _FAILURES as error:
        raise _damaged(path) from error
    finally:
        book.close()


def _opened(path: Path) -> openpyxl.Workbook:
    """Open the book for reading only, with stored results and without following links."""
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except _FAILURES as error:
        raise _damaged(path) from error


def _value(cell):
    """Return a cell's value in the types that `cells.column_from_cells` knows."""
    value = cell.value
    if value is not None and cell.data_type == "e":
        return ErrorText(value)
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        return str(value)
    return value


def _damaged(path: Path) -> UnreadableInput:
    """Return the error for a book that neither reader understands."""
    return unreadable(
        path.name,
        "The workbook's content is damaged or not what its kind of file should hold.",
        "Open it in your spreadsheet program, save it as .xlsx and import that.",
    )
