"""Event logs and messages of tickets, and the tickets that they make where no ticket export does.

These are folded for each date anew: what happened afterwards must not show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import TICKET_EVENTS
from cxdesk.tables.ticket_events import EVENT_KINDS
from cxdesk.workspace.arrow_types import instants, texts
from cxdesk.workspace.event_records import TICKET_EVENT_NAMES, TicketEvents, no_rows
from cxdesk.workspace.facts.hours import bears_hours
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver, looked_up, normal_name
from cxdesk.workspace.facts.rows import ROW, SOURCE, read_rows
from cxdesk.workspace.facts.surveys import ONE_DAY, coded, joined
from cxdesk.workspace.facts_record import Tickets, rows_taken
from cxdesk.workspace.workspace import Workspace

_KINDS = tuple(EVENT_KINDS)
_OPENED, _ASSIGNED, _ESCALATED, _REOPENED, _RESOLVED, _REPLIED, _MOVED = range(len(_KINDS))
_OTHER = TICKET_EVENT_NAMES.index("other")
_BY_WORD = {word: number for number, kind in enumerate(_KINDS) for word in (kind, *EVENT_KINDS[kind])}
_SECONDS_A_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class LoggedEvents:
    """One row per event of n, in the order of tickets and times. `ticket`: codes from 0; `kind`: position in
    TICKET_EVENT_NAMES; `account`: as the event says, UNKNOWN where it does not.
    """

    ticket: np.ndarray
    at: np.ndarray
    kind: np.ndarray
    account: np.ndarray
    contact: np.ndarray
    subject: np.ndarray
    from_team: np.ndarray
    to_team: np.ndarray
    agent: np.ndarray
    reason: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.ticket)


@dataclass(frozen=True, slots=True)
class TicketLog:
    """All events of tickets. `ids` are the tickets by their codes; `by_time` are the events' positions in the
    order of time.
    """

    events: LoggedEvents
    ids: np.ndarray
    by_time: np.ndarray


def read_ticket_events(
    workspace: Workspace, resolver: Resolver, with_own_row: np.ndarray
) -> tuple[TicketLog, int]:
    """Return the events of tickets, and how many rows are of tickets without an account.

    `with_own_row` are the ids of tickets that have a row of their own, which says whose they are.
    """
    rows = read_rows(workspace, TICKET_EVENTS)
    rows = rows.filter(compute.and_(rows["at"].is_valid(), rows["ticket_id"].is_valid()))
    ids, ticket = _numbered(rows["ticket_id"])
    at = instants(rows["at"])
    own = compute.is_in(ids, value_set=pa.array(with_own_row, pa.string())).to_numpy(zero_copy_only=False)
    account = np.full(len(ticket), UNKNOWN, dtype=np.int32)
    for told, resolving in ((own[ticket], replace(resolver, strangers={})), (~own[ticket], resolver)):
        account[told] = resolving.of_rows(rows.filter(pa.array(told)))
    order = np.lexsort((np.arange(len(ticket)), at, ticket))
    events = LoggedEvents(
        ticket=ticket[order],
        at=at[order],
        kind=_kinds(rows)[order],
        account=account[order],
        contact=texts(rows["contact_id"])[order],
        subject=texts(rows["subject"])[order],
        from_team=texts(rows["from_team"])[order],
        to_team=texts(rows["to_team"])[order],
        agent=texts(rows["agent"])[order],
        reason=texts(rows["reason"])[order],
        source=rows[SOURCE].to_numpy()[order],
        source_row=rows[ROW].to_numpy()[order],
    )
    known = np.bincount(ticket[account != UNKNOWN], minlength=len(own)) > 0
    log = TicketLog(events, texts(ids), np.argsort(events.at, kind="stable"))
    return log, int(np.count_nonzero(~(known | own)[ticket]))


def _numbered(column: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    """Return the different texts in their order, whichever comes first among the rows, and each row's."""
    coded = column.combine_chunks().dictionary_encode()
    order = compute.sort_indices(coded.dictionary)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return coded.dictionary.take(order), rank[coded.indices.to_numpy()]


def with_log(own: Tickets, log: TicketLog, as_of: np.datetime64) -> tuple[Tickets, TicketEvents]:
    """Return the tickets, those that only the log knows of at the end, and all events up to the date of them.

    `own` are the tickets with a row of their own that had begun by then. A later one is none yet: what is
    logged of it before is a ticket like any other that has no row.
    """
    if len(log.events) == 0:
        return own, no_rows(TicketEvents)
    places = compute.index_in(pa.array(log.ids, pa.string()), value_set=pa.array(own.ticket_id, pa.string()))
    place = compute.fill_null(places, UNKNOWN).to_numpy().astype(np.int32)
    made, codes = _made(log, place == UNKNOWN, as_of)
    tickets = joined(own, made)
    place[codes] = len(own) + np.arange(len(codes))
    end = (as_of + ONE_DAY).astype("datetime64[s]")
    upto = log.by_time[: np.searchsorted(log.events.at[log.by_time], end)]
    seen = rows_taken(log.events, upto[place[log.events.ticket[upto]] != UNKNOWN])
    ticket = place[seen.ticket]
    return tickets, TicketEvents(
        account=tickets.account[ticket],
        ticket=ticket,
        at=seen.at,
        kind=seen.kind,
        from_team=seen.from_team,
        to_team=seen.to_team,
        agent=seen.agent,
        reason=seen.reason,
        has_hours=bears_hours(seen.at, seen.source),
        source=seen.source,
        source_row=seen.source_row,
    )


def _made(log: TicketLog, alone: np.ndarray, as_of: np.datetime64) -> tuple[Tickets, np.ndarray]:
    """Return one row per ticket of the codes that stand `alone` which had begun by the date, made of what had
    happened to it by then; and the codes.

    A ticket is the account's that the first event names which names one. It begins with its first event. It
    is solved when the last event that opens or solves it solves it; each time that something opens a solved
    one, it came back. Handoffs are moves and changes of the agent.
    """
    end = (as_of + ONE_DAY).astype("datetime64[s]")
    events = log.events
    seen = rows_taken(events, np.flatnonzero((events.at < end) & alone[events.ticket]))
    begins = np.diff(seen.ticket, prepend=-1) != 0
    first, ticket = np.flatnonzero(begins), np.cumsum(begins) - 1
    count = len(first)

    def counted(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(ticket[chosen], minlength=count).astype(float)

    created = seen.at[first]
    resolved, reopens = _solved(seen, ticket, first)
    solved = ~np.isnat(resolved)
    answer = _first_of(_REPLIED, seen, ticket, count)
    moved = counted(seen.kind == _MOVED) + np.maximum(counted(seen.kind == _ASSIGNED) - 1.0, 0.0)
    nothing = np.full(count, "", dtype=object)
    named = np.flatnonzero(seen.account != UNKNOWN)[::-1]
    whose = np.full(count, UNKNOWN, dtype=np.int32)
    whose[ticket[named]] = seen.account[named]  # written backwards: the first one stays
    tickets = Tickets(
        account=whose,
        ticket_id=log.ids[seen.ticket[first]],
        contact=_first_said(seen.contact, ticket, count),
        created_at=created,
        acknowledged_at=_first_of(_ASSIGNED, seen, ticket, count),
        resolved_at=resolved,
        is_open=~solved,
        first_response_minutes=_minutes(answer - created),
        resolution_minutes=_minutes(resolved - created),
        status=np.where(solved, "solved", "open").astype(object),
        priority=nothing,
        channel=nothing,
        category=nothing,
        subject=_first_said(seen.subject, ticket, count),
        tags=nothing,
        team=_first_said(seen.to_team[::-1], ticket[::-1], count),
        agent=_first_said(seen.agent[::-1], ticket[::-1], count),
        replies=counted(seen.kind == _REPLIED),
        reopens=reopens,
        escalations=counted(seen.kind == _ESCALATED),
        handoffs=moved,
        first_contact_resolved=np.full(count, np.nan),
        within_sla=np.full(count, np.nan),
        is_merged=np.zeros(count, dtype=bool),
        is_case=np.ones(count, dtype=bool),
        has_hours=bears_hours(seen.at, seen.source)[first],
        source=seen.source[first],
        source_row=seen.source_row[first],
    )
    kept = np.flatnonzero(whose != UNKNOWN)
    return rows_taken(tickets, kept), seen.ticket[first[kept]]


def _kinds(rows: pa.Table) -> np.ndarray:
    """Return the kind of each event; where none is named, by the state that the ticket came into."""
    named = coded(rows["kind"], _KINDS, _OTHER)
    by_state = looked_up(rows["status"], lambda text: _BY_WORD.get(normal_name(text), _OTHER))
    by_state = np.where(by_state == UNKNOWN, _OTHER, by_state)
    return np.where(named == _OTHER, by_state, named).astype(np.int8)


def _solved(seen: LoggedEvents, ticket: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return when each ticket was solved, NaT while open, and how often it came back. `first`: the position
    of each one's first event.
    """
    state = np.flatnonzero(np.isin(seen.kind, (_OPENED, _REOPENED, _RESOLVED)))
    solves = seen.kind[state] == _RESOLVED
    same = np.diff(ticket[state], prepend=-1) == 0
    comes_back = same & ~solves & np.concatenate([[False], solves])[:-1]
    last = first.copy()
    last[ticket[state]] = state
    is_solved = seen.kind[last] == _RESOLVED
    resolved = np.where(is_solved, seen.at[last], np.datetime64("NaT")).astype("datetime64[s]")
    return resolved, np.bincount(ticket[state[comes_back]], minlength=len(first)).astype(float)


def _first_of(kind: int, seen: LoggedEvents, ticket: np.ndarray, count: int) -> np.ndarray:
    """Return when each ticket's first event of a kind was, NaT without one."""
    found = np.full(count, np.datetime64("NaT"), dtype="datetime64[s]")
    rows = np.flatnonzero(seen.kind == kind)[::-1]
    found[ticket[rows]] = seen.at[rows]  # written backwards: the first one stays
    return found


def _first_said(values: np.ndarray, ticket: np.ndarray, count: int) -> np.ndarray:
    """Return each ticket's first text that is not empty, in the order given."""
    found = np.full(count, "", dtype=object)
    said = np.flatnonzero(values != "")[::-1]
    found[ticket[said]] = values[said]
    return found


def _minutes(spent: np.ndarray) -> np.ndarray:
    """Return spans of time as minutes, NaN where unknown."""
    seconds = spent.astype("timedelta64[s]").astype(float)
    return np.where(np.isnat(spent), np.nan, seconds / _SECONDS_A_MINUTE)
