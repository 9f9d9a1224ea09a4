"""The answers of a warehouse as rows of the table `usage_months`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import USAGE_MONTHS
from cxdesk.workspace.arrow_types import ARROW_TYPES, days
from cxdesk.workspace.facts.months import month_end, month_index
from cxdesk.workspace.facts.usage_query import PARTS_OF_ONE

_ORDER = ("account_id", "user_id", "feature", "month_end", "last_at")


def home_rows(
    months: pa.Table, features: pa.Table, days_seen: pa.Table, people: pa.Table, as_of: np.datetime64
) -> pa.Table:
    """Return all answers as one table in a fixed order, with `source_row` from 1."""
    users = months["users"]
    parts = [
        _rows(
            months,
            as_of,
            account_id=months["account"],
            count=_ones(months["events"]),
            duration_seconds=_ones(months["duration_seconds"]),
            errors=_ones(months["errors"]),
            active_users=compute.if_else(compute.greater(users, 0), users, months["counted_users"]),
            active_days=months["active_days"],
            rows=months["row_count"],
            last_at=months["last_at"],
        ),
        _rows(
            features,
            as_of,
            account_id=features["account"],
            feature=features["feature"],
            count=_ones(features["events"]),
            active_users=features["users"],
        ),
        _rows(
            people,
            as_of,
            account_id=people["account"],
            user_id=people["person"],
            last_at=people["last_at"],
        ),
        _rows(days_seen, as_of, rows=days_seen["without_account"], last_at=days_seen["used_on"]),
    ]
    rows = pa.concat_tables(parts).sort_by([(name, "ascending") for name in _ORDER]).combine_chunks()
    return rows.append_column("source_row", pa.array(np.arange(1, rows.num_rows + 1, dtype=np.int32)))


def _ones(parts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return sums of parts as numbers of whole things."""
    return compute.divide(parts, float(PARTS_OF_ONE))


def _rows(found: pa.Table, as_of: np.datetime64, **columns: pa.ChunkedArray) -> pa.Table:
    """Return an answer with all columns of the table, null where it has none; months by their last day."""
    length = found.num_rows
    columns["counted_to"] = pa.array(np.full(length, as_of.astype("datetime64[D]")))
    if "month" in found.column_names:
        columns["month_end"] = pa.array(month_end(as_of, month_index(days(found["month"]), as_of)))
    return pa.table(
        {
            column.name: columns[column.name].cast(ARROW_TYPES[column.kind])
            if column.name in columns
            else pa.nulls(length, ARROW_TYPES[column.kind])
            for column in USAGE_MONTHS.columns
        }
    )
