"""Cells in error of OpenDocument books: each where the same book has one when it is an xlsx."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from cxdesk.importing.ods_errors import errors_in_ods
from tests.importing.made import kept, ods_file, planned, sheets_here
from tests.importing.test_binary_errors import errors_in_xlsx, errors_of
from tests.report.libreoffice import converted

_ERROR = '<table:table-cell{} office:value-type="string" office:string-value="" calcext:value-type="error">'
_TEXT = '<table:table-cell{} office:value-type="string">'


def cell(text: str, error: bool = False, again: int = 1) -> str:
    """Return a cell as LibreOffice writes it, `again` times."""
    many = f' table:number-columns-repeated="{again}"' if again > 1 else ""
    return f"{(_ERROR if error else _TEXT).format(many)}<text:p>{text}</text:p></table:table-cell>"


def sheet(name: str, *rows: str) -> str:
    """Return a sheet of rows, each the XML of its cells; `7*` before one repeats it."""
    lines = []
    for row in rows:
        times, _, cells = row.partition("*")
        many = f' table:number-rows-repeated="{times}"' if times.isdigit() else ""
        lines.append(f"<table:table-row{many}>{cells if many else row}</table:table-row>")
    return f'<table:table table:name="{name}">{"".join(lines)}</table:table>'


def test_errors_are_those_of_the_same_book_as_xlsx(tmp_path: Path) -> None:
    """LibreOffice computes and writes both, openpyxl reads the xlsx. The table does not stand at A1; of 502,
    an error of LibreOffice's own that xlsx does not know, only the place is compared.
    """
    book = openpyxl.Workbook()
    rows = (
        ("Account ID", "ARR", "Seats"),
        ("A-1", "=1/0", 5),
        ("A-2", 7, "=NA()"),
        ("A-3", "=SQRT(-1)", None),
    )
    for row in ((), (), *rows):
        book.active.append((None, *row))
    book.create_sheet("Überblick").append(("x", "=1/0"))
    book.save(tmp_path / "made.xlsx")
    expected = errors_in_xlsx(converted(tmp_path / "made.xlsx", tmp_path, "xlsx"))
    found = [errors_of(one) for one in sheets_here(converted(tmp_path / "made.xlsx", tmp_path, "ods"))]
    assert [set(one) for one in found] == [set(one) for one in expected]
    assert {place: text for place, text in found[0].items() if text != "Err:502"} == {
        (4, 3): "#DIV/0!",
        (5, 4): "#N/A",
    }


def test_repeated_rows_and_cells_are_counted(tmp_path: Path) -> None:
    """By hand: three blank rows, then the header in row 4; an error twice in a row, in a row that stands
    twice; rows below, and sheets beside, have their own.
    """
    head = "".join(map(cell, ("Account ID", "ARR", "Seats", "Owner")))
    rows = ("3*<table:table-cell/>", head, f"2*{cell('A-1')}{cell('#N/A', error=True, again=2)}")
    body = sheet("One", *rows, f"{cell('A-2')}{cell('5', again=2)}{cell('', error=True)}")
    path = ods_file(
        tmp_path, body + sheet("Two", head) + sheet("Three", cell("#REF!", error=True) + cell("x"))
    )
    expected = {(row, column): "#N/A" for row in (5, 6) for column in (2, 3)} | {(7, 4): "#ERROR"}
    assert [errors_of(one) for one in sheets_here(path)] == [expected, {}, {(1, 1): "#REF!"}]


def test_errors_of_an_imported_book_are_told_and_blanks_are_not(tmp_path: Path) -> None:
    """Two cells in error, one that is blank: the report names both with their rows, and all rows stay."""
    rows = (
        "".join(map(cell, ("Account ID", "Account Name", "MRR"))),
        *(f"{cell(f'A-{number}')}{cell('x')}{cell('#DIV/0!', error=True)}" for number in (1, 2)),
        f"{cell('A-3')}{cell('y')}<table:table-cell/>",
        *(f"{cell(f'A-{number}')}{cell('z')}{cell('5')}" for number in range(4, 30)),
    )
    plan = planned(ods_file(tmp_path, sheet("Accounts", *rows)))
    told = [(problem.row, problem.value) for problem in plan.report.problems if problem.value.startswith("#")]
    assert told == [(2, "#DIV/0!"), (3, "#DIV/0!")]
    assert "errors_read_as_blank" not in {problem.code for problem in plan.report.problems}
    assert kept(plan, "account_id") == [f"A-{number}" for number in range(1, 30)]


def test_very_many_errors_are_not_unrolled(tmp_path: Path) -> None:
    """A row of errors that stands two million times, and a cell that stands so often in one: more than the
    million that are kept, which the reader tells as blanks that may be errors.
    """
    head = "".join(map(cell, ("Account ID", "ARR")))
    for rows in ((head, f"2000000*{cell('#N/A', error=True)}"), (head, cell("#N/A", True, 2_000_000))):
        path = ods_file(tmp_path, sheet("Accounts", *rows))
        with zipfile.ZipFile(path) as package, pytest.raises(ValueError, match="More cells"):
            errors_in_ods(path, package)


def test_a_book_of_no_xml_is_damaged(tmp_path: Path) -> None:
    """The look for the word finds it; what is no XML gives the error that damaged books give."""
    path = ods_file(tmp_path, '<table:table calcext:value-type="error">')
    with zipfile.ZipFile(path) as package, pytest.raises(ValueError, match="no XML"):
        errors_in_ods(path, package)
