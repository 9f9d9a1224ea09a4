"""The rows of usage behind account-months: looked up in the stored chunks when somebody asks for them.

Facts of usage are sums and carry no rows. Usage that was brought home from a warehouse has none here either.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

from cxdesk.tables import USAGE, USAGE_MONTHS
from cxdesk.workspace.arrow_types import instants, numbers, texts
from cxdesk.workspace.facts import Evidence
from cxdesk.workspace.facts.accounts import resolver_of
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver, without_ambiguous
from cxdesk.workspace.facts.rows import ROW, SOURCE, chunks_of
from cxdesk.workspace.facts_record import Facts, rows_taken
from cxdesk.workspace.workspace import Workspace

_NAMING = ("account_id", "contract_id", "user_id")
_COLUMNS = (*_NAMING, "at", "feature", "count", "duration_seconds", "errors", "active_users")
_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class UsageRows:
    """Rows of usage as they were imported, newest first; the conventions of `facts_record` hold. `account`
    is a position among the accounts of the facts.
    """

    account: np.ndarray
    at: np.ndarray
    user_id: np.ndarray
    feature: np.ndarray
    count: np.ndarray
    duration_seconds: np.ndarray
    errors: np.ndarray
    active_users: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True)
class UsageWanted:
    """Which rows: of the accounts at those positions, on the days from `first` to `last`.

    `days`, from `uses_on_days`, narrows them to uses of a feature (a position in the facts' features) on a
    day; None: any.
    """

    accounts: NDArray[np.int64]
    first: np.datetime64
    last: np.datetime64
    days: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class FoundUsage:
    """The newest of the rows that were asked for, how many there are in all, and whether some usage of the
    workspace was counted in a warehouse, which keeps its rows.
    """

    rows: UsageRows
    total: int
    counted_elsewhere: bool


def raw_usage(
    workspace: Workspace, facts: Facts, wanted: UsageWanted, most: int | None = 1_000
) -> FoundUsage:
    """Return the `most` newest rows (None: all). `facts` are those of all accounts, read from the workspace.

    The stored chunks are looked through one after the other, so that memory holds one of them at a time.
    """
    resolver, position = _resolver(facts)
    is_wanted = np.zeros(len(facts.accounts) + 1, dtype=bool)
    is_wanted[wanted.accounts] = True
    parts, total = [_no_rows()], 0
    for chunk in chunks_of(workspace, USAGE, _COLUMNS):
        at = chunk["at"].cast(pa.date32())
        inside = compute.and_(
            compute.greater_equal(at, pa.scalar(wanted.first.astype("datetime64[D]").item(), pa.date32())),
            compute.less_equal(at, pa.scalar(wanted.last.astype("datetime64[D]").item(), pa.date32())),
        )
        dated = chunk.filter(inside)
        account = position[resolver.of_rows(dated)]
        kept = np.flatnonzero(is_wanted[account])
        found = _rows(dated.take(pa.array(kept)), account[kept])
        if wanted.days is not None:
            found = _on_days(found, facts.features, wanted.days)
        total += len(found)
        parts.append(_newest(found, most))
    elsewhere = bool(workspace.sheets_of(USAGE_MONTHS.name))
    return FoundUsage(_newest(_joined(parts), most), total, elsewhere)


def uses_on_days(account: np.ndarray, feature: np.ndarray, at: np.ndarray) -> NDArray[np.int64]:
    """Return one key for each use of a feature (-1: none known) on a day; up to 2^20 of each."""
    days = at.astype("datetime64[D]").astype(np.int64)
    return (account.astype(np.int64) << 42) | ((feature.astype(np.int64) + 1) << 21) | days


def _resolver(facts: Facts) -> tuple[Resolver, np.ndarray]:
    """Return what finds the account of a row, and for what it finds the position among the facts' accounts;
    -1, the last, where there is none.
    """
    evidence: Evidence = facts.evidence
    resolver, _ = resolver_of(evidence.accounts)
    contracts = evidence.contracts
    owners = without_ambiguous(list(zip(contracts.contract_id, contracts.account.tolist(), strict=True)))
    people = evidence.people.accounts_of_names()
    known = {name: place for place, name in enumerate(facts.accounts.account_id)}
    ids = evidence.accounts.texts["account_id"]
    position = np.array([*(known.get(name, UNKNOWN) for name in ids), UNKNOWN], dtype=np.int64)
    return replace(resolver, by_contract=owners, by_person=people, strangers={}), position


def _rows(found: pa.Table, account: np.ndarray) -> UsageRows:
    return UsageRows(
        account=account,
        at=instants(found["at"]),
        user_id=texts(found["user_id"]),
        feature=texts(found["feature"]),
        count=numbers(found["count"]),
        duration_seconds=numbers(found["duration_seconds"]),
        errors=numbers(found["errors"]),
        active_users=numbers(found["active_users"]),
        source=found[SOURCE].to_numpy(),
        source_row=found[ROW].to_numpy(),
    )


def _on_days(rows: UsageRows, features: tuple[str, ...], days: NDArray[np.int64]) -> UsageRows:
    """Return the rows that are uses of those features on those days."""
    names = pa.array(rows.feature, pa.string())
    feature = compute.fill_null(compute.index_in(names, value_set=pa.array(features, pa.string())), -1)
    asked = uses_on_days(rows.account, feature.to_numpy(), rows.at)
    return rows_taken(rows, np.flatnonzero(np.isin(asked, days)))


def _newest(rows: UsageRows, most: int | None) -> UsageRows:
    """Return the rows newest first, at most so many; rows of one moment in the order of their files."""
    order = np.lexsort((rows.source_row, rows.source, -rows.at.astype(np.int64)))
    return rows_taken(rows, order if most is None else order[:most])


def _joined(parts: list[UsageRows]) -> UsageRows:
    return UsageRows(
        **{
            part.name: np.concatenate([getattr(rows, part.name) for rows in parts])
            for part in fields(UsageRows)
        }
    )


def _no_rows() -> UsageRows:
    none = np.zeros(0)
    whole = none.astype(np.int64)
    text = none.astype(object)
    return UsageRows(whole, none.astype("datetime64[s]"), text, text, none, none, none, none, whole, whole)
