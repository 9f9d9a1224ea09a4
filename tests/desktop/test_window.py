"""What the window remembers and asks, and the small windows beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QDialog, QTextBrowser
from pytestqt.qtbot import QtBot

from cxdesk.desktop import choosing
from cxdesk.desktop.appearance import Mode
from cxdesk.desktop.context import number_style
from cxdesk.desktop.dialogs import show_about, show_shortcuts
from cxdesk.desktop.notice import FAILURE, notice_of
from cxdesk.desktop.settings import Settings
from cxdesk.desktop.window import MainWindow
from cxdesk.errors import Place, UnreadableInput
from cxdesk.metrics.catalogue import METRICS
from cxdesk.session import ACTIONS, create_session
from cxdesk.session.files import importable, workbook_name, workspace_among
from tests.desktop.conftest import PATIENCE, settle

Opened = Callable[..., MainWindow]
Copied = Callable[..., Path]


def test_the_last_workspace_is_opened_again(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """A second start without a name opens what was open at the end of the first, at the size it had."""
    first = make_window(sample_workspace(), size=(1200, 700))
    first.close()
    second = make_window(size=(1200, 700))
    assert second.desk.pages.name == "EMEA portfolio.cxdesk"
    assert second.context.settings.geometry.size() > 0


def test_a_workspace_that_is_gone_is_not_opened_again(
    qtbot: QtBot, make_window: Opened, tmp_path: Path
) -> None:
    """The file was deleted since: the window starts empty instead of with a complaint."""
    Settings().workspace = tmp_path / "deleted.cxdesk"
    window = make_window()
    assert not window.desk.has_accounts
    assert window.notices.text == ""


def test_a_protected_workspace_asks_for_its_password(
    qtbot: QtBot, make_window: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong once, then right: asked twice, and then it is open."""
    path = tmp_path / "Protected.cxdesk"
    create_session(path, "correct horse").close()
    answers = ["wrong", "correct horse"]
    monkeypatch.setattr(choosing, "password_for", lambda _parent, _path: answers.pop(0))
    window = make_window(path)
    qtbot.waitUntil(lambda: window.desk.pages is not None, timeout=PATIENCE)
    assert window.desk.pages.name == "Protected.cxdesk"
    assert answers == []


def test_the_definitions_are_those_of_the_catalogue(qtbot: QtBot, make_window: Opened) -> None:
    """F2 shows every metric with what it does not prove; the window goes away when it is closed."""
    window = make_window()
    window.actions_by_name["definitions"].trigger()
    qtbot.waitUntil(lambda: window.findChild(QDialog) is not None, timeout=PATIENCE)
    settle(qtbot, window)
    dialog = window.findChild(QDialog)
    text = dialog.findChild(QTextBrowser).toPlainText()
    assert all(
        metric.definition.label in text and metric.definition.does_not_prove in text for metric in METRICS
    )
    dialog.close()
    qtbot.waitUntil(lambda: window.findChild(QDialog) is None)


def test_the_help_lists_every_command_with_its_shortcut(qtbot: QtBot, make_window: Opened) -> None:
    """The list is made from the table of actions; about says what happens with the data."""
    window = make_window()
    dialog = show_shortcuts(window)
    text = dialog.findChild(QTextBrowser).toPlainText()
    assert all(record.help in text for record in ACTIONS)
    dialog.close()
    about = show_about(window)
    assert "offline" in about.findChild(QTextBrowser).toPlainText()
    about.close()


@pytest.mark.parametrize(
    ("name", "decimal", "group", "date"),
    [
        ("en_US", ".", ",", "MMM d, yyyy"),
        ("de_DE", ",", ".", "d MMM yyyy"),
        ("sv_SE", ",", "\u00a0", "yyyy-MM-dd"),
    ],
)
def test_numbers_and_dates_follow_the_locale(
    qtbot: QtBot, name: str, decimal: str, group: str, date: str
) -> None:
    """Separators and the order of day, month and year as these countries write them."""
    style = number_style(QLocale(name))
    assert (style.decimal_point, style.group_separator, style.date_pattern) == (decimal, group, date)


def test_a_failure_says_what_where_and_what_next() -> None:
    """Our own errors speak for themselves; any other is a fault of cxdesk, with details to copy."""
    error = UnreadableInput("It is encrypted.", "Remove the password.", Place("CRM.xlsx", "Accounts", 12))
    notice = notice_of(error)
    assert (notice.kind, notice.what) == (FAILURE, "CRM.xlsx › Accounts, row 12: It is encrypted.")
    assert notice.next_step == "Remove the password."
    bug = notice_of(ZeroDivisionError("division by zero"))
    assert "ZeroDivisionError" in bug.what
    assert "division by zero" in bug.details


def test_the_settings_survive_and_mend_nonsense(tmp_path: Path) -> None:
    """A mode that does not exist any more, and a folder that is gone, are those of a first start."""
    settings = Settings()
    settings.mode = Mode.DARK
    settings.folder = tmp_path
    assert Settings().mode is Mode.DARK
    assert Settings().folder == str(tmp_path)
    settings.folder = tmp_path / "gone"
    settings._store.setValue("colours", "sepia")
    assert Settings().folder == ""
    assert Settings().mode is Mode.SYSTEM
    forgetful = Settings(remembers=False)
    forgetful.mode = Mode.DARK
    assert forgetful.mode is Mode.SYSTEM


def test_which_dropped_files_are_what(tmp_path: Path) -> None:
    """A workspace wins; a folder stands for the spreadsheets in it; other files are left alone."""
    book, text, space = (tmp_path / name for name in ("a.XLSX", "notes.docx", "b.cxdesk"))
    for path in (book, text, space):
        path.write_text("", encoding="utf-8")
    assert workspace_among([book, space]) == space
    assert importable([text, tmp_path]) == [book]
    assert workbook_name("EMEA.cxdesk", "2026-09-30") == "EMEA 2026-09-30.xlsx"


def test_escape_closes_what_lies_over_the_window(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied
) -> None:
    """The calendar and the palette are put away with the same key."""
    from cxdesk.desktop.widgets.date_picker import DatePicker

    window = make_window(sample_workspace())
    window.actions_by_name["choose_as_of"].trigger()
    picker = window.findChild(DatePicker, "as_of")
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.isVisible()
