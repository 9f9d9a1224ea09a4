"""What rests on the pages is whole: no half row, no half line, no sentence that ends in an ellipsis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from cxdesk.desktop.widgets.prose import Prose
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.window import MainWindow
from tests.desktop.conftest import settle

Opened = Callable[..., MainWindow]
SIZES = [(1280, 800), (1920, 1080)]


def _half_rows(table: RowTable) -> int:
    """Return how many pixels of the row at the bottom of the table are hidden, 0 where there is none."""
    row = table.rowAt(table.viewport().height() - 1)
    if row < 0:
        return 0
    return max(table.rowViewportPosition(row) + table.rowHeight(row) - table.viewport().height(), 0)


def _half_line(prose: Prose) -> float:
    """Return how many pixels of the last line that begins inside the viewport are hidden, by Qt's cursor."""
    prose.verticalScrollBar().setValue(0)
    cursor = prose.cursorForPosition(QPoint(5, prose.viewport().height() - 1))
    cursor.movePosition(QTextCursor.MoveOperation.StartOfLine)
    line = prose.cursorRect(cursor)
    return max(line.bottom() - prose.viewport().height(), 0) if line.top() < prose.viewport().height() else 0


@pytest.mark.parametrize("size", SIZES)
def test_no_row_and_no_line_is_cut(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[[], Path], size: tuple[int, int]
) -> None:
    """Intent: a page at rest looks finished. Expected: by Qt's own geometry, rows and lines end inside."""
    window = make_window(sample_workspace(), size=size)
    portfolio = next(table for table in window.findChildren(RowTable) if table.accessibleName() == "Accounts")
    assert portfolio.model().rowCount() > 50, (
        "the table must be longer than the page for this to say anything"
    )
    assert _half_rows(portfolio) == 0
    window.open_account("SYN-1111")
    settle(qtbot, window)
    for table in window.findChildren(RowTable):
        if table.isVisible():
            assert _half_rows(table) == 0
    prose = [each for each in window.findChildren(Prose) if each.isVisible()]
    assert len(prose) == 2
    assert [_half_line(each) for each in prose] == [0, 0]


def test_other_colours_cut_no_row_of_a_page_that_is_not_shown(
    qtbot: QtBot, make_window: Opened, sample_workspace: Callable[[], Path]
) -> None:
    """Intent: a style sheet that comes and goes changes the frames around tables. Expected: as above."""
    window = make_window(sample_workspace())
    window.open_account("SYN-1111")
    settle(qtbot, window)
    window.actions_by_name["theme_dark"].trigger()
    settle(qtbot, window)
    window.show_page("portfolio")
    settle(qtbot, window)
    assert _half_rows(window.stack.portfolio.table) == 0
