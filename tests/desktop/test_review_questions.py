"""Columns to check in the real window: answered by digits from anywhere, asked about before the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from cxdesk.session import create_session
from tests.desktop.conftest import PATIENCE, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Opened = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton
TEXT = "Account ID,Account Name,ARR (last year),Custmer segment,Colour\nA1,Acme,1200,SMB,red\n"
"""Two columns whose names leave open what they are, and one that means nothing."""


@pytest.fixture
def opened(qtbot: QtBot, make_window: Opened, tmp_path: Path) -> MainWindow:
    """Return a window with a workspace that reviews the one account."""
    workspace = tmp_path / "Book.cxdesk"
    create_session(workspace).close()
    (tmp_path / "crm.csv").write_text(TEXT, encoding="utf-8")
    window = make_window(workspace)
    window.activateWindow()
    settle(qtbot, window)
    window.review([tmp_path / "crm.csv"])
    settle(qtbot, window)
    return window


def fields(window: MainWindow) -> dict[str, tuple[str, str]]:
    """Return (field, confidence) of each column by its header."""
    (sheet,) = window.desk.reviews.review.plan.sheets
    return {match.header: (match.field, match.confidence) for match in sheet.columns}


@pytest.mark.parametrize("where", ["sheets", "kind", "table", "problems", "accept"])
def test_a_digit_answers_from_anywhere_on_the_page(qtbot: QtBot, opened: MainWindow, where: str) -> None:
    """1 says yes to the first column and 3 keeps the second as an extra, with the focus on lists and buttons
    as well; a list that has the focus does not jump to another entry.
    """
    page = opened.stack.under_review
    widget = {
        "sheets": page.sheets,
        "kind": page.sheet.kind,
        "table": page.sheet.table,
        "problems": page.below.problems.table,
        "accept": page.accept,
    }[where]
    for digit in "13":
        widget.setFocus()
        qtbot.keyClick(widget, digit)
        settle(qtbot, opened)
    assert fields(opened)["ARR (last year)"] == ("accounts.arr", "sure")
    assert fields(opened)["Custmer segment"] == ("", "unmapped")
    assert opened.desk.reviews.review.sheets[0].table == "accounts"


def test_a_digit_in_a_text_field_is_text(qtbot: QtBot, opened: MainWindow) -> None:
    """Who looks for `1` among the problems writes it: nothing is answered."""
    field = opened.stack.under_review.below.problems.field
    field.setFocus()
    qtbot.keyClick(field, "1")
    settle(qtbot, opened)
    assert field.text() == "1"
    assert fields(opened)["ARR (last year)"] == ("accounts.arr", "check")


def test_an_open_list_takes_its_own_digits(qtbot: QtBot, opened: MainWindow) -> None:
    """In the open list of header rows a digit goes to the row of that number, here the second."""
    box = opened.stack.under_review.sheet.header
    box.setFocus()
    box.showPopup()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=PATIENCE)
    qtbot.keyClick(box.view(), "2")
    assert box.view().currentIndex().data() == "2"
    box.hidePopup()
    assert fields(opened)["ARR (last year)"] == ("accounts.arr", "check")


def test_another_field_is_chosen_from_the_list_of_all(qtbot: QtBot, opened: MainWindow) -> None:
    """2 opens the list of meanings of the column that is asked about; nothing is answered by that alone."""
    page = opened.stack.under_review
    qtbot.keyClick(page.sheets, "2")
    box = page.sheet.table.findChild(QComboBox)
    assert box is not None
    assert page.sheet.table.currentIndex().row() == 2
    assert fields(opened)["ARR (last year)"] == ("accounts.arr", "check")
    buttons = page.sheet.questions.findChildren
    qtbot.waitUntil(lambda: any(each.isVisible() for each in buttons(QPushButton)), timeout=PATIENCE)
    shown = [each for each in buttons(QPushButton) if each.isVisible()]
    assert [each.property("value") for each in shown if each.isChecked()] == ["accounts.arr"]


def test_one_answer_reads_all_as_shown(qtbot: QtBot, opened: MainWindow) -> None:
    """4 confirms both columns: nothing is open, and Import asks nothing."""
    page = opened.stack.under_review
    qtbot.keyClick(page.sheets, "4")
    settle(qtbot, opened)
    assert [confidence for field, confidence in fields(opened).values() if field] == ["sure"] * 4
    qtbot.mouseClick(page.accept, LEFT)
    assert not page.change.asked.isVisible()
    qtbot.waitUntil(lambda: opened.desk.has_accounts, timeout=PATIENCE)


def test_import_asks_once_about_what_nobody_confirmed(qtbot: QtBot, opened: MainWindow) -> None:
    """Import names both columns first; Escape leads to the questions and imports nothing; asked again, Import
    as shown imports the account.
    """
    page = opened.stack.under_review
    asked = page.change.asked
    qtbot.mouseClick(page.accept, LEFT)
    assert asked.isVisible()
    assert not page.accept.isEnabled()
    for words in ("2 columns", "“ARR (last year)” as ARR", "“Custmer segment” as Segment"):
        assert words in asked.accessibleDescription()
    assert QApplication.focusWidget() is asked.no
    qtbot.keyClick(asked.no, Qt.Key.Key_Escape)
    assert not asked.isVisible()
    assert page.accept.isEnabled()
    assert page.isAncestorOf(QApplication.focusWidget())
    settle(qtbot, opened)
    assert not opened.desk.has_accounts
    qtbot.mouseClick(page.accept, LEFT)
    qtbot.mouseClick(asked.yes, LEFT)
    qtbot.waitUntil(lambda: opened.desk.has_accounts, timeout=PATIENCE)


def test_a_question_leaves_the_columns_their_room(opened: MainWindow) -> None:
    """At 1280 x 800 six columns show at least while a question is in sight, and the column that it is about
    is the current one: the first in doubt, ARR, is the third of the file. Six is what was asked for.
    """
    page = opened.stack.under_review
    assert page.sheet.questions.isVisible()
    rows = page.sheet.table.viewport().height() // page.sheet.table.verticalHeader().defaultSectionSize()
    assert rows >= 6
    assert page.sheet.table.currentIndex().row() == 2
