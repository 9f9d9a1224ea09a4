"""How the kinds of canonical columns are stored in Arrow, and read out of it as plain column arrays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import Kind

ARROW_TYPES: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.ID: pa.string(),
    Kind.CHOICE: pa.string(),
    Kind.INT: pa.int64(),
    Kind.DECIMAL: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us"),
    Kind.BOOL: pa.bool_(),
}

_SAMPLE = 10_000  # rows that show whether a column's texts repeat


def texts(column: pa.ChunkedArray) -> np.ndarray:
    """Return an object array of str, "" where the column is null. Texts that repeat are kept once."""
    if column.null_count == len(column):
        return np.full(len(column), "", dtype=object)
    filled = compute.fill_null(column, "")
    if len(filled.slice(0, _SAMPLE).unique()) > _SAMPLE // 2:
        return np.array(filled.to_pylist(), dtype=object)
    coded = compute.dictionary_encode(filled if isinstance(filled, pa.Array) else filled.combine_chunks())
    return np.array(coded.dictionary.to_pylist(), dtype=object)[coded.indices.to_numpy()]


def numbers(column: pa.ChunkedArray) -> np.ndarray:
    """Return float64, NaN where the column is null."""
    return compute.fill_null(column.cast(pa.float64()), float("nan")).to_numpy()


def days(column: pa.ChunkedArray) -> np.ndarray:
    """Return datetime64[D], NaT where the column is null."""
    return column.cast(pa.date32()).to_numpy().astype("datetime64[D]")


def instants(column: pa.ChunkedArray) -> np.ndarray:
    """Return datetime64[s], NaT where the column is null."""
    return column.cast(pa.timestamp("us")).to_numpy().astype("datetime64[s]")


def flags(column: pa.ChunkedArray) -> np.ndarray:
    """Return bool, False where the column is null."""
    return compute.fill_null(column, False).to_numpy(zero_copy_only=False).astype(bool)
