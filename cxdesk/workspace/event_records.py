"""Facts that bear a moment each: incidents, what happened to tickets and how they were judged, first uses of
features, and invoices; and who works on tickets.

The conventions of `facts_record` hold: equal lengths, read-only, NaT and NaN and "" when unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from cxdesk.tables.ticket_events import EVENT_KINDS
from cxdesk.workspace.later_columns import LaterColumns

TICKET_EVENT_NAMES = (*EVENT_KINDS, "other")
_TYPES = {
    "account": "int32", "incident": "int32", "ticket": "int32", "feature": "int32", "user": "int32",
    "kind": "int8", "source": "int32", "source_row": "int32",
    "created_at": "datetime64[s]", "acknowledged_at": "datetime64[s]", "resolved_at": "datetime64[s]",
    "at": "datetime64[s]", "first_at": "datetime64[D]",
    "issued_at": "datetime64[D]", "due_at": "datetime64[D]", "paid_at": "datetime64[D]",
    "invoice_id": "object", "currency": "object", "status": "object", "is_disputed": "bool",
    "has_hours": "bool",
    "incident_id": "object", "service": "object", "urgency": "object", "priority": "object",
    "from_team": "object", "to_team": "object", "agent": "object", "team": "object", "category": "object",
    "review_id": "object", "ticket_id": "object", "reviewer": "object", "criterion": "object",
    "comment": "object", "reason": "object", "joined_at": "datetime64[D]",
}  # fmt: skip
"""What the columns hold that are not float64."""
Rows = TypeVar("Rows")


@dataclass(frozen=True, slots=True)
class Incidents(LaterColumns):
    """One row per incident that began up to the as-of date, in the order of their beginnings, whether or not
    it is known whom it touched.

    Seconds run from `created_at`, NaN while it had not come so far. `auto_resolved` is 1, 0 or NaN;
    `escalations`, `reassignments` and interruptions are counts or NaN, also NaN while it was not over.
    """

    incident_id: np.ndarray
    service: np.ndarray
    created_at: np.ndarray
    acknowledged_at: np.ndarray
    resolved_at: np.ndarray
    seconds_to_acknowledge: np.ndarray
    seconds_to_resolve: np.ndarray
    urgency: np.ndarray
    priority: np.ndarray
    escalations: np.ndarray
    reassignments: np.ndarray
    auto_resolved: np.ndarray
    interruptions_business_hours: np.ndarray
    interruptions_off_hours: np.ndarray
    interruptions_sleep_hours: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.created_at)


@dataclass(frozen=True, slots=True)
class IncidentAccounts(LaterColumns):
    """One row per incident and account that it touched, sorted by both. `incident`: position in `Incidents`.

    It touched whom it names, and who used its service on the day (UTC) it began, as services of accounts say.
    """

    account: np.ndarray
    incident: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True)
class TicketEvents(LaterColumns):
    """One row per event of a ticket up to the as-of date, in the order of time.

    `account` is the ticket's, `ticket` its position in `Tickets` (-1: none), `kind` a position in
    TICKET_EVENT_NAMES. Teams are those before and after; `agent` did it, or has it since. `has_hours` is
    false where the source had told days alone by then.
    """

    account: np.ndarray
    ticket: np.ndarray
    at: np.ndarray
    kind: np.ndarray
    from_team: np.ndarray
    to_team: np.ndarray
    agent: np.ndarray
    reason: np.ndarray
    has_hours: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True)
class FirstUses(LaterColumns):
    """One row per account, feature and user: the first day of use up to the as-of date, sorted by all four.

    `feature` is a position in `Facts.features`; `user` a number that only tells people apart, of one account:
    the same number in another may be somebody else. -1 stands for all uses that name nobody. Of what was
    counted in a warehouse only the features that the conventions named then are here.
    """

    account: np.ndarray
    feature: np.ndarray
    first_at: np.ndarray
    user: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Invoices(LaterColumns):
    """One row per invoice or order issued up to the as-of date; days, and amounts in `currency`.

    `due_at` may lie later; `paid_at` is NaT while it was not paid by then. `status` and `is_disputed` bear no
    date: they are only known of the present, "" and false on a date in the past, which those lack that
    are void or cancelled today and were never paid. Of one that was paid nobody says when, that is the
    status there (`invoices.PAID_SOME_DAY`).
    """

    account: np.ndarray
    invoice_id: np.ndarray
    issued_at: np.ndarray
    due_at: np.ndarray
    paid_at: np.ndarray
    amount: np.ndarray
    currency: np.ndarray
    status: np.ndarray
    is_disputed: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True)
class Reviews(LaterColumns):
    """One row per ticket, reviewer and criterion judged up to the as-of date.

    `score` is on its own scale, high is good; `unit` is the same between 0 and 1, NaN where the criterion did
    not apply. `account`, `team`, `agent` and `category` are the ticket's.
    """

    account: np.ndarray
    review_id: np.ndarray
    ticket_id: np.ndarray
    reviewer: np.ndarray
    at: np.ndarray
    criterion: np.ndarray
    score: np.ndarray
    scale_min: np.ndarray
    scale_max: np.ndarray
    unit: np.ndarray
    comment: np.ndarray
    team: np.ndarray
    agent: np.ndarray
    category: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True)
class Agents(LaterColumns):
    """One row per person who works on tickets and had joined by the as-of date, of all accounts.

    `agent` is the name, as tickets have it; `joined_at` the first day, NaT when unknown.
    """

    agent: np.ndarray
    team: np.ndarray
    joined_at: np.ndarray
    hours_per_week: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.agent)


def no_rows(record: type[Rows]) -> Rows:
    """Return a record of this file without rows."""
    return record(**{part.name: _nothing(part.name) for part in fields(record)})


def _nothing(name: str) -> np.ndarray:
    array = np.zeros(0, dtype=_TYPES.get(name, "float64"))
    array.flags.writeable = False
    return array
