"""The operations of what a person writes down or sets: a call, a view, a scale; each can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxdesk.progress import Progress
from cxdesk.session.operations import Change, Operation, Outcome
from cxdesk.session.session import Session

if TYPE_CHECKING:
    from cxdesk.formatting import NumberStyle
    from cxdesk.workspace.written_records import Call, HumanView

KEEP = "commit"


def write_down(session: Session, record: Call | HumanView, style: NumberStyle) -> Operation:
    """Keep a call or a view and give its label; raises UsageError, and keeps nothing, where something is
    missing.
    """

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.written_steps import record_label

        accounts = session.facts(progress).accounts
        names = dict(zip(accounts.account_id.tolist(), accounts.account_name.tolist(), strict=True))
        session.write_down(record)
        return Outcome(record_label(record, names, style), frozenset({Change.IMPORTS}))

    return Operation("Writing it down", KEEP, work)


def set_scale(session: Session, name: str) -> Operation:
    """Keep what is typical on the as-of date as the scale from that day on, under a name, and give its label;
    raises UsageError without a name.
    """

    def work(progress: Progress) -> Outcome:
        session.set_scale(name, progress)
        return Outcome(f"scale {name.strip()}", frozenset({Change.IMPORTS}))

    return Operation("Setting the scale", KEEP, work)
