"""Pictures of the real window, made without a screen: for scripts, and to look at what was built."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from cxdesk.desktop.appearance import Mode
from cxdesk.desktop.application import make_application
from cxdesk.desktop.context import Context
from cxdesk.desktop.notice import Notice
from cxdesk.desktop.window import ACCOUNT, IMPORTS, PORTFOLIO, MainWindow
from cxdesk.errors import CxdeskError, ExportError, Place, UsageError, WorkspaceError

PAGES = (PORTFOLIO, ACCOUNT, "import", IMPORTS)
_LONGEST_SECONDS = 600.0
_LEAST_SIDE = 200


def show(
    workspace_path: Path | None,
    page: str,
    account: str | None,
    out: Path,
    size: tuple[int, int] = (1440, 900),
    dark: bool = False,
    files: Sequence[Path] = (),
    sample: bool = False,
) -> None:
    """Write a PNG of a page of the window at a size in pixels.

    `page` is one of PAGES; `account` is an id or a name; `import` reviews `files` without importing them.
    With no workspace and no `sample` the window is empty. Raises UsageError, what opening raises, and
    ExportError.
    """
    if page not in PAGES:
        raise UsageError(f"There is no page named {page}.", f"Use one of: {', '.join(PAGES)}.")
    if min(size) < _LEAST_SIDE:
        raise UsageError(
            "That size is too small for a window.", f"Use at least {_LEAST_SIDE} pixels for each side."
        )
    if workspace_path is not None and not workspace_path.exists():
        raise WorkspaceError("There is no such workspace.", "Check the name.", Place(str(workspace_path)))
    make_application(offscreen=True)
    context = Context(remembers=False)
    context.appearance.choose(Mode.DARK if dark else Mode.LIGHT)
    context.appearance.apply()
    window = MainWindow(context, asks=False)
    try:
        _arrange(window, workspace_path, page, account, size, files, sample)
        if not window.grab().save(str(out), "PNG"):
            raise ExportError(
                f"The picture could not be written to {out}.", "Check the folder and the free space."
            )
    finally:
        window.close()
        window.deleteLater()
        context.deleteLater()


def wait_until(settled: Callable[[], bool], seconds: float = _LONGEST_SECONDS) -> bool:
    """Let the window work until it is settled; return whether it was in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if settled():
            QApplication.processEvents()
            return True
        _pause(5)
    return False


def _arrange(
    window: MainWindow,
    workspace_path: Path | None,
    page: str,
    account: str | None,
    size: tuple[int, int],
    files: Sequence[Path],
    sample: bool,
) -> None:
    """Bring the window to the page that is wanted; raises what went wrong on the way."""
    heard = _Ear(window)
    window.setMinimumSize(*size)
    window.resize(*size)
    window.show()
    window.begin(workspace_path, sample=sample)
    _wait(window, heard)
    if page == "import":
        window.review(list(files))
    elif page == ACCOUNT:
        window.open_account(_account_id(window, account))
    else:
        window.show_page(page)
    _wait(window, heard)
    if (focused := window.focusWidget()) is not None:
        focused.clearFocus()
    _wait(window, heard)


def _account_id(window: MainWindow, account: str | None) -> str:
    """Return the id of the account that is named, or of the first in the table."""
    pages, portfolio = window.desk.pages, window.stack.portfolio
    if pages is None or pages.portfolio is None or portfolio is None:
        raise UsageError("There is no account to show.", "Import a spreadsheet first.")
    if account is None:
        return str(portfolio.current_account())
    from cxdesk.session.account_view import account_named

    found = account_named(pages.portfolio.account_id, pages.portfolio.account_name, account)
    if found is None:
        raise UsageError(f"There is no account with the id or name {account}.", "Check the spelling.")
    return found


def _wait(window: MainWindow, heard: _Ear) -> None:
    if not wait_until(window.is_settled):
        raise CxdeskError("The window did not come to rest.", "Try again with less data.")
    if heard.failure is not None:
        raise heard.failure


def _pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class _Ear(QObject):
    """Keeps the first failure that the window tells of."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.failure: Exception | None = None
        window.desk.notice.connect(self._hear)

    def _hear(self, notice: Notice) -> None:
        if notice.error is not None and self.failure is None:
            self.failure = notice.error
