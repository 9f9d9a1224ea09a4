"""What an import would change is told before it is made, and is what it then changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.importing import ImportPlan, commit
from cxdesk.importing.difference import Difference, difference, replacing
from cxdesk.progress import silent
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.importing.made import ACCOUNTS, csv_file, planned

USAGE = [("account_id", "date", "feature", "count")] + [
    (f"A-{number % 3}", f"2026-09-{number + 1:02}", "export", str(number)) for number in range(9)
]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Return an empty workspace."""
    with Workspace.in_memory() as opened:
        yield opened


def counts(found: Difference) -> tuple[int, int, int, int, int]:
    """Return new, updated, unchanged, gone and set aside."""
    return (found.new, found.updated, found.unchanged, found.gone, found.set_aside)


def imported(workspace: Workspace, path: Path) -> None:
    """Import a file of one sheet."""
    commit(workspace, ImportPlan((planned(path),)), silent())


def test_a_newer_file_of_the_same_name_is_told_row_by_row(workspace: Workspace, tmp_path: Path) -> None:
    """One account changed, one came, one is gone, one stayed: the cells tell which and how; the instant of
    the earlier import is said. Expected by hand from the two files.
    """
    assert counts(difference(workspace, planned(csv_file(tmp_path, ACCOUNTS)))) == (3, 0, 0, 0, 0)
    imported(workspace, csv_file(tmp_path, ACCOUNTS))
    newer = [ACCOUNTS[0], ACCOUNTS[1], ("A-2", "Calder Pharma", "99000.25", ""), ("A-4", "New", "1", "")]
    found = difference(workspace, planned(csv_file(tmp_path, newer)))
    assert counts(found) == (1, 1, 1, 1, 0)
    assert found.changed_cells.to_pylist() == [
        {"key": "A-2", "column": "ARR", "before": "98000.25", "after": "99000.25"}
    ]
    assert found.earlier == workspace.imports()[0].imported_at
    assert found.gone_stay
    assert found.gone_keys == ("A-3",)


def test_the_same_file_again_has_no_difference(workspace: Workspace, tmp_path: Path) -> None:
    """Read again as it was, all three rows are unchanged; so they are from another file of the same rows."""
    imported(workspace, csv_file(tmp_path, ACCOUNTS))
    again = difference(workspace, planned(csv_file(tmp_path, ACCOUNTS)))
    copy = difference(workspace, planned(csv_file(tmp_path, ACCOUNTS, "copy.csv")))
    assert counts(again) == counts(copy) == (0, 0, 3, 0, 0)


def test_rows_that_are_gone_stay_unless_the_user_says_otherwise(workspace: Workspace, tmp_path: Path) -> None:
    """A-3 is not in the newer file: after a plain import it is still an account, after one that replaces it
    is not, and after undoing that one it is again.
    """
    imported(workspace, csv_file(tmp_path, ACCOUNTS))
    shorter = planned(csv_file(tmp_path, ACCOUNTS[:3]))
    commit(workspace, ImportPlan((shorter,)), silent())
    assert list(read_facts(workspace).accounts.account_id) == ["A-1", "A-2", "A-3"]
    workspace.undo_import(2)
    whole = replacing(shorter, yes=True)
    assert counts(difference(workspace, whole)) == (0, 0, 2, 1, 0)
    assert not difference(workspace, whole).gone_stay
    commit(workspace, ImportPlan((whole,)), silent())
    assert list(read_facts(workspace).accounts.account_id) == ["A-1", "A-2"]
    workspace.undo_import(3)
    assert list(read_facts(workspace).accounts.account_id) == ["A-1", "A-2", "A-3"]


def test_a_file_that_is_there_already_can_still_replace(workspace: Workspace, tmp_path: Path) -> None:
    """Imported plainly, the newer file lets A-3 stay; the same file with the wish to replace drops it, once:
    a second time changes nothing. Undone, A-3 is back, and so it is after the plain import is undone too.
    """
    imported(workspace, csv_file(tmp_path, ACCOUNTS))
    shorter = planned(csv_file(tmp_path, ACCOUNTS[:3]))
    commit(workspace, ImportPlan((shorter,)), silent())
    whole = replacing(shorter, yes=True)
    assert counts(difference(workspace, whole)) == (0, 0, 2, 1, 0)
    assert commit(workspace, ImportPlan((whole,)), silent()) is not None
    assert list(read_facts(workspace).accounts.account_id) == ["A-1", "A-2"]
    assert commit(workspace, ImportPlan((whole,)), silent()) is None
    workspace.undo_import(2)
    assert list(read_facts(workspace).accounts.account_id) == ["A-1", "A-2"]
    workspace.redo_import(2)
    workspace.undo_import(3)
    assert list(read_facts(workspace).accounts.account_id) == ["A-1", "A-2", "A-3"]


def test_rows_without_a_key_are_compared_whole(workspace: Workspace, tmp_path: Path) -> None:
    """Usage read again: the last row changed, so one is new and one gone, and gone rows count no more."""
    imported(workspace, csv_file(tmp_path, USAGE, "usage.csv"))
    newer = [*USAGE[:-1], ("A-2", "2026-09-09", "export", "99"), ("A-1", "2026-09-10", "export", "1")]
    found = difference(workspace, planned(csv_file(tmp_path, newer, "usage.csv")))
    assert counts(found) == (2, 0, 8, 1, 0)
    assert not found.gone_stay


def test_another_file_with_other_rows_is_no_update(workspace: Workspace, tmp_path: Path) -> None:
    """Two regions export to one name: nothing of the first is called gone when the second is read."""
    imported(workspace, csv_file(tmp_path, ACCOUNTS))
    other = [ACCOUNTS[0], *((f"B{row[0]}", *row[1:]) for row in ACCOUNTS[1:])]
    found = difference(workspace, planned(csv_file(tmp_path, other)))
    assert counts(found) == (3, 0, 0, 0, 0)
    assert found.earlier == ""


def test_many_changed_cells_are_cut_at_a_thousand(workspace: Workspace, tmp_path: Path) -> None:
    """1,500 accounts change: all are counted, the first 1,000 cells are listed in the order of the file."""
    rows = [(f"A{number:04}", f"Account {number}", "1.5") for number in range(1500)]
    head = ("Account ID", "Account Name", "ARR")
    imported(workspace, csv_file(tmp_path, [head, *rows]))
    changed = [head, *((key, name, "2.5") for key, name, _ in rows)]
    found = difference(workspace, planned(csv_file(tmp_path, changed)))
    assert counts(found) == (0, 1500, 0, 0, 0)
    assert found.changed_cells["key"].to_pylist() == [row[0] for row in rows[:1000]]


def test_a_sheet_that_is_not_used_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """A sheet that is no table: only its rows set aside are told."""
    plan = planned(csv_file(tmp_path, [("Dear reader", "x"), ("hello", "y"), ("bye", "z")], "letter.csv"))
    plan = replace(plan, outcome=replace(plan.outcome, rows=None))
    assert counts(difference(workspace, plan)) == (0, 0, 0, 0, plan.report.rows_set_aside)


def test_corrected_rows_of_a_replaced_sheet_are_told_as_not_counted(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Rows of an export without a key are corrected: 9 new ones while it is in force, 9 that do not count
    once a newer export took its place, and the record of importing them says the same.
    """
    path = csv_file(tmp_path, USAGE)
    imported(workspace, path)
    original = planned(path).report.digest
    plan = planned(csv_file(tmp_path, USAGE, "corrected.csv"))
    report = replace(plan.report, corrects=original, corrected=(2,), digest="corrected")
    fixed = replace(plan, outcome=replace(plan.outcome, report=report))
    assert counts(difference(workspace, fixed)) == (9, 0, 0, 0, 0)
    imported(workspace, csv_file(tmp_path, [*USAGE, ("A-2", "2026-09-20", "export", "3")]))
    found = difference(workspace, fixed)
    assert (counts(found), found.not_counted) == ((0, 0, 0, 0, 0), 9)
    assert commit(workspace, ImportPlan((fixed,)), silent()).counts == (False,)


def test_an_export_near_to_two_feeds_alike_replaces_none(workspace: Workspace, tmp_path: Path) -> None:
    """Two files of one name in one import, of the same accounts: features web and app. Web again is a newer
    export of the one; one with a third feature of neither, so that its 9 rows are new and two are named.
    """
    files = {}
    for feature in ("web", "app", "web 2", "desktop"):
        (tmp_path / feature).mkdir()
        rows = [
            USAGE[0],
            *((*row[:2], feature.split()[0], row[3] + "".join(feature.split()[1:])) for row in USAGE[1:]),
        ]
        files[feature] = planned(csv_file(tmp_path / feature, rows))
    commit(workspace, ImportPlan((files["web"], files["app"])), silent())
    again, third = difference(workspace, files["web 2"]), difference(workspace, files["desktop"])
    assert (again.unclear, again.gone_stay, again.gone) == (0, False, 9)
    assert (counts(third), third.unclear, third.gone_stay) == ((9, 0, 0, 0, 0), 2, True)


def test_an_account_in_another_spelling_is_not_new(workspace: Workspace, tmp_path: Path) -> None:
    """Names in another legal spelling are accounts that are there, and are counted as the import then joins
    them: of three rows without ids one is new, one changes, and one is as it was."""
    listed = [("Account ID", "Account Name", "ARR"), ("A-1", "Acme Corp", "5"), ("A-2", "Calder Pharma", "7")]
    imported(workspace, csv_file(tmp_path, listed))
    rows = [("Account Name", "ARR"), ("ACME Corporation", "5"), ("Calder Pharma", "7"), ("Ravenhill", "9")]
    later = csv_file(tmp_path, rows, "other.csv")
    found = difference(workspace, planned(later))
    assert counts(found) == (1, 1, 1, 0, 0)
    assert found.changed_cells.to_pylist() == [
        {
            "key": "ACME Corporation",
            "column": "Account name",
            "before": "Acme Corp",
            "after": "ACME Corporation",
        }
    ]
    imported(workspace, later)
    assert len(read_facts(workspace).accounts.account_id) == 3
