"""Which ticket an answer is about: its team, agent and reason are those of the rating too."""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.observations import Positions, text_codes
from cxdesk.workspace.facts_record import Facts

_ROWS_OF_A_SHEET = 1 << 32


def answered_tickets(facts: Facts) -> Positions:
    """Return for each answer the position of the ticket that it is about, (answers,), -1 where none is known.

    A rating that stands on a ticket's own row is about that one. Otherwise it is the ticket of the same id
    and account: two help desks may use one number. Of an account that has two of one id it is neither.
    """
    return kept_with(facts, "tickets of answers", lambda: frozen(_found(facts)))


def of_tickets(column: np.ndarray, place: Positions) -> np.ndarray:
    """Return the ticket's text of each place, "" where it is -1. `column` has one text for each ticket."""
    return np.append(column, "")[place]


def _found(facts: Facts) -> Positions:
    answers, tickets = facts.answers, facts.tickets
    place = np.full(len(answers), -1)
    asked = np.flatnonzero(answers.ticket_id != "")
    if not len(asked) or not len(tickets):
        return place
    codes = text_codes(np.concatenate([tickets.ticket_id, answers.ticket_id[asked]])) + 1
    accounts = np.concatenate([tickets.account, answers.account[asked]]).astype(np.int64)
    keys = accounts * (int(codes.max()) + 1) + codes
    by_id = _only_place(keys[: len(tickets)], keys[len(tickets) :])
    own = _only_place(_rows(tickets), _rows(answers)[asked])
    is_own = (own >= 0) & (keys[own] == keys[len(tickets) :])
    place[asked] = np.where(is_own, own, by_id)
    return place


def _rows(record) -> Positions:
    """Return a number for the row of a file that each row is from."""
    return record.source.astype(np.int64) * _ROWS_OF_A_SHEET + record.source_row


def _only_place(keys: Positions, wanted: Positions) -> Positions:
    """Return where each wanted key stands, -1 where it stands nowhere or more than once."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.searchsorted(ordered, wanted, side="left")
    single = np.searchsorted(ordered, wanted, side="right") - first == 1
    return np.where(single, order[np.minimum(first, len(order) - 1)], -1)
