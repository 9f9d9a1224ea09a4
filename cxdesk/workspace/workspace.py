"""A workspace: the imports, their rows, and the standards. The only place that speaks to the store.

Rows are kept as immutable Parquet chunks inside the file; an import is one transaction; a sheet that is
already there, with the same content read in the same way, changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apsw
import numpy as np
import pyarrow as pa

from cxdesk.errors import WorkspaceError
from cxdesk.progress import Progress, silent
from cxdesk.resource_files import resource
from cxdesk.workspace import annotations, comment_vectors, store, user_records, written_store
from cxdesk.workspace.annotations import Annotation, KeptAnnotation
from cxdesk.workspace.comment_vectors import CommentVectors
from cxdesk.workspace.conventions import Conventions, conventions_from_toml, conventions_toml
from cxdesk.workspace.feeds import has_key
from cxdesk.workspace.in_force import InForce, KeptSheet, giving_way
from cxdesk.workspace.kept_reports import report_of, with_set_aside
from cxdesk.workspace.records import Decision, EarlierExports, ImportRecord, SheetImport, SheetReport
from cxdesk.workspace.sheet_store import add_sheet, exports_before, read_chunks, sheets_in_force
from cxdesk.workspace.written_records import Call, Entry, HumanView
from cxdesk.workspace.written_store import KeptCalibration, StandardsVersion


class Workspace:
    """An open workspace. Use it from one thread at a time; close it to leave a single whole file behind."""

    def __init__(self, connection: apsw.Connection, path: Path | None) -> None:
        self._connection = connection
        self._counting: InForce | None = None
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
        """Return the standards in force as TOML text."""
        return written_store.standards_in_force(self._connection)

    def standards_versions(self) -> tuple[StandardsVersion, ...]:
        """Return every version of the standards, oldest first."""
        return written_store.standards_versions(self._connection)

    def next_standards_version(self) -> int:
        """Return the number that the next version of the standards will have."""
        return written_store.next_standards_version(self._connection)

    def keep_standards(self, text: str, who: str, why: str) -> int:
        """Keep standards (TOML that `cxdesk.health.read_standards` accepts) in place of those in force."""
        return written_store.keep_standards(self._connection, text, who, why)

    def mark_standards(self, version: int, *, undone: bool) -> None:
        """Take a version of the standards back, or bring it back; UsageError for the first or none."""
        written_store.mark_standards(self._connection, version, undone=undone)

    def calibrations(self) -> tuple[KeptCalibration, ...]:
        """Return the scales in force, in the order of the days of their data."""
        return tuple(kept for kept in self.all_calibrations() if not kept.is_undone)

    def all_calibrations(self) -> tuple[KeptCalibration, ...]:
        """Return the scales that were set, in the order of the days of their data, those taken back too."""
        return written_store.calibrations(self._connection)

    def keep_calibration(self, name: str, day: str, text: str) -> int:
        """Keep a scale under a name, from the day of its data on; return its number."""
        return written_store.keep_calibration(self._connection, name, day, text)

    def mark_calibration(self, number: int, *, undone: bool) -> None:
        """Take a scale back, or bring it back; UsageError when there is none of that number."""
        written_store.mark_calibration(self._connection, number, undone=undone)

    def calls(self) -> tuple[Entry, ...]:
        """Return every call that was written down, oldest entry first, those taken back too."""
        return written_store.entries(self._connection, "call")

    def human_views(self) -> tuple[Entry, ...]:
        """Return every human view, oldest entry first, those taken back too."""
        return written_store.entries(self._connection, "human view")

    def keep_entry(self, record: Call | HumanView) -> int:
        """Keep a call or a human view and return its number; UsageError when something is missing."""
        return written_store.keep_entry(self._connection, record)

    def mark_entry(self, number: int, *, undone: bool) -> None:
        """Take an entry back, or bring it back; UsageError when there is none of that number."""
        written_store.mark_entry(self._connection, number, undone=undone)

    @property
    def identity(self) -> str:
        """What tells this workspace, and copies of its file, from all others; "" for one in memory."""
        return annotations.identity(self._connection) if self.path else ""

    def annotations(self) -> tuple[KeptAnnotation, ...]:
        """Return what was read back from workbooks, oldest first, what was taken back too."""
        return annotations.annotations(self._connection)

    def keep_annotations(self, records: Sequence[Annotation]) -> int:
        """Keep what came back as one read-back and return its number; UsageError for none."""
        return annotations.keep_annotations(self._connection, records)

    def mark_read_back(self, number: int, *, undone: bool) -> None:
        """Take a read-back back, or bring it back; UsageError when there is none of that number."""
        annotations.mark_read_back(self._connection, number, undone=undone)

    @property
    def is_empty(self) -> bool:
        """Whether no sheet is in force: nothing was imported, or all of it was undone."""
        return not self._in_force().sheet_ids

    def imports(self) -> list[ImportRecord]:
        """Return every import, oldest first, with the full report of each of its sheets."""
        counting = set(self._in_force().sheet_ids)
        reports: dict[int, list[tuple[SheetReport, bool]]] = {}
        for sheet_id, import_id, report, rows in self._rows(
            "SELECT sheet_id, import_id, report, rows FROM sheets LEFT JOIN set_aside USING (sheet_id) "
            "ORDER BY sheet_id"
        ):
            kept = (with_set_aside(report_of(report), rows), sheet_id in counting)
            reports.setdefault(import_id, []).append(kept)
        records = []
        for import_id, imported_at, undone_at in self._rows(
            "SELECT import_id, imported_at, undone_at FROM imports ORDER BY 1"
        ):
            sheets = reports.get(import_id, [])
            told, counts = tuple(report for report, _ in sheets), tuple(counts for _, counts in sheets)
            records.append(ImportRecord(import_id, imported_at, told, undone_at is not None, counts))
        return records

    def add_import(
        self,
        sheets: Sequence[SheetImport],
        progress: Progress | None = None,
        said: Sequence[Decision] = (),
    ) -> ImportRecord | None:
        """Keep the sheets as one import, whole or not at all; None when all of them are there already.

        `said` is what the user said in its review of accounts that may be the same: it is kept with the
        import, taken back with it and brought back with it. Raises UsageError when that contradicts other
        decisions.

        Rows without a key cannot be merged one by one. A sheet of them replaces an earlier one of the same
        name that is about the same accounts or people, of several the nearest: an export read again with
        more rows must not count twice. A sheet that is there already but is now to replace its earlier
        exports takes their place. The record that is returned has the sheets that were not there already, or
        took the place of others, and says which of them count.
        """
        progress = progress or silent()
        different = {sheet.report.digest: sheet for sheet in sheets}
        there = {digest: rows_of for rows_of, digest in self._sheets("coalesce(rows_of, sheet_id), digest")}
        new = [
            sheet.report
            for digest, sheet in different.items()
            if digest not in there or self._drops_others(sheet)
        ]
        if not new:
            return None
        with self._transaction(), user_records.without_contradiction(self._connection):
            imported_at = datetime.now(UTC).isoformat(timespec="seconds")
            self._connection.execute("INSERT INTO imports (imported_at) VALUES (?)", (imported_at,))
            import_id = self._connection.last_insert_rowid()
            for position, (digest, sheet) in enumerate(different.items()):
                progress.report(f"Keeping {sheet.report.file}", position / len(different))
                add_sheet(self._connection, import_id, sheet, there.get(digest), progress)
            for decision in said:
                user_records.add_decision(self._connection, replace(decision, with_import=import_id))
            progress.check()
        counting = {digest for (digest,) in self._sheets("digest")}
        counts = tuple(report.digest in counting for report in new)
        return ImportRecord(import_id, imported_at, tuple(new), counts=counts)

    def _drops_others(self, sheet: SheetImport) -> bool:
        """Return whether a sheet is to replace its earlier exports, and one of other content still counts."""
        if not sheet.replaces:
            return False
        there = {
            sheet_id for sheet_id, digest in self._sheets("sheet_id, digest") if digest != sheet.report.digest
        }
        return any(sheet_id in there for sheet_id, _ in exports_before(self._connection, sheet))

    def earlier_exports(self, sheet: SheetImport) -> EarlierExports:
        """Return the sheets in force of which a sheet that is not kept yet is a newer export."""
        ids = self._in_force().sheet_ids
        found = {
            sheet_id: nearness
            for sheet_id, nearness in exports_before(self._connection, sheet)
            if sheet_id in ids
        }
        if not found:
            return EarlierExports()
        keyed = has_key(sheet.report) and not sheet.replaces
        known = {sheet_id: nearness for sheet_id, nearness in found.items() if nearness is not None}
        kept = KeptSheet(0, "", tuple(found), keyed or sheet.replaces, nearness=known)
        chosen = giving_way(kept, found)
        earlier = chosen or tuple(found)
        ((at,),) = self._rows(
            "SELECT imported_at FROM imports JOIN sheets USING (import_id) WHERE sheet_id = ?", earlier[-1:]
        )
        known_as = {digest: sheet_id for sheet_id, digest in self._sheets("sheet_id, digest")}
        # Corrected rows of an earlier export count only while it does: they go with it.
        corrections = [
            sheet_id
            for sheet_id, corrects in self._sheets("sheet_id, corrects")
            if chosen and corrects and known_as.get(corrects) in earlier
        ]
        sources = tuple(map(ids.index, (*earlier, *corrections)))
        return EarlierExports(sources, at, bool(chosen) and not keyed, unclear=not chosen)

    def will_count(self, sheet: SheetImport) -> bool:
        """Return whether a sheet that is not kept yet would count: corrected rows do while the sheet that
        they are from is in force, all others always.
        """
        corrects = sheet.report.corrects
        return not corrects or any(corrects == digest for (digest,) in self._sheets("digest"))

    def undo_import(self, import_id: int) -> None:
        """Take an import back, not only the newest, with what was said in its review of near names; what it
        had replaced counts again. Nothing is deleted. Raises UsageError where the decisions that are left
        contradict each other.
        """
        self._mark_undone(import_id, datetime.now(UTC).isoformat(timespec="seconds"))

    def redo_import(self, import_id: int) -> None:
        """Bring an import back that was undone, with what was said in its review; UsageError where that
        contradicts what was said since."""
        self._mark_undone(import_id, None)

    def sheets_of(self, table_name: str) -> list[tuple[int, int, SheetReport]]:
        """Return (sheet id, import id, report) of the sheets in force of one table, oldest first.

        The reports come without their rows set aside, like those of `reports`.
        """
        rows = self._sheets("sheet_id, import_id, report", table_name)
        return [(sheet_id, import_id, report_of(blob)) for sheet_id, import_id, blob in rows]

    def reports(self) -> list[SheetReport]:
        """Return the reports of all sheets in force, oldest first, without their rows set aside: those may be
        many, and only who shows them needs them. How many there are is in the reports.
        """
        return [report_of(blob) for (blob,) in self._sheets("report")]

    def full_reports(self) -> list[SheetReport]:
        """Return the reports of all sheets in force, oldest first, with every row set aside."""
        return [with_set_aside(report_of(report), rows) for report, rows in self._sheets("report, rows")]

    def chunks(self, sheet_id: int, columns: Sequence[str] | None) -> Iterator[pa.Table]:
        """Yield the rows of a sheet chunk by chunk, with those of the columns that it has; None: with all."""
        left_out = self._in_force().left_out.get(sheet_id, frozenset())
        return read_chunks(self._connection, sheet_id, columns, left_out)

    def decisions(self) -> tuple[Decision, ...]:
        """Return what the user said of pairs of accounts, oldest first, what was taken back too; not what was
        said in the review of an import that is taken back."""
        return user_records.decisions(self._connection)

    def merge_accounts(self, kept: str, other: str) -> int:
        """Keep that two accounts, each an id or a name as it is written, are the same; `kept` is the one that
        stays. Return the number of the decision; nothing is rewritten, so that it can be taken back. Raises
        UsageError where other decisions say that they are different.
        """
        return user_records.decide(self._connection, kept, other, same=True)

    def tell_accounts_apart(self, first: str, second: str) -> int:
        """Keep that two accounts are different; return the number of the decision. Raises UsageError where
        other decisions make them one.
        """
        return user_records.decide(self._connection, first, second, same=False)

    def undo_decision(self, decision_id: int) -> None:
        """Take a decision about two accounts back."""
        user_records.mark_decision(self._connection, decision_id, undone=True)

    def redo_decision(self, decision_id: int) -> None:
        """Bring a decision back that was taken back."""
        user_records.mark_decision(self._connection, decision_id, undone=False)

    def presets(self) -> tuple[tuple[str, str], ...]:
        """Return (name, TOML text) of the user's own presets in the order of their names."""
        return user_records.presets(self._connection)

    def keep_preset(self, name: str, text: str) -> None:
        """Keep a preset under a name, in place of the one that had it; UsageError without a name."""
        user_records.keep_preset(self._connection, name, text)

    def drop_preset(self, name: str) -> None:
        """Offer a preset no more; UsageError when there is none of that name."""
        user_records.drop_preset(self._connection, name)

    def comment_vectors(self) -> CommentVectors | None:
        """Return the comments that were read as vectors, None where none ever was."""
        return comment_vectors.read_vectors(self._connection)

    def keep_comment_vectors(self, encoder: str, texts: Sequence[str], vectors: np.ndarray) -> None:
        """Keep vectors (n, d) of texts; those that another encoder made are dropped."""
        comment_vectors.keep_vectors(self._connection, encoder, texts, vectors)

    def drop_comment_vectors(self) -> None:
        """Forget what comments mean: they are scored no more until they are read again."""
        comment_vectors.drop_vectors(self._connection)

    def conventions(self) -> Conventions:
        """Return what the user says counts as what; the defaults where nothing was set."""
        return conventions_from_toml(user_records.conventions_text(self._connection))

    def set_conventions(self, conventions: Conventions) -> int:
        """Keep conventions in place of those in force and return their version; earlier ones stay."""
        return user_records.keep_conventions(self._connection, conventions_toml(conventions))

    def undo_conventions(self) -> None:
        """Take the conventions in force back, so that those before count; UsageError without any."""
        user_records.undo_conventions(self._connection)

    def take_conventions_back(self, version: int) -> None:
        """Let the conventions of a version count no more, be they the newest or not."""
        user_records.mark_conventions(self._connection, version, undone=True)

    def bring_conventions_back(self, version: int) -> None:
        """Let conventions that were taken back count again in their place."""
        user_records.mark_conventions(self._connection, version, undone=False)

    def all_conventions(self) -> tuple[tuple[int, Conventions], ...]:
        """Return (version, conventions) of all that were ever set, oldest first."""
        found = user_records.conventions_texts(self._connection)
        return tuple((version, conventions_from_toml(text)) for version, text in found)

    def restore_conventions(self, version: int) -> int:
        """Let the conventions of a version, taken back or not, count again, as a new version."""
        return user_records.restore_conventions(self._connection, version)

    def conventions_versions(self) -> tuple[tuple[int, str, bool], ...]:
        """Return (version, when it was set, taken back) of all conventions ever set, oldest first."""
        return user_records.conventions_versions(self._connection)

    def _mark_undone(self, import_id: int, undone_at: str | None) -> None:
        with self._transaction(), user_records.without_contradiction(self._connection):
            self._connection.execute(
                "UPDATE imports SET undone_at = ? WHERE import_id = ?", (undone_at, import_id)
            )
            if self._connection.changes() != 1:
                raise WorkspaceError("There is no such import.", "Look at the list of imports.")

    def _rows(self, statement: str, values: Sequence = ()) -> Iterator[tuple]:
        return store.rows(self._connection, statement, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write whole or not at all; what counts is worked out anew afterwards."""
        self._counting = None
        try:
            with store.transaction(self._connection):
                yield
        finally:
            self._counting = None

    def _in_force(self) -> InForce:
        """Return which sheets count, worked out once after each change."""
        if self._counting is None:
            self._counting = sheets_in_force(self._connection)
        return self._counting

    def _sheets(self, what: str, table_name: str | None = None) -> Iterator[tuple]:
        """Yield columns of the sheets in force, oldest first."""
        ids = json.dumps(self._in_force().sheet_ids)
        yield from self._rows(
            f"SELECT {what} FROM sheets LEFT JOIN set_aside USING (sheet_id) "
            "WHERE sheet_id IN (SELECT value FROM json_each(?)) AND (? IS NULL OR table_name = ?) "
            "ORDER BY sheet_id",
            (ids, table_name, table_name),
        )

    def _with_standards(self) -> Workspace:
        """Return the workspace, with the default standards when it has none; closed when that fails."""
        try:
            if next(self._rows("SELECT 1 FROM standards"), None) is None:
                text = resource("standards/default.toml").read_text(encoding="utf-8")
                written_store.keep_standards(self._connection, text, "", "the defaults")
        except BaseException:
            self._connection.close()
            raise
        return self
