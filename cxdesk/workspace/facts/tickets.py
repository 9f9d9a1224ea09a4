"""Support tickets, whole and cut to a date, and the ratings given on them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cxdesk.tables import TICKETS
from cxdesk.tables.survey_scales import CSAT
from cxdesk.workspace.arrow_types import flags, instants, numbers, texts
from cxdesk.workspace.facts.hours import bears_hours
from cxdesk.workspace.facts.people import Roles
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver, looked_up, normal_name, without_ambiguous
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts.surveys import ONE_DAY
from cxdesk.workspace.facts_record import Answers, Tickets, rows_taken
from cxdesk.workspace.later_columns import rows_later
from cxdesk.workspace.workspace import Workspace

_ENDED = frozenset({"solved", "closed", "resolved", "done", "deleted", "cancelled", "canceled", "completed"})
_NO_CASE = frozenset({"spam", "deleted", "junk"})
_SECONDS_A_MINUTE = 60.0
_OF_THE_END = (
    "resolution_minutes", "replies", "reopens", "escalations", "handoffs", "first_contact_resolved",
    "within_sla",
)  # fmt: skip
"""What is only known of a ticket that is over, or now."""


def read_tickets(workspace: Workspace, resolver: Resolver, roles: Roles) -> tuple[Tickets, Answers, int]:
    """Return all tickets of known accounts, the ratings given on them, and how many rows have no account."""
    rows = newest_of_each_key(read_rows(workspace, TICKETS), "ticket_id")
    account = resolver.of_rows(rows)
    created = instants(rows["created_at"])
    resolved, minutes = _resolution(
        created,
        instants(rows["resolved_at"]),
        instants(rows["closed_at"]),
        numbers(rows["resolution_minutes"]),
    )
    first = numbers(rows["first_response_minutes"])
    waited = (instants(rows["first_response_at"]) - created).astype(float)
    status = texts(rows["status"])
    ended = looked_up(rows["status"], lambda text: int(normal_name(text) in _ENDED)) == 1
    no_case = looked_up(rows["status"], lambda text: int(normal_name(text) in _NO_CASE)) == 1
    merged = flags(rows["is_merged"])
    tickets = Tickets(
        account=account,
        ticket_id=texts(rows["ticket_id"]),
        contact=texts(rows["contact_id"]),
        created_at=created,
        acknowledged_at=instants(rows["acknowledged_at"]),
        resolved_at=resolved,
        is_open=np.isnat(resolved) & ~ended,
        first_response_minutes=np.where(np.isnan(first) & (waited >= 0), waited / _SECONDS_A_MINUTE, first),
        resolution_minutes=minutes,
        status=status,
        priority=texts(rows["priority"]),
        channel=texts(rows["channel"]),
        category=texts(rows["category"]),
        subject=texts(rows["subject"]),
        tags=texts(rows["tags"]),
        team=texts(rows["team"]),
        agent=texts(rows["agent"]),
        replies=numbers(rows["replies"]),
        reopens=numbers(rows["reopens"]),
        escalations=numbers(rows["escalations"]),
        handoffs=numbers(rows["handoffs"]),
        first_contact_resolved=numbers(rows["first_contact_resolved"].cast("int8")),
        within_sla=numbers(rows["within_sla"].cast("int8")),
        is_merged=merged,
        is_case=~merged & ~no_case,
        has_hours=np.zeros(len(created), dtype=bool),  # what was told by a date, `tickets_on` says
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    ratings = _ratings(tickets, numbers(rows["csat_score"]), flags(rows["csat_offered"]), roles)
    return rows_taken(tickets, known), ratings, len(account) - len(known)


def accounts_of_tickets(tickets: Tickets) -> dict[str, int]:
    """Return the account of each ticket id; an id that two accounts' tickets have is nobody's."""
    return without_ambiguous(list(zip(tickets.ticket_id.tolist(), tickets.account.tolist(), strict=True)))


def tickets_on(tickets: Tickets, as_of: np.datetime64, is_present: bool) -> Tickets:
    """Return the tickets opened by the date. What happened to a ticket solved later is not known yet.

    Nor, on a date in the past, what has happened to one that is open to this day: it bears no date.
    """
    end = (as_of + ONE_DAY).astype("datetime64[s]")
    kept = rows_later(tickets, np.flatnonzero(tickets.created_at < end))
    later = kept.resolved_at >= end
    hidden = later | (np.isnat(kept.resolved_at) & (not is_present))

    def known(name: str) -> Callable[[], np.ndarray]:
        return lambda: np.where(hidden, np.nan, getattr(kept, name))

    def first_response() -> np.ndarray:
        unanswered = kept.created_at + _seconds(kept.first_response_minutes) >= end
        return np.where(unanswered, np.nan, kept.first_response_minutes)

    def acknowledged() -> np.ndarray:
        return np.where(kept.acknowledged_at >= end, np.datetime64("NaT"), kept.acknowledged_at)

    return rows_later(
        kept,
        None,
        acknowledged_at=acknowledged,
        resolved_at=lambda: np.where(later, np.datetime64("NaT"), kept.resolved_at),
        is_open=lambda: kept.is_open | later,
        first_response_minutes=first_response,
        status=lambda: np.where(later, "open", kept.status),
        tags=lambda: np.where(hidden, "", kept.tags),
        is_case=lambda: np.where(later, ~kept.is_merged, kept.is_case),
        has_hours=lambda: bears_hours(kept.created_at, kept.source),
        **{name: known(name) for name in _OF_THE_END},
    )


def _resolution(created, resolved, closed, minutes) -> tuple[np.ndarray, np.ndarray]:
    """Return (resolved at, minutes): each from the other where only one is given, from the closing where
    neither is.
    """
    resolved = np.where(np.isnat(resolved) & ~np.isnan(minutes), created + _seconds(minutes), resolved)
    resolved = np.where(np.isnat(resolved), closed, resolved)
    spent = (resolved - created).astype(float)
    spent = np.where(np.isnat(resolved) | np.isnat(created), np.nan, spent)
    return resolved, np.where(np.isnan(minutes) & (spent >= 0), spent / _SECONDS_A_MINUTE, minutes)


def _seconds(minutes: np.ndarray) -> np.ndarray:
    """Return minutes as timedelta64[s], NaT where unknown."""
    known = ~np.isnan(minutes)
    seconds = np.full(len(minutes), np.timedelta64("NaT"), dtype="timedelta64[s]")
    seconds[known] = np.round(minutes[known] * _SECONDS_A_MINUTE).astype("timedelta64[s]")
    return seconds


def _ratings(tickets: Tickets, score: np.ndarray, offered: np.ndarray, roles: Roles) -> Answers:
    """Return the ratings given or asked for on tickets as satisfaction answers, dated when the ticket was
    solved.

    The scale is 1 to 5 unless every rating of the source is 0 or 1 and one is 0. An invitation is known only
    where the source says that a rating was asked for.
    """
    rows = np.flatnonzero((~np.isnan(score) | offered) & (tickets.account != UNKNOWN))
    given = score[rows]
    binary = np.zeros(len(rows), dtype=bool)
    for source in np.unique(tickets.source[rows]):
        here = tickets.source[rows] == source
        lowest, highest = np.nanmin(given[here], initial=1.0), np.nanmax(given[here], initial=0.0)
        binary[here] = lowest == 0.0 and highest <= 1.0
    answered = np.where(
        np.isnat(tickets.resolved_at[rows]), tickets.created_at[rows], tickets.resolved_at[rows]
    )
    people = tickets.contact[rows]
    return Answers(
        account=tickets.account[rows],
        contact=people,
        role=roles.roles_of(tickets.account[rows], people),
        kind=np.full(len(rows), CSAT, dtype=np.int8),
        score=given,
        scale_min=np.where(binary, 0.0, 1.0),
        scale_max=np.where(binary, 1.0, 5.0),
        high_is_good=np.ones(len(rows), dtype=bool),
        unit=np.full(len(rows), np.nan),
        invited_at=np.where(offered[rows], answered, np.datetime64("NaT")),
        answered_at=np.where(np.isnan(given), np.datetime64("NaT"), answered),
        comment=np.full(len(rows), "", dtype=object),
        ticket_id=tickets.ticket_id[rows],
        invited_by=tickets.source[rows],
        source=tickets.source[rows],
        source_row=tickets.source_row[rows],
    )
