"""What is said about a sheet beside its rows: how its header was found, what its export is known for."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.date_doubts import HALF_SWAPPED
from cxdesk.importing.plan_records import ColumnMatch, SheetPlan
from cxdesk.importing.rows import Built
from cxdesk.importing.sheet_identity import UNDATED
from cxdesk.importing.uneven_rows import ENDS_EARLY, LONGER, SHORTER, uneven_rows
from cxdesk.importing.verdicts import LINKS
from cxdesk.tables import table as table_named
from cxdesk.workspace.records import Problem

_REMARK = "remark"
_SWAPPED = "day and month of some of its dates seem to be swapped"
_UNEVEN = "the rows have another number of cells than the header"
_THROUGH = {"usage": ("user_id",)}
_WHOSE = {"contact_id": "contacts", "user_id": "contacts", "contract_id": "contracts", "ticket_id": "tickets"}
"""The tables by which a row without an account may still lead to one."""
NO_DATES = "no_dates"
"""The code of the problem that nothing says when rows happened."""
NO_OWNER = "no_account"
"""The code of the problem that nothing says which accounts the rows are of."""
TO_CHECK = "to_check"
"""The code of the problem that names columns which nobody has confirmed."""


def reading_notes(plan: SheetPlan) -> tuple[Problem, ...]:
    """Return what the reader met and how the header was found, without complaints about rows that are no
    data."""
    top = plan.layout.header_row or 0
    notes = [
        note
        for note in plan.sheet.notes
        if note.code != ENDS_EARLY and (note.code != "too_few_cells" or (note.row or 0) > top)
    ]
    notes += uneven_rows(plan.sheet, plan.layout)
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


def doubtful_columns(problems: Sequence[Problem], names: Sequence[str]) -> dict[int, str]:
    """Return why columns, by place, are not sure whatever their names say."""
    swapped = {problem.column for problem in problems if problem.code == HALF_SWAPPED}
    uneven = any(problem.code in (LONGER, SHORTER) for problem in problems)
    return {
        place: _SWAPPED if name in swapped else _UNEVEN
        for place, name in enumerate(names)
        if uneven or name in swapped
    }


def preset_notes(plan: SheetPlan, rows: int) -> tuple[Problem, ...]:
    """Return what is known of the export that was recognised: what it needs, and whether it was cut."""
    preset = plan.preset
    if preset is None:
        return ()
    notes = [Problem(_REMARK, None, "", preset.name, preset.remark)] if preset.remark else []
    if preset.row_limit and rows == preset.row_limit:
        hint = (
            f"This export stops at {rows:,} rows without a word. Export shorter periods and import them all."
        )
        notes.append(Problem("cut_export", None, "", f"{rows:,} rows", hint))
    return tuple(notes)


def without_needless_remarks(plans: Sequence[SheetPlan], there: Set[str] = frozenset()) -> list[SheetPlan]:
    """Return the plans without the remarks of exports that ask for a sheet which is among the plans, or whose
    table is `there` already."""
    tables = {plan.table for plan in plans} | there
    plans = [_unremarked(plan) if _is_answered(plan, tables) else plan for plan in plans]
    return [_without(plan, NO_OWNER) if _leads_somewhere(plan, tables) else plan for plan in plans]


def _leads_somewhere(plan: SheetPlan, tables: Set[str]) -> bool:
    """Return whether a list by which the rows of a sheet lead to their accounts is there."""
    named = (problem.value for problem in plan.report.problems if problem.code == NO_OWNER)
    return any(not tables.isdisjoint(value.split(", ")) for value in named)


def _is_answered(plan: SheetPlan, tables: Set[str]) -> bool:
    preset = plan.preset
    return preset is not None and bool(preset.remark and preset.answered_by) and preset.answered_by in tables


def _unremarked(plan: SheetPlan) -> SheetPlan:
    """Return the plan of an export of which nothing is to be remarked, now and when it is read again."""
    told = _without(plan, _REMARK)
    return replace(told, preset=replace(plan.preset, remark=""))


def _without(plan: SheetPlan, code: str) -> SheetPlan:
    """Return the plan without the problems of a code."""
    problems = tuple(problem for problem in plan.report.problems if problem.code != code)
    return replace(plan, outcome=replace(plan.outcome, report=replace(plan.report, problems=problems)))


def date_notes(table: str, rows: pa.Table) -> tuple[Problem, ...]:
    """Return that nothing says when the rows of a table happened, where they have a place in time at all; of
    survey answers, how many do not say it."""
    if table not in UNDATED or not rows.num_rows:
        return ()
    (field, words), label = UNDATED[table], table_named(table).label
    dated = rows[field].is_valid() if field in rows.column_names else pa.repeat(False, rows.num_rows)
    if not pc.any(dated).as_py():
        hint = f"No column says {words}: nothing of it counts over time. Choose a column of dates or add one."
        return (Problem(NO_DATES, None, "", label, hint),)
    if table != "surveys" or "score" not in rows.column_names:
        return ()
    count = pc.sum(pc.and_(rows["score"].is_valid(), pc.invert(dated))).as_py() or 0
    hint = "Answers that do not say when they were given do not count over time."
    shown = f"{count:,} {'answer' if count == 1 else 'answers'}"
    return (Problem(NO_DATES, None, "", shown, hint),) if count else ()


def owner_notes(table: str, rows: pa.Table) -> tuple[Problem, ...]:
    """Return that nothing says whose the rows of a table are, where some column could: none of them would
    count for any account. Where a person or a contract alone says it, that it takes their lists."""
    if table not in LINKS or not rows.num_rows:
        return ()
    links = (*LINKS[table], *_THROUGH.get(table, ()))
    said = [name for name in links if name in rows.column_names and rows[name].null_count < rows.num_rows]
    if "account_id" in said:
        return ()
    if not said:
        hint = (
            "No column says which account the rows are of: they count for none. Choose Account for the "
            "column that names the customer, or add one."
        )
        return (Problem(NO_OWNER, None, "", table_named(table).label, hint),)
    lists = tuple(dict.fromkeys(_WHOSE[name] for name in said))
    hint = (
        f"No column is read as the account: rows count only where {' or '.join(lists)} lead to one, which "
        "are to be imported too. If a column names the customer, choose Account for it."
    )
    return (Problem(NO_OWNER, None, "", ", ".join(lists), hint),)


def check_notes(columns: Sequence[ColumnMatch]) -> tuple[Problem, ...]:
    """Return what is to be checked, by name: the columns whose names alone do not settle what they are."""
    asked = asked_columns(columns)
    if not asked:
        return ()
    told = "; ".join(f"{match.header} as {field_words(match.field)}" for match in asked)
    hint = f"Read by name, not confirmed: {told}. Look at the first values."
    return (Problem(TO_CHECK, None, "", ", ".join(match.header for match in asked), hint),)


def asked_columns(columns: Sequence[ColumnMatch]) -> tuple[ColumnMatch, ...]:
    """Return the columns of which a person should say whether they are what they are taken for."""
    return tuple(match for match in columns if match.field and match.confidence == "check")


def field_help(field: str) -> str:
    """Return what a field holds, to stand within a sentence: "when the person answered"."""
    table, _, name = field.partition(".")
    words = table_named(table).column(name).help.rstrip(".")
    return f"{words[:1].lower()}{words[1:]}"


def field_words(field: str) -> str:
    """Return what people call "table.field"."""
    table, _, name = field.partition(".")
    return table_named(table).column(name).label
