"""Handing something out, in the real window: chosen by keyboard, seen before, written, never over a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.desktop import choosing
from cxdesk.desktop.export_window import ExportWindow
from cxdesk.desktop.widgets.chart_view import ChartView
from cxdesk.desktop.window import MainWindow
from tests.desktop.conftest import PATIENCE, settle

DUE_ROW = 3


@pytest.fixture
def window(make_window: Callable[..., MainWindow], sample_workspace) -> MainWindow:
    """Return the main window on a copy of the sample portfolio."""
    return make_window(sample_workspace())


def opened(qtbot: QtBot, window: MainWindow) -> ExportWindow:
    """Open the window of exports by its shortcut and wait for the preview."""
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    found = window.findChild(ExportWindow)
    assert found.isVisible()
    qtbot.waitUntil(found.write.isEnabled, timeout=PATIENCE)
    return found


def test_briefs_are_chosen_by_keyboard_seen_before_and_written(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+E, three times down, Enter: a page for each account that the preview counted. The same name again
    is asked about, and replaced only after that; the choice is remembered at the next start.
    """
    export = opened(qtbot, window)
    assert export.place.text().endswith("EMEA portfolio 2026-09-30.xlsx")
    for _ in range(DUE_ROW):
        qtbot.keyClick(export.kinds, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: export.write.isEnabled() and "pages" in export.preview.text(), timeout=PATIENCE)
    assert export.days.accessibleName() == "Within"
    days = export.days.lineEdit()
    assert days.width() > days.fontMetrics().horizontalAdvance("90 days")  # a style once left it one pixel
    out = tmp_path / "due.pdf"
    export.place.setText(str(out))
    qtbot.keyClick(export.place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Wrote" in window.notices.text, timeout=PATIENCE)
    pages = len(pypdf.PdfReader(out).pages)
    assert export.preview.text().startswith(f"{pages} pages of A4: ")
    assert export.isHidden()
    assert {"Open", "Open folder"} <= {
        button.text() for button in window.notices.findChildren(QPushButton) if button.isVisible()
    }
    out.write_bytes(b"somebody's own")
    again = opened(qtbot, window)
    qtbot.keyClick(again.place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "is there already" in again.said.text(), timeout=PATIENCE)
    assert out.read_bytes() == b"somebody's own"
    assert again.write.text() == "Replace the file"
    qtbot.keyClick(again.write, Qt.Key.Key_Space)
    qtbot.waitUntil(again.isHidden, timeout=PATIENCE)
    assert len(pypdf.PdfReader(out).pages) == pages
    settle(qtbot, window)
    assert ExportWindow(window.context, window).choice.kind == "due"

    assert_what_is_seen_is_saved(qtbot, window, tmp_path, monkeypatch)
    assert_reasons_are_said(qtbot, opened(qtbot, window), tmp_path)


def test_stopping_leaves_nothing_and_the_window_answers(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """Stop while the annotated workbook is written. Expected: it is said, no file of the name and no
    temporary one is in the folder, and the window writes another choice at once.
    """
    export = opened(qtbot, window)
    folder = tmp_path / "out"
    folder.mkdir()
    export.place.setText(str(folder / "book.xlsx"))
    qtbot.mouseClick(export.write, Qt.MouseButton.LeftButton)
    assert export.stop.isVisible()
    assert not export.write.isEnabled()
    qtbot.waitUntil(
        lambda: any(folder.iterdir()), timeout=PATIENCE
    )  # it is being written, under another name
    assert [path.suffix for path in folder.iterdir()] == [".xlsx"]
    assert not (folder / "book.xlsx").exists()
    qtbot.mouseClick(export.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Nothing was written" in export.said.text(), timeout=PATIENCE)
    assert list(folder.iterdir()) == []
    assert export.isVisible()
    assert not export.stop.isVisible()
    export.kinds.setCurrentRow(export.kinds.count() - 1)
    qtbot.waitUntil(lambda: export.write.isEnabled() and "rows" in export.preview.text(), timeout=PATIENCE)
    export.place.setText(str(folder / "rows.csv"))
    qtbot.keyClick(export.place, Qt.Key.Key_Return)
    qtbot.waitUntil(export.isHidden, timeout=PATIENCE)
    assert [path.name for path in folder.iterdir()] == ["rows.csv"]


def test_briefs_in_a_folder_are_chosen_by_keyboard(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """A tick asks for a folder instead of a file, proposes one, says so in the button, and is remembered.

    Briefs are PDF at first, also right behind the annotated workbook, and what is chosen for one kind stays
    with it.
    """
    export = opened(qtbot, window)
    export.kinds.setCurrentRow(DUE_ROW)
    assert export.form.currentData() == ".pdf"
    export.form.setCurrentIndex(export.form.findData(".xlsx"))
    export.kinds.setCurrentRow(DUE_ROW + 1)
    assert export.form.currentData() == ".pdf"
    export.kinds.setCurrentRow(DUE_ROW)
    assert export.form.currentData() == ".xlsx"
    export.form.setCurrentIndex(export.form.findData(".pdf"))
    qtbot.waitUntil(lambda: export.write.isEnabled() and "pages" in export.preview.text(), timeout=PATIENCE)
    assert export.apart.isVisible()
    assert not export.live.isVisible()  # the sample has 120 accounts: all of them are live
    export.apart.setFocus()
    qtbot.keyClick(export.apart, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "a file of its own" in export.preview.text(), timeout=PATIENCE)
    assert export.write.text() == "Write the files"
    assert export.place.accessibleName() == "Folder"
    assert not Path(export.place.text()).suffix
    export.place.setText(str(tmp_path))
    count = int(export.preview.text().split()[0])
    qtbot.keyClick(export.place, Qt.Key.Key_Return)
    qtbot.waitUntil(export.isHidden, timeout=PATIENCE)
    assert len(list(tmp_path.glob("Brief *.pdf"))) == count
    settle(qtbot, window)
    assert ExportWindow(window.context, window).choice.in_folder


def assert_what_is_seen_is_saved(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table of accounts has a row for each that is shown, in its order; the chart is a page of PDF."""
    files = [folder / "accounts.csv", folder / "quadrant.pdf"]
    monkeypatch.setattr(choosing, "export_to_write", lambda *_: files[0])
    table = window.stack.portfolio.table
    table.setFocus()
    window.actions_by_name["export_shown"].trigger()
    qtbot.waitUntil(lambda: "rows to accounts.csv" in window.notices.text, timeout=PATIENCE)
    with files[0].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    shown = [table.model().index(row, 0).data() for row in range(table.model().rowCount())]
    assert [row[0] for row in rows[1:]] == shown
    monkeypatch.setattr(choosing, "export_to_write", lambda *_: files[1])
    window.stack.portfolio.findChild(ChartView).save()
    qtbot.waitUntil(lambda: "quadrant.pdf" in window.notices.text, timeout=PATIENCE)
    assert len(pypdf.PdfReader(files[1]).pages) == 1


def assert_reasons_are_said(qtbot: QtBot, export: ExportWindow, folder: Path) -> None:
    """No account is open: no brief of one, said in the preview. No such folder: said, the window stays."""
    export.place.setText(str(folder / "no such folder" / "book.pdf"))
    qtbot.mouseClick(export.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no such folder" in export.said.text(), timeout=PATIENCE)
    assert export.isVisible()
    export.kinds.setCurrentRow(DUE_ROW - 1)
    qtbot.waitUntil(lambda: "No account is open." in export.preview.text(), timeout=PATIENCE)
    assert not export.write.isEnabled()
    named = (export.kinds, export.place, export.form, export.preview, export.said)
    assert all(part.accessibleName() for part in named)
