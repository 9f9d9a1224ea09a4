"""The wrapper around XlsxWriter: nothing is lost without a word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from cxdesk.errors import ExportError
from cxdesk.report.cell_text import CELL_LIMIT
from cxdesk.report.sheet_writer import LINKS_PER_SHEET, Book
from tests.report.package import formulas, links

DAY = np.datetime64("2026-09-30", "D")


def new_book(folder: Path) -> tuple[Book, Path]:
    """Return an empty workbook and where it will be."""
    path = folder / "book.xlsx"
    return Book(path, DAY, "Title"), path


def test_numbers_that_are_none_are_blank(tmp_path: Path) -> None:
    """NaN and infinity have no place in a spreadsheet; XlsxWriter alone raises or writes an error."""
    book, path = new_book(tmp_path)
    sheet = book.sheet("One")
    sheet.numbers(0, 0, np.array([1.5, np.nan, np.inf, -np.inf, 0.0]))
    book.close()
    read = openpyxl.load_workbook(path)["One"]
    assert [read.cell(row, 1).value for row in range(1, 6)] == [1.5, None, None, None, 0]


def test_dates_outside_the_calendar_are_blank(tmp_path: Path) -> None:
    """Days count from 1900, wrongly up to 1 March, which is day 61; 2026-09-30 is 46295 (LibreOffice)."""
    book, path = new_book(tmp_path)
    days = np.array(["2026-09-30", "1900-03-01", "1850-01-01", "NaT", "9999-12-31"], dtype="datetime64[D]")
    book.sheet("One").dates(0, 0, days)
    book.close()
    read = openpyxl.load_workbook(path)["One"]
    assert [read.cell(row, 1).value for row in range(1, 6)] == [46295, 61, None, None, 2_958_465]


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 0), (0, 16_384)])
def test_a_cell_outside_the_sheet_is_refused(tmp_path: Path, row: int, column: int) -> None:
    """XlsxWriter returns -1 there and goes on; the limits are Excel's 1,048,576 x 16,384."""
    book, _ = new_book(tmp_path)
    sheet = book.sheet("One")
    with pytest.raises(ExportError, match="One"):
        sheet.text(row, column, "x")
    with pytest.raises(ExportError, match="One"):
        sheet.number(row, column, 1.0)
    with pytest.raises(ExportError, match="One"):
        sheet.formula(row, column, "=1", 1.0)


def test_no_row_is_higher_than_excel_knows(tmp_path: Path) -> None:
    """Excel's specifications and limits: a row has 409 points at the most."""
    book, path = new_book(tmp_path)
    sheet = book.sheet("One")
    sheet.height(0, 5000.0)
    sheet.height(1, 30.0)
    book.close()
    rows = openpyxl.load_workbook(path)["One"].row_dimensions
    assert (rows[1].height, rows[2].height) == (408.75, 30)  # XlsxWriter counts in pixels of 0.75 points


def test_a_long_text_is_cut_with_a_note(tmp_path: Path) -> None:
    """XlsxWriter drops a text over 32,767 characters without a word."""
    book, path = new_book(tmp_path)
    book.sheet("One").text(0, 0, "y" * 40_000)
    book.close()
    cell = openpyxl.load_workbook(path)["One"]["A1"]
    assert cell.value.endswith("[cut: 40,000 characters in all]")
    assert len(cell.value) == CELL_LIMIT
    assert "40,000" in cell.comment.text
    assert book.texts_cut == 1


def test_an_unusable_name_is_refused(tmp_path: Path) -> None:
    """A name that looks like a cell cannot be defined; XlsxWriter warns and leaves it out."""
    book, _ = new_book(tmp_path)
    with pytest.warns(UserWarning, match="looks like"), pytest.raises(ExportError, match="A1"):
        book.name("A1", "One!$A$1")


def test_links_beyond_the_limit_are_plain_text(tmp_path: Path) -> None:
    """Excel takes 65,530 links a sheet; what comes after keeps its words."""
    book, path = new_book(tmp_path)
    sheet = book.sheet("One")
    for row in range(LINKS_PER_SHEET + 2):
        sheet.link(row, 0, "'One'!A1", "there")
    book.close()
    assert len(links(path)) == LINKS_PER_SHEET
    rows = openpyxl.load_workbook(path, read_only=True)["One"]
    assert rows.max_row == LINKS_PER_SHEET + 2


def test_formulas_are_written_as_they_stand(tmp_path: Path) -> None:
    """Our worksheet skips XlsxWriter's search for newer functions: the text must come out unchanged."""
    book, path = new_book(tmp_path)
    sheet = book.sheet("One")
    sheet.formulas(0, 0, '=IF($B{r}="","",SUMPRODUCT(--ISNUMBER(C{r}:D{r})))', np.array([1.0, np.nan]))
    book.close()
    assert formulas(path) == [f'IF($B{r}="","",SUMPRODUCT(--ISNUMBER(C{r}:D{r})))' for r in (1, 2)]
    cached = openpyxl.load_workbook(path, data_only=True)["One"]
    assert [cached["A1"].value, cached["A2"].value] == [1, None]


def test_a_failing_save_is_told(tmp_path: Path) -> None:
    """A workbook in a folder that has gone cannot be written: an error that the user can read."""
    folder = tmp_path / "gone"
    folder.mkdir()
    book, _ = new_book(folder)
    book.sheet("One")
    folder.rmdir()
    with pytest.raises(ExportError, match="could not be written"):
        book.close()


def test_a_wide_table_is_printed_in_blocks_that_name_their_lines(tmp_path: Path) -> None:
    """Sixty columns of 64 pixels, the first two on every page: at 65 % a page has 1,608 pixels, room
    for 23 more columns: 58 are three blocks of 20, 20 and 18, the title above the first alone. A narrow one
    is printed whole.
    """
    book, path = new_book(tmp_path)
    for name, last in (("Wide", 59), ("Narrow", 5)):
        sheet = book.sheet(name)
        sheet.text(9, last, "end")
        sheet.printing(("Title", ""), 3, (9, last), kept=2)
    book.close()
    wide, narrow = (openpyxl.load_workbook(path)[name] for name in ("Wide", "Narrow"))
    blocks = [area.replace("$", "").split("!")[-1] for area in str(wide.print_area).split(",")]
    assert [block.split(":")[0] for block in blocks] == ["A1", "W5", "AQ5"]
    assert [block.split(":")[1] for block in blocks] == ["V10", "AP10", "BH10"]
    assert (wide.print_title_cols, wide.print_title_rows) == ("$A:$B", "$4:$4")
    assert str(narrow.print_area).replace("$", "").split("!")[-1] == "A1:F10"
    assert not narrow.print_title_cols
