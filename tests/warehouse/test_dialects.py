"""The query in the words of each warehouse: lines written by hand from the vendors' manuals."""

from __future__ import annotations

import numpy as np
import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from cxdesk.warehouse import DIALECTS, events_table, statements

MID_MONTH = np.datetime64("2026-09-15")

UTC_DAY = {
    "snowflake": "CAST(CONVERT_TIMEZONE('UTC', CAST(\"AT\" AS TIMESTAMPTZ)) AS DATE)",
    "bigquery": "CAST(TIMESTAMP(DATETIME(CAST(`at` AS TIMESTAMP), 'UTC')) AS DATE)",
    "databricks": "CAST(CONVERT_TIMEZONE('UTC', CAST(`at` AS TIMESTAMP)) AS DATE)",
    "redshift": "CAST(CAST(\"at\" AS TIMESTAMP WITH TIME ZONE) AT TIME ZONE 'UTC' AS DATE)",
    "postgres": "CAST(CAST(\"at\" AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS DATE)",
    "trino": "CAST(AT_TIMEZONE(CAST(\"at\" AS TIMESTAMP WITH TIME ZONE), 'UTC') AS DATE)",
    "clickhouse": "CAST(CAST(\"at\" AS Nullable(DateTime('UTC'))) AS Nullable(DATE))",
    "spark": "CAST(CONVERT_TIMEZONE('UTC', CAST(`at` AS TIMESTAMP)) AS DATE)",
    "tsql": "CAST(CAST([at] AS DATETIMEOFFSET) AT TIME ZONE 'UTC' AS DATE)",
}
"""The day in UTC of a time that knows its zone."""

MONTH = {
    "snowflake": "DATE_TRUNC('MONTH', CAST(DATEADD(DAY, -15, \"used_on\") AS DATE))",
    "bigquery": "DATE_TRUNC(CAST(DATE_SUB(`used_on`, INTERVAL '15' DAY) AS DATE), MONTH)",
    "databricks": "TRUNC(CAST(DATE_ADD(`used_on`, 15 * -1) AS DATE), 'MONTH')",
    "redshift": "DATE_TRUNC('MONTH', CAST(DATEADD(DAY, -15, \"used_on\") AS DATE))",
    "postgres": "DATE_TRUNC('MONTH', CAST(\"used_on\" - 15 AS DATE))",
    "trino": "DATE_TRUNC('MONTH', CAST(DATE_ADD('DAY', -15, \"used_on\") AS DATE))",
    "clickhouse": "dateTrunc('MONTH', CAST(\"used_on\" - 15 AS Nullable(DATE)))",
    "spark": "TRUNC(CAST(DATE_ADD(`used_on`, 15 * -1) AS DATE), 'MONTH')",
    "tsql": "DATEFROMPARTS(YEAR(CAST(DATEADD(DAY, -15, [used_on]) AS DATE)), "
    "MONTH(CAST(DATEADD(DAY, -15, [used_on]) AS DATE)), 1)",
}
"""The first day of the month of a day moved back by 15."""

PARTS = {
    "snowflake": 'CAST(FLOOR("times" * 10000 + 0.5) AS BIGINT)',
    "bigquery": "CAST(FLOOR(`times` * 10000 + 0.5) AS INT64)",
    "databricks": "CAST(FLOOR(`times` * 10000 + 0.5) AS BIGINT)",
    "redshift": 'CAST(FLOOR("times" * 10000 + 0.5) AS BIGINT)',
    "postgres": 'CAST(FLOOR("times" * 10000 + 0.5) AS BIGINT)',
    "trino": 'CAST(FLOOR("times" * 10000 + 0.5) AS BIGINT)',
    "clickhouse": 'CAST(FLOOR("times" * 10000 + 0.5) AS Nullable(Int64))',
    "spark": "CAST(FLOOR(`times` * 10000 + 0.5) AS BIGINT)",
    "tsql": "CAST(FLOOR([times] * 10000 + 0.5) AS BIGINT)",
}
"""A count in whole ten-thousandths."""


def one_line(text: str) -> str:
    """Return SQL without what only makes it pretty."""
    return " ".join(text.split()).replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_days_months_and_parts_are_in_the_words_of_the_dialect(dialect: str) -> None:
    """Time zones, month arithmetic and casts are where the dialects differ, and where a translation that is
    only nearly right would move events to another month.
    """
    events = events_table("sales.events", {}, dialect, zoned=True)
    text = one_line(statements(events, dialect, MID_MONTH)["months"])
    for written in (UTC_DAY[dialect], MONTH[dialect], PARTS[dialect]):
        assert written in text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_query_is_read_again_in_its_dialect(dialect: str) -> None:
    """Strictly parsed, each statement is one, with one scan of the table, and only aggregates that every
    warehouse counts alike; nothing is left to a default order or to a window.
    """
    allowed = {exp.Count, exp.Sum, exp.Max, exp.Min}
    for zoned in (True, False):
        events = events_table("sales.events", {}, dialect, zoned=zoned)
        found = statements(events, dialect, MID_MONTH, ("it's", "ärger"))
        assert set(found) == {"months", "user_days", "features", "days", "first_uses"}
        for text in found.values():
            (parsed,) = sqlglot.parse(text, dialect=dialect, error_level=ErrorLevel.RAISE)
            assert {type(node) for node in parsed.find_all(exp.AggFunc)} <= allowed
            assert [table.name.casefold() for table in parsed.find_all(exp.Table) if table.db] == ["events"]
            assert not list(parsed.find_all(exp.Window, exp.Order))


def test_sql_server_keeps_letters_and_their_case() -> None:
    """Its VARCHAR loses what the code page lacks, and its default order takes A for a: NVARCHAR and a binary
    order say otherwise.
    """
    text = one_line(statements(events_table("events", {}, "tsql"), "tsql", None)["months"])
    assert "CAST([account_id] AS NVARCHAR(4000)) COLLATE Latin1_General_100_BIN2" in text
    assert "VARCHAR(MAX)" not in text


def test_whole_months_without_a_date() -> None:
    """Without a date nothing is cut off and nothing moved: calendar months of all events."""
    text = one_line(statements(events_table("events", {}, "postgres"), "postgres", None)["months"])
    assert "DATE_TRUNC('MONTH', CAST(\"used_on\" AS DATE))" in text
    assert "<=" not in text
