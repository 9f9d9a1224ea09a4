"""Accounts: one row each out of everything imported about them, and their state on a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import ACCOUNTS
from cxdesk.workspace.arrow_types import days, flags, numbers, texts
from cxdesk.workspace.facts.departures import losses_on
from cxdesk.workspace.facts.merged_rows import WRITTEN, earliest_start, newest_value, one_churn
from cxdesk.workspace.facts.references import Reference
from cxdesk.workspace.facts.resolving import Resolver, earliest, normal_name, without_ambiguous
from cxdesk.workspace.facts.rows import IMPORT, ROW, SOURCE, read_rows
from cxdesk.workspace.facts.spellings import spelling_groups, spellings_of
from cxdesk.workspace.facts_record import Accounts, ChurnEvents, Contracts, in_force
from cxdesk.workspace.losses import Losses
from cxdesk.workspace.merging import groups_of, join, standing_for, told_apart
from cxdesk.workspace.workspace import Workspace

DAYS_A_YEAR = 365.25
MONTHS_A_YEAR = 12
_SAME_DATE = np.timedelta64(7, "D")
_LEFT = frozenset(
    {"churned", "cancelled", "canceled", "terminated", "inactive", "lost", "closed", "former customer"}
)
_TEXT_FIELDS = (
    "account_id",
    "account_name",
    "segment",
    "owner",
    "industry",
    "region",
    "country",
    "plan",
    "currency",
    "churn_reason",
)


@dataclass(frozen=True, slots=True)
class AccountRows:
    """What the account sheets say, one row per account, sorted by id.

    `churned` is the source's own flag (or a status that means it), `churn_date` its date. `known_as` are
    (position, id or name) under which an account goes too, because the user said that they are the same;
    `apart` the ids and names of which the user said that they are not the same as others near to them;
    `respelt` are those of `known_as` for which nothing speaks but that they are another spelling.
    """

    texts: dict[str, np.ndarray]
    start_date: np.ndarray
    tenure_months: np.ndarray
    renewal_date: np.ndarray
    notice_date: np.ndarray
    churn_date: np.ndarray
    churned: np.ndarray
    is_trial: np.ndarray
    arr: np.ndarray
    mrr: np.ndarray
    seats: np.ndarray
    source: np.ndarray
    source_row: np.ndarray
    known_as: tuple[tuple[int, str], ...] = ()
    apart: frozenset[str] = frozenset()
    respelt: tuple[tuple[int, str], ...] = ()

    def __len__(self) -> int:
        return len(self.source)


def read_accounts(workspace: Workspace) -> AccountRows:
    """Return one row per account id (or name, where there is no id): per column, the newest import's value
    wins. Of accounts that the user said are the same, the one that stays has the first say, and the first
    start counts.
    """
    decisions = workspace.decisions()
    accounts = accounts_of(read_rows(workspace, ACCOUNTS), groups_of(decisions))
    return replace(accounts, apart=told_apart(decisions))


def accounts_of(rows: pa.Table, groups: list[list[str]]) -> AccountRows:
    """Return one row per account out of the rows of account sheets, as `read_accounts` does; `groups` are
    the accounts that are the same, the one that stays first.
    """
    key, merged = account_keys(rows, groups)
    rows = (
        rows.append_column("key", pa.array(merged, pa.string()))
        .append_column(WRITTEN, pa.array(key, pa.string()))
        .append_column("own", pa.array(key == merged))
    )
    rows = rows.filter(pa.array(key != ""))
    rows = rows.sort_by(
        [("own", "ascending"), (IMPORT, "ascending"), (SOURCE, "ascending"), (ROW, "ascending")]
    )
    names, codes = np.unique(texts(rows["key"]), return_inverse=True)
    if groups:
        rows = one_churn(rows, codes, len(names))
    folded = pa.table(
        {column.name: newest_value(rows[column.name], codes, len(names)) for column in ACCOUNTS.columns}
    )
    first = np.zeros(len(names), dtype=np.int64)
    own = np.flatnonzero(rows["own"].to_numpy())
    first[codes[own][::-1]] = own[::-1]
    written = {name: texts(folded[name]) for name in _TEXT_FIELDS}
    written["account_id"] = names
    written["account_name"] = np.where(
        written["account_name"] == "", written["account_id"], written["account_name"]
    )
    status_left = np.array([normal_name(status) in _LEFT for status in texts(folded["status"])], dtype=bool)
    return AccountRows(
        texts=written,
        start_date=earliest_start(rows, codes, len(names)),
        tenure_months=numbers(folded["tenure_months"]),
        renewal_date=days(folded["renewal_date"]),
        notice_date=days(folded["notice_date"]),
        churn_date=days(folded["churn_date"]),
        churned=flags(folded["churned"]) | status_left,
        is_trial=flags(folded["is_trial"]),
        arr=numbers(folded["arr"]),
        mrr=numbers(folded["mrr"]),
        seats=numbers(folded["seats"]),
        source=rows[SOURCE].to_numpy()[first],
        source_row=rows[ROW].to_numpy()[first],
        known_as=_known_as(rows, names, groups),
    )


def account_keys(rows: pa.Table, groups: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
    """Return for each row of account sheets (`account_id`, `account_name`) which account it is of as the rows
    say, and after the merges in `groups`: the id, or of rows without one that of the only account of its
    name in any spelling, else the name."""
    key = _keys(texts(rows["account_id"]), texts(rows["account_name"]))
    return key, _merged(key, groups)


def _merged(keys: np.ndarray, groups: list[list[str]]) -> np.ndarray:
    """Return for each key the one that stands for its account."""
    if not groups:
        return keys
    standing = standing_for(groups, set(keys))
    return np.array([standing.get(key, key) for key in keys], dtype=object)


def _known_as(rows: pa.Table, names: np.ndarray, groups: list[list[str]]) -> tuple[tuple[int, str], ...]:
    """Return the ids and names of what was merged into an account, with its position."""
    if not groups:
        return ()
    position = {name: place for place, name in enumerate(names)}
    standing = standing_for(groups, position)
    found = [(position[kept], name) for name, kept in standing.items() if name != kept]
    others = rows.filter(compute.invert(rows["own"]))
    found += [
        (position[key], name)
        for key, name in zip(texts(others["key"]), texts(others["account_name"]), strict=True)
        if name
    ]
    return tuple(dict.fromkeys(found))


def _keys(identities: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Return each row's id; without one that of the only account of its name, else the name itself."""
    without = np.flatnonzero(identities == "")
    if len(without) == 0:
        return identities
    pairs = [
        (normal_name(name), identity) for identity, name in zip(identities, names, strict=True) if identity
    ]
    by_name = without_ambiguous(pairs)
    spelt = spellings_of((name, key) for key, name in zip(identities, names, strict=True) if key)
    found = identities.copy()
    found[without] = [by_name.get(normal_name(name)) or spelt.owner(name) or name for name in names[without]]
    return found


def accounts_named(
    named: Mapping[str, Reference], groups: list[list[str]], apart: frozenset[str] = frozenset()
) -> AccountRows:
    """Return accounts of which nothing is known but that other sheets refer to them, in whatever spelling;
    `groups` are those that the user said are the same, `apart` what the user told apart from others.
    """
    said = standing_for(groups, named)
    standing = standing_for(_with_spellings(named, groups, apart), named)
    identities = np.array(sorted({standing.get(name, name) for name in named}), dtype=object)
    position = {name: place for place, name in enumerate(identities)}
    count = len(identities)
    blank = np.full(count, "", dtype=object)
    unknown, never = np.full(count, np.nan), np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    written = dict.fromkeys(_TEXT_FIELDS, blank) | {"account_id": identities, "account_name": identities}
    no = np.zeros(count, dtype=bool)
    return AccountRows(
        written,
        never,
        unknown,
        never,
        never,
        never,
        no,
        no,
        unknown,
        unknown,
        unknown,
        np.full(count, -1, dtype=np.int32),
        np.zeros(count, dtype=np.int32),
        tuple((position[kept], name) for name, kept in standing.items() if name != kept),
        apart,
        tuple((position[kept], name) for name, kept in standing.items() if name != kept and name not in said),
    )


def _with_spellings(
    named: Mapping[str, Reference], groups: list[list[str]], apart: frozenset[str]
) -> list[list[str]]:
    """Return the groups with the other spellings of their names, and those of other names."""
    found = {name: group for group in groups for name in group}
    for spelt in spelling_groups({name: reference.rows for name, reference in named.items()}, apart):
        kept, *others = sorted(spelt, key=lambda name: name not in found)
        for other in others:
            join(found, kept, other)
    return list({id(group): group for group in found.values()}.values())


def resolver_of(accounts: AccountRows) -> tuple[Resolver, tuple[str, ...]]:
    """Return what finds the account of a row, and the names that several lists of accounts give."""
    identities, names = accounts.texts["account_id"], accounts.texts["account_name"]
    pairs = [(normal_name(name), position) for position, name in enumerate(names)]
    pairs += [(normal_name(name), position) for position, name in accounts.known_as]
    by_id = {name: position for position, name in accounts.known_as}
    by_id |= {identity: position for position, identity in enumerate(identities)}
    by_name, shared = earliest(pairs, accounts.source)
    spelt = [(name, position) for position, name in (*enumerate(names), *accounts.known_as)]
    spellings = spellings_of(spelt, accounts.apart)
    respelt = {name: position for position, name in accounts.respelt}
    return Resolver(by_id, by_name, {}, {}, spellings, respelt=respelt), shared


def visible(rows: AccountRows, contracts: Contracts, as_of: np.datetime64) -> np.ndarray:
    """Return positions of the accounts that existed on the date: started by then, or of unknown start."""
    first = _first_start(rows, contracts)
    return np.flatnonzero(np.isnat(first) | (first <= as_of))


def accounts_on(
    rows: AccountRows,
    contracts: Contracts,
    events: ChurnEvents,
    all_events: ChurnEvents,
    as_of: np.datetime64,
) -> tuple[Accounts, Losses]:
    """Return the state of all accounts on a date, from contracts and events already cut to that date, and
    when they were lost up to then.

    `all_events` are those of later days too: they say whose loss is dated, never that it happened.
    """
    count, never = len(rows), np.datetime64("NaT", "D")
    running = np.flatnonzero(~contracts.ended)
    paid = np.flatnonzero(in_force(contracts, as_of))
    mrr = _summed(contracts.mrr[paid], contracts.account[paid], count)
    seats = _summed(contracts.seats[paid], contracts.account[paid], count)
    currency, mixed = _currencies(contracts, paid, rows.texts["currency"], count)
    own_mrr = np.where(np.isnan(rows.mrr), rows.arr / MONTHS_A_YEAR, rows.mrr)
    mrr = np.where(mixed, np.nan, np.where(np.isnan(mrr), own_mrr, mrr))
    arr = np.where(np.isnan(mrr) & ~mixed, rows.arr, mrr * MONTHS_A_YEAR)
    start = _first_start(rows, contracts)
    losses = _losses(rows, contracts, events, start, as_of)
    since, until, is_lost = _as_customers(rows, contracts, all_events, losses, start)
    lost_at = np.where(is_lost, until, never).astype("datetime64[D]")
    next_end = _nearest(contracts, running, contracts.end, as_of, count)
    next_notice = _nearest(contracts, running, contracts.notice, as_of, count)
    # The account's own dates are of today's term: they count where that is the running contract's. A renewal
    # is often the day after a term's last.
    own_term = np.isnat(next_end) | (np.abs(rows.renewal_date - next_end) <= _SAME_DATE)
    until = np.where(is_lost, lost_at, as_of)
    tenure = (until - since).astype(float) / DAYS_A_YEAR
    known = ~np.isnat(since) & ~np.isnat(until)
    # The reason bears the date of its loss; of who is still a customer it is that of a loss to come.
    reason = np.where(is_lost & ~(rows.churn_date > as_of), rows.texts["churn_reason"], "")
    written = rows.texts | {"currency": currency, "churn_reason": reason}
    accounts = Accounts(
        **{name: written[name] for name in _TEXT_FIELDS},
        start_date=start,
        renewal_date=np.where(own_term, rows.renewal_date, next_end),
        notice_date=np.where(np.isnat(next_notice) & own_term, rows.notice_date, next_notice),
        arr=arr,
        mrr=mrr,
        seats=np.where(np.isnan(seats), rows.seats, seats),
        is_trial=_on_trial(rows, contracts),
        is_lost=is_lost,
        lost_at=lost_at,
        tenure_years=np.where(known, np.maximum(tenure, 0.0), rows.tenure_months / MONTHS_A_YEAR),
        last_call=np.full(count, never, dtype="datetime64[D]"),
        source=rows.source,
        source_row=rows.source_row,
    )
    return accounts, losses


def _on_trial(rows: AccountRows, contracts: Contracts) -> np.ndarray:
    """Return which accounts are no more than a trial: contracts decide where there are any. One that ever
    had a paid contract is a customer whatever its own row still says; one that only has trials is none.
    """
    paid, trials = (
        np.bincount(contracts.account[kind], minlength=len(rows)) > 0
        for kind in (~contracts.is_trial, contracts.is_trial)
    )
    return (rows.is_trial | trials) & ~paid


def _losses(
    rows: AccountRows, contracts: Contracts, events: ChurnEvents, start: np.ndarray, as_of: np.datetime64
) -> Losses:
    """Return the losses that bear a day. An account without a running contract is still a customer when its
    own row names a renewal after the date and nothing says that it left.
    """
    dated = np.where(rows.churn_date <= as_of, rows.churn_date, np.datetime64("NaT", "D"))
    left = np.zeros(len(rows), dtype=bool)
    order = np.argsort(events.at, kind="stable")
    left[events.account[order]] = ~events.is_reactivation[order]  # the last one assigned stays
    renews = ~np.isnat(rows.renewal_date) & (rows.renewal_date > as_of)
    return losses_on(start, dated, renews & np.isnat(dated) & ~left, contracts, events)


def _as_customers(
    rows: AccountRows, contracts: Contracts, all_events: ChurnEvents, losses: Losses, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each account since when it is, or was last, a customer, the day of its last loss (NaT
    without one), and whether it is lost.

    While a contract runs it is a customer. A flag without any date is believed on every date, where there is
    nothing else: it does not say when.
    """
    count = len(rows)
    has_any, has_running, has_event = (
        np.bincount(account, minlength=count) > 0
        for account in (contracts.account, contracts.account[~contracts.ended], all_events.account)
    )
    since, day = start.astype("datetime64[D]"), np.full(count, np.datetime64("NaT", "D"))
    left = np.zeros(count, dtype=bool)
    away = np.isnat(losses.back)
    # Of several losses of one account the last one assigned stays.
    since[losses.account] = np.where(away, losses.since, losses.back)
    day[losses.account], left[losses.account] = losses.day, away
    undated = rows.churned & np.isnat(rows.churn_date) & ~has_event & ~has_any
    return since, day, ~has_running & (left | undated)


def _currencies(contracts: Contracts, rows: np.ndarray, own: np.ndarray, count: int):
    """Return (currency, mixed) per account: its running contracts', else its own; mixed where they differ."""
    names, codes = np.unique(contracts.currency[rows].astype(object), return_inverse=True)
    named = names[codes] != "" if len(rows) else np.zeros(0, dtype=bool)
    lowest, highest = np.full(count, len(names)), np.full(count, -1)
    np.minimum.at(lowest, contracts.account[rows][named], codes[named])
    np.maximum.at(highest, contracts.account[rows][named], codes[named])
    known = highest >= 0
    currency = own.copy()
    currency[known] = names[highest[known]]
    return currency, known & (lowest != highest)


def _first_start(rows: AccountRows, contracts: Contracts) -> np.ndarray:
    first = np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[D]")
    known = np.flatnonzero(~np.isnat(contracts.start))
    order = known[np.argsort(contracts.start[known], kind="stable")[::-1]]
    first[contracts.account[order]] = contracts.start[order]
    started = np.where(np.isnat(rows.start_date), first, rows.start_date)
    merged = np.unique(np.array([place for place, _ in rows.known_as], dtype=np.int64))
    # The contracts of an account that was merged into it may be older than its own start.
    started[merged] = np.fmin(started[merged], first[merged])
    return started


def _nearest(contracts, running, dates, as_of, count) -> np.ndarray:
    """Return per account the nearest such date to come of its running contracts, NaT without one."""
    coming = running[~np.isnat(dates[running]) & (dates[running] >= as_of)]
    nearest = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    order = coming[np.argsort(dates[coming], kind="stable")[::-1]]
    nearest[contracts.account[order]] = dates[order]
    return nearest


def _summed(values: np.ndarray, accounts: np.ndarray, count: int) -> np.ndarray:
    """Return the sum of the known values per account, NaN where none is known."""
    known = ~np.isnan(values)
    sums = np.bincount(accounts[known], weights=values[known], minlength=count)
    return np.where(np.bincount(accounts[known], minlength=count) > 0, sums, np.nan)
