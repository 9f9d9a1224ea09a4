"""Reading comments in the background: a part is read on the files' thread, kept on the store's, and so on.

The store's thread is free while a part is read, so that pages open meanwhile. A stop keeps what was read.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cxdesk.desktop.context import Context
from cxdesk.session import Outcome, Session, comments_work
from cxdesk.session.comments_work import Unread


class CommentDesk(QObject):
    """Reads the comments of the session in use. `finished` gives in words what came of it ("" where nobody
    asked), `failed` an exception.
    """

    finished = Signal(str)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: Session | None = None
        self._unread: Unread | None = None
        self._busy = False
        self._asked = False

    def use(self, session: Session) -> None:
        """Read those of another session from now on; what is being read is of no use any more."""
        self._session = session
        self._busy = False
        self._unread = None
        self._context.files.cancel(comments_work.LANE)

    def begin(self) -> None:
        """Read the comments that were not read yet; nothing where that is under way."""
        if self._session is not None and not self._busy:
            self._busy = self._asked = True
            self._context.store.submit(
                comments_work.find_unread(self._session), self._take_unread, self._fail
            )

    def follow_import(self) -> None:
        """Read what an import brought, where comments were read before."""
        if self._session is not None and not self._busy:
            self._busy, self._asked = True, False
            self._context.store.submit(comments_work.find_new(self._session), self._take_unread, self._fail)

    def _take_unread(self, outcome: Outcome) -> None:
        if outcome.value is None:
            self._busy = False
        elif self._busy:
            self._unread = outcome.value
            self._go_on(0, stopped=False)

    def _go_on(self, start: int, *, stopped: bool) -> None:
        """Read on from a position, or finish."""
        if stopped or start == len(self._unread.texts):
            operation = comments_work.finish_reading(self._session, self._unread, start, self._context.style)
            self._context.store.submit(operation, self._finish, self._fail)
        else:
            operation = comments_work.read_part(self._unread, start)
            self._context.files.submit(operation, self._take_part, self._fail)

    def _take_part(self, outcome: Outcome) -> None:
        if self._unread is not None:  # none: another session is in use
            operation = comments_work.keep_part(self._session, self._unread, outcome.value)
            self._context.store.submit(operation, self._take_kept, self._fail)

    def _take_kept(self, outcome: Outcome) -> None:
        if self._unread is not None:
            self._go_on(outcome.value.end, stopped=outcome.value.stopped)

    def _finish(self, outcome: Outcome) -> None:
        if self._unread is not None:
            self._busy, self._unread = False, None
            self.finished.emit(outcome.value if self._asked else "")

    def _fail(self, error: Exception) -> None:
        self._busy, self._unread = False, None
        self.failed.emit(error)
