"""What somebody needs who works with the keyboard or a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cxdesk.desktop.widgets.chart_view import ChartView
from cxdesk.desktop.window import MainWindow
from cxdesk.session import ACTIONS
from tests.desktop.conftest import settle

Opened = Callable[..., MainWindow]
Copied = Callable[..., Path]
INTERACTIVE = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextBrowser, ChartView)


def nameless(window: MainWindow) -> list[str]:
    """Return the visible widgets that one can act on and that a screen reader has no name for."""
    found = []
    for widget in window.findChildren(QWidget):
        inside = any(isinstance(parent, (QCalendarWidget, QComboBox)) for parent in ancestors(widget))
        of_qt = widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView) or inside
        if (
            isinstance(widget, INTERACTIVE)
            and widget.isVisible()
            and not of_qt
            and isinstance(widget.parent(), QLineEdit) is False
        ):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or text):
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def ancestors(widget: QWidget) -> list[QWidget]:
    """Return the widgets that a widget is in."""
    chain = []
    while (widget := widget.parentWidget()) is not None:
        chain.append(widget)
    return chain


@pytest.mark.parametrize("page", ["portfolio", "account", "imports"])
def test_everything_that_can_be_used_has_a_name(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied, page: str
) -> None:
    """Buttons, fields, tables, texts and charts of every page; and of the bars around it."""
    window = make_window(sample_workspace())
    window.show_page(page)
    settle(qtbot, window)
    assert nameless(window) == []


def test_the_review_and_the_empty_page_have_names_too(
    qtbot: QtBot, make_window: Opened, tmp_path: Path
) -> None:
    """The first things that a new user meets."""
    window = make_window()
    assert nameless(window) == []
    source = tmp_path / "accounts.csv"
    source.write_text("account_id,account_name\nX1,New one\n", encoding="utf-8")
    window.review([source])
    settle(qtbot, window)
    assert nameless(window) == []


def test_every_action_is_in_the_menus_with_its_shortcut_and_help(qtbot: QtBot, make_window: Opened) -> None:
    """The menus are made from the table of actions: nothing is missing and nothing was written twice."""
    window = make_window()
    in_menus = [
        entry
        for menu in window.menuBar().actions()
        for entry in menu.menu().actions()
        if not entry.isSeparator()
    ]
    assert [entry.objectName() for entry in in_menus] == [record.name for record in ACTIONS]
    for entry, record in zip(in_menus, ACTIONS, strict=True):
        assert entry.text() == record.label
        assert entry.shortcut().toString() == record.shortcut
        assert record.help in entry.toolTip()


def test_actions_that_need_accounts_are_off_until_there_are_any(qtbot: QtBot, make_window: Opened) -> None:
    """Nothing to export yet: the entry is grey, and so is its button."""
    window = make_window()
    enabled = {name for name, entry in window.actions_by_name.items() if entry.isEnabled()}
    assert "import" in enabled
    assert not enabled & {"export", "show_account", "choose_as_of", "next_account"}


@pytest.mark.parametrize("page", ["portfolio", "account", "imports"])
def test_tab_goes_through_the_page_and_comes_round(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied, page: str
) -> None:
    """No widget keeps the focus for itself: pressing Tab visits several and gets back to the first."""
    window = make_window(sample_workspace())
    window.show_page(page)
    settle(qtbot, window)
    window.activateWindow()
    window.rail.setFocus()
    visited = []
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
        if visited[-1] is window.rail:
            break
    assert visited[-1] is window.rail
    assert len(visited) > 5


def test_charts_are_described_in_words(qtbot: QtBot, make_window: Opened, sample_workspace: Copied) -> None:
    """The waterfall is read out bar by bar: the start, and the health that the bars add up to."""
    window = make_window(sample_workspace())
    window.show_page("account")
    settle(qtbot, window)
    waterfall = next(
        chart
        for chart in window.stack.account.findChildren(ChartView)
        if "Contributions" in chart.accessibleName()
    )
    assert "Typical" in waterfall.accessibleDescription()
