"""Workbooks with pivots, drawings, macros, tables, comments, links and formulas: all else stays as it was."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import openpyxl
from python_calamine import CalamineWorkbook

from cxdesk.errors import CxdeskError
from cxdesk.report.annotated import AccountRows, annotate
from tests.report.annotated.books import SHEET_NAME, annotation, assert_all_else_untouched, assert_whole
from tests.report.libreoffice import all_converted

_RICH = re.compile(
    r"pivot|drawings/|vbaProject|tables/|comments|customXml|charts/|externalLink|calcChain", re.IGNORECASE
)
_LARGEST = 2_000_000
_AT_LEAST = 17


def test_all_else_stays_and_three_readers_open_it(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    """At least 17 books of other projects' collections: every part that is not on the list of changes equal
    byte for byte, every relation leads somewhere, content types cover all, and calamine, openpyxl and
    LibreOffice open what they open of the original. Accounts are the sheet's own first cells, read by
    openpyxl.
    """
    done = []
    for path in _rich_books(shared_data("hostile")):
        named = _first_cells(path)
        if named is None:
            continue
        sheet, rows = named
        names, health = [(text,) for _, text in rows], [float(number % 90) for number in range(len(rows))]
        out = tmp_path / f"{len(done):02}-{path.name}"
        positions = tuple((row, number) for number, (row, _) in enumerate(rows))
        header_row = min((row for row, _ in positions), default=2) - 1
        plan = annotate(path, out, annotation(names, health), [AccountRows(sheet, header_row, positions)])
        assert_all_else_untouched(path, out, plan)
        assert_whole(out)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of parts that it does not know
            assert SHEET_NAME in openpyxl.load_workbook(out).sheetnames
        if _calamine_opens(path):
            assert CalamineWorkbook.from_path(str(out)).sheet_names[-1] == SHEET_NAME
        done.append(out)
    assert len(done) >= _AT_LEAST, [path.name for path in done]
    for page in all_converted(done, tmp_path, "xlsx"):
        assert SHEET_NAME in openpyxl.load_workbook(page, read_only=True).sheetnames, page.name


def test_damaged_and_disguised_books_are_refused_in_words(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    """Every file of the collection is annotated or refused with its name and what to do: nothing else."""
    added = annotation([("A",)], [50.0])
    seen, refused = 0, []
    for path in sorted(shared_data("hostile").rglob("*")):
        if not path.is_file() or path.stat().st_size > _LARGEST:
            continue
        try:
            annotate(path, tmp_path / "out.xlsx", added, [AccountRows("Sheet1", 1, ((2, 0),))])
        except CxdeskError as error:
            refused.append((path.name, error))
        seen += 1
    assert seen > len(refused) > 100
    assert [name for name, error in refused if name not in str(error) or not error.next_step] == []


def _rich_books(folder: Path) -> list[Path]:
    """Return the workbooks that hold more than cells."""
    found = []
    for path in sorted(folder.rglob("*.xls[xm]")):
        if path.stat().st_size > _LARGEST:
            continue
        try:
            with ZipFile(path) as package:
                if any(_RICH.search(name) for name in package.namelist()):
                    found.append(path)
        except BadZipFile:
            continue
    return found


def _first_cells(path: Path) -> tuple[str, list[tuple[int, str]]] | None:
    """Return the first worksheet and up to 30 of its rows with the first text in each, by openpyxl; None for
    a book that openpyxl does not open or that has no worksheet.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet = openpyxl.load_workbook(path).worksheets[0]
    except Exception:  # noqa: BLE001 - whatever another reader stumbles over is no matter here
        return None
    rows = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=31), start=1):
        text = next((cell for cell in cells if isinstance(cell, str) and cell and cell[0] != "="), None)
        if text is not None and number > 1:
            rows.append((number, text))
    return sheet.title, rows


def _calamine_opens(path: Path) -> bool:
    """Return whether calamine reads the original."""
    try:
        return bool(CalamineWorkbook.from_path(str(path)).sheet_names)
    except Exception:  # noqa: BLE001 - see above
        return False
