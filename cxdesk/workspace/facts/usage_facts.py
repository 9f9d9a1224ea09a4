"""What is known of usage up to a date, and how several accounts of it are added up."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.workspace.event_records import FirstUses
from cxdesk.workspace.facts_record import FeatureMonths, Finding, UsageMonths
from cxdesk.workspace.later_columns import rows_later

People = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class UsageFacts:
    """Usage up to a date. `days` are all days on which the feed has a row; `people` (number among the people,
    month, last day used). `without_account` counts rows that name no known account. `users` are the texts
    that `first_uses` numbers, in their order.
    """

    months: UsageMonths
    features: tuple[str, ...]
    feature_months: FeatureMonths
    days: np.ndarray
    people: People
    first_uses: FirstUses
    users: pa.Array
    without_account: int
    findings: tuple[Finding, ...] = ()


def added_up(first: UsageFacts, second: UsageFacts) -> UsageFacts:
    """Return both together, sorted like each. What two parts say of one account and month is added; different
    users and active days cannot be, as the parts may share them: the larger number counts, and a finding says
    so.
    """
    names = tuple(sorted({*first.features, *second.features}))
    months, shared = _months(first.months, second.months)
    users = compute.unique(pa.concat_arrays([first.users, second.users]))
    users = users.take(compute.sort_indices(users))
    return replace(
        first,
        months=months,
        features=names,
        feature_months=_feature_months(_renamed(first, names), _renamed(second, names)),
        days=np.unique(np.concatenate([first.days, second.days])),
        people=_people(first.people, second.people),
        first_uses=_first_uses(*_with_codes((first, second), names, users)),
        users=users,
        without_account=first.without_account + second.without_account,
        findings=(*first.findings, *second.findings, *_at_least(shared)),
    )


def first_uses_on(uses: FirstUses, as_of: np.datetime64) -> FirstUses:
    """Return the first uses up to the date; users are numbered without gaps, in the order of their texts."""
    by_then = uses.first_at <= as_of
    rows = None if by_then.all() else np.flatnonzero(by_then)

    def users() -> np.ndarray:
        user = uses.user if rows is None else uses.user[rows]
        present = np.zeros(uses.user.max(initial=-1) + 2, dtype=bool)
        present[user] = True
        rank = np.cumsum(present, dtype=np.int32) - 1
        rank[-1] = -1  # of those without a name
        return rank[user]

    return rows_later(uses, rows, user=users)


def _at_least(accounts: int) -> tuple[Finding, ...]:
    if not accounts:
        return ()
    message = (
        f"Usage of {accounts:,} accounts comes under several names or from several sources; their active "
        "users and days are those of the largest, at least."
    )
    return (Finding("usage_added_up", message, (("accounts", float(accounts)),)),)


def _months(first: UsageMonths, second: UsageMonths) -> tuple[UsageMonths, int]:
    """Return the months together, and of how many accounts several rows became one."""
    both = _joined(first, second)
    order, group = _grouped(both["account"], -both["month"].astype(np.int64))
    count = len(order)
    folded = UsageMonths(
        account=both["account"][order],
        month=both["month"][order],
        events=_sums(group, both["events"], count),
        duration_seconds=_sums(group, both["duration_seconds"], count),
        errors=_sums(group, both["errors"], count),
        active_users=_largest(group, both["active_users"], count),
        user_days=_largest(group, both["user_days"], count),
        active_days=_largest(group, both["active_days"], count),
        last_at=_latest(group, both["last_at"], count),
        rows=_sums(group, both["rows"], count),
    )
    several = np.bincount(group, minlength=count) > 1
    return folded, len(np.unique(folded.account[several]))


def _feature_months(first: FeatureMonths, second: FeatureMonths) -> FeatureMonths:
    both = _joined(first, second)
    order, group = _grouped(both["feature"], both["account"], -both["month"].astype(np.int64))
    return FeatureMonths(
        account=both["account"][order],
        month=both["month"][order],
        feature=both["feature"][order],
        events=_sums(group, both["events"], len(order)),
        users=_largest(group, both["users"], len(order)),
    )


def _people(first: People, second: People) -> People:
    person, month, last_at = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    order, group = _grouped(person, -month.astype(np.int64))
    return person[order], month[order], _latest(group, last_at, len(order))


def _first_uses(first: FirstUses, second: FirstUses) -> FirstUses:
    """Return the earlier of what both say of one account, feature and user."""
    both = _joined(first, second)
    order, group = _grouped(both["account"], both["feature"], both["user"])
    days = np.full(len(order), np.datetime64("NaT"), dtype="datetime64[D]")
    np.fmin.at(days, group, both["first_at"])
    account, feature, user = (both[name][order] for name in ("account", "feature", "user"))
    order = np.lexsort((user, days, feature, account))
    return FirstUses(account[order], feature[order], days[order], user[order])


def _with_codes(parts: tuple[UsageFacts, ...], names: tuple[str, ...], users: pa.Array) -> list[FirstUses]:
    """Return the first uses of each with positions in other lists of features and users."""
    found = []
    for facts in parts:
        places = compute.index_in(facts.users, value_set=users).to_numpy(zero_copy_only=False)
        places = np.append(places, -1).astype(np.int32)  # -1 stays -1
        features = places_of(facts.features, names)[facts.first_uses.feature]
        found.append(replace(facts.first_uses, feature=features, user=places[facts.first_uses.user]))
    return found


def _renamed(facts: UsageFacts, names: tuple[str, ...]) -> FeatureMonths:
    """Return the feature months with positions in another list of names."""
    places = places_of(facts.features, names)
    return replace(facts.feature_months, feature=places[facts.feature_months.feature])


def places_of(some: tuple[str, ...], names: tuple[str, ...]) -> np.ndarray:
    """Return the positions of some names among all."""
    position = {name: place for place, name in enumerate(names)}
    return np.array([position[name] for name in some], dtype=np.int32)


def _joined(
    first: UsageMonths | FeatureMonths | FirstUses, second: UsageMonths | FeatureMonths | FirstUses
) -> dict[str, np.ndarray]:
    names = (field.name for field in fields(first))  # slots have their weak references, too
    return {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names}


def _grouped(*keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first row of each different key, in the keys' order, and the group of every row."""
    order = np.lexsort(keys[::-1])
    is_new = np.ones(len(order), dtype=bool)
    if len(order) > 1:
        is_new[1:] = np.any([np.diff(key[order]) != 0 for key in keys], axis=0)
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(is_new) - 1
    return order[is_new], group


def _sums(group: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Return sums; NaN adds nothing, and nothing but NaN stays NaN."""
    known = ~np.isnan(values)
    sums = np.bincount(group, weights=np.where(known, values, 0.0), minlength=count).astype(np.float64)
    return np.where(np.bincount(group[known], minlength=count) > 0, sums, np.nan)


def _largest(group: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    found = np.full(count, np.nan)
    np.fmax.at(found, group, values)
    return found


def _latest(group: np.ndarray, dates: np.ndarray, count: int) -> np.ndarray:
    found = np.full(count, np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(found, group, dates.astype("datetime64[D]").astype(np.int64))
    return found.view("datetime64[D]")
