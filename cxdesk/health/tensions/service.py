"""Service against how it is rated: rules 3, 4, 5, 25, 26 and 34."""

from __future__ import annotations

import numpy as np

from cxdesk.health.tensions import cases
from cxdesk.health.tensions.answers import Change, heard, reliability_of
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.gates import Rates, contradiction, shrunk_rates, z_of_counts, z_of_rates
from cxdesk.health.tensions.record import Side, Verdict
from cxdesk.health.tensions.sides import (
    DOWN,
    UP,
    changed,
    counted_fact,
    duration,
    rate,
    sentiment_steady,
    steady,
    use_changed,
    verdict,
)
from cxdesk.health.tensions.spans import LEVEL_DAYS, TICKET_DAYS, counted, last
from cxdesk.health.tensions.use import UseChange
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.tickets import came_back, first_contact_flags
from cxdesk.metrics.usage import monthly
from cxdesk.tables.survey_scales import CSAT

HIGH_CSAT, HIGH_FIRST_CONTACT, MUCH_COMES_BACK = 0.80, 0.70, 0.15
SMALL_OVERLAP = 0.20
FASTER = 0.75
FEWER_TICKETS, SAME_PER_DAY, LESS_USE = 0.6, 0.9, 0.75
_LEAST_RATED, _LEAST_SOLVED, _LEAST_CONTACTS, _LEAST_TIMED = 3, 5, 8, 8


def rated_well_but_reopened(basis: Basis) -> Verdict:
    """3: satisfaction is high, and so are reopened tickets."""
    return verdict(
        basis,
        rate(
            basis,
            "CSAT",
            basis.satisfaction,
            HIGH_CSAT,
            UP,
            last(basis.facts.as_of, LEVEL_DAYS),
            least=_LEAST_RATED,
            of="answers",
            needs="three satisfaction answers in 180 days",
        ),
        _reopened(basis),
    )


def solved_but_comes_back(basis: Basis) -> Verdict:
    """4: first contact solves much, and much of that comes back."""
    facts = basis.facts
    flags = first_contact_flags(facts.tickets)
    rows = cases.resolved(facts, LEVEL_DAYS, followed_up=True) & ~np.isnan(flags)
    first = cases.ticket_rates(facts, rows, flags == 1, basis.segments)
    back = cases.ticket_rates(facts, rows, (flags == 1) & came_back(facts.tickets), basis.segments)
    period = last(facts.as_of, LEVEL_DAYS)
    needs = "eight solved tickets that say whether the first contact solved them"
    return verdict(
        basis,
        rate(basis, "First-contact resolution", first, HIGH_FIRST_CONTACT, UP, period,
             least=_LEAST_CONTACTS, needs=needs, of="solved tickets"),
        rate(basis, "Solved at first contact, and came back", back, MUCH_COMES_BACK, UP, period,
             least=_LEAST_CONTACTS, needs=needs, of="solved tickets"),
    )  # fmt: skip


def quick_reply_slow_fix(basis: Basis) -> Verdict:
    """5: the first reply is among the fastest, the solution among the slowest."""
    facts, period = basis.facts, last(basis.facts.as_of, LEVEL_DAYS)
    rows = cases.opened(facts, LEVEL_DAYS)
    replies = cases.first_replies(facts, rows, basis.segments)
    times = cases.solution_times(facts, rows, basis.segments)
    needs = "eight tickets in 180 days with times to reply and to solve"
    return verdict(
        basis,
        duration(basis, "First reply, median", replies, basis.quartile(replies.median, 25), DOWN, period,
                 least=_LEAST_TIMED, needs=needs),
        duration(basis, "Solution, median", times, basis.quartile(times.median, 75), UP, period,
                 least=_LEAST_TIMED, needs=needs),
    )  # fmt: skip


def fewer_tickets_less_use(basis: Basis) -> Verdict:
    """25: fewer tickets, but no fewer per day of use: they use it less."""
    facts = basis.facts
    now, before = (cases.ticket_counts(facts, TICKET_DAYS, back) for back in (0, TICKET_DAYS))
    fewer = changed(
        basis,
        "Tickets",
        "count",
        UseChange(now, before, now, before, np.where(before > 0, z_of_counts(now, before), np.nan)),
        DOWN,
        last(facts.as_of, TICKET_DAYS),
        basis.everybody,
        "tickets in the 90 days before the last 90",
    )
    days, days_before = _user_days(basis)
    per_day, per_day_before = 100.0 * ratio(now, days), 100.0 * ratio(before, days_before)
    with np.errstate(invalid="ignore"):
        same = per_day >= SAME_PER_DAY * per_day_before
        less = basis.use.now < LESS_USE * basis.use.before
    density = counted_fact(
        basis,
        "Tickets per 100 days of use",
        "per 100 days",
        np.where(before > 0, per_day, np.nan),
        same,
        last(facts.as_of, TICKET_DAYS),
        "usage by user and day",
        n=np.nan_to_num(days),
        of="user days",
        before=per_day_before,
        before_n=np.nan_to_num(days_before),
    )
    return verdict(
        basis, fewer, use_changed(basis, DOWN), density, where=less & (now < FEWER_TICKETS * before)
    )


def escalations_unheard(basis: Basis) -> Verdict:
    """26: more escalations, the same satisfaction, and those who escalate are not those who answer."""
    facts, tickets = basis.facts, basis.facts.tickets
    told, escalated = ~np.isnan(tickets.escalations), tickets.escalations > 0
    parts = [
        cases.ticket_rates(facts, cases.opened(facts, TICKET_DAYS, back) & told, escalated, basis.segments)
        for back in (0, TICKET_DAYS)
    ]
    escalations = changed(
        basis,
        "Escalated tickets",
        "share",
        _rate_change(*parts, basis.gates.changed),
        UP,
        last(facts.as_of, TICKET_DAYS),
        np.minimum(parts[0].reliability, parts[1].reliability),
        "five tickets in each of two periods of 90 days that say whether they were escalated",
        _LEAST_SOLVED,
        of="tickets",
    )
    csat = _satisfaction_change(basis)
    same = steady(
        basis,
        "CSAT",
        "share",
        csat,
        last(facts.as_of, TICKET_DAYS),
        csat.reliability,
        "three satisfaction answers in each of two periods of 90 days",
        _LEAST_RATED,
        of="answers",
    )
    overlap = _escalators_heard(basis)
    where = contradiction(escalations.z, same.z, basis.gates.changed)
    return verdict(basis, escalations, same, overlap, where=where)


def faster_but_not_noticed(basis: Basis) -> Verdict:
    """34: solutions come a quarter sooner, and nobody says so."""
    facts = basis.facts
    now, before = (
        cases.solution_times(facts, cases.opened(facts, TICKET_DAYS, back), basis.segments)
        for back in (0, TICKET_DAYS)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.log(now.median) - np.log(before.median)) / np.hypot(now.error, before.error)
        sooner = now.median <= FASTER * before.median
    change = UseChange(now.median, before.median, now.n, before.n, z)
    faster = changed(
        basis,
        "Solution, median",
        "hours",
        change,
        DOWN,
        last(facts.as_of, TICKET_DAYS),
        np.minimum(now.reliability, before.reliability),
        "five tickets in each of two periods of 90 days with times to solve",
        _LEAST_SOLVED,
        of="tickets",
    )
    same = sentiment_steady(basis, basis.service_mood)
    return verdict(basis, faster, same, where=sooner & contradiction(-faster.z, same.z, basis.gates.changed))


def _reopened(basis: Basis) -> Side:
    found = basis.reopened
    return rate(
        basis,
        "Reopened tickets",
        found,
        basis.quartile(found.value, 75),
        UP,
        last(basis.facts.as_of, LEVEL_DAYS),
        least=_LEAST_SOLVED,
        of="solved tickets",
        needs="five solved tickets in 180 days that say whether they were reopened",
    )


def _user_days(basis: Basis) -> tuple[np.ndarray, np.ndarray]:
    """Return the days of use, each user's counted, of the last three months and the three before."""
    usage, count = basis.facts.usage, len(basis)
    days = monthly(usage.account, usage.month, usage.user_days, count, 6)
    now, before = days[:, :3].sum(axis=1), days[:, 3:].sum(axis=1)
    return np.where(now > 0, now, np.nan), np.where(before > 0, before, np.nan)


def _rate_change(now: Rates, before: Rates, gate: float) -> UseChange:
    _, z = z_of_rates(now.hits, now.n, before.hits, before.n, gate)
    return UseChange(now.raw, before.raw, now.n, before.n, z)


def _satisfaction_change(basis: Basis) -> Change:
    """Return satisfaction of the last 90 days and the 90 before."""
    facts, told = basis.facts, basis.facts.answers
    parts = []
    for back in (0, TICKET_DAYS):
        rows = heard(facts, CSAT, TICKET_DAYS, back)
        hits = counted(told.account, rows & (told.unit > 0.5), len(basis))
        n = counted(told.account, rows, len(basis))
        parts.append(shrunk_rates(hits, n, basis.segments, basis.customers))
    change = _rate_change(*parts, basis.gates.changed)
    poorer = np.minimum(change.n, change.n_before)
    reliability = reliability_of(basis.priors[CSAT], basis.segments, poorer)
    return Change(change.now, change.before, change.n, change.n_before, change.z, reliability)


def _escalators_heard(basis: Basis) -> Side:
    """Return the share of those who had a ticket escalated in 90 days who also rated one then."""
    facts, found = basis.facts, basis.persons
    tickets = facts.tickets
    rows = cases.opened(facts, TICKET_DAYS) & (tickets.escalations > 0) & (found.of_tickets >= 0)
    answered = heard(facts, CSAT, TICKET_DAYS)
    people = np.unique(found.of_tickets[rows])
    n = np.bincount(found.account[people], minlength=len(basis)).astype(np.float64)
    both = people[np.isin(people, found.of_answers[answered])]
    share = ratio(np.bincount(found.account[both], minlength=len(basis)), n)
    named = np.any(found.of_answers >= 0)
    with np.errstate(invalid="ignore"):
        holds = share < SMALL_OVERLAP  # of nobody: not
    return counted_fact(
        basis,
        "Of those who escalated, gave a CSAT answer",
        "share",
        np.where(named, np.where(n > 0, share, 0.0), np.nan),
        holds,
        last(facts.as_of, TICKET_DAYS),
        "tickets and answers that name people",
        n=n,
        of="people",
    )
