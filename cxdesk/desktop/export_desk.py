"""What the export window asks for: previews and files, made in the background on the store's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cxdesk.desktop.context import Context
from cxdesk.errors import Cancelled
from cxdesk.session import Operation, Outcome, Session, export_work

if TYPE_CHECKING:
    from cxdesk.session.export_choice import ExportChoice, Stamp

Submit = Callable[[Operation, Callable[[Outcome], None], Callable[[Exception], None]], None]


class ExportDesk(QObject):
    """Exports from the session in use. `previewed` gives an `ExportPreview`, `written` a `Written`, `refused`
    why nothing was written.
    """

    previewed = Signal(object)
    written = Signal(object)
    refused = Signal(object)

    def __init__(self, context: Context, submit: Submit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._submit = context, submit
        self._session: Session | None = None

    def use(self, session: Session) -> None:
        """Export from another session from now on."""
        self._session = session

    def ask(self, choice: ExportChoice) -> None:
        """Ask what a choice would write."""
        if self._session is not None:
            operation = export_work.export_preview(self._session, choice, self._context.style)
            self._submit(operation, self._take_preview, self._fail_preview)

    def write(self, choice: ExportChoice, path: Path, agreed: Stamp | None) -> None:
        """Write what was chosen; `agreed` is the file that may be replaced."""
        if self._session is not None:
            style = self._context.style
            operation = export_work.export_chosen(self._session, choice, path, agreed, style)
            self._submit(operation, self._take_written, self.refused.emit)

    def cancel(self) -> None:
        """Stop writing; nothing of the file stays."""
        self._context.store.cancel(export_work.EXPORT)

    def _take_preview(self, outcome: Outcome) -> None:
        self.previewed.emit(outcome.value)

    def _fail_preview(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.refused.emit(error)

    def _take_written(self, outcome: Outcome) -> None:
        self.written.emit(outcome.value)
