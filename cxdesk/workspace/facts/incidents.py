"""Incidents of services, whom they touched, and what was known of them on a date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from cxdesk.tables import INCIDENTS, SERVICE_ACCOUNTS
from cxdesk.workspace.arrow_types import days, instants, numbers, texts
from cxdesk.workspace.event_records import IncidentAccounts, Incidents
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver, looked_up, normal_name
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts.surveys import ONE_DAY
from cxdesk.workspace.facts_record import Finding, rows_taken
from cxdesk.workspace.workspace import Workspace

MOST_PAIRS = 10_000_000  # of incidents and accounts; 80 MB, and some 400 MB while they are looked up
_OUTCOMES = (
    "escalations",
    "reassignments",
    "auto_resolved",
    "interruptions_business_hours",
    "interruptions_off_hours",
    "interruptions_sleep_hours",
)


@dataclass(frozen=True, slots=True)
class ServiceUsers:
    """One row per service and account that uses it, sorted by the service (a code from 0). `first` and `last`
    are days, NaT where open.
    """

    service: np.ndarray
    account: np.ndarray
    first: np.ndarray
    last: np.ndarray


@dataclass(frozen=True, slots=True)
class IncidentRows:
    """All incidents in the order of their beginnings; the code of each one's service and the account that it
    names, UNKNOWN without; and who uses the services.
    """

    incidents: Incidents
    service: np.ndarray
    account: np.ndarray
    users: ServiceUsers


def read_incidents(workspace: Workspace, resolver: Resolver) -> tuple[IncidentRows, int]:
    """Return all incidents that bear a date, and how many rows of services of accounts have no account."""
    rows = newest_of_each_key(read_rows(workspace, INCIDENTS), "incident_id")
    codes, users, without = _service_users(read_rows(workspace, SERVICE_ACCOUNTS), resolver)
    created = instants(rows["created_at"])
    taken_at, taken = _moment(
        created, instants(rows["acknowledged_at"]), numbers(rows["seconds_to_acknowledge"])
    )
    over_at, over = _moment(created, instants(rows["resolved_at"]), numbers(rows["seconds_to_resolve"]))
    incidents = Incidents(
        incident_id=texts(rows["incident_id"]),
        service=texts(rows["service"]),
        created_at=created,
        acknowledged_at=taken_at,
        resolved_at=over_at,
        seconds_to_acknowledge=taken,
        seconds_to_resolve=over,
        urgency=texts(rows["urgency"]),
        priority=texts(rows["priority"]),
        **{name: numbers(rows[name].cast(pa.float64())) for name in _OUTCOMES},
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    dated = np.flatnonzero(~np.isnat(created))
    order = dated[np.argsort(created[dated], kind="stable")]
    service = looked_up(rows["service"], lambda text: codes.get(normal_name(text), UNKNOWN))
    account = resolver.accounts(rows["account_id"])
    return IncidentRows(rows_taken(incidents, order), service[order], account[order], users), without


def incidents_on(
    rows: IncidentRows, as_of: np.datetime64, is_present: bool
) -> tuple[Incidents, IncidentAccounts, list[Finding]]:
    """Return the incidents that had begun by the date, whom they touched, and what the user should know.

    How one ended that was not over by then is not known yet; nor, on a date in the past, what became of one
    that is going on to this day: it bears no date.
    """
    end = (as_of + ONE_DAY).astype("datetime64[s]")
    count = int(np.searchsorted(rows.incidents.created_at, end))
    begun = rows_taken(rows.incidents, np.arange(count))
    never = np.datetime64("NaT", "s")
    untaken = _is_later(begun.created_at, begun.acknowledged_at, begun.seconds_to_acknowledge, end)
    going_on = _is_later(begun.created_at, begun.resolved_at, begun.seconds_to_resolve, end)
    hidden = going_on | (np.isnat(begun.resolved_at) & (not is_present))
    known = replace(
        begun,
        acknowledged_at=np.where(untaken, never, begun.acknowledged_at),
        seconds_to_acknowledge=np.where(untaken, np.nan, begun.seconds_to_acknowledge),
        resolved_at=np.where(going_on, never, begun.resolved_at),
        seconds_to_resolve=np.where(going_on, np.nan, begun.seconds_to_resolve),
        **{name: np.where(hidden, np.nan, getattr(begun, name)) for name in _OUTCOMES},
    )
    touched, since = _touched(rows, count)
    return known, touched, [*_of_unknown_services(rows, count), *_too_many(known, since)]


def until_left(
    touched: IncidentAccounts, began: np.ndarray, is_lost: np.ndarray, lost_at: np.ndarray
) -> IncidentAccounts:
    """Return whom incidents touched while they were there: `began` is by incident, the loss by account. Lists
    of who uses a service often keep the customers that are gone.
    """
    day = began.astype("datetime64[D]")[touched.incident]
    gone = is_lost[touched.account] & (lost_at[touched.account].astype("datetime64[D]") <= day)
    return rows_taken(touched, np.flatnonzero(~gone))


def _service_users(rows: pa.Table, resolver: Resolver) -> tuple[dict[str, int], ServiceUsers, int]:
    """Return the code of each service's name, who uses them, and how many rows have no known account.

    What a newer sheet says of a service and an account takes the place of what an older one said.
    """
    codes: dict[str, int] = {}
    service = looked_up(rows["service"], lambda text: codes.setdefault(normal_name(text), len(codes)))
    account = resolver.of_rows(rows)
    known = np.flatnonzero((service != UNKNOWN) & (account != UNKNOWN))
    pair = service[known].astype(np.int64) * (account.max(initial=0) + 1) + account[known]
    _, pairs = np.unique(pair, return_inverse=True)
    sheets = rows[SOURCE].to_numpy()[known]
    newest = np.full(pairs.max(initial=-1) + 1, -1)
    np.maximum.at(newest, pairs, sheets)
    known = known[sheets == newest[pairs]]
    order = known[np.argsort(service[known], kind="stable")]
    users = ServiceUsers(
        service[order], account[order], days(rows["from_date"])[order], days(rows["to_date"])[order]
    )
    return codes, users, int(np.count_nonzero(account == UNKNOWN))


def _touched(rows: IncidentRows, count: int) -> tuple[IncidentAccounts, int]:
    """Return whom the first `count` incidents touched, and from which of them on it is known.

    Not of the oldest ones where it were more than MOST_PAIRS.
    """
    users, service = rows.users, rows.service[:count]
    low, high = (np.searchsorted(users.service, service, side=side) for side in ("left", "right"))
    many = np.where(service == UNKNOWN, 0, high - low)
    since = int(np.count_nonzero(np.cumsum(many[::-1])[::-1] > MOST_PAIRS))
    many[:since] = 0
    incident = np.repeat(np.arange(count), many)
    within = np.arange(len(incident)) - np.repeat(np.cumsum(many) - many, many)
    user = np.repeat(low, many) + within
    day = rows.incidents.created_at[:count].astype("datetime64[D]")[incident]
    uses = ~(users.first[user] > day) & ~(users.last[user] < day)  # NaT is neither: open
    named = np.flatnonzero(rows.account[:count] != UNKNOWN)
    incident = np.concatenate([incident[uses], named])
    account = np.concatenate([users.account[user[uses]], rows.account[named]]).astype(np.int64)
    size = int(account.max(initial=0)) + 1
    incident, account = np.divmod(np.unique(incident * size + account), size)
    return IncidentAccounts(account.astype(np.int32), incident.astype(np.int32)), since


def _of_unknown_services(rows: IncidentRows, count: int) -> list[Finding]:
    """Return a finding when it is not known whose services incidents are."""
    unknown = (rows.service[:count] == UNKNOWN) & (rows.account[:count] == UNKNOWN)
    if not unknown.any():
        return []
    names = Counter(rows.incidents.service[:count][unknown].tolist())
    named = sorted((name for name in names if name), key=lambda name: (-names[name], name))
    listed = ", ".join(named[:3]) + (f" and {len(named) - 3:,} more" if len(named) > 3 else "")
    many = int(unknown.sum())
    message = (
        f"{many:,} incidents count for no account: they name none, and no list says who uses "
        f"{'their services' if named else 'what was disturbed'}{f' ({listed})' if named else ''}. "
        "Import a sheet with one row per service and account."
    )
    return [Finding("incidents_of_unknown_services", message, (("incidents", float(many)),))]


def _too_many(incidents: Incidents, since: int) -> list[Finding]:
    if since == 0:
        return []
    message = (
        f"The incidents touched more accounts than can be kept: of the {since:,} that began up to "
        f"{incidents.created_at[since - 1].astype('datetime64[D]')} it is only known whom they name."
    )
    return [Finding("incidents_too_many", message, (("incidents", float(since)),))]


def _moment(created: np.ndarray, at: np.ndarray, seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (when, after how many seconds), each from the other where only one is given."""
    known = ~np.isnan(seconds) & ~np.isnat(created)
    told = np.full(len(at), np.datetime64("NaT"), dtype="datetime64[s]")
    told[known] = created[known] + np.round(seconds[known]).astype("timedelta64[s]")
    spent = np.where(np.isnat(at - created), np.nan, (at - created).astype(float))
    return np.where(np.isnat(at), told, at), np.where(np.isnan(seconds) & (spent >= 0), spent, seconds)


def _is_later(created: np.ndarray, at: np.ndarray, seconds: np.ndarray, end: np.datetime64) -> np.ndarray:
    """Return which moments came at the end of the date or after it, by the time or by the seconds given."""
    left = (end - created).astype(float)
    return (at >= end) | (seconds >= left)
