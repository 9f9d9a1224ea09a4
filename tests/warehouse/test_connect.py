"""Connections: found, refused in words, and never told to anybody."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from cxdesk.errors import UnreadableInput, UsageError
from cxdesk.warehouse import address, connected, dialect_of
from cxdesk.warehouse.answers import MONTHS
from tests.journeys.command_line import run

SECRET = "hunter2%21"
DSN = f"host=db.example.org user=ada password={SECRET} dbname=sales"


def driver_that(monkeypatch: pytest.MonkeyPatch, connect) -> str:
    """Install a module with that `connect` as a driver, and return its name."""
    module = ModuleType("made_up_driver")
    module.connect = connect
    monkeypatch.setitem(sys.modules, "made_up_driver", module)
    return "made_up_driver"


def test_the_dsn_may_stand_in_the_environment() -> None:
    """No password needs to be typed: NAME is looked up, and only where `env:` says so."""
    found = address("psycopg:env:SALES_DSN", {"SALES_DSN": DSN})
    assert (found.driver, found.dsn) == ("psycopg", DSN)
    assert address("snowflake.connector:a:b", {}).dsn == "a:b"
    with pytest.raises(UsageError, match="not set"):
        address("psycopg:env:SALES_DSN", {})


@pytest.mark.parametrize("text", ["psycopg", "", ":x", "os;x:y", "../x:y", DSN])
def test_what_is_no_connection_is_not_repeated(text: str) -> None:
    """Without a driver there is nothing to connect with; the words do not repeat what may be a password."""
    with pytest.raises(UsageError) as caught:
        address(text, {})
    assert SECRET not in str(caught.value)


def test_an_address_does_not_show_its_dsn() -> None:
    """Neither printed nor in a traceback with values."""
    assert SECRET not in f"{address('psycopg:' + DSN, {})!r} {address('psycopg:' + DSN, {})}"


def test_a_driver_that_is_not_there_is_said_with_what_to_install() -> None:
    """The package has another name than the module; other modules are no drivers."""
    with pytest.raises(UsageError) as caught:
        connected(address("snowflake.connector:{}", {}))
    assert "snowflake.connector is not installed" in caught.value.what
    assert "pip install snowflake-connector-python" in caught.value.next_step
    with pytest.raises(UsageError, match="no database driver"):
        connected(address("json:x", {}))


@pytest.mark.parametrize(
    "words", [f"cannot log in with {DSN}", "bad password hunter2!", "user ADA has no right", "", "HUNTER2%21"]
)
def test_words_of_a_driver_that_repeat_the_connection_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """As it was written, decoded, or in another case: no part of the DSN is in the error or its causes."""

    def refuse(_dsn: str):
        raise RuntimeError(words)

    with pytest.raises(UnreadableInput) as caught:
        connected(address(f"{driver_that(monkeypatch, refuse)}:{DSN}", {}))
    shown = str(caught.value).casefold()
    assert not any(part in shown for part in ("hunter2", "ada ", "sales", "db.example.org"))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "RuntimeError" in str(caught.value)


def test_other_words_of_a_driver_are_shown() -> None:
    """A query that fails says why, with the database's own words: they help, and hold no secret."""
    warehouse = connected(address("duckdb::memory:", {}))
    with pytest.raises(UnreadableInput, match="nowhere"):
        warehouse.ask("SELECT * FROM nowhere", MONTHS)
    warehouse.close()


def test_a_json_object_gives_names_and_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """For drivers whose `connect` takes no text."""
    asked = {}

    def connect(**named):
        asked.update(named)
        return duckdb.connect()

    connected(
        address(f"{driver_that(monkeypatch, connect)}:" + json.dumps({"account": "x", "user": "y"}), {})
    ).close()
    assert asked == {"account": "x", "user": "y"}
    with pytest.raises(UsageError, match="no valid JSON"):
        connected(address("made_up_driver:{account", {}))


def test_nothing_is_written_to_a_file_database(tmp_path: Path) -> None:
    """A name with a typing error makes no new database, and one that is there is opened for reading."""
    for driver in ("duckdb", "sqlite3"):
        with pytest.raises(UnreadableInput):
            connected(address(f"{driver}:{tmp_path / 'typo.db'}", {})).columns("SELECT 1")
    assert list(tmp_path.iterdir()) == []
    duckdb.connect(tmp_path / "there.db").close()
    warehouse = connected(address(f"duckdb:{tmp_path / 'there.db'}", {}))
    with pytest.raises(UnreadableInput, match="read-only"):
        warehouse.columns("CREATE TABLE x (y INTEGER)")
    warehouse.close()


def test_the_dialect_comes_from_the_driver_or_from_the_user() -> None:
    """A driver that serves many databases needs the user's word."""
    assert dialect_of(address("trino.dbapi:x", {}), None) == "trino"
    assert dialect_of(address("pyodbc:x", {}), "tsql") == "tsql"
    with pytest.raises(UsageError, match="not known"):
        dialect_of(address("pyodbc:x", {}), None)
    with pytest.raises(UsageError, match="not written"):
        dialect_of(address("pyodbc:x", {}), "cobol")


def test_the_command_line_keeps_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong: neither on standard output nor among the errors, not even the unquoted rest of a
    DSN that the shell took apart.
    """

    def refuse(_dsn: str):
        raise RuntimeError(DSN)

    driver = driver_that(monkeypatch, refuse)
    base = ("--table", "events", "--workspace", tmp_path / "w.cxdesk", "--dialect", "postgres", "--json")
    for status, arguments in (
        (3, ("facts", "--connect", f"{driver}:{DSN}", *base)),
        (2, ("facts", "--connect", f"{driver}:host=x", f"password={SECRET}", *base)),
        (2, ("--json", "facts", "--connect", f"{driver}:host=x", f"password={SECRET}", *base)),
        (2, ("--conn", f"{driver}:host=x", f"password={SECRET}", "--json")),
        (2, ("facts", "--connect", DSN, *base)),
    ):
        outcome = run(*arguments)
        assert outcome.status == status
        assert outcome.json["error"]["next_step"]
        assert SECRET not in outcome.output + outcome.errors
    assert not (tmp_path / "w.cxdesk").exists()
