"""The page that stands in place of the portfolio while no account is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from cxdesk.importing import commit, prepare
from cxdesk.progress import silent
from cxdesk.session import Operation, Outcome
from cxdesk.workspace import Workspace
from tests.desktop.conftest import PATIENCE


def test_tickets_without_accounts_are_told_in_place_of_an_empty_table(
    make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    """A workspace with one ticket that names no account opens with what is there, not an empty table."""
    tickets = tmp_path / "tickets.csv"
    tickets.write_text("Ticket ID,Created at,Priority\nT1,2026-01-02 10:00,high\n", encoding="utf-8")
    with Workspace.create(tmp_path / "Book.cxdesk") as workspace:
        commit(workspace, prepare([tickets], silent()), silent())
    window = make_window(tmp_path / "Book.cxdesk")
    words = " ".join(label.text() for label in window.stack.currentWidget().findChildren(QLabel))
    assert "Tickets: 1 row" in words
    assert "list of your accounts" in words


def test_pages_that_were_not_read_to_the_end_are_told(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    """Cancel while the accounts are read again: the pages stay as they were, and the user is told that."""
    with Workspace.create(tmp_path / "Book.cxdesk"):
        pass
    window = make_window(tmp_path / "Book.cxdesk")
    told, held = [], Event()
    window.desk.notice.connect(told.append)
    window.context.store.submit(Operation("Waiting", "waiting", lambda _: Outcome(held.wait(60))))
    window.desk.reload()
    window.desk.cancel()
    held.set()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert "the pages show what was there before" in told[0].what
