"""What accounts that the user said are the same come to: one churn, and the start of the earliest."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.workspace.arrow_types import days, texts

WRITTEN = "written_key"
"""The column with each row's own key, as it is without any merge."""
_CHURN = ("churned", "churn_date", "churn_reason", "status")


def one_churn(rows: pa.Table, codes: np.ndarray, count: int) -> pa.Table:
    """Return the rows with what they say of churn only where they are of the one account that counts for it.

    `codes` are the accounts after merging, of rows sorted with those of the account that stays last, each
    oldest first. It counts itself where it says anything of churn, else the one with the newest word: a flag
    of the one and a date of the other would be a loss that nobody told of.
    """
    says = np.zeros(rows.num_rows, dtype=bool)
    for name in _CHURN:
        says |= compute.is_valid(rows[name]).to_numpy()
    saying = np.flatnonzero(says)
    last = np.zeros(count, dtype=np.int64)
    last[codes[saying]] = saying
    written = texts(rows[WRITTEN])
    counts = pa.array(written == written[last[codes]])
    for name in _CHURN:
        column = rows[name].combine_chunks()
        kept = compute.if_else(counts, column, pa.scalar(None, column.type))
        rows = rows.set_column(rows.column_names.index(name), name, kept)
    return rows


def earliest_start(rows: pa.Table, codes: np.ndarray, count: int) -> np.ndarray:
    """Return the first start of the accounts merged into each, datetime64[D][count]; of one account's own
    rows the newest value counts."""
    written, places = np.unique(texts(rows[WRITTEN]), return_inverse=True)
    newest = days(pa.chunked_array([newest_value(rows["start_date"], places, len(written))]))
    account = np.zeros(len(written), dtype=np.int64)
    account[places] = codes
    first = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    np.fmin.at(first, account, newest)
    return first


def newest_value(column: pa.ChunkedArray, codes: np.ndarray, count: int) -> pa.Array:
    """Return the last value that is not null per code, of rows that are sorted oldest first."""
    valid = np.flatnonzero(compute.is_valid(column).to_numpy(zero_copy_only=False))
    last = np.full(count, -1, dtype=np.int64)
    last[codes[valid]] = valid
    return column.combine_chunks().take(pa.array(last, mask=last < 0))
