"""`cxdesk read-back`: a workbook is handed out, filled in, comes back, is applied and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.command_line import run

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

ACCOUNTS = "Account ID,Account Name,ARR,Start Date\nA-1,Granskog,1000,2024-01-01\nA-2,Ost,2000,2024-02-01\n"
HEADER_ROW = 6


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workspace of two accounts, and the workbook made of it."""
    folder = tmp_path_factory.mktemp("read-back")
    (folder / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    workspace, book = folder / "w.cxdesk", folder / "book.xlsx"
    assert run("import", folder / "accounts.csv", "--workspace", workspace).status == 0
    assert run("score", workspace, "--out", book).status == 0
    return workspace, book


def filled(book: Path, to: Path, said: Mapping[tuple[str, str], str]) -> Path:
    """Save the workbook with texts written under headers, by the accounts' names."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["Portfolio"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    rows = {sheet.cell(row, 1).value: row for row in range(HEADER_ROW + 1, sheet.max_row + 1)}
    for (account, header), text in said.items():
        sheet.cell(rows[account], heads[header]).value = text
    opened.save(to)
    return to


def test_out_and_back(handed_out: tuple[Path, Path], tmp_path: Path) -> None:
    """Intent: what a script sees from filling in to undo. By hand: two texts come back and are kept; a second
    file contradicts one of them, which stays until --take theirs; each read-back is taken back as one.
    """
    workspace, book = handed_out
    said = {("Granskog", "Decision"): "Renew", ("Ost", "Your comment"): "Calls us weekly"}
    first = filled(book, tmp_path / "Ana.xlsx", said)
    shown = run("read-back", workspace, first, "--json").json
    assert [(item["account"], item["field"], item["state"]) for item in shown["items"]] == [
        ("A-1", "decision", "new"), ("A-2", "comment", "new"),
    ]  # fmt: skip
    assert (shown["read_back"], shown["applied"], shown["rows"], shown["set_aside"]) == (None, 0, 2, [])
    assert run("read-back", workspace, "--json").json == {"annotations": []}
    kept = run("read-back", workspace, first, "--apply", "--json").json
    assert (kept["read_back"], kept["applied"]) == (1, 2)
    assert "1: Granskog: decision: Renew (Ana.xlsx, " in run("read-back", workspace).output

    second = filled(book, tmp_path / "Ben.xlsx", {("Granskog", "Decision"): "Let go"})
    told = run("read-back", workspace, second, "--apply").output
    assert "Granskog, Decision: conflict" in told
    assert "kept: Renew (Ana.xlsx)" in told
    assert "came back: Let go (Ben.xlsx, Portfolio " in told
    assert "--take theirs" in told
    theirs = run("read-back", workspace, second, "--apply", "--take", "theirs", "--json").json
    assert (theirs["read_back"], theirs["applied"], theirs["conflicts"]) == (2, 1, 1)

    again = tmp_path / "again.xlsx"
    assert run("score", workspace, "--out", again).status == 0
    sheet = openpyxl.load_workbook(again)["Portfolio"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    said = {sheet.cell(row, 1).value: sheet.cell(row, heads["Decision"]).value for row in (7, 8)}
    assert said == {"Granskog": "Let go", "Ost": None}

    listed = run("read-back", workspace, "--undo", 2, "--json").json["annotations"]
    assert [(one["read_back"], one["text"], one["undone"]) for one in listed] == [
        (1, "Renew", False), (1, "Calls us weekly", False), (2, "Let go", True),
    ]  # fmt: skip
    assert run("read-back", workspace, "--undo", 9).status == 2


def test_what_is_sorted_without_its_keys_reaches_no_other_account(
    handed_out: tuple[Path, Path], tmp_path: Path
) -> None:
    """Intent: who sorts the columns that are seen leaves the hidden key behind. By hand: the names and the
    comments of both rows change places, their keys stay; both comments are set aside with their texts.
    """
    workspace, book = handed_out
    said = {("Granskog", "Your comment"): "of Granskog", ("Ost", "Your comment"): "of Ost"}
    opened = openpyxl.load_workbook(filled(book, tmp_path / "sorted.xlsx", said))
    sheet = opened["Portfolio"]
    last = [cell.value for cell in sheet[HEADER_ROW]].index("Your comment") + 1
    for column in range(1, last + 1):
        one, other = (sheet.cell(HEADER_ROW + place, column) for place in (1, 2))
        one.value, other.value = other.value, one.value
    opened.save(tmp_path / "sorted.xlsx")
    shown = run("read-back", workspace, tmp_path / "sorted.xlsx", "--json").json
    assert shown["items"] == []
    told = {each["text"]: each["reason"] for each in shown["set_aside"]}
    assert set(told) == {"of Granskog", "of Ost"}
    assert told["of Ost"] == "The row says Ost, its key is of Granskog: only some columns were moved."


def test_a_comment_follows_its_account_into_a_merge(tmp_path: Path) -> None:
    """Intent: a workbook is handed out, then two accounts are said to be one. By hand: what was written about
    the one that went reaches the one that stays, what was kept of it before too, until the merge is undone.
    """
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    workspace, book = tmp_path / "w.cxdesk", tmp_path / "book.xlsx"
    run("import", tmp_path / "accounts.csv", "--workspace", workspace)
    run("score", workspace, "--out", book)
    kept = filled(book, tmp_path / "kept.xlsx", {("Ost", "Decision"): "Wait"})
    assert run("read-back", workspace, kept, "--apply").status == 0
    run("duplicates", workspace, "--same", "A-1", "A-2")
    later = filled(book, tmp_path / "later.xlsx", {("Ost", "Your comment"): "One of them"})
    found = run("read-back", workspace, later, "--apply", "--json").json
    assert [(item["account"], item["field"]) for item in found["items"]] == [("A-1", "comment")]
    assert found["set_aside"] == []

    assert run("score", workspace, "--out", book).status == 0
    sheet = openpyxl.load_workbook(book)["Portfolio"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    row = [sheet.cell(HEADER_ROW + 1, heads[name]).value for name in ("Account", "Decision", "Your comment")]
    assert row == ["Granskog", "Wait", "One of them"]
    run("duplicates", workspace, "--undo", "1")
    both = filled(book, tmp_path / "both.xlsx", {("Granskog", "Decision"): "Renew"})
    assert run("read-back", workspace, both, "--json").json["items"][0]["kept"] == ""


def test_the_import_does_not_take_it_for_data(handed_out: tuple[Path, Path], tmp_path: Path) -> None:
    """Intent: imported like a table, the workbook's scores would become accounts: it is refused with the way
    to read it back, also under another name, and nothing is added.
    """
    workspace, book = handed_out
    renamed = tmp_path / "Accounts for import.xlsx"
    renamed.write_bytes(book.read_bytes())
    outcome = run("import", renamed, "--workspace", workspace, "--json")
    assert outcome.status == 3
    assert "handed this workbook out" in outcome.json["error"]["what"]
    assert "read-back" in outcome.json["error"]["next_step"]
    assert len(run("imports", workspace, "--json").json["imports"]) == 1
