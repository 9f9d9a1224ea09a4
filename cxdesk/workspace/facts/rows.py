"""The rows in force of a canonical table: every sheet's, the newest one's where a key repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import Table
from cxdesk.tables.schema import Column
from cxdesk.workspace.arrow_types import ARROW_TYPES
from cxdesk.workspace.workspace import Workspace

IMPORT = "import_id"
SOURCE = "source"
ROW = "source_row"
WITNESSES = {
    "response_id": ("kind", "answered_at"),
    "ticket_id": ("created_at",),
    "event_id": ("date",),
    "review_id": ("criterion",),
}


def source_names(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Return (file, sheet) of every sheet in force; the `source` column is a position in it."""
    return tuple((report.file, report.sheet) for report in workspace.reports())


def read_rows(workspace: Workspace, table: Table, names: Sequence[str] | None = None) -> pa.Table:
    """Return the rows in force with those columns (all when None), plus `import_id`, `source` and
    `source_row`.

    A column that no sheet has is all null. Rows of one key in several imports: the newest import's stay.
    """
    columns = _columns(table, names)
    parts = list(chunks_of(workspace, table, names))
    if not parts:
        return completed(pa.table({ROW: pa.array([], pa.int32())}), columns, 0, 0)
    return pa.concat_tables(parts)


def chunks_of(workspace: Workspace, table: Table, names: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield what `read_rows` returns, chunk by chunk."""
    columns = _columns(table, names)
    wanted = [*(column.name for column in columns), ROW]
    positions = {digest: index for index, digest in enumerate(r.digest for r in workspace.reports())}
    for sheet_id, import_id, report in workspace.sheets_of(table.name):
        for chunk in workspace.chunks(sheet_id, wanted):
            yield completed(chunk, columns, import_id, positions[report.digest])


def newest_of_each_key(rows: pa.Table, key: str, apart: np.ndarray | None = None) -> pa.Table:
    """Return the rows without those that a newer sheet says again, by key; rows of one sheet are all kept.

    A key alone is not trusted where exports count their rows anew each time: what else tells the rows apart
    (`WITNESSES`) must be in the newer sheet too, unless the older row does not say it. `apart`, int64[n] from
    0: rows of different numbers are never the same, whatever their keys.
    """
    sheets = rows[SOURCE].to_numpy()
    if len(sheets) == 0 or sheets.min() == sheets.max():
        return rows
    codes = codes_of(rows[key])
    if apart is not None:
        codes = np.where(codes < 0, -1, codes * (int(apart.max()) + 1) + apart)
        codes = np.unique(codes, return_inverse=True)[1] - int((codes < 0).any())
    older = (codes >= 0) & (sheets < _newest_sheet(codes, sheets))
    if not older.any():
        return rows
    whole = codes
    unsaid = np.zeros(rows.num_rows, dtype=bool)
    for name in WITNESSES.get(key, ()):
        said = codes_of(rows[name])
        unsaid |= said < 0
        whole = np.unique(whole * (len(said) + 1) + said, return_inverse=True)[1]
    dropped = older & (unsaid | (sheets < _newest_sheet(whole, sheets)))
    return rows.filter(pa.array(~dropped))


def _columns(table: Table, names: Sequence[str] | None) -> list[Column]:
    return [column for column in table.columns if names is None or column.name in names]


def codes_of(column: pa.ChunkedArray) -> np.ndarray:
    """Return a number from 0 per distinct value, int64[n], -1 for null."""
    coded = compute.dictionary_encode(column.combine_chunks())
    return compute.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)


def _newest_sheet(codes: np.ndarray, sheets: np.ndarray) -> np.ndarray:
    """Return for each row the newest sheet that has its code."""
    newest = np.full(codes.max(initial=0) + 2, -1, dtype=np.int64)
    np.maximum.at(newest, codes, sheets)
    return newest[codes]


def completed(chunk: pa.Table, columns: Sequence[Column], import_id: int, source: int) -> pa.Table:
    """Return the chunk with every wanted column in its canonical type and order, and its origin."""
    length = chunk.num_rows
    arrays = {}
    for column in columns:
        kind = ARROW_TYPES[column.kind]
        present = column.name in chunk.column_names
        arrays[column.name] = chunk[column.name].cast(kind) if present else pa.nulls(length, kind)
    arrays[ROW] = chunk[ROW].cast(pa.int32())
    arrays[SOURCE] = pa.array(np.full(length, source, dtype=np.int32))
    arrays[IMPORT] = pa.array(np.full(length, import_id, dtype=np.int32))
    return pa.table(arrays)
