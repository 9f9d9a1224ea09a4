"""Cells in error of xls and xlsb workbooks: each error as the same book shows it when it is an xlsx."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl

from cxdesk.importing.binary_errors import errors_in_xlsb
from cxdesk.importing.sheet import CellKind, Sheet, as_texts
from tests.importing.made import kept, planned, sheets_here
from tests.report.libreoffice import converted

_ROWS = (
    ("Account ID", "Account Name", "ARR", "Seats"),
    ("A-1", "Acme", "=1/0", 5),
    ("A-2", "Bee", 7000, "=NA()"),
    ("A-3", "Cee", '=VALUE("x")', None),
    ("A-4", "Dee", '=IF(TRUE,"","")', 3),
    ("A-5", "Eee", "=SQRT(-1)", "=no_such_name+1"),
    *((f"A-{number}", f"Name {number}", 100 * number, number) for number in range(6, 30)),
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def errors_of(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Return the texts of a sheet's cells in error by row and column, both from 1."""
    return {
        (int(row) + 1, place + 1): as_texts(column)[int(row)].as_py()
        for place, column in enumerate(sheet.columns)
        for row in (column.kinds == CellKind.ERROR).nonzero()[0]
    }


def errors_in_xlsx(path: Path) -> list[dict[tuple[int, int], str]]:
    """Return the same of each sheet as openpyxl reads them."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [
        {(cell.row, cell.column): cell.value for row in sheet for cell in row if cell.data_type == "e"}
        for sheet in book
    ]


def record(kind: int, held: bytes) -> bytes:
    """Return a record of the xlsb format: its kind and length in groups of seven bits, [MS-XLSB] 2.1.4."""
    parts = [bytes([kind])] if kind < 128 else [bytes([kind & 127 | 128, kind >> 7])]
    length = len(held)
    parts.append(bytes([length & 127 | 128, length >> 7]) if length > 127 else bytes([length]))
    return b"".join((*parts, held))


def text(words: str) -> bytes:
    """Return a text as xlsb records hold it."""
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def cell(column: int, value: bytes) -> bytes:
    """Return what a cell's record holds: its column, no style, its value."""
    return struct.pack("<II", column, 0) + value


def xlsb_file(folder: Path, sheets: dict[str, bytes], name: str = "book.xlsb") -> Path:
    """Return a small xlsb workbook whose sheets hold these records."""
    bundles = [
        record(156, struct.pack("<II", 0, number) + text(f"rId{number}") + text(title))
        for number, title in enumerate(sheets, start=1)
    ]
    links = [
        f'<Relationship Id="rId{number}" Type="{_SHEET_KIND}" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    ]
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        whole = record(131, b"") + record(143, b"") + b"".join(bundles) + record(144, b"") + record(132, b"")
        package.writestr("xl/workbook.bin", whole)
        linked = f'<Relationships xmlns="{_RELATIONS}">{"".join(links)}</Relationships>'
        package.writestr("xl/_rels/workbook.bin.rels", linked)
        for number, rows in enumerate(sheets.values(), start=1):
            extent = record(148, struct.pack("<IIII", 0, 99, 0, 9))
            body = record(129, b"") + extent + record(145, b"") + rows + record(146, b"") + record(130, b"")
            package.writestr(f"xl/worksheets/sheet{number}.bin", body)
    return path


def row_of(number: int, *cells: bytes) -> bytes:
    """Return the records of a row, `number` from 0."""
    return record(0, struct.pack("<IIHBBBI", number, 0, 0, 0, 0, 0, 0)) + b"".join(cells)


def words_of(number: int, *words: str) -> bytes:
    """Return a row of texts."""
    return row_of(number, *(record(6, cell(place, text(word))) for place, word in enumerate(words)))


def test_errors_of_an_xls_book_are_those_of_the_same_book_as_xlsx(tmp_path) -> None:
    """LibreOffice computes and writes both; openpyxl says which cells of the xlsx are errors. The table does
    not stand at A1, and the second sheet has errors of its own."""
    book = openpyxl.Workbook()
    for row in ((), (), *_ROWS):
        book.active.append((None, *row))
    book.create_sheet("Überblick").append(("x", "=1/0"))
    book.save(tmp_path / "made.xlsx")
    expected = errors_in_xlsx(converted(tmp_path / "made.xlsx", tmp_path, "xlsx"))
    assert len(expected[0]) == 5
    sheets = sheets_here(converted(tmp_path / "made.xlsx", tmp_path, "xls"))
    assert [errors_of(sheet) for sheet in sheets] == expected


def test_errors_of_an_imported_xls_book_are_told_and_blanks_are_not(tmp_path) -> None:
    """The five formulas without a value above, in two columns that are read: 3 of ARR and 2 of Seats."""
    book = openpyxl.Workbook()
    for row in _ROWS:
        book.active.append(row)
    book.save(tmp_path / "accounts.xlsx")
    plan = planned(converted(tmp_path / "accounts.xlsx", tmp_path, "xls"))
    told = [(problem.row, problem.value) for problem in plan.report.problems if problem.value.startswith("#")]
    assert told == [(2, "#DIV/0!"), (4, "#VALUE!"), (6, "#VALUE!"), (3, "#N/A"), (6, "#NAME?")]
    assert not {"errors_unseen", "errors_read_as_blank"} & {one.code for one in plan.report.problems}
    assert kept(plan, "account_id") == [f"A-{number}" for number in range(1, 30)]


def test_errors_of_an_xlsb_book_stand_where_its_records_say(tmp_path) -> None:
    """Records written here after [MS-XLSB]: an error as such (3), and the result of a formula (11), in rows 2
    and 300; a text of 200 letters makes a length of two bytes. Other sheets have none of them."""
    formula = b"\x2a" + struct.pack("<HII", 0, 0, 0)
    rows = (
        words_of(0, "Account ID", "Account Name", "ARR")
        + row_of(1, record(6, cell(0, text("x" * 200))), record(3, cell(2, b"\x07")))
        + row_of(
            299, record(6, cell(0, text("A-2"))), record(11, cell(1, formula)), record(3, cell(2, b"\x1d"))
        )
    )
    plain = words_of(0, "Account ID", "Account Name")
    path = xlsb_file(tmp_path, {"Accounts": rows, "Plain": plain, "More": rows})
    expected = {(2, 3): "#DIV/0!", (300, 2): "#N/A", (300, 3): "#NAME?"}
    assert [errors_of(sheet) for sheet in sheets_here(path)] == [expected, {}, expected]


def test_errors_of_a_real_xlsb_book(shared_data) -> None:
    """ErrorTypes.xlsb of SheetJS: its first two columns name each error and show it; #GETTING_DATA and the
    like are none of its cells. A2 to A8 are the seven errors in the order of their codes."""
    (sheet,) = sheets_here(shared_data("hostile") / "sheetjs" / "ErrorTypes.xlsb")
    found = errors_of(sheet)
    seven = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]
    assert [found[row, 1] for row in range(2, 9)] == seven


def test_records_that_end_early_give_what_came_before(tmp_path) -> None:
    """The sheet's part cut behind every one of its bytes: the error is told from the byte on that is its
    code, and not before."""
    rows = words_of(0, "Account ID", "ARR") + row_of(1, record(3, cell(1, b"\x07")))
    part = "xl/worksheets/sheet1.bin"
    with zipfile.ZipFile(xlsb_file(tmp_path, {"Accounts": rows})) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    whole = parts[part]
    code = whole.rindex(b"\x07")
    for length in range(len(whole) + 1):
        parts[part] = whole[:length]
        path = tmp_path / "cut.xlsb"
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
        with zipfile.ZipFile(path) as package:
            found = errors_in_xlsb(path, package)
        assert found == ([{(1, 1): "#DIV/0!"}] if length > code else [{}]), length
