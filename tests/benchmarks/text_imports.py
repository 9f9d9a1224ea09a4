"""Importing a large text file, against DuckDB turning the same file into typed Parquet."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table
from tests.benchmarks.imports import timed_import

_ROWS_AT_A_TIME = 1_000_000
_ACCOUNTS, _USERS, _FEATURES, _DAYS = 2_000, 20_000, 20, 640
_COLUMNS = {
    "Account ID": "VARCHAR",
    "User": "VARCHAR",
    "Feature": "VARCHAR",
    "Date": "TIMESTAMP",
    "Count": "BIGINT",
    "Duration secs": "DOUBLE",
}


def report(folder: Path, rows: int, rounds: int) -> str:
    """Measure the import and the bare conversion of `rows` rows; return the table."""
    size = {"rows": rows}
    in_child(folder, "text_imports:make", size)
    name = "DuckDB read_csv to Parquet"
    cases = [Case("cxdesk import", "text_imports:ours", size), Case(name, "text_imports:bare", size)]
    title = f"Import of a csv file, {rows:,} rows x {len(_COLUMNS)} columns, against a bare conversion"
    return table(title, measure(folder, cases, rounds), {"cxdesk import": name})


def make(folder: Path, rows: int) -> dict[str, float]:
    """Write the file: product usage as an event log, in the order of time."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    started = perf_counter()
    random = np.random.default_rng(20260930)
    accounts = pa.array([f"A-{number:05d}" for number in range(_ACCOUNTS)])
    users = pa.array([f"user{number}@synthetic.example" for number in range(_USERS)])
    features = pa.array([f"Feature {number}" for number in range(_FEATURES)])
    first = np.datetime64("2025-01-01T00:00:00")
    with _file(folder, rows).open("wb") as stream:
        for start in range(0, rows, _ROWS_AT_A_TIME):
            count = min(_ROWS_AT_A_TIME, rows - start)
            seconds = np.sort(random.integers(0, _DAYS * 86_400, count)).astype("timedelta64[s]")
            columns = (
                accounts.take(pa.array(random.integers(0, _ACCOUNTS, count))),
                users.take(pa.array(random.integers(0, _USERS, count))),
                features.take(pa.array(random.integers(0, _FEATURES, count))),
                pa.array(first + seconds).cast(pa.timestamp("s")).cast(pa.string()),
                pa.array(random.poisson(3, count)),
                pa.array(random.exponential(300, count).round(2)),
            )
            options = arrow_csv.WriteOptions(include_header=not start, quoting_style="needed")
            arrow_csv.write_csv(pa.table(columns, names=list(_COLUMNS)), stream, options)
    return {"": perf_counter() - started}


def ours(folder: Path, rows: int) -> dict[str, float]:
    """Read, recognise, map, type and keep the file, in a workspace on the disk."""
    from cxdesk.workspace import Workspace

    target = folder / "text import.cxdesk"
    target.unlink(missing_ok=True)
    return timed_import(_file(folder, rows), rows, lambda: Workspace.create(target))


def bare(folder: Path, rows: int) -> dict[str, float]:
    """Convert the file with every option said, so that nothing is guessed."""
    import duckdb

    source, target = (str(path).replace("'", "''") for path in (_file(folder, rows), folder / "bare.parquet"))
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in _COLUMNS.items())
    started = perf_counter()
    with duckdb.connect(":memory:") as engine:
        engine.execute(
            f"COPY (SELECT * FROM read_csv('{source}', auto_detect = false, header = true, delim = ',', "
            f"quote = '\"', escape = '\"', columns = {{{columns}}})) TO '{target}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        ended = perf_counter()
        ((count,),) = engine.sql(f"SELECT COUNT(*) FROM read_parquet('{target}')").fetchall()
    if count != rows:
        raise SystemExit(f"DuckDB read {count} of {rows} rows")
    return {"": ended - started}


def _file(folder: Path, rows: int) -> Path:
    return folder / f"synthetic events {rows}.csv"
