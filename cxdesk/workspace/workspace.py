"""A workspace: the imports, their rows, and the standards. The only place that speaks to the store.

Rows are kept as immutable Parquet chunks inside the file; an import is one transaction; a sheet that is
already there, with the same content read in the same way, changes nothing.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pyarrow as pa
import pyarrow.parquet as parquet

from cxdesk.errors import WorkspaceError
from cxdesk.progress import Progress, silent
from cxdesk.resource_files import resource
from cxdesk.workspace import store
from cxdesk.workspace.feeds import SUBJECTS, has_key, same_subjects
from cxdesk.workspace.records import ImportRecord, Problem, SetAside, SheetImport, SheetReport

ROWS_PER_CHUNK = 1_000_000


class Workspace:
    """An open workspace. Use it from one thread at a time; close it to leave a single whole file behind."""

    def __init__(self, connection: apsw.Connection, path: Path | None) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def create(cls, path: Path | str, password: str | None = None) -> Workspace:
        """Make a new workspace file with the default standards; WorkspaceError when the name is taken."""
        return cls(store.create(Path(path), password), Path(path))._with_standards()

    @classmethod
    def open(cls, path: Path | str, password: str | None = None) -> Workspace:
        """Open a workspace file; raises WorkspaceError or PasswordNeeded."""
        return cls(store.open_existing(Path(path), password), Path(path))._with_standards()

    @classmethod
    def in_memory(cls) -> Workspace:
        """Return an empty workspace that leaves nothing on the disk."""
        return cls(store.in_memory(), None)._with_standards()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the workspace; it cannot be used afterwards."""
        store.close(self._connection)

    def standards_text(self) -> str:
        """Return the newest standards as TOML text."""
        return self._connection.execute(
            "SELECT text FROM standards ORDER BY version DESC LIMIT 1"
        ).fetchone()[0]

    def imports(self) -> list[ImportRecord]:
        """Return every import, oldest first, with the report of each of its sheets."""
        records = []
        for import_id, imported_at, undone_at in self._connection.execute(
            "SELECT import_id, imported_at, undone_at FROM imports ORDER BY 1"
        ):
            reports = self._connection.execute(
                "SELECT report FROM sheets WHERE import_id = ? ORDER BY sheet_id", (import_id,)
            )
            records.append(
                ImportRecord(
                    import_id,
                    imported_at,
                    tuple(_read_report(blob) for (blob,) in reports),
                    undone_at is not None,
                )
            )
        return records

    def add_import(
        self, sheets: Sequence[SheetImport], progress: Progress | None = None
    ) -> ImportRecord | None:
        """Keep the sheets as one import, whole or not at all; None when all of them are there already.

        Rows without a key cannot be merged one by one. A sheet of them replaces an earlier one of the same
        name that is about the same accounts or people: an export read again with more rows must not count
        twice.
        """
        progress = progress or silent()
        new = [sheet for sheet in sheets if not self._has(sheet.report.digest)]
        if not new:
            return None
        try:
            with self._connection:
                imported_at = datetime.now(UTC).isoformat(timespec="seconds")
                self._connection.execute("INSERT INTO imports (imported_at) VALUES (?)", (imported_at,))
                import_id = self._connection.last_insert_rowid()
                for position, sheet in enumerate(new):
                    progress.report(f"Keeping {sheet.report.file}", position / len(new))
                    self._add_sheet(import_id, sheet, progress)
                progress.check()
        except apsw.Error as error:
            raise store.explained(error, self._connection) from error
        return ImportRecord(import_id, imported_at, tuple(sheet.report for sheet in new))

    def undo_import(self, import_id: int) -> None:
        """Take an import back, not only the newest; what it had replaced counts again. Nothing is deleted."""
        self._mark_undone(import_id, datetime.now(UTC).isoformat(timespec="seconds"))

    def redo_import(self, import_id: int) -> None:
        """Bring an import back that was undone."""
        self._mark_undone(import_id, None)

    def sheets_of(self, table_name: str) -> list[tuple[int, int, SheetReport]]:
        """Return (sheet id, import id, report) of the sheets in force of one table, oldest first."""
        rows = self._connection.execute(
            "SELECT sheet_id, import_id, report FROM sheets_in_force WHERE table_name = ? ORDER BY sheet_id",
            (table_name,),
        )
        return [(sheet_id, import_id, _read_report(blob)) for sheet_id, import_id, blob in rows]

    def reports(self) -> list[SheetReport]:
        """Return the reports of all sheets in force, oldest first."""
        rows = self._connection.execute("SELECT report FROM sheets_in_force ORDER BY sheet_id")
        return [_read_report(blob) for (blob,) in rows]

    def chunks(self, sheet_id: int, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield the rows of a sheet chunk by chunk, with those of the columns that it has."""
        for (blob,) in self._connection.execute(
            "SELECT parquet FROM chunks WHERE sheet_id = ? ORDER BY chunk_id", (sheet_id,)
        ):
            source = parquet.ParquetFile(pa.BufferReader(blob))
            present = set(source.schema_arrow.names)
            yield source.read(columns=[name for name in columns if name in present])

    def _mark_undone(self, import_id: int, undone_at: str | None) -> None:
        try:
            with self._connection:
                self._connection.execute(
                    "UPDATE imports SET undone_at = ? WHERE import_id = ?", (undone_at, import_id)
                )
                if self._connection.changes() != 1:
                    raise WorkspaceError("There is no such import.", "Look at the list of imports.")
        except apsw.Error as error:
            raise store.explained(error, self._connection) from error

    def _has(self, digest: str) -> bool:
        found = self._connection.execute("SELECT 1 FROM sheets_in_force WHERE digest = ?", (digest,))
        return found.fetchone() is not None

    def _add_sheet(self, import_id: int, sheet: SheetImport, progress: Progress) -> None:
        report = sheet.report
        earlier_feed = self._feed_continued(import_id, sheet)
        self._connection.execute(
            "INSERT INTO sheets (import_id, table_name, digest, report) VALUES (?, ?, ?, ?)",
            (import_id, report.table, report.digest, _write_report(report)),
        )
        sheet_id = self._connection.last_insert_rowid()
        if sheet.rows is None:
            return
        if not has_key(report):
            self._connection.execute(
                "UPDATE sheets SET feed = ? WHERE sheet_id = ?", (earlier_feed or sheet_id, sheet_id)
            )
        for start in range(0, max(sheet.rows.num_rows, 1), ROWS_PER_CHUNK):
            progress.check()
            rows = sheet.rows.slice(start, ROWS_PER_CHUNK)
            buffer = pa.BufferOutputStream()
            parquet.write_table(rows, buffer, compression="zstd")
            self._connection.execute(
                "INSERT INTO chunks (sheet_id, row_count, parquet) VALUES (?, ?, ?)",
                (sheet_id, rows.num_rows, buffer.getvalue().to_pybytes()),
            )

    def _feed_continued(self, import_id: int, sheet: SheetImport) -> int | None:
        """Return the feed of which this sheet is a newer export, None when it begins one of its own."""
        report = sheet.report
        if sheet.rows is None or has_key(report):
            return None
        found = self._connection.execute(
            "SELECT sheet_id, feed, report FROM sheets_in_force WHERE table_name = ? AND import_id < ?",
            (report.table, import_id),
        ).fetchall()
        for sheet_id, feed, blob in reversed(found):
            earlier = _read_report(blob)
            same_name = (earlier.file, earlier.sheet) == (report.file, report.sheet)
            if same_name and feed and same_subjects(self.chunks(sheet_id, SUBJECTS), sheet.rows):
                return feed
        return None

    def _with_standards(self) -> Workspace:
        if self._connection.execute("SELECT 1 FROM standards").fetchone() is None:
            text = resource("standards/default.toml").read_text(encoding="utf-8")
            with self._connection:
                self._connection.execute(
                    "INSERT INTO standards VALUES (1, ?, ?, 'the defaults')",
                    (text, datetime.now(UTC).isoformat(timespec="seconds")),
                )
        return self


def _write_report(report: SheetReport) -> bytes:
    return zlib.compress(json.dumps(asdict(report), ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _read_report(blob: bytes) -> SheetReport:
    data = json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass"))
    data["problems"] = tuple(Problem(**problem) for problem in data["problems"])
    data["set_aside"] = tuple(SetAside(**{**row, "cells": tuple(row["cells"])}) for row in data["set_aside"])
    data["unmapped"] = tuple(data["unmapped"])
    return SheetReport(**data)
