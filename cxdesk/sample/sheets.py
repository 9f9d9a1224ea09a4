"""Writing workbooks of which the same content always gives the same bytes, and text always stays text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cxdesk.errors import ExportError
from cxdesk.sample.dates import SAMPLE_END

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Formats:
    """The few cell formats that the sample's workbooks use."""

    header: Format
    title: Format
    date: Format
    moment: Format
    money: Format
    total: Format


@contextmanager
def workbook(path: Path, title: str) -> Iterator[tuple[Workbook, Formats]]:
    """Open a new workbook at `path` and close it when the block ends; its properties say it is synthetic."""
    text_stays_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(str(path), text_stays_text)
    book.set_properties(
        {
            "title": title,
            "subject": "Synthetic sample",
            "author": "cxdesk sample generator",
            "comments": "Synthetic sample: every company, person and number is invented.",
            "created": datetime.combine(SAMPLE_END, time()),
        }
    )
    formats = Formats(
        header=book.add_format({"bold": True, "bottom": 1, "bg_color": "#E2E6EB"}),
        title=book.add_format({"bold": True, "font_size": 14}),
        date=book.add_format({"num_format": "dd/mm/yyyy"}),
        moment=book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        money=book.add_format({"num_format": "#,##0.00"}),
        total=book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}),
    )
    yield book, formats
    book.close()


def write_row(
    sheet: Worksheet, row: int, cells: Sequence[Cell], formats: Formats, text: Format | None = None
) -> None:
    """Write one row (0-based) from its first column on; empty text and None leave a cell empty.

    Raises ExportError where a cell cannot hold its value.
    """
    for column, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            failed = sheet.write_string(row, column, cell, text)
        elif isinstance(cell, datetime):
            failed = sheet.write_datetime(row, column, cell, formats.moment)
        elif isinstance(cell, date):
            failed = sheet.write_datetime(row, column, cell, formats.date)
        else:
            failed = sheet.write_number(row, column, cell, formats.money if isinstance(cell, float) else None)
        if failed:
            raise ExportError(
                f"The value {cell!r} does not fit into row {row + 1} of {sheet.get_name()}.",
                "Report this as a bug.",
            )


def write_table(
    sheet: Worksheet,
    first_row: int,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    formats: Formats,
) -> None:
    """Write a header at `first_row` (0-based) and the rows below it; set widths, a filter, frozen panes."""
    write_row(sheet, first_row, header, formats, text=formats.header)
    for place, row in enumerate(rows, start=first_row + 1):
        write_row(sheet, place, row, formats)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(first_row + 1, 0)
    sheet.autofilter(first_row, 0, first_row + len(rows), len(header) - 1)
