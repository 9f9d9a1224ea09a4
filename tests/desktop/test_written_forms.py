"""The forms that lie over the window: what they keep, what they refuse, and the keys that close them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cxdesk.desktop.widgets.written_forms import CallForm, ScaleForm, ViewForm
from cxdesk.desktop.window import MainWindow
from cxdesk.session import open_session
from tests.desktop.conftest import settle

Opened = Callable[..., MainWindow]


@pytest.fixture
def window(qtbot: QtBot, make_window: Opened, sample_workspace: Callable[..., Path]) -> MainWindow:
    """Return the window on an account that the model sees at risk."""
    opened = make_window(sample_workspace())
    opened.open_account("SYN-1111")
    settle(qtbot, opened)
    return opened


def opened_form(window: MainWindow, action: str, kind: type):
    """Trigger an action and return the form that it opens."""
    window.actions_by_name[action].trigger()
    form = window.findChild(kind)
    assert form.isVisible()
    return form


def test_a_call_is_written_with_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    """Day, people, note, Ctrl+Enter: kept in the file, named in the menu, and compared with at once."""
    form = opened_form(window, "write_call", CallForm)
    form.day.setDate(QDate(2026, 8, 10))
    qtbot.keyClicks(form.people, "Anna")
    qtbot.keyClick(form.people, Qt.Key.Key_Tab)
    qtbot.keyClicks(form.text, "Seats")
    qtbot.keyClick(form.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert not form.isVisible()
    assert window.actions_by_name["undo"].text() == "Undo call with Granskog Öst Vård on 10 Aug"
    assert window.stack.account.past.since == date(2026, 8, 10)
    path = window.desk._session.workspace.path
    window.close()
    session = open_session(path)
    (entry,) = session.workspace.calls()
    session.close()
    assert (entry.record.people, entry.record.note) == ("Anna", "Seats")


def test_a_view_needs_a_reason(qtbot: QtBot, window: MainWindow) -> None:
    """Refused in words in the form, which stays; with a reason it is kept and stands in the strip."""
    form = opened_form(window, "write_view", ViewForm)
    form.grade.setCurrentIndex(form.grade.findData("healthy"))
    form.take.click()
    settle(qtbot, window)
    assert form.isVisible()
    assert "no reason" in form.said.text()
    form.text.setPlainText("A new sponsor.")
    form.expires.setDate(QDate(2026, 10, 31))
    form.take.click()
    settle(qtbot, window)
    assert not form.isVisible()
    names = {label.accessibleName(): label for label in window.stack.account.findChildren(QLabel)}
    said = names["Your view: ● Healthy until 31 Oct, model: ■ At risk"]
    assert said.accessibleDescription().startswith("A new sponsor.")
    assert said.toolTip().startswith("A new sponsor.")
    window.actions_by_name["undo"].trigger()
    settle(qtbot, window)
    assert window.desk.account.account_id == "SYN-1111"
    assert window.desk.account.human is None


def test_escape_puts_a_form_away_and_keeps_what_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    """For the same account it is still there; for another one the form begins anew."""
    form = opened_form(window, "write_call", CallForm)
    form.people.setText("Anna")
    qtbot.keyClick(form.people, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert opened_form(window, "write_call", CallForm).people.text() == "Anna"
    qtbot.keyClick(form.people, Qt.Key.Key_Escape)
    window.actions_by_name["next_account"].trigger()
    settle(qtbot, window)
    assert opened_form(window, "write_call", CallForm).people.text() == ""
    assert window.desk.account.name in form.heading.text()


def test_a_scale_is_set_under_a_name(qtbot: QtBot, window: MainWindow) -> None:
    """Without a name it is refused; with one, undo names it."""
    form = opened_form(window, "set_scale", ScaleForm)
    form.take.click()
    settle(qtbot, window)
    assert "no name" in form.said.text()
    form.name.setText("2026 Q3")
    form.take.click()
    settle(qtbot, window)
    assert window.actions_by_name["undo"].text() == "Undo scale 2026 Q3"
