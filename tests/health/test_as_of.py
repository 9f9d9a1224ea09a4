"""Nothing dated after the as-of date may influence a result: the leak test, over everything that a score
says.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.report.score_json import score_json
from cxdesk.tables import TABLES
from cxdesk.workspace import SheetImport, Workspace
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import random_workspace

AS_OF = np.datetime64("2026-05-17")
STANDARDS = read_standards(default_standards_text())
# When a row came to be: what decides whether it is dated after the as-of date.
DATED_BY = {"contracts": "start_date", "surveys": "invited_at", "usage": "at", "tickets": "created_at"}
# Fields that say what became of a row later on, dated by another field of the row.
LATER_FIELDS = {
    "surveys": ("answered_at", ("score", "answered_at")),
    "tickets": ("resolved_at", ("reopens", "escalations", "csat_score", "resolved_at")),
}


def outputs(workspace: Workspace) -> str:
    """Return everything that is said at AS_OF, as text: scores, explanations and the facts themselves."""
    facts = read_facts(workspace, AS_OF)
    said = score_json(facts, score(facts, STANDARDS))
    arrays = {
        f"{part.name}.{column.name}": getattr(getattr(facts, part.name), column.name).tolist()
        for part in fields(facts)
        if hasattr(getattr(facts, part.name), "__dataclass_fields__") and part.name != "evidence"
        for column in fields(getattr(facts, part.name))
        if column.name not in ("source", "source_row")
    }
    return json.dumps([said, arrays], default=str)


def changed(workspace: Workspace, change: Callable[[str, dict], dict | None]) -> Workspace:
    """Return a copy of the workspace in which `change(table, row)` rewrites or (None) deletes rows."""
    copy = Workspace.in_memory()
    sheets = []
    for table in TABLES:
        for sheet_id, _, report in workspace.sheets_of(table.name):
            for chunk in workspace.chunks(sheet_id, [*table.column_names, "source_row"]):
                rows = [
                    row
                    for row in (change(table.name, dict(row)) for row in chunk.to_pylist())
                    if row is not None
                ]
                sheets.append(SheetImport(report, pa.Table.from_pylist(rows, schema=chunk.schema)))
    copy.add_import(sheets)
    return copy


def is_later(moment: date | datetime | None) -> bool:
    return moment is not None and np.datetime64(moment, "D") > AS_OF


def edit_later(table: str, row: dict) -> dict:
    """Change every number, and move every date, of what is dated after AS_OF, without moving it before."""
    if is_later(row.get(DATED_BY.get(table, ""))):
        names = [name for name in row if name not in ("source_row", "account_id", "contact_id", "user_id")]
    else:
        by, names = LATER_FIELDS.get(table, ("", ()))
        if not is_later(row.get(by)):
            return row
    for name in names:
        if isinstance(row[name], float):
            row[name] = row[name] + 1.0
        elif isinstance(row[name], date):
            row[name] = row[name] + timedelta(days=11)
    return row


def delete_later(table: str, row: dict) -> dict | None:
    return None if is_later(row.get(DATED_BY.get(table, ""))) else row


@pytest.mark.parametrize("change", [edit_later, delete_later])
@pytest.mark.parametrize("seed", [11, 12])
def test_rows_dated_after_the_as_of_date_change_nothing(seed: int, change: Callable) -> None:
    """Every row that began after the date is edited, or deleted, and every later outcome of an earlier row
    edited: all that is said at the date stays equal, byte for byte.
    """
    workspace = random_workspace(seed)
    assert outputs(changed(workspace, change)) == outputs(workspace)


def test_the_leak_test_can_fail() -> None:
    """Editing rows of the past does change what is said: the comparison sees something."""

    def edit_past(table: str, row: dict) -> dict:
        if table == "surveys" and row["score"] is not None:
            row["score"] = row["scale_min"]
        return row

    workspace = random_workspace(11)
    assert outputs(changed(workspace, edit_past)) != outputs(workspace)
