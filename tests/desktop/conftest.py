"""The real window, offscreen, with its threads stopped and its widgets gone after every test."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from cxdesk.desktop.context import Context
from cxdesk.desktop.window import MainWindow
from cxdesk.progress import Progress
from cxdesk.session.session import Session
from tests.session.factory import Made, made
from tests.session.samples import sample_files, sample_master, sample_workspace

__all__ = ["sample_files", "sample_master", "sample_workspace"]
PATIENCE = 60_000
"""Milliseconds that background work may take on a machine that does other things too."""


@pytest.fixture(scope="session")
def portfolio() -> Made:
    """Return the hand-made portfolio of the session's tests."""
    return made()


@pytest.fixture(autouse=True, scope="module")
def _libraries_apart() -> Iterator[None]:
    """Look for leaked timers among what the tests make: a look at all that the libraries have takes a tenth
    of a second, twice a test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def looked_back() -> dict[tuple[str, str, str], object]:
    """Return what was computed of past dates, by what it is, the workspace's whole content and the date."""
    return {}


@pytest.fixture(autouse=True)
def judged_once(looked_back: dict[tuple[str, str, str], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Look back once for equal workspaces: nearly every test opens a copy of the same one, and what became of
    its bands and the months before are half of its work. A byte that differs, and it is computed anew."""
    for name in ("judged", "history"):
        monkeypatch.setattr(Session, name, _once_for_equal(name, getattr(Session, name), looked_back))


def _once_for_equal(
    name: str, compute: Callable[[Session, Progress], object], known: dict[tuple[str, str, str], object]
) -> Callable[[Session, Progress], object]:
    """Return a method of sessions that computes once for a workspace's content and date."""

    def found(session: Session, progress: Progress) -> object:
        content = hashlib.sha256(session.workspace._connection.serialize("main")).hexdigest()
        key = (name, content, str(session.as_of))
        if key not in known:
            known[key] = compute(session, progress)
        return known[key]

    return found


@pytest.fixture(autouse=True)
def first_start() -> None:
    """Forget what an earlier test's window remembered."""
    QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "cxdesk", "cxdesk").clear()


@pytest.fixture
def context(qtbot: QtBot) -> Iterator[Context]:
    """Return what every part of the window is given; its threads end with the test."""
    given = Context()
    given.appearance.apply()
    yield given
    given.stop()
    given.deleteLater()


@pytest.fixture
def make_window(qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    """Return a function that opens the window on a workspace (None: empty) and waits until it has settled."""
    made_here: list[tuple[Context, MainWindow]] = []

    def opened(path: Path | None = None, *, size: tuple[int, int] = (1280, 800)) -> MainWindow:
        context = Context()
        context.appearance.apply()
        window = MainWindow(context)
        made_here.append((context, window))
        window.resize(*size)
        with qtbot.waitSignal(window.painted, timeout=PATIENCE):
            window.show()
        window.begin(path, sample=False)
        settle(qtbot, window)
        return window

    yield opened
    for context, window in made_here:
        window.close()
        window.deleteLater()
        context.deleteLater()


def import_as_shown(qtbot: QtBot, window: MainWindow) -> None:
    """Press Import in the review, and agree where it asks about what nobody has confirmed."""
    change = window.stack.under_review.change
    qtbot.mouseClick(change.accept, Qt.MouseButton.LeftButton)
    if change.asked.isVisible():
        qtbot.mouseClick(change.asked.yes, Qt.MouseButton.LeftButton)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is being done and the charts are drawn."""
    qtbot.waitUntil(window.is_settled, timeout=PATIENCE)
