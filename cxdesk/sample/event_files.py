"""`usage_daily.csv` from a warehouse and `tickets_export.csv` in the manner of a help desk's view export."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from cxdesk.sample.awkward import TICKETS_FILE, USAGE_FILE, with_awkward_rows
from cxdesk.sample.dates import DAY_COUNT, SAMPLE_END, day_of
from cxdesk.sample.records import FEATURES
from cxdesk.sample.tickets import BILLING, Ticket
from cxdesk.sample.usage import UsageRows

USAGE_HEADER = ("date", "account_id", "user_id", "feature", "events", "duration_seconds")
TICKET_HEADER = (
    "Summation column",
    "Id",
    "Requester",
    "Requester email",
    "Assignee",
    "Group",
    "Subject",
    "Tags",
    "Status",
    "Priority",
    "Via",
    "Ticket type",
    "Created at",
    "Updated at",
    "Organization",
    "Solved at",
    "Satisfaction Score",
    "Group stations",
    "Assignee stations",
    "Reopens",
    "Replies",
    "First reply time in minutes",
    "Full resolution time in minutes",
    "Escalations",
)
FIRST_TICKET_ID = 40001

_NONE = "-"
_CLOSED_AFTER = timedelta(days=28)
_LAST_MOMENT = datetime.combine(SAMPLE_END, time(23, 59))
AGENTS = {
    "Noor H.": date(2019, 4, 1),
    "Bastian K.": date(2021, 9, 13),
    "Chidi O.": date(2022, 2, 1),
    "Elżbieta W.": date(2023, 6, 5),
    "Farid M.": date(2024, 1, 15),
    "Greta L.": date(2024, 9, 2),
    "Hugo P.": date(2025, 10, 1),
    "Yara S.": date(2026, 5, 18),
}
"""Who works on tickets, since when."""
_CHANNELS = ("Mail", "Mail", "Web form", "Web Widget", "Phone")
_OPEN_STATES = ("Open", "Pending", "On-hold")
_GROUPS = {
    BILLING: "Billing",
    "onboarding": "Onboarding",
    "integration": "Technical",
    "technical": "Technical",
}
_SUBJECTS = {
    BILLING: (
        "Wrong amount on invoice",
        "Invoice for seats we gave back",
        "Need credit note",
        "VAT number missing",
    ),
    "technical": (
        "Cannot log in after update",
        "Error 500 when saving a plan",
        "Push messages do not arrive",
    ),
    "how-to": ("How do I copy a week?", "Where do I change a shift?", "Question about time sheets; urgent"),
    "performance": ("Board loads slowly", 'Report "Daily" times out', "App freezes in the yard"),
    "integration": ("API token expired", "Export to payroll fails", "Webhook delivers twice"),
    "onboarding": ("Import of master data", "Please set up three depots", "Training dates"),
}


def write_usage(path: Path, accounts: Sequence[tuple[str, UsageRows, list[str]]]) -> None:
    """Write one row a day, user and feature, in the order of days: UTF-8, commas, ISO dates.

    `accounts` pairs each account id with its usage rows and its users' ids.
    """
    day = np.concatenate([rows.day for _, rows, _ in accounts])
    order = np.argsort(day, kind="stable")
    prefixes = [
        np.array([f"{account_id},{user}" for user in users], dtype=object)[rows.user]
        for account_id, rows, users in accounts
        if users
    ]
    dates = np.array([day_of(number).isoformat() for number in range(DAY_COUNT)], dtype=object)
    columns = (
        dates[day[order]],
        np.concatenate(prefixes)[order],
        np.array(FEATURES, dtype=object)[np.concatenate([rows.feature for _, rows, _ in accounts])[order]],
        np.concatenate([rows.events for _, rows, _ in accounts])[order],
        np.concatenate([rows.seconds for _, rows, _ in accounts])[order],
    )
    lines = [
        f"{date},{who},{feature},{events},{seconds}"
        for date, who, feature, events, seconds in zip(*(column.tolist() for column in columns), strict=True)
    ]
    lines = with_awkward_rows(lines, USAGE_FILE, as_row=",".join)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\n".join([",".join(USAGE_HEADER), *lines, ""]))


def numbered_tickets(tickets: Sequence[Ticket]) -> list[tuple[int, Ticket]]:
    """Return (ticket id, ticket) in the order of creation, as a help desk numbers them."""
    in_order = sorted(tickets, key=lambda ticket: (ticket.created, ticket.account_id, ticket.subject_number))
    return list(enumerate(in_order, start=FIRST_TICKET_ID))


def write_tickets(path: Path, numbered: Sequence[tuple[int, Ticket]]) -> None:
    """Write one row a ticket, newest first: UTF-8, commas, ISO dates in UTC, the account by its name only."""
    rows = [_ticket_row(ticket_id, ticket) for ticket_id, ticket in reversed(numbered)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TICKET_HEADER)
        writer.writerows(with_awkward_rows(rows, TICKETS_FILE))


def _ticket_row(ticket_id: int, ticket: Ticket) -> tuple[str | int, ...]:
    agent = agent_of(ticket)
    subjects = _SUBJECTS[ticket.topic]
    tags = [
        "synthetic_sample",
        ticket.topic.replace("-", "_"),
        *(["escalated"] if ticket.escalations else []),
    ]
    return (
        1,
        ticket_id,
        ticket.requester.name,
        ticket.requester.email,
        agent,
        "Escalation desk" if ticket.escalations else _GROUPS.get(ticket.topic, "Support"),
        subjects[ticket.subject_number % len(subjects)],
        " ".join(tags),
        _status(ticket),
        ticket.priority.capitalize(),
        _CHANNELS[ticket.agent_number % len(_CHANNELS)],
        "Question"
        if ticket.topic == "how-to"
        else "Problem"
        if ticket.topic == "performance"
        else "Incident",
        _iso(ticket.created),
        _iso(_updated(ticket)),
        ticket.account_name,
        _iso(ticket.solved) if ticket.solved else "",
        _satisfaction(ticket),
        1 + ticket.handoffs,
        1 + ticket.handoffs + (ticket.reopens > 0),
        ticket.reopens,
        ticket.replies,
        _NONE if ticket.first_reply_minutes is None else ticket.first_reply_minutes,
        _NONE if ticket.solution_minutes is None else ticket.solution_minutes,
        ticket.escalations,
    )


def agent_of(ticket: Ticket) -> str:
    """Return who works on a ticket: the next one of the list where somebody was not there yet."""
    day = ticket.created.date()
    first = ticket.agent_number % len(AGENTS)
    names = list(AGENTS)
    return next(name for name in (*names[first:], *names) if AGENTS[name] <= day)


def _status(ticket: Ticket) -> str:
    if ticket.solved is None:
        return _OPEN_STATES[ticket.subject_number % len(_OPEN_STATES)]
    return "Closed" if _LAST_MOMENT - ticket.solved > _CLOSED_AFTER else "Solved"


def _updated(ticket: Ticket) -> datetime:
    """Return when the ticket last changed: closed by the clock, answered, or replied to."""
    last = (
        ticket.solved + _CLOSED_AFTER
        if ticket.solved
        else ticket.created + timedelta(hours=5 * ticket.replies)
    )
    return min(_LAST_MOMENT, last)


def _satisfaction(ticket: Ticket) -> str:
    if ticket.solved is None:
        return "Not Offered"
    if not ticket.csat:
        return "Offered"
    return "Good" if ticket.csat >= 4 else "Bad"


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
