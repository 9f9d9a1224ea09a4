"""Small workspaces for tests, written straight as canonical rows."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pyarrow as pa

from cxdesk.tables import table
from cxdesk.workspace import SheetImport, SheetReport, Workspace
from cxdesk.workspace.arrow_types import ARROW_TYPES

_SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vor", "zel", "qui", "bram", "dex", "fyn", "gor", "hul", "jat")

ACCOUNTS = [
    {"account_id": "A1", "account_name": "Fjordline Ferries", "arr": 12000.0, "seats": 10.0},
    {"account_id": "A2", "account_name": "Calder  Pharma", "mrr": 500.0},
    {"account_id": "A3", "account_name": "Twin"},
    {"account_id": "A4", "account_name": "Twin"},
]


def made_up_names(count: int, syllables: int, seed: int) -> list[str]:
    """Return that many different names, the same for a seed."""
    dice = random.Random(seed)
    drawn = ("".join(dice.choices(_SYLLABLES, k=syllables)).title() for _ in range(count + count // 4))
    return list(dict.fromkeys(drawn))[:count]


def sheet(table_name: str, rows: Sequence[Mapping], file: str = "", digest: str = "") -> SheetImport:
    """Return a sheet whose rows are dicts of canonical columns; columns that no row has are not there."""
    file = file or f"{table_name}.csv"
    present = [column for column in table(table_name).columns if any(column.name in row for row in rows)]
    arrays = {
        column.name: pa.array([row.get(column.name) for row in rows], ARROW_TYPES[column.kind])
        for column in present
    }
    arrays["source_row"] = pa.array(range(2, len(rows) + 2), pa.int32())
    report = SheetReport(
        file=file,
        sheet="",
        table=table_name,
        recognised_as=table_name,
        header_row=1,
        mapping={column.name: f"{table_name}.{column.name}" for column in present},
        unmapped=(),
        rows_in=len(rows),
        rows_kept=len(rows),
        rows_set_aside=0,
        problems=(),
        set_aside=(),
        digest=digest or f"{file}:{hash(str(rows))}",
        file_digest=file,
        file_date="2026-10-01",
    )
    return SheetImport(report, pa.table(arrays))


def workspace_of(**tables: Sequence[Mapping]) -> Workspace:
    """Return a workspace in memory with those tables, imported together."""
    workspace = Workspace.in_memory()
    workspace.add_import([sheet(name, rows) for name, rows in tables.items()])
    return workspace
