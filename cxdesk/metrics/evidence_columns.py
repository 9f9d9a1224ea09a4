"""What is told of the rows of each part of the facts: typed columns, alike on the screen, in files, as JSON.

Where a row came from (file, sheet, row) is told of every part that has rows of its own; months of usage and
first uses are sums of many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk.metrics.answered_tickets import answered_tickets, of_tickets
from cxdesk.tables.survey_scales import KIND_NAMES
from cxdesk.workspace.event_records import TICKET_EVENT_NAMES
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts.people import coded_people as coded
from cxdesk.workspace.facts.people import numbers_of_contacts, people_of
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

DAY, INSTANT, TEXT, NOTE, NUMBER, MONEY, YES, ROW = (
    "day", "instant", "text", "note", "number", "money", "yes or no", "row",
)  # fmt: skip
"""What a column holds: datetime64[D], datetime64[s], object texts, long ones, float64 (three times: numbers,
amounts, 1 and 0), and row numbers (int64, 0: none).
"""


@dataclass(frozen=True, slots=True)
class EvidenceColumn:
    """One column of evidence: `values` has one entry per row, of the type that its `kind` says."""

    name: str
    title: str
    kind: str
    values: np.ndarray


@dataclass(frozen=True, slots=True)
class Part:
    """How one part of the facts is told: its title, what dates a row (the first that is known), and its
    columns as (name, title, kind).
    """

    title: str
    dated: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]


PARTS: Mapping[str, Part] = {
    "answers": Part(
        "Survey answers",
        ("answered_at", "invited_at"),
        (
            ("answered_at", "Answered", DAY),
            ("account", "Account", TEXT),
            ("person", "Person", TEXT),
            ("role", "Role", TEXT),
            ("kind", "Asked", TEXT),
            ("score", "Score", NUMBER),
            ("scale_max", "Of", NUMBER),
            ("invited_at", "Invited", DAY),
            ("ticket_id", "Ticket", TEXT),
            ("team", "Team", TEXT),
            ("agent", "Agent", TEXT),
            ("comment", "Comment", NOTE),
        ),
    ),
    "tickets": Part(
        "Tickets",
        ("created_at",),
        (
            ("created_at", "Opened", DAY),
            ("account", "Account", TEXT),
            ("ticket_id", "Ticket", TEXT),
            ("subject", "Subject", NOTE),
            ("resolved_at", "Resolved", DAY),
            ("team", "Team", TEXT),
            ("agent", "Agent", TEXT),
            ("status", "Status", TEXT),
        ),
    ),
    "reviews": Part(
        "Reviews of conversations",
        ("at",),
        (
            ("at", "Reviewed", DAY),
            ("account", "Account", TEXT),
            ("ticket_id", "Ticket", TEXT),
            ("reviewer", "Reviewer", TEXT),
            ("criterion", "Criterion", TEXT),
            ("score", "Score", NUMBER),
            ("scale_max", "Of", NUMBER),
            ("team", "Team", TEXT),
            ("agent", "Agent", TEXT),
            ("comment", "Comment", NOTE),
        ),
    ),
    "agents": Part(
        "Agents",
        ("joined_at",),
        (
            ("agent", "Agent", TEXT),
            ("team", "Team", TEXT),
            ("joined_at", "Since", DAY),
            ("hours_per_week", "Hours a week", NUMBER),
        ),
    ),
    "ticket_events": Part(
        "Events of tickets",
        ("at",),
        (
            ("at", "When", INSTANT),
            ("account", "Account", TEXT),
            ("ticket", "Ticket", TEXT),
            ("kind", "What", TEXT),
            ("from_team", "From team", TEXT),
            ("to_team", "To team", TEXT),
            ("agent", "Agent", TEXT),
            ("reason", "Reason", TEXT),
        ),
    ),
    "incidents": Part(
        "Incidents",
        ("created_at",),
        (
            ("created_at", "Began", INSTANT),
            ("incident_id", "Incident", TEXT),
            ("service", "Service", TEXT),
            ("urgency", "Urgency", TEXT),
            ("acknowledged_at", "Taken", INSTANT),
            ("resolved_at", "Resolved", INSTANT),
            ("touched", "Accounts", NUMBER),
        ),
    ),
    "accounts": Part(
        "Accounts",
        ("lost_at", "start_date"),
        (
            ("account", "Account", TEXT),
            ("segment", "Segment", TEXT),
            ("start_date", "Since", DAY),
            ("renewal_date", "Renews", DAY),
            ("lost_at", "Left", DAY),
        ),
    ),
    "contracts": Part(
        "Contracts",
        ("end", "start"),
        (
            ("start", "From", DAY),
            ("end", "To", DAY),
            ("account", "Account", TEXT),
            ("contract_id", "Contract", TEXT),
            ("plan", "Plan", TEXT),
            ("mrr", "Per month", MONEY),
            ("currency", "Currency", TEXT),
            ("seats", "Seats", NUMBER),
            ("churned", "Lost", YES),
            ("is_trial", "Trial", YES),
        ),
    ),
    "churn_events": Part(
        "Leaving and coming back",
        ("at",),
        (
            ("at", "When", DAY),
            ("account", "Account", TEXT),
            ("is_reactivation", "Came back", YES),
            ("reason", "Reason", TEXT),
            ("comment", "Comment", NOTE),
        ),
    ),
    "invoices": Part(
        "Invoices and orders",
        ("issued_at",),
        (
            ("issued_at", "Issued", DAY),
            ("account", "Account", TEXT),
            ("invoice_id", "Invoice", TEXT),
            ("amount", "Amount", MONEY),
            ("currency", "Currency", TEXT),
            ("due_at", "Due", DAY),
            ("paid_at", "Paid", DAY),
            ("status", "Status", TEXT),
        ),
    ),
    "contacts": Part(
        "Contacts",
        ("last_seen",),
        (
            ("name", "Person", TEXT),
            ("account", "Account", TEXT),
            ("role", "Role", TEXT),
            ("title", "Title", TEXT),
            ("last_seen", "Last seen", DAY),
            ("left_at", "Left", DAY),
        ),
    ),
    "usage": Part(
        "Months of usage",
        ("last_at",),
        (
            ("month", "Month to", DAY),
            ("account", "Account", TEXT),
            ("events", "Events", NUMBER),
            ("active_users", "Users", NUMBER),
            ("user_days", "User-days", NUMBER),
            ("active_days", "Days with use", NUMBER),
            ("last_at", "Last use", DAY),
            ("rows", "Rows", NUMBER),
        ),
    ),
    "feature_months": Part(
        "Features by month",
        (),
        (
            ("month", "Month to", DAY),
            ("account", "Account", TEXT),
            ("feature", "Feature", TEXT),
            ("events", "Events", NUMBER),
            ("users", "Users", NUMBER),
        ),
    ),
    "first_uses": Part(
        "First uses of features",
        ("first_at",),
        (
            ("first_at", "First used", DAY),
            ("account", "Account", TEXT),
            ("user", "Person", TEXT),
            ("feature", "Feature", TEXT),
        ),
    ),
    "usage_rows": Part(
        "Rows of usage",
        ("at",),
        (
            ("at", "When", INSTANT),
            ("account", "Account", TEXT),
            ("user_id", "Person", TEXT),
            ("feature", "Feature", TEXT),
            ("count", "Count", NUMBER),
            ("active_users", "Users", NUMBER),
            ("duration_seconds", "Seconds", NUMBER),
            ("errors", "Errors", NUMBER),
        ),
    ),
}
"""By the part's name. "usage_rows" are no facts: they are read when asked for (`facts.raw_usage`)."""

KIND_LABELS = {"csat": "CSAT", "nps": "NPS", "ces": "CES", "other": "Survey"}


def columns_of(facts: Facts, part: str, record, rows: np.ndarray) -> tuple[EvidenceColumn, ...]:
    """Return the columns of some rows of a part, with file, sheet and row where it has them; columns in which
    nothing is known are left out, those of a part without rows too.
    """
    told = [
        EvidenceColumn(name, title, kind, _values(facts, part, record, name, kind, rows))
        for name, title, kind in PARTS[part].columns
    ]
    told = [column for column in told if _says_something(column)]
    if not hasattr(record, "source"):
        return tuple(told)
    names = np.array([*facts.sources, ("", "")], dtype=object).reshape(-1, 2)
    source = record.source[rows] if len(facts.sources) else np.full(len(rows), -1)
    numbers = record.source_row[rows].astype(np.int64)
    return (
        *told,
        EvidenceColumn("file", "File", TEXT, names[source, 0]),
        EvidenceColumn("sheet", "Sheet", TEXT, names[source, 1]),
        EvidenceColumn("row", "Row", ROW, numbers),
    )


def newest_first(part: str, record, rows: np.ndarray) -> np.ndarray:
    """Return the order of some rows by what dates them, the newest first, those without a date last."""
    if part in ("feature_months", "usage"):
        return np.argsort(record.month[rows], kind="stable")
    when = np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[s]")
    for name in PARTS[part].dated:
        given = getattr(record, name)[rows].astype("datetime64[s]")
        when = np.where(np.isnat(when), given, when)
    age = np.where(np.isnat(when), np.iinfo(np.int64).max, -when.astype(np.int64))
    return np.argsort(age, kind="stable")


def _says_something(column: EvidenceColumn) -> bool:
    values = column.values
    if column.kind in (DAY, INSTANT):
        return not np.isnat(values).all()
    if column.kind in (NUMBER, MONEY):
        return not np.isnan(values).all()
    if column.kind == YES:
        return bool((values == 1).any())
    return bool((values != "").any())


def _values(facts: Facts, part: str, record, name: str, kind: str, rows: np.ndarray) -> np.ndarray:
    derived = _DERIVED.get((part, name)) or _DERIVED.get(("", name))
    if derived is not None:
        return derived(facts, record, rows)
    values = getattr(record, name)[rows]
    if kind == DAY:
        return values.astype("datetime64[D]")
    return values.astype(np.float64) if kind in (NUMBER, MONEY, YES) else values


def _account(facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    accounts = facts.accounts
    names = np.where(accounts.account_name != "", accounts.account_name, accounts.account_id)
    positions = rows if record is accounts else record.account[rows].astype(np.int64)
    return np.append(names, "")[positions]


def _person(facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    """Return the names of those who answered, else what their row calls them."""
    contacts = facts.contacts
    people = people_of(contacts)
    names = np.append(np.full(len(people), "", dtype=object), "")
    for numbers in numbers_of_contacts(people, contacts):
        names[numbers[numbers >= 0]] = contacts.name[numbers >= 0]
    called = record.contact[rows]
    found = names[people.numbers_of(record.account[rows], coded(called))]
    return np.where(found != "", found, called)


def _role(_facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    return np.array(ROLE_NAMES, dtype=object)[record.role[rows]]


def _kind(_facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    return np.array([KIND_LABELS.get(name, name) for name in KIND_NAMES], dtype=object)[record.kind[rows]]


def _event_kind(_facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    return np.array(TICKET_EVENT_NAMES, dtype=object)[record.kind[rows]]


def _ticket(facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    return np.append(facts.tickets.ticket_id, "")[record.ticket[rows]]


def _of_answered(name: str) -> Callable[[Facts, object, np.ndarray], np.ndarray]:
    """Return what tells of each answer what its ticket says."""
    return lambda facts, _record, rows: of_tickets(
        getattr(facts.tickets, name), answered_tickets(facts)[rows]
    )


def _touched(facts: Facts, _record, rows: np.ndarray) -> np.ndarray:
    touched = np.bincount(facts.incident_accounts.incident, minlength=len(facts.incidents))
    return touched[rows].astype(np.float64)


def _month(facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    months = record.month[rows]
    return np.array(month_end(facts.as_of, months), dtype="datetime64[D]")


def _feature(facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    return np.array([*facts.features, ""], dtype=object)[record.feature[rows]]


def _user(_facts: Facts, record, rows: np.ndarray) -> np.ndarray:
    users = record.user[rows]
    return np.array([f"no. {number + 1}" if number >= 0 else "" for number in users], dtype=object)


_DERIVED: Mapping[tuple[str, str], Callable[[Facts, object, np.ndarray], np.ndarray]] = {
    ("", "account"): _account,
    ("answers", "person"): _person,
    ("answers", "role"): _role,
    ("contacts", "role"): _role,
    ("answers", "kind"): _kind,
    ("answers", "team"): _of_answered("team"),
    ("answers", "agent"): _of_answered("agent"),
    ("ticket_events", "kind"): _event_kind,
    ("ticket_events", "ticket"): _ticket,
    ("incidents", "touched"): _touched,
    ("usage", "month"): _month,
    ("feature_months", "month"): _month,
    ("feature_months", "feature"): _feature,
    ("first_uses", "feature"): _feature,
    ("first_uses", "user"): _user,
}
