"""How sheets were read, as tables: for the review before an import and the list of imports after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.duplicates import Duplicates
from cxdesk.session.history import IMPORT, Step, TimedStep, steps, to_redo, to_undo
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.tables import table as canonical_table
from cxdesk.workspace.records import Decision, ImportRecord, SheetReport
from cxdesk.workspace.set_aside import aside_in, unused_in

MOST_PROBLEMS = 2_000
"""More rows than anybody reads; the count above the table still says how many there are."""


@dataclass(frozen=True, slots=True)
class ImportsView:
    """The imports of a workspace, newest first: one row for each sheet, with the problems of each.

    `steps` (an import each) and `undone` belong to the rows; `to_undo` and `to_redo` are what the commands of
    these names are about, None when there is nothing. `rows_aside` is how many rows are set aside in the
    sheets in force; `duplicates` the accounts that may be the same, None before anything is imported.
    """

    table: Table
    problems: tuple[Table, ...]
    subtitle: str
    count: str
    steps: tuple[Step, ...]
    undone: tuple[bool, ...]
    to_undo: Step | None
    to_redo: Step | None
    notes: tuple[str, ...]
    rows_aside: int = 0
    duplicates: Duplicates | None = None


def table_label(name: str) -> str:
    """Return what a sheet was read as, in words."""
    return canonical_table(name).label if name else "Not used"


def imports_view(
    records: Sequence[ImportRecord],
    notes: Sequence[str],
    style: NumberStyle,
    decisions: Sequence[Decision] = (),
    duplicates: Duplicates | None = None,
    timed: Sequence[TimedStep] = (),
) -> ImportsView:
    """Return the list of imports; `notes` are findings about the data as a whole."""
    rows = [(record, sheet) for record in reversed(records) for sheet in record.sheets]
    states = _states(records)
    done = steps(records, decisions, timed)
    by_import = {step.number: step for step in done if step.kind == IMPORT}
    sheets = [sheet for _, sheet in rows]
    counting = [sheet for sheet, state in zip(sheets, states, strict=True) if not state]
    kept = sum(sheet.rows_kept for sheet in counting)
    subtitle = " · ".join(
        (
            formatting.counted(len(records), "import", "imports", style),
            formatting.counted(len(sheets), "sheet", "sheets", style),
            f"{formatting.counted(kept, 'row', 'rows', style)} kept",
        )
    )
    return ImportsView(
        table=Table(_columns(rows, states, style), "Imported sheets, newest first"),
        problems=tuple(problems_table(sheet, style) for sheet in sheets),
        subtitle=subtitle,
        count=formatting.number(len(records), style) if records else "",
        steps=tuple(by_import[record.import_id] for record, _ in rows),
        undone=tuple(record.undone for record, _ in rows),
        to_undo=to_undo(done),
        to_redo=to_redo(done),
        notes=tuple(notes),
        rows_aside=sum(len(sheet.rows) for sheet in aside_in(records))
        + sum(report.rows_in for report in unused_in(records)),
        duplicates=duplicates,
    )


def _columns(
    rows: Sequence[tuple[ImportRecord, SheetReport]], states: Sequence[str], style: NumberStyle
) -> tuple[TableColumn, ...]:
    """Return the columns of the list of imports; `states` say why a sheet does not count."""
    sheets = [sheet for _, sheet in rows]
    return (
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
            tones=["unknown" if state else "" for state in states],
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
                f"{imported_text(record.imported_at, style)}{state and f', {state}'}"
                for (record, _), state in zip(rows, states, strict=True)
            ],
            keys=_texts(record.imported_at for record, _ in rows),
        ),
    )


def _states(records: Sequence[ImportRecord]) -> list[str]:
    """Return why each sheet, newest first, does not count now, "" where it does."""
    given = [
        (record, sheet, counts)
        for record in reversed(records)
        for sheet, counts in zip(record.sheets, record.counts, strict=True)
    ]
    in_force = {sheet.digest for _, sheet, counts in given if counts}
    return [
        ""
        if counts
        else "taken back"
        if record.undone
        else "here already"
        if sheet.digest in in_force
        else "replaced by a newer export"
        for record, sheet, counts in given
    ]


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
