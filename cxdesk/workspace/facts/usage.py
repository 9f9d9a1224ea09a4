"""Usage: raw events to account-month facts, in one place, in portable SQL.

The statements keep to what every warehouse counts alike: COUNT, COUNT DISTINCT, SUM, MIN, MAX of cast values,
DATE_TRUNC of a month and GROUP BY. DuckDB runs them in memory over the workspace's Parquet chunks.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.errors import CxdeskError
from cxdesk.tables import USAGE
from cxdesk.workspace.facts.people import People, coded_people
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import read_rows
from cxdesk.workspace.facts_record import FeatureMonths, UsageMonths
from cxdesk.workspace.workspace import Workspace

MEMORY_LIMIT = "4GB"  # 10,000,000 rows of 100,000 accounts take 1 GB
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
PARTS_OF_ONE = 1e4
LARGEST_PART = 1e17  # beyond it a double holds no single parts, and a sum of many would not fit
_IN_SCOPE = "FROM usage_rows WHERE account >= 0 AND used_at < {end}"
_MONTH = "CAST(DATE_TRUNC('month', used_at - INTERVAL '{shift}' DAY) AS DATE)"
# Distinct values are grouped before they are counted: that takes half the time of COUNT (DISTINCT ...).
_BY_MONTH = (
    "WITH used AS (SELECT account, " + _MONTH + " AS month, CAST(used_at AS DATE) AS day, user_id, events, "
    "duration_seconds, errors, active_users " + _IN_SCOPE + "), "
    "people AS (SELECT account, month, COUNT(user_id) AS users FROM "
    "(SELECT DISTINCT account, month, user_id FROM used) AS pairs GROUP BY 1, 2), "
    "active AS (SELECT account, month, COUNT(day) AS active_days FROM "
    "(SELECT DISTINCT account, month, day FROM used) AS pairs GROUP BY 1, 2), "
    "sums AS (SELECT account, month, COUNT(*) AS row_count, SUM(events) AS events, "
    "SUM(duration_seconds) AS duration_seconds, SUM(errors) AS errors, MAX(active_users) AS counted_users, "
    "MAX(day) AS last_at FROM used GROUP BY 1, 2) "
    "SELECT sums.*, users, active_days FROM sums JOIN people USING (account, month) "
    "JOIN active USING (account, month) ORDER BY account, month"
)
_BY_FEATURE = (
    "SELECT account, month, feature, SUM(events) AS events, COUNT(user_id) AS users FROM "
    "(SELECT account, "
    + _MONTH
    + " AS month, feature, user_id, SUM(events) AS events "
    + _IN_SCOPE
    + " AND feature IS NOT NULL GROUP BY 1, 2, 3, 4) AS used GROUP BY 1, 2, 3 ORDER BY 3, 1, 2"
)
_DAYS_SEEN = "SELECT DISTINCT CAST(used_at AS DATE) AS day " + _IN_SCOPE + " ORDER BY 1"
_BY_PERSON = (
    "SELECT person, "
    + _MONTH
    + " AS month, MAX(CAST(used_at AS DATE)) AS last_at "
    + _IN_SCOPE
    + " AND person >= 0 GROUP BY 1, 2 ORDER BY 1, 2"
)


@dataclass(frozen=True, slots=True)
class UsageFacts:
    """Usage up to a date. `days` are all days on which the feed has a row; `people` (number among the people,
    month, last day used).
    """

    months: UsageMonths
    features: tuple[str, ...]
    feature_months: FeatureMonths
    days: np.ndarray
    people: tuple[np.ndarray, np.ndarray, np.ndarray]
    without_account: int


def month_shift(as_of: np.datetime64) -> int:
    """Return by how many days to move dates back so that calendar months end on the as-of day.

    0 when the as-of day is the last of its month; else its day of the month: on 15 December the months are
    those from the 16th to the 15th.
    """
    month = as_of.astype("datetime64[M]")
    is_last = (as_of + np.timedelta64(1, "D")).astype("datetime64[M]") != month
    return 0 if is_last else int((as_of - month.astype("datetime64[D]")).astype(int)) + 1


def month_index(months: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return how many months before the as-of month each (shifted) month lies: 0 is the one that ends on
    `as_of`.
    """
    newest = (as_of - np.timedelta64(month_shift(as_of), "D")).astype("datetime64[M]")
    return (newest - months.astype("datetime64[M]")).astype(np.int16)


def month_end(as_of: np.datetime64, index: int) -> np.datetime64:
    """Return the last day of the month that many months back."""
    shift = month_shift(as_of)
    newest = (as_of - np.timedelta64(shift, "D")).astype("datetime64[M]")
    after = (newest - np.timedelta64(index, "M") + np.timedelta64(1, "M")).astype("datetime64[D]")
    return after + np.timedelta64(shift - 1, "D")


def read_usage(workspace: Workspace, resolver: Resolver, people: People, as_of: np.datetime64) -> UsageFacts:
    """Aggregate all usage rows up to the date. `people` are those to follow one by one."""
    rows, feature_names = _resolved(read_rows(workspace, USAGE, _COLUMNS), resolver, people)
    engine = _engine()
    engine.register("usage_rows", rows)
    end = f"CAST('{as_of + np.timedelta64(1, 'D')}' AS TIMESTAMP)"
    shift = month_shift(as_of)

    def run(statement: str) -> dict[str, np.ndarray]:
        found = engine.sql(statement.format(end=end, shift=shift)).to_arrow_table()
        return {name: found[name] for name in found.column_names}

    try:
        by_month, by_feature = run(_BY_MONTH), run(_BY_FEATURE)
        seen, by_person = run(_DAYS_SEEN), run(_BY_PERSON)
    except duckdb.OutOfMemoryException as error:
        raise CxdeskError(
            "There are more usage rows than can be counted at once.",
            "Import usage counted per day or month instead of single events.",
        ) from error
    finally:
        engine.close()
    features, feature_months = _feature_months(by_feature, feature_names, as_of)
    return UsageFacts(
        months=_usage_months(by_month, as_of),
        features=features,
        feature_months=feature_months,
        days=_days(seen["day"]),
        people=(
            by_person["person"].to_numpy(),
            month_index(_days(by_person["month"]), as_of),
            _days(by_person["last_at"]),
        ),
        without_account=int((rows["account"].to_numpy() == UNKNOWN).sum()),
    )


def _engine() -> duckdb.DuckDBPyConnection:
    """Return a database engine in memory that reads and writes no file, loads no extension and asks no
    network. What it would write when memory is short were plain rows of an encrypted workspace.
    """
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


def _resolved(rows: pa.Table, resolver: Resolver, people: People) -> tuple[pa.Table, list[str]]:
    """Return only what the statements need, numbers instead of texts, and the features' names in order."""
    account = resolver.of_rows(rows)
    users = coded_people(rows["user_id"])
    features = compute.dictionary_encode(rows["feature"].combine_chunks())
    names = sorted(features.dictionary.to_pylist())
    ranks = compute.index_in(features.dictionary, value_set=pa.array(names, pa.string()))
    numbered = pa.table(
        {
            "account": account,
            "used_at": rows["at"],
            "user_id": users.indices,
            "person": people.numbers_of(account, users),
            "feature": ranks.take(features.indices),
            "events": _countable(rows["count"].fill_null(1.0)),
            "duration_seconds": _countable(rows["duration_seconds"]),
            "errors": _countable(rows["errors"]),
            "active_users": rows["active_users"],
        }
    )
    return numbered, names


def _countable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return whole ten-thousandths: their sum is the same in whatever order threads add them up."""
    scaled = compute.round(compute.multiply(column, PARTS_OF_ONE))
    usable = compute.and_(compute.is_finite(scaled), compute.less(compute.abs(scaled), LARGEST_PART))
    return compute.if_else(usable, scaled, None).cast(pa.int64())


def _usage_months(found: dict, as_of: np.datetime64) -> UsageMonths:
    users = found["users"].to_numpy().astype(float)
    counted = _floats(found["counted_users"])
    return UsageMonths(
        account=found["account"].to_numpy().astype(np.int32),
        month=month_index(_days(found["month"]), as_of),
        events=_floats(found["events"]) / PARTS_OF_ONE,
        duration_seconds=_floats(found["duration_seconds"]) / PARTS_OF_ONE,
        errors=_floats(found["errors"]) / PARTS_OF_ONE,
        active_users=np.where(users > 0, users, counted),
        active_days=_floats(found["active_days"]),
        last_at=_days(found["last_at"]),
        rows=_floats(found["row_count"]),
    )


def _feature_months(
    found: dict, names: list[str], as_of: np.datetime64
) -> tuple[tuple[str, ...], FeatureMonths]:
    used, feature = np.unique(found["feature"].to_numpy(), return_inverse=True)
    return tuple(names[code] for code in used), FeatureMonths(
        account=found["account"].to_numpy().astype(np.int32),
        month=month_index(_days(found["month"]), as_of),
        feature=feature.astype(np.int32),
        events=_floats(found["events"]) / PARTS_OF_ONE,
        users=_floats(found["users"]),
    )


def _floats(column: pa.ChunkedArray) -> np.ndarray:
    return column.cast(pa.float64()).fill_null(float("nan")).to_numpy()


def _days(column: pa.ChunkedArray) -> np.ndarray:
    return column.cast(pa.date32()).to_numpy().astype("datetime64[D]")
