"""A workspace: the imports, their rows, and the standards. The only place that speaks to the store.

Rows are kept as immutable Parquet chunks inside the file; an import is one transaction; a sheet that is
already there, with the same content read in the same way, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from cxdesk.workspace.kept_reports import packed_report, packed_set_aside, report_of, with_set_aside
from cxdesk.workspace.records import ImportRecord, SheetImport, SheetReport

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
        ((text,),) = self._rows("SELECT text FROM standards ORDER BY version DESC LIMIT 1")
        return text

    @property
    def is_empty(self) -> bool:
        """Whether no sheet is in force: nothing was imported, or all of it was undone."""
        return next(self._rows("SELECT 1 FROM sheets_in_force LIMIT 1"), None) is None

    def imports(self) -> list[ImportRecord]:
        """Return every import, oldest first, with the full report of each of its sheets."""
        reports: dict[int, list[SheetReport]] = {}
        for import_id, report, rows in self._rows(
            "SELECT import_id, report, rows FROM sheets LEFT JOIN set_aside USING (sheet_id) "
            "ORDER BY sheet_id"
        ):
            reports.setdefault(import_id, []).append(with_set_aside(report_of(report), rows))
        return [
            ImportRecord(import_id, imported_at, tuple(reports.get(import_id, ())), undone_at is not None)
            for import_id, imported_at, undone_at in self._rows(
                "SELECT import_id, imported_at, undone_at FROM imports ORDER BY 1"
            )
        ]

    def add_import(
        self, sheets: Sequence[SheetImport], progress: Progress | None = None
    ) -> ImportRecord | None:
        """Keep the sheets as one import, whole or not at all; None when all of them are there already.

        Rows without a key cannot be merged one by one. A sheet of them replaces an earlier one of the same
        name that is about the same accounts or people: an export read again with more rows must not count
        twice.
        """
        progress = progress or silent()
        different = {sheet.report.digest: sheet for sheet in sheets}
        new = [sheet for digest, sheet in different.items() if not self._has(digest)]
        if not new:
            return None
        with self._transaction():
            imported_at = datetime.now(UTC).isoformat(timespec="seconds")
            self._connection.execute("INSERT INTO imports (imported_at) VALUES (?)", (imported_at,))
            import_id = self._connection.last_insert_rowid()
            for position, sheet in enumerate(new):
                progress.report(f"Keeping {sheet.report.file}", position / len(new))
                self._add_sheet(import_id, sheet, progress)
            progress.check()
        return ImportRecord(import_id, imported_at, tuple(sheet.report for sheet in new))

    def undo_import(self, import_id: int) -> None:
        """Take an import back, not only the newest; what it had replaced counts again. Nothing is deleted."""
        self._mark_undone(import_id, datetime.now(UTC).isoformat(timespec="seconds"))

    def redo_import(self, import_id: int) -> None:
        """Bring an import back that was undone."""
        self._mark_undone(import_id, None)

    def sheets_of(self, table_name: str) -> list[tuple[int, int, SheetReport]]:
        """Return (sheet id, import id, report) of the sheets in force of one table, oldest first.

        The reports come without their rows set aside, like those of `reports`.
        """
        rows = self._rows(
            "SELECT sheet_id, import_id, report FROM sheets_in_force WHERE table_name = ? ORDER BY sheet_id",
            (table_name,),
        )
        return [(sheet_id, import_id, report_of(blob)) for sheet_id, import_id, blob in rows]

    def reports(self) -> list[SheetReport]:
        """Return the reports of all sheets in force, oldest first, without their rows set aside: those may be
        many, and only who shows them needs them. How many there are is in the reports.
        """
        return [
            report_of(blob) for (blob,) in self._rows("SELECT report FROM sheets_in_force ORDER BY sheet_id")
        ]

    def full_reports(self) -> list[SheetReport]:
        """Return the reports of all sheets in force, oldest first, with every row set aside."""
        found = self._rows(
            "SELECT report, rows FROM sheets_in_force LEFT JOIN set_aside USING (sheet_id) ORDER BY sheet_id"
        )
        return [with_set_aside(report_of(report), rows) for report, rows in found]

    def chunks(self, sheet_id: int, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield the rows of a sheet chunk by chunk, with those of the columns that it has."""
        for (blob,) in self._rows(
            "SELECT parquet FROM chunks WHERE sheet_id = ? ORDER BY chunk_id", (sheet_id,)
        ):
            source = parquet.ParquetFile(pa.BufferReader(blob))
            present = set(source.schema_arrow.names)
            yield source.read(columns=[name for name in columns if name in present])

    def _mark_undone(self, import_id: int, undone_at: str | None) -> None:
        with self._transaction():
            self._connection.execute(
                "UPDATE imports SET undone_at = ? WHERE import_id = ?", (undone_at, import_id)
            )
            if self._connection.changes() != 1:
                raise WorkspaceError("There is no such import.", "Look at the list of imports.")

    def _rows(self, statement: str, values: Sequence = ()) -> Iterator[tuple]:
        """Yield the rows that a query finds; raises WorkspaceError when the file cannot be read."""
        try:
            yield from self._connection.execute(statement, values)
        except apsw.Error as error:
            raise store.explained(error, self._connection) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write whole or not at all; raises WorkspaceError when the file cannot be written."""
        try:
            with self._connection:
                yield
        except apsw.Error as error:
            raise store.explained(error, self._connection) from error

    def _has(self, digest: str) -> bool:
        return next(self._rows("SELECT 1 FROM sheets_in_force WHERE digest = ?", (digest,)), None) is not None

    def _add_sheet(self, import_id: int, sheet: SheetImport, progress: Progress) -> None:
        report = sheet.report
        earlier_feed = self._feed_continued(import_id, sheet)
        self._connection.execute(
            "INSERT INTO sheets (import_id, table_name, digest, report) VALUES (?, ?, ?, ?)",
            (import_id, report.table, report.digest, packed_report(report)),
        )
        sheet_id = self._connection.last_insert_rowid()
        if report.set_aside:
            self._connection.execute(
                "INSERT INTO set_aside VALUES (?, ?)", (sheet_id, packed_set_aside(report))
            )
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
        found = self._rows(
            "SELECT sheet_id, feed, report FROM sheets_in_force WHERE table_name = ? AND import_id < ? "
            "ORDER BY sheet_id DESC",
            (report.table, import_id),
        )
        for sheet_id, feed, blob in found:
            earlier = report_of(blob)
            same_name = (earlier.file, earlier.sheet) == (report.file, report.sheet)
            if same_name and feed and same_subjects(self.chunks(sheet_id, SUBJECTS), sheet.rows):
                return feed
        return None

    def _with_standards(self) -> Workspace:
        """Return the workspace, with the default standards when it has none; closed when that fails."""
        try:
            if next(self._rows("SELECT 1 FROM standards"), None) is None:
                text = resource("standards/default.toml").read_text(encoding="utf-8")
                with self._transaction():
                    self._connection.execute(
                        "INSERT INTO standards VALUES (1, ?, ?, 'the defaults')",
                        (text, datetime.now(UTC).isoformat(timespec="seconds")),
                    )
        except BaseException:
            self._connection.close()
            raise
        return self
