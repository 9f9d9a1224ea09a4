"""Importing a large workbook, against what merely reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmarks.harness import Case, in_child, measure, table
from tests.benchmarks.xlsx_file import write_usage_workbook

if TYPE_CHECKING:
    from cxdesk.workspace import Workspace


def report(folder: Path, rows: int, rounds: int) -> str:
    """Measure import and bare reads of workbooks with `rows` and a tenth of them; return the tables."""
    large, small = {"rows": rows}, {"rows": max(rows // 10, 1)}
    tables = []
    for size, name, function in ((large, "fastexcel", "fastexcel"), (small, "pandas openpyxl", "pandas")):
        in_child(folder, "imports:make", size)
        cases = [Case("cxdesk import", "imports:ours", size), Case(name, f"imports:{function}", size)]
        title = f"Import of an xlsx file, {size['rows']:,} rows x 10 columns, against a bare read by {name}"
        tables.append(table(title, measure(folder, cases, rounds), {"cxdesk import": name}))
    return "\n".join(tables)


def make(folder: Path, rows: int) -> dict[str, float]:
    """Write the workbook."""
    started = perf_counter()
    write_usage_workbook(_file(folder, rows), rows)
    return {"": perf_counter() - started}


def ours(folder: Path, rows: int) -> dict[str, float]:
    """Read, recognise, map, type and keep the workbook, in a workspace in memory."""
    from cxdesk.workspace import Workspace

    return timed_import(_file(folder, rows), rows, Workspace.in_memory)


def timed_import(file: Path, rows: int, make: Callable[[], Workspace]) -> dict[str, float]:
    """Import a file of so many rows into a workspace that is made for it; seconds in all and of each part."""
    from cxdesk.importing import commit, prepare
    from cxdesk.progress import silent

    started = perf_counter()
    plan = prepare([file], silent())
    prepared = perf_counter()
    with make() as workspace:
        commit(workspace, plan, silent())
        ended = perf_counter()
        kept = sum(report.rows_kept for report in workspace.reports())
    if kept != rows:
        raise SystemExit(f"{kept} of {rows} rows were kept: this measures something else")
    return {"": ended - started, "preview": prepared - started, "keeping": ended - prepared}


def fastexcel(folder: Path, rows: int) -> dict[str, float]:
    """Read the workbook into Arrow and do nothing with it."""
    import fastexcel

    started = perf_counter()
    batch = fastexcel.read_excel(_file(folder, rows)).load_sheet(0).to_arrow()
    ended = perf_counter()
    if batch.num_rows != rows:
        raise SystemExit(f"fastexcel read {batch.num_rows} of {rows} rows")
    return {"": ended - started}


def pandas(folder: Path, rows: int) -> dict[str, float]:
    """Read the workbook into a data frame with openpyxl."""
    import pandas as pd

    started = perf_counter()
    frame = pd.read_excel(_file(folder, rows), engine="openpyxl")
    ended = perf_counter()
    if len(frame) != rows:
        raise SystemExit(f"pandas read {len(frame)} of {rows} rows")
    return {"": ended - started}


def _file(folder: Path, rows: int) -> Path:
    return folder / f"synthetic usage {rows}.xlsx"
