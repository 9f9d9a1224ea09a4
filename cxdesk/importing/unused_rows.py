"""The rows of sheets that are not used: kept as they stand, so that nothing of a file is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from cxdesk.importing.plan_records import SheetPlan
from cxdesk.importing.sheet import CellKind, as_texts, chosen_rows
from cxdesk.workspace.records import SheetImport
from cxdesk.workspace.set_aside import UNUSED_CELL

NOTHING_SAID: Mapping[str, str] = MappingProxyType({})


def to_keep(plan: SheetPlan, said: Mapping[str, str] = NOTHING_SAID) -> SheetImport:
    """Return what is kept of a sheet: for one that is not used its rows as texts, below its header.

    `said` is what a person said of how it is read, as `remembered.said_of` writes it.
    """
    outcome = plan.outcome
    if said:
        outcome = replace(outcome, report=replace(outcome.report, said=dict(said)))
    if plan.table or not outcome.report.rows_in:
        return outcome
    sheet = plan.sheet
    rows, places = _filled_rows(plan), _filled_places(plan)
    numbers = sheet.row_numbers[rows]
    columns = [as_texts(chosen_rows(sheet.columns[place], rows)) for place in places]
    unread = sheet.unread
    width = max((len(columns), *(len(row.cells) for row in unread)))
    columns += [pa.nulls(len(numbers), pa.string())] * (width - len(columns))
    below = [
        pa.array([row.cells[place] if place < len(row.cells) else None for row in unread], pa.string())
        for place in range(width)
    ]
    whole = {
        UNUSED_CELL.format(place): pa.concat_arrays([upper.cast(pa.string()), lower])
        for place, (upper, lower) in enumerate(zip(columns, below, strict=True))
    }
    row_numbers = np.concatenate([numbers, [row.row for row in unread]]).astype(np.int32)
    return replace(outcome, unused=pa.table(whole | {"source_row": row_numbers}))


def _filled_rows(plan: SheetPlan) -> np.ndarray:
    """Return the index of every row with something in it but the header's: titles above it, too."""
    sheet = plan.sheet
    filled = np.zeros(sheet.row_count, bool)
    for column in sheet.columns:
        filled |= column.kinds != CellKind.EMPTY
    filled &= sheet.row_numbers != (plan.layout.header_row or 0)
    return np.flatnonzero(filled)


def _filled_places(plan: SheetPlan) -> list[int]:
    """Return the places of the table's columns, then of those beside it that only titles stand in."""
    columns = plan.sheet.columns
    others = [place for place in range(len(columns)) if place not in plan.layout.positions]
    return [
        *plan.layout.positions,
        *(place for place in others if (columns[place].kinds != CellKind.EMPTY).any()),
    ]
