"""A workbook that came back, in the real window: conflicts side by side, kept as one step, undone by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from cxdesk.desktop import choosing
from cxdesk.desktop.read_back_window import ReadBackWindow
from cxdesk.desktop.widgets.strip import Strip
from cxdesk.desktop.window import MainWindow
from cxdesk.report.round_trip.texts import HandedOut
from cxdesk.session.account_view import Fact
from cxdesk.workspace import Workspace
from cxdesk.workspace.annotations import Annotation
from tests.desktop.conftest import PATIENCE, settle
from tests.report.round_trip.book_factory import Row, make_book

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

KEPT, OTHER = "SYN-1111", "SYN-1001"


@pytest.fixture
def book(sample_workspace: Callable[..., Path], tmp_path: Path) -> tuple[Path, Path]:
    """Return the sample, in which KEPT is to renew since the workbook was handed out, and the workbook."""
    path = sample_workspace()
    with Workspace.open(path) as workspace:
        given = HandedOut(workspace.identity)
        workspace.keep_annotations([Annotation(KEPT, "decision", "Renew", "Ana.xlsx")])
    rows = [
        Row(OTHER, {"comment": "First\nsecond"}),
        Row(KEPT, {"decision": "Let go"}),
        Row("gone", {"owner": "x"}),
    ]
    return path, make_book(tmp_path / "Ben.xlsx", rows, given)


def test_conflicts_are_chosen_and_all_is_one_step(
    qtbot: QtBot, make_window: Callable[..., MainWindow], book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Intent: chosen in the menu; the conflict stands first, as kept until Enter takes the other text; what
    is chosen is kept as one step, which Undo names and takes back whole.
    """
    path, returned = book
    window = make_window(path)
    monkeypatch.setattr(choosing, "workbooks_to_read_back", lambda *_: [returned])
    window.actions_by_name["read_back"].trigger()
    qtbot.waitUntil(lambda: window.findChild(ReadBackWindow) is not None, timeout=PATIENCE)
    shown = window.findChild(ReadBackWindow)
    assert [tab.text() for tab in shown.tabs] == ["Came back 2", "Set aside 1"]
    assert shown.view.table.column("state").texts == ["Conflict", "New"]
    assert [side.text for side in shown.sides] == ["Renew", "Let go"]
    assert shown.keep.text() == "Keep 1 text"
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.table.findChild(QComboBox) is not None, timeout=PATIENCE)
    box = shown.table.findChild(QComboBox)
    assert [box.itemText(place) for place in range(box.count())] == [
        "Keep what is here", "Take it from Ben.xlsx",
    ]  # fmt: skip
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(lambda: shown.keep.text() == "Keep 2 texts", timeout=PATIENCE)
    qtbot.mouseClick(shown.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shown.isVisible(), timeout=PATIENCE)
    settle(qtbot, window)
    assert window.actions_by_name["undo"].text() == "Undo reading back Ben.xlsx"
    window.actions_by_name["undo"].trigger()
    settle(qtbot, window)
    assert window.actions_by_name["redo"].text() == "Redo reading back Ben.xlsx"
    window.close()
    with Workspace.open(path) as workspace:
        kept = workspace.annotations()
    assert [(one.record.account, one.record.text, one.is_undone) for one in kept] == [
        (KEPT, "Renew", False), (KEPT, "Let go", True), (OTHER, "First\nsecond", True),
    ]  # fmt: skip


def test_a_dropped_workbook_that_came_back_is_not_imported(
    qtbot: QtBot, make_window: Callable[..., MainWindow], book
) -> None:
    """Intent: dropped like data, it opens what came back, and says why."""
    path, returned = book
    window = make_window(path)
    window.take_files([returned])
    qtbot.waitUntil(lambda: window.findChild(ReadBackWindow) is not None, timeout=PATIENCE)
    assert len(window.findChild(ReadBackWindow).view.table) == 2
    assert window.desk.reviews.review is None


def test_what_people_wrote_is_never_markup(qtbot: QtBot) -> None:
    """Intent: a comment with tags shows them, in the strip and in its tooltip, instead of loading or styling
    anything; a plain one stays as it is.
    """
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show_facts(
        [Fact("Comment", "<b>x</b>", "<img src=x>\nfrom A & B"), Fact("Owner", "Kim", "Plain\ntext")]
    )
    first, second = strip.findChildren(QLabel)
    assert "&lt;b&gt;x" in first.text()
    assert first.toolTip() == "<qt>&lt;img src=x&gt;<br>from A &amp; B</qt>"
    assert second.toolTip() == "Plain\ntext"
