"""Facts made by hand for tests: give the columns that matter, the rest is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from cxdesk.tables.survey_scales import KIND_NAMES, unit_score
from cxdesk.workspace.event_records import (
    Agents,
    FirstUses,
    IncidentAccounts,
    Incidents,
    Invoices,
    Reviews,
    TicketEvents,
    no_rows,
)
from cxdesk.workspace.facts_record import (
    Accounts,
    Answers,
    ChurnEvents,
    Contacts,
    Contracts,
    Facts,
    FeatureMonths,
    Tickets,
    UsageMonths,
)

AS_OF = np.datetime64("2025-06-30")

DAYS = {
    "start_date",
    "renewal_date",
    "notice_date",
    "lost_at",
    "start",
    "end",
    "notice",
    "at",
    "joined_at",
    "left_at",
    "last_seen",
    "last_at",
    "last_call",
}
INSTANTS = {"invited_at", "answered_at", "created_at", "acknowledged_at", "resolved_at"}
POSITIONS = {"account", "role", "kind", "month", "feature", "source", "source_row", "rows"}
FLAGS = {
    "is_trial",
    "is_lost",
    "high_is_good",
    "is_merged",
    "is_case",
    "is_open",
    "has_hours",
    "ended",
    "churned",
    "auto_renew",
    "is_reactivation",
    "is_champion",
    "acts",
}
NUMBERS = {
    "arr",
    "mrr",
    "seats",
    "tenure_years",
    "term_months",
    "billed_months",
    "score",
    "scale_min",
    "scale_max",
    "unit",
    "first_response_minutes",
    "resolution_minutes",
    "replies",
    "reopens",
    "escalations",
    "handoffs",
    "first_contact_resolved",
    "within_sla",
    "events",
    "duration_seconds",
    "errors",
    "active_users",
    "user_days",
    "active_days",
    "users",
    "amount",
    "missed_rounds",
}


def make_facts(
    accounts: Mapping[str, Sequence[Any]] | int = 1,
    *,
    features: Sequence[str] = (),
    feed_days: Sequence[float] = (1.0,) * 12,
    **parts: Mapping[str, Sequence[Any]],
) -> Facts:
    """Return facts as of 2025-06-30 with those accounts (columns, or how many) and parts (columns by field
    name). Tickets without a time of solution are open, unless `is_open` says otherwise.
    """
    columns = (
        {"account_id": [f"A{i}" for i in range(accounts)]} if isinstance(accounts, int) else dict(accounts)
    )
    answers = _record(Answers, parts.get("answers", {}))
    return Facts(
        as_of=AS_OF,
        accounts=_record(Accounts, columns),
        answers=answers,
        tickets=_record(Tickets, _completed(parts.get("tickets", {}))),
        usage=_record(UsageMonths, parts.get("usage", {})),
        features=tuple(features),
        feature_months=_record(FeatureMonths, parts.get("feature_months", {})),
        feed_days=np.array(feed_days, dtype=float),
        contracts=_record(Contracts, parts.get("contracts", {})),
        churn_events=_record(ChurnEvents, parts.get("churn_events", {})),
        contacts=_record(Contacts, parts.get("contacts", {})),
        sources=(),
        **{
            name: event_rows(kind, _with_hours("at", parts[name]) if name == "ticket_events" else parts[name])
            for name, kind in (
                ("incidents", Incidents),
                ("incident_accounts", IncidentAccounts),
                ("ticket_events", TicketEvents),
                ("first_uses", FirstUses),
                ("invoices", Invoices),
                ("reviews", Reviews),
                ("agents", Agents),
            )
            if name in parts
        },
    )


def event_rows(kind: type, columns: Mapping[str, Sequence[Any]]):
    """Return a record of events with those columns; the others are unknown: NaN, NaT, "" or 0."""
    empty, count = no_rows(kind), len(next(iter(columns.values())))
    arrays = {}
    for part in fields(kind):
        dtype = getattr(empty, part.name).dtype
        unknown = {"f": np.nan, "M": "NaT", "O": ""}.get(dtype.kind, 0)
        arrays[part.name] = np.array(list(columns.get(part.name, [unknown] * count)), dtype=dtype)
    return kind(**arrays)


def answers_of(
    kind: str, scores: Sequence[float], scale: tuple[float, float], **columns: Sequence[Any]
) -> dict:
    """Return the columns of answers of one kind on one scale, all given on 1 June 2025 unless said
    otherwise.
    """
    count = len(scores)
    kinds = [KIND_NAMES.index(kind)] * count
    good = columns.get("high_is_good", [True] * count)
    low, high = [scale[0]] * count, [scale[1]] * count
    return {
        "kind": kinds,
        "score": scores,
        "scale_min": low,
        "scale_max": high,
        "high_is_good": good,
        "unit": unit_score(kinds, scores, low, high, good),
        "answered_at": ["2025-06-01T12:00:00"] * count,
    } | columns


def _completed(tickets: Mapping[str, Sequence[Any]]) -> Mapping[str, Sequence[Any]]:
    """Return tickets that are open unless solved, and cases unless merged, spam, deleted or junk."""
    count = len(next(iter(tickets.values()))) if tickets else 0
    states, merged = tickets.get("status", [""] * count), tickets.get("is_merged", [False] * count)
    told = {
        "is_case": [
            not gone and state.lower() not in ("spam", "deleted", "junk")
            for state, gone in zip(states, merged, strict=True)
        ]
    }
    if tickets:
        told |= _with_hours("created_at", tickets)
    if "resolved_at" in tickets:
        told["is_open"] = np.isnat(_array("resolved_at", tickets["resolved_at"], 0))
    return told | dict(tickets)


def _with_hours(moment: str, columns: Mapping[str, Sequence[Any]]) -> Mapping[str, Sequence[Any]]:
    """Return the columns and whether the source of each row tells a time of day for any of its rows."""
    count = len(next(iter(columns.values())))
    at = _array("created_at", columns.get(moment), count)
    sources = list(columns.get("source", [0] * count))
    has_hours = ~np.isnat(at) & (at != at.astype("datetime64[D]"))
    timed = {source for source, told in zip(sources, has_hours.tolist(), strict=True) if told}
    return {"has_hours": [source in timed for source in sources]} | dict(columns)


def _record(kind: type, columns: Mapping[str, Sequence[Any]]):
    names = [part.name for part in fields(kind)]
    unknown = set(columns) - set(names)
    if unknown:
        raise ValueError(f"{kind.__name__} has no {sorted(unknown)}")
    count = len(next(iter(columns.values()))) if columns else 0
    arrays = {name: _array(name, columns.get(name), count) for name in names}
    for array in arrays.values():
        array.flags.writeable = False
    return kind(**arrays)


def _plain(values: Sequence[Any]) -> Sequence[Any]:
    """Return values as what an array is quickly made of."""
    return values if isinstance(values, np.ndarray) else list(values)


def _array(name: str, values: Sequence[Any] | None, count: int) -> np.ndarray:
    if name in DAYS:
        return np.array(["NaT"] * count if values is None else _plain(values), dtype="datetime64[D]")
    if name in INSTANTS:
        return np.array(["NaT"] * count if values is None else _plain(values), dtype="datetime64[s]")
    if name in POSITIONS:
        return np.array([0] * count if values is None else _plain(values), dtype=np.int32)
    if name in FLAGS:
        return np.array([False] * count if values is None else _plain(values), dtype=bool)
    if name in NUMBERS:
        return np.array([np.nan] * count if values is None else _plain(values), dtype=float)
    return np.array([""] * count if values is None else _plain(values), dtype=object)
