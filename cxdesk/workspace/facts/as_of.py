"""The default as-of date: the newest day on which something in the data happened, not today."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.errors import CxdeskError
from cxdesk.tables import TABLES, USAGE_MONTHS, Table
from cxdesk.workspace.facts.survey_counts import newest_counted
from cxdesk.workspace.workspace import Workspace

_HAPPENINGS = (
    "surveys",
    "usage",
    "tickets",
    "ticket_events",
    "churn_events",
    "incidents",
    "invoices",
    "reviews",
)
_OUTCOMES = {
    "tickets": ("first_response_at", "acknowledged_at", "resolved_at", "closed_at"),
    "incidents": ("acknowledged_at", "resolved_at"),
    "invoices": ("paid_at",),
}
"""What became of things, by table; never what is only planned, such as when an invoice is due."""


def default_as_of(workspace: Workspace) -> np.datetime64:
    """Return the newest date on which somebody did something; else the newest start; else the newest file's
    own date.

    Answers, usage, tickets, incidents, invoices and churn events come first, and what became of them: a
    contract may begin in the future. Raises CxdeskError when nothing has been imported.
    """
    happened = newest_happening(workspace)
    if happened is not None:
        return happened
    others = [table for table in TABLES if table.name not in _HAPPENINGS]
    dates = [date for table in others for date in _newest(workspace, table)]
    if dates:
        return max(dates)
    files = [np.datetime64(report.file_date, "D") for report in workspace.reports() if report.file_date]
    if not files:
        raise CxdeskError("Nothing has been imported yet.", "Import a spreadsheet first.")
    return max(files)


def newest_happening(workspace: Workspace) -> np.datetime64 | None:
    """Return the newest date on which somebody did something, None when no sheet in force says so."""
    tables = (*(table for table in TABLES if table.name in _HAPPENINGS), USAGE_MONTHS)
    dates = [date for table in tables for date in _newest(workspace, table)]
    counted = newest_counted(workspace)
    return max(dates if counted is None else [*dates, counted], default=None)


def _newest(workspace: Workspace, table: Table) -> list[np.datetime64]:
    """Return the newest value of each observed column of each chunk, and of each outcome up to the day of its
    file: a later one has not come about.
    """
    observed = [column.name for column in table.columns if column.observed]
    outcomes = _OUTCOMES.get(table.name, ())
    newest = []
    for sheet_id, _, report in workspace.sheets_of(table.name):
        for chunk in workspace.chunks(sheet_id, (*observed, *outcomes)):
            for name in chunk.column_names:
                values = _up_to(chunk[name], report.file_date) if name in outcomes else chunk[name]
                value = compute.max(values).as_py()
                newest += [] if value is None else [np.datetime64(value, "D")]
    return newest


def _up_to(values: pa.ChunkedArray, file_date: str) -> pa.ChunkedArray:
    """Return the dates up to the day of the file; all of them where that is not known."""
    if not file_date:
        return values
    end = (np.datetime64(file_date, "D") + np.timedelta64(1, "D")).item()
    return values.filter(compute.less(values, pa.scalar(end).cast(values.type)))
