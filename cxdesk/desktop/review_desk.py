"""What happens to an import under review: it is read, changed, compared with the workspace, and put away.

A change is shown once the sheet was read with it. Changes that are made meanwhile wait with it, so that none
is lost; what is compared with the workspace arrives after what was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cxdesk.desktop.context import Context
from cxdesk.errors import UsageError
from cxdesk.session import Outcome, Session, review_work

if TYPE_CHECKING:
    from cxdesk.importing.difference import Difference
    from cxdesk.session.review import Known, Review
    from cxdesk.session.review_edits import Edit
    from cxdesk.session.review_names import Names, Said


class ReviewDesk(QObject):
    """The state behind the review page. `ready` gives a `Review`; `names_ready` one of which only the near
    names are other than before; `preset_kept` the name of a preset; `failed` an exception.
    """

    ready = Signal(object)
    names_ready = Signal(object)
    preset_kept = Signal(str)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: Session | None = None
        self._edits: list[Edit] = []
        self._differences: Mapping[str, Difference] = {}
        self._names: Names | None = None
        self._said: Said = {}
        self._is_wanted = False
        self.review: Review | None = None
        self.presets: dict[str, str] = {}

    def use(self, session: Session) -> None:
        """Compare with another workspace from now on."""
        self._session = session
        self._forget()

    def read(self, paths: Sequence[Path], known: Known | None) -> None:
        """Read files for review; nothing is written."""
        self._forget()
        self._is_wanted = True
        operation = review_work.review_import(paths, known, self._context.style, dict(self.presets))
        self._context.files.submit(operation, self._take, self._fail)

    def edit(self, edit: Edit) -> None:
        """Read a sheet otherwise; the page follows when it was read."""
        if self.review is not None:
            self._edits.append(edit)
            operation = review_work.edit_review(self.review, tuple(self._edits), self._context.style)
            self._context.files.submit(operation, self._take, self._fail)

    def answer_name(self, position: int, value: str) -> None:
        """Keep what was said of two near names until the import is made; it shows at once."""
        from cxdesk.session.review_names import with_answer

        if self.review is None or self.review.names is None:
            return
        try:
            self._said = with_answer(self.review, self._said, position, value)
        except UsageError as error:
            self.failed.emit(error)
        self._show_names()

    def open_protected(self, path: Path, password: str) -> None:
        """Read a protected file with its password."""
        if self.review is not None:
            operation = review_work.open_protected(
                self.review, tuple(self._edits), path, password, self._context.style
            )
            self._context.files.submit(operation, self._take, self._fail)

    def read_in(self, path: Path, encoding: str) -> None:
        """Read a text file again, in another encoding; what else was changed in its sheets stays changed."""
        if self.review is not None:
            operation = review_work.read_again(
                self.review, tuple(self._edits), path, encoding, self._context.style
            )
            self._context.files.submit(operation, self._take, self._fail)

    def keep_preset(self, sheet: int, name: str) -> None:
        """Keep how a sheet is read under a name, for the next file of its shape."""
        if self.review is not None and self._session is not None:
            operation = review_work.keep_preset(self._session, self.review, sheet, name)
            self._context.store.submit(operation, self._take_preset, self.failed.emit)

    def end(self) -> None:
        """Put the review away; what still runs for it is stopped, and what cannot be is not shown."""
        self.review, self._is_wanted = None, False
        self._forget()
        self._context.files.cancel(review_work.REVIEW)
        self._context.store.cancel(review_work.COMPARE)
        self._context.store.cancel(review_work.NAMES)

    def _take(self, outcome: Outcome) -> None:
        """Show what was read, with every change made until now, and compare it with the workspace."""
        if not self._is_wanted:
            return
        self._edits = []
        self._show(outcome.value)
        if self._session is None:
            return
        if not self.review.compared:
            operation = review_work.compare_review(self._session, self.review, self._differences)
            self._context.store.submit(operation, self._take_differences, self._fail, painting=True)
        elif self._names is None or self._names.digests != self.review.digests:
            operation = review_work.compare_names(self._session, self.review)
            self._context.store.submit(operation, self._take_names, self._fail, painting=True)

    def _show(self, review: Review) -> None:
        """Show a review, with the near names in it and what was said of them."""
        self.review = self._with_names(review)
        self.ready.emit(self.review)

    def _show_names(self) -> None:
        """Show the near names in the review, and what was said of them: nothing else is drawn again."""
        self.review = self._with_names(self.review)
        self.names_ready.emit(self.review)

    def _with_names(self, review: Review) -> Review:
        if self._names is None:
            return review
        from cxdesk.session.review_names import with_names

        return with_names(review, self._names, self._said, self._context.style)

    def _take_differences(self, outcome: Outcome) -> None:
        self._differences = outcome.value
        # A change under way brings a review of its own, which is compared in its turn.
        if self.review is not None and not self._edits:
            operation = review_work.show_differences(self.review, self._differences, self._context.style)
            self._context.files.submit(operation, self._take, self._fail)

    def _take_names(self, outcome: Outcome) -> None:
        self._names = outcome.value
        # A change under way brings a review of its own, whose names are looked at in their turn.
        if self.review is not None and not self._edits:
            self._show_names()

    def _take_preset(self, outcome: Outcome) -> None:
        name, text = outcome.value
        self.presets[name] = text
        self.preset_kept.emit(name)

    def _forget(self) -> None:
        """Keep nothing of the review before."""
        self._edits, self._differences = [], {}
        self._names, self._said = None, {}

    def _fail(self, error: Exception) -> None:
        """Show again what there was: a change that could not be made, or was stopped, did not happen."""
        self._edits = []
        if self.review is not None:
            self.ready.emit(self.review)
        self.failed.emit(error)
