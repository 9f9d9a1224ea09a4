"""What a person does in the window, from end to end, with the real engine on the sample portfolio."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.desktop import choosing
from cxdesk.desktop.widgets.chart_view import ChartView
from cxdesk.desktop.widgets.date_picker import DatePicker
from cxdesk.desktop.widgets.finder import Finder
from cxdesk.desktop.window import MainWindow
from cxdesk.session import open_session
from tests.desktop.conftest import PATIENCE, import_as_shown, settle

Opened = Callable[..., MainWindow]
Copied = Callable[..., Path]
ACCOUNTS = "account_id,account_name,arr\nX1,New one,1000\nX2,New two,2000\n"


def shown_names(window: MainWindow) -> list[str]:
    """Return the names in the table of accounts."""
    model = window.stack.portfolio.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def field(window: MainWindow, name: str) -> QLineEdit:
    """Return the field with that accessible name."""
    return next(found for found in window.findChildren(QLineEdit) if found.accessibleName() == name)


def test_an_empty_window_says_what_belongs_there_and_opens_the_sample(
    qtbot: QtBot, make_window: Opened
) -> None:
    """The first start: a sentence and a button; one click later there are accounts, marked as generated."""
    window = make_window()
    button = next(
        button
        for button in window.stack.currentWidget().findChildren(QPushButton)
        if button.text() == "Open the sample portfolio"
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.stack.portfolio is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert len(shown_names(window)) > 100
    marks = [label for label in window.bar.findChildren(QLabel) if label.text() == "Synthetic sample"]
    assert [mark.isVisible() for mark in marks] == [True]


def test_the_table_is_worst_first_and_opens_an_account_with_enter(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """The first row has the lowest health; Enter opens it; its history arrives."""
    window = make_window(sample_workspace())
    page = window.stack.portfolio
    health = [float(page.table.model().index(row, 1).data()) for row in range(10)]
    assert health == sorted(health)
    first = shown_names(window)[0]
    page.table.setFocus()
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.account is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.stack.currentWidget() is window.stack.account
    assert window.desk.account.name == first


def test_next_and_previous_follow_the_table(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """Alt+Down goes to the account below in the order that the table has, Alt+Up back."""
    window = make_window(sample_workspace())
    names = shown_names(window)
    window.open_account(window.stack.portfolio.current_account())
    settle(qtbot, window)
    window.actions_by_name["next_account"].trigger()
    settle(qtbot, window)
    assert window.desk.account.name == names[1]
    window.actions_by_name["previous_account"].trigger()
    settle(qtbot, window)
    assert window.desk.account.name == names[0]


def test_the_filter_narrows_table_and_chart_together(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """Typing a name leaves that account; the chart is drawn for the same rows; clearing brings all back."""
    window = make_window(sample_workspace())
    everybody = shown_names(window)
    window.actions_by_name["filter"].trigger()
    field(window, "Filter accounts").setText(everybody[3])
    settle(qtbot, window)
    assert everybody[3] in shown_names(window)
    assert len(shown_names(window)) < len(everybody)
    chart = window.stack.portfolio.findChild(ChartView)
    assert f"{len(shown_names(window))} account" in chart.accessibleDescription()
    window.actions_by_name["clear_filters"].trigger()
    assert shown_names(window) == everybody


def test_selection_is_the_same_in_table_and_chart(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """A click on a bubble selects its row; framing all of them selects every account that can be placed."""
    window = make_window(sample_workspace())
    page = window.stack.portfolio
    chart = page.findChild(ChartView)
    marks = chart._picture.marks
    last = len(marks) - 1
    middle = QPoint(
        int((marks.left[last] + marks.right[last]) / 2), int((marks.top[last] + marks.bottom[last]) / 2)
    )
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    wanted = marks.at(middle.x(), middle.y())
    assert page.selected_accounts() == [str(page._view.account_id[page._rows[wanted]])]
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    qtbot.mouseMove(chart, QPoint(chart.width() - 2, chart.height() - 2))
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() - 2, chart.height() - 2))
    assert len(page.selected_accounts()) == len(marks)


def test_another_date_changes_the_page_and_goes_back(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """Half a year earlier the bar says so and the health is another; "newest" brings the first state back."""
    window = make_window(sample_workspace())
    now = window.desk.pages
    window.actions_by_name["choose_as_of"].trigger()
    picker = window.findChild(DatePicker, "as_of")
    assert picker.isVisible()
    earlier = now.as_of.item().replace(year=now.as_of.item().year - 1)
    picker.hide()
    picker.chosen.emit(earlier)
    qtbot.waitUntil(lambda: window.desk.pages is not now, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.desk.pages.as_of == np.datetime64(earlier)
    assert window.desk.pages.as_of_is_chosen
    assert str(earlier.year) in window.bar.as_of.text()
    picker.chosen.emit(None)
    qtbot.waitUntil(lambda: not window.desk.pages.as_of_is_chosen, timeout=PATIENCE)
    settle(qtbot, window)
    assert np.array_equal(window.desk.pages.portfolio.health, now.portfolio.health, equal_nan=True)


def test_an_import_is_reviewed_before_anything_is_written(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied, tmp_path: Path
) -> None:
    """Two new accounts: the review says so; after Cancel the file holds what it held; after Import they are
    there.
    """
    path = sample_workspace()
    window = make_window(path)
    before = window.desk.pages
    source = tmp_path / "more accounts.csv"
    source.write_text(ACCOUNTS, encoding="utf-8")
    window.review([source])
    settle(qtbot, window)
    page = window.stack.under_review
    assert window.stack.currentWidget() is page
    assert page.accept.text() == "Import 2 rows"
    qtbot.mouseClick(page.decline, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert len(window.desk.pages.imports.table) == len(before.imports.table)
    window.review([source])
    settle(qtbot, window)
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.pages is not before, timeout=PATIENCE)
    settle(qtbot, window)
    assert len(window.desk.pages.portfolio) == len(before.portfolio) + 2
    assert "Imported 2 rows." in window.notices.text
    assert "New one" in shown_names(window)


def test_declining_leaves_the_file_as_it_was(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied, tmp_path: Path
) -> None:
    """Opened again by another session, the workspace holds one import, as before the review."""
    path = sample_workspace()
    window = make_window(path)
    source = tmp_path / "more accounts.csv"
    source.write_text(ACCOUNTS, encoding="utf-8")
    window.review([source])
    settle(qtbot, window)
    qtbot.mouseClick(window.stack.under_review.decline, Qt.MouseButton.LeftButton)
    window.close()
    session = open_session(path)
    assert len(session.imports()) == 1
    session.close()


def test_a_meaning_can_be_changed_in_the_review(qtbot: QtBot, make_window: Opened, tmp_path: Path) -> None:
    """The column "plan" is read as the segment instead: the sheet is read again and the table says so."""
    window = make_window()
    source = tmp_path / "accounts.csv"
    source.write_text("account_id,account_name,plan\nX1,New one,Gold\n", encoding="utf-8")
    window.review([source])
    settle(qtbot, window)
    columns = window.stack.under_review.sheet.columns
    columns.setData(columns.index(2, 2), "accounts.segment")
    qtbot.waitUntil(lambda: columns.index(2, 2).data() == "Segment", timeout=PATIENCE)


def test_an_import_without_a_workspace_asks_where_to_keep_it(
    qtbot: QtBot,
    make_window: Opened,
    sample_files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is open: on Import the window asks for a file, makes it, and the rows are in it afterwards."""
    kept = tmp_path / "Kept.cxdesk"
    monkeypatch.setattr(choosing, "workspace_to_make", lambda _parent, _folder: kept)
    window = make_window()
    window.review([path for path in sample_files if path.suffix == ".xlsx"][:1])
    settle(qtbot, window)
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.has_accounts, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.desk.pages.name == "Kept.cxdesk"
    assert window.context.settings.workspace == kept
    window.close()
    session = open_session(kept)
    assert len(session.imports()) == 1
    session.close()


def test_an_import_can_be_taken_back_and_brought_back(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied, tmp_path: Path
) -> None:
    """Ctrl+Z after the only import: the page is empty but the list of imports is not; redo brings all of it
    back.
    """
    window = make_window(sample_workspace())
    before = window.desk.pages
    assert not window.actions_by_name["redo"].isEnabled()
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: window.desk.pages is not before, timeout=PATIENCE)
    settle(qtbot, window)
    assert not window.desk.has_accounts
    assert not window.actions_by_name["undo"].isEnabled()
    window.show_page("imports")
    assert window.stack.currentWidget() is window.stack.imports
    assert window.stack.imports.undo.text() == "Bring this import back"
    taken_back = window.desk.pages
    qtbot.mouseClick(window.stack.imports.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.desk.pages is not taken_back, timeout=PATIENCE)
    settle(qtbot, window)
    assert np.array_equal(window.desk.pages.portfolio.health, before.portfolio.health, equal_nan=True)


def test_changing_ones_mind_about_where_keeps_the_review(
    qtbot: QtBot, make_window: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog is closed without an answer: the review stays, nothing was written."""
    monkeypatch.setattr(choosing, "workspace_to_make", lambda _parent, _folder: None)
    window = make_window()
    source = tmp_path / "accounts.csv"
    source.write_text(ACCOUNTS, encoding="utf-8")
    window.review([source])
    settle(qtbot, window)
    import_as_shown(qtbot, window)
    settle(qtbot, window)
    assert window.stack.currentWidget() is window.stack.under_review
    assert list(tmp_path.glob("*.cxdesk")) == []


def test_an_import_that_is_stopped_leaves_nothing(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied, sample_files: list[Path]
) -> None:
    """Cancel while the files are read: no review, the page as before, no failure shown."""
    window = make_window(sample_workspace())
    before = window.desk.pages
    window.review(sample_files)
    window.desk.cancel()
    settle(qtbot, window)
    assert window.desk.pages is before
    assert window.stack.currentWidget() is not window.stack.under_review
    assert window.notices.text == ""


def test_a_file_that_cannot_be_read_is_said_with_what_to_do(
    qtbot: QtBot, make_window: Opened, tmp_path: Path
) -> None:
    """Not a crash and not a silence: which file, what is wrong, and the page is where it was."""
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    window = make_window()
    window.review([broken])
    settle(qtbot, window)
    assert "broken.xlsx" in window.notices.text
    assert window.stack.currentWidget() is not window.stack.under_review


def test_the_palette_finds_an_account_and_opens_it(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """Ctrl+K, a few letters, Enter: the account's page. Escape closes it without doing anything."""
    window = make_window(sample_workspace())
    name = shown_names(window)[5]
    window.actions_by_name["find"].trigger()
    finder = window.findChild(Finder)
    assert finder.isVisible()
    field(window, "What to find").setText(name)
    assert finder.findChild(QListWidget).item(0).text() == name
    qtbot.keyClick(field(window, "What to find"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.account is not None, timeout=PATIENCE)
    settle(qtbot, window)
    assert window.desk.account.name == name
    window.actions_by_name["find"].trigger()
    qtbot.keyClick(field(window, "What to find"), Qt.Key.Key_Escape)
    assert not finder.isVisible()


def test_files_that_are_dropped_are_reviewed(qtbot: QtBot, make_window: Opened, tmp_path: Path) -> None:
    """A spreadsheet from the file manager goes the same way as one that was chosen."""
    source = tmp_path / "accounts.csv"
    source.write_text(ACCOUNTS, encoding="utf-8")
    window = make_window()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(source))])
    button, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, mime, button, modifiers)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, button, modifiers))
    settle(qtbot, window)
    assert window.stack.currentWidget() is window.stack.under_review


def test_selected_rows_can_be_copied(qtbot: QtBot, make_window: Opened, sample_workspace: Copied) -> None:
    """Two selected rows are a header and two lines on the clipboard, names first."""
    window = make_window(sample_workspace())
    page = window.stack.portfolio
    page.table.selectRow(0)
    page._select_rows([0, 2], 0)
    window.actions_by_name["copy"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    names = shown_names(window)
    assert [line.split("\t")[0] for line in lines] == ["Account", names[0], names[2]]


def test_colours_can_be_chosen_and_are_remembered(qtbot: QtBot, make_window: Opened) -> None:
    """Dark is used at once, kept in the settings, and marked in the menu."""
    window = make_window()
    window.actions_by_name["theme_dark"].trigger()
    assert window.context.appearance.look.dark
    assert window.context.settings.mode.value == "dark"
    window.actions_by_name["theme_system"].trigger()
    assert not window.context.appearance.look.dark


def test_a_workspace_that_cannot_be_opened_is_said(
    qtbot: QtBot, make_window: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text file with the right suffix could be a protected one: without a password the window says so."""
    monkeypatch.setattr(choosing, "password_for", lambda _parent, _path: None)
    wrong = tmp_path / "wrong.cxdesk"
    wrong.write_text("this is no workspace", encoding="utf-8")
    window = make_window(wrong)
    assert "wrong.cxdesk" in window.notices.text
    assert window.desk.pages is not None
    assert not window.desk.has_accounts


def test_the_calendar_shows_the_present_date(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """Opening it without choosing changes nothing; it starts where the page is."""
    window = make_window(sample_workspace())
    window.actions_by_name["choose_as_of"].trigger()
    picker = window.findChild(DatePicker, "as_of")
    shown = picker._calendar.selectedDate()
    assert date(shown.year(), shown.month(), shown.day()) == window.desk.pages.as_of.item()
