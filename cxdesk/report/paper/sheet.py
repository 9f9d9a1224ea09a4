"""Pages as sheets of a workbook: the same words, a sheet for each page, ready to be printed upright."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cxdesk.errors import ExportError
from cxdesk.progress import Progress, silent
from cxdesk.report.atomic_file import replaced
from cxdesk.report.paper.record import Cell, Page, Section
from cxdesk.report.sheet_names import free_sheet_name
from cxdesk.report.sheet_writer import Book, SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.theme import theme

_WIDTHS = (26, 46, 26)
_LINE_POINTS, _PADDING_POINTS, _BELOW_HEADING, _BEFORE_HEADING = 15.0, 2.0, 4.0, 8.0
_MOST_ROWS_ON_A_PAGE = 100
_FILLED = 1.15
"""Letters on a line for each unit of a column's width, which is that of a digit."""


def write_sheets(
    path: Path, pages: Sequence[Page], as_of: np.datetime64, progress: Progress | None = None
) -> None:
    """Write each page as a sheet, whole or not at all; equal pages give equal bytes.

    Raises ExportError without a page or where the file cannot be written, and Cancelled.
    """
    if not pages:
        raise ExportError("There is no page to write.", "Choose at least one account.")
    progress = progress or silent()
    with replaced(path) as temporary:
        book = Book(temporary, as_of, pages[0].title if len(pages) == 1 else pages[0].kind)
        styles = Styles(book, theme(dark=False))
        names: set[str] = set()
        for number, page in enumerate(pages):
            progress.report(f"Writing {page.title}", number / len(pages))
            _write(book.sheet(free_sheet_name(page.title, names, "Account")), styles, page)
        book.close()
        progress.check()


def _write(sheet: SheetWriter, styles: Styles, page: Page) -> None:
    """Write headline, boxes and sections one below the other."""
    for column, width in enumerate(_WIDTHS):
        sheet.width(column, width)
    sheet.text(0, 0, page.title, styles.title)
    sheet.height(0, 24)
    sheet.text(1, 0, page.kind, styles.subtitle)
    for row, text in ((2, page.subtitle), (3, page.alert)):
        sheet.height(row, _line(sheet, styles, row, [(text, row == 3)], muted=row == 2))
    row = 5
    for box in page.boxes:
        row = _cells(
            sheet, styles, row, (Cell(box.label), Cell(box.statement, strong=True), Cell(box.detail))
        )
    for section in page.sections:
        row = _section(sheet, styles, row + 1, section)
    sheet.text(row + 1, 0, page.footer, styles.subtitle)
    one_page = row <= _MOST_ROWS_ON_A_PAGE  # more would be too small to read
    sheet.upright((page.title, page.kind), (row + 1, len(_WIDTHS) - 1), one_page)


def _section(sheet: SheetWriter, styles: Styles, row: int, section: Section) -> int:
    """Write a section from a row on, a little space before it, and return the row behind it."""
    sheet.height(row - 1, _BEFORE_HEADING)
    for column in range(len(_WIDTHS)):
        sheet.text(row, column, section.title if not column else "", styles.header(right=False))
    sheet.height(row + 1, _BELOW_HEADING)
    row += 2
    if section.head:
        row = _cells(sheet, styles, row, tuple(Cell(text) for text in section.head), muted=True)
    for cells in section.rows:
        row = _cells(sheet, styles, row, cells)
    if not section.rows and section.empty:
        row = _cells(sheet, styles, row, (Cell(section.empty),), muted=True)
    if section.lines:
        sheet.merged((row, 0, row + section.lines - 1, len(_WIDTHS) - 1), "", styles.handwriting())
        row += section.lines
    if section.note:
        row = _cells(sheet, styles, row, (Cell(section.note),), muted=True)
    return row


def _cells(
    sheet: SheetWriter, styles: Styles, row: int, cells: Sequence[Cell], *, muted: bool = False
) -> int:
    """Write a row, its details below it, high enough for both; return the next row."""
    height = _line(sheet, styles, row, [(cell.text, cell.strong) for cell in cells], muted)
    sheet.height(row, height)
    details = [(cell.detail, False) for cell in cells]
    if not any(text for text, _ in details):
        return row + 1
    sheet.height(row + 1, _line(sheet, styles, row + 1, details, muted=True))
    return row + 2


def _line(
    sheet: SheetWriter, styles: Styles, row: int, texts: Sequence[tuple[str, bool]], muted: bool
) -> float:
    """Write texts side by side, the last one over all columns that are left; return the height they need."""
    lines = 1
    for column, (text, strong) in enumerate(texts):
        style = styles.text(muted=muted, wrap=True, top=True, bold=strong)
        last = len(_WIDTHS) - 1 if column == len(texts) - 1 else column
        if last > column:
            sheet.merged((row, column, row, last), text, style)
        else:
            sheet.text(row, column, text, style)
        room = int(_FILLED * sum(_WIDTHS[column : last + 1]))
        lines = max(lines, len(textwrap.wrap(text, room)))
    return lines * _LINE_POINTS + _PADDING_POINTS
