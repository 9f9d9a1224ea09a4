"""The page that stands in place of the portfolio while no account is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel

from cxdesk.desktop.window import MainWindow
from cxdesk.importing import commit, prepare
from cxdesk.progress import silent
from cxdesk.workspace import Workspace


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
