"""The encoding of a text file in the window: asked where it is not certain, changed where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from tests.desktop.conftest import settle

NAME = "Smørrebrød Grå"
"""As Windows-1252 writes it, every byte of it is a letter in Windows-1250, too: Smřrrebrřd Grĺ."""


def first_names(window: MainWindow) -> list[str]:
    """Return the first values of the second column of the first sheet."""
    return [sheet.columns.column("values").texts[1] for sheet in window.desk.reviews.review.sheets]


def test_an_encoding_is_asked_answered_and_changed_again(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    """The question has both readings; its second answer reads the file again, and only that one of two files.
    The list in the head of the sheet takes it back. A workbook would have no such list."""
    path, other = tmp_path / "accounts.csv", tmp_path / "more.csv"
    path.write_bytes(f"Account ID,Account Name,ARR\nA-1,{NAME},5\n".encode("cp1252"))
    other.write_bytes(b"Account ID,Account Name,ARR\nA-2,Plain,5\n")
    window = make_window()
    window.review([path, other])
    settle(qtbot, window)
    page = window.stack.under_review
    panel = page.sheet
    assert panel.questions.isVisible()
    assert first_names(window) == [NAME, "Plain"]
    assert panel.encoding.box.currentData() == "cp1252"
    buttons = panel.questions.findChildren(type(page.accept))
    (czech,) = [button for button in buttons if button.property("value") == "cp1250"]
    qtbot.mouseClick(czech, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert first_names(window) == [NAME.encode("cp1252").decode("cp1250"), "Plain"]
    assert [sheet.open_questions for sheet in window.desk.reviews.review.sheets] == [0, 0]
    assert panel.encoding.box.currentData() == "cp1250"
    panel.encoding.box.setCurrentIndex(panel.encoding.box.findData("cp1252"))
    panel.encoding.box.activated.emit(panel.encoding.box.currentIndex())
    settle(qtbot, window)
    assert first_names(window) == [NAME, "Plain"]
