"""What the window does: asks the session for views in the background and tells the pages what came of it.

The session belongs to the store's thread; here it is only handed from one operation to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from cxdesk.desktop.comment_desk import CommentDesk
from cxdesk.desktop.context import Context
from cxdesk.desktop.export_desk import ExportDesk
from cxdesk.desktop.notice import NOTE, SUCCESS, Notice, notice_of
from cxdesk.desktop.read_back_desk import ReadBackDesk
from cxdesk.desktop.review_desk import ReviewDesk
from cxdesk.errors import Cancelled, HandedOutBook, PasswordNeeded, UsageError
from cxdesk.session import (
    Operation,
    Outcome,
    Session,
    conventions_work,
    review_work,
    work,
    written_work,
)
from cxdesk.session.history import DECISION, IMPORT

if TYPE_CHECKING:
    import numpy as np

    from cxdesk.session.account_view import AccountView
    from cxdesk.session.evidence import Asked
    from cxdesk.session.export_work import Written
    from cxdesk.session.history import Step
    from cxdesk.session.pages import Pages
    from cxdesk.session.record_view import RecordView
    from cxdesk.session.review import Review
    from cxdesk.workspace.written_records import Call, HumanView


class Desk(QObject):
    """The state behind the window. Views arrive by signals; every request may be made at any time."""

    pages_ready = Signal(object)
    account_ready = Signal(object)
    history_ready = Signal(str, object)
    change_ready = Signal(object)
    record_ready = Signal(object)
    review_closed = Signal(bool)
    notice = Signal(object)
    password_wanted = Signal(object, object)
    rows_ready = Signal(object)
    definitions_ready = Signal(object)
    conventions_ready = Signal(object)
    conventions_kept = Signal(object)
    conventions_refused = Signal(object)
    opened = Signal()
    written = Signal()
    not_written = Signal(object)
    cancelled = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: Session | None = None
        self.pages: Pages | None = None
        self.account: AccountView | None = None
        self._wanted_account: str | None = None
        self._since: np.datetime64 | None = None
        self.record: RecordView | None = None
        self._wanted_rows: Asked | None = None
        self._wants_conventions = False
        self._after_opening: Callable[[], None] | None = None
        self._imported: Notice | None = None
        self.comments = CommentDesk(context, self)
        self.comments.failed.connect(self._fail)
        self.comments.finished.connect(self._take_comments)
        self.exports = ExportDesk(context, self._submit, self)
        self.exports.written.connect(self._take_written_file)
        self.reviews = ReviewDesk(context, self)
        self.reviews.failed.connect(self._fail_review)
        self.read_backs = ReadBackDesk(context, self)
        self.read_backs.failed.connect(self._fail)
        self.read_backs.kept.connect(self._take_read_back)

    @property
    def needs_workspace(self) -> bool:
        """Whether there is no file yet in which imports could be kept; the sample is none."""
        return self._session is None or not self._session.kept

    @property
    def wants_account(self) -> bool:
        """Whether an account is shown, or asked for and on its way."""
        return self._wanted_account is not None

    @property
    def has_accounts(self) -> bool:
        """Whether there is anything to work on."""
        return self.pages is not None and self.pages.portfolio is not None

    def start_empty(self) -> None:
        """Open a workspace in memory: the empty pages say what belongs there."""
        self._open(work.start_empty())

    def open_workspace(self, path: Path, password: str | None = None) -> None:
        """Open a workspace file in place of the present one."""

        def failed(error: Exception) -> None:
            if isinstance(error, PasswordNeeded):
                self.password_wanted.emit(path, error)
            else:
                self.give_up_opening(error)

        self._context.settings.folder = path.parent
        self._context.store.cancel(work.RECORD)
        self._context.store.submit(
            work.open_workspace(self._session, path, password), self._take_session, failed
        )

    def give_up_opening(self, error: Exception) -> None:
        """Tell why a workspace was not opened; with nothing else open, say on the page what belongs there."""
        self._fail(error)
        if self._session is None:
            self.start_empty()

    def new_workspace(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Make a workspace file and open it; `then` is called once it is open."""
        self._after_opening = then
        self._context.settings.folder = path.parent
        self._open(work.new_workspace(self._session, path))

    def open_sample(self) -> None:
        """Open the generated portfolio."""
        self._open(work.open_sample(self._session))

    def move_as_of(self, date: np.datetime64 | None) -> None:
        """See everything as it was known on a date; None is the newest date in the data."""
        if self._session is not None:
            self._submit(work.move_as_of(self._session, date), lambda _outcome: self.reload())

    def reload(self) -> None:
        """Ask for the pages again, and for the account that is open."""
        if self._session is None:
            return
        self.record = None
        self._context.store.cancel(work.RECORD)
        operation = work.portfolio_page(self._session, self._context.style)
        self._context.store.submit(operation, self._take_pages, self._fail_pages)
        if self._wanted_account is not None:
            self.show_account(self._wanted_account)
        if self._wanted_rows is not None:
            self.show_rows(self._wanted_rows)
        if self._wants_conventions:
            self.show_conventions()

    def show_account(self, account_id: str) -> None:
        """Ask for the page of an account, then for its history and what changed."""
        if self._session is None:
            return
        self._wanted_account = account_id
        store, session = self._context.store, self._session
        store.submit(
            work.account_page(session, account_id, self._context.style), self._take_account, self._fail
        )

        def take_history(outcome: Outcome) -> None:
            self.history_ready.emit(account_id, outcome.value)

        store.submit(work.account_history(session, account_id), take_history, self._fail)
        self._ask_for_change()
        self._ask_for_record()

    def compare_with(self, date: np.datetime64 | None) -> None:
        """Tell what changed since a date; None is the last call with the account that is shown."""
        self._since = date
        self._ask_for_change()
        self._ask_for_record()

    def show_rows(self, asked: Asked) -> None:
        """Ask for a number with its limits and rows; it is asked for again whenever they may have changed."""
        if self._session is not None:
            self._wanted_rows = asked
            operation = work.evidence_rows(self._session, asked, self._context.style)
            self._submit(operation, self._take_rows)

    def forget_rows(self) -> None:
        """Ask no more for the rows of a number: nobody looks at them."""
        self._wanted_rows = None

    def save_rows(self, asked: Asked, table: int, path: Path) -> None:
        """Write the rows of one of the tables behind a number."""
        if self._session is not None:
            self._context.settings.folder = path.parent
            operation = work.save_evidence_rows(self._session, asked, table, path)
            self._submit(operation, self._take_export)

    def review(self, paths: Sequence[Path]) -> None:
        """Read files for review; nothing is written."""
        if paths:
            self._context.settings.folder = paths[0].parent
            self.reviews.read(paths, None if self.pages is None else self.pages.known)

    def commit(self, review: Review) -> None:
        """Keep a reviewed import, whole or not at all."""
        if self._session is not None:
            operation = review_work.commit_import(self._session, review, self.reviews.presets)
            self._submit(operation, self._take_import, self._fail_import)

    def take_back(self, step: Step) -> None:
        """Undo an import or a decision."""
        if self._session is not None:
            operation = work.take_back_step(self._session, step)
            self._submit(operation, self._take_back)

    def bring_back(self, step: Step) -> None:
        """Redo an import or a decision that was taken back."""
        if self._session is not None:
            operation = work.bring_back_step(self._session, step)
            self._submit(operation, self._bring_back)

    def decide(self, kept: str, other: str, same: bool) -> None:
        """Keep that two accounts are the same, or different."""
        if self._session is not None:
            operation = work.decide_accounts(self._session, kept, other, same=same)
            self._submit(operation, self._take_decision)

    def export_set_aside(self, path: Path) -> None:
        """Write the rows that were set aside."""
        if self._session is not None:
            self._context.settings.folder = path.parent
            operation = work.export_rows_set_aside(self._session, path)
            self._submit(operation, self._take_set_aside)

    def show_conventions(self) -> None:
        """Ask for the conventions; they are asked for again whenever they may have changed."""
        if self._session is not None:
            self._wants_conventions = True
            operation = conventions_work.conventions_page(self._session)
            self._submit(operation, self._take_conventions)

    def forget_conventions(self) -> None:
        """Ask no more for the conventions: nobody looks at them."""
        self._wants_conventions = False

    def keep_conventions(self, given: Mapping[str, Any]) -> None:
        """Keep a change of conventions, plain values by name."""

        def failed(error: Exception) -> None:
            if isinstance(error, UsageError):
                self.conventions_refused.emit(notice_of(error))
            else:
                self._fail(error)

        if self._session is not None:
            operation = conventions_work.set_conventions(self._session, given)
            self._submit(operation, self._take_kept_conventions, failed)

    def write_down(self, record: Call | HumanView) -> None:
        """Keep a call or a view."""
        if self._session is not None:
            self._write(written_work.write_down(self._session, record, self._context.style))

    def set_scale(self, name: str) -> None:
        """Keep what is typical on the as-of date as the scale from then on."""
        if self._session is not None:
            self._write(written_work.set_scale(self._session, name))

    def show_definitions(self) -> None:
        """Ask for the definitions of all metrics."""
        self._context.files.submit(work.definitions(), self._take_definitions, self._fail)

    def cancel(self) -> None:
        """Stop what runs, except drawing."""
        self._context.store.cancel()
        self._context.files.cancel()

    def close(self) -> None:
        """Close the session on its own thread and stop all threads."""
        if self._session is not None:
            session, self._session = self._session, None
            self._context.store.cancel()
            self._context.store.finish_with(work.close_session(session))
        self._context.stop()

    def _submit(
        self,
        operation: Operation,
        done: Callable[[Outcome], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Have something done now: the record of the bands gives way, and is begun again behind it."""
        self._context.store.submit(operation, done, failed or self._fail)
        self._ask_for_record()

    def _open(self, operation: Operation) -> None:
        self._context.store.cancel(work.RECORD)
        self._context.store.submit(operation, self._take_session, self._fail)

    def _take_session(self, outcome: Outcome) -> None:
        """Work with another session from now on."""
        self._session = outcome.value
        self.reviews.use(self._session)
        self.comments.use(self._session)
        self.exports.use(self._session)
        self.read_backs.use(self._session)
        self._wanted_account = self._wanted_rows = self.account = self.pages = None
        self._wants_conventions = False
        self._since = None
        self._context.settings.workspace = self._session.workspace.path
        self.opened.emit()
        self.reload()
        if self._after_opening is not None:
            then, self._after_opening = self._after_opening, None
            then()

    def _take_pages(self, outcome: Outcome) -> None:
        self.pages = outcome.value
        self.pages_ready.emit(self.pages)
        self._ask_for_record()
        imported, self._imported = self._imported, None
        found = self.pages.imports.duplicates
        if imported is not None and found is not None and found.open:
            step = f"Accounts may be the same: {found.note}, under Imports."
            self.notice.emit(replace(imported, next_step=f"{imported.next_step} {step}".strip()))

    def _take_account(self, outcome: Outcome) -> None:
        self.account = outcome.value
        self.account_ready.emit(self.account)

    def _ask_for_change(self) -> None:
        if self._session is not None and self._wanted_account is not None:
            operation = work.account_change(
                self._session, self._wanted_account, self._since, self._context.style
            )
            self._context.store.submit(operation, self._take_change, self._fail)

    def _ask_for_record(self) -> None:
        """Judge the bands once everything else that was asked for is there: it takes longest. What was begun
        of it gives way, and is begun again behind what was asked for meanwhile.
        """
        if self._session is not None and self.has_accounts and self.record is None:
            operation = work.band_record(self._session, self._context.style)
            self._context.store.submit(operation, self._take_record, self._fail_record, painting=True)

    def _take_record(self, outcome: Outcome) -> None:
        self.record = outcome.value
        if self.record is not None:
            self.record_ready.emit(self.record)

    def _fail_record(self, error: Exception) -> None:
        """Tell what went wrong; that nobody waited for it is no failure."""
        if not isinstance(error, Cancelled):
            self._fail(error)

    def _take_change(self, outcome: Outcome) -> None:
        if outcome.value is not None:
            self.change_ready.emit(outcome.value)

    def _take_rows(self, outcome: Outcome) -> None:
        """Show the rows, unless they were put away meanwhile."""
        if self._wanted_rows is not None:
            self.rows_ready.emit(outcome.value)

    def _take_conventions(self, outcome: Outcome) -> None:
        """Show the conventions, unless their window was put away meanwhile."""
        if self._wants_conventions:
            self.conventions_ready.emit(outcome.value)

    def _take_kept_conventions(self, outcome: Outcome) -> None:
        """Tell what the change does and show every number as it is now."""
        kept = outcome.value
        self.conventions_kept.emit(kept)
        if kept.label:
            self.notice.emit(
                Notice(SUCCESS, f"The {kept.label} is kept. {kept.effect}".strip(), "Undo takes it back.")
            )
            self.reload()

    def _write(self, operation: Operation) -> None:
        """Keep what a form holds; where something is missing the form says so, and stays."""

        def failed(error: Exception) -> None:
            if isinstance(error, UsageError):
                self.not_written.emit(notice_of(error))
            else:
                self._fail(error)

        self._submit(operation, self._take_written, failed)

    def _take_written(self, outcome: Outcome) -> None:
        self.written.emit()
        label = f"{outcome.value[:1].upper()}{outcome.value[1:]}"
        self.notice.emit(Notice(SUCCESS, f"{label}: kept.", "Undo takes it back."))
        self.reload()

    def _take_import(self, outcome: Outcome) -> None:
        """Show what has changed; the same rows again change nothing, and the user is told."""
        self.review_closed.emit(outcome.value is not None)
        if outcome.value is None:
            self.notice.emit(Notice(NOTE, "Nothing was imported: all of these rows are here already."))
            return
        used = [sheet for sheet in outcome.value.sheets if sheet.table]
        kept, aside = (
            sum(getattr(sheet, name) for sheet in used) for name in ("rows_kept", "rows_set_aside")
        )
        rows = self._counted(kept)
        text = f"Imported {rows}." if not aside else f"Imported {rows}; set aside {self._counted(aside)}."
        next_step = "Each row that was set aside is listed with its reason." if aside else ""
        self._imported = Notice(SUCCESS, text, next_step)
        self.notice.emit(self._imported)
        self.reload()
        self.comments.follow_import()

    def _take_back(self, outcome: Outcome) -> None:
        """Show what is left; an account may be gone with an import or a decision."""
        if outcome.value.kind in (IMPORT, DECISION):
            self._wanted_account = self.account = None
        told = f"The {outcome.value.label} was taken back."
        self.notice.emit(Notice(NOTE, told, "Nothing is deleted: it can be brought back."))
        self.reload()

    def _bring_back(self, outcome: Outcome) -> None:
        """Show what is there again; an account may be gone with a merge."""
        if outcome.value.kind in (IMPORT, DECISION):
            self._wanted_account = self.account = None
        self.notice.emit(Notice(SUCCESS, f"The {outcome.value.label} was brought back."))
        self.reload()

    def _take_decision(self, outcome: Outcome) -> None:
        """Show the accounts as they are now; the one that is open may have become part of another."""
        self._wanted_account = self.account = None
        what = "They are one account now." if outcome.value else "They stay two accounts."
        self.notice.emit(Notice(SUCCESS, what, "Undo takes this back."))
        self.reload()

    def _take_comments(self, said: str) -> None:
        """Show the scores with what was read."""
        if said:
            self.notice.emit(Notice(NOTE, said))
        self.reload()

    def _take_set_aside(self, outcome: Outcome) -> None:
        summary = outcome.value
        what = f"Wrote {self._counted(summary.rows)} to {summary.path.name}."
        self.notice.emit(Notice(SUCCESS, what, "Correct them there and import that file.", file=summary.path))

    def _take_definitions(self, outcome: Outcome) -> None:
        self.definitions_ready.emit(outcome.value)

    def _take_written_file(self, written: Written) -> None:
        self._context.settings.folder = written.path if written.in_folder else written.path.parent
        self.notice.emit(Notice(SUCCESS, written.said, file=written.path))

    def _take_export(self, outcome: Outcome) -> None:
        path = outcome.value
        self.notice.emit(Notice(SUCCESS, f"Wrote {path.name}.", file=path))

    def _fail_pages(self, error: Exception) -> None:
        """Tell that the pages show what was before where reading the accounts was stopped."""
        self._fail(error)
        if isinstance(error, Cancelled):
            what = "Reading the accounts was stopped: the pages show what was there before."
            kept = " The import is kept." if self._imported is not None else ""
            self.notice.emit(Notice(NOTE, f"{what}{kept}", "Open the workspace again to read them."))

    def _fail_import(self, error: Exception) -> None:
        """Tell that nothing was kept when an import was stopped; the review stays open."""
        self._fail(error)
        if isinstance(error, Cancelled):
            self.notice.emit(Notice(NOTE, "The import was stopped.", "Nothing of it was kept."))

    def _fail_review(self, error: Exception) -> None:
        """Tell what went wrong; a workbook that came back is no data: what people wrote in it is shown."""
        if isinstance(error, HandedOutBook) and self.has_accounts:
            self.notice.emit(Notice(NOTE, error.what, "What came back in it is shown instead."))
            self.read_backs.read([error.path])
        else:
            self._fail(error)

    def _take_read_back(self, count: int) -> None:
        """Show the accounts with what came back."""
        from cxdesk import formatting

        kept = formatting.counted(count, "text", "texts", self._context.style)
        self.notice.emit(Notice(SUCCESS, f"Kept {kept} that came back.", "Undo takes all of it back."))
        self.reload()

    def _fail(self, error: Exception) -> None:
        """Tell what went wrong; a stop that the user asked for is no failure."""
        self._after_opening = None
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            self.notice.emit(notice_of(error))

    def _counted(self, rows: int) -> str:
        from cxdesk import formatting

        return formatting.counted(rows, "row", "rows", self._context.style)
