"""An import before it is made, as the review page shows it: every sheet, every column, what will change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.sheet_reports import problems_table, table_label
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.tables import TABLES
from cxdesk.tables import table as canonical_table

if TYPE_CHECKING:
    from cxdesk.importing import ImportPlan, SheetPlan

IGNORED = ""
_TONES = {"sure": "good", "check": "watch", "unmapped": "unknown"}


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace has already: ids of accounts, and digests of sheets that would change nothing."""

    account_ids: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetReview:
    """One sheet. `fields` has each column's field ("table.field" or ""); `choices` are (field, label)."""

    title: str
    count: str
    heading: str
    about: str
    table: str
    used: bool
    columns: Table
    fields: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    problems: Table
    problem_count: str


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A plan in words. `changes` are (sentence, tone); `button` says what accepting does."""

    plan: ImportPlan
    known: Known
    title: str
    sheets: tuple[SheetReview, ...]
    tables: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str], ...]
    button: str
    can_import: bool


def review(plan: ImportPlan, known: Known, style: NumberStyle) -> Review:
    """Prepare the review of a plan for a workspace of which `known` is there already."""
    rows = sum(sheet.report.rows_kept for sheet in _new(plan, known))
    files = len({sheet.report.file for sheet in plan.sheets})
    count = formatting.counted(len(plan.sheets), "sheet", "sheets", style)
    return Review(
        plan=plan,
        known=known,
        title=f"{count} in {formatting.counted(files, 'file', 'files', style)}",
        sheets=tuple(_sheet(sheet, known, style) for sheet in plan.sheets),
        tables=(("", "Not used"), *((table.name, table.label) for table in TABLES)),
        changes=_changes(plan, known, style),
        button=f"Import {formatting.counted(rows, 'row', 'rows', style)}",
        can_import=rows > 0,
    )


def with_fields(given: Review, sheet: int, fields: Mapping[int, str], style: NumberStyle) -> Review:
    """Return the review with other fields for some rows of a sheet's columns; reads the sheet again."""
    from cxdesk.importing import remap

    plan = given.plan.sheets[sheet]
    changes = {plan.columns[row].position: field for row, field in fields.items()}
    return _with_sheet(given, sheet, remap(plan, changes), style)


def with_table(given: Review, sheet: int, table: str, style: NumberStyle) -> Review:
    """Return the review with a sheet read as another table, "" for not using it; reads the sheet again."""
    from cxdesk.importing import choose_table

    return _with_sheet(given, sheet, choose_table(given.plan.sheets[sheet], table), style)


def to_commit(given: Review) -> ImportPlan:
    """Return the plan that accepting the review keeps: without the files that it says cannot be read."""
    return replace(given.plan, refused=())


def _with_sheet(given: Review, position: int, sheet: SheetPlan, style: NumberStyle) -> Review:
    sheets = (*given.plan.sheets[:position], sheet, *given.plan.sheets[position + 1 :])
    return review(replace(given.plan, sheets=sheets), given.known, style)


def _new(plan: ImportPlan, known: Known) -> list[SheetPlan]:
    """Return the sheets that are used and not there already."""
    return [sheet for sheet in plan.sheets if sheet.table and sheet.report.digest not in known.digests]


def _sheet(sheet: SheetPlan, known: Known, style: NumberStyle) -> SheetReview:
    report = sheet.report
    where = " › ".join(part for part in (report.file, report.sheet) if part)
    there = report.digest in known.digests and bool(sheet.table)
    rows = formatting.counted(report.rows_in, "row", "rows", style)
    problems = problems_table(report, style)
    noted = len(problems) - len(report.set_aside)
    counts = [f"{formatting.number(report.rows_set_aside, style)} set aside"] if report.set_aside else []
    counts += [formatting.counted(noted, "note", "notes", style)] if noted else []
    about = [report.recognised_as, "" if report.header_row is None else f"header on row {report.header_row}"]
    return SheetReview(
        title=table_label(sheet.table),
        count="here already" if there else rows,
        heading=where,
        about=" · ".join(part for part in about if part),
        table=sheet.table,
        used=bool(sheet.table) and not there,
        columns=_columns(sheet),
        fields=tuple(match.field for match in sheet.columns),
        choices=_choices(sheet.table),
        problems=problems,
        problem_count=" · ".join(counts),
    )


def _columns(sheet: SheetPlan) -> Table:
    matches = sheet.columns
    values = [" · ".join(match.first_values) for match in matches]
    columns = (
        TableColumn(
            "header",
            "Column",
            "The column's title in the file.",
            [match.header for match in matches],
            whole=[match.header for match in matches],
        ),
        TableColumn("values", "First values", "What stands in its first rows.", values, "note", whole=values),
        TableColumn(
            "field",
            "Read as",
            "What the column means; choose another meaning if this is wrong.",
            [_field_label(match.field) if sheet.table else "not used" for match in matches],
            "choice" if sheet.table else "text",
            tones=["" if match.field else "unknown" for match in matches],
        ),
        TableColumn(
            "confidence",
            "Match",
            "How sure this reading is.",
            [match.confidence for match in matches],
            "mark",
            tones=[_TONES[match.confidence] for match in matches],
        ),
        TableColumn(
            "note",
            "Notes",
            "How its values were read.",
            [match.note for match in matches],
            "note",
            whole=[match.note for match in matches],
        ),
    )
    return Table(columns, f"Columns of {sheet.report.file} and how they are read")


def _field_label(field: str) -> str:
    """Return what a field is called, and whether it identifies the row."""
    if not field:
        return "keep as a note"
    table, _, name = field.partition(".")
    found = canonical_table(table)
    return f"{found.column(name).label}{' (key)' if name in found.key else ''}"


def _choices(table: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a table to choose from, and that a column can be left as a note."""
    if not table:
        return ()
    fields = [
        (f"{table}.{column.name}", _field_label(f"{table}.{column.name}"))
        for column in canonical_table(table).columns
    ]
    return ((IGNORED, _field_label("")), *fields)


def _changes(plan: ImportPlan, known: Known, style: NumberStyle) -> tuple[tuple[str, str], ...]:
    """Return what accepting would change, in short sentences."""
    new = _new(plan, known)
    ids = _account_ids(new)
    changes = []
    if ids:
        fresh = len(ids - known.account_ids)
        changes.append((formatting.counted(fresh, "new account", "new accounts", style), ""))
        if len(ids) > fresh:
            seen = formatting.counted(len(ids) - fresh, "account", "accounts", style)
            changes.append((f"{seen} seen before", ""))
    for table in dict.fromkeys(sheet.table for sheet in new if sheet.table != "accounts"):
        rows = sum(sheet.report.rows_kept for sheet in new if sheet.table == table)
        changes.append((f"{formatting.number(rows, style)} {_plural(table)}", ""))
    aside = sum(sheet.report.rows_set_aside for sheet in plan.sheets if sheet.table)
    if aside:
        changes.append(
            (f"{formatting.counted(aside, 'row', 'rows', style)} set aside with a reason", "watch")
        )
    there = sum(1 for sheet in plan.sheets if sheet.table and sheet.report.digest in known.digests)
    if there:
        changes.append((f"{formatting.counted(there, 'sheet', 'sheets', style)} here already", "muted"))
    unused = sum(1 for sheet in plan.sheets if not sheet.table)
    if unused:
        changes.append((f"{formatting.counted(unused, 'sheet', 'sheets', style)} not used", "muted"))
    changes += [
        (f"{error.place.file or 'A file'} cannot be read: {error.what}", "risk") for error in plan.refused
    ]
    return tuple(changes)


def _plural(table: str) -> str:
    """Return what many rows of a table are called."""
    label = canonical_table(table).label.lower()
    return label if label.endswith("s") else f"rows of {label}"


def _account_ids(sheets: list[SheetPlan]) -> frozenset[str]:
    """Return the ids of the accounts in the account sheets."""
    found: set[str] = set()
    for sheet in sheets:
        rows = sheet.outcome.rows
        if sheet.table == "accounts" and rows is not None and "account_id" in rows.column_names:
            found.update(
                str(value)
                for value in np.unique(rows["account_id"].to_numpy(zero_copy_only=False).astype(str))
            )
    return frozenset(found - {"None", ""})
