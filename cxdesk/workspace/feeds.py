"""When is a sheet a newer export of one that is already there?

It has the same file and sheet name, and it is about the same things: two regions' files of one name are two
feeds. Rows without a key cannot be merged one by one, so a whole sheet of them replaces the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import table
from cxdesk.workspace.records import SheetReport

SUBJECTS = ("account_id", "contract_id", "user_id", "contact_id", "account_name")
CONTENT = (*SUBJECTS, "feature")
_SHARED = 0.5  # of the smaller sheet's subjects: an export read again a month later has most of them


def has_key(report: SheetReport) -> bool:
    """Return whether the rows of a sheet carry the key by which they are merged."""
    if not report.table:
        return True
    key, mapped = table(report.table).key, set(report.mapping.values())
    return bool(key) and all(f"{report.table}.{name}" in mapped for name in key)


def subjects_of(report: SheetReport) -> tuple[str, ...]:
    """Return the columns that say what a sheet is about: its rows' key, else accounts and people."""
    return table(report.table).key if has_key(report) else SUBJECTS


def same_subjects(earlier: Iterable[pa.Table], rows: pa.Table, names: Iterable[str] = SUBJECTS) -> bool:
    """Return whether at least half of the subjects of the smaller sheet are in the other one too.

    The first of the columns `names` that both have decides.
    """
    chunks = list(earlier)
    for name in names:
        if name in rows.column_names and all(name in chunk.column_names for chunk in chunks):
            before = pa.chunked_array([part for chunk in chunks for part in chunk[name].chunks], pa.string())
            now = compute.unique(rows[name]).cast(pa.string())
            old, new = compute.drop_null(compute.unique(before)), compute.drop_null(now)
            smaller, larger = sorted((old, new), key=len)
            if len(smaller):
                shared = compute.sum(compute.is_in(smaller, value_set=larger)).as_py()
                return shared >= _SHARED * len(smaller)
    return True


def shared_content(earlier: Iterable[pa.Table], rows: pa.Table) -> float:
    """Return how much of their content two sheets share, 0 to 1: of each column of `CONTENT` that either has
    the share of its values that are in both, and of these shares the mean."""
    before = pa.concat_tables(earlier, promote_options="default")
    shares = []
    for name in CONTENT:
        if name not in before.column_names and name not in rows.column_names:
            continue
        old, new = (
            compute.drop_null(compute.unique(part[name].cast(pa.string())))
            if name in part.column_names
            else pa.array([], pa.string())
            for part in (before, rows)
        )
        both = compute.sum(compute.is_in(old, value_set=new)).as_py() or 0
        either = len(old) + len(new) - both
        if either:
            shares.append(both / either)
    return sum(shares) / len(shares) if shares else 0.0
