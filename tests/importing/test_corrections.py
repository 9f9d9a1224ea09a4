"""Rows set aside leave as a workbook, are corrected there, and come in as if they had been right at first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from cxdesk.errors import ExportError
from cxdesk.importing import commit
from cxdesk.progress import silent
from cxdesk.report.set_aside_book import write_set_aside
from cxdesk.workspace import Workspace
from cxdesk.workspace.set_aside import ABOUT, rows_set_aside
from tests.importing.made import csv_file, planned, prepared
from tests.report.hostile import HOSTILE

DAY = np.datetime64("2026-10-01")
ANSWERS = (
    ("Response ID", "Account ID", "NPS Score", "Comment", "Answered at"),
    ("R1", "A-1", "9", "fine", "13.09.2026"),
    ("R2", "A-1", "eleven", "line one\nline two", "14.09.2026"),
    ("R3", "A-2", "7", "=1+1", "99.99.2026"),
    ("R4", "A-2", "4", "ok", "05.09.2026"),
    ("", "A-2", "4", "no id", "06.09.2026"),
)
USAGE = (
    ("account_id", "date", "feature", "count"),
    ("A-1", "2026-09-01", "export", "1"),
    ("", "2026-09-02", "export", "2"),
    ("A-2", "someday", "export", "3"),
    ("A-2", "2026-09-04", "export", "4"),
)
Edit = Callable[[openpyxl.Workbook], None]


def imported(workspace: Workspace, path: Path):
    """Import a file and return its record, None when nothing changed."""
    return commit(workspace, prepared(path), silent())


def exported(workspace: Workspace, folder: Path, edit: Edit, name: str = "aside.xlsx") -> Path:
    """Write what is set aside, let somebody edit it in another program, and return the file."""
    path = folder / name
    write_set_aside(path, rows_set_aside(workspace), DAY)
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def put(book: openpyxl.Workbook, row: int, header: str, value: object) -> None:
    """Write a cell of the original row with that number, under a header of the first sheet."""
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index(header) + 1
    place = next(line[0].row for line in sheet.iter_rows(min_row=2) if line[0].value == row)
    sheet.cell(place, column, value)


def rows_of(workspace: Workspace, table: str, columns: Sequence[str]) -> list[tuple]:
    """Return the rows in force, sorted."""
    found = []
    for sheet_id, _, _ in workspace.sheets_of(table):
        for chunk in workspace.chunks(sheet_id, columns):
            found += zip(*(chunk[name].to_pylist() for name in columns), strict=True)
    return sorted(found, key=str)


def left(workspace: Workspace) -> list[tuple[int, str]]:
    """Return number and code of the rows that are still set aside."""
    return [(row.row, row.code) for sheet in rows_set_aside(workspace) for row in sheet.rows]


def test_the_workbook_shows_each_row_as_it_was_with_reason_and_next_step(tmp_path: Path) -> None:
    """Read back with openpyxl: our three columns, then the original headers and the original texts, with
    their line breaks; nothing is a formula. Expected: the rows of the file as the csv module wrote them.
    """
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, ANSWERS, "answers.csv"))
        path = exported(workspace, tmp_path, lambda _book: None)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["answers", ABOUT]
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert header == ("Row", "Reason", "What to do", *ANSWERS[0])
    assert [(row[0], *(cell or "" for cell in row[3:])) for row in rows] == [
        (3, *ANSWERS[2]),
        (4, *ANSWERS[3]),
        (6, *ANSWERS[5]),
    ]
    assert all(row[1] and row[2] for row in rows)
    assert {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line} <= {"s", "n"}


def test_corrected_rows_come_in_and_the_rest_stays_aside(tmp_path: Path) -> None:
    """One of three rows is corrected and one made differently wrong. Expected: what importing a file without
    these mistakes gives for that row, the dates day first as in its file, where 05.09. alone would leave it
    open; the other two are still set aside, the changed one with its new text.
    """
    with Workspace.in_memory() as workspace, Workspace.in_memory() as right:
        imported(workspace, csv_file(tmp_path, ANSWERS, "answers.csv"))

        def edit(book: openpyxl.Workbook) -> None:
            put(book, 4, "Answered at", "05.09.2026")
            put(book, 3, "NPS Score", "twelve")

        record = imported(workspace, exported(workspace, tmp_path, edit))
        (report,) = record.sheets
        assert (report.rows_in, report.rows_kept, report.rows_set_aside) == (3, 1, 2)
        assert left(workspace) == [(3, "unreadable_score"), (6, "missing_response_id")]
        assert rows_set_aside(workspace)[0].rows[0].cells[2] == "twelve"
        corrected = [*ANSWERS[:3], (*ANSWERS[3][:4], "05.09.2026"), *ANSWERS[4:]]
        imported(right, csv_file(tmp_path, corrected, "answers.csv"))
        columns = ("response_id", "account_id", "kind", "score", "comment", "answered_at", "source_row")
        assert rows_of(workspace, "surveys", columns) == rows_of(right, "surveys", columns)


def test_the_same_corrections_again_change_nothing(tmp_path: Path) -> None:
    """Imported twice, also saved anew under another name: no import, the same rows. A second round corrects
    what is left, and nothing is set aside any more.
    """
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, USAGE, "usage.csv"))
        assert left(workspace) == [(3, "missing_account_id"), (4, "unreadable_date")]
        path = exported(workspace, tmp_path, lambda book: put(book, 3, "account_id", "A-1"))
        assert imported(workspace, path) is not None
        rows = rows_of(workspace, "usage", ("account_id", "count"))
        assert rows == [("A-1", 1.0), ("A-1", 2.0), ("A-2", 4.0)]
        assert imported(workspace, path) is None
        other = tmp_path / "saved anew.xlsx"
        openpyxl.load_workbook(path).save(other)
        assert imported(workspace, other) is None
        imported(workspace, exported(workspace, tmp_path, lambda book: put(book, 4, "date", "2026-09-03")))
        assert rows_of(workspace, "usage", ("count",)) == [(1.0,), (2.0,), (3.0,), (4.0,)]
        assert left(workspace) == []
        workspace.undo_import(2)
        assert left(workspace) == [(3, "missing_account_id")]


def test_nothing_corrected_is_nothing_imported(tmp_path: Path) -> None:
    """The workbook as it was written: every row stays set aside for its own reason, also totals and repeated
    rows, which alone would look like good ones.
    """
    rows = [*USAGE, ("Total", "", "", "10")]
    answers = [*ANSWERS, ANSWERS[1]]
    for name, table in (("usage.csv", rows), ("answers.csv", answers)):
        with Workspace.in_memory() as workspace:
            imported(workspace, csv_file(tmp_path, table, name))
            before = left(workspace)
            assert before[-1][1] in ("total_row", "duplicate_row")
            plan = prepared(exported(workspace, tmp_path, lambda _book: None))
            assert sum(sheet.report.rows_kept for sheet in plan.sheets) == 0
            commit(workspace, plan, silent())
            assert left(workspace) == before


def test_rows_may_be_sorted_deleted_added_and_doubled(tmp_path: Path) -> None:
    """What people do in a spreadsheet: the row that was corrected counts wherever it stands; a deleted row
    stays set aside; a row without a number, and a number that stands there twice, do not come in.
    """

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        put(book, 4, "date", "2026-09-03")
        good = [cell.value for cell in sheet[3]]
        sheet.delete_rows(2, 2)
        sheet.append(good)
        sheet.append(good)
        sheet.append([None, "", "", "A-9", "2026-09-09", "export", "9"])

    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, USAGE, "usage.csv"))
        plan = prepared(exported(workspace, tmp_path, edit))
        assert [row.code for row in plan.sheets[0].report.set_aside] == ["no_row_number", "no_row_number"]
        commit(workspace, plan, silent())
        assert rows_of(workspace, "usage", ("account_id", "count")) == [
            ("A-1", 1.0),
            ("A-2", 3.0),
            ("A-2", 4.0),
        ]
        assert left(workspace) == [(3, "missing_account_id")]


def test_values_with_a_decimal_comma_stay_what_they_are(tmp_path: Path) -> None:
    """The corrected row alone proves no decimal sign: 1.234 in a file of decimal commas is 1234."""
    rows = [
        ("Account ID", "Account Name", "ARR", "Start date"),
        *((f"A-{n}", f"Firm {n}", f"{n}.000,50", "2026-01-31") for n in range(1, 9)),
        ("", "Firm 9", "1.234", "2026-01-31"),
    ]
    with Workspace.in_memory() as workspace:
        path = csv_file(tmp_path, rows, delimiter=";")
        assert planned(path).report.rows_set_aside == 1
        imported(workspace, path)
        imported(workspace, exported(workspace, tmp_path, lambda book: put(book, 10, "Account ID", "A-9")))
        assert ("A-9", 1234.0) in rows_of(workspace, "accounts", ("account_id", "arr"))


def test_hostile_texts_stay_texts_and_unchanged(tmp_path: Path) -> None:
    """Texts that other writers turn into formulas or links: in the workbook each is a string, and since no
    row was changed, all of them stay set aside.
    """
    rows = [USAGE[0], USAGE[1], *(("", "2026-09-02", text, "2") for text in HOSTILE)]
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, [row for row in rows if "\ud800" not in row[2]], "usage.csv"))
        before = left(workspace)
        path = exported(workspace, tmp_path, lambda _book: None)
        for line in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, min_col=4):
            assert all(cell.value is None or cell.data_type == "s" for cell in line)
        assert sum(sheet.report.rows_kept for sheet in prepared(path).sheets) == 0
        assert len(before) >= len(HOSTILE) - 1  # a lone carriage return may end a row of its own


def test_a_workbook_that_was_tampered_with_is_no_crash(tmp_path: Path) -> None:
    """Without its sheet of facts it is a workbook like any other; with nonsense there, it is read or refused
    in words. Expected: no exception that is not ours, and never the row twice.
    """

    def nonsense(book: openpyxl.Workbook) -> None:
        about = book[ABOUT]
        for line in about.iter_rows(min_row=6):
            for cell in line[2:]:
                cell.value = "99999999999999999999"

    def other_table(book: openpyxl.Workbook) -> None:
        for line in book[ABOUT].iter_rows():
            if line[0].value == "Column":
                line[3].value = "usage.nothing"

    for edit in (lambda book: book.remove(book[ABOUT]), nonsense, other_table):
        with Workspace.in_memory() as workspace:
            imported(workspace, csv_file(tmp_path, USAGE, "usage.csv"))
            plan = prepared(exported(workspace, tmp_path, edit))
            assert all(
                sheet.report.rows_in == sheet.report.rows_kept + sheet.report.rows_set_aside
                for sheet in plan.sheets
            )


def test_where_nothing_is_set_aside_there_is_nothing_to_write(tmp_path: Path) -> None:
    """Said in words, and no file appears."""
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, USAGE[:2], "usage.csv"))
        with pytest.raises(ExportError, match="No rows are set aside"):
            write_set_aside(tmp_path / "aside.xlsx", rows_set_aside(workspace), DAY)
    assert not (tmp_path / "aside.xlsx").exists()


def test_a_newer_export_that_repeats_its_mistakes_names_them_once(tmp_path: Path) -> None:
    """Accounts read again with one more row: the row that was wrong before is the same row, told once."""
    rows = [("Account ID", "Account Name", "ARR"), ("A-1", "One", "1.5"), ("", "Two", "2.5")]
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, rows))
        imported(workspace, csv_file(tmp_path, [*rows, ("A-3", "Three", "3.5")]))
        assert left(workspace) == [(3, "missing_account_id")]


def test_a_sheet_that_somebody_added_is_read_as_any_other(tmp_path: Path) -> None:
    """Two new rows of usage on a sheet of its own in the workbook: planned beside the corrected row."""
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, USAGE, "usage.csv"))

        def edit(book: openpyxl.Workbook) -> None:
            put(book, 4, "date", "2026-09-03")
            extra = book.create_sheet("More usage")
            for row in (USAGE[0], ("A-1", "2026-09-09", "export", "5"), ("A-1", "2026-09-10", "export", "6")):
                extra.append(row)

        path = exported(workspace, tmp_path, edit)
        plans = prepared(path).sheets
        assert [(plan.report.sheet, plan.table, plan.report.rows_kept) for plan in plans] == [
            ("usage", "usage", 1),
            ("More usage", "usage", 2),
        ]
        imported(workspace, path)
        dates = sorted(str(row[0])[:10] for row in rows_of(workspace, "usage", ["at"]))
    assert dates == ["2026-09-01", "2026-09-03", "2026-09-04", "2026-09-09", "2026-09-10"]


def test_a_text_that_the_workbook_cut_replaces_none(tmp_path: Path) -> None:
    """A feature of 40,000 letters, where a cell holds 32,767: correcting the date beside it does not shorten
    it, the row stays set aside and says why. With a text that somebody wrote instead it comes in.
    """
    rows = [USAGE[0], *((*row[:2], "z" * 40_000, row[3]) for row in USAGE[1:4])]
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, rows, "usage.csv"))
        record = imported(
            workspace, exported(workspace, tmp_path, lambda book: put(book, 4, "date", "2026-09-03"))
        )
        (report,) = record.sheets
        assert report.rows_kept == 0
        assert [(row.row, row.code) for row in report.set_aside] == [
            (3, "missing_account_id"),
            (4, "cut_cell"),
        ]
        assert "original file" in report.set_aside[1].reason

        def shorten(book: openpyxl.Workbook) -> None:
            put(book, 4, "date", "2026-09-03")
            put(book, 4, "feature", "long story")

        imported(workspace, exported(workspace, tmp_path, shorten, "again.xlsx"))
        found = rows_of(workspace, "usage", ["feature"])
    assert found == [("long story",), ("z" * 40_000,)]
