"""The answers of a warehouse as rows of the table `usage_months`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import USAGE_MONTHS
from cxdesk.workspace.arrow_types import ARROW_TYPES, days
from cxdesk.workspace.facts.months import month_end, month_index
from cxdesk.workspace.facts.usage_query import PARTS_OF_ONE

_ORDER = ("account_id", "user_id", "feature", "month_end", "last_at", "first_at")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a warehouse answered to each statement of the facts query."""

    months: pa.Table
    user_days: pa.Table
    features: pa.Table
    days: pa.Table
    people: pa.Table
    first_uses: pa.Table


def home_rows(found: Answered, as_of: np.datetime64) -> pa.Table:
    """Return all answers as one table in a fixed order, with `source_row` from 1. Users who are followed by
    number alone do not come home by name.
    """
    months, features, people, first_uses = found.months, found.features, found.people, found.first_uses
    months = months.join(found.user_days, ["account", "month"])
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
            user_days=months["user_days"],
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
        _rows(
            first_uses,
            as_of,
            account_id=first_uses["account"],
            user_id=_numbered(first_uses["user_id"]),
            feature=first_uses["feature"],
            first_at=first_uses["first_at"],
        ),
        _rows(found.days, as_of, rows=found.days["without_account"], last_at=found.days["used_on"]),
    ]
    rows = pa.concat_tables(parts).sort_by([(name, "ascending") for name in _ORDER]).combine_chunks()
    return rows.append_column("source_row", pa.array(np.arange(1, rows.num_rows + 1, dtype=np.int32)))


def _numbered(users: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return for each user a number as text, in the order of their names; null stays null."""
    names = compute.drop_null(users.combine_chunks().unique())
    names = names.take(compute.sort_indices(names))
    return compute.utf8_lpad(compute.index_in(users, value_set=names).cast(pa.string()), 10, "0")


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
