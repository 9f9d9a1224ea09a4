"""The rows set aside that are still to be corrected, and how a workbook of them says whose they are.

It is written by `cxdesk.report` and read back by `cxdesk.importing`; what both must agree on is here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

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
