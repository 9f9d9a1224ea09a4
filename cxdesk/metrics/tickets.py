"""How well problems were solved: first contact, reopened, escalated, handed on.

Merged tickets and spam are left out everywhere. How long it took is in `resolution_time.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.escalation_times import escalating_teams
from cxdesk.metrics.intervals import beta_interval
from cxdesk.metrics.observations import Observations, observed, text_codes
from cxdesk.metrics.pairs import distinct_pairs
from cxdesk.metrics.summaries import mean_of, number_of, share_of
from cxdesk.metrics.windows import YEAR_DAYS, Window, age_days
from cxdesk.workspace.facts_record import Facts, Tickets

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FOLLOW_UP_DAYS = 14  # a solution holds when nothing came back for this long
_NO_REOPENS = "The tickets do not say whether they were reopened."
_NO_ESCALATIONS = "The tickets do not say whether they were escalated."
_NO_HANDOFFS = "The tickets do not say how often they changed hands."
_NO_FIRST_CONTACT = "The resolved tickets do not say whether the first contact solved them."


def first_contact_flags(tickets: Tickets) -> Floats:
    """Return 1 where a resolved ticket was solved at first contact, 0 where not, NaN where that is not known.

    The source's own flag comes first. Without it a ticket with at most one agent reply that was never
    reopened counts as solved at first contact, when the number of replies is known.
    """
    derived = np.where(np.isnan(tickets.replies), np.nan, (tickets.replies <= 1) & ~(tickets.reopens > 0))
    flags = tickets.first_contact_resolved.astype(np.float64)
    return np.where(np.isnat(tickets.resolved_at), np.nan, np.where(np.isnan(flags), derived, flags))


def came_back(tickets: Tickets, days: int = FOLLOW_UP_DAYS) -> Mask:
    """Return which resolved tickets were reopened, or followed by another within `days` days.

    Another ticket counts when the same known requester of the same account opened it about the same known
    category.
    """
    again = tickets.reopens > 0
    rows = np.flatnonzero(
        tickets.is_case & (tickets.contact != "") & (tickets.category != "") & ~np.isnat(tickets.created_at)
    )
    if len(rows) == 0:
        return again
    # One number for each requester of an account and category.
    group = tickets.account[rows]
    for texts in (tickets.contact, tickets.category):
        group = distinct_pairs(group, text_codes(texts[rows]))[2]
    created = tickets.created_at[rows].astype("datetime64[s]").astype(np.int64)
    resolved = tickets.resolved_at[rows].astype("datetime64[s]")
    # A ticket said to be resolved before it was opened would follow itself.
    solved = ~np.isnat(resolved) & (resolved.astype(np.int64) >= created)
    ended = resolved[solved].astype(np.int64)
    # One sorted key (group, then time) says how many of a group were created in (ended, ended + days].
    origin = min(int(created.min()), int(ended.min()) if len(ended) else int(created.min()))
    latest = max(int(created.max()), int(ended.max()) if len(ended) else 0)
    span = latest - origin + (days + 1) * 86400
    key = np.sort(group * span + (created - origin))
    base = group[solved] * span + (ended - origin)
    followers = np.searchsorted(key, base + days * 86400, side="right") - np.searchsorted(
        key, base, side="right"
    )
    result = again.copy()
    result[rows[solved]] |= followers > 0
    return result


def observe_first_contact(facts: Facts, window: Window) -> Observations:
    """Return the tickets resolved in the window of which it is known: 1 solved at first contact, 0 not."""
    flags, resolved = first_contact_flags(facts.tickets), _resolved(facts, window)
    none = f"No ticket was resolved in the {window.text}."
    return _resolved_ones(
        facts, window, resolved & ~np.isnan(flags), _reason(resolved, none, _NO_FIRST_CONTACT), flags == 1
    )


def observe_net_first_contact(facts: Facts, window: Window) -> Observations:
    """Return the tickets resolved in the window at least 14 days ago: 1 solved at first contact for good."""
    flags, resolved = first_contact_flags(facts.tickets), _followed_up(facts, window)
    rows = resolved & ~np.isnan(flags)
    return _resolved_ones(
        facts,
        window,
        rows,
        _reason(resolved, _none_followed_up(window), _NO_FIRST_CONTACT),
        (flags == 1) & ~came_back(facts.tickets),
        beneath=lambda: _compared(facts, rows),
    )


def observe_stayed_solved(facts: Facts, window: Window) -> Observations:
    """Return the tickets resolved in the window at least 14 days ago: 1 when nothing came back, 0 else."""
    resolved = _followed_up(facts, window)
    rows = resolved & ~np.isnan(facts.tickets.reopens)
    return _resolved_ones(
        facts,
        window,
        rows,
        _reason(resolved, _none_followed_up(window), _NO_REOPENS),
        ~came_back(facts.tickets),
        beneath=lambda: _compared(facts, rows),
    )


def observe_reopened(facts: Facts, window: Window) -> Observations:
    """Return the tickets resolved in the window at least 14 days ago: 1 reopened, 0 not."""
    reopens, resolved = facts.tickets.reopens, _followed_up(facts, window)
    reason = _reason(resolved, _none_followed_up(window), _NO_REOPENS)
    return _resolved_ones(facts, window, resolved & ~np.isnan(reopens), reason, reopens > 0)


def observe_escalated(facts: Facts, window: Window) -> Observations:
    """Return the tickets opened in the window: 1 escalated at least once, 0 not. An escalated one counts for
    the team that escalated it, where the log says which: it is with another one since.
    """
    escalations = facts.tickets.escalations
    found = _opened_ones(facts, window, ~np.isnan(escalations), _NO_ESCALATIONS, escalations > 0)
    team = facts.tickets.team[found.row]
    escalating = escalating_teams(facts, found.row)
    return replace(found, team=np.where((found.value > 0) & (escalating != ""), escalating, team))


def observe_handoffs(facts: Facts, window: Window) -> Observations:
    """Return how often each ticket opened in the window changed hands."""
    handoffs = facts.tickets.handoffs
    return _opened_ones(facts, window, ~np.isnan(handoffs), _NO_HANDOFFS, handoffs)


def opened(facts: Facts, window: Window) -> Mask:
    """Return which tickets are cases and were opened in the window."""
    return facts.tickets.is_case & window.holds(facts.tickets.created_at)


def _resolved_ones(
    facts: Facts,
    window: Window,
    rows: Mask,
    reason: str,
    value: np.ndarray,
    beneath: Callable[[], Mapping[str, np.ndarray]] = dict,
) -> Observations:
    tickets = facts.tickets
    return observed(
        "tickets", rows, tickets.account, window.text, reason, tickets.resolved_at, beneath, value=value
    )


def _opened_ones(
    facts: Facts, window: Window, known: Mask, no_column: str, value: np.ndarray
) -> Observations:
    tickets, rows = facts.tickets, opened(facts, window)
    reason = _reason(rows, f"No tickets in the {window.text}.", no_column)
    return observed(
        "tickets", rows & known, tickets.account, window.text, reason, tickets.created_at, value=value
    )


def _resolved(facts: Facts, window: Window) -> Mask:
    return facts.tickets.is_case & window.holds(facts.tickets.resolved_at)


def _followed_up(facts: Facts, window: Window) -> Mask:
    return _resolved(facts, window) & (age_days(facts.tickets.resolved_at, facts.as_of) >= FOLLOW_UP_DAYS)


def _compared(facts: Facts, judged: Mask, days: int = FOLLOW_UP_DAYS) -> Mapping[str, np.ndarray]:
    """Return the tickets that are the return of a judged one: of the same account, known requester and known
    category, opened within `days` days of its solution.
    """
    tickets = facts.tickets
    rows = np.flatnonzero(
        tickets.is_case & (tickets.contact != "") & (tickets.category != "") & ~np.isnat(tickets.created_at)
    )
    # One number for each requester of an account and category.
    group = tickets.account[rows]
    for texts in (tickets.contact, tickets.category):
        group = distinct_pairs(group, text_codes(texts[rows]))[2]
    created = tickets.created_at[rows].astype("datetime64[s]").astype(np.int64)
    resolved = tickets.resolved_at[rows].astype("datetime64[s]").astype(np.int64)
    ends = judged[rows] & ~np.isnat(tickets.resolved_at[rows]) & (resolved >= created)
    origin = int(created.min(initial=0)) - days * 86400
    span = max(int(created.max(initial=0)), int(resolved[ends].max(initial=0))) - origin + 1
    key = np.sort(group[ends] * span + (resolved[ends] - origin))
    base = group * span + (created - origin)
    first = np.searchsorted(key, base - days * 86400, side="left")
    return {"tickets": rows[np.searchsorted(key, base, side="left") > first]}


def _none_followed_up(window: Window) -> str:
    return f"No ticket has been resolved for at least {FOLLOW_UP_DAYS} days in the {window.text}."


def _reason(rows: Mask, none: str, no_column: str) -> str:
    return no_column if np.any(rows) else none


FIRST_CONTACT_METRIC = Metric(
    Definition(
        name="fcr",
        label="First-contact resolution",
        unit="share",
        direction="higher is better",
        formula=(
            "Tickets solved at first contact divided by tickets resolved. Where the source does not say it, "
            "a ticket with at most one agent reply and no reopening counts as solved at first contact."
        ),
        minimum_sample=8,
        proves="How often one contact was enough.",
        does_not_prove="Nothing about quality, nor about issues that need several teams.",
        limit="Not quality, not shared issues",
        columns=(
            "tickets.first_contact_resolved",
            "tickets.replies",
            "tickets.reopens",
            "tickets.resolved_at",
        ),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("net_fcr", "reopen_rate"),
        example=Example(
            "Of five resolved tickets three needed one contact: 3 of 5, 60 %.",
            {"value": (1, 1, 1, 0, 0)},
            0.6,
        ),
    ),
    observe_first_contact,
    share_of(),
)

NET_FIRST_CONTACT_METRIC = Metric(
    Definition(
        name="net_fcr",
        label="Net first-contact resolution",
        unit="share",
        direction="higher is better",
        formula=(
            "Tickets solved at first contact that did not come back, divided by tickets resolved at least 14 "
            "days ago. Came back: reopened, or the same person wrote about the same category within 14 days."
        ),
        minimum_sample=8,
        proves="How often one contact was enough and stayed enough.",
        does_not_prove="A problem that people gave up on does not come back either.",
        limit="Some may have given up",
        columns=(
            "tickets.first_contact_resolved",
            "tickets.replies",
            "tickets.reopens",
            "tickets.resolved_at",
            "tickets.created_at",
            "tickets.contact_id",
            "tickets.category",
        ),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("fcr", "reopen_rate", "stayed_solved"),
        example=Example(
            "Five resolved, three at first contact, one of those came back: 2 of 5, 40 %.",
            {"value": (1, 1, 0, 0, 0)},
            0.4,
        ),
    ),
    observe_net_first_contact,
    share_of(),
)

REOPEN_RATE_METRIC = Metric(
    Definition(
        name="reopen_rate",
        label="Reopen rate",
        unit="share",
        direction="lower is better",
        formula=(
            "Tickets reopened at least once divided by tickets resolved. Tickets resolved in the last 14 "
            "days are left out: they may still come back."
        ),
        minimum_sample=5,
        proves="How often a solution did not hold.",
        does_not_prove="It does not count people who open a new ticket instead.",
        limit="Not those who open a new one",
        columns=("tickets.reopens", "tickets.resolved_at"),
        interval="Beta (Jeffreys), 95 %",
        usual_days=YEAR_DAYS,
        beside=("stayed_solved", "csat"),
        example=Example(
            "Of four resolved tickets one was reopened: 1 of 4, 25 %.", {"value": (1, 0, 0, 0)}, 0.25
        ),
    ),
    observe_reopened,
    share_of(beta_interval),
)

ESCALATION_RATE_METRIC = Metric(
    Definition(
        name="escalation_rate",
        label="Escalation rate",
        unit="share",
        direction="lower is better",
        formula=(
            "Tickets escalated at least once divided by tickets opened. By team, an escalated ticket counts "
            "for the team that escalated it where the log of tickets names it, else, like the others, for "
            "the team that it is with."
        ),
        minimum_sample=5,
        proves="How often the first line could not solve it, or was not believed.",
        does_not_prove="It does not show why: difficulty, routing, or a customer who knows whom to call.",
        limit="Not why they escalate",
        columns=("tickets.escalations", "tickets.created_at"),
        interval="Beta (Jeffreys), 95 %",
        usual_days=YEAR_DAYS,
        beside=("handoffs", "csat"),
        example=Example(
            "Of five tickets opened one was escalated: 1 of 5, 20 %.", {"value": (0, 0, 1, 0, 0)}, 0.2
        ),
    ),
    observe_escalated,
    share_of(beta_interval),
)

ESCALATED_METRIC = Metric(
    Definition(
        name="escalated_tickets",
        label="Escalated tickets",
        unit="tickets",
        direction="lower is better",
        formula=(
            "Tickets opened that were escalated at least once. By reason, the reason is that of the first "
            "escalation in the log of tickets; where the log gives none at all, the category of the ticket."
        ),
        minimum_sample=1,
        proves="How many problems needed somebody else, of which team and for which reason.",
        does_not_prove="More tickets have more escalations: read it beside the rate.",
        limit="More tickets, more of them",
        columns=("tickets.escalations", "tickets.created_at", "ticket_events.reason", "tickets.category"),
        interval="none: the tickets are counted, not sampled",
        usual_days=YEAR_DAYS,
        beside=("escalation_rate", "handoffs"),
        example=Example("Of five tickets opened two were escalated: 2.", {"value": (0, 1, 1, 0, 0)}, 2.0),
    ),
    observe_escalated,
    number_of,
)

HANDOFFS_METRIC = Metric(
    Definition(
        name="handoffs",
        label="Handoffs per ticket",
        unit="per ticket",
        direction="lower is better",
        formula="Times that tickets changed hands divided by tickets opened.",
        minimum_sample=5,
        proves="How many hands a problem went through.",
        does_not_prove="It does not show whether a handoff was right: some problems need several teams.",
        limit="Some handoffs are right",
        columns=("tickets.handoffs", "tickets.created_at"),
        interval="Student's t, 95 %, not below 0; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("ces", "escalation_rate"),
        example=Example(
            "Three tickets changed hands 0, 1 and 2 times: 3 divided by 3 is 1.0.", {"value": (0, 1, 2)}, 1.0
        ),
    ),
    observe_handoffs,
    mean_of(),
)

STAYED_SOLVED_METRIC = Metric(
    Definition(
        name="stayed_solved",
        label="Solved and stayed solved",
        unit="share",
        direction="higher is better",
        formula=(
            "Resolved tickets not reopened, and after which the same person did not write about the "
            "same category within 14 days, divided by tickets resolved at least 14 days ago."
        ),
        minimum_sample=5,
        proves="How often a solution held.",
        does_not_prove="A solution can hold and still have been a poor one; a review of conversations shows.",
        limit="Held is not the same as good",
        columns=(
            "tickets.reopens",
            "tickets.resolved_at",
            "tickets.created_at",
            "tickets.contact_id",
            "tickets.category",
        ),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("reopen_rate", "net_fcr", "review_score", "csat"),
        example=Example(
            "Of five resolved tickets one was reopened and one asked about again: 3 of 5, 60 %.",
            {"value": (1, 1, 1, 0, 0)},
            0.6,
        ),
    ),
    observe_stayed_solved,
    share_of(),
)
