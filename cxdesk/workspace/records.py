"""What the workspace keeps about an import: whose rows they are, how they were read, what was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was not as expected. `row` is 1-based as the spreadsheet shows it, None for the whole
    sheet.
    """

    code: str
    row: int | None
    column: str
    value: str
    hint: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that could not be used, whole, with the reason: nothing is lost."""

    row: int
    code: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How one sheet was read. `rows_in == rows_kept + rows_set_aside`, always.

    `table` is "" when the sheet is not used. `mapping` is source header -> "table.field"; `digest` identifies
    content and mapping: a sheet with a digest the workspace already has changes nothing.
    """

    file: str
    sheet: str
    table: str
    recognised_as: str
    header_row: int | None
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    rows_in: int
    rows_kept: int
    rows_set_aside: int
    problems: tuple[Problem, ...]
    set_aside: tuple[SetAside, ...]
    digest: str
    file_digest: str
    file_date: str  # ISO date on which the file was last changed
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class SheetImport:
    """A sheet ready to be kept: its report and its rows as the canonical table (None when the sheet is not
    used).

    `rows` has the table's columns that were mapped, `extra.<header>` texts, and `source_row` (int32).
    """

    report: SheetReport
    rows: pa.Table | None


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as the workspace remembers it; an undone one counts for nothing but is kept."""

    import_id: int
    imported_at: str
    sheets: tuple[SheetReport, ...]
    undone: bool = False
