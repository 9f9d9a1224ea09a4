"""Usage up to a date: events counted here, and what was counted where a team keeps them.

The counting is `usage_query`'s; DuckDB runs it in memory over the workspace's Parquet chunks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.errors import CxdeskError
from cxdesk.tables import USAGE
from cxdesk.workspace.arrow_types import days, numbers
from cxdesk.workspace.event_records import FirstUses
from cxdesk.workspace.facts.months import month_index
from cxdesk.workspace.facts.people import People, coded_people
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import read_rows
from cxdesk.workspace.facts.usage_facts import UsageFacts, added_up
from cxdesk.workspace.facts.usage_kept import read_kept_usage
from cxdesk.workspace.facts.usage_query import LARGEST, PARTS_OF_ONE, facts_query
from cxdesk.workspace.facts_record import FeatureMonths, UsageMonths
from cxdesk.workspace.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "4GB"  # 10,000,000 rows of 100,000 accounts take 2 GB
_COLUMNS = (
    "account_id",
    "contract_id",
    "user_id",
    "at",
    "feature",
    "count",
    "duration_seconds",
    "errors",
    "active_users",
)


def read_usage(workspace: Workspace, resolver: Resolver, people: People, as_of: np.datetime64) -> UsageFacts:
    """Return all usage up to the date. `people` are those to follow one by one."""
    counted = _counted(read_rows(workspace, USAGE, _COLUMNS), resolver, people, as_of)
    kept = read_kept_usage(workspace, resolver, people, as_of)
    return counted if kept is None else added_up(counted, kept)


def _counted(rows: pa.Table, resolver: Resolver, people: People, as_of: np.datetime64) -> UsageFacts:
    """Run the facts query over the rows of files."""
    import duckdb  # late: the window's pages import this module, and none of them counts

    numbered, feature_names, users = _resolved(rows, resolver, people)
    query = facts_query(as_of)
    engine = _engine()
    engine.register("usage_rows", numbered)

    def run(statement: str, order: str = "") -> pa.Table:
        ordered = f"SELECT * FROM ({statement}) AS found ORDER BY {order}" if order else statement
        return engine.sql(ordered).to_arrow_table()

    try:
        by_month = run(query.months, "account, month")
        by_user_day = run(query.user_days)
        by_feature = run(query.features, "feature, account, month")
        seen = run(query.days, "used_on")
        by_person = run(query.people, "person, month")
        by_user = run(query.first_uses)
    except duckdb.OutOfMemoryException as error:
        raise CxdeskError(
            "There are more usage rows than can be counted at once.",
            "Import usage counted per day or month instead of single events.",
        ) from error
    finally:
        engine.close()
    features, feature_months = _feature_months(by_feature, feature_names, as_of)
    first_uses, users = _first_uses(by_user, feature_names, features, users)
    return UsageFacts(
        months=_usage_months(by_month, by_user_day, as_of),
        features=features,
        feature_months=feature_months,
        days=days(seen["used_on"]),
        people=(
            by_person["person"].to_numpy(),
            month_index(days(by_person["month"]), as_of),
            days(by_person["last_at"]),
        ),
        first_uses=first_uses,
        users=users,
        without_account=compute.sum(seen["without_account"]).as_py() or 0,
    )


def _engine() -> duckdb.DuckDBPyConnection:
    """Return a database engine in memory that reads and writes no file, loads no extension and asks no
    network. What it would write when memory is short were plain rows of an encrypted workspace.
    """
    import duckdb

    engine = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": "",
            "max_temp_directory_size": "0B",
        },
    )
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")
    return engine


def _resolved(rows: pa.Table, resolver: Resolver, people: People) -> tuple[pa.Table, list[str], pa.Array]:
    """Return only what the statements need, numbers instead of texts, the features' names in order, and the
    users' texts by their numbers.
    """
    account = resolver.of_rows(rows)
    users = coded_people(rows["user_id"])
    features = compute.dictionary_encode(rows["feature"].combine_chunks())
    names = sorted(features.dictionary.to_pylist())
    ranks = compute.index_in(features.dictionary, value_set=pa.array(names, pa.string()))
    numbered = pa.table(
        {
            "account": _known(account),
            "used_on": rows["at"].cast(pa.date32()),
            "user_id": users.indices,
            "person": _known(people.numbers_of(account, users)),
            "feature": ranks.take(features.indices),
            "events": _countable(rows["count"].fill_null(1.0)),
            "duration_seconds": _countable(rows["duration_seconds"]),
            "errors": _countable(rows["errors"]),
            "active_users": rows["active_users"],
        }
    )
    return numbered, names, users.dictionary


def _known(positions: np.ndarray) -> pa.Array:
    """Return positions with null where they are unknown."""
    return pa.array(positions, pa.int32(), mask=positions == UNKNOWN)


def _countable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return whole parts: their sum is the same in whatever order threads add them up."""
    usable = compute.less(compute.abs(column), LARGEST)  # a warehouse does the same, in SQL
    scaled = compute.floor(compute.add(compute.multiply(column, float(PARTS_OF_ONE)), 0.5))
    return compute.if_else(usable, scaled, None).cast(pa.int64())


def _usage_months(found: pa.Table, user_days: pa.Table, as_of: np.datetime64) -> UsageMonths:
    users = numbers(found["users"])
    account, month = found["account"].to_numpy().astype(np.int32), month_index(days(found["month"]), as_of)
    return UsageMonths(
        account=account,
        month=month,
        events=numbers(found["events"]) / PARTS_OF_ONE,
        duration_seconds=numbers(found["duration_seconds"]) / PARTS_OF_ONE,
        errors=numbers(found["errors"]) / PARTS_OF_ONE,
        active_users=np.where(users > 0, users, numbers(found["counted_users"])),
        user_days=_of_months(account, month, user_days, as_of),
        active_days=numbers(found["active_days"]),
        last_at=days(found["last_at"]),
        rows=numbers(found["row_count"]),
    )


def _of_months(account: np.ndarray, month: np.ndarray, found: pa.Table, as_of: np.datetime64) -> np.ndarray:
    """Return the user-days of each account and month, NaN where nobody is named. Every one found is there."""
    size = int(month.max(initial=0)) + 1
    keys = account.astype(np.int64) * size + month
    order = np.argsort(keys)
    named = found["account"].to_numpy().astype(np.int64) * size + month_index(days(found["month"]), as_of)
    user_days = np.full(len(keys), np.nan)
    user_days[order[np.searchsorted(keys, named, sorter=order)]] = numbers(found["user_days"])
    return user_days


def _feature_months(
    found: pa.Table, names: list[str], as_of: np.datetime64
) -> tuple[tuple[str, ...], FeatureMonths]:
    used, feature = np.unique(found["feature"].to_numpy(), return_inverse=True)
    return tuple(names[code] for code in used), FeatureMonths(
        account=found["account"].to_numpy().astype(np.int32),
        month=month_index(days(found["month"]), as_of),
        feature=feature.astype(np.int32),
        events=numbers(found["events"]) / PARTS_OF_ONE,
        users=numbers(found["users"]),
    )


def _first_uses(
    found: pa.Table, names: list[str], features: tuple[str, ...], users: pa.Array
) -> tuple[FirstUses, pa.Array]:
    """Return the first uses, and the users that they number, in the order of their texts."""
    place = {name: position for position, name in enumerate(features)}
    places = np.array([place.get(name, UNKNOWN) for name in names], dtype=np.int32)
    code = compute.fill_null(found["user_id"], UNKNOWN).to_numpy()
    used = np.unique(code[code != UNKNOWN])
    texts = users.take(pa.array(used))
    order = compute.sort_indices(texts)
    rank = np.full(len(users) + 1, UNKNOWN, dtype=np.int32)  # the last one is that of UNKNOWN
    rank[used[order.to_numpy()]] = np.arange(len(used), dtype=np.int32)
    account, user = found["account"].to_numpy().astype(np.int32), rank[code]
    feature, first_at = places[found["feature"].to_numpy()], days(found["first_at"])
    rows = np.lexsort((user, first_at, feature, account))
    return FirstUses(account[rows], feature[rows], first_at[rows], user[rows]), texts.take(order)
