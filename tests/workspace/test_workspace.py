"""Imports are whole or nothing, and repeatable."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest

from cxdesk.errors import Cancelled, WorkspaceError
from cxdesk.progress import Progress
from cxdesk.workspace import SetAside, Workspace, kept_reports
from tests.workspace.rows_factory import sheet

ACCOUNTS = [{"account_id": "A1", "account_name": "One"}]
USAGE = [{"account_id": "A1", "feature": "export", "count": 3.0}]


def test_the_same_sheet_twice_changes_nothing() -> None:
    """A sheet that is already there is not kept again: no new import, no second chunk."""
    with Workspace.in_memory() as workspace:
        assert workspace.add_import([sheet("accounts", ACCOUNTS, digest="d")]) is not None
        assert workspace.add_import([sheet("accounts", ACCOUNTS, digest="d")]) is None
        assert len(workspace.imports()) == 1
        assert len(workspace.reports()) == 1


def test_the_same_content_twice_in_one_import_is_kept_once() -> None:
    """A folder with a copy of a file: one sheet counts. A second sheet of other content stays."""
    twice = [sheet("accounts", ACCOUNTS, digest="d"), sheet("accounts", ACCOUNTS, "copy.csv", digest="d")]
    with Workspace.in_memory() as workspace:
        record = workspace.add_import([*twice, sheet("usage", USAGE, digest="u")])
        assert [report.digest for report in record.sheets] == ["d", "u"]
        assert len(workspace.reports()) == 2


def test_rows_set_aside_are_kept_whole_and_read_only_where_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of imports and the full reports give back both rows; the other reports never unpack them."""
    aside = (
        SetAside(3, "no_key", "No id.", ("", "x", "\udc80")),
        SetAside(9, "total", "Sums up.", ("Total", "7")),
    )
    given = sheet("accounts", ACCOUNTS)
    given = replace(given, report=replace(given.report, set_aside=aside, rows_set_aside=2, rows_in=3))
    with Workspace.in_memory() as workspace:
        workspace.add_import([given, sheet("usage", USAGE)])
        assert workspace.full_reports() == [given.report, sheet("usage", USAGE).report]
        assert workspace.imports()[0].sheets[0] == given.report
        unpacked = []
        monkeypatch.setattr(kept_reports, "SetAside", lambda *row: unpacked.append(row))
        assert workspace.reports()[0] == replace(given.report, set_aside=())
        assert workspace.sheets_of("accounts")[0][2].rows_set_aside == 2
        assert unpacked == []


def test_a_workspace_is_empty_until_something_counts() -> None:
    """Empty when new and when its only import was undone; not in between."""
    with Workspace.in_memory() as workspace:
        seen = [workspace.is_empty]
        workspace.add_import([sheet("accounts", ACCOUNTS)])
        seen.append(workspace.is_empty)
        workspace.undo_import(1)
        assert [*seen, workspace.is_empty] == [True, False, True]


def test_a_cancelled_import_leaves_nothing() -> None:
    """When the user stops while sheets are being kept, none of them is there afterwards."""
    stop = Event()

    def stop_at_the_second(message: str, _fraction: float | None) -> None:
        if "usage" in message:
            stop.set()

    with Workspace.in_memory() as workspace:
        with pytest.raises(Cancelled):
            workspace.add_import(
                [sheet("accounts", ACCOUNTS), sheet("usage", USAGE)], Progress(stop_at_the_second, stop)
            )
        assert workspace.imports() == []
        assert workspace.reports() == []


def test_a_newer_export_of_rows_without_a_key_replaces_the_older() -> None:
    """Usage has no key: the same file read again with more rows must not count its old rows twice; history
    stays.
    """
    with Workspace.in_memory() as workspace:
        workspace.add_import([sheet("usage", USAGE, digest="first")])
        workspace.add_import([sheet("usage", USAGE * 2, digest="second")])
        assert [report.rows_kept for report in workspace.reports()] == [2]
        assert [record.sheets[0].rows_kept for record in workspace.imports()] == [1, 2]


def test_every_workspace_has_readable_standards() -> None:
    """A new workspace carries its own copy of the default standards."""
    with Workspace.in_memory() as workspace:
        assert "version = 1" in workspace.standards_text()


def test_files_of_one_name_about_other_accounts_both_count() -> None:
    """Two regions export to the same file name: neither replaces the other, in one import or in two."""
    emea, asia = ([{"account_id": name, "feature": "export", "count": 1.0}] for name in ("A1", "B1"))
    with Workspace.in_memory() as workspace:
        workspace.add_import([sheet("usage", emea, digest="emea"), sheet("usage", asia, digest="asia")])
        assert len(workspace.reports()) == 2
        workspace.add_import([sheet("usage", asia * 2, digest="asia again")])
        assert sorted(report.rows_kept for report in workspace.reports()) == [1, 2]


def test_answers_without_an_id_are_replaced_by_their_newer_export() -> None:
    """A survey export without response ids cannot merge row by row: read again it counts once."""
    answers = [{"account_id": "A1", "kind": "nps", "score": 9.0}]
    with Workspace.in_memory() as workspace:
        workspace.add_import([sheet("surveys", answers, digest="first")])
        workspace.add_import([sheet("surveys", answers * 3, digest="second")])
        assert [report.rows_kept for report in workspace.reports()] == [3]


def in_force(workspace: Workspace) -> list[tuple]:
    """Return everything that counts: the reports and rows of the sheets in force."""
    return [
        (report, [chunk.to_pydict() for chunk in workspace.chunks(sheet_id, ["account_id", "count"])])
        for name in ("accounts", "usage")
        for sheet_id, _, report in workspace.sheets_of(name)
    ]


def test_any_import_can_be_undone_and_redone() -> None:
    """Undoing gives the content from before it, also in the middle of a chain of replacements; redo brings it
    back.
    """
    with Workspace.in_memory() as workspace:
        workspace.add_import([sheet("accounts", ACCOUNTS)])
        states = [in_force(workspace)]
        for number in (1, 2, 3):
            workspace.add_import([sheet("usage", USAGE * number, digest=str(number))])
            states.append(in_force(workspace))
        workspace.undo_import(3)
        assert in_force(workspace) == states[3]
        workspace.undo_import(4)
        assert in_force(workspace) == states[1]
        assert [record.undone for record in workspace.imports()] == [False, False, True, True]
        assert workspace.add_import([sheet("usage", USAGE * 2, digest="2")]) is not None
        workspace.undo_import(5)
        workspace.redo_import(4)
        assert in_force(workspace) == states[3]
        with pytest.raises(WorkspaceError, match="no such import"):
            workspace.undo_import(99)
