"""The Imports page: any import back and forth by keyboard, rows set aside out and in, duplicates decided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cxdesk.desktop import choosing
from cxdesk.desktop.window import MainWindow
from cxdesk.importing import prepare
from cxdesk.progress import silent
from cxdesk.session import create_session
from tests.desktop.conftest import PATIENCE, import_as_shown, settle
from tests.importing.made import csv_file

Opened = Callable[..., MainWindow]
HEAD = ("Account ID", "Account Name", "ARR", "Segment")
FIRST = (HEAD, ("A-1", "Globex Ltd", "1200.5", "Large"), ("", "No id", "5.5", "Large"))
SECOND = (HEAD, ("B-1", "Globex Limited", "90.5", "Small"), ("B-2", "Initech", "70.5", "Small"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a workspace with two imports: three accounts of which two may be one, one row set aside."""
    made = tmp_path / "book.cxdesk"
    session = create_session(made)
    for name, rows in (("first.csv", FIRST), ("second.csv", SECOND)):
        session.commit(prepare([csv_file(tmp_path, rows, name)], silent()), silent())
    session.close()
    return made


def accounts(window: MainWindow) -> list[str]:
    """Return the ids of the accounts in the portfolio, sorted."""
    view = window.desk.pages.portfolio
    return [] if view is None else sorted(map(str, view.account_id))


def after(qtbot: QtBot, window: MainWindow, act: Callable[[], object]) -> None:
    """Do something and wait until the pages show it."""
    before = window.desk.pages
    act()
    qtbot.waitUntil(lambda: window.desk.pages is not before, timeout=PATIENCE)
    settle(qtbot, window)


def column(window: MainWindow, name: str) -> list[str]:
    """Return a column of the list of imports."""
    return list(window.desk.pages.imports.table.column(name).texts)


def test_an_older_import_is_taken_back_and_brought_back_with_the_keyboard(
    qtbot: QtBot, make_window: Opened, path: Path
) -> None:
    """Ctrl+3, down to the first import, Ctrl+Backspace: its account is gone, the other import stays; the row
    is still chosen, so the same keys bring it back.
    """
    window = make_window(path)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    table = window.stack.imports.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().data() == "first.csv"

    def keys() -> None:
        qtbot.keyClick(table, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)

    after(qtbot, window, keys)
    assert accounts(window) == ["B-1", "B-2"]
    assert "taken back" in column(window, "imported")[1]
    assert "taken back" not in column(window, "imported")[0]
    assert table.currentIndex().data() == "first.csv"
    after(qtbot, window, keys)
    assert accounts(window) == ["A-1", "B-1", "B-2"]


def test_near_names_are_decided_on_the_page_and_undone_with_one_key(
    qtbot: QtBot, make_window: Opened, path: Path
) -> None:
    """The page asks about one pair. "Same" makes one account, Ctrl+Z makes them two again, "Different" ends
    the question; a decision that is listed can be taken back there.
    """
    window = make_window(path)
    window.actions_by_name["show_duplicates"].trigger()
    panel = window.stack.imports.duplicates
    assert window.stack.imports.tabs[1].text().endswith(" 1")
    assert panel.keep_first.text() == "Same, keep Globex Ltd"
    after(qtbot, window, lambda: qtbot.mouseClick(panel.keep_first, Qt.MouseButton.LeftButton))
    assert accounts(window) == ["A-1", "B-2"]
    assert panel.take_back.isVisibleTo(panel)
    assert not panel.keep_first.isVisibleTo(panel)
    after(qtbot, window, window.actions_by_name["undo"].trigger)
    assert accounts(window) == ["A-1", "B-1", "B-2"]
    assert window.actions_by_name["redo"].text() == "Redo merging B-1 into A-1"
    panel.table.setCurrentIndex(panel.table.model().index(0, 0))
    after(qtbot, window, lambda: qtbot.mouseClick(panel.different, Qt.MouseButton.LeftButton))
    assert window.desk.pages.imports.duplicates.open == 0
    assert accounts(window) == ["A-1", "B-1", "B-2"]
    panel.table.setCurrentIndex(panel.table.model().index(0, 0))
    after(qtbot, window, lambda: qtbot.mouseClick(panel.take_back, Qt.MouseButton.LeftButton))
    assert window.desk.pages.imports.duplicates.open == 1


def test_a_merged_account_says_under_which_names_it_goes(
    qtbot: QtBot, make_window: Opened, path: Path
) -> None:
    """The account's page names the id and the name that were merged into it."""
    window = make_window(path)
    after(qtbot, window, lambda: window.desk.decide("A-1", "B-1", True))
    window.open_account("A-1")
    qtbot.waitUntil(lambda: window.desk.account is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert "also known as B-1, Globex Limited" in window.desk.account.subtitle


def test_rows_set_aside_are_exported_corrected_and_imported(
    qtbot: QtBot, make_window: Opened, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row without an id goes out, gets one, and comes in by the usual review; then there is nothing to
    export any more.
    """
    book = tmp_path / "aside.xlsx"
    monkeypatch.setattr(choosing, "workbook_to_write", lambda *_arguments: book)
    window = make_window(path)
    window.show_page("imports")
    page = window.stack.imports
    assert page.export.isEnabled()
    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert "Wrote 1 row to aside.xlsx." in window.notices.text
    edited = openpyxl.load_workbook(book)
    edited.worksheets[0]["D2"] = "A-2"
    edited.save(book)
    window.review([book])
    settle(qtbot, window)
    accept = window.stack.under_review.accept
    assert accept.text() == "Import 1 row"
    after(qtbot, window, lambda: import_as_shown(qtbot, window))
    assert accounts(window) == ["A-1", "A-2", "B-1", "B-2"]
    assert not window.actions_by_name["export_set_aside"].isEnabled()
    window.show_page("imports")
    assert not page.export.isEnabled()


def test_an_import_that_brings_a_near_name_says_so(
    qtbot: QtBot, make_window: Opened, path: Path, tmp_path: Path
) -> None:
    """A third spelling comes in: the notice says what is to look at, beside what was imported."""
    window = make_window(path)
    window.review([csv_file(tmp_path, (HEAD, ("C-1", "Ini-Tech", "1.5", "Small")), "third.csv")])
    settle(qtbot, window)
    after(qtbot, window, lambda: import_as_shown(qtbot, window))
    assert "Imported 1 row." in window.notices.text
    assert "Accounts may be the same: 2 groups of near names to look at" in window.notices.text


def test_undo_says_what_it_is_about(qtbot: QtBot, make_window: Opened, path: Path) -> None:
    """The menu names the newest thing in force, then the one before it."""
    window = make_window(path)
    assert window.actions_by_name["undo"].text() == "Undo import of second.csv"
    after(qtbot, window, window.actions_by_name["undo"].trigger)
    assert window.actions_by_name["undo"].text() == "Undo import of first.csv"
    assert window.actions_by_name["redo"].text() == "Redo import of second.csv"
