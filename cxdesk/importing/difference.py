"""What importing a sheet would change: its rows that are new, changed or unchanged, and those now missing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.plan_records import SheetPlan
from cxdesk.tables import SURVEYS
from cxdesk.tables import table as table_named
from cxdesk.tables.schema import Table
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts.accounts import account_keys
from cxdesk.workspace.facts.rows import SOURCE, WITNESSES, read_rows
from cxdesk.workspace.facts.survey_feeds import feed_names, survey_feeds
from cxdesk.workspace.merging import groups_of

MOST_CELLS = 1_000
_CELLS = pa.schema([(name, pa.string()) for name in ("key", "column", "before", "after")])
_KEY_JOINT = " · "
_NAMED = {"accounts": ("account_name",)}
"""What identifies a row where its sheet lacks the table's key."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a sheet does to the workspace, in rows: `new + updated + unchanged + not_counted` are those kept.

    `gone` are rows of the earlier export of this sheet (the same file and sheet name) that it no longer has:
    they stay where `gone_stay`, else they count no more. `earlier` is the instant (ISO, UTC) at which that
    export was imported, "" when there is none. `changed_cells`: `key`, `column`, `before`, `after`, all text,
    at most 1,000 rows. `not_counted` are corrected rows of a sheet that is not in force, replaced by a newer
    export or taken back. `unclear`: the sheet may be a newer export of any of so many that are alike, which
    all go on counting beside it; 0 where it is clear. `gone_keys` are the ids of what is gone, in the
    order in which it came in; rows without a key have none.
    """

    new: int
    updated: int
    unchanged: int
    gone: int
    set_aside: int
    changed_cells: pa.Table
    gone_stay: bool = True
    earlier: str = ""
    not_counted: int = 0
    unclear: int = 0
    gone_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Sides:
    """The rows that are there and those of the sheet: `old` and `new` have one code per row, equal codes mean
    the same thing; `previous` marks the old rows of the earlier export of the sheet."""

    there: pa.Table
    rows: pa.Table
    old: np.ndarray
    new: np.ndarray
    previous: np.ndarray


def difference(workspace: Workspace, plan: SheetPlan) -> Difference:
    """Return what keeping a planned sheet would change; nothing is written."""
    report, rows = plan.report, plan.outcome.rows
    nothing = Difference(0, 0, 0, 0, report.rows_set_aside, _CELLS.empty_table())
    if rows is None or not report.table:
        return nothing
    is_there = any(known.digest == report.digest for known in workspace.reports())
    if is_there and not plan.outcome.replaces:
        return replace(nothing, unchanged=rows.num_rows)
    if not workspace.will_count(plan.outcome):
        return replace(nothing, not_counted=rows.num_rows)
    table = table_named(report.table)
    columns = [name for name in table.column_names if name in rows.column_names]
    earlier = workspace.earlier_exports(plan.outcome)
    unclear = len(earlier.sources) if earlier.unclear else 0
    named = replace(nothing, earlier=earlier.imported_at, gone_stay=not earlier.replaced, unclear=unclear)
    if not workspace.sheets_of(table.name):
        return replace(named, new=rows.num_rows)
    key = _identity(table, columns)
    if not key and not earlier.replaced:
        return replace(named, new=rows.num_rows)
    there = read_rows(workspace, table, columns)
    previous = np.isin(there[SOURCE].to_numpy(), earlier.sources)
    if not key:
        return _of_contents(named, there.filter(pa.array(previous)).select(columns), rows.select(columns))
    if table.name == SURVEYS.name:
        there = _of_the_same_survey(workspace, plan, there, rows.select(columns))
        previous = np.isin(there[SOURCE].to_numpy(), earlier.sources)
    by_name = key == _NAMED.get(table.name)
    old, new = _account_codes(workspace, rows) if by_name else _codes(there.select(key), rows.select(key))
    return _of_keys(named, table, key, _Sides(there, rows.select(columns), old, new, previous))


def _of_the_same_survey(workspace: Workspace, plan: SheetPlan, there: pa.Table, rows: pa.Table) -> pa.Table:
    """Return the rows that are there of the survey that the sheet is of: in another one, the same id is
    another response."""
    names = feed_names((*workspace.reports(), plan.report))
    new = rows.append_column(SOURCE, pa.array(np.full(rows.num_rows, len(names) - 1, np.int32)))
    known = there.select(new.column_names)
    feeds = survey_feeds(pa.concat_tables([known, new.cast(known.schema)]), names)
    here = feeds[there.num_rows :]
    return there.filter(pa.array(np.isin(feeds[: there.num_rows], here)))


def replacing(plan: SheetPlan, *, yes: bool) -> SheetPlan:
    """Return the plan with what the earlier export has and this one has not counting no more, or staying."""
    return replace(plan, outcome=replace(plan.outcome, replaces=yes))


def difference_json(found: Difference) -> dict:
    """Return the difference as the JSON that scripts read."""
    return {
        "earlier": found.earlier or None,
        "new": found.new,
        "updated": found.updated,
        "unchanged": found.unchanged,
        "gone": found.gone,
        "gone_keys": list(found.gone_keys),
        "gone_stay": found.gone_stay,
        "set_aside": found.set_aside,
        "not_counted": found.not_counted,
        "unclear": found.unclear,
        "changed_cells": found.changed_cells.to_pylist(),
    }


def _identity(table: Table, columns: list[str]) -> tuple[str, ...]:
    """Return the columns that say which rows are about the same thing; none where nothing does."""
    for names in (table.key, _NAMED.get(table.name, ())):
        if names and all(name in columns for name in names):
            return names
    return ()


def _codes(first: pa.Table, second: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for each row of two tables of the same columns; equal rows have equal numbers."""
    both = pa.concat_tables([first, second.cast(first.schema)])
    codes = np.zeros(both.num_rows, np.int64)
    for name in both.column_names:
        coded = pc.dictionary_encode(both[name].combine_chunks(), null_encoding="encode")
        places = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        codes = np.unique(codes * (len(coded.dictionary) + 1) + places, return_inverse=True)[1]
    return codes[: first.num_rows], codes[first.num_rows :]


def _account_codes(workspace: Workspace, rows: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for each row of accounts that is there, and for each that comes with a name alone; of
    one account in whatever spelling there is one number, as the facts have it."""
    named = ["account_id", "account_name"]
    there = read_rows(workspace, table_named("accounts"), named).select(named)
    ids = pa.nulls(rows.num_rows, pa.string())
    coming = pa.table({"account_id": ids, "account_name": rows["account_name"]}).cast(there.schema)
    _, keys = account_keys(pa.concat_tables([there, coming]), groups_of(workspace.decisions()))
    codes = np.unique(keys, return_inverse=True)[1]
    return codes[: there.num_rows], codes[there.num_rows :]


def _of_contents(given: Difference, there: pa.Table, rows: pa.Table) -> Difference:
    """Return the difference of rows without a key: as many as are equal are unchanged."""
    old, new = _codes(there, rows)
    count = int(max(old.max(initial=-1), new.max(initial=-1))) + 1
    same = int(np.minimum(np.bincount(old, minlength=count), np.bincount(new, minlength=count)).sum())
    return replace(given, new=len(new) - same, unchanged=same, gone=len(old) - same)


def _of_keys(given: Difference, table: Table, key: tuple[str, ...], sides: _Sides) -> Difference:
    """Return the difference of rows that a key tells apart."""
    count = int(max(sides.old.max(initial=-1), sides.new.max(initial=-1))) + 1
    newest = np.full(count, -1, np.int64)
    newest[sides.old] = np.arange(len(sides.old))
    is_new = newest[sides.new] < 0
    compared = {
        name: _pair(table, name, sides, newest)
        for name in sides.rows.column_names
        if name not in key or key == _NAMED.get(table.name)  # names of one account may be spelt otherwise
    }
    for name in WITNESSES.get(key[0], ()):
        if name in compared:
            before, after = compared[name]
            is_new |= _differs(before, after) & _filled(before)
    changed = {
        name: _differs(before, after)
        & ~is_new
        & (_filled(after) if table.name == "accounts" else np.True_)  # a blank takes nothing from an account
        for name, (before, after) in compared.items()
    }
    updated = np.zeros(len(is_new), bool)
    for cells in changed.values():
        updated |= cells
    is_gone = sides.previous & ~np.isin(sides.old, sides.new)
    gone, places = np.unique(sides.old[is_gone], return_index=True)
    places = np.sort(np.flatnonzero(is_gone)[places])
    return replace(
        given,
        new=int(is_new.sum()),
        updated=int(updated.sum()),
        unchanged=int((~is_new & ~updated).sum()),
        gone=len(gone),
        gone_keys=tuple(_keys(sides.there, key, places).to_pylist()),
        changed_cells=_cells(table, key, sides.rows, compared, changed),
    )


def _pair(table: Table, name: str, sides: _Sides, newest: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """Return a column's values that are there (null where none) and those of the sheet, as texts."""
    column = sides.there[name].combine_chunks()
    last = newest
    if table.name == "accounts":  # of an account each column's newest value counts, whichever sheet has it
        valid = np.flatnonzero(_filled(column))
        last = np.full(len(newest), -1, np.int64)
        last[sides.old[valid]] = valid
    places = last[sides.new]
    before = column.take(pa.array(places, mask=places < 0))
    after = sides.rows[name].combine_chunks().cast(column.type)
    return before.cast(pa.string()), after.cast(pa.string())


def _filled(column: pa.Array) -> np.ndarray:
    return np.asarray(column.is_valid())


def _differs(before: pa.Array, after: pa.Array) -> np.ndarray:
    """Return where two columns of text differ; null is equal to null and to nothing else."""
    there, here = _filled(before), _filled(after)
    unequal = pc.fill_null(pc.not_equal(before, after), False).to_numpy(zero_copy_only=False)
    return np.asarray(unequal | (there != here))


def _keys(rows: pa.Table, key: tuple[str, ...], places: np.ndarray) -> pa.ChunkedArray:
    """Return what identifies the rows at some places, as texts."""
    taken = (pc.fill_null(rows[name].take(pa.array(places)).cast(pa.string()), "") for name in key)
    return pc.binary_join_element_wise(*taken, _KEY_JOINT)


def _cells(table: Table, key: tuple[str, ...], rows: pa.Table, compared: dict, changed: dict) -> pa.Table:
    """Return the first changed cells, row by row."""
    if not changed:
        return _CELLS.empty_table()
    names = list(changed)
    marks = np.column_stack([changed[name] for name in names])
    places, columns = (index[:MOST_CELLS] for index in np.nonzero(marks))
    keys = _keys(rows, key, places)
    labels = [table.column(names[column]).label for column in columns]
    before, after = (
        [
            compared[names[column]][side][int(place)].as_py() or ""
            for place, column in zip(places, columns, strict=True)
        ]
        for side in (0, 1)
    )
    return pa.table([keys, labels, before, after], schema=_CELLS)
