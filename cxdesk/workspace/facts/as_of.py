"""The default as-of date: the newest day on which something in the data happened, not today."""

from __future__ import annotations

import numpy as np
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


def default_as_of(workspace: Workspace) -> np.datetime64:
    """Return the newest date on which somebody did something; else the newest start; else the newest file's
    own date.

    Answers, usage, tickets, incidents, invoices and churn events come first: a contract may begin in the
    future. Raises CxdeskError when nothing has been imported.
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
    """Return the newest value of each observed column of each chunk."""
    observed = [column.name for column in table.columns if column.observed]
    newest = []
    for sheet_id, _, _ in workspace.sheets_of(table.name):
        for chunk in workspace.chunks(sheet_id, observed):
            values = [compute.max(chunk[name]).as_py() for name in chunk.column_names]
            newest += [np.datetime64(value, "D") for value in values if value is not None]
    return newest
