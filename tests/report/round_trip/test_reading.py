"""Returned workbooks: texts are found by key and header, and what is not certain is set aside."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.report.cell_text import clean_lines
from cxdesk.report.round_trip.reading import read_returned
from cxdesk.report.round_trip.records import ReturnedBook
from cxdesk.report.round_trip.texts import HandedOut, plain_text
from cxdesk.workspace.row_key import text_digest
from tests.report.hostile import HOSTILE
from tests.report.round_trip.book_factory import AS_OF, FIRST_ROW, HEADERS, Formula, Row, make_book

GIVEN = HandedOut("ab12", {("A-1", "comment"): "As before", ("A-2", "decision"): "Wait"})


def texts(book: ReturnedBook) -> dict[tuple[str, str], str]:
    """Return what stands under each field of each account."""
    return {(row.key.account, text.field): text.text for row in book.rows for text in row.texts}


def test_texts_are_found_by_key_wherever_they_stand(tmp_path: Path) -> None:
    """Intent: a renamed sheet, columns moved and inserted, headers in another case, rows sorted and deleted
    change nothing. By hand: A-3 was deleted, A-2 moved up, A-1 emptied its comment.
    """
    headers = ("Row key", "Ours", "YOUR  comment", "Account", "decision ", "Owner of next step")
    rows = [
        Row("A-2", {"decision": "renew SMALLER", "owner": "Kim"}),
        Row("A-1", {"comment": ""}),
    ]
    path = make_book(tmp_path / "back.xlsx", rows, GIVEN, ("For the board (2)",), headers)
    found = read_returned(path)
    assert found.aside == found.remarks == ()
    assert [(row.key.account, row.sheet, row.row) for row in found.rows] == [
        ("A-2", "For the board (2)", FIRST_ROW), ("A-1", "For the board (2)", FIRST_ROW + 1),
    ]  # fmt: skip
    assert texts(found) == {
        ("A-2", "decision"): "Renew smaller", ("A-2", "owner"): "Kim", ("A-2", "comment"): "",
        ("A-1", "decision"): "", ("A-1", "owner"): "", ("A-1", "comment"): "",
    }  # fmt: skip
    (first, second) = found.rows
    assert (first.key.workspace, first.key.as_of, first.key.standards) == ("ab12", "2026-09-30", 3)
    assert {text.field: text.given for text in second.texts}["comment"] == text_digest("As before")
    assert {text.field: text.place for text in first.texts}["comment"] == f"C{FIRST_ROW}"


def test_rows_whose_account_is_not_certain_are_set_aside(tmp_path: Path) -> None:
    """Intent: a key counted up by a fill handle, one cut short, and a row that was added are told with their
    row and what they say; a row that says nothing and has no key is none.
    """
    whole = GIVEN.key("A-1", AS_OF, 3)
    rows = [
        Row("A-1"),
        Row("A-2", {"owner": "Kim"}, key=GIVEN.key("A-1", AS_OF, 3)[:-1] + "2"),
        Row("A-3", {"comment": "cut"}, key=whole[:40]),
        Row("New", {"comment": "added", "decision": "Renew"}, key=" "),
        Row("", key=" "),  # empty
    ]
    found = read_returned(make_book(tmp_path / "b.xlsx", rows, GIVEN))
    assert [row.key.account for row in found.rows] == ["A-1"]
    assert [(row.row, row.text) for row in found.aside] == [
        (FIRST_ROW + 1, "Wait · Kim"), (FIRST_ROW + 2, "cut"), (FIRST_ROW + 3, "Renew · added"),
    ]  # fmt: skip
    edited, short, added = (row.reason for row in found.aside)
    assert "edited or counted up" in edited
    assert short == edited
    assert "no row key" in added


def test_cells_are_read_as_their_reader_saw_them(tmp_path: Path) -> None:
    """Intent: numbers, days and truths come as words; a formula comes as its stored result and is said; an
    error, a formula never computed, a word that is no decision and a text too long are set aside by cell.
    """
    rows = [
        Row("A-1", {"owner": 17.0, "comment": date(2026, 3, 4)}),
        Row("A-2", {"owner": True, "comment": Formula("=1+1", "two")}),
        Row("A-3", {"decision": "Maybe", "owner": "x" * 201, "comment": Formula("=1/0", "#DIV/0!")}),
        Row("A-4", {"owner": Formula("=X1", ""), "comment": 0.1 + 0.2}),
    ]
    found = read_returned(make_book(tmp_path / "b.xlsx", rows))
    said = texts(found)
    assert {key: said[key] for key in said if key[1] != "decision"} == {
        ("A-1", "owner"): "17", ("A-1", "comment"): "2026-03-04",
        ("A-2", "owner"): "TRUE", ("A-2", "comment"): "two", ("A-4", "comment"): "0.3",
    }  # fmt: skip
    computed = [text.place for row in found.rows for text in row.texts if text.computed]
    assert computed == [f"D{FIRST_ROW + 1}"]
    aside = {row.place: row.reason for row in found.aside}
    assert set(aside) == {"B9", "C9", "D9", "C10"}
    assert "none of the list" in aside["B9"]
    assert "more than 200 characters" in aside["C9"]
    assert "in error" in aside["D9"]
    assert "no stored result" in aside["C10"]


def test_hostile_texts_come_back_as_texts(tmp_path: Path) -> None:
    """Reliability 4.3: each of the hostile strings comes back letter for letter and none as a formula; what
    XML has no place for is left out by the writer, and then counts as unchanged.
    """
    ids = [f"A-{number}" for number in range(len(HOSTILE))]
    given = HandedOut("", {(account, "comment"): text for account, text in zip(ids, HOSTILE, strict=True)})
    rows = [
        Row(account, {"owner": clean_lines(text)[:200]}) for account, text in zip(ids, HOSTILE, strict=True)
    ]
    found = read_returned(make_book(tmp_path / "b.xlsx", rows, given))
    assert found.aside == ()
    said = texts(found)
    for account, text in zip(ids, HOSTILE, strict=True):
        assert said[account, "owner"] == said[account, "comment"] == plain_text(text)
    assert not any(text.computed for row in found.rows for text in row.texts)
    for row in found.rows:
        assert {text.field: text.given for text in row.texts}["comment"] == text_digest(
            said[row.key.account, "comment"]
        )


def test_columns_that_are_gone_or_twice_are_said(tmp_path: Path) -> None:
    """Intent: a deleted column empties nothing; of two of the same name the first is read."""
    headers = ("Account", "Decision", "Your comment", "Row key", "Your comment")
    rows = [Row("A-1", {"comment": "here"})]
    found = read_returned(make_book(tmp_path / "b.xlsx", rows, GIVEN, headers=headers))
    assert texts(found) == {("A-1", "decision"): "", ("A-1", "comment"): "here"}
    assert found.remarks == (
        "The sheet Portfolio has no column Owner of next step any more: it was not read.",
        "The sheet Portfolio has the column Your comment twice: C, the first, was read.",
    )


def _with_texts(whole: Path, path: Path, old: bytes, new: bytes) -> Path:
    """Write a workbook anew to `path`, with other bytes among the texts that its cells share."""
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as made:
        for part in source.namelist():
            held = source.read(part)
            assert part != "xl/sharedStrings.xml" or old in held
            made.writestr(part, held.replace(old, new) if part == "xl/sharedStrings.xml" else held)
    return path


def test_rich_text_is_read_as_its_letters(tmp_path: Path) -> None:
    """Intent: Excel keeps a text with a bold word in pieces, and how to pronounce it beside it: the letters
    are read, the pronunciation is not. The XML is that of ECMA-376 part 1, 18.4.
    """
    whole = make_book(tmp_path / "b.xlsx", [Row("A-1", {"owner": "Kim Lee"})])
    path = tmp_path / "rich.xlsx"
    pieces = (
        b'<si><r><t xml:space="preserve">Kim </t></r><r><rPr><b/></rPr><t>Lee</t></r>'
        b'<rPh sb="0" eb="3"><t>kimu</t></rPh></si>'
    )
    _with_texts(whole, path, b"<si><t>Kim Lee</t></si>", pieces)
    assert texts(read_returned(path))["A-1", "owner"] == "Kim Lee"


def test_line_breaks_of_windows_are_line_breaks(tmp_path: Path) -> None:
    """Excel stores a pasted line break as _x000D_ and a line feed (ECMA-376, part 1, 22.9.2.19)."""
    whole = make_book(tmp_path / "b.xlsx", [Row("A-1", {"comment": "Call first\nthen write"})])
    path = _with_texts(whole, tmp_path / "windows.xlsx", b"first\n", b"first_x000D_\n")
    assert texts(read_returned(path))["A-1", "comment"] == "Call first\nthen write"


def test_copies_of_the_sheet_are_all_read(tmp_path: Path) -> None:
    """Intent: who copies the sheet and writes into the copy is heard; which holds is for the session."""
    path = make_book(tmp_path / "b.xlsx", [Row("A-1")], GIVEN, sheets=("Portfolio", "Portfolio (2)"))
    assert [(row.sheet, row.row) for row in read_returned(path).rows] == [
        ("Portfolio", FIRST_ROW), ("Portfolio (2)", FIRST_ROW),
    ]  # fmt: skip


def test_other_files_are_refused_with_the_next_step(tmp_path: Path) -> None:
    """Intent: a table and a damaged file are told apart."""
    table = make_book(tmp_path / "t.xlsx", [Row("A-1", key=" ")], headers=HEADERS[:1])
    with pytest.raises(UnreadableInput, match="No sheet of the workbook has the row keys"):
        read_returned(table)
    damaged = tmp_path / "d.xlsx"
    damaged.write_bytes(table.read_bytes()[:900])
    with pytest.raises(UnreadableInput, match="damaged"):
        read_returned(damaged)
    with zipfile.ZipFile(table) as package:
        sheet = package.getinfo("xl/worksheets/sheet1.xml")
    content, begin = bytearray(table.read_bytes()), sheet.header_offset + 30 + len(sheet.filename)
    content[begin : begin + 40] = b"\xff" * 40  # a sheet that does not inflate
    damaged.write_bytes(content)
    with pytest.raises(UnreadableInput, match="damaged"):
        read_returned(damaged)
