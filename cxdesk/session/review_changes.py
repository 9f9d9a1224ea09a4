"""What accepting a review would change: in total, for each sheet, and value by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxdesk import formatting
from cxdesk.errors import PasswordNeeded, UnreadableInput
from cxdesk.formatting import NumberStyle
from cxdesk.session.sheet_reports import table_label
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.tables import table as canonical_table

if TYPE_CHECKING:
    from cxdesk.importing import ImportPlan, SheetPlan
    from cxdesk.importing.difference import Difference

Differences = Mapping[str, "Difference"]
"""By the digest of a sheet and its reading: what keeping it would change."""
MOST_VALUES = 1_000
"""How many changed values a `Difference` lists at most."""
_MOST_NAMED = 5
_COUNTED = (
    ("new", "New", "Rows that the workspace does not have yet."),
    ("updated", "Updated", "Rows of which a value changes; the older one stays in the history."),
    ("unchanged", "Unchanged", "Rows that are there already, with the same values."),
    ("gone", "Gone", "Rows that an earlier export of this sheet had and this one has not."),
    ("set_aside", "Set aside", "Rows that cannot be used, each with its reason."),
)


def is_there(plan: SheetPlan, digests: frozenset[str]) -> bool:
    """Return whether a sheet is in the workspace already, read in the same way, and nobody said that it is
    to replace other exports of it."""
    return bool(plan.table) and plan.report.digest in digests and not plan.outcome.replaces


_NO_ACCOUNT = "Rows that name an account which no list has: they are kept, and count once it comes."


def is_used(plan: SheetPlan, digests: frozenset[str]) -> bool:
    """Return whether a sheet has a table and would change what is there."""
    return bool(plan.table) and not is_there(plan, digests)


def totals(
    plan: ImportPlan, digests: frozenset[str], differences: Differences, style: NumberStyle
) -> tuple[tuple[str, str], ...]:
    """Return (sentence, tone) of what would change; without the differences, how many rows there are."""
    new = [sheet for sheet in plan.sheets if is_used(sheet, digests)]
    changes: list[tuple[str, str]] = []
    compared = all(sheet.report.digest in differences for sheet in new)
    if compared:
        changes += _compared(new, differences, style)
    else:
        for table in dict.fromkeys(sheet.table for sheet in new):
            changes.append((_rows_of(table, _kept(new, table), "", style), ""))
    aside = sum(sheet.report.rows_set_aside for sheet in new)
    if aside:
        changes.append(
            (f"{formatting.counted(aside, 'row', 'rows', style)} set aside with a reason", "watch")
        )
    changes += _unread(plan.refused, style)
    if not new:
        changes.append((_nothing_new(plan), "muted"))
    return tuple(changes)


def _unread(refused: Sequence[UnreadableInput], style: NumberStyle) -> list[tuple[str, str]]:
    """Return (sentence, tone) of the files that were not read: those that wait for a password, and the
    others.
    """
    waiting = [error for error in refused if isinstance(error, PasswordNeeded)]
    others = [error for error in refused if not isinstance(error, PasswordNeeded)]
    told = []
    for errors, one, many, tone in (
        (waiting, "needs its password", "need their passwords", "watch"),
        (others, "cannot be read", "cannot be read", "risk"),
    ):
        if len(errors) == 1:
            told.append((f"{errors[0].place.file or 'A file'} {one}", tone))
        elif errors:
            told.append((f"{formatting.number(len(errors), style)} files {many}", tone))
    return told


def _nothing_new(plan: ImportPlan) -> str:
    """Return why nothing would be imported, and what to do about it."""
    if any(sheet.table for sheet in plan.sheets):
        return "Nothing is new here: the workspace has all of it, read in the same way."
    if plan.sheets:
        return "Nothing would be imported: no sheet is used. Choose what one is under “Read as” to use it."
    return "Nothing would be imported: no file was read."


def left_out(plan: ImportPlan, digests: frozenset[str], style: NumberStyle) -> str:
    """Return how many sheets would add nothing: those that are there already, and those that are not used."""
    there = sum(is_there(sheet, digests) for sheet in plan.sheets)
    unused = sum(1 for sheet in plan.sheets if not sheet.table)
    parts = [f"{formatting.number(there, style)} here already"] if there else []
    parts += [f"{formatting.number(unused, style)} not used"] if unused else []
    return " · ".join(parts)


def sheet_changes(
    plan: ImportPlan,
    names: Sequence[str],
    digests: frozenset[str],
    differences: Differences,
    style: NumberStyle,
    unknown: Mapping[str, int] | None = None,
) -> Table:
    """Return how many rows of each sheet are new, updated, unchanged, gone and set aside, and their sums.

    `unknown`: by digest, how many rows name an account that is not known, None while nobody has looked.
    """
    counts = [_counts(sheet, digests, differences) for sheet in plan.sheets]
    used = [place for place, sheet in enumerate(plan.sheets) if sheet.table]
    summed = {name: _sum(counts[place][name] for place in used) for name, _, _ in _COUNTED}
    lines = [summed, *(counts[place] for place in used)]
    columns = [
        TableColumn(
            "sheet",
            "Sheet",
            "The file, and the sheet in it.",
            ["All sheets", *(names[place] for place in used)],
            whole=["All sheets that are used", *(names[place] for place in used)],
        ),
        TableColumn(
            "table",
            "Read as",
            "What its rows are taken for.",
            ["", *(table_label(plan.sheets[place].table) for place in used)],
        ),
    ]
    for name, title, explanation in _COUNTED:
        numbers = [line[name] for line in lines]
        texts = ["…" if number is None else formatting.number(number, style) for number in numbers]
        columns.append(TableColumn(name, title, explanation, texts, "number"))
    strange = [
        None if unknown is None else unknown.get(plan.sheets[place].report.digest, 0) for place in used
    ]
    texts = [
        "…" if number is None else formatting.number(number, style) for number in (_sum(strange), *strange)
    ]
    columns.append(TableColumn("unknown", "No account", _NO_ACCOUNT, texts, "number"))
    remarks = ["", *(_remark(plan.sheets[place], digests, differences, style) for place in used)]
    columns.append(
        TableColumn("note", "Notes", "How it meets what is there.", remarks, "note", whole=remarks)
    )
    return Table(tuple(columns), "What would change, sheet by sheet")


def changed_values(difference: Difference | None) -> Table:
    """Return the values that would change: which row, which field, what it is now and what it would be."""
    cells = None if difference is None else difference.changed_cells
    keys, fields, before, after = (
        [[] for _ in range(4)]
        if cells is None
        else [
            ["" if value is None else str(value) for value in cells[name].to_pylist()]
            for name in ("key", "column", "before", "after")
        ]
    )
    columns = (
        TableColumn("key", "Row", "What identifies the row.", keys, whole=keys),
        TableColumn("field", "Value", "Which value changes.", fields, whole=fields),
        TableColumn(
            "before", "Now", "What the workspace has.", [text or "–" for text in before], whole=before
        ),
        TableColumn(
            "after", "After the import", "What it becomes.", [text or "–" for text in after], whole=after
        ),
    )
    return Table(columns, "Values that would change")


def _compared(
    new: Sequence[SheetPlan], differences: Differences, style: NumberStyle
) -> list[tuple[str, str]]:
    """Return what would change where every sheet was compared with the workspace."""
    found = []
    sums = {"updated": 0, "unchanged": 0, "gone": 0, "dropped": 0}
    for table in dict.fromkeys(sheet.table for sheet in new):
        own = [differences[sheet.report.digest] for sheet in new if sheet.table == table]
        fresh = sum(each.new for each in own)
        updated = sum(each.updated for each in own)
        if fresh:
            found.append((_rows_of(table, fresh, "new ", style), ""))
        if updated and table == "accounts":
            found.append((f"{_rows_of(table, updated, '', style)} updated", ""))
        elif updated:
            sums["updated"] += updated
        sums["unchanged"] += sum(each.unchanged for each in own)
        sums["gone"] += sum(each.gone for each in own if each.gone_stay)
        sums["dropped"] += sum(each.gone for each in own if not each.gone_stay)
    if sums["updated"]:
        found.append((f"{formatting.counted(sums['updated'], 'row', 'rows', style)} updated", ""))
    if sums["unchanged"]:
        found.append((f"{formatting.number(sums['unchanged'], style)} unchanged", "muted"))
    if sums["gone"]:
        found.append((f"{formatting.number(sums['gone'], style)} no longer in the file, kept", "muted"))
    if sums["dropped"]:
        dropped = formatting.number(sums["dropped"], style)
        found.append((f"{dropped} no longer in the file, no longer counted", "muted"))
    return found


def _remark(plan: SheetPlan, digests: frozenset[str], differences: Differences, style: NumberStyle) -> str:
    """Return how a sheet meets what the workspace has of it."""
    if is_there(plan, digests):
        return "here already, read in the same way"
    found = differences.get(plan.report.digest)
    if found is not None and found.not_counted:
        return "does not count: the sheet that these rows are from does not"
    if found is not None and found.unclear:
        alike = formatting.number(found.unclear, style)
        return f"near to {alike} earlier exports alike: all of them count, and this too"
    if found is None or not found.earlier:
        return ""
    day = formatting.date_text(np.datetime64(found.earlier[:10]), style)
    remark = f"a newer export of what was imported on {day}"
    if found.gone:
        remark += "; what is gone stays" if found.gone_stay else "; what is gone counts no more"
        remark += _named_gone(found.gone_keys, style)
    return remark


def _named_gone(keys: Sequence[str], style: NumberStyle) -> str:
    """Return the first of the ids that are gone, and how many there are beyond."""
    if not keys:
        return ""
    more = len(keys) - _MOST_NAMED
    beyond = f" and {formatting.number(more, style)} more" if more > 0 else ""
    return f": {', '.join(keys[:_MOST_NAMED])}{beyond}"


def _counts(plan: SheetPlan, digests: frozenset[str], differences: Differences) -> dict[str, int | None]:
    """Return the counts of one sheet; None where they are not known yet."""
    report = plan.report
    if is_there(plan, digests):
        return {
            "new": 0,
            "updated": 0,
            "unchanged": report.rows_kept,
            "gone": 0,
            "set_aside": report.rows_set_aside,
        }
    found = differences.get(report.digest)
    known = {name: None if found is None else int(getattr(found, name)) for name, _, _ in _COUNTED}
    return known | {"set_aside": report.rows_set_aside}


def _kept(sheets: Sequence[SheetPlan], table: str) -> int:
    return sum(sheet.report.rows_kept for sheet in sheets if sheet.table == table)


def _rows_of(table: str, count: int, adjective: str, style: NumberStyle) -> str:
    """Return a count with what rows of a table are called: "6 new accounts"."""
    label = canonical_table(table).label.lower()
    many = label if label.endswith("s") else f"rows of {label}"
    one = label[:-1] if label.endswith("s") else f"row of {label}"
    return formatting.counted(count, f"{adjective}{one}", f"{adjective}{many}", style)


def _sum(numbers) -> int | None:
    """Return the sum; None when a part of it is not known yet."""
    listed = list(numbers)
    return None if any(number is None for number in listed) else int(np.sum(listed, dtype=np.int64))
