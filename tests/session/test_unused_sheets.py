"""Rows of sheets that are not used: they leave as a workbook, like rows set aside, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from cxdesk.cli import main
from cxdesk.errors import ExportError, UnreadableInput
from cxdesk.formatting import NumberStyle
from cxdesk.importing import choose_table, commit, prepare
from cxdesk.importing.plan_records import ImportPlan
from cxdesk.progress import silent
from cxdesk.session.aside import export_set_aside
from cxdesk.session.sheet_reports import imports_view
from cxdesk.workspace import Workspace
from tests.importing.made import ACCOUNTS, raw_file, xlsx_file

LUNCH = (
    ("Dish", "Taste", "Day"),
    ("Soup", "good", "Monday"),
    ("Stew", "", "Tuesday"),
    ("Pie", "=1+1", "Friday"),
)
"""A table of nothing that cxdesk knows."""


def imported(path: Path) -> Workspace:
    """Return a workspace with a file in it."""
    workspace = Workspace.in_memory()
    commit(workspace, prepare([path], silent()), silent())
    return workspace


def rows_of(path: Path, sheet: str) -> list[tuple]:
    """Return the rows of a sheet as openpyxl reads them."""
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def test_rows_of_a_sheet_that_is_not_used_leave_as_they_stand(tmp_path) -> None:
    """Three rows with their numbers in the file, the reason and every cell; no accounts are among them."""
    workspace = imported(xlsx_file(tmp_path, {"Accounts": ACCOUNTS, "Lunch": LUNCH}, "office.xlsx"))
    summary = export_set_aside(workspace, tmp_path / "aside.xlsx")
    assert (summary.sheets, summary.rows, summary.unused) == (1, 3, 3)
    header, *rows = rows_of(tmp_path / "aside.xlsx", "office Lunch")
    assert header == ("Row", "Reason", "What to do", *LUNCH[0])
    assert [row[0] for row in rows] == [2, 3, 4]
    assert all(row[1].startswith("The sheet was not used.") for row in rows)
    assert [tuple(cell or "" for cell in row[3:]) for row in rows] == list(LUNCH[1:])


def test_rows_that_fit_no_column_are_among_them(tmp_path) -> None:
    """A text file with a line that is longer than its table: 3 rows in, 3 rows out."""
    lines = "Dish,Grams\nSoup,1\nStew,2,and,much,more\nPie,3\n"
    path = raw_file(tmp_path, lines.encode(), "lunch.csv")
    export_set_aside(imported(path), tmp_path / "aside.xlsx")
    rows = {row[0]: row[3:] for row in rows_of(tmp_path / "aside.xlsx", "lunch")[1:]}
    assert sorted(rows) == [2, 3, 4]
    assert [cell for cell in rows[3] if cell] == ["Stew", "2", "and", "much", "more"]


def test_hidden_sheets_are_among_them_until_they_are_used(tmp_path) -> None:
    """A hidden list of contacts is offered and not taken; once its table is chosen, its rows count."""
    book = openpyxl.Workbook()
    book.active.title = "Accounts"
    for row in ACCOUNTS:
        book.active.append(row)
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    for row in (("Account ID", "Account Name", "ARR"), ("H-1", "Hidden", 5)):
        hidden.append(row)
    book.save(tmp_path / "book.xlsx")
    workspace = imported(tmp_path / "book.xlsx")
    export_set_aside(workspace, tmp_path / "one.xlsx")
    row = rows_of(tmp_path / "one.xlsx", "book Old")[1]
    assert row[3:] == ("H-1", "Hidden", "5")
    assert "The sheet is hidden. It looks like accounts; choose its table" in row[1]
    plan = prepare([tmp_path / "book.xlsx"], silent())
    chosen = tuple(choose_table(sheet, "accounts") if not sheet.table else sheet for sheet in plan.sheets)
    commit(workspace, ImportPlan(chosen), silent())
    with pytest.raises(ExportError):
        export_set_aside(workspace, tmp_path / "two.xlsx")


def test_an_import_taken_back_takes_them_along(tmp_path) -> None:
    """What was undone is not exported; brought back, it is."""
    workspace = imported(raw_file(tmp_path, b"Dish,Grams\nSoup,1\n", "lunch.csv"))
    (record,) = workspace.imports()
    assert imports_view(workspace.imports(), (), NumberStyle()).rows_aside == 1
    workspace.undo_import(record.import_id)
    assert imports_view(workspace.imports(), (), NumberStyle()).rows_aside == 0
    with pytest.raises(ExportError):
        export_set_aside(workspace, tmp_path / "aside.xlsx")
    workspace.redo_import(record.import_id)
    assert export_set_aside(workspace, tmp_path / "aside.xlsx").rows == 1


def test_the_copies_do_not_come_in_as_new_rows(tmp_path) -> None:
    """The exported workbook brings corrected rows alone; one that holds copies only says so."""
    rows = (*ACCOUNTS, ("", "Nobody", "7", "2026-01-01"))
    workspace = imported(xlsx_file(tmp_path, {"Accounts": rows, "Lunch": LUNCH}, "office.xlsx"))
    export_set_aside(workspace, tmp_path / "both.xlsx")
    assert [sheet.correction is not None for sheet in prepare([tmp_path / "both.xlsx"], silent()).sheets] == [
        True
    ]
    export_set_aside(
        imported(raw_file(tmp_path, b"Dish,Grams\nSoup,1\n", "lunch.csv")), tmp_path / "one.xlsx"
    )
    with pytest.raises(UnreadableInput, match="not used"):
        prepare([tmp_path / "one.xlsx"], silent())


def test_the_command_line_tells_how_many(tmp_path, capsys) -> None:
    """`cxdesk set-aside` counts them apart."""
    path = raw_file(tmp_path, b"Dish,Grams\nSoup,1\nStew,2\n", "lunch.csv")
    workspace = tmp_path / "w.cxdesk"
    assert main(["import", str(path), "--workspace", str(workspace)]) == 0
    capsys.readouterr()
    out = tmp_path / "aside.xlsx"
    assert main(["set-aside", str(workspace), "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"out": str(out), "sheets": 1, "rows": 2, "unused": 2}


def test_titles_above_a_table_that_is_not_used_are_kept(tmp_path) -> None:
    """A sheet that was not understood is kept whole: its title, too, with its row."""
    book = {"Lunch": (("", "", "", "What we eat"), (), ("Dish", "Grams"), ("Soup", 7), ("Stew", 8))}
    export_set_aside(imported(xlsx_file(tmp_path, book, "office.xlsx")), tmp_path / "aside.xlsx")
    rows = {
        row[0]: [cell for cell in row[3:] if cell] for row in rows_of(tmp_path / "aside.xlsx", "office Lunch")
    }
    assert rows[1] == ["What we eat"]
    assert rows[4] == ["Soup", "7"]
