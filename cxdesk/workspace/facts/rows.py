"""The rows in force of a canonical table: every sheet's, the newest import's where a key repeats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import Table
from cxdesk.workspace.arrow_types import ARROW_TYPES
from cxdesk.workspace.workspace import Workspace

IMPORT = "import_id"
SOURCE = "source"
ROW = "source_row"


def source_names(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Return (file, sheet) of every sheet in force; the `source` column is a position in it."""
    return tuple((report.file, report.sheet) for report in workspace.reports())


def read_rows(workspace: Workspace, table: Table, names: Sequence[str] | None = None) -> pa.Table:
    """Return the rows in force with those columns (all when None), plus `import_id`, `source` and
    `source_row`.

    A column that no sheet has is all null. Rows of one key in several imports: the newest import's stay.
    """
    columns = [column for column in table.columns if names is None or column.name in names]
    wanted = [*(column.name for column in columns), ROW]
    positions = {digest: index for index, digest in enumerate(r.digest for r in workspace.reports())}
    parts = []
    for sheet_id, import_id, report in workspace.sheets_of(table.name):
        position = positions[report.digest]
        parts += [
            _completed(chunk, columns, import_id, position) for chunk in workspace.chunks(sheet_id, wanted)
        ]
    if not parts:
        return _completed(pa.table({ROW: pa.array([], pa.int32())}), columns, 0, 0)
    return pa.concat_tables(parts)


def newest_of_each_key(rows: pa.Table, key: str) -> pa.Table:
    """Return the rows whose key is empty, or that come from the newest import that has their key."""
    if rows.num_rows == 0:
        return rows
    coded = compute.dictionary_encode(rows[key].combine_chunks())
    codes = compute.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    imports = rows[IMPORT].to_numpy()
    newest = np.full(len(coded.dictionary) + 1, -1, dtype=np.int64)
    np.maximum.at(newest, codes, imports)
    return rows.filter(pa.array((codes == -1) | (imports == newest[codes])))


def _completed(chunk: pa.Table, columns: Sequence, import_id: int, source: int) -> pa.Table:
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
