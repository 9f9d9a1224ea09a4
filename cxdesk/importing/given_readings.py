"""What a script says of how sheets are read: which table a sheet is, and what a column means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cxdesk.errors import UsageError
from cxdesk.importing.checking import confirm
from cxdesk.importing.plan import choose_table, remap
from cxdesk.importing.plan_records import ImportPlan, SheetPlan
from cxdesk.tables import table as table_named

NO_TABLE = "none"
"""Says that a sheet is not to be used."""
_BETWEEN = " › "
"""Stands between a file and its sheet, as reports write both."""


def given_tables(plan: ImportPlan, texts: Sequence[str]) -> ImportPlan:
    """Return the plan with sheets read as the tables that `[SHEET=]TABLE` name.

    SHEET is a file, a sheet or both as reports write them; without it, it is the only sheet that there is.
    Raises `UsageError` for a sheet or table that there is not, and where a sheet is not named of several.
    """
    for text in texts:
        where, sign, table = text.rpartition("=")
        if not sign and len(plan.sheets) != 1:
            raise UsageError(
                f"It is not clear which sheet is {table}.",
                f"Write it as --table SHEET={table}, with one of: {_listed(map(_name, plan.sheets))}.",
            )
        chosen = [sheet for sheet in plan.sheets if not sign or _is_called(sheet, where)]
        if not chosen:
            raise UsageError(
                f"There is no sheet {where}.", f"Use one of: {_listed(map(_name, plan.sheets))}."
            )
        wanted = "" if table == NO_TABLE else table
        plan = _changed(plan, chosen, lambda sheet, wanted=wanted: choose_table(sheet, wanted))
    return plan


def given_columns(plan: ImportPlan, texts: Sequence[str]) -> ImportPlan:
    """Return the plan with columns read as `[SHEET:]COLUMN=FIELD` says; with no FIELD they are kept unused.

    FIELD is `field` or `table.field`. A column is changed in every sheet that has it and the field. What a
    script says of a column is confirmed. Raises `UsageError` where no sheet has the column or the field.
    """
    for text in texts:
        column, sign, field = text.rpartition("=")
        if not sign:
            raise UsageError(f"--map {text} cannot be used.", "Write it as --map COLUMN=FIELD.")
        chosen = [sheet for sheet in plan.sheets if _place(sheet, column) is not None]
        if not chosen:
            where, _, column = column.partition(":")
            sheets = [sheet for sheet in plan.sheets if _is_called(sheet, where)]
            chosen = [sheet for sheet in sheets if _place(sheet, column) is not None]
        used = [sheet for sheet in chosen if sheet.table]
        fitting = [sheet for sheet in used if not field or _field(sheet, field)]
        if not fitting:
            raise _no_such_reading(plan, used, text.rpartition("=")[0], field)
        plan = _changed(plan, fitting, lambda sheet, name=column, field=field: _read_as(sheet, name, field))
    return plan


def _read_as(sheet: SheetPlan, column: str, field: str) -> SheetPlan:
    """Return the sheet with a column that it has read as a field of its table; confirmed if it is already."""
    place, wanted = _place(sheet, column), _field(sheet, field)
    now = next(match.field for match in sheet.columns if match.position == place)
    return confirm(sheet, [place]) if wanted and wanted == now else remap(sheet, {place: wanted})


def _changed(
    plan: ImportPlan, chosen: Sequence[SheetPlan], change: Callable[[SheetPlan], SheetPlan]
) -> ImportPlan:
    """Return the plan with some of its sheets changed."""
    places = {id(sheet) for sheet in chosen}
    sheets = (change(sheet) if id(sheet) in places else sheet for sheet in plan.sheets)
    return replace(plan, sheets=tuple(sheets))


def _place(sheet: SheetPlan, column: str) -> int | None:
    """Return the position of the column of that title, however it is written."""
    wanted = column.strip().casefold()
    return next((match.position for match in sheet.columns if match.header.casefold() == wanted), None)


def _field(sheet: SheetPlan, field: str) -> str:
    """Return "table.field" where the sheet's table has the field, "" where not."""
    table, _, name = field.rpartition(".")
    known = table in ("", sheet.table) and name in table_named(sheet.table).column_names
    return f"{sheet.table}.{name}" if known else ""


def _is_called(sheet: SheetPlan, name: str) -> bool:
    """Return whether the file, the sheet, or both together are called so."""
    return name.strip() in (sheet.report.file, sheet.report.sheet, _name(sheet))


def _name(sheet: SheetPlan) -> str:
    return _BETWEEN.join(part for part in (sheet.report.file, sheet.report.sheet) if part)


def _no_such_reading(plan: ImportPlan, used: Sequence[SheetPlan], column: str, field: str) -> UsageError:
    """Return why a column cannot be read as a field."""
    if used:
        tables = _listed(f"{sheet.table} ({_name(sheet)})" for sheet in used)
        return UsageError(
            f"{field} is no field of {tables}.", "Name a field of that table; see the glossary."
        )
    columns = _listed(match.header for sheet in plan.sheets if sheet.table for match in sheet.columns)
    return UsageError(f"No sheet that is used has a column {column}.", f"These are there: {columns}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
