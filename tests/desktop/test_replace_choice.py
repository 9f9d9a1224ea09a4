"""A sheet that is here already, chosen in the window to replace other exports of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from cxdesk.session import create_session, open_session
from tests.desktop.conftest import import_as_shown, settle


def accounts(path: Path, *numbers: int) -> Path:
    """Write accounts of these numbers under one name."""
    lines = ["Account ID,Account Name,ARR", *(f"A-{number},Name {number},{number}00" for number in numbers)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def kept(path: Path) -> set[str]:
    """Return the ids of the accounts that count, read by another session."""
    session = open_session(path)
    ids: set[str] = set()
    for sheet_id, _, _ in session.workspace.sheets_of("accounts"):
        for chunk in session.workspace.chunks(sheet_id, ["account_id"]):
            ids |= set(chunk["account_id"].to_pylist())
    session.close()
    return ids


def test_a_sheet_that_is_here_already_can_be_chosen_to_replace(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    """Five accounts, then an export of three: all five count. Read again, the three are here already; with
    the box ticked the other two are gone, and the review says so before anything is written."""
    workspace = tmp_path / "w.cxdesk"
    create_session(workspace).close()
    window = make_window(workspace)
    source = tmp_path / "accounts.csv"
    for numbers in ((1, 2, 3, 4, 5), (1, 2, 3)):
        window.review([accounts(source, *numbers)])
        settle(qtbot, window)
        assert window.stack.under_review.sheet.replace.isHidden()
        import_as_shown(qtbot, window)
        settle(qtbot, window)
    window.review([source])
    settle(qtbot, window)
    page = window.stack.under_review
    assert page.sheet.replace.isVisible()
    assert not page.accept.isEnabled()
    page.sheet.replace.click()
    settle(qtbot, window)
    assert page.sheet.replace.isChecked()
    assert ("2 no longer in the file, no longer counted", "muted") in window.desk.reviews.review.changes
    page.sheet.replace.click()  # taken back, it is here already again
    settle(qtbot, window)
    assert not page.accept.isEnabled()
    page.sheet.replace.click()
    settle(qtbot, window)
    import_as_shown(qtbot, window)
    settle(qtbot, window)
    window.close()
    assert kept(workspace) == {"A-1", "A-2", "A-3"}
