"""Account-month facts of millions of usage rows, against the bare query on the same Parquet."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table

_ACCOUNTS = 2_000
_END = "CAST('2026-10-01' AS TIMESTAMP)"
_MONTH = "CAST(DATE_TRUNC('month', \"at\") AS DATE)"
_IN_SCOPE = f'FROM usage WHERE "at" < {_END}'
_BY_MONTH = (
    f'SELECT account_id, {_MONTH} AS month, COUNT(*), SUM("count"), SUM(duration_seconds), '
    'COUNT(DISTINCT user_id), COUNT(DISTINCT CAST("at" AS DATE)), MAX(CAST("at" AS DATE)) '
    f"{_IN_SCOPE} GROUP BY 1, 2"
)
_BY_FEATURE = (
    f'SELECT account_id, {_MONTH} AS month, feature, SUM("count"), COUNT(DISTINCT user_id) '
    f"{_IN_SCOPE} GROUP BY 1, 2, 3"
)
_DAYS = f'SELECT DISTINCT CAST("at" AS DATE) {_IN_SCOPE}'
_QUERIES = (_BY_MONTH, _BY_FEATURE, _DAYS)
"""What the facts consist of, written as whoever knows only the file would write it."""


def report(folder: Path, rows: int, rounds: int) -> str:
    """Measure facts and bare query over `rows` usage rows; return the table."""
    in_child(folder, "facts:make", {"rows": rows})
    cases = [Case("cxdesk facts", "facts:ours", {}), Case("bare DuckDB", "facts:bare", {})]
    measured = measure(folder, cases, rounds)
    title = f"Facts over {rows:,} usage rows of {_ACCOUNTS:,} accounts, 24 months, against the bare query"
    return table(title, measured, {"cxdesk facts": "bare DuckDB"})


def make(folder: Path, rows: int) -> dict[str, float]:
    """Write the rows as a workspace and as plain Parquet, in pieces of the same size."""
    import pyarrow.parquet as parquet

    from cxdesk.workspace import Workspace
    from cxdesk.workspace.sheet_store import ROWS_PER_CHUNK
    from tests.benchmarks import made_rows

    started = perf_counter()
    random = np.random.default_rng(20260930)
    usage = made_rows.usage(rows, _ACCOUNTS, random)
    with Workspace.create(folder / "facts.cxdesk") as workspace:
        workspace.add_import([made_rows.accounts(_ACCOUNTS, random), usage])
    parquet.write_table(
        usage.rows, folder / "usage.parquet", compression="zstd", row_group_size=ROWS_PER_CHUNK
    )
    return {"": perf_counter() - started}


def ours(folder: Path) -> dict[str, float]:
    """Read all facts from the workspace's file."""
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from tests.benchmarks.made_rows import LAST_DAY

    with Workspace.open(folder / "facts.cxdesk") as workspace:
        started = perf_counter()
        facts = read_facts(workspace, LAST_DAY)
        ended = perf_counter()
    if len(facts.usage) < _ACCOUNTS:
        raise SystemExit("the facts lack accounts: this measures something else")
    return {"": ended - started}


def bare(folder: Path) -> dict[str, float]:
    """Run the bare queries and fetch their results."""
    import duckdb

    with duckdb.connect(":memory:") as engine:
        started = perf_counter()
        file = str(folder / "usage.parquet").replace("'", "''")
        engine.execute(f"CREATE VIEW usage AS SELECT * FROM read_parquet('{file}')")
        for query in _QUERIES:
            engine.sql(query).to_arrow_table()
        return {"": perf_counter() - started}
