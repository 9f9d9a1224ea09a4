"""Workbooks of every kind, through the reader process."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import date, datetime

import numpy as np
import openpyxl
import pytest
from openpyxl.chart import BarChart

from cxdesk.errors import PasswordNeeded, UnreadableInput
from cxdesk.importing import prepare
from cxdesk.importing.cells import ErrorText, column_from_cells
from cxdesk.importing.files import source_file
from cxdesk.importing.isolation import Reader
from cxdesk.importing.reading import read_file
from cxdesk.importing.sheet import CellKind, Sheet, as_texts
from cxdesk.progress import silent
from tests.importing.made import ACCOUNTS, kept, moment, ods_file, planned, problem_codes, raw_file, xlsx_file


def sheets_of(path) -> list[Sheet]:
    with Reader() as reader:
        return read_file(source_file(path), reader, silent())


def rewritten(path, part: str, change) -> None:
    """Change the text of one part of a package."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_cells_of_every_type_become_columns() -> None:
    """One cell of each kind that a reader gives, in one column; 19,723 days after 1970 is 2024-01-01."""
    cells = [
        "text",
        2.5,
        True,
        date(2024, 1, 1),
        moment("2024-01-01 00:01:00"),
        ErrorText("#REF!"),
        "",
        None,
        " ",
    ]
    column = column_from_cells(cells)
    assert column.kinds.tolist() == [1, 2, 3, 4, 5, 7, 0, 0, 0]
    assert column.numbers[1:5].tolist() == [2.5, 1.0, 19_723.0, 19_723.0 * 86_400 + 60]
    written = ["text", "2.5", "TRUE", "2024-01-01", "2024-01-01 00:01:00", "#REF!", None, None, None]
    assert as_texts(column).to_pylist() == written


def test_numbers_that_are_none_become_errors() -> None:
    """A spreadsheet cannot hold infinity; a damaged file can."""
    assert column_from_cells([1.0, float("inf"), float("nan")]).kinds.tolist() == [2, 7, 7]


def test_error_cells_stay_errors(tmp_path) -> None:
    """The quick reader gives them as empty; they are found in the XML, told, and their cells left empty."""
    path = tmp_path / "errors.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Accounts"
    for row in [
        ("Account ID", "Account Name", "ARR"),
        ("A-1", "Acme", 5),
        ("A-2", "Bee", "#DIV/0!"),
        ("A-3", "Cee", 7),
    ]:
        book.active.append(row)
    book.save(path)
    plan = planned(path)
    (problem,) = [problem for problem in plan.report.problems if problem.code == "error_cell"]
    assert (problem.row, problem.column, problem.value) == (3, "ARR", "#DIV/0!")
    assert kept(plan, "arr") == [5.0, None, 7.0]


def test_an_error_that_the_quick_reader_does_not_know(tmp_path) -> None:
    """#SPILL! makes it drop the whole sheet: the second reader takes over, and no row is lost."""
    path = xlsx_file(
        tmp_path, {"Accounts": [("Account ID", "Account Name", "ARR"), ("A-1", "Acme", 5), ("A-2", "Bee", 6)]}
    )
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('<c r="C3"><v>6</v></c>', '<c r="C3" t="e"><v>#SPILL!</v></c>'),
    )
    plan = planned(path)
    assert plan.report.rows_kept == 2
    assert [problem.value for problem in plan.report.problems if problem.code == "error_cell"] == ["#SPILL!"]


def test_midnight_is_a_moment_like_any_other(tmp_path) -> None:
    """The reader gives a midnight as a date and the next row as a moment: one column all the same."""
    rows = [
        ("Ticket ID", "Account", "Created at", "Status"),
        ("1", "A", moment("2026-05-01"), "Open"),
        ("2", "A", moment("2026-05-01 12:30:00"), "Open"),
    ]
    plan = planned(xlsx_file(tmp_path, {"Tickets": rows}))
    assert kept(plan, "created_at") == [moment("2026-05-01"), moment("2026-05-01 12:30:00")]


def test_hidden_sheets_are_offered_and_not_taken(tmp_path) -> None:
    """Hidden and very hidden: counted, named, left out."""
    path = tmp_path / "hidden.xlsx"
    book = openpyxl.Workbook()
    for name, state in (
        ("Accounts", "visible"),
        ("Old accounts", "hidden"),
        ("Secret accounts", "veryHidden"),
    ):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in ACCOUNTS:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    plans = prepare([path], silent()).sheets
    assert [plan.table for plan in plans] == ["accounts", "", ""]
    assert [plan.report.rows_set_aside for plan in plans] == [0, 3, 3]
    assert [problem_codes(plan)[-1] for plan in plans[1:]] == ["hidden_sheet"] * 2


def test_formulas_without_a_stored_result_are_told(tmp_path) -> None:
    """openpyxl writes formulas without results: their cells are empty until a spreadsheet program saves
    the book."""
    path = tmp_path / "formulas.xlsx"
    book = openpyxl.Workbook()
    for row in [("Account ID", "Account Name", "ARR"), ("A-1", "Acme", "=2*3"), ("A-2", "Bee", "=5*2")]:
        book.active.append(row)
    book.save(path)
    (note,) = [
        problem for problem in planned(path).report.problems if problem.code == "formulas_without_values"
    ]
    assert note.value == "2"


def test_two_sheets_of_one_name_are_two_sheets(tmp_path) -> None:
    """Some exports name all their sheets alike: each keeps its own rows and its own cells in error."""
    more = [("Account ID", "Account Name", "ARR"), ("B-1", "Delta", 5.0), ("B-2", "Epsilon", 6.0)]
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS, "Accountz": more})
    rewritten(path, "xl/workbook.xml", lambda text: text.replace("Accountz", "Accounts"))
    error = '<c r="C3" t="e"><v>#REF!</v></c>'
    rewritten(path, "xl/worksheets/sheet2.xml", lambda text: text.replace('<c r="C3"><v>6</v></c>', error))
    first, second = sheets_of(path)
    assert (first.name, second.name) == ("Accounts", "Accounts (2)")
    assert [text.as_py() for text in as_texts(first.columns[0])] == ["Account ID", "A-1", "A-2", "A-3"]
    assert [text.as_py() for text in as_texts(second.columns[0])] == ["Account ID", "B-1", "B-2"]
    assert [text.as_py() for text in as_texts(second.columns[2])] == ["ARR", "5", "#REF!"]
    assert CellKind.ERROR not in first.columns[2].kinds


def test_two_sheets_of_one_name_are_refused_where_they_cannot_be_told_apart(tmp_path) -> None:
    """The reader of these kinds finds sheets by name alone, and would give one of them twice."""
    content = "".join(
        f'<table:table table:name="Accounts"><table:table-row><table:table-cell office:value-type="string">'
        f"<text:p>{word}</text:p></table:table-cell></table:table-row></table:table>"
        for word in ("one", "two")
    )
    path = ods_file(tmp_path, content)
    with pytest.raises(UnreadableInput, match="same name"):
        sheets_of(path)


def test_macros_and_links_are_told(shared_data) -> None:
    """Neither is ever run or followed; both are named."""
    folder = shared_data("hostile")
    assert "macros_ignored" in [note.code for note in sheets_of(folder / "calamine" / "vba.xlsm")[0].notes]
    links = sheets_of(folder / "closedxml" / "TryToLoad__LO__xlsx__external-refs.xlsx")[0].notes
    assert "links_not_followed" in [note.code for note in links]


def test_dates_of_1904_are_those_of_1904(shared_data) -> None:
    """The same dates in one workbook of three kinds; the values are what openpyxl reads from the xlsx."""
    folder = shared_data("hostile") / "sheetjs"
    expected = [
        [cell.value for cell in row if isinstance(cell.value, datetime)]
        for row in openpyxl.load_workbook(folder / "1904__1904.xlsx", data_only=True).active.iter_rows()
    ]
    days = [(value - moment("1970-01-01")).days for row in expected for value in row]
    assert days
    for kind in ("xlsx", "xls", "ods"):
        (sheet,) = [one for one in sheets_of(folder / f"1904__1904.{kind}") if one.row_count]
        found = []
        for row in range(sheet.row_count):
            for column in sheet.columns:
                if column.kinds[row] in (CellKind.DATE, CellKind.DATETIME):
                    scale = 1 if column.kinds[row] == CellKind.DATE else 86_400
                    found.append(int(column.numbers[row] // scale))
        assert found == days, kind


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods", "xlsm"])
def test_every_kind_of_workbook_is_read(shared_data, kind) -> None:
    """A real one of each kind gives a sheet with rows."""
    folder = shared_data("hostile")
    name = {
        "xls": "readxl/type-me.xls",
        "xlsb": "sheetjs/merge_cells.xlsb",
        "ods": "phpss/Ods__RepeatedCells.ods",
        "xlsm": "sheetjs/BlankSheetTypes.xlsm",
    }[kind]
    sheets = sheets_of(folder / name)
    assert sheets
    assert kind == "xlsm" or any(sheet.row_count for sheet in sheets)


def test_a_file_is_what_it_is_and_not_what_it_is_called(tmp_path) -> None:
    """A workbook called .csv, and text called .xlsx."""
    book = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    assert planned(shutil.copy(book, tmp_path / "accounts.csv")).report.rows_kept == 3
    text = raw_file(tmp_path, b"Account ID,Account Name,ARR\nA-1,Acme,5\n", "accounts.xlsx")
    assert planned(text).report.rows_kept == 1


@pytest.mark.parametrize(
    ("name", "error", "word"),
    [
        ("calamine/pass_protected.xlsx", PasswordNeeded, "password"),
        ("calamine/pass_protected.ods", UnreadableInput, "password"),
        ("poi/password.xls", PasswordNeeded, "password"),
        ("poi/xor-encryption-abc.xls", PasswordNeeded, "password"),
        ("poi/protected_passtika.xlsb", PasswordNeeded, "password"),
        ("openpyxl/null_file.xlsx", UnreadableInput, "empty"),
        ("synthetic/html_disguised.xls", UnreadableInput, "web page"),
        ("synthetic/zip_bomb_300MB.xlsx", UnreadableInput, "protect your computer"),
        ("poi/poc-xmlbomb-empty.xlsx", UnreadableInput, "entities"),
        ("calamine/OOM_alloc3.xls", UnreadableInput, "damaged"),
        ("phpss/XLS__oleloop.xls", UnreadableInput, "reader fail"),
        ("calamine/issue_594_dos.ods", UnreadableInput, "more cells"),
        ("sheetjs/minimal_112.numbers", UnreadableInput, "Numbers"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(shared_data, name, error, word) -> None:
    """Each reason has words of its own, and a next step."""
    path = shared_data("hostile") / name
    with pytest.raises(error, match=word) as caught:
        prepare([path], silent())
    assert type(caught.value) is error
    assert caught.value.next_step.endswith(".")
    assert caught.value.place.file == path.name


@pytest.mark.parametrize("length", [30, 200, 2000])
def test_a_truncated_workbook_is_refused(tmp_path, length) -> None:
    """Cut anywhere, it says that it is incomplete."""
    whole = xlsx_file(tmp_path, {"Accounts": ACCOUNTS}).read_bytes()
    with pytest.raises(UnreadableInput, match=r"damaged|complete"):
        prepare([raw_file(tmp_path, whole[:length], "cut.xlsx")], silent())


def test_one_bad_file_does_not_hide_the_good_ones(tmp_path) -> None:
    """The plan names it beside the others; committing such a plan is refused elsewhere."""
    good = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    bad = raw_file(tmp_path, b"PK\x03\x04 nothing", "bad.xlsx")
    plan = prepare([bad, good, tmp_path / "absent.csv"], silent())
    assert [sheet.table for sheet in plan.sheets] == ["accounts"]
    assert [error.place.file for error in plan.refused] == ["bad.xlsx", "absent.csv"]


def test_rows_far_down_keep_their_numbers(tmp_path) -> None:
    """More rows than one block holds; the last row's number is counted here."""
    rows = [
        ("Account ID", "Account Name", "ARR"),
        *[(f"A-{number}", "x", number) for number in range(100_000)],
    ]
    plan = planned(xlsx_file(tmp_path, {"Accounts": rows}))
    assert plan.report.rows_kept == 100_000
    assert np.array_equal(plan.outcome.rows.column("source_row").to_numpy(), np.arange(2, 100_002))
    assert kept(plan, "account_id")[-1] == "A-99999"


def _with_a_chart_sheet(path) -> None:
    """Write a workbook of accounts, a sheet that is a chart, and contacts."""
    book = openpyxl.Workbook()
    book.active.title = "Accounts"
    for row in ACCOUNTS:
        book.active.append(row)
    book.create_chartsheet("Picture").add_chart(BarChart())
    contacts = book.create_sheet("Contacts")
    for row in (("Contact ID", "Account ID", "Email"), ("C-1", "A-1", "ann@example.org")):
        contacts.append(row)
    book.save(path)


def _with_a_dialog(path) -> None:
    """Make the last worksheet a dialog sheet, as books of the nineties have them."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts.pop("xl/worksheets/sheet2.xml")
    parts["xl/dialogsheets/sheet1.xml"] = b"<dialogsheet/>"
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        line = re.compile(rb"<(?:Relationship|Override)[^>]*worksheets/sheet2\.xml[^>]*>")
        told = line.search(parts[name])[0].replace(b"worksheets/sheet2", b"dialogsheets/sheet1")
        told = told.replace(b'/worksheet"', b'/dialogsheet"').replace(b".worksheet+xml", b".dialogsheet+xml")
        parts[name] = line.sub(told, parts[name])
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_sheets_without_cells_are_skipped_and_named(tmp_path) -> None:
    """Intent: a chart or dialog among the sheets costs nothing and shifts nothing.

    Expected: the tables before and after it are read whole, and it is said once what the sheet is.
    """
    path = tmp_path / "Report.xlsx"
    _with_a_chart_sheet(path)
    plan = prepare([path], silent())
    assert [(sheet.sheet.name, sheet.table) for sheet in plan.sheets] == [
        ("Accounts", "accounts"),
        ("Picture", ""),
        ("Contacts", "contacts"),
    ]
    told = [(problem.code, problem.hint) for problem in plan.sheets[1].report.problems]
    assert told == [("sheet_skipped", "This is a chart sheet; it holds no table.")]
    assert kept(plan.sheets[0], "account_id") == [row[0] for row in ACCOUNTS[1:]]
    _with_a_dialog(path)
    plan = prepare([path], silent())
    assert [sheet.table for sheet in plan.sheets] == ["accounts", "", ""]
    told = [(problem.code, problem.hint) for problem in plan.sheets[2].report.problems]
    assert told == [("sheet_skipped", "This is a dialog sheet; it holds no table.")]
