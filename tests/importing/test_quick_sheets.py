"""The quick reader of xlsx sheets makes the same cells as the other readers, or leaves a sheet to them."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from cxdesk.errors import UnreadableInput
from cxdesk.importing import quick_sheets, workbooks
from cxdesk.importing.number_formats import Shown, shown_as
from cxdesk.importing.sheet import CellKind, Sheet, as_texts
from cxdesk.importing.sheet_tags import Unusual
from cxdesk.importing.workbooks import read_workbook
from tests.importing.made import moment, sheet_xml, sheets_here, with_part

WORDED = (CellKind.TEXT, CellKind.ERROR)
FORMATS = {
    "General": Shown.NUMBER, "0.00": Shown.NUMBER, '#,##0 "days"': Shown.NUMBER, "[Red]0.00": Shown.NUMBER,
    "0.00E+00": Shown.NUMBER, '"$"#,##0_);[Red]("$"#,##0)': Shown.NUMBER, "#,##0\\ [$USD]": Shown.NUMBER,
    "@": Shown.NUMBER, "0_ ;[Red]\\-0\\ ": Shown.NUMBER, "\\d0": Shown.NUMBER, "0*d": Shown.NUMBER,
    "yyyy-mm-dd": Shown.MOMENT, "DD.MM.YY": Shown.MOMENT, "[$-409]d-mmm-yy;@": Shown.MOMENT,
    "hh:mm": Shown.MOMENT,
    "h:mm AM/PM": Shown.MOMENT, "mm:ss.0": Shown.MOMENT, 'd". "mmmm yyyy': Shown.MOMENT,
    "[Red]yyyy": Shown.MOMENT,
    "[h]:mm:ss": Shown.LENGTH, "[mm]:ss": Shown.LENGTH, "[ss]": Shown.LENGTH, "[HH]:MM": Shown.LENGTH,
}  # fmt: skip
"""Number formats and what a spreadsheet shows a number in them as."""


def both(path: Path, monkeypatch) -> tuple[list[Sheet], list[Sheet]]:
    """Return what is read with the quick reader and without it; the former must not have given up."""
    gave_up: list[str] = []
    quick_items = quick_sheets.quick_items

    def watched(*arguments):
        try:
            yield from quick_items(*arguments)
        except Unusual as error:
            gave_up.append(str(error))
            raise

    monkeypatch.setattr(workbooks, "quick_items", watched)
    quick = sheets_here(path)
    assert gave_up == []
    with monkeypatch.context() as patch:
        patch.setattr(workbooks, "styled_of", lambda *_: None)
        return quick, sheets_here(path)


def cells(sheet: Sheet) -> dict[tuple[int, int], tuple]:
    """Return every cell that is not empty: its kind, and its number or its text."""
    found = {}
    for place, column in enumerate(sheet.columns):
        texts = column.texts.to_pylist() if column.texts is not None else []
        for row in np.flatnonzero(column.kinds != CellKind.EMPTY).tolist():
            kind = CellKind(column.kinds[row])
            found[row, place] = (kind.name, texts[row] if kind in WORDED else float(column.numbers[row]))
    return found


def check(path: Path, monkeypatch) -> list[Sheet]:
    """Assert that both readers agree on every sheet; return the sheets."""
    quick, careful = both(path, monkeypatch)
    assert [sheet.name for sheet in quick] == [sheet.name for sheet in careful]
    for one, other in zip(quick, careful, strict=True):
        assert cells(one) == cells(other), one.name
        assert (one.state, one.merged, one.notes) == (other.state, other.merged, other.notes)
    return quick


def trap_book(folder: Path, **options) -> Path:
    """Write a book with every sort of cell that a spreadsheet program writes."""
    path = folder / "traps.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False, **options})
    formats = [book.add_format({"num_format": code}) for code in FORMATS]
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Traps & <more>")
    sheet.merge_range(0, 0, 0, 3, "Merged over four")
    texts = [
        "plain",
        " spaces ",
        "a & b < c > d",
        "line\nbreak",
        "tab\there",
        "\u2028\x85",
        "",
        "  ",
        "_x000D_",
        "é😀",
    ]
    for row, text in enumerate(texts):
        sheet.write_string(row + 2, 0, text)
    numbers = [0, -1, 0.1, 1e300, 5e-324, 12345678901234567890, 1 / 3, 2**53, -0.0]
    for row, number in enumerate(numbers):
        sheet.write_number(row + 2, 1, number)
    days = [0, 0.25, 0.999999, 1, 59, 60, 61, 45000, 45000.5, 45000.123456789, 2958465, 2958465.999]
    for column, style in enumerate(formats):
        for row, day in enumerate(days):
            sheet.write_number(row + 2, column + 3, day, style)
    for row, formula in enumerate(
        [("=1+1", 2), ('="a"&"b"', "ab"), ("=TRUE", True), ("=1/0", "#DIV/0!"), ('=""', "")]
    ):
        sheet.write_formula(row + 2, 30, formula[0], None, formula[1])
    sheet.write_boolean(3, 31, True)
    sheet.write_boolean(4, 31, False)
    sheet.write_blank(5, 31, None, formats[0])
    sheet.write_rich_string(6, 31, "half ", bold, "bold", " & more")
    sheet.write_string(40, 32, "far below, mixed")
    sheet.write_number(41, 32, 7.5)
    sheet.write_datetime(43, 32, moment("2026-05-01 13:37:42"), formats[11])
    sheet.write_blank(90, 60, None, formats[0])
    hidden = book.add_worksheet("Hidden")
    hidden.hide()
    hidden.write(1, 1, "x")
    book.add_worksheet("Nothing")
    book.close()
    return path


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}])
def test_every_sort_of_cell_is_the_same(tmp_path, monkeypatch, options) -> None:
    """XlsxWriter's texts are shared, or inline where it saves memory. The merged area stands in the file."""
    sheets = check(trap_book(tmp_path, **options), monkeypatch)
    assert [sheet.state for sheet in sheets] == ["visible", "hidden", "visible"]
    assert sheets[0].merged == ((0, 0, 0, 3),)
    # Where memory is saved, cells above the last row written are lost in the writing.
    assert options or CellKind.ERROR in sheets[0].columns[30].kinds


@pytest.mark.parametrize("size", [700, 1500, 4000])
def test_the_seams_between_pieces_do_not_show(tmp_path, monkeypatch, size) -> None:
    """Pieces so small that every row is cut somewhere."""
    monkeypatch.setattr(quick_sheets, "PIECE", size)
    check(trap_book(tmp_path), monkeypatch)


def test_a_book_of_openpyxl_is_the_same(tmp_path, monkeypatch) -> None:
    """Another writer, other XML: no spans, no dimension of its own, errors as texts of a type."""
    path = tmp_path / "openpyxl.xlsx"
    book = openpyxl.Workbook()
    book.active.append(
        ["text", 1, 2.5, True, date(2026, 5, 1), moment("2026-05-01 12:00"), time(13, 5), timedelta(hours=30)]
    )
    book.active.append(["#N/A", "=A1", None, False, None, moment("2026-05-02"), time(0, 0), timedelta(0)])
    book.active["C9"] = "#REF!"
    book.active.merge_cells("A4:B5")
    book.save(path)
    (sheet,) = check(path, monkeypatch)
    assert [note.code for note in sheet.notes] == ["formulas_without_values"]


@pytest.mark.parametrize("seed", range(12))
def test_random_books_are_the_same(tmp_path, monkeypatch, seed) -> None:
    """Cells of any type in any place, holes included; 300 of them in up to 60 columns."""
    chance = random.Random(seed)
    path = tmp_path / "random.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    styles = [None, *(book.add_format({"num_format": code}) for code in FORMATS)]
    sheet = book.add_worksheet()
    for _ in range(300):
        row, column = chance.randrange(80), chance.choice([chance.randrange(6), chance.randrange(60)])
        style = chance.choice(styles)
        match chance.randrange(5):
            case 0:
                sheet.write_number(row, column, chance.uniform(0, 50_000), style)
            case 1:
                letters = [chance.choice("abc &<>\"'\n_xé0") for _ in range(chance.randrange(9))]
                sheet.write_string(row, column, "".join(letters), style)
            case 2:
                sheet.write_boolean(row, column, chance.random() < 0.5, style)
            case 3:
                sheet.write_formula(row, column, "=1", style, chance.choice([1, "x", "#N/A", True, ""]))
            case _:
                sheet.write_blank(row, column, None, style)
    book.close()
    check(path, monkeypatch)


def test_the_cells_are_those_that_openpyxl_reads(tmp_path) -> None:
    """A third reader, for what the other two could both get wrong."""
    path = trap_book(tmp_path)
    sheet = sheets_here(path)[0]
    other = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    found = cells(sheet)
    for (row, place), (kind, value) in found.items():
        expected = other.cell(row + 1, place + 1).value
        if kind in ("TEXT", "ERROR"):
            assert value == expected
        elif kind in ("NUMBER", "BOOL") and isinstance(expected, int | float):
            assert value == pytest.approx(float(expected), rel=1e-15)
        elif kind == "DATE" and isinstance(expected, datetime):
            assert value == (expected - moment("1970-01-01")).days


@pytest.mark.parametrize(("code", "shown"), FORMATS.items())
def test_number_formats(code, shown) -> None:
    """What is quoted, escaped, filled or in brackets is no part of a date; `[h]` is a length of time."""
    assert shown_as(code) is shown


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # openpyxl leaves a part open that it cannot parse
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><!-- no --><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[<c r="B9">]]></v></c></row>',
        '<row r="1"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="B2"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
        '<row r="1"><c r="A1" t="d"><v>2026-05-01T00:00:00</v></c></row>',
        '<row r="1"><c r="A1"><v>1,5</v></c></row>',
        '<row r="1"><c r="A1"><v> 15 </v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" s="999"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="-1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="one"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>true</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a&nbsp;b</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a > b</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        '<x:row xmlns:x="urn:x" r="1"><x:c r="A1"/></x:row>',
    ],
)
def test_what_is_not_plain_is_left_to_the_others(tmp_path, monkeypatch, rows) -> None:
    """The quick reader gives up, and what comes of the sheet is what comes of it without that reader."""
    path = with_part(tmp_path, sheet_xml(rows))
    with zipfile.ZipFile(path) as package:
        styled = quick_sheets.styled_of(package, workbooks.package_parts(package))
        items = quick_sheets.quick_items(path, package, "xl/worksheets/sheet1.xml", "Accounts", styled)
        with pytest.raises(Unusual):
            list(items)
    assert _outcome(path) == _without_quick(path, monkeypatch)


def test_a_sheet_given_up_late_is_begun_anew(tmp_path) -> None:
    """3,000 plain rows in small pieces, then one that is not: each row is there once."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 3001))
    path = with_part(tmp_path, sheet_xml(rows + '<row r="3001"><c><v>7</v></c></row>'))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick_sheets, "PIECE", 4096)
        assert sum(1 for item in read_workbook(path, "xlsx") if getattr(item, "again", False)) == 1
        (sheet,) = sheets_here(path)
    assert sheet.columns[0].numbers.tolist() == [*range(1, 3001), 7]


def test_errors_of_today_need_no_other_reader(tmp_path, monkeypatch) -> None:
    """`#SPILL!` and `#CALC!` make the other reader drop the sheet; here they are cells like any other."""
    monkeypatch.setattr(workbooks, "_slow_blocks", lambda *_: pytest.fail("the slow reader was asked"))
    written = '<c r="A1" t="e"><v>#SPILL!</v></c><c r="B1" t="e"><v>#CALC!</v></c><c r="C1"><v>3</v></c>'
    rows = f'<row r="1">{written}</row>'
    (sheet,) = sheets_here(with_part(tmp_path, sheet_xml(rows)))
    assert [as_texts(column).to_pylist() for column in sheet.columns] == [["#SPILL!"], ["#CALC!"], ["3"]]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_all_workbooks_at_hand_are_the_same(shared_data, monkeypatch) -> None:
    """Each xlsx of the collection that the quick reader takes gives the cells that the others give."""
    same = 0
    for path in sorted(shared_data("hostile").rglob("*.xls[xm]")):
        assert _outcome(path) == _without_quick(path, monkeypatch), path.name
        same += 1
    assert same > 50


def _outcome(path: Path) -> list | str:
    """Return the cells of each sheet, or why there are none."""
    try:
        return [(sheet.name, sheet.merged, cells(sheet)) for sheet in sheets_here(path)]
    except UnreadableInput as error:
        return error.what


def _without_quick(path: Path, monkeypatch) -> list | str:
    with monkeypatch.context() as patch:
        patch.setattr(workbooks, "styled_of", lambda *_: None)
        return _outcome(path)
