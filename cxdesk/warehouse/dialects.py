"""The facts query in the dialects of the warehouses. sqlglot writes most of it; what it writes otherwise than
it was meant, or not at all, is put right here first.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import ErrorLevel, exp

from cxdesk.errors import UsageError

DIALECTS = (
    "snowflake",
    "bigquery",
    "databricks",
    "redshift",
    "postgres",
    "trino",
    "clickhouse",
    "spark",
    "tsql",
)
"""Those that are promised; `duckdb` and `sqlite` are written as well."""

ALL_DIALECTS = (*DIALECTS, "duckdb", "sqlite")

_DAYS_BEFORE = {
    "snowflake": "DATEADD(DAY, -{days}, used_on)",
    "bigquery": "DATE_SUB(used_on, INTERVAL {days} DAY)",
    "databricks": "DATE_SUB(used_on, {days})",
    "redshift": "DATEADD(DAY, -{days}, used_on)",
    "postgres": "used_on - {days}",
    "trino": "DATE_ADD('DAY', -{days}, used_on)",
    "clickhouse": "used_on - {days}",
    "spark": "DATE_SUB(used_on, {days})",
    "tsql": "DATEADD(DAY, -{days}, used_on)",
    "duckdb": "used_on - {days}",
    "sqlite": "DATE(used_on, '-{days} DAY')",
}
_UTC_INSTANT = "Nullable(DateTime('UTC'))"
_UTF_16_TEXT = "NVARCHAR(4000)"  # VARCHAR loses what the code page of the database lacks
_EXACT = "Latin1_General_100_BIN2"  # its default compares without regard to case


def known_dialect(name: str) -> str:
    """Return the name of a dialect; raises `UsageError` for one that the query is not written in."""
    if name not in ALL_DIALECTS:
        raise UsageError(f"The query is not written in {name}.", f"Choose one of {', '.join(ALL_DIALECTS)}.")
    return name


def written(query: exp.Expression, dialect: str) -> str:
    """Return a query, built in DuckDB's dialect, in another one; every identifier is quoted.

    Raises `sqlglot.errors.UnsupportedError` rather than write something that means less.
    """
    adapted = query.transform(_shifted(dialect))
    for change in _CHANGES.get(dialect, ()):
        adapted = adapted.transform(change)
    return adapted.sql(dialect=dialect, identify=True, pretty=True, unsupported_level=ErrorLevel.RAISE)


def _shifted(dialect: str) -> Callable[[exp.Expression], exp.Expression]:
    """Return a change that moves days back in the words of the dialect: they differ most in this."""

    def change(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Sub) and isinstance(node.expression, exp.Literal):
            text = _DAYS_BEFORE[dialect].format(days=int(node.expression.this))
            return sqlglot.parse_one(text, dialect=dialect)
        return node

    return change


def _month_from_parts(node: exp.Expression) -> exp.Expression:
    """DATETRUNC came with SQL Server 2022; this has always been there."""
    if isinstance(node, exp.DateTrunc | exp.TimestampTrunc):
        day = node.this.sql(dialect="tsql")
        return sqlglot.parse_one(f"DATEFROMPARTS(YEAR({day}), MONTH({day}), 1)", dialect="tsql")
    return node


def _exact_text(node: exp.Expression) -> exp.Expression:
    """Keep every letter, and tell upper from lower case as all the others do."""
    if isinstance(node, exp.Cast) and node.is_type("text"):
        cast = exp.cast(node.this, exp.DataType.build(_UTF_16_TEXT, dialect="tsql"))
        return exp.Collate(this=cast, expression=exp.Var(this=_EXACT))
    if isinstance(node, exp.Literal) and node.is_string and isinstance(node.parent, exp.In):
        return exp.National(this=node.this)
    return node


def _instant_to_utc(node: exp.Expression) -> exp.Expression:
    """Spark's timestamps are instants, told in the session's zone: FROM_UTC_TIMESTAMP would move them."""
    if isinstance(node, exp.AtTimeZone):
        return exp.Anonymous(this="CONVERT_TIMEZONE", expressions=[node.args["zone"], node.this])
    return node


def _instant_shown_in_utc(node: exp.Expression) -> exp.Expression:
    """ClickHouse keeps instants, with or without a zone: the type says in which one the day is told."""
    if isinstance(node, exp.AtTimeZone):
        node = node.this
    if isinstance(node, exp.Cast) and node.is_type("timestamp", "timestampntz", "timestamptz"):
        return exp.cast(node.this, exp.DataType.build(_UTC_INSTANT, dialect="clickhouse"))
    if isinstance(node, exp.Lower):
        return exp.Anonymous(this="lowerUTF8", expressions=[node.this])
    return node


def _date_functions(node: exp.Expression) -> exp.Expression:
    """SQLite has dates as texts, and functions for them."""
    if isinstance(node, exp.DateTrunc | exp.TimestampTrunc):
        return exp.Anonymous(this="DATE", expressions=[node.this, exp.Literal.string("start of month")])
    if isinstance(node, exp.AtTimeZone):
        return exp.Anonymous(this="DATETIME", expressions=[node.this.this])
    return node


_CHANGES: dict[str, tuple[Callable[[exp.Expression], exp.Expression], ...]] = {
    "tsql": (_month_from_parts, _exact_text),
    "spark": (_instant_to_utc,),
    "databricks": (_instant_to_utc,),
    "clickhouse": (_instant_shown_in_utc,),
    "sqlite": (_date_functions,),
}
