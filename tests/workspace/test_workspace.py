"""Imports are whole or nothing, and repeatable."""

from __future__ import annotations

from threading import Event

import pytest

from cxdesk.errors import Cancelled
from cxdesk.progress import Progress
from cxdesk.workspace import Workspace
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
