"""How sheets were read, as tables: for the review before an import and the list of imports after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.tables import table as canonical_table
from cxdesk.workspace.records import ImportRecord, SheetReport

MOST_PROBLEMS = 2_000
"""More rows than anybody reads; the count above the table still says how many there are."""


@dataclass(frozen=True, slots=True)
class ImportsView:
    """The imports of a workspace, newest first: one row for each sheet, with the problems of each.

    `import_ids` and `undone` belong to the rows; `to_undo` and `to_redo` are the imports that the commands of
    these names are about, None when there is none.
    """

    table: Table
    problems: tuple[Table, ...]
    subtitle: str
    count: str
    import_ids: tuple[int, ...]
    undone: tuple[bool, ...]
    to_undo: int | None
    to_redo: int | None
    notes: tuple[str, ...]


def table_label(name: str) -> str:
    """Return what a sheet was read as, in words."""
    return canonical_table(name).label if name else "Not used"


def imports_view(records: Sequence[ImportRecord], notes: Sequence[str], style: NumberStyle) -> ImportsView:
    """Return the list of imports; `notes` are findings about the data as a whole."""
    rows = [(record, sheet) for record in reversed(records) for sheet in record.sheets]
    sheets = [sheet for _, sheet in rows]
    columns = (
        TableColumn(
            "file",
            "File",
            "The file that was read.",
            [sheet.file for sheet in sheets],
            keys=_texts(sheet.file for sheet in sheets),
            whole=[sheet.file for sheet in sheets],
        ),
        TableColumn(
            "sheet",
            "Sheet",
            "The sheet in that file.",
            [sheet.sheet for sheet in sheets],
            keys=_texts(sheet.sheet for sheet in sheets),
            whole=[sheet.sheet for sheet in sheets],
        ),
        TableColumn(
            "table",
            "Read as",
            "What its rows were taken for.",
            [table_label(sheet.table) for sheet in sheets],
            tones=["unknown" if record.undone else "" for record, _ in rows],
            keys=_texts(table_label(sheet.table) for sheet in sheets),
            whole=[sheet.recognised_as for sheet in sheets],
        ),
        _count("rows_in", "Rows", "Rows of data in the sheet.", [sheet.rows_in for sheet in sheets], style),
        _count("kept", "Kept", "Rows that are used.", [sheet.rows_kept for sheet in sheets], style),
        _count(
            "aside",
            "Set aside",
            "Rows that cannot be used, each with its reason.",
            [sheet.rows_set_aside for sheet in sheets],
            style,
        ),
        _count(
            "problems", "Notes", "What was not as expected.", [len(sheet.problems) for sheet in sheets], style
        ),
        TableColumn(
            "about",
            "Recognised by",
            "Why it was taken for that.",
            [sheet.recognised_as for sheet in sheets],
            "note",
            whole=[sheet.recognised_as for sheet in sheets],
        ),
        TableColumn(
            "imported",
            "Imported",
            "When it was imported.",
            [
                f"{imported_text(record.imported_at, style)}{', taken back' if record.undone else ''}"
                for record, _ in rows
            ],
            keys=_texts(record.imported_at for record, _ in rows),
        ),
    )
    kept = sum(sheet.rows_kept for record, sheet in rows if not record.undone)
    subtitle = " · ".join(
        (
            formatting.counted(len(records), "import", "imports", style),
            formatting.counted(len(sheets), "sheet", "sheets", style),
            f"{formatting.counted(kept, 'row', 'rows', style)} kept",
        )
    )
    return ImportsView(
        table=Table(columns, "Imported sheets, newest first"),
        problems=tuple(problems_table(sheet, style) for sheet in sheets),
        subtitle=subtitle,
        count=formatting.number(len(records), style) if records else "",
        import_ids=tuple(record.import_id for record, _ in rows),
        undone=tuple(record.undone for record, _ in rows),
        to_undo=max((record.import_id for record in records if not record.undone), default=None),
        to_redo=_to_redo(records),
        notes=tuple(notes),
    )


def _to_redo(records: Sequence[ImportRecord]) -> int | None:
    """Return the import that was taken back last if they were taken back newest first, else None."""
    in_force = max((record.import_id for record in records if not record.undone), default=0)
    undone = [record.import_id for record in records if record.undone]
    later = [import_id for import_id in undone if import_id > in_force]
    return min(later, default=max(undone, default=None))


def problems_table(report: SheetReport, style: NumberStyle) -> Table:
    """Return what was not as expected in one sheet: rows that were set aside first, then the notes."""
    entries = [
        (row.row, "", row.code, " · ".join(cell for cell in row.cells if cell), row.reason, "watch")
        for row in report.set_aside
    ]
    told = {(row.row, row.code) for row in report.set_aside}
    entries += [
        (problem.row, problem.column, problem.code, problem.value, problem.hint, "")
        for problem in report.problems
        if (problem.row, problem.code) not in told
    ]
    entries = entries[:MOST_PROBLEMS]
    columns = (
        TableColumn(
            "row",
            "Row",
            "The row as the spreadsheet shows it; empty for the whole sheet.",
            ["" if row is None else formatting.number(row, style) for row, *_ in entries],
            "number",
        ),
        TableColumn(
            "what",
            "What",
            "Set aside: not used. Noted: used as described.",
            ["Set aside" if tone else "Noted" for *_, tone in entries],
            "mark",
            tones=[tone or "unknown" for *_, tone in entries],
            whole=[code for _, _, code, *_ in entries],
        ),
        TableColumn(
            "column",
            "Column",
            "The column it is about.",
            [column for _, column, *_ in entries],
            whole=[column for _, column, *_ in entries],
        ),
        TableColumn(
            "value",
            "Value",
            "What stands there.",
            [value for _, _, _, value, *_ in entries],
            whole=[value for _, _, _, value, *_ in entries],
        ),
        TableColumn(
            "hint",
            "Why, and what to do",
            "What happened, and what can be done.",
            [hint for *_, hint, _ in entries],
            whole=[hint for *_, hint, _ in entries],
        ),
    )
    return Table(columns, f"What was not as expected in {report.file}")


def imported_text(instant: str, style: NumberStyle) -> str:
    """Return when something was imported: date and time (UTC) of an ISO instant."""
    return f"{formatting.date_text(np.datetime64(instant[:10]), style)} {instant[11:16]}".strip()


def _count(name: str, title: str, explanation: str, counts: list[int], style: NumberStyle) -> TableColumn:
    texts = [formatting.number(count, style) for count in counts]
    return TableColumn(name, title, explanation, texts, "number", np.array(counts, dtype=np.float64))


def _texts(values) -> np.ndarray:
    return np.array(list(values), dtype=object)
