"""Number formats and merged cells of xls, xlsb and ods books: the same rows as those of the book as xlsx."""

from __future__ import annotations

import struct
import zipfile

import openpyxl
import pytest

from cxdesk.importing import workbooks
from cxdesk.importing.merged_cells import MERGED_FILLED
from cxdesk.importing.sheet_tags import Unusual
from tests.importing.made import kept, planned, sheets_here
from tests.importing.test_binary_errors import record, row_of, text, words_of, xlsb_file
from tests.report.libreoffice import converted

HEAD = ("Account Name", "Contract ID", "Start date", "ARR", "Margin")
CODES = ("#,##0.00 [$€-407]", '"$"#,##0', "[$£-809]#,##0.00", "[$CHF-807] #,##0", "#,##0")
CURRENCIES = ["EUR", "USD", "GBP", "CHF", None]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A book of contracts of two accounts whose names are merged, with a blank row above the header."""
    folder = tmp_path_factory.mktemp("formats")
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ((), HEAD):
        sheet.append(row)
    for number in range(10):
        sheet.append(
            (f"Account {number // 5}", 40 + number, f"2026-01-{number + 1:02}", 1000 + number, number / 8)
        )
        sheet[f"B{number + 3}"].number_format = "00000"
        sheet[f"D{number + 3}"].number_format = CODES[number % 5]
        sheet[f"E{number + 3}"].number_format = "0.0%"
    sheet.merge_cells("A3:A7")
    sheet.merge_cells("A8:A12")
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_every_kind_of_book_shows_the_same(made, ending) -> None:
    """LibreOffice writes the other two from the first; expected is what openpyxl was told to write."""
    plan = planned(made if ending == "xlsx" else converted(made, made.parent / ending, ending))
    assert kept(plan, "account_id") == ["Account 0"] * 5 + ["Account 1"] * 5
    assert kept(plan, "contract_id") == [f"{40 + number:05}" for number in range(10)]
    assert kept(plan, "currency") == CURRENCIES * 2
    assert kept(plan, "arr") == [1000.0 + number for number in range(10)]
    assert kept(plan, "extra.Margin")[:3] == ["0%", "12.5%", "25%"]
    told = [(each.column, each.value) for each in plan.report.problems if each.code == MERGED_FILLED]
    assert told == [("Account Name", "8 cells")]


@pytest.mark.parametrize("without", ["quick_items", "get_sheet_by_name"])
def test_the_other_readers_of_xlsx_show_the_same(made, monkeypatch, without) -> None:
    """As the careful readers read it: calamine where the quick one gives up, openpyxl where that does too."""
    (quick,) = sheets_here(made)

    def gives_up(*_):
        raise Unusual("Not now.")

    monkeypatch.setattr(workbooks, "quick_items", gives_up)
    if without == "get_sheet_by_name":
        monkeypatch.setattr(workbooks.calamine, "CalamineWorkbook", _Unreadable)
    (sheet,) = sheets_here(made)
    assert sorted(sheet.merged) == sorted(quick.merged) == [(2, 0, 6, 0), (7, 0, 11, 0)]
    for one, other in zip(sheet.columns, quick.columns, strict=True):
        assert codes(one) == codes(other)
    assert codes(sheet.columns[3])[2:7] == [*CODES[:4], ""]


class _Unreadable:
    """Calamine, of a book that it cannot read."""

    @staticmethod
    def from_object(_):
        raise workbooks.calamine.CalamineError("No.")


def codes(column):
    """Return the format codes of a column's cells."""
    if column.formats is None:
        return None
    return [column.formats.names[code] for code in column.formats.codes.tolist()]


def style(number):
    """Return a cell style's record of an xlsb book that has a number format."""
    return record(47, struct.pack("<HH", 0, number) + bytes(12))


def number(column, style, value):
    """Return a cell of an xlsb book with a number."""
    return record(5, struct.pack("<IId", column, style, value))


def test_an_xlsb_book_shows_its_formats_and_merged_cells(tmp_path) -> None:
    """Records written here after [MS-XLSB]: a format in euros, 44, which names no currency, and one of five
    digits; the name in A2 is merged with the row below it."""
    rows = words_of(0, "Account Name", "Contract ID", "ARR")
    cells = (number(1, 3, 42.0), number(2, 1, 1000.0)), (number(1, 3, 43.0), number(2, 2, 2000.0))
    rows += row_of(1, record(6, struct.pack("<II", 0, 0) + text("Acme")), *cells[0])
    rows += row_of(2, *cells[1])
    rows += record(176, struct.pack("<IIII", 1, 2, 0, 0))
    path = xlsb_file(tmp_path, {"Contracts": rows})
    codes = ((164, "[$€-407] 0"), (165, "00000"))
    formats = b"".join(record(44, struct.pack("<H", place) + text(code)) for place, code in codes)
    listed = record(615, struct.pack("<I", 2)) + formats + record(616, b"")
    listed += record(626, struct.pack("<I", 1)) + style(164) + record(627, b"")
    styles = b"".join(map(style, (0, 164, 44, 165)))
    listed += record(617, struct.pack("<I", 4)) + styles + record(618, b"")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/styles.bin", listed)
    plan = planned(path)
    assert kept(plan, "account_id") == ["Acme", "Acme"]
    assert kept(plan, "contract_id") == ["00042", "00043"]
    assert kept(plan, "currency") == ["EUR", None]
    assert [each.code for each in plan.questions if not each.settled] == ["currency"]
