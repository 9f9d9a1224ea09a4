"""The card of what to bring up: found with the keyboard, read out, one tab away from what is not known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.desktop.widgets.prose import Prose
from cxdesk.desktop.window import MainWindow
from cxdesk.sample import PLANTS
from cxdesk.session.tensions_view import CallItem
from tests.desktop.conftest import settle

Opened = Callable[..., MainWindow]
ID_OF = {plant.name: plant.account_id for plant in PLANTS}


def tab(window: MainWindow, word: str) -> QPushButton:
    """Return the tab of the account page that begins with a word."""
    page = window.stack.account
    return next(each for each in page.findChildren(QPushButton) if each.text().startswith(word))


def test_the_story_stands_there_with_its_question(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[[], Path]
) -> None:
    """The planted account's contradiction with both numbers and the question; the tab counts it."""
    window = make_window(sample_workspace())
    window.open_account(ID_OF["admin happy, end users not"])
    settle(qtbot, window)
    text = window.stack.account.call.toPlainText()
    assert "Admins happy, users not" in text
    assert "NPS of admins +100" in text
    assert "Ask: “What do you hear from the people who use it daily?”" in text
    assert "Disappears with: end users' NPS" in text
    assert tab(window, "To ask").text() == "To ask 1"
    assert "1 contradiction" in tab(window, "To ask").toolTip()
    assert window.stack.account.call.accessibleName() == "Before the call"


def test_an_account_without_contradictions_has_questions(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[[], Path]
) -> None:
    """Of the account of which nothing is known, what is not known is asked, and nothing is counted."""
    window = make_window(sample_workspace())
    window.open_account(ID_OF["almost no data"])
    settle(qtbot, window)
    assert "Not known: people" in window.stack.account.call.toPlainText()
    assert tab(window, "To ask").text() == "To ask"


def test_tabs_by_keyboard(qtbot: QtBot, make_window: Opened, sample_workspace: Callable[[], Path]) -> None:
    """Space turns to what is not known and back; another account begins with what to ask."""
    window = make_window(sample_workspace())
    window.open_account(ID_OF["seats over-bought"])
    settle(qtbot, window)
    page = window.stack.account
    gaps = next(each for each in page.findChildren(Prose) if each.accessibleName() == "What we do not know")
    window.activateWindow()
    tab(window, "Not known").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert gaps.isVisible()
    assert "Cannot be judged: Late payer, active user" in gaps.toPlainText()
    assert not page.call.isVisible()
    window.open_account(ID_OF["solved but reopened"])
    settle(qtbot, window)
    assert page.call.isVisible()
    assert tab(window, "To ask").isChecked()


def test_names_cannot_become_markup(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[[], Path]
) -> None:
    """Names from a file are shown as they are written."""
    window = make_window(sample_workspace())
    window.open_account(ID_OF["champion leaves"])
    settle(qtbot, window)
    prose = window.stack.account.call
    prose.show_call([CallItem("<b>x</b>", ("<i>1 & 2</i>",), "Ask", "<u>?</u>", "", 1)], "")
    assert prose.toPlainText().split("\n")[:2] == ["<b>x</b>", "<i>1 & 2</i>"]
