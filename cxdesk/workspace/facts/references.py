"""What rows call the accounts that they are about: ids and names as they are written, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import (
    CHURN_EVENTS,
    CONTACTS,
    CONTRACTS,
    INCIDENTS,
    INVOICES,
    SERVICE_ACCOUNTS,
    SURVEY_COUNTS,
    SURVEYS,
    TICKET_EVENTS,
    TICKETS,
    USAGE,
    USAGE_MONTHS,
)
from cxdesk.workspace.workspace import Workspace

ACCOUNT = "account_id"
NAMING_ACCOUNTS = (
    CONTRACTS,
    CONTACTS,
    SURVEYS,
    SURVEY_COUNTS,
    TICKETS,
    TICKET_EVENTS,
    CHURN_EVENTS,
    USAGE,
    USAGE_MONTHS,
    SERVICE_ACCOUNTS,
    INCIDENTS,
    INVOICES,
)
"""The tables whose rows are about accounts."""


@dataclass(frozen=True, slots=True)
class Reference:
    """How many rows name an account in one way, and the position of the first sheet that does."""

    rows: int
    source: int


def references_of(workspace: Workspace) -> dict[str, Reference]:
    """Return what the rows in force call accounts, chunk by chunk: of 10^7 rows only the names are held."""
    positions = {report.digest: place for place, report in enumerate(workspace.reports())}
    found: dict[str, Reference] = {}
    for table in NAMING_ACCOUNTS:
        for sheet_id, _, report in workspace.sheets_of(table.name):
            count_references(found, workspace.chunks(sheet_id, (ACCOUNT,)), positions[report.digest])
    return found


def count_references(found: dict[str, Reference], chunks: Iterable[pa.Table], source: int) -> None:
    """Add what the rows of one sheet call accounts to what was found."""
    for chunk in chunks:
        parts = chunk[ACCOUNT].chunks if ACCOUNT in chunk.column_names else ()
        for part in parts:
            for counted in compute.value_counts(part.drop_null()).to_pylist():
                name = counted["values"]
                if name:
                    before = found.get(name, Reference(0, source))
                    found[name] = replace(before, rows=before.rows + counted["counts"])
