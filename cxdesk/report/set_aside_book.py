"""The workbook of rows that were set aside: to be corrected there and imported again.

Every value is written as the text that it was. The sheet `About this file` is read back by the import: it
says which row is which, and how its columns were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cxdesk.errors import ExportError
from cxdesk.formatting import counted
from cxdesk.progress import Progress, silent
from cxdesk.report.atomic_file import replaced
from cxdesk.report.cell_text import clean_lines, cut_text
from cxdesk.report.sheet_names import free_sheet_name
from cxdesk.report.sheet_writer import Book, SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.tables import table as table_named
from cxdesk.theme import theme
from cxdesk.workspace.records import SetAside
from cxdesk.workspace.set_aside import (
    ABOUT,
    COLUMN_LINE,
    MARK,
    NOT_USED,
    OWN_COLUMNS,
    READING_LINE,
    ROW_LINE,
    SHEET_LINE,
    SURPLUS,
    VERSION,
    AsideSheet,
    fingerprint,
)

TITLE = "Rows set aside"
MOST_ROWS = 1_000_000
"""What the list in `About this file` has room for."""
_EXPLANATION = (
    "Correct the rows in the other sheets and import this file: what can be read then is added, as if it had",
    "been right from the start. Rows that you do not change stay set aside. Keep the column Row as it is: it",
    "names the row of the original file. This sheet tells cxdesk what belongs where: leave it as it is.",
    "Sheets that were not used stand here to be looked at: to use one, import its own file.",
)
_STEPS = (
    ("missing_", "Fill in what is missing."),
    ("unreadable_date", "Write the date in the way of the others, or as 2026-09-30."),
    ("unreadable_score", "Write the score as a number."),
    ("score_outside_scale", "Write a score within the scale."),
    ("unreadable_id", "Write the identifier as plain text."),
    ("duplicate_row", "Leave it, or change what makes it another row."),
    (NOT_USED, "Import the original file and choose a table for this sheet."),
    ("too_many_cells", "Move each value under its own title and empty the cells beyond."),
)
_OTHERWISE = "Leave it if it is no data, else correct it."
_ABOUT_WIDTHS = (12, 30, 34, 26, 26, 40)


@dataclass(frozen=True, slots=True)
class AsideSummary:
    """What was written; `unused` are those of the rows whose whole sheet was not used."""

    path: Path
    sheets: int
    rows: int
    unused: int = 0


def write_set_aside(
    path: Path, sheets: Sequence[AsideSheet], created: np.datetime64, progress: Progress | None = None
) -> AsideSummary:
    """Write the workbook to `path`, whole or not at all; `created` is the date in its properties.

    Raises ExportError when nothing is set aside, there are more rows than a workbook can tell apart, or the
    place cannot be written to; Cancelled when the user stops it.
    """
    rows = sum(len(sheet.rows) for sheet in sheets)
    if not rows:
        raise ExportError("No rows are set aside.", "There is nothing to correct.")
    if rows > MOST_ROWS:
        raise ExportError(
            f"{rows:,} rows are set aside, a workbook holds {MOST_ROWS:,}.", "Export one import at a time."
        )
    progress = progress or silent()
    with replaced(path) as temporary:
        book = Book(temporary, created, TITLE)
        styles = Styles(book, theme(dark=False))
        named = _named(sheets)
        for number, (name, sheet) in enumerate(named):
            progress.report(f"Writing the sheet {name}", number / (len(named) + 1))
            _write_rows(book.sheet(name), styles, sheet)
        _write_about(book.sheet(ABOUT), styles, named)
        book.close()
        progress.check()
    unused = sum(len(sheet.rows) for sheet in sheets if not sheet.report.table)
    return AsideSummary(path, len(named), rows, unused)


def what_to_do(code: str) -> str:
    """Return the next step for a row that was set aside, by its code."""
    return next((step for start, step in _STEPS if code.startswith(start)), _OTHERWISE)


def _named(sheets: Sequence[AsideSheet]) -> list[tuple[str, AsideSheet]]:
    """Return the sheets with names that a workbook takes, none twice."""
    names = {ABOUT.casefold()}
    found = []
    for sheet in sheets:
        stem = Path(sheet.report.file).stem
        whole = f"{stem} {sheet.report.sheet}" if sheet.report.sheet else stem
        name = free_sheet_name(whole, names, "Rows")
        found.append((name, replace(sheet, rows=tuple(_written(row) for row in sheet.rows))))
    return found


def _written(row: SetAside) -> SetAside:
    """Return the row as cells hold it, so that reading it back finds it unchanged."""
    return replace(row, cells=tuple(cut_text(clean_lines(cell))[0] for cell in row.cells))


def _titles(sheet: AsideSheet) -> list[str]:
    """Return the original headers, and titles for cells beyond them."""
    width = max((len(row.cells) for row in sheet.rows), default=0)
    headers = list(sheet.report.headers)
    return headers + [SURPLUS.format(number) for number in range(len(headers) + 1, width + 1)]


def _write_rows(sheet: SheetWriter, styles: Styles, aside: AsideSheet) -> None:
    """Write one row per row set aside: its number, why, what to do, and its cells as they were."""
    titles = _titles(aside)
    for column, title in enumerate((*OWN_COLUMNS, *titles)):
        sheet.text(0, column, title, styles.header(column == 0, min(column, 1)))
        sheet.width(column, (8, 46, 40)[column] if column < len(OWN_COLUMNS) else 18)
    number, told, given = styles.number("plain"), styles.text(muted=True, indent=1), styles.as_text
    for place, row in enumerate(aside.rows, start=1):
        sheet.number(place, 0, row.row, number)
        sheet.text(place, 1, row.reason, told)
        sheet.text(place, 2, what_to_do(row.code), told)
        for column in range(len(titles)):
            cell = row.cells[column] if column < len(row.cells) else ""
            sheet.text(place, len(OWN_COLUMNS) + column, cell, given, lines=True)
    end = (len(aside.rows), len(OWN_COLUMNS) + len(titles) - 1)
    sheet.filter((0, 0, *end))
    sheet.freeze(1, len(OWN_COLUMNS))
    sheet.numbers_as_text((1, len(OWN_COLUMNS), *end))
    sheet.printing((TITLE, ""), 0, end, paper_a3=True)


def _write_about(sheet: SheetWriter, styles: Styles, named: Sequence[tuple[str, AsideSheet]]) -> None:
    """Write what a person should know, then one line for each fact that the import reads."""
    for column, width in enumerate(_ABOUT_WIDTHS):
        sheet.width(column, width)
    sheet.text(0, 0, TITLE, styles.title)
    for number, line in enumerate(_EXPLANATION, start=1):
        sheet.text(number, 0, line, styles.subtitle)
    start = len(_EXPLANATION) + 2
    plain = styles.text()
    place = start
    for place, line in enumerate(_about_lines(named), start=start):
        for column, text in enumerate(line):
            sheet.text(place, column, text, styles.section if place == start else plain)
    sheet.printing((TITLE, ""), start, (place, len(_ABOUT_WIDTHS) - 1))


def _about_lines(named: Sequence[tuple[str, AsideSheet]]) -> Iterator[tuple[str, ...]]:
    yield (MARK, VERSION, f"{counted(sum(len(sheet.rows) for _, sheet in named), 'row', 'rows')}")
    for name, sheet in named:
        report = sheet.report
        yield (SHEET_LINE, name, report.file, report.sheet, report.table, sheet.digest)
        for header in report.headers if report.table else ():
            field = report.mapping.get(header, "")
            label = table_named(report.table).column(field.partition(".")[2]).label if field else ""
            yield (COLUMN_LINE, name, header, field, label)
        for key, value in report.reading.items():
            yield (READING_LINE, name, key, value)
        for row in sheet.rows if report.table else ():
            yield (ROW_LINE, name, str(row.row), row.code, fingerprint(row.cells), row.reason)
