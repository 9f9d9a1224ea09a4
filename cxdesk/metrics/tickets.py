"""How well problems were solved: at first contact, for good, or to be opened again.

Merged tickets and spam are left out everywhere. How long it took is in `resolution_time.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.intervals import beta_interval
from cxdesk.metrics.observations import Observations, observed, text_codes
from cxdesk.metrics.pairs import distinct_pairs
from cxdesk.metrics.summaries import share_of
from cxdesk.metrics.windows import YEAR_DAYS, Window, age_days
from cxdesk.workspace.facts_record import Facts, Tickets

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FOLLOW_UP_DAYS = 14  # a solution holds when nothing came back for this long
_NO_REOPENS = "The tickets do not say whether they were reopened."
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
    group = _matters(tickets, rows)
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
    group = _matters(tickets, rows)
    created = tickets.created_at[rows].astype("datetime64[s]").astype(np.int64)
    resolved = tickets.resolved_at[rows].astype("datetime64[s]").astype(np.int64)
    ends = judged[rows] & ~np.isnat(tickets.resolved_at[rows]) & (resolved >= created)
    origin = int(created.min(initial=0)) - days * 86400
    span = max(int(created.max(initial=0)), int(resolved[ends].max(initial=0))) - origin + 1
    key = np.sort(group[ends] * span + (resolved[ends] - origin))
    base = group * span + (created - origin)
    first = np.searchsorted(key, base - days * 86400, side="left")
    return {"tickets": rows[np.searchsorted(key, base, side="left") > first]}


def _matters(tickets: Tickets, rows: np.ndarray) -> NDArray[np.int64]:
    """Return a number for each requester of an account and category, the same where all three are."""
    numbers = tickets.account[rows]
    for texts in (tickets.contact, tickets.category):
        numbers = distinct_pairs(numbers, text_codes(texts[rows]))[2]
    return numbers


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
