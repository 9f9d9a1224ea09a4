"""The sheets of imports in the store: kept once, with what each of them may take the place of."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice

import apsw
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from cxdesk.progress import Progress
from cxdesk.workspace import store
from cxdesk.workspace.feeds import CONTENT, has_key, same_subjects, shared_content, subjects_of
from cxdesk.workspace.in_force import InForce, KeptSheet, in_force
from cxdesk.workspace.kept_reports import packed_report, packed_set_aside, report_of
from cxdesk.workspace.records import SheetImport

ROWS_PER_CHUNK = 1_000_000
ROW = "source_row"
_PACKERS = 2  # threads, each with a chunk at a time
_MOST_DISTINCT = 0.5  # of a chunk's rows


def sheets_in_force(connection: apsw.Connection) -> InForce:
    """Return which sheets count, of the imports that were not taken back."""
    edges: dict[int, list[tuple[int, bool, float | None]]] = {}
    for sheet_id, *edge in store.rows(
        connection, "SELECT sheet_id, earlier_id, whole, nearness FROM replaces ORDER BY sheet_id, earlier_id"
    ):
        edges.setdefault(sheet_id, []).append(tuple(edge))
    found = store.rows(
        connection,
        "SELECT sheet_id, digest, corrects, CASE WHEN corrects IS NULL THEN NULL ELSE report END "
        "FROM sheets JOIN imports USING (import_id) WHERE undone_at IS NULL ORDER BY sheet_id",
    )
    sheets = []
    for sheet_id, digest, corrects, blob in found:
        gives_way = edges.get(sheet_id, [])
        corrected = frozenset(report_of(blob).corrected) if blob is not None else frozenset()
        sheets.append(
            KeptSheet(
                sheet_id,
                digest,
                [earlier for earlier, _, _ in gives_way],
                any(whole for _, whole, _ in gives_way),
                corrects or "",
                corrected,
                {earlier: near for earlier, _, near in gives_way if near is not None},
            )
        )
    return in_force(sheets)


def add_sheet(
    connection: apsw.Connection, import_id: int, sheet: SheetImport, there: int | None, progress: Progress
) -> None:
    """Keep a sheet within a transaction. `there` is the sheet in force that has the same rows already."""
    report = sheet.report
    connection.execute(
        "INSERT INTO sheets (import_id, table_name, digest, report, rows_of, corrects) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (import_id, report.table, report.digest, packed_report(report), there, report.corrects or None),
    )
    sheet_id = connection.last_insert_rowid()
    if report.set_aside:
        connection.execute("INSERT INTO set_aside VALUES (?, ?)", (sheet_id, packed_set_aside(report)))
    rows = sheet.unused if sheet.rows is None else sheet.rows
    if rows is None:
        return
    for earlier_id, nearness in exports_before(connection, sheet, import_id):
        if sheet.replaces or not has_key(report):
            connection.execute(
                "INSERT INTO replaces (sheet_id, earlier_id, whole, nearness) VALUES (?, ?, ?, ?)",
                (sheet_id, earlier_id, sheet.replaces, nearness),
            )
    if there is not None:
        return
    with closing(_packed_chunks(rows)) as chunks:
        for count, packed in chunks:
            progress.check()
            connection.execute(
                "INSERT INTO chunks (sheet_id, row_count, parquet) VALUES (?, ?, ?)",
                (sheet_id, count, packed),
            )


def _packed_chunks(rows: pa.Table) -> Iterator[tuple[int, pa.Buffer]]:
    """Yield each chunk's number of rows and its Parquet, in their order; the next are packed meanwhile."""
    starts = range(0, max(rows.num_rows, 1), ROWS_PER_CHUNK)
    chunks = (rows.slice(start, ROWS_PER_CHUNK) for start in starts)
    with ThreadPoolExecutor(_PACKERS, "packing") as packers:
        coming = deque(packers.submit(_packed, chunk) for chunk in islice(chunks, _PACKERS))
        while coming:
            packed = coming.popleft().result()
            coming.extend(packers.submit(_packed, chunk) for chunk in islice(chunks, 1))
            yield packed


def _packed(rows: pa.Table) -> tuple[int, pa.Buffer]:
    """Return the number of rows and the Parquet file that holds them."""
    buffer = pa.BufferOutputStream()
    steps = [name for name in rows.column_names if _ascends(rows[name])]
    parquet.write_table(
        _plain_where_most_differ(rows),
        buffer,
        compression="zstd",
        store_schema=False,  # without Arrow's own, texts come back plain, however they were kept here
        write_statistics=False,  # nothing reads them, and those of texts take a third of the time
        use_dictionary=[name for name in rows.column_names if name not in steps],
        column_encoding=dict.fromkeys(steps, "DELTA_BINARY_PACKED"),
    )
    return rows.num_rows, buffer.getvalue()


def _ascends(column: pa.ChunkedArray) -> bool:
    """Return whether these are whole numbers or moments of which none is less than the one before: their
    steps take less room, and time, than they do."""
    kind = column.type
    stepped = pa.types.is_integer(kind) or pa.types.is_timestamp(kind) or pa.types.is_date32(kind)
    if not stepped or column.null_count:
        return False
    values = column.to_numpy()
    return bool((values[1:] >= values[:-1]).all())


def _plain_where_most_differ(rows: pa.Table) -> pa.Table:
    """Return rows of which only those texts are coded that repeat: a chunk holds the whole dictionary."""
    for place, column in enumerate(rows.columns):
        if pa.types.is_dictionary(column.type):
            longest = max((len(part.dictionary) for part in column.chunks), default=0)
            if longest > _MOST_DISTINCT * rows.num_rows:
                plain = column.cast(column.type.value_type)
                rows = rows.set_column(place, rows.column_names[place], plain)
    return rows


def exports_before(
    connection: apsw.Connection, sheet: SheetImport, import_id: int | None = None
) -> list[tuple[int, float | None]]:
    """Return (sheet id, nearness) of every sheet of earlier imports of which this one may be a newer export,
    oldest first, those that do not count too. The nearness is None where there is no other to choose from.
    """
    report = sheet.report
    if sheet.rows is None or report.corrects:
        return []
    found = store.rows(
        connection,
        "SELECT sheet_id, report FROM sheets WHERE table_name = ? AND (? IS NULL OR import_id < ?) "
        "ORDER BY sheet_id",
        (report.table, import_id, import_id),
    )
    named = [(sheet_id, report_of(blob)) for sheet_id, blob in found]
    subjects = subjects_of(report)
    before = [
        sheet_id
        for sheet_id, earlier in named
        if (earlier.file, earlier.sheet) == (report.file, report.sheet)
        and has_key(earlier) == has_key(report)
        and same_subjects(read_chunks(connection, sheet_id, subjects), sheet.rows, subjects)
    ]
    if len(before) < 2 or sheet.replaces or has_key(report):
        return [(sheet_id, None) for sheet_id in before]
    return [
        (sheet_id, shared_content(read_chunks(connection, sheet_id, CONTENT), sheet.rows))
        for sheet_id in before
    ]


def read_chunks(
    connection: apsw.Connection,
    sheet_id: int,
    columns: Sequence[str] | None,
    left_out: frozenset[int] = frozenset(),
) -> Iterator[pa.Table]:
    """Yield the rows of a sheet chunk by chunk, with those of the columns that it has (None: with all),
    without some rows."""
    found = store.rows(
        connection,
        "SELECT parquet FROM chunks WHERE sheet_id = "
        "(SELECT coalesce(rows_of, sheet_id) FROM sheets WHERE sheet_id = ?) ORDER BY chunk_id",
        (sheet_id,),
    )
    for (blob,) in found:
        source = parquet.ParquetFile(pa.BufferReader(blob))
        present = set(source.schema_arrow.names)
        asked = source.schema_arrow.names if columns is None else columns
        wanted = [name for name in asked if name in present]
        if not left_out:
            yield source.read(columns=wanted)
            continue
        rows = source.read(columns=list(dict.fromkeys((*wanted, ROW))))
        dropped = compute.is_in(rows[ROW], value_set=pa.array(sorted(left_out), pa.int32()))
        yield rows.filter(compute.invert(dropped)).select(wanted)
