"""What counts as what, edited in the real window: kept with its effect, refused in words, undone by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cxdesk.desktop.conventions_window import ConventionsWindow
from cxdesk.desktop.window import MainWindow
from cxdesk.session.conventions_view import ConventionsView
from cxdesk.workspace.conventions import Conventions
from tests.desktop.conftest import PATIENCE, settle

FEATURES, WORKFLOWS, HOURS, THEMES, BREAKS = range(5)


@pytest.fixture
def window(qtbot: QtBot, make_window: Callable[..., MainWindow], sample_workspace) -> MainWindow:
    """Return the main window on a copy of the sample portfolio."""
    return make_window(sample_workspace())


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow) -> ConventionsWindow:
    """Return the window of conventions, opened by its shortcut."""
    qtbot.keyClick(
        window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(lambda: window.findChild(ConventionsWindow) is not None, timeout=PATIENCE)
    found = window.findChild(ConventionsWindow)
    qtbot.waitUntil(lambda: found.view is not None, timeout=PATIENCE)
    return found


def keep(qtbot: QtBot, window: MainWindow, opened: ConventionsWindow, page: int) -> str:
    """Keep what is on a page and return what is said of it."""
    opened.tabs[page].setChecked(True)
    qtbot.mouseClick(opened.keep, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    return opened.said.text()


def test_a_core_feature_is_ticked_and_taken_back(qtbot: QtBot, window: MainWindow, opened) -> None:
    """Ticked with the space bar; the effect names breadth; Undo in the menu names the change and unticks."""
    features = opened.forms[FEATURES].features
    assert features.count() == 12, "the features of the sample"
    features.setCurrentRow(0)
    features.setFocus()
    qtbot.keyClick(features, Qt.Key.Key_Space)
    said = keep(qtbot, window, opened, FEATURES)
    assert said.startswith("The change of core features is kept. Feature breadth changes for ")
    assert opened.view.conventions.core_features == (features.item(0).data(Qt.ItemDataRole.UserRole),)
    window.open_account("SYN-1001")
    settle(qtbot, window)
    undo = window.actions_by_name["undo"]
    assert undo.text() == "Undo change of core features"
    undo.trigger()
    settle(qtbot, window)
    assert window.desk.account.account_id == "SYN-1001", "the account that is open stays open"
    assert opened.view.conventions.core_features == ()
    assert opened.forms[FEATURES].features.item(0).checkState() == Qt.CheckState.Unchecked
    window.actions_by_name["redo"].trigger()
    settle(qtbot, window)
    assert len(opened.view.conventions.core_features) == 1


def test_a_mistake_is_refused_in_words_and_stays_to_be_mended(
    qtbot: QtBot, window: MainWindow, opened
) -> None:
    """A mistyped step names the nearest feature, a night that ends when it begins its field; nothing is kept,
    and what was typed on the other page is still there after a change is kept.
    """
    before = opened.view.conventions
    opened.forms[WORKFLOWS].lines.setPlainText("Plan: planing_board > dispatch")
    assert 'Did you mean "planning_board"?' in keep(qtbot, window, opened, WORKFLOWS)
    opened.forms[HOURS].times["sleep_end"].setText("22:00")
    assert "the night ends when it begins" in keep(qtbot, window, opened, HOURS)
    assert opened.view.conventions == before
    opened.forms[HOURS].times["sleep_end"].setText("06:30")
    assert "sleep hours is kept" in keep(qtbot, window, opened, HOURS)
    assert opened.forms[WORKFLOWS].lines.toPlainText() == "Plan: planing_board > dispatch"
    opened.forms[WORKFLOWS].lines.setPlainText("Plan: planning_board > dispatch")
    assert "Workflow" in keep(qtbot, window, opened, WORKFLOWS)


def test_what_was_typed_survives_closing_and_changes_of_other_pages(
    qtbot: QtBot, window: MainWindow, opened
) -> None:
    """A mistyped phrase of a theme and half a workflow: both stand there after a change of the hours and
    after closing and opening again, which says so; a button brings back what is in force.
    """
    themes, workflows = opened.forms[THEMES], opened.forms[WORKFLOWS]
    themes.phrases.setPlainText("en: support*")
    assert "theme list is kept" in keep(qtbot, window, opened, THEMES), "from here on the list is our own"
    themes.phrases.setPlainText("en: my own words")
    workflows.lines.setPlainText("Plan: planning")
    opened.forms[HOURS].times["sleep_end"].setText("06:30")
    assert "sleep hours is kept" in keep(qtbot, window, opened, HOURS)
    opened.close()
    window.actions_by_name["conventions"].trigger()
    qtbot.waitUntil(opened.isVisible, timeout=PATIENCE)
    assert opened.said.text() == "What you typed before is still here and not kept: Workflows, Themes."
    assert workflows.lines.toPlainText() == "Plan: planning"
    assert themes.phrases.toPlainText() == "en: my own words"
    opened.tabs[WORKFLOWS].setChecked(True)
    qtbot.mouseClick(opened.drop, Qt.MouseButton.LeftButton)
    assert workflows.lines.toPlainText() == ""
    assert themes.phrases.toPlainText() == "en: my own words"


def test_a_theme_is_added_and_says_what_it_finds(qtbot: QtBot, window: MainWindow, opened) -> None:
    """A theme of one phrase: kept, it tells in how many comments that stands; the list of cxdesk comes back
    with its button.
    """
    form = opened.forms[THEMES]
    opened.tabs[THEMES].setChecked(True)
    usual = form.themes.count()
    qtbot.mouseClick(form.add, Qt.MouseButton.LeftButton)
    form.label.setText("Support")
    form.phrases.setPlainText("en: support*")
    assert "comments hold a theme instead of" in keep(qtbot, window, opened, THEMES)
    assert form.themes.count() == usual + 1
    assert form.themes.currentItem().text().startswith("Support")
    qtbot.mouseClick(form.usual, Qt.MouseButton.LeftButton)
    keep(qtbot, window, opened, THEMES)
    assert opened.view.conventions.themes == ()


def test_break_points_move_satisfaction(qtbot: QtBot, window: MainWindow, opened) -> None:
    """Satisfied from 3 of 1 to 5 moves CSAT of accounts; a text is refused; an empty field is the usual."""
    fields = opened.forms[BREAKS].fields["csat", "1 to 5"]
    fields[0].setText("three")
    assert "not written as" in keep(qtbot, window, opened, BREAKS)
    opened.forms[BREAKS].fields["csat", "1 to 5"][0].setText("3")
    assert "CSAT changes for " in keep(qtbot, window, opened, BREAKS)
    opened.forms[BREAKS].fields["csat", "1 to 5"][0].setText("")
    keep(qtbot, window, opened, BREAKS)
    assert opened.view.conventions.csat_satisfied_from == ()


def test_everything_in_it_has_a_name_for_a_screen_reader(opened: ConventionsWindow) -> None:
    """Fields, lists and boxes are named, and the tab key reaches each."""
    for form in opened.forms:
        for kind in ("features", "value", "users", "lines", "clock", "offset", "themes", "label", "phrases"):
            widget = getattr(form, kind, None)
            if widget is not None:
                assert widget.accessibleName(), kind
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, kind
    assert all(field.accessibleName() for field in opened.forms[HOURS].times.values())
    assert all(field.accessibleName() for pair in opened.forms[BREAKS].fields.values() for field in pair)


def test_another_workspace_puts_it_away(qtbot: QtBot, window: MainWindow, opened, tmp_path: Path) -> None:
    """The conventions of one workspace are not shown over another, nor is what was typed there."""
    opened.forms[WORKFLOWS].lines.setPlainText("Plan: planning")
    window.desk.new_workspace(tmp_path / "other.cxdesk")
    settle(qtbot, window)
    assert not opened.isVisible()
    opened.show_view(ConventionsView(Conventions()))
    assert opened.forms[WORKFLOWS].lines.toPlainText() == ""
