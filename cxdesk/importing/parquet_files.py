"""Parquet files into blocks of columns. Runs in the reader process: a damaged file may claim any size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxdesk.importing.blocks import Block, SheetStart
from cxdesk.importing.files import unreadable
from cxdesk.importing.package_check import MOST_COLUMNS
from cxdesk.importing.sheet import CellKind, RawColumn, number_column, text_column

_BLOCK_ROWS = 65_536
_LARGEST_INTEGER = 2**53
_TELLING = (b"title", b"description", b"origin")


def read_parquet(path: Path) -> Iterator[SheetStart | Block]:
    """Yield the file's one sheet: a first block of one row with the column names, then the rows."""
    try:
        with pq.ParquetFile(path) as source:
            names = list(source.schema_arrow.names)
            if not names or len(names) > MOST_COLUMNS:
                raise unreadable(
                    path.name, f"The file has {len(names):,} columns.", "Check that it is the right file."
                )
            yield SheetStart("", properties=_properties(source.schema_arrow))
            yield Block(tuple(text_column(pa.array([name], pa.string())) for name in names), 1)
            for batch in source.iter_batches(_BLOCK_ROWS, use_threads=False):
                yield Block(tuple(raw_column(column) for column in batch.columns), batch.num_rows)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise unreadable(
            path.name,
            "The Parquet file is damaged or uses something that cannot be read.",
            "Export it again.",
        ) from error


def raw_column(values: pa.Array) -> RawColumn:
    """Return an Arrow column of any type as a `RawColumn`; what has no plain form becomes text."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = _kind(values.type)
    missing = values.is_null().to_numpy(zero_copy_only=False)
    if kind is None or (pa.types.is_integer(values.type) and _too_large(values)):
        return text_column(_as_text(values))
    numbers = _as_numbers(values, kind)
    return number_column(numbers, kind, missing | np.isnan(numbers))


def _kind(kind: pa.DataType) -> CellKind | None:
    """Return the cell kind of an Arrow type; None where its values are kept as text."""
    if pa.types.is_boolean(kind):
        return CellKind.BOOL
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return CellKind.NUMBER
    if pa.types.is_date(kind):
        return CellKind.DATE
    if pa.types.is_timestamp(kind):
        return CellKind.DATETIME
    if pa.types.is_duration(kind) or pa.types.is_time(kind):
        return CellKind.DURATION
    return None


def _too_large(values: pa.Array) -> bool:
    """Return whether whole numbers would lose digits as float64: then they are identifiers."""
    extremes = pc.min_max(values).as_py()
    return any(value is not None and abs(value) > _LARGEST_INTEGER for value in extremes.values())


def _as_numbers(values: pa.Array, kind: CellKind) -> np.ndarray:
    """Return the values in the unit that `RawColumn` documents; nulls become 0."""
    if kind == CellKind.DATE:
        values = values.cast(pa.date32()).cast(pa.int32())
    elif kind == CellKind.DATETIME:
        values = values.cast(pa.timestamp("us", values.type.tz), safe=False).cast(pa.int64())
    elif kind == CellKind.DURATION and pa.types.is_duration(values.type):
        values = values.cast(pa.duration("us"), safe=False).cast(pa.int64())
    elif kind == CellKind.DURATION:
        values = values.cast(pa.time64("us"), safe=False).cast(pa.int64())
    numbers = pc.fill_null(values.cast(pa.float64(), safe=False), 0.0).to_numpy(zero_copy_only=False)
    return numbers / 1e6 if kind in (CellKind.DATETIME, CellKind.DURATION) else numbers


def _as_text(values: pa.Array) -> pa.Array:
    """Return values as text; lists and records as Python writes them."""
    if pa.types.is_string(values.type):
        return values
    if pa.types.is_null(values.type):
        return pa.nulls(len(values), pa.string())
    try:
        return values.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.string())


def _properties(schema: pa.Schema) -> str:
    """Return what the file says about itself, as far as it is text."""
    metadata = schema.metadata or {}
    return " ".join(value.decode("utf-8", "replace") for key, value in metadata.items() if key in _TELLING)
