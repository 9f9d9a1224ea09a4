"""Small files made inside a test, and the plan of their one sheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from unittest import mock

import xlsxwriter

from cxdesk.importing import ImportPlan, SheetPlan, prepare
from cxdesk.importing.blocks import Item
from cxdesk.importing.delimited import read_delimited
from cxdesk.importing.files import PARQUET, TEXT, SourceFile, source_file
from cxdesk.importing.isolation import Reader
from cxdesk.importing.parquet_files import read_parquet
from cxdesk.importing.plan import plan_sheet
from cxdesk.importing.reading import read_file
from cxdesk.importing.sheet import Sheet
from cxdesk.importing.workbooks import read_workbook
from cxdesk.progress import silent

ACCOUNTS = (
    ("Account ID", "Account Name", "ARR", "Renewal Date"),
    ("A-1", "Fjordline Ferries", "1200.50", "2026-10-23"),
    ("A-2", "Calder Pharma", "98000.25", "2027-02-01"),
    ("A-3", "Gamma, Ltd", "300.75", "2026-12-31"),
)
"""A sheet that nobody can take for anything but accounts."""


def moment(text: str) -> datetime:
    """Return a moment without a zone, as the tables hold them."""
    return datetime.fromisoformat(text)


def csv_bytes(rows: Sequence[Sequence], delimiter: str = ",", newline: str = "\n") -> bytes:
    """Return rows as UTF-8 text."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return stream.getvalue().encode()


def csv_file(folder: Path, rows: Sequence[Sequence], name: str = "accounts.csv", **options: str) -> Path:
    """Write rows as a text file and return its path."""
    return raw_file(folder, csv_bytes(rows, **options), name)


def raw_file(folder: Path, content: bytes, name: str = "accounts.csv") -> Path:
    """Write bytes and return the file's path."""
    path = folder / name
    path.write_bytes(content)
    return path


def xlsx_file(folder: Path, sheets: Mapping[str, Sequence[Sequence]], name: str = "book.xlsx") -> Path:
    """Write sheets of numbers, texts, dates, yes and no; None leaves a cell out. Return the path."""
    path = folder / name
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    day, moment = (
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    )
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    book.close()
    return path


def ods_file(folder: Path, tables: str, name: str = "book.ods") -> Path:
    """Write an OpenDocument spreadsheet with these `table:table` elements and return its path."""
    spaces = " ".join(
        f'xmlns:{word}="urn:oasis:names:tc:opendocument:xmlns:{word}:1.0"'
        for word in ("office", "table", "text")
    )
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = "manifest:file-entry"
    parts = {
        "mimetype": kind,
        "content.xml": f"<?xml version='1.0'?><office:document-content {spaces}>{body}"
        "</office:document-content>",
        "META-INF/manifest.xml": "<?xml version='1.0'?><manifest:manifest "
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<{entry} manifest:full-path="/" manifest:media-type="{kind}"/>'
        f'<{entry} manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    }
    path = folder / name
    with zipfile.ZipFile(path, "w") as package:
        for part, text in parts.items():
            package.writestr(part, text)
    return path


def sheet_xml(cells: str) -> bytes:
    """Return the XML of a worksheet with these rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    return f'<?xml version="1.0"?>{body}'.encode()


def with_part(folder: Path, content: bytes, name: str = "xl/worksheets/sheet1.xml") -> Path:
    """Return a workbook of which one part is replaced by, or that has as well, these bytes."""
    path = xlsx_file(folder, {"Accounts": ACCOUNTS}, "with part.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in parts.items():
            package.writestr(part, data)
    return path


class InThisProcess:
    """Reads text files and workbooks here, where the app lets another process do it, whose start takes most
    of a second. Files that may be dangerous are none of its business."""

    def __enter__(self) -> InThisProcess:
        """Return the reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: no process is to be ended."""

    def read(self, file: SourceFile, *_options: object) -> Iterator[Item]:
        """Yield what is in the file."""
        if file.kind == TEXT:
            return read_delimited(file.path, file.encoding)
        if file.kind == PARQUET:
            return read_parquet(file.path)
        return read_workbook(file.path, file.kind)


def sheets_here(path: Path) -> list[Sheet]:
    """Return a file's sheets, read in this process."""
    return read_file(source_file(path), InThisProcess(), silent())


def prepared(*paths: Path) -> ImportPlan:
    """Return the plan of files that were made here, read in this process."""
    with mock.patch("cxdesk.importing.plan.Reader", InThisProcess):
        return prepare(list(paths), silent())


def planned(path: Path) -> SheetPlan:
    """Return the plan of a file with one sheet."""
    (sheet,) = prepared(path).sheets
    return sheet


def kept(plan: SheetPlan, *columns: str) -> list:
    """Return the kept rows of some columns: values for one column, tuples for several."""
    rows = plan.outcome.rows
    lists = [rows.column(name).to_pylist() for name in columns]
    return lists[0] if len(columns) == 1 else list(zip(*lists, strict=True))


def problem_codes(plan: SheetPlan) -> list[str]:
    """Return the codes of all problems."""
    return [problem.code for problem in plan.report.problems]


def aside(plan: SheetPlan) -> list[tuple[int, str]]:
    """Return the row number and the code of every row set aside."""
    return [(row.row, row.code) for row in plan.report.set_aside]


def plans_through(reader: Reader, path: Path) -> list[SheetPlan]:
    """Return the plans of a file's sheets, read by a reader that others use too; raises `UnreadableInput`."""
    source = source_file(path)
    return [plan for sheet in read_file(source, reader, silent()) for plan in plan_sheet(source, sheet)]
