"""The record of the grades comes later than the pages, and gives way to what is asked for meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QTextBrowser
from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from tests.desktop.conftest import PATIENCE, settle

Opened = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def judged_once() -> None:
    """Judge anew each time: that it takes a while is what these tests are about."""


def test_the_record_stands_on_both_pages_and_in_a_window(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[..., Path]
) -> None:
    """The chip of a grade, the strip of an account of that grade and the window say the same words."""
    window = make_window(sample_workspace())
    page = window.stack.portfolio
    assert page.record.isVisible()
    assert page.record.text() == window.desk.record.headline
    words = window.desk.record.of("at risk")
    assert words.text in page._filters._bands["at risk"].toolTip()
    window.open_account("SYN-1111")
    settle(qtbot, window)
    labels = [label.accessibleName() for label in window.stack.account.findChildren(QLabel)]
    assert f"This band: {words.text}" in labels
    window.actions_by_name["show_record"].trigger()
    shown = next(
        each for each in window.findChildren(QDialog) if each.windowTitle() == "Record of the grades"
    )
    said = shown.findChild(QTextBrowser).toPlainText().replace("\u00a0", " ")
    assert words.text.replace("\u00a0", " ") in said
    assert words.missed in said


def test_an_account_is_not_kept_waiting(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[..., Path]
) -> None:
    """Asked for while the record is being made: the account comes first, the record afterwards."""
    window = make_window(sample_workspace())
    came: list[str] = []
    window.desk.account_ready.connect(lambda _view: came.append("account"))
    window.desk.record_ready.connect(lambda _record: came.append("record"))
    window.desk.reload()
    qtbot.waitUntil(lambda: window.context.store.is_busy_with("record"), timeout=PATIENCE)
    window.open_account("SYN-1111")
    settle(qtbot, window)
    assert came[0] == "account"
    assert came[-1] == "record"
    assert window.notices.text == ""
