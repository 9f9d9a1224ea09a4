"""The rows set aside that are still to be corrected, and how a workbook of them says whose they are.

It is written by `cxdesk.report` and read back by `cxdesk.importing`; what both must agree on is here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cxdesk.workspace.records import ImportRecord, SetAside, SheetReport
from cxdesk.workspace.workspace import Workspace

ABOUT = "About this file"
MARK, VERSION = "cxdesk rows set aside", "1"
ROW, REASON, WHAT_TO_DO = "Row", "Reason", "What to do"
OWN_COLUMNS = (ROW, REASON, WHAT_TO_DO)
SHEET_LINE, COLUMN_LINE, READING_LINE, ROW_LINE = "Sheet", "Column", "Reading", "Row"
SURPLUS = "Cell {}"
"""The title of a column for cells that a row has beyond the table's columns, counted from 1."""
NO_NUMBER = "no_row_number"
NOT_USED = "sheet_not_used"
"""The code of rows that were set aside because their whole sheet was."""
UNUSED_CELL = "cell.{}"
"""The name of a column of such rows as the workspace keeps them, counted from 0."""
_NOT_TO_CORRECT = (NO_NUMBER, "not_answered")
"""Rows without a number are not from a sheet; what has no answer here is kept with its other answers."""


@dataclass(frozen=True, slots=True)
class AsideSheet:
    """What was set aside of one sheet and not corrected since. `digest` is that of the sheet; `report` says
    how it was read."""

    digest: str
    report: SheetReport
    rows: tuple[SetAside, ...]


def rows_set_aside(workspace: Workspace, import_id: int | None = None) -> list[AsideSheet]:
    """Return what is set aside in the sheets in force, of one import or of all, without what was corrected.

    Of a row that was corrected and set aside again the newest version is given.
    """
    return aside_in(workspace.imports(), import_id)


def aside_in(records: Sequence[ImportRecord], import_id: int | None = None) -> list[AsideSheet]:
    """Return the same from the records of all imports."""
    counting = [
        (record.import_id, report)
        for record in records
        for report, counts in zip(record.sheets, record.counts, strict=True)
        if counts and report.table
    ]
    corrected: dict[str, set[int]] = {}
    origins: dict[str, SheetReport] = {}
    found: dict[str, dict[int, SetAside]] = {}
    for number, report in counting:
        digest = report.corrects or report.digest
        corrected.setdefault(digest, set()).update(report.corrected)
        origins.setdefault(digest, report)
        rows = found.setdefault(digest, {})
        rows |= {
            row.row: row
            for row in report.set_aside
            if row.code not in _NOT_TO_CORRECT and (import_id in (None, number) or row.row in rows)
        }
    sheets = []
    for digest, rows in found.items():
        left = tuple(row for number, row in sorted(rows.items()) if number not in corrected[digest])
        if left:
            sheets.append(AsideSheet(digest, origins[digest], left))
    return _once(sheets)


def unused_in(records: Sequence[ImportRecord]) -> list[SheetReport]:
    """Return the reports of sheets with rows that count for nothing, for no table was found or chosen."""
    counting = [
        report
        for record in records
        for report, counts in zip(record.sheets, record.counts, strict=True)
        if counts
    ]
    return [report for report in counting if _is_unused(report, _used(counting))]


def unused_sheets(workspace: Workspace, import_id: int | None = None) -> list[AsideSheet]:
    """Return the rows of the sheets in force that are not used, of one import or of all."""
    used = _used(workspace.reports())
    found = []
    for sheet_id, number, report in workspace.sheets_of(""):
        if import_id in (None, number) and _is_unused(report, used):
            rows = tuple(_unused_rows(workspace, sheet_id, report))
            named = replace(report, headers=report.unmapped)
            found += [AsideSheet(report.digest, named, rows)] if rows else []
    return _once(found)


def _used(reports: Sequence[SheetReport]) -> set[tuple[str, str]]:
    """Return which sheets are used, each by its file's digest and its name."""
    return {(report.file_digest, report.sheet) for report in reports if report.table}


def _is_unused(report: SheetReport, used: set[tuple[str, str]]) -> bool:
    return not report.table and report.rows_in > 0 and (report.file_digest, report.sheet) not in used


def _unused_rows(workspace: Workspace, sheet_id: int, report: SheetReport) -> Iterator[SetAside]:
    """Yield the rows of a sheet that is not used."""
    why = report.recognised_as.removeprefix("Not used: ")
    reason = f"The sheet was not used. {why[:1].upper()}{why[1:]}"
    for chunk in workspace.chunks(sheet_id, None):
        places = range(len(chunk.column_names) - 1)
        cells = [chunk[UNUSED_CELL.format(place)].to_pylist() for place in places]
        for number, *texts in zip(chunk["source_row"].to_pylist(), *cells, strict=True):
            yield SetAside(number, NOT_USED, reason, tuple(text or "" for text in texts))


def fingerprint(cells: Sequence[str]) -> str:
    """Return what tells whether any cell of a row was changed; spaces around a text do not count."""
    plain = [" ".join(cell.split()) for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def _once(sheets: list[AsideSheet]) -> list[AsideSheet]:
    """Return the sheets without rows that a newer export of the same file says again."""
    seen: set[tuple] = set()
    kept = []
    for sheet in reversed(sheets):
        name = (
            sheet.report.file,
            sheet.report.sheet,
            sheet.report.table,
            tuple(sheet.report.mapping.items()),
        )
        left = tuple(row for row in sheet.rows if (name, row.row, row.cells) not in seen)
        seen.update((name, row.row, row.cells) for row in sheet.rows)
        if left:
            kept.append(AsideSheet(sheet.digest, sheet.report, left))
    return kept[::-1]
