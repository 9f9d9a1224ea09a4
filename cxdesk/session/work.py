"""The operations of the window, ready to be handed to a background thread.

Each function returns an `Operation`; its work imports what it needs. Lanes: a new request for the same page
cancels the one before, while an import or export is never cancelled by looking around.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.errors import CxdeskError
from cxdesk.progress import Progress
from cxdesk.session.history import CONVENTIONS, DECISION, IMPORT, READ_BACK, SCALE, WRITTEN, Step
from cxdesk.session.operations import Change, Operation, Outcome
from cxdesk.session.session import Session, create_session, empty_session, open_session, sample_session

if TYPE_CHECKING:
    import numpy as np

    from cxdesk.formatting import NumberStyle
    from cxdesk.session.evidence import Asked
    from cxdesk.session.evidence_rows import FindUsage
    from cxdesk.workspace.facts_record import Facts

OPEN, AS_OF, PORTFOLIO, ACCOUNT, HISTORY, CHANGE, RECORD, ROWS, COMMIT, EXPORT, DEFINITIONS = (
    "open",
    "as of",
    "portfolio",
    "account",
    "history",
    "change",
    "record",
    "rows",
    "commit",
    "export",
    "definitions",
)


def open_workspace(previous: Session | None, path: Path, password: str | None = None) -> Operation:
    """Open a workspace file; the previous session is closed only once that has worked."""
    return _opening(f"Opening {path.name}", previous, lambda _progress: open_session(path, password))


def new_workspace(previous: Session | None, path: Path) -> Operation:
    """Make an empty workspace file and open it."""
    return _opening(f"Making {path.name}", previous, lambda _progress: create_session(path))


def open_sample(previous: Session | None) -> Operation:
    """Generate and open the sample portfolio."""
    return _opening("Opening the sample portfolio", previous, sample_session)


def start_empty() -> Operation:
    """Open a workspace in memory, for a start with nothing to open."""
    return _opening("Starting", None, lambda _progress: empty_session())


def close_session(session: Session) -> Operation:
    """Close a session on the thread that owns it."""

    def work(_progress: Progress) -> Outcome:
        session.close()
        return Outcome()

    return Operation("Closing", OPEN, work)


def portfolio_page(session: Session, style: NumberStyle) -> Operation:
    """Give what the portfolio and import pages and the search show, as a `session.pages.Pages`."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.pages import pages

        return Outcome(pages(session, style, progress))

    return Operation("Scoring the portfolio", PORTFOLIO, work)


def account_page(session: Session, account_id: str, style: NumberStyle) -> Operation:
    """Give the `AccountView` of one account, without its history."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.account_view import account_code, account_view
        from cxdesk.session.annotation_facts import annotation_facts
        from cxdesk.session.human_views import beside_model
        from cxdesk.session.lift_view import lift_view
        from cxdesk.session.tensions_view import call_view
        from cxdesk.workspace.annotations import in_force

        facts = session.facts(progress)
        code = account_code(facts, account_id)
        if code is None:
            raise _not_there()
        earlier, standards = session.earlier_facts(progress), session.standards()
        portfolio, tensions = session.portfolio(progress), session.tensions(progress)
        views = beside_model(session.workspace, facts.accounts, portfolio, standards)
        beside = next((each for each in views if each.account == code), None)
        view = account_view(facts, portfolio, standards, code, earlier, style, beside)
        call = call_view(facts, portfolio, standards, tensions, code, style)
        written = annotation_facts(in_force(session.workspace.annotations()), account_id, style)
        view = replace(view, strip=(*view.strip, *written))
        return Outcome(replace(view, call=call, lift=lift_view(facts, portfolio, standards, code, style)))

    return Operation("Opening the account", ACCOUNT, work)


def account_history(session: Session, account_id: str) -> Operation:
    """Give the `HealthHistory` of one account."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.account_view import account_code
        from cxdesk.session.timeline import health_history

        facts = session.facts(progress)
        code = account_code(facts, account_id)
        return Outcome(None if code is None else health_history(facts, session.history(progress), code))

    return Operation("Scoring the months before", HISTORY, work)


def account_change(
    session: Session, account_id: str, since: np.datetime64 | None, style: NumberStyle
) -> Operation:
    """Give the `ChangeView` of one account since a day, by default since the last call; None when the account
    is not there.
    """

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.account_view import account_code
        from cxdesk.session.change_view import change_view

        facts = session.facts(progress)
        code = account_code(facts, account_id)
        if code is None:
            return Outcome(None)
        return Outcome(change_view(facts, session.change(account_id, since, progress), code, style))

    return Operation("Comparing with the last call", CHANGE, work)


def band_record(session: Session, style: NumberStyle) -> Operation:
    """Give the `RecordView` of the bands, None where nothing is imported."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.record_view import record_view

        if session.is_empty:
            return Outcome(None)
        found = session.judged(progress)
        return Outcome(record_view(found, session.facts(progress), session.standards().bands, style))

    return Operation("Judging the bands by past dates", RECORD, work)


def evidence_rows(session: Session, asked: Asked, style: NumberStyle) -> Operation:
    """Give the `EvidenceRows` of one number: its limits and the rows that it is made of."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.evidence_rows import evidence_rows as opened

        facts = session.facts(progress)
        found = opened(facts, asked, style, _find_usage(session, facts, progress))
        if found is None:
            raise _not_there()
        return Outcome(found)

    return Operation("Looking up the rows", ROWS, work)


def save_evidence_rows(session: Session, asked: Asked, table: int, path: Path) -> Operation:
    """Write all rows of one of the tables behind a number, as CSV or Parquet, and give the path."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.report.table_export import write_table
        from cxdesk.session.evidence_rows import evidence_columns, facts_asked_for

        facts = session.facts(progress)
        if facts_asked_for(facts, asked) is None:
            raise _not_there()
        find = _find_usage(session, facts, progress)
        write_table(path, evidence_columns(facts, asked, table, find))
        return Outcome(path)

    return Operation(f"Writing {path.name}", EXPORT, work)


def move_as_of(session: Session, date: np.datetime64 | None) -> Operation:
    """See everything as it was known on a date; None is the newest date in the data."""

    def work(_progress: Progress) -> Outcome:
        session.choose_as_of(date)
        return Outcome(changed=frozenset({Change.AS_OF}))

    return Operation("Moving to another date", AS_OF, work)


def take_back_step(session: Session, step: Step) -> Operation:
    """Undo whatever the step is; its value is the step."""
    moves = {
        IMPORT: session.take_back,
        DECISION: session.take_back_decision,
        CONVENTIONS: session.take_back_conventions,
        WRITTEN: session.take_back_entry,
        SCALE: session.take_back_scale,
        READ_BACK: session.take_back_read_back,
    }
    return _stepping(f"Undoing the {step.label}", step, moves[step.kind])


def bring_back_step(session: Session, step: Step) -> Operation:
    """Redo whatever the step is that was taken back; its value is the step."""
    moves = {
        IMPORT: session.bring_back,
        DECISION: session.bring_back_decision,
        CONVENTIONS: session.bring_back_conventions,
        WRITTEN: session.bring_back_entry,
        SCALE: session.bring_back_scale,
        READ_BACK: session.bring_back_read_back,
    }
    return _stepping(f"Redoing the {step.label}", step, moves[step.kind])


def _stepping(title: str, step: Step, move: Callable[[int], None]) -> Operation:
    """Return the operation that takes a step back or brings it back."""

    def work(_progress: Progress) -> Outcome:
        move(step.number)
        return Outcome(step, frozenset({Change.IMPORTS}))

    return Operation(title, COMMIT, work)


def decide_accounts(session: Session, kept: str, other: str, *, same: bool) -> Operation:
    """Keep that two accounts are the same, or different; its value is whether they are the same."""

    def work(_progress: Progress) -> Outcome:
        session.decide(kept, other, same=same)
        return Outcome(same, frozenset({Change.IMPORTS}))

    return Operation("Keeping what you said", COMMIT, work)


def export_rows_set_aside(session: Session, path: Path) -> Operation:
    """Write the rows set aside as a workbook and give its summary."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.aside import export_set_aside

        return Outcome(export_set_aside(session.workspace, path, progress=progress))

    return Operation(f"Writing {path.name}", EXPORT, work)


def definitions() -> Operation:
    """Give the definitions of all metrics."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.metrics.catalogue import METRICS

        return Outcome(tuple(metric.definition for metric in METRICS))

    return Operation("Looking up the definitions", DEFINITIONS, work)


def _find_usage(session: Session, facts: Facts, progress: Progress) -> FindUsage:
    """Return what looks up raw rows of usage in the workspace."""
    from cxdesk.workspace.facts.raw_usage import raw_usage

    def find(wanted, most):
        progress.report("Looking through the rows of usage")
        return raw_usage(session.workspace, facts, wanted, most)

    return find


def _not_there() -> CxdeskError:
    return CxdeskError("This account is not in the portfolio on that date.", "Choose a later as-of date.")


def _opening(title: str, previous: Session | None, opened: Callable[[Progress], Session]) -> Operation:
    """Return the operation that puts another session in the place of the previous one."""

    def work(progress: Progress) -> Outcome:
        session = opened(progress)
        if previous is not None:
            previous.close()
        return Outcome(session, frozenset({Change.WORKSPACE}))

    return Operation(title, OPEN, work)
