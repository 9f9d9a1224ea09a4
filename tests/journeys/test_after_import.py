"""After the import, in scripts: undo, correct what was set aside, update a file, decide on duplicates."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.importing.made import ACCOUNTS, csv_file
from tests.journeys.command_line import run

BAD = [*ACCOUNTS, ("", "Globex Ltd", "5.5", "2026-12-31"), ("A-5", "Globex Limited", "1.5", "2026-12-31")]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace with one import, of which one row was set aside."""
    path = tmp_path / "book.cxdesk"
    assert run("import", csv_file(tmp_path, BAD), "--workspace", path, "--json").status == 0
    return path


def test_any_import_is_listed_undone_and_redone(workspace: Path, tmp_path: Path) -> None:
    """Two imports; the first is taken back and brought again. Expected: which counts, by hand."""
    other = csv_file(tmp_path, [ACCOUNTS[0], ("B-1", "Other", "1", "2026-12-31")], "other.csv")
    run("import", other, "--workspace", workspace)
    undone = run("imports", workspace, "--undo", "1", "--json").json["imports"]
    assert [(each["import"], each["undone"]) for each in undone] == [(1, True), (2, False)]
    assert [each["sheets"][0]["counts"] for each in undone] == [False, True]
    redone = run("imports", workspace, "--redo", "1", "--json").json["imports"]
    assert [each["sheets"][0]["counts"] for each in redone] == [True, True]
    assert "accounts.csv: accounts, 4 of 5 rows kept" in run("imports", workspace).output
    assert run("imports", workspace, "--undo", "9", "--json").status == 3


def test_rows_set_aside_go_out_and_come_back(workspace: Path, tmp_path: Path) -> None:
    """The account without an id gets one in the workbook; after that nothing is set aside, and asking for the
    workbook again says so.
    """
    book = tmp_path / "aside.xlsx"
    assert run("set-aside", workspace, "--out", book, "--json").json["rows"] == 1
    edited = openpyxl.load_workbook(book)
    edited.worksheets[0]["D2"] = "A-4"
    edited.save(book)
    told = run("import", book, "--workspace", workspace, "--json").json
    assert [(sheet["table"], sheet["rows_kept"]) for sheet in told["sheets"]] == [("accounts", 1)]
    assert run("import", book, "--workspace", workspace, "--json").json["changed"] is False
    again = run("set-aside", workspace, "--out", tmp_path / "more.xlsx", "--json")
    assert again.status == 1
    assert again.json["error"]["what"] == "No rows are set aside."


def test_a_newer_file_says_what_it_changes(workspace: Path, tmp_path: Path) -> None:
    """One account fewer and one value changed: told in words and as JSON; --replace leaves the row out."""
    newer = [*BAD[:2], (*BAD[2][:2], "99000.25", BAD[2][3]), *BAD[4:]]
    path = csv_file(tmp_path, newer)
    told = run("import", path, "--workspace", workspace).output
    assert "0 new, 1 changed, 2 unchanged, 1 gone (they stay; --replace leaves them out: A-3)" in told
    run("imports", workspace, "--undo", "2")
    found = run("import", path, "--workspace", workspace, "--replace", "--json").json["sheets"][0][
        "difference"
    ]
    assert (found["new"], found["updated"], found["gone"], found["gone_stay"]) == (0, 1, 1, False)
    assert found["changed_cells"] == [
        {"key": "A-2", "column": "ARR", "before": "98000.25", "after": "99000.25"}
    ]


def test_a_file_that_was_imported_plainly_can_still_replace(workspace: Path, tmp_path: Path) -> None:
    """Two accounts fewer in the newer file: they stay, until the same file comes with --replace."""
    path = csv_file(tmp_path, BAD[:3])
    assert "2 gone (they stay" in run("import", path, "--workspace", workspace).output
    assert len(run("score", workspace, "--json").json["accounts"]) == 4
    told = run("import", path, "--workspace", workspace, "--replace").output
    assert "0 new, 0 changed, 2 unchanged, 2 gone (they count no more: A-3, A-5)" in told
    assert "Kept in" in told
    assert len(run("score", workspace, "--json").json["accounts"]) == 2
    again = run("import", path, "--workspace", workspace, "--replace")
    assert "nothing has changed" in again.output


def test_duplicates_are_listed_decided_and_undone(workspace: Path, tmp_path: Path) -> None:
    """Two spellings of one firm are a pair; told the same they are one account, after undo two again."""
    more = [ACCOUNTS[0], ("A-4", "Globex Ltd", "5.5", "2026-12-31")]
    run("import", csv_file(tmp_path, more, "more.csv"), "--workspace", workspace)
    (pair,) = run("duplicates", workspace, "--json").json["near"]
    assert {pair["kept"]["name"], pair["other"]["name"]} == {"Globex Ltd", "Globex Limited"}
    decided = run("duplicates", workspace, "--same", "A-4", "Globex Limited", "--json").json
    assert decided["near"] == []
    assert [(one["kept"], one["other"], one["same"]) for one in decided["decisions"]] == [
        ("A-4", "A-5", True)
    ]
    scored = run("score", workspace, "--json").json
    assert len(scored["accounts"]) == 4
    assert "A-4 and A-5 are the same" in run("duplicates", workspace).output
    assert len(run("duplicates", workspace, "--undo", "1", "--json").json["near"]) == 1
    assert run("duplicates", workspace, "--same", "A-4", "Nobody", "--json").status == 2


def test_names_near_to_each_other_are_told_as_one_group(workspace: Path, tmp_path: Path) -> None:
    """Three spellings of one firm, two of another: a line each; as JSON all four pairs with their groups."""
    more = [ACCOUNTS[0]]
    for key, name in (("G-1", "Globex Ltd"), ("G-2", "Glob-ex Ltd"), ("I-1", "Initech"), ("I-2", "Ini tech")):
        more.append((key, name, "5.5", "2026-12-31"))
    run("import", csv_file(tmp_path, more, "more.csv"), "--workspace", workspace)
    told = run("duplicates", workspace).output.splitlines()
    assert [line.partition(":")[0] for line in told] == ["group 1", "group 2"]
    assert all(f"({key})" in told[0] for key in ("A-5", "G-1", "G-2"))
    assert all(f"({key})" in told[1] for key in ("I-1", "I-2"))
    near = run("duplicates", workspace, "--json").json["near"]
    assert sorted((pair["group"], *sorted((pair["kept"]["key"], pair["other"]["key"]))) for pair in near) == [
        (1, "A-5", "G-1"),
        (1, "A-5", "G-2"),
        (1, "G-1", "G-2"),
        (2, "I-1", "I-2"),
    ]


def test_an_import_tells_of_near_names_and_takes_an_answer(workspace: Path, tmp_path: Path) -> None:
    """Globex Limited is there, Globex Ltd comes. A preview tells and writes nothing; the answer goes with the
    import and is undone with it. What is no question is refused, and nothing is imported.
    """
    more = csv_file(tmp_path, [ACCOUNTS[0], ("A-9", "Globex Ltd", "5.5", "2026-12-31")], "more.csv")
    told = run("import", more, "--workspace", workspace, "--preview").output
    assert (
        "Globex Limited (here already · id A-5 · accounts.csv) and Globex Ltd (new · id A-9 · more.csv) may "
        "be the same: differ in the legal form only."
    ) in told
    assert told.endswith("when you import.\nNothing was written.\n")
    (pair,) = run("import", more, "--workspace", workspace, "--preview", "--json").json["near"]
    assert (pair["kept"]["key"], pair["kept"]["arrives"], pair["group"]) == ("A-5", False, 1)
    assert (pair["other"]["key"], pair["other"]["source"], pair["other"]["arrives"]) == (
        "A-9",
        "more.csv",
        True,
    )
    wrong = run("import", more, "--workspace", workspace, "--same", "A-5", "A-1", "--json")
    assert wrong.status == 2
    assert len(run("imports", workspace, "--json").json["imports"]) == 1
    done = run("import", more, "--workspace", workspace, "--same", "Globex Ltd", "A-5", "--json").json
    assert (done["near"], done["decided"], done["changed"]) == ([], 1, True)
    (made,) = run("duplicates", workspace, "--json").json["decisions"]
    assert (made["kept"], made["other"], made["with_import"]) == ("A-9", "A-5", 2)
    run("imports", workspace, "--undo", "2")
    assert run("duplicates", workspace, "--json").json["decisions"] == []


def test_a_preview_of_a_new_workspace_makes_none(tmp_path: Path) -> None:
    """Neither the preview nor an answer that nobody asked for leaves a file behind."""
    path = tmp_path / "new.cxdesk"
    names = csv_file(tmp_path, BAD, "names.csv")
    assert run("import", names, "--workspace", path, "--preview").status == 0
    assert run("import", names, "--workspace", path, "--same", "A-1", "A-2").status == 2
    assert not path.exists()
