"""What happens to workbooks that came back: they are read, looked at, and what was chosen is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cxdesk.desktop.context import Context
from cxdesk.session import Outcome, Session, read_back_work

if TYPE_CHECKING:
    from cxdesk.session.read_back import ReadBack
    from cxdesk.session.read_back_view import ReadBackView, Taken


class ReadBackDesk(QObject):
    """Reads workbooks back into the session in use. `ready` gives a `ReadBackView`, `kept` how many texts
    were kept, `failed` an exception.
    """

    ready = Signal(object)
    kept = Signal(int)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: Session | None = None
        self._found: ReadBack | None = None
        self._taken: Taken = {}

    def use(self, session: Session) -> None:
        """Read into another session from now on."""
        self._session = session

    def read(self, paths: Sequence[Path]) -> None:
        """Look at what came back in workbooks; nothing is kept."""
        if paths and self._session is not None:
            self._context.settings.folder = paths[0].parent
            operation = read_back_work.look_at(self._session, paths, self._context.style)
            self._context.store.submit(operation, self._take, self.failed.emit)

    def choose(self, view: ReadBackView, row: int, value: str) -> None:
        """Take another text of a row, or what is kept; the view follows."""
        from cxdesk.session.read_back_view import with_choice

        if self._found is not view.found:
            self._found, self._taken = view.found, view.taken
        self._taken = with_choice(view.found, self._taken, row, value)
        operation = read_back_work.show_chosen(view.found, self._taken, self._context.style)
        self._context.files.submit(operation, self._take, self.failed.emit)

    def keep(self, view: ReadBackView) -> None:
        """Keep what is chosen, as one step."""
        if self._session is not None:
            taken = self._taken if self._found is view.found else view.taken  # the view may be on its way
            operation = read_back_work.keep_chosen(self._session, view.found, taken)
            self._context.store.submit(operation, self._take_kept, self.failed.emit)

    def _take(self, outcome: Outcome) -> None:
        self.ready.emit(outcome.value)

    def _take_kept(self, outcome: Outcome) -> None:
        self.kept.emit(outcome.value)
