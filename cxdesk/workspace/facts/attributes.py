"""What account sheets say beyond the table's own columns: kept as they were, and of use to a model that
learns.
"""

from __future__ import annotations

import numpy as np

from cxdesk.tables import ACCOUNTS
from cxdesk.workspace.arrow_types import texts
from cxdesk.workspace.facts.rows import ROW
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.workspace import Workspace

EXTRA = "extra."


def attributes_of(workspace: Workspace, facts: Facts) -> dict[str, np.ndarray]:
    """Return the further columns of the sheets of accounts, by header: texts (n,) in the order of
    `facts.accounts`, "" where the account's own row says nothing.

    They bear no date: they are what the newest import says, and only to be used where nothing is dated.
    """
    accounts = facts.accounts
    found: dict[str, np.ndarray] = {}
    positions = {digest: index for index, digest in enumerate(r.digest for r in workspace.reports())}
    for sheet_id, _, report in workspace.sheets_of(ACCOUNTS.name):
        wanted = [f"{EXTRA}{header}" for header in report.headers]
        mine = np.flatnonzero(accounts.source == positions[report.digest])
        place = dict(zip(accounts.source_row[mine].tolist(), mine.tolist(), strict=True))
        for chunk in workspace.chunks(sheet_id, [*wanted, ROW]):
            rows = np.array([place.get(row, -1) for row in chunk[ROW].to_pylist()], dtype=np.int64)
            for name in chunk.column_names:
                if name == ROW:
                    continue
                values = found.setdefault(name.removeprefix(EXTRA), np.full(len(accounts), "", dtype=object))
                values[rows[rows >= 0]] = texts(chunk[name])[rows >= 0]
    return found


def are_learned_from(standards: str) -> bool:
    """Return whether standards, as they are kept, have a model that was learned on further columns."""
    return "[renewal.table]" in standards


def attributes_then(facts: Facts, then: Facts) -> dict[str, np.ndarray]:
    """Return the further columns for the accounts of an earlier date: as they are now."""
    place = {identity: position for position, identity in enumerate(facts.accounts.account_id.tolist())}
    rows = np.array([place.get(identity, -1) for identity in then.accounts.account_id.tolist()], np.int64)
    return {name: np.where(rows >= 0, column[rows], "") for name, column in facts.attributes.items()}
