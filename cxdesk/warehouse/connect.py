"""A connection to where a team keeps its events: a DB-API driver or a Spark session of the user's own Python.

cxdesk ships no driver and reaches nothing by itself. What a connection is made of may be secret: it is kept
nowhere, and words of a driver that repeat a part of it are not shown.
"""

from __future__ import annotations

import importlib
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import unquote

import pyarrow as pa

from cxdesk.errors import CxdeskError, UnreadableInput, UsageError
from cxdesk.warehouse.answers import Answer, from_arrow, from_rows, is_zoned
from cxdesk.warehouse.dialects import ALL_DIALECTS, known_dialect

SPARK = "spark"
DIALECT_OF_DRIVER = {
    "adbc_driver_postgresql.dbapi": "postgres",
    "adbc_driver_snowflake.dbapi": "snowflake",
    "chdb.dbapi": "clickhouse",
    "clickhouse_connect.dbapi": "clickhouse",
    "clickhouse_driver.dbapi": "clickhouse",
    "databricks.sql": "databricks",
    "duckdb": "duckdb",
    "google.cloud.bigquery.dbapi": "bigquery",
    "mssql_python": "tsql",
    "pg8000": "postgres",
    "pg8000.dbapi": "postgres",
    "psycopg": "postgres",
    "psycopg2": "postgres",
    "pymssql": "tsql",
    "redshift_connector": "redshift",
    "snowflake.connector": "snowflake",
    SPARK: "spark",
    "sqlite3": "sqlite",
    "trino.dbapi": "trino",
}
"""What each driver speaks; another one needs the dialect from the user."""

_PACKAGE_OF_DRIVER = {
    "databricks": "databricks-sql-connector",
    "google": "google-cloud-bigquery",
    "psycopg": "psycopg[binary]",
    "psycopg2": "psycopg2-binary",
    "snowflake": "snowflake-connector-python",
    SPARK: "pyspark",
}
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_ROWS_AT_A_TIME = 50_000
_SHORTEST_PART = 3  # of a connection, that a message must not repeat; shorter ones are in every message
_HOW = "Write it as DRIVER:DSN, or DRIVER:env:NAME for a DSN that stands in the environment variable NAME."


class Warehouse(Protocol):
    """Where the events are, while it is open. `driver` names what it was reached through."""

    driver: str

    def columns(self, statement: str) -> tuple[tuple[str, str], ...]:
        """Return the name of each column of an answer, and its type as far as the driver tells it."""

    def ask(self, statement: str, answer: Answer) -> pa.Table:
        """Return the rows of an answer in the types that it is to have; raises `UnreadableInput`."""

    def first_is_zoned(self, statement: str) -> bool:
        """Return whether the only value of an answer is a time with a zone."""

    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True, slots=True)
class Address:
    """What stands after --connect. `dsn` may hold secrets: it is not shown, and not part of the repr."""

    driver: str
    dsn: str

    def __repr__(self) -> str:
        return f"Address({self.driver})"


def address(text: str, environment: Mapping[str, str] = os.environ) -> Address:
    """Return driver and DSN of `DRIVER:DSN`, the DSN from the environment for `DRIVER:env:NAME`.

    Raises `UsageError`, which never repeats the text.
    """
    driver, colon, dsn = text.partition(":")
    if not _MODULE.fullmatch(driver) or (not colon and driver != SPARK):
        raise UsageError("This is no connection.", _HOW)
    if dsn.startswith("env:"):
        name = dsn.removeprefix("env:")
        if name not in environment:
            raise UsageError(
                "The environment variable of the connection is not set.", f"Set it first. {_HOW}"
            )
        dsn = environment[name]
    return Address(driver, dsn)


def dialect_of(where: Address, given: str | None) -> str:
    """Return the dialect that the user gave, else that of the driver; raises `UsageError` for none."""
    if given is not None:
        return known_dialect(given)
    if where.driver not in DIALECT_OF_DRIVER:
        raise UsageError(
            f"It is not known which SQL {where.driver} speaks.",
            f"Add --dialect, one of {', '.join(ALL_DIALECTS)}.",
        )
    return DIALECT_OF_DRIVER[where.driver]


def connected(where: Address) -> Warehouse:
    """Open the connection. Raises `UsageError` when the driver is not there, `UnreadableInput` when the
    database does not let us in.
    """
    if where.driver == SPARK:
        return _SparkWarehouse(where)
    module = _module(where.driver, where.driver)
    if not callable(getattr(module, "connect", None)):
        raise UsageError(f"{where.driver} is no database driver.", "Name a module with a DB-API `connect`.")
    positional, named = _arguments(where)
    try:
        connection = module.connect(*positional, **named)
    except Exception as error:  # noqa: BLE001  each driver has errors of its own
        raise _refused("The database cannot be reached.", error, where) from None
    with suppress(Exception):
        connection.read_only = True  # psycopg; nothing is ever written, and where it can be promised it is
    return _DatabaseWarehouse(connection, where)


class _DatabaseWarehouse:
    """A DB-API connection."""

    def __init__(self, connection: Any, where: Address) -> None:
        self._connection = connection
        self._where = where
        self.driver = where.driver

    def columns(self, statement: str) -> tuple[tuple[str, str], ...]:
        cursor = self._run(statement)
        try:
            return tuple((column[0], str(column[1])) for column in cursor.description)
        finally:
            cursor.close()

    def ask(self, statement: str, answer: Answer) -> pa.Table:
        cursor = self._run(statement)
        parts = []
        try:
            while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
                parts.append(from_rows(rows, answer))
        except Exception as error:  # noqa: BLE001
            raise _refused("The answer could not be read.", error, self._where) from None
        finally:
            cursor.close()
        return pa.concat_tables([from_rows([], answer), *parts])

    def first_is_zoned(self, statement: str) -> bool:
        cursor = self._run(statement)
        try:
            row = cursor.fetchone()
        except Exception as error:  # noqa: BLE001
            raise _refused("The answer could not be read.", error, self._where) from None
        finally:
            cursor.close()
        return row is not None and is_zoned(row[0])

    def close(self) -> None:
        with suppress(Exception):  # whatever it says, there is nothing left to lose
            self._connection.close()

    def _run(self, statement: str) -> Any:
        cursor = self._connection.cursor()
        try:
            cursor.execute(statement)
        except Exception as error:  # noqa: BLE001
            with suppress(Exception):
                cursor.close()
            raise _refused("The database refuses the query.", error, self._where) from None
        return cursor


class _SparkWarehouse:
    """A Spark session: the running one, a local one, or one that the DSN names (`local[2]`, `sc://host`)."""

    def __init__(self, where: Address) -> None:
        module = _module("pyspark.sql", SPARK)
        self._where = where
        self.driver = SPARK
        builder = module.SparkSession.builder.appName("cxdesk")
        try:
            if where.dsn.startswith("sc://"):
                builder = builder.remote(where.dsn)
            elif where.dsn:
                builder = builder.master(where.dsn)
            self._is_ours = where.dsn.startswith("sc://") or module.SparkSession.getActiveSession() is None
            self._session = builder.getOrCreate()
        except Exception as error:  # noqa: BLE001
            raise _refused("Spark cannot be started.", error, where) from None

    def columns(self, statement: str) -> tuple[tuple[str, str], ...]:
        try:
            return tuple(self._session.sql(statement).dtypes)
        except Exception as error:  # noqa: BLE001
            raise _refused("Spark refuses the query.", error, self._where) from None

    def ask(self, statement: str, answer: Answer) -> pa.Table:
        try:
            return from_arrow(self._session.sql(statement).toArrow(), answer)
        except Exception as error:  # noqa: BLE001
            raise _refused("Spark refuses the query.", error, self._where) from None

    def first_is_zoned(self, statement: str) -> bool:
        return dict(self.columns(statement)).popitem()[1] == "timestamp"

    def close(self) -> None:
        if self._is_ours:
            with suppress(Exception):
                self._session.stop()


def _module(name: str, driver: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        package = _PACKAGE_OF_DRIVER.get(driver.split(".")[0], driver.split(".")[0].replace("_", "-"))
        raise UsageError(
            f"The driver {driver} is not installed in the Python that runs cxdesk.",
            f"Install it there, for example with `python -m pip install {package}`, or name another driver.",
        ) from None


def _arguments(where: Address) -> tuple[tuple, dict[str, Any]]:
    """Return what `connect` is called with: nothing, one text, or the names and values of a JSON object."""
    if where.dsn.lstrip().startswith("{"):
        try:
            named = json.loads(where.dsn)
        except ValueError:
            raise UsageError("The connection is no valid JSON object.", _HOW) from None
        return (), named
    if where.driver == "sqlite3":
        return (f"file:{where.dsn}?mode=ro",), {"uri": True}
    if where.driver == "duckdb" and where.dsn not in ("", ":memory:"):
        settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        return (where.dsn,), {"read_only": True, "config": settings}
    return ((where.dsn,) if where.dsn else ()), {}


def _refused(what: str, error: Exception, where: Address) -> CxdeskError:
    """Return the error for the user, with the driver's words unless they repeat a part of the connection."""
    if isinstance(error, CxdeskError):
        return error
    words = " ".join(str(error).split())[:500]
    kind = type(error).__name__
    if not words or any(part in words.casefold() for part in _secret_parts(where.dsn)):
        return UnreadableInput(
            f"{what} {where.driver} says {kind}; its words are not shown, as they repeat the connection.",
            "Try the same connection with the database's own program.",
        )
    return UnreadableInput(
        f"{what} {where.driver} says {kind}: {words}", "Check the connection and the names."
    )


def _secret_parts(dsn: str) -> set[str]:
    """Return what must not be repeated: every word of a connection, plain and decoded."""
    words = {part for text in (dsn, unquote(dsn)) for part in re.split(r"[\s:/@?&=;,\"'{}()]+", text)}
    secrets = set(
        re.findall(r"(?:password|pwd|passwd|token|secret|key)\W+([^\s;&,\"'}]+)", unquote(dsn), re.I)
    )
    return {word.casefold() for word in words if len(word) >= _SHORTEST_PART} | {
        s.casefold() for s in secrets
    }
