"""The operations of the window of conventions: look at them, and keep a change with what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxdesk.progress import Progress
from cxdesk.session.operations import Change, Operation, Outcome
from cxdesk.session.session import Session

LOOK, KEEP = "conventions", "commit"


@dataclass(frozen=True, slots=True)
class Kept:
    """A change of conventions that was kept: its name ("" when nothing was changed) and what it does."""

    label: str
    effect: str


def conventions_page(session: Session) -> Operation:
    """Give the conventions in force with what the data know of them."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.conventions_view import conventions_view

        facts = None if session.is_empty else session.facts(progress)
        return Outcome(conventions_view(session.workspace.conventions(), facts))

    return Operation("Looking up the conventions", LOOK, work)


def set_conventions(session: Session, given: Mapping[str, Any]) -> Operation:
    """Keep conventions, of which those that are given (plain values, as in TOML) change; give what was done.

    Raises UsageError, and keeps nothing, for what cannot be and for features that no usage names.
    """

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.conventions_view import change_label, check_features, effect_text
        from cxdesk.workspace.conventions import conventions_from_plain

        before = session.workspace.conventions()
        after = conventions_from_plain(given, before)
        if after == before:
            return Outcome(Kept("", ""))
        then = None if session.is_empty else session.facts(progress)
        check_features(before, after, () if then is None else then.features)
        progress.check()
        session.set_conventions(after)
        effect = "" if then is None else effect_text(then, session.facts(progress))
        return Outcome(Kept(change_label(before, after), effect), frozenset({Change.IMPORTS}))

    return Operation("Keeping the conventions", KEEP, work)
