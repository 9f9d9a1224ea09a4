"""Health over the last months of one account, with what happened in them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cxdesk.charts import Event, HealthHistory, Rescaled
from cxdesk.session.past_scores import Past
from cxdesk.workspace.facts_record import Facts

MOST_EVENTS = 6
MOST_ESCALATIONS = 2
_MOVEMENTS = {"upgrade": "Upgrade", "downgrade": "Downgrade", "renewal": "Renewed"}


def health_history(facts: Facts, past: tuple[Past, ...], code: int) -> HealthHistory:
    """Return the health of the account at position `code` at each past date at which it was there."""
    account_id = facts.accounts.account_id[code]
    placed = [(then, np.flatnonzero(then.account_id == account_id)) for then in past]
    rows = [(then, int(found[0])) for then, found in placed if len(found)]

    def values(name: str) -> np.ndarray:
        return np.array([float(getattr(then.portfolio, name)[row]) for then, row in rows])

    dates = np.array([then.portfolio.as_of for then, _ in rows], dtype="datetime64[D]")
    events = events_between(facts, code, dates[0], dates[-1]) if len(dates) else ()
    return HealthHistory(dates, values("health"), values("low"), values("high"), events, _rescaled(rows))


def _rescaled(rows: list[tuple[Past, int]]) -> tuple[Rescaled, ...]:
    """Return where another scale begins, with both of its ends on the other scale."""
    return tuple(
        Rescaled(
            position,
            then.scale,
            float(then.on_earlier.health[row]),
            float(before.on_later.health[row_before]),
        )
        for position, ((before, row_before), (then, row)) in enumerate(pairwise(rows), 1)
        if then.on_earlier is not None and before.on_later is not None
    )


def events_between(facts: Facts, code: int, start: np.datetime64, end: np.datetime64) -> tuple[Event, ...]:
    """Return what happened to the account from `start` to `end`, oldest first, the weightiest kinds if there
    are many.
    """
    weighted = [
        *_losses(facts, code),
        *_people(facts, code),
        *_contracts(facts, code),
        *_escalations(facts, code),
    ]
    inside = [(weight, event) for weight, event in weighted if start <= event.date <= end]
    inside.sort(key=lambda pair: (pair[0], -pair[1].date.astype(int)))
    return tuple(sorted((event for _, event in inside[:MOST_EVENTS]), key=lambda event: event.date))


def _losses(facts: Facts, code: int) -> list[tuple[int, Event]]:
    events = facts.churn_events
    return [
        (
            0,
            Event(
                events.at[row].astype("datetime64[D]"),
                "Came back" if events.is_reactivation[row] == 1 else "Left",
            ),
        )
        for row in np.flatnonzero((events.account == code) & ~np.isnat(events.at))
    ]


def _people(facts: Facts, code: int) -> list[tuple[int, Event]]:
    contacts = facts.contacts
    return [
        (1, Event(contacts.left_at[row].astype("datetime64[D]"), "Champion left"))
        for row in np.flatnonzero((contacts.account == code) & ~np.isnat(contacts.left_at))
        if contacts.is_champion[row] == 1
    ]


def _contracts(facts: Facts, code: int) -> list[tuple[int, Event]]:
    contracts = facts.contracts
    return [
        (2, Event(contracts.start[row].astype("datetime64[D]"), _MOVEMENTS[str(contracts.movement[row])]))
        for row in np.flatnonzero((contracts.account == code) & ~np.isnat(contracts.start))
        if str(contracts.movement[row]) in _MOVEMENTS
    ]


def _escalations(facts: Facts, code: int) -> list[tuple[int, Event]]:
    """Return the newest escalations: of many, each one says little."""
    tickets = facts.tickets
    dated = (tickets.account == code) & (tickets.escalations > 0) & ~np.isnat(tickets.created_at)
    rows = np.flatnonzero(dated)
    newest = rows[np.argsort(tickets.created_at[rows], kind="stable")][-MOST_ESCALATIONS:]
    return [
        (
            3,
            Event(
                tickets.created_at[row].astype("datetime64[D]"),
                "Escalation",
            ),
        )
        for row in newest
    ]
