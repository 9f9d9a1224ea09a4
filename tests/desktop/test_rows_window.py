"""The window of one number, opened from the pages by mouse and keyboard."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.desktop import choosing
from cxdesk.desktop.rows_window import RowsWindow
from cxdesk.desktop.widgets.tile import TileButton
from cxdesk.desktop.window import MainWindow
from cxdesk.session.evidence import Asked
from tests.desktop.conftest import PATIENCE, settle

Opened = Callable[..., MainWindow]
Copied = Callable[..., Path]
ACCOUNT = "SYN-1001"


@pytest.fixture
def window(qtbot: QtBot, make_window: Opened, sample_workspace: Copied) -> MainWindow:
    """Return the window on the sample portfolio."""
    return make_window(sample_workspace())


def shown(qtbot: QtBot, window: MainWindow, name: str) -> RowsWindow:
    """Wait until the window of a number shows that metric."""

    def is_there() -> bool:
        rows = window.findChild(RowsWindow)
        return rows is not None and rows.isVisible() and rows.view.asked.name == name

    qtbot.waitUntil(is_there, timeout=PATIENCE)
    return window.findChild(RowsWindow)


def test_a_tile_opens_its_rows_with_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    """The space bar on a tile: as many rows as the tile says n; it tells a screen reader what it does."""
    tile = next(tile for tile in window.findChildren(TileButton) if tile.accessibleName().startswith("NPS: "))
    assert tile.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert tile.accessibleName().endswith("Show the rows")
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Space)
    rows = shown(qtbot, window, "nps")
    said = tile.accessibleName().split("n = ")[1].split(" ")[0]
    assert rows.view.detail.endswith(f"n = {said}")
    assert rows.table.model().rowCount() == min(int(said.replace(",", "")), 1_000)


def test_enter_in_the_evidence_table_opens_that_number(qtbot: QtBot, window: MainWindow) -> None:
    """The third row is CSAT of end users in this account: that role is asked for, not the whole."""
    window.open_account(ACCOUNT)
    settle(qtbot, window)
    table = window.stack.account.evidence
    label = table.model().index(2, 0).data()
    table.setCurrentIndex(table.model().index(2, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    rows = shown(qtbot, window, "csat")
    assert label == "CSAT, end users"
    assert rows.view.asked == Asked("csat", ACCOUNT, 1)
    assert "end users" in rows.windowTitle()


def test_the_menu_opens_the_number_under_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    """On the portfolio it is that of the tile with the focus, on an account that of the table's row; the same
    window is used again.
    """
    action = window.actions_by_name["show_rows"]
    assert action.shortcut().toString() == "Ctrl+R"
    window.stack.portfolio.tile("account_coverage").setFocus()
    action.trigger()
    first = shown(qtbot, window, "account_coverage")
    assert first.view.asked.account_id is None
    window.open_account(ACCOUNT)
    settle(qtbot, window)
    action.trigger()
    assert shown(qtbot, window, "csat") is first
    assert first.view.asked.account_id == ACCOUNT


def test_a_number_to_read_beside_it_opens_in_its_place(qtbot: QtBot, window: MainWindow) -> None:
    """A link and the list of metrics switch the same window."""
    window.desk.show_rows(Asked("csat"))
    rows = shown(qtbot, window, "csat")
    link = next(
        button for button in rows.findChildren(QPushButton) if button.text().startswith("Reopen rate: ")
    )
    link.click()
    shown(qtbot, window, "reopen_rate")
    rows.metrics.setCurrentIndex(rows.metrics.findData("seat_use"))
    rows.metrics.activated.emit(rows.metrics.currentIndex())
    shown(qtbot, window, "seat_use")
    tabs = [button.text() for button in rows.findChildren(QPushButton) if button.isCheckable()]
    assert tabs[-3:] == ["Accounts", "Months of usage", "Rows of usage"]


def test_escape_puts_it_away_and_another_workspace_too(
    qtbot: QtBot, window: MainWindow, sample_workspace: Copied
) -> None:
    """After Escape an import asks for no rows again; what belongs to a workspace goes with it."""
    window.desk.show_rows(Asked("nps"))
    rows = shown(qtbot, window, "nps")
    qtbot.keyClick(rows, Qt.Key.Key_Escape)
    assert not rows.isVisible()
    window.desk.reload()
    settle(qtbot, window)
    assert not rows.isVisible()
    window.desk.show_rows(Asked("nps"))
    shown(qtbot, window, "nps")
    window.desk.open_workspace(sample_workspace("Another.cxdesk"))
    qtbot.waitUntil(lambda: not rows.isVisible(), timeout=PATIENCE)
    settle(qtbot, window)


def test_rows_are_copied_and_saved(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C gives a line per row below the titles; the file has as many rows as are shown."""
    window.desk.show_rows(Asked("nps", ACCOUNT))
    rows = shown(qtbot, window, "nps")
    count = rows.table.model().rowCount()
    rows.copy_rows()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == count + 1
    assert lines[0].split("\t")[0] == "Answered"
    path = tmp_path / "rows.csv"
    asked_for = []

    def chosen(_parent: object, _folder: str, proposal: str) -> Path:
        asked_for.append(proposal)
        return path

    monkeypatch.setattr(choosing, "rows_to_write", chosen)
    rows.save.click()
    settle(qtbot, window)
    assert asked_for[0].startswith("NPS of ")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == count


def test_a_number_that_is_not_known_says_why(qtbot: QtBot, window: MainWindow) -> None:
    """Of an account that left, feature breadth is not known: the reason stands where the rows would be."""
    facts_of_lost = window.desk.pages.portfolio
    lost = str(facts_of_lost.account_id[(~facts_of_lost.is_customer).nonzero()[0][0]])
    window.desk.show_rows(Asked("feature_breadth", lost))
    rows = shown(qtbot, window, "feature_breadth")
    assert rows.view.value == "not known"
    assert not rows.table.isVisible()
    assert not rows.save.isEnabled()
