"""Effort against what happened to the tickets: rules 6 and 7."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.health.shrinkage import DEFAULT_STRENGTH
from cxdesk.health.tensions import cases
from cxdesk.health.tensions.answers import heard
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.gates import Rates
from cxdesk.health.tensions.record import Mask, Side, Verdict
from cxdesk.health.tensions.sides import DOWN, counted_fact, mean_level, verdict
from cxdesk.health.tensions.spans import LEVEL_DAYS, counted, last
from cxdesk.metrics.shares import ratio
from cxdesk.tables.survey_scales import CES

LINKED_DAYS = 14  # a ticket opened so long before an effort answer is what it was about
LEAST_LINKED, LEAST_SOLVED = 4, 5
MUCH_MORE = 1.5


def effort_of_handoffs(basis: Basis) -> Verdict:
    """6: things are hard for them, and the tickets before those answers changed hands more than others."""
    facts, tickets = basis.facts, basis.facts.tickets
    count = len(basis)
    told = cases.opened(facts, LEVEL_DAYS + LINKED_DAYS) & ~np.isnan(tickets.handoffs)
    linked = _linked_to_effort(basis, np.flatnonzero(told))
    handoffs = np.nan_to_num(tickets.handoffs)
    n, n_others = (counted(tickets.account, told & rows, count) for rows in (linked, ~linked))
    mean = ratio(counted(tickets.account, told & linked, count, handoffs), n)
    others = ratio(counted(tickets.account, told & ~linked, count, handoffs), n_others)
    all_of_them = ratio(counted(tickets.account, told, count, handoffs), n + n_others)
    much = basis.quartile(all_of_them, 75)
    with np.errstate(invalid="ignore"):
        holds = (mean >= MUCH_MORE * np.nan_to_num(others)) & (mean >= much) & (mean > 0)
    side = counted_fact(
        basis,
        "Handoffs of tickets before effort answers",
        "per ticket",
        np.where((n >= LEAST_LINKED) & ~np.isnan(much), mean, np.nan),
        holds,
        last(facts.as_of, LEVEL_DAYS),
        "four tickets with handoffs counted, up to 14 days before an effort answer",
        n=n,
        of="tickets",
        reliability=n / (n + DEFAULT_STRENGTH),
    )
    rest = counted_fact(
        basis,
        "Handoffs of their other tickets",
        "per ticket",
        np.where(n_others > 0, others, 0.0),
        side.passes,
        side.period,
        side.needs,
        n=n_others,
        of="tickets",
    )
    return verdict(basis, _ease(basis), side, rest)


def effort_without_tickets(basis: Basis) -> Verdict:
    """7: things are hard for them, though tickets neither change hands nor come back much."""
    facts, tickets = basis.facts, basis.facts.tickets
    told = cases.opened(facts, LEVEL_DAYS) & ~np.isnan(tickets.handoffs)
    handoffs = cases.ticket_rates(facts, told, tickets.handoffs > 0, basis.segments)
    usual = basis.quartile(handoffs.value, 50)
    with np.errstate(invalid="ignore"):
        holds = handoffs.value <= usual
    known = (handoffs.n >= LEAST_SOLVED) & ~np.isnan(usual)
    clean = counted_fact(
        basis,
        "Tickets that changed hands",
        "share",
        np.where(known, handoffs.raw, np.nan),
        holds,
        last(facts.as_of, LEVEL_DAYS),
        "five tickets in 180 days that say whether they changed hands",
        n=handoffs.n,
        of="tickets",
        reliability=handoffs.reliability,
    )
    reopened = basis.reopened
    level = basis.quartile(reopened.value, 50)
    return verdict(basis, _ease(basis), clean, _held(basis, reopened, level))


def _held(basis: Basis, found: Rates, level: np.ndarray) -> Side:
    with np.errstate(invalid="ignore"):
        holds = found.value <= level
    return counted_fact(
        basis,
        "Reopened tickets",
        "share",
        np.where((found.n >= LEAST_SOLVED) & ~np.isnan(level), found.raw, np.nan),
        holds,
        last(basis.facts.as_of, LEVEL_DAYS),
        "five solved tickets in 180 days that say whether they were reopened",
        n=found.n,
        of="solved tickets",
        reliability=found.reliability,
    )


def _ease(basis: Basis) -> Side:
    ease = basis.ease
    return mean_level(
        basis, "Ease", "0 to 100", ease,
        basis.quartile(ease.value, 25), DOWN, last(basis.facts.as_of, LEVEL_DAYS),
        "effort answers in 180 days", scale=100.0,
    )  # fmt: skip


def _linked_to_effort(basis: Basis, among: np.ndarray) -> Mask:
    """Return which tickets of those positions stand before an effort answer: named by it, or of the same
    person and opened up to 14 days before it. False for all others.
    """
    answers, tickets = basis.facts.answers, basis.facts.tickets
    rows = np.flatnonzero(heard(basis.facts, CES, LEVEL_DAYS))
    naming = rows[answers.ticket_id[rows] != ""]
    named = _same_pairs(
        (tickets.account[among], tickets.ticket_id[among]),
        (answers.account[naming], answers.ticket_id[naming]),
    )
    asked, wrote = basis.persons.of_answers, basis.persons.of_tickets[among]
    rows = rows[(answers.ticket_id[rows] == "") & (asked[rows] >= 0)]
    span = np.int64(1) << 40  # seconds: longer than any history
    at = np.sort(asked[rows] * span + answers.answered_at[rows].astype("datetime64[s]").astype(np.int64))
    key = wrote * span + tickets.created_at[among].astype("datetime64[s]").astype(np.int64)
    later = np.searchsorted(at, key + LINKED_DAYS * 86400, side="right")
    before = (wrote >= 0) & (later > np.searchsorted(at, key, side="left"))
    linked = np.zeros(len(tickets), dtype=bool)
    linked[among] = named | before
    return linked


def _same_pairs(pairs: tuple[np.ndarray, np.ndarray], among: tuple[np.ndarray, np.ndarray]) -> Mask:
    """Return which (account, text) pairs are among others."""
    size = len(pairs[0])
    texts = compute.dictionary_encode(pa.array(np.concatenate([pairs[1], among[1]]), pa.string()))
    accounts = np.concatenate([pairs[0], among[0]]).astype(np.int64)
    keys = accounts * max(len(texts.dictionary), 1) + texts.indices.to_numpy()
    return np.isin(keys[:size], keys[size:])
