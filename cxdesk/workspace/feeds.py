"""Rows without a key: when is a sheet a newer export of one that is already there?

They cannot be merged one by one, so a whole sheet replaces the earlier one, but only when both are about the
same accounts or people. Two regions' files of one name are two feeds.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import table
from cxdesk.workspace.records import SheetReport

SUBJECTS = ("account_id", "contract_id", "user_id", "contact_id")
_SHARED = 0.5  # of the smaller sheet's subjects: an export read again a month later has most of them


def has_key(report: SheetReport) -> bool:
    """Return whether the rows of a sheet carry the key by which they are merged."""
    if not report.table:
        return True
    key, mapped = table(report.table).key, set(report.mapping.values())
    return bool(key) and all(f"{report.table}.{name}" in mapped for name in key)


def same_subjects(earlier: Iterable[pa.Table], rows: pa.Table) -> bool:
    """Return whether at least half of the subjects of the smaller sheet are in the other one too."""
    chunks = list(earlier)
    for name in SUBJECTS:
        if name in rows.column_names and all(name in chunk.column_names for chunk in chunks):
            before = pa.chunked_array([part for chunk in chunks for part in chunk[name].chunks], pa.string())
            old, new = (
                compute.drop_null(compute.unique(before)),
                compute.drop_null(compute.unique(rows[name])),
            )
            smaller, larger = sorted((old, new), key=len)
            if len(smaller):
                shared = compute.sum(compute.is_in(smaller, value_set=larger)).as_py()
                return shared >= _SHARED * len(smaller)
    return True
