"""What the user writes: standards, scales, calls and human views are kept, taken back and upgraded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import apsw
import pytest

from cxdesk.errors import UsageError
from cxdesk.workspace import Workspace, store
from cxdesk.workspace.written_records import Call, HumanView, record_of, record_text
from tests.workspace.old_schemas import WITHOUT_VERSION_6

CALL = Call("A-1", date(2026, 9, 1), "Ana, Ben", "Promised the \u201cexport\u201d =SUM(1)")
VIEW = HumanView("A-1", date(2026, 9, 2), "at risk", "The sponsor left.", date(2026, 12, 31), "Kim")


def test_entries_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Intent: nothing typed is lost or changed, also over closing and opening the file."""
    path = tmp_path / "w.cxdesk"
    with Workspace.create(path) as workspace:
        workspace.keep_entry(CALL)
        workspace.keep_entry(VIEW)
    with Workspace.open(path) as workspace:
        assert [entry.record for entry in workspace.calls()] == [CALL]
        assert [entry.record for entry in workspace.human_views()] == [VIEW]


def test_an_entry_can_be_taken_back_and_brought_back() -> None:
    """Intent: undo marks, it never deletes."""
    with Workspace.in_memory() as workspace:
        number = workspace.keep_entry(CALL)
        workspace.mark_entry(number, undone=True)
        assert [(entry.record, entry.is_undone) for entry in workspace.calls()] == [(CALL, True)]
        workspace.mark_entry(number, undone=False)
        assert [entry.is_undone for entry in workspace.calls()] == [False]
        with pytest.raises(UsageError, match="no entry 9"):
            workspace.mark_entry(9, undone=True)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (HumanView("", VIEW.day, "watch", "why", VIEW.expires), "No account"),
        (HumanView("A", VIEW.day, " ", "why", VIEW.expires), "no grade"),
        (HumanView("A", VIEW.day, "watch", "", VIEW.expires), "no reason"),
        (HumanView("A", VIEW.day, "watch", "why", date(2026, 9, 1)), "expire before"),
        (HumanView("A", VIEW.day, "watch", "x" * 10_001, VIEW.expires), "too long"),
    ],
)
def test_a_view_that_says_too_little_is_refused(view: HumanView, words: str) -> None:
    """Intent: a grade without a reason or an end goes stale unnoticed in other tools (product.md)."""
    with Workspace.in_memory() as workspace:
        with pytest.raises(UsageError, match=words):
            workspace.keep_entry(view)
        assert workspace.human_views() == ()


def test_a_view_holds_from_its_day_to_its_last() -> None:
    """Both ends inclusive, by the calendar."""
    days = (date(2026, 9, 1), VIEW.day, VIEW.expires, date(2027, 1, 1))
    assert [VIEW.holds_on(day) for day in days] == [False, True, True, False]


def test_a_record_survives_fields_that_are_gone() -> None:
    """Intent: a file written by another version is read as far as it is understood."""
    text = record_text(CALL).replace("{", '{"mood": "good", ', 1)
    assert record_of("call", text) == CALL


def test_standards_are_versioned_with_who_and_why() -> None:
    """Intent: the newest counts; taking it back lets the one before count; the first stays."""
    with Workspace.in_memory() as workspace:
        first = workspace.standards_text()
        assert workspace.next_standards_version() == 2
        assert workspace.keep_standards(first + "\n# ours", "Kim", "Usage matters more") == 2
        assert workspace.standards_text().endswith("# ours")
        kept = [(each.version, each.who, each.why) for each in workspace.standards_versions()]
        assert kept == [(1, "", "the defaults"), (2, "Kim", "Usage matters more")]
        workspace.mark_standards(2, undone=True)
        assert workspace.standards_text() == first
        with pytest.raises(UsageError, match="first standards"):
            workspace.mark_standards(1, undone=True)


def test_scales_are_listed_by_the_day_of_their_data() -> None:
    """Intent: which scale held on a date is found by their days, not by when somebody set them."""
    with Workspace.in_memory() as workspace:
        workspace.keep_calibration("Q3", "2026-09-30", "{}")
        second = workspace.keep_calibration("Q2", "2026-06-30", "{}")
        assert [each.name for each in workspace.calibrations()] == ["Q2", "Q3"]
        workspace.mark_calibration(second, undone=True)
        assert [each.name for each in workspace.calibrations()] == ["Q3"]
        with pytest.raises(UsageError, match="no name"):
            workspace.keep_calibration("  ", "2026-06-30", "{}")


def test_a_workspace_of_the_fifth_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """Intent: a file made before anything could be written opens, with its standards, and keeps entries."""
    path = tmp_path / "old.cxdesk"
    with Workspace.create(path) as workspace:
        text = workspace.standards_text()
    connection: apsw.Connection = store.open_existing(path, None)
    with connection:
        connection.execute(WITHOUT_VERSION_6)
        connection.pragma("user_version", 5)
    connection.close()
    with Workspace.open(path) as workspace:
        assert workspace.standards_text() == text
        workspace.keep_entry(CALL)
    with Workspace.open(path) as workspace:
        assert [entry.record for entry in workspace.calls()] == [CALL]
