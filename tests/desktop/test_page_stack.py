"""Which page is in front while another workspace is opened, or nobody waits any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cxdesk.desktop.page_stack import PORTFOLIO
from cxdesk.desktop.window import MainWindow
from cxdesk.session import Outcome
from tests.desktop.conftest import settle


def test_accounts_of_a_closed_workspace_do_not_come_back(
    qtbot: QtBot, make_window: Callable[..., MainWindow], sample_workspace: Callable[[], Path]
) -> None:
    """Intent: the page of accounts is filled a turn after the pages arrive; until then it still holds those
    of the workspace before. Nobody sees or opens one of them, and once filled the page is in front.
    """
    window = make_window(sample_workspace())
    stack, pages = window.stack, window.desk.pages
    assert stack.currentWidget() is stack.portfolio
    stack.forget()
    stack.show_pages(pages)
    stack.show_page(PORTFOLIO)
    assert stack.currentWidget() is not stack.portfolio
    assert stack.first_account() is None
    qtbot.waitUntil(stack.is_settled)
    assert stack.currentWidget() is stack.portfolio
    assert stack.first_account() is not None


def test_a_review_that_was_put_away_stays_away(
    qtbot: QtBot, make_window: Callable[..., MainWindow], sample_files: list[Path]
) -> None:
    """Intent: Cancel while a change is still read, which cannot be stopped half-way: what was read then is
    not shown. The same files can be reviewed again.
    """
    window = make_window()
    window.take_files(sample_files[:1])
    settle(qtbot, window)
    reviews, review = window.desk.reviews, window.desk.reviews.review
    qtbot.mouseClick(window.stack.under_review.decline, Qt.MouseButton.LeftButton)
    reviews._take(Outcome(review))  # as the thread hands it over after the click
    settle(qtbot, window)
    assert window.stack.currentWidget() is not window.stack.under_review
    assert reviews.review is None
    window.take_files(sample_files[:1])
    settle(qtbot, window)
    assert window.stack.currentWidget() is window.stack.under_review
