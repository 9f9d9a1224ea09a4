"""The card of an account's past: its tabs, the day that it compares with, and the calendar for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QCalendarWidget, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.desktop.widgets.date_picker import DatePicker
from cxdesk.desktop.widgets.past_card import CHANGE, PastCard
from cxdesk.desktop.window import MainWindow
from cxdesk.session import open_session
from cxdesk.workspace.written_records import Call
from tests.desktop.conftest import settle

Opened = Callable[..., MainWindow]


def tab_of(card: PastCard) -> QPushButton:
    """Return the tab of the change."""
    return next(tab for tab in card.findChildren(QPushButton) if tab.text().startswith("Since"))


def test_the_change_since_the_last_call_is_a_tab(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[..., Path]
) -> None:
    """A call was on 10 August: the tab names it; the next account was never called: three months."""
    path = sample_workspace()
    session = open_session(path)
    session.workspace.keep_entry(Call("SYN-1111", date(2026, 8, 10)))
    session.close()
    window = make_window(path)
    window.open_account("SYN-1111")
    settle(qtbot, window)
    card = window.stack.account.past
    assert tab_of(card).text() == "Since 10 Aug (last call)"
    tab_of(card).click()
    settle(qtbot, window)
    assert card.change.isVisible()
    assert not card.history.isVisible()
    window.actions_by_name["next_account"].trigger()
    settle(qtbot, window)
    assert tab_of(card).text() == "Since 30 Jun (3 months)"


def test_another_day_can_be_chosen_and_given_up_again(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[..., Path]
) -> None:
    """The action opens the calendar; its button takes the day, the other one goes back to the default. No
    day from the as-of date on can be chosen.
    """
    window = make_window(sample_workspace())
    window.open_account("SYN-1111")
    settle(qtbot, window)
    window.actions_by_name["compare_with"].trigger()
    picker = window.findChild(DatePicker, "compared")
    calendar = picker.findChild(QCalendarWidget)
    assert calendar.maximumDate().toPython() == date(2026, 9, 29)
    picker.chosen.emit(date(2026, 5, 2))
    settle(qtbot, window)
    card = window.stack.account.past
    assert tab_of(card).text() == "Since 2 May (your choice)"
    assert card._tabs.checkedId() == CHANGE
    assert card.since == date(2026, 5, 2)
    picker.chosen.emit(None)
    settle(qtbot, window)
    assert tab_of(card).text() == "Since 30 Jun (3 months)"
