"""How well problems were solved: first contact, reopened, escalated, handed on.

Merged tickets and spam are left out everywhere. How long it took is in `resolution_time.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.definition import Definition, Estimate, Metric, unknown
from cxdesk.metrics.intervals import beta_interval, t_interval
from cxdesk.metrics.shares import share_estimate
from cxdesk.metrics.windows import YEAR_TEXT, age_days, within
from cxdesk.workspace.facts_record import Facts, Tickets

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FOLLOW_UP_DAYS = 14  # a solution holds when nothing came back for this long
_NO_TICKETS = "No tickets in the last 12 months."
_NONE_FOLLOWED_UP = "No ticket has been resolved for at least 14 days in the last 12 months."
_NO_FIRST_CONTACT = "The resolved tickets do not say whether the first contact solved them."
NOT_A_CASE = frozenset({"spam", "deleted", "junk"})


def real_tickets(tickets: Tickets) -> Mask:
    """Return which tickets are cases at all: neither merged into another nor spam."""
    no_case = np.fromiter((state.lower() in NOT_A_CASE for state in tickets.status), bool, len(tickets))
    return ~tickets.is_merged & ~no_case


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
    real = real_tickets(tickets)
    rows = np.flatnonzero(
        real & (tickets.contact != "") & (tickets.category != "") & ~np.isnat(tickets.created_at)
    )
    if len(rows) == 0:
        return again
    group = _group_codes(tickets.account[rows], tickets.contact[rows], tickets.category[rows])
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


def measure_first_contact_resolution(facts: Facts) -> Estimate:
    """Return FCR over the tickets resolved in the last 12 months."""
    flags, resolved = first_contact_flags(facts.tickets), _resolved(facts)
    rows = resolved & ~np.isnan(flags)
    reason = _reason(resolved, "No ticket was resolved in the last 12 months.", _NO_FIRST_CONTACT)
    return share_estimate(int(np.sum(flags[rows] == 1)), int(rows.sum()), reason)


def measure_net_first_contact_resolution(facts: Facts) -> Estimate:
    """Return FCR without those that came back in 14 days, over tickets resolved at least that long ago."""
    flags, followed_up = first_contact_flags(facts.tickets), _followed_up(facts)
    rows = followed_up & ~np.isnan(flags)
    kept = (flags == 1) & ~came_back(facts.tickets)
    reason = _reason(followed_up, _NONE_FOLLOWED_UP, _NO_FIRST_CONTACT)
    return share_estimate(int(kept[rows].sum()), int(rows.sum()), reason)


def measure_reopen_rate(facts: Facts) -> Estimate:
    """Return the share reopened among tickets resolved in the last 12 months but not in the last 14 days."""
    reopens, followed_up = facts.tickets.reopens, _followed_up(facts)
    rows = followed_up & ~np.isnan(reopens)
    reason = _reason(followed_up, _NONE_FOLLOWED_UP, "The tickets do not say whether they were reopened.")
    return share_estimate(int(np.sum(reopens[rows] > 0)), int(rows.sum()), reason, interval=beta_interval)


def measure_escalation_rate(facts: Facts) -> Estimate:
    """Return the share escalated among the tickets opened in the last 12 months."""
    escalations, opened = facts.tickets.escalations, _opened(facts)
    rows = opened & ~np.isnan(escalations)
    reason = _reason(opened, _NO_TICKETS, "The tickets do not say whether they were escalated.")
    return share_estimate(int(np.sum(escalations[rows] > 0)), int(rows.sum()), reason, interval=beta_interval)


def measure_handoffs(facts: Facts) -> Estimate:
    """Return the mean number of handoffs of the tickets opened in the last 12 months."""
    opened = _opened(facts)
    handoffs = facts.tickets.handoffs[opened & ~np.isnan(facts.tickets.handoffs)]
    if len(handoffs) == 0:
        reason = _reason(opened, _NO_TICKETS, "The tickets do not say how often they changed hands.")
        return unknown(reason, YEAR_TEXT)
    mean = float(handoffs.mean())
    low, high = t_interval(mean, handoffs.std(ddof=1) if len(handoffs) > 1 else np.nan, len(handoffs))
    return Estimate(mean, len(handoffs), float(np.maximum(low, 0.0)), float(high), YEAR_TEXT)


def _opened(facts: Facts) -> Mask:
    return real_tickets(facts.tickets) & within(facts.tickets.created_at, facts.as_of)


def _resolved(facts: Facts) -> Mask:
    return real_tickets(facts.tickets) & within(facts.tickets.resolved_at, facts.as_of)


def _followed_up(facts: Facts) -> Mask:
    return _resolved(facts) & (age_days(facts.tickets.resolved_at, facts.as_of) >= FOLLOW_UP_DAYS)


def _reason(rows: Mask, none: str, no_column: str) -> str:
    return no_column if np.any(rows) else none


def _group_codes(*columns: np.ndarray) -> NDArray[np.int64]:
    """Return one integer per distinct combination of the columns."""
    codes: dict[tuple, int] = {}
    keys = zip(*(column.tolist() for column in columns), strict=True)
    return np.fromiter((codes.setdefault(key, len(codes)) for key in keys), np.int64, len(columns[0]))


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
    ),
    measure_first_contact_resolution,
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
    ),
    measure_net_first_contact_resolution,
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
    ),
    measure_reopen_rate,
)

ESCALATION_RATE_METRIC = Metric(
    Definition(
        name="escalation_rate",
        label="Escalation rate",
        unit="share",
        direction="lower is better",
        formula="Tickets escalated at least once divided by tickets opened.",
        minimum_sample=5,
        proves="How often the first line could not solve it, or was not believed.",
        does_not_prove="It does not show why: difficulty, routing, or a customer who knows whom to call.",
        limit="Not why they escalate",
        columns=("tickets.escalations", "tickets.created_at"),
        interval="Beta (Jeffreys), 95 %",
    ),
    measure_escalation_rate,
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
        interval="Student's t, 95 %, not below 0",
    ),
    measure_handoffs,
)
