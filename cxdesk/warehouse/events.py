"""A team's table of usage events as the relation that the facts query reads, whatever its columns' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlglot
from sqlglot import exp

from cxdesk.errors import UsageError
from cxdesk.warehouse.dialects import written
from cxdesk.warehouse.names import column_name, table_name
from cxdesk.workspace.facts.usage_query import LARGEST, PARTS_OF_ONE, facts_query

FIELDS = (
    "account_id", "contract_id", "user_id", "at", "feature", "count", "duration_seconds", "errors",
    "active_users",
)  # fmt: skip
"""The fields of cxdesk's usage table that the facts query reads."""

_ZONED_DIALECTS = ("spark", "databricks")  # their TIMESTAMP is an instant
_TIME = '"at" AS TIMESTAMP'
_TYPED = (
    "SELECT NULLIF(TRIM(CAST(account_id AS TEXT)), '') AS account_name, "
    "NULLIF(TRIM(CAST(contract_id AS TEXT)), '') AS contract_name, "
    "NULLIF(TRIM(CAST(user_id AS TEXT)), '') AS user_name, "
    "NULLIF(TRIM(CAST(feature AS TEXT)), '') AS feature, "
    f"CAST(CAST({_TIME}) AS DATE) AS used_on, "
    'COALESCE(CAST("count" AS DOUBLE), 1) AS times, '  # a row without a count is one event
    "CAST(duration_seconds AS DOUBLE) AS seconds, CAST(errors AS DOUBLE) AS failures, "
    "CAST(active_users AS DOUBLE) AS active_users FROM usage_events"
)
_TYPED_ZONED = _TYPED.replace(f"CAST({_TIME})", f"CAST({_TIME}TZ) AT TIME ZONE 'UTC'")
_USER = "CASE WHEN STRPOS(user_name, '@') > 0 THEN LOWER(user_name) ELSE user_name END"  # as files are read
_PARTS = f"CASE WHEN ABS({{0}}) < {LARGEST:.0e} THEN CAST(FLOOR({{0}} * {PARTS_OF_ONE} + 0.5) AS BIGINT) END"
_ROWS = (
    f"SELECT COALESCE(account_name, contract_name) AS account, {_USER} AS user_id, "
    f"CASE WHEN {_USER} IN ('') THEN {_USER} END AS person, feature, used_on, "
    f"{_PARTS.format('times')} AS events, {_PARTS.format('seconds')} AS duration_seconds, "
    f"{_PARTS.format('failures')} AS errors, active_users FROM typed"
)
"""The relation of the facts query in DuckDB's dialect. No name is that of what it is made from: ClickHouse
would take the one for the other."""


@dataclass(frozen=True, slots=True)
class EventsTable:
    """Where the events are. `columns`: a field to the column that holds it, exactly as it is called there;
    fields that are not in it are unknown. `zoned`: the column `at` knows its time zone; else it is in UTC.
    """

    table: tuple[str, ...]
    columns: Mapping[str, str]
    zoned: bool

    def __post_init__(self) -> None:
        if "at" not in self.columns or not {"account_id", "contract_id"} & set(self.columns):
            raise UsageError(
                "The events need an account and a time.",
                "Name their columns: --column account_id=... --column at=...",
            )

    @property
    def name(self) -> str:
        """The table's name for people."""
        return ".".join(self.table)


def events_table(
    table: str, columns: Mapping[str, str | None], dialect: str, zoned: bool | None = None
) -> EventsTable:
    """Return the table that a user describes. Fields without a column of their own are in the column of their
    own name; None: in no column. Raises `UsageError` for what is no field or no name.
    """
    for field in columns:
        if field not in FIELDS:
            raise UsageError(f"{field} is no field of usage.", f"The fields are {', '.join(FIELDS)}.")
    wanted = {field: columns.get(field, field) for field in FIELDS}
    named = {field: column_name(name, dialect) for field, name in wanted.items() if name}
    return EventsTable(
        table_name(table, dialect), named, dialect in _ZONED_DIALECTS if zoned is None else zoned
    )


def statements(
    events: EventsTable, dialect: str, as_of: np.datetime64 | None, features: Sequence[str] = ()
) -> dict[str, str]:
    """Return the facts query in a dialect: "months", "user_days", "features" and "days" (see `FactsQuery`),
    and "first_uses" of the features named, where any are.
    """
    query = facts_query(as_of)
    asked = {name: getattr(query, name) for name in ("months", "user_days", "features", "days")}
    found = {name: _asked(events, dialect, text) for name, text in asked.items()}
    if features:
        found["first_uses"] = _asked(events, dialect, query.first_uses, features=features)
    return found


def people_statement(events: EventsTable, dialect: str, as_of: np.datetime64, names: Sequence[str]) -> str:
    """Return the query for when each of the named people last used it in each month."""
    return _asked(events, dialect, facts_query(as_of).people, names)


def extent_statement(events: EventsTable, dialect: str) -> str:
    """Return the query for how many events there are, how many have a date, and the newest of these."""
    text = "SELECT COUNT(*) AS row_count, COUNT(used_on) AS dated, MAX(used_on) AS newest FROM usage_rows"
    return _asked(events, dialect, text)


def shape_statement(table: tuple[str, ...], dialect: str) -> str:
    """Return the query that brings no row, for the names of the columns."""
    return written(exp.select("*").from_(_table(table)).limit(0), dialect)


def first_time_statement(events: EventsTable, dialect: str) -> str:
    """Return the query for one value of the column `at`."""
    at = _column(events.columns["at"])
    return written(
        exp.select(at).from_(_table(events.table)).where(at.copy().is_(exp.null()).not_()).limit(1), dialect
    )


def _asked(
    events: EventsTable,
    dialect: str,
    statement: str,
    people: Sequence[str] = (),
    features: Sequence[str] = (),
) -> str:
    query = sqlglot.parse_one(statement, dialect="duckdb")
    if features:
        query = query.where(exp.column("feature").isin(*features))
    return written(query.with_("usage_rows", as_=_usage_rows(events, people)), dialect)


def _usage_rows(events: EventsTable, people: Sequence[str]) -> exp.Expression:
    """Return the relation over the team's own columns, put in as parts of the query and not as text."""

    def put_in(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Table):
            return _table(events.table)
        if isinstance(node, exp.Column):
            name = events.columns.get(node.name)
            return _column(name) if name else exp.null()
        return node

    typed = sqlglot.parse_one(_TYPED_ZONED if events.zoned else _TYPED, dialect="duckdb").transform(put_in)
    rows = sqlglot.parse_one(_ROWS, dialect="duckdb")
    rows.set("from_", exp.From(this=typed.subquery("typed")))
    followed = rows.find(exp.In)
    if people:
        followed.set("expressions", [exp.Literal.string(name) for name in people])
    else:
        followed.find_ancestor(exp.Case).replace(exp.cast(exp.null(), "text"))
    return rows


def _column(name: str) -> exp.Column:
    return exp.Column(this=exp.Identifier(this=name, quoted=True))


def _table(parts: tuple[str, ...]) -> exp.Table:
    named = [exp.Identifier(this=part, quoted=True) for part in parts]
    places = dict(zip(("this", "db", "catalog"), reversed(named), strict=False))
    return exp.Table(**places)
