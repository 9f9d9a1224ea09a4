"""Names from the user are names in the query, whatever they look like, or they are refused."""

from __future__ import annotations

import sqlite3
from functools import cache

import duckdb
import numpy as np
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from cxdesk.errors import UsageError
from cxdesk.warehouse import ALL_DIALECTS, events_table, statements
from cxdesk.warehouse.events import people_statement

HOSTILE = (
    "events; DROP TABLE events",
    "events -- ",
    "events/*",
    "events' OR '1'='1",
    "a b",
    "select",
    "über größe",
    "x){}",
    "%s ? :name $1 {0}",
)


@pytest.mark.parametrize("dialect", ALL_DIALECTS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_identifier(name: str, dialect: str) -> None:
    """The written query, read again in its dialect, has the name as table and as column, and it is one
    statement of the same shape as the one with a harmless name.
    """
    parsed = _read_again(f'"{name}"', dialect)
    assert len(parsed) == 1
    assert name in {table.name for table in parsed[0].find_all(exp.Table)}
    assert name in {column.name for column in parsed[0].find_all(exp.Column)}
    assert _shape(parsed) == _harmless_shape(dialect)


def _read_again(quoted: str, dialect: str) -> list[exp.Expression]:
    """Return the statements of the query for a table and a column of this name."""
    table = events_table(quoted, {"account_id": quoted}, dialect)
    return sqlglot.parse(statements(table, dialect, None)["months"], dialect)


@cache
def _harmless_shape(dialect: str) -> list[type]:
    """Return the kinds of all parts of the query with a harmless name."""
    return _shape(_read_again('"harmless"', dialect))


def _shape(parsed: list[exp.Expression]) -> list[type]:
    """Return the kinds of all parts of the first statement."""
    return [type(node) for node in parsed[0].walk()]


_UNUSABLE = ('a"b', "a`b", "a[b", "a]b", "a\\b", "a\nb", "a\x00b", "", " ", "x" * 256, "a.", ".a")


@pytest.mark.parametrize("name", _UNUSABLE)
def test_what_could_end_a_quoted_name_is_refused(name: str) -> None:
    """Signs with which some dialect ends a quoted name, or escapes its end, are in no name that is used."""
    for dialect in ALL_DIALECTS:
        with pytest.raises(UsageError, match="no name"):
            events_table(name, {}, dialect)


def test_names_are_folded_as_the_database_does() -> None:
    """Plain names as Snowflake (upper) and PostgreSQL (lower) keep them; quoted ones as they stand."""
    assert events_table("Sales.Events", {"account_id": "OrgId"}, "snowflake").table == ("SALES", "EVENTS")
    assert events_table("Sales.Events", {"account_id": "OrgId"}, "postgres").columns["account_id"] == "orgid"
    assert events_table('"Sales.X".Events', {"account_id": '"OrgId"'}, "snowflake").table == (
        "Sales.X",
        "EVENTS",
    )
    assert events_table("t", {"account_id": '"OrgId"'}, "snowflake").columns["account_id"] == "OrgId"
    assert events_table("my-project.Data.Events", {}, "bigquery").table == ("my-project", "Data", "Events")
    with pytest.raises(UsageError, match="4 parts"):
        events_table("a.b.c.d", {}, "postgres")


@settings(max_examples=40)
@given(name=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=40))
def test_any_name_is_found_by_a_real_database_or_refused(name: str) -> None:
    """A table and a column of a random name, made with the database's own quoting, are counted by DuckDB and
    SQLite: 1 row of 1 account.
    """
    try:
        events_table(f'"{name}"', {}, "duckdb")
    except UsageError:
        return
    quoted = f'"{name}"'
    columns = {"account_id": quoted, "at": "happened"} | dict.fromkeys(
        ("contract_id", "user_id", "feature", "count", "duration_seconds", "errors", "active_users")
    )
    if name.casefold() == "happened":
        return
    for dialect, database in (("duckdb", duckdb.connect()), ("sqlite", sqlite3.connect(":memory:"))):
        database.execute(f"CREATE TABLE {quoted} ({quoted} TEXT, happened TIMESTAMP)")
        database.execute(f"INSERT INTO {quoted} VALUES ('A1', '2026-09-01 10:00:00')")
        query = statements(events_table(quoted, columns, dialect), dialect, None)["months"]
        rows = database.execute(query).fetchall()
        assert [(row[0], row[2]) for row in rows] == [("A1", 1)]
        database.close()


@pytest.mark.parametrize("dialect", ALL_DIALECTS)
def test_names_of_people_are_texts(dialect: str) -> None:
    """A quote in a person's name, or a whole statement, is read back in each dialect as that text alone."""
    people = ["o'neill@example.org", "'); DROP TABLE events; --", "%(x)s", "ünal"]
    text = people_statement(events_table("events", {}, dialect), dialect, np.datetime64("2026-09-15"), people)
    (parsed,) = sqlglot.parse(text, dialect=dialect)
    (within,) = parsed.find_all(exp.In)
    assert [literal.this for literal in within.expressions] == people


def test_a_field_that_is_none_is_refused() -> None:
    """A typing error in --column must not silently leave a field out."""
    with pytest.raises(UsageError, match="no field"):
        events_table("events", {"acount_id": "x"}, "duckdb")
    with pytest.raises(UsageError, match="an account and a time"):
        events_table("events", {"at": None}, "duckdb")
