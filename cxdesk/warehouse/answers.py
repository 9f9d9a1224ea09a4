"""What a warehouse answers, in the types that we asked for, whatever its driver makes of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as compute

Answer = dict[str, str]
"""The columns of an answer in their order, each "text", "number" or "day"."""

MONTHS: Answer = {
    "account": "text",
    "month": "day",
    "row_count": "number",
    "events": "number",
    "duration_seconds": "number",
    "errors": "number",
    "users": "number",
    "counted_users": "number",
    "active_days": "number",
    "last_at": "day",
}
USER_DAYS: Answer = {"account": "text", "month": "day", "user_days": "number"}
FEATURES: Answer = {
    "account": "text",
    "month": "day",
    "feature": "text",
    "events": "number",
    "users": "number",
}
DAYS: Answer = {"used_on": "day", "without_account": "number"}
PEOPLE: Answer = {"account": "text", "person": "text", "month": "day", "last_at": "day"}
FIRST_USES: Answer = {"account": "text", "feature": "text", "user_id": "text", "first_at": "day"}
EXTENT: Answer = {"row_count": "number", "dated": "number", "newest": "day"}

_ENDS_WITH_ZONE = re.compile(r"\d\s*(?:Z|UTC|[+-]\d\d:?\d\d)$")
_TYPES = {"text": pa.string(), "number": pa.float64(), "day": pa.date32()}


def from_rows(rows: Sequence[Sequence], answer: Answer) -> pa.Table:
    """Return rows of Python values, such as DB-API drivers give, as columns."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(answer)
    return pa.table(
        {name: _column(values, kind) for (name, kind), values in zip(answer.items(), columns, strict=True)}
    )


def from_arrow(found: pa.Table, answer: Answer) -> pa.Table:
    """Return an Arrow table with the columns of an answer, by their order, in its types."""
    kinds = answer.values()
    columns = [_cast(column, kind) for column, kind in zip(found.columns, kinds, strict=True)]
    return pa.table(dict(zip(answer, columns, strict=True)))


def is_zoned(value: object) -> bool:
    """Return whether a time that a driver gives has a zone: a datetime with one, or a text that ends so."""
    if isinstance(value, str):
        return _ENDS_WITH_ZONE.search(value) is not None
    return getattr(value, "tzinfo", None) is not None


def _column(values: Sequence, kind: str) -> pa.Array:
    if kind == "number":  # decimals too, of any precision
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    if kind == "text":
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return _cast(pa.array(values), kind)


def _cast(column: pa.Array | pa.ChunkedArray, kind: str) -> pa.Array | pa.ChunkedArray:
    """Return a column in the type of its kind; days may come as dates, instants or ISO texts."""
    if kind == "day" and pa.types.is_string(column.type):
        column = compute.utf8_slice_codeunits(column, 0, len("2026-09-30"))
    if kind == "day" and pa.types.is_timestamp(column.type):
        column = compute.local_timestamp(column) if column.type.tz else column
        return column.cast(pa.timestamp("us")).cast(pa.date32(), safe=False)
    return column.cast(_TYPES[kind])
