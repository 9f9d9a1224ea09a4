"""Usage that was counted where a team keeps its events, and brought home per account and month.

Its months end on the day that it was counted to. Seen from another day, the newest of its months that ended
by then is month 0, and a finding says what is missing: nothing finer is here to count again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import USAGE_MONTHS
from cxdesk.workspace.arrow_types import days, numbers, texts
from cxdesk.workspace.event_records import FirstUses
from cxdesk.workspace.facts.months import month_end, month_index, month_shift
from cxdesk.workspace.facts.people import People, coded_people
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import SOURCE, read_rows
from cxdesk.workspace.facts.usage_facts import UsageFacts, places_of
from cxdesk.workspace.facts_record import FeatureMonths, Finding, UsageMonths
from cxdesk.workspace.workspace import Workspace


def read_kept_usage(
    workspace: Workspace, resolver: Resolver, people: People, as_of: np.datetime64
) -> UsageFacts | None:
    """Return the usage that was brought home, as known on the date; None when there is none."""
    rows = read_rows(workspace, USAGE_MONTHS)
    if rows.num_rows == 0:
        return None
    rows = rows.append_column("contract_id", rows["account_id"])
    begins = rows["first_at"].is_valid()
    first, rows = rows.filter(begins), rows.filter(compute.invert(begins))
    counted_to = days(rows["counted_to"])
    known_to = _known_to(counted_to, as_of)
    is_day = rows["account_id"].is_null().to_numpy()
    ends = np.where(is_day, days(rows["last_at"]), days(rows["month_end"]))
    there = ends <= known_to
    rows, known_to, ends = rows.filter(pa.array(there)), known_to[there], ends[there]
    is_day = is_day[there]
    account = np.where(is_day, UNKNOWN, resolver.of_rows(rows.drop_columns(["user_id"]))).astype(np.int32)
    has_feature, has_person = rows["feature"].is_valid().to_numpy(), rows["user_id"].is_valid().to_numpy()
    whole = ~(is_day | has_feature | has_person)
    lost = whole & (account == UNKNOWN)
    known = account != UNKNOWN
    month = _months_back(ends, known_to)
    features, feature_months = _features(rows, account, month, np.flatnonzero(known & has_feature))
    names, first_uses, users = _first_uses(first, resolver, as_of)
    both = tuple(sorted({*features, *names}))
    return UsageFacts(
        months=_usage_months(rows, account, month, np.flatnonzero(known & whole)),
        features=both,
        feature_months=replace(feature_months, feature=places_of(features, both)[feature_months.feature]),
        days=np.unique(ends[is_day] + (as_of - known_to[is_day])),
        people=_people(rows, account, month, people, np.flatnonzero(known & has_person)),
        first_uses=replace(first_uses, feature=places_of(names, both)[first_uses.feature]),
        users=users,
        without_account=int(numbers(rows["rows"])[is_day | lost].sum()),
        findings=(
            *_not_up_to_date(np.unique(counted_to), as_of),
            *_without_first_uses(workspace, features, names),
        ),
    )


def known_up_to(counted_to: np.datetime64, as_of: np.datetime64) -> np.datetime64:
    """Return the end of the last whole month by a date, in months that end like the one counted to."""
    apart = int((as_of.astype("datetime64[M]") - counted_to.astype("datetime64[M]")).astype(int))
    ends = month_end(counted_to, np.array([-apart - 1, -apart, -apart + 1, -apart + 2]))
    return ends[ends <= as_of].max()


def _known_to(counted_to: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return for each row the day up to which it is known what was used; one look-up per day counted to."""
    different, codes = np.unique(counted_to, return_inverse=True)
    return np.array([known_up_to(day, as_of) for day in different], dtype="datetime64[D]")[codes]


def _months_back(ends: np.ndarray, known_to: np.ndarray) -> np.ndarray:
    """Return how many months before the newest known one each month ends."""
    months = np.zeros(len(ends), dtype=np.int16)
    for newest in np.unique(known_to):
        rows = known_to == newest
        months[rows] = month_index(ends[rows] - np.timedelta64(month_shift(newest), "D"), newest)
    return months


def _usage_months(rows: pa.Table, account: np.ndarray, month: np.ndarray, chosen: np.ndarray) -> UsageMonths:
    part = rows.take(pa.array(chosen))
    return UsageMonths(
        account=account[chosen],
        month=month[chosen],
        events=numbers(part["count"]),
        duration_seconds=numbers(part["duration_seconds"]),
        errors=numbers(part["errors"]),
        active_users=numbers(part["active_users"]),
        user_days=numbers(part["user_days"]),
        active_days=numbers(part["active_days"]),
        last_at=days(part["last_at"]),
        rows=numbers(part["rows"]),
    )


def _features(
    rows: pa.Table, account: np.ndarray, month: np.ndarray, chosen: np.ndarray
) -> tuple[tuple[str, ...], FeatureMonths]:
    part = rows.take(pa.array(chosen))
    names, feature = np.unique(texts(part["feature"]), return_inverse=True)
    return tuple(names.tolist()), FeatureMonths(
        account=account[chosen],
        month=month[chosen],
        feature=feature.astype(np.int32),
        events=numbers(part["count"]),
        users=numbers(part["active_users"]),
    )


def _first_uses(
    rows: pa.Table, resolver: Resolver, as_of: np.datetime64
) -> tuple[tuple[str, ...], FirstUses, pa.Array]:
    """Return the features, the first uses up to the date, and the users that they number.

    A user's number holds within one source alone, so that it is told with the source's.
    """
    account = resolver.of_rows(rows.drop_columns(["user_id"]))
    chosen = np.flatnonzero((account != UNKNOWN) & (days(rows["first_at"]) <= as_of))
    part = rows.take(pa.array(chosen))
    names, feature = np.unique(texts(part["feature"]), return_inverse=True)
    named = compute.binary_join_element_wise(part[SOURCE].cast(pa.string()), part["user_id"], " ")
    coded = compute.dictionary_encode(named.combine_chunks())
    users = coded.dictionary.take(compute.sort_indices(coded.dictionary))
    user = compute.fill_null(compute.index_in(named, value_set=users), UNKNOWN).to_numpy()
    uses = FirstUses(account[chosen], feature.astype(np.int32), days(part["first_at"]), user.astype(np.int32))
    return tuple(names.tolist()), uses, users


def _people(
    rows: pa.Table, account: np.ndarray, month: np.ndarray, people: People, chosen: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    part = rows.take(pa.array(chosen))
    person = people.numbers_of(account[chosen], coded_people(part["user_id"]))
    found = person != UNKNOWN
    return person[found], month[chosen][found], days(part["last_at"])[found]


def _without_first_uses(
    workspace: Workspace, features: tuple[str, ...], with_first_uses: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Return a finding when the conventions name features that were used, but not asked for when the usage
    came home."""
    missing = sorted({*workspace.conventions().features_named} & {*features} - {*with_first_uses})
    if not missing:
        return ()
    message = (
        f"Usage from the warehouse does not say when each user first used {', '.join(missing)}: no "
        "convention named that when it was counted. Bring it home again."
    )
    return (Finding("first_uses_not_home", message, (("features", float(len(missing))),)),)


def _not_up_to_date(counted_to: np.ndarray, as_of: np.datetime64) -> tuple[Finding, ...]:
    """Return a finding for each day counted to whose months do not end on the date, or end before it."""
    findings = []
    for day in counted_to:
        newest = min(known_up_to(day, as_of), day)
        if newest == as_of:
            continue
        message = (
            f"Usage from the warehouse is known up to {newest}, in months that end like that day. To count "
            f"it up to {as_of}, bring it home again with --as-of {as_of}."
        )
        findings.append(
            Finding("usage_counted_to", message, (("days", float((as_of - newest).astype(int))),))
        )
    return tuple(findings)
