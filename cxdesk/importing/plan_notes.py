"""What is said about a sheet beside its rows: how its header was found, what its export is known for, what
its format hides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxdesk.importing.files import XLS, XLSB
from cxdesk.importing.plan_records import ColumnMatch, SheetPlan
from cxdesk.importing.rows import Built
from cxdesk.importing.sheet import CellKind
from cxdesk.workspace.records import Problem


def reading_notes(plan: SheetPlan) -> tuple[Problem, ...]:
    """Return what the reader met and how the header was found, without complaints about rows that are no
    data."""
    top = plan.layout.header_row or 0
    notes = [note for note in plan.sheet.notes if note.code != "too_few_cells" or (note.row or 0) > top]
    if plan.layout.title:
        shown = " | ".join(plan.layout.title)[:200]
        notes.append(
            Problem(
                "title_rows", None, "", shown, f"The rows above the header in row {top} were read as title."
            )
        )
    if plan.layout.header_row is None and plan.layout.positions:
        notes.append(
            Problem(
                "no_header",
                None,
                "",
                "",
                "No row looks like a header; the columns are called by their letters.",
            )
        )
    notes += [
        Problem("header_rows", plan.layout.header_row, "", "", f"The header has {note}.")
        for note in plan.layout.notes
    ]
    return tuple(notes)


def column_notes(plan: SheetPlan, built: Built) -> dict[int, tuple[str, ...]]:
    """Return the notes on each column by place: how it was read, or why it was not taken."""
    passed_over = {place: (note,) for place, note in plan.remarks.items()}
    return passed_over | dict(built.notes)


def preset_notes(plan: SheetPlan, rows: int) -> tuple[Problem, ...]:
    """Return what is known of the export that was recognised: what it needs, and whether it was cut."""
    preset = plan.preset
    if preset is None:
        return ()
    notes = [Problem("remark", None, "", preset.name, preset.remark)] if preset.remark else []
    if preset.row_limit and rows == preset.row_limit:
        hint = (
            f"This export stops at {rows:,} rows without a word. Export shorter periods and import them all."
        )
        notes.append(Problem("cut_export", None, "", f"{rows:,} rows", hint))
    return tuple(notes)


def hidden_errors(plan: SheetPlan, mapping: Mapping[int, str]) -> tuple[Problem, ...]:
    """Return what to say about blanks in formats whose reader gives cells in error as blank."""
    if plan.source.kind not in (XLS, XLSB):
        return ()
    columns = [plan.sheet.columns[plan.layout.positions[place]] for place in mapping]
    blanks = sum(int((column.kinds[plan.layout.rows] == CellKind.EMPTY).sum()) for column in columns)
    if not blanks:
        return ()
    hint = "Errors cannot be told from blanks in this format. If a blank should not be one, save it as .xlsx."
    return (Problem("errors_unseen", None, "", str(blanks), hint),)


def check_notes(columns: Sequence[ColumnMatch], told: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return what is to be checked: the columns whose names alone do not settle what they are. Those that a
    problem is told of already are left out.
    """
    named = {problem.column for problem in told}
    checked = (match for match in columns if match.field and match.confidence == "check")
    headers = [match.header for match in checked if match.header not in named]
    if not headers:
        return ()
    hint = (
        "These columns were read by their names, which may mean something else. Look at their first values."
    )
    return (Problem("to_check", None, "", ", ".join(headers), hint),)
