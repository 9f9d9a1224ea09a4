"""Times that cannot be: solved before it was opened, answered before it was asked, lengths below zero.

The row stays, for its other cells may be right. The time that no duration may be counted from is set aside;
what stood in the cell is kept beside the row like every column that is not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.sheet import RawColumn, as_texts, chosen_rows
from cxdesk.tables.schema import Table
from cxdesk.workspace.records import Problem

_DAY = 86_400_000_000  # microseconds
_UNITS = ("minutes", "seconds")
_SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class _Order:
    """`later` cannot come before `earlier`; where it does, `aside` is set aside, nothing where it is ""."""

    earlier: str
    later: str
    aside: str
    told: str = ""


_ORDERS = {
    "tickets": tuple(
        _Order("created_at", later, later)
        for later in ("first_response_at", "acknowledged_at", "resolved_at", "closed_at")
    ),
    "surveys": (_Order("invited_at", "answered_at", "invited_at"),),
    "contacts": (_Order("joined_date", "left_date", "joined_date"),),
    "accounts": (_Order("start_date", "churn_date", "start_date"),),
    "contracts": (_Order("start_date", "end_date", "", "The contract counts as ended: correct its days."),),
    "incidents": (
        _Order("created_at", "acknowledged_at", "acknowledged_at"),
        _Order("created_at", "resolved_at", "", "Its length is not counted."),
    ),
}
"""By table. An end that were taken from a contract or an incident would let it go on for ever."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Columns without impossible times. `aside`: the fields from which some were taken."""

    arrays: dict[str, pa.Array]
    problems: list[Problem]
    aside: frozenset[str]


def without_impossible(
    table: Table,
    arrays: Mapping[str, pa.Array],
    places: Mapping[str, int],
    raw: Sequence[RawColumn],
    heads: Sequence[str],
    numbers: np.ndarray,
) -> Sound:
    """Return the columns of a sheet by field with impossible times null, and a problem for each of them.

    `places`: each field's place among the columns `raw` under `heads`; `numbers`: the rows' numbers, int[n].
    """
    found, problems, aside = dict(arrays), [], set()
    for field in table.columns:
        if field.unit in _UNITS and field.name in arrays:
            bad = pc.fill_null(pc.less(arrays[field.name], 0), False).to_numpy(zero_copy_only=False)
            if bad.any():
                found[field.name] = pc.if_else(pa.array(bad), None, arrays[field.name])
                aside.add(field.name)
                hint = "No time is shorter than nothing. It was set aside; the row was kept."
                problems += _told(bad, "negative_time", places[field.name], hint, raw, heads, numbers)
    for order in _ORDERS.get(table.name, ()):
        if order.earlier not in arrays or order.later not in arrays:
            continue
        bad = _is_before(arrays[order.later], arrays[order.earlier])
        if not bad.any():
            continue
        hint = f"It is before “{heads[places[order.earlier]]}”. "
        if order.aside:
            found[order.aside] = pc.if_else(pa.array(bad), None, found[order.aside])
            aside.add(order.aside)
            what = heads[places[order.aside]]
            hint += f"“{what}” was set aside in this row and counts in no duration; the row was kept."
        else:
            hint += order.told
        if table.name == "tickets" and order.later in ("resolved_at", "closed_at"):
            found["status"] = _solved(found.get("status"), bad)
            hint += " It counts as solved at an unknown time unless its status says otherwise."
        problems += _told(bad, "impossible_time", places[order.later], hint, raw, heads, numbers)
    return Sound(found, problems, frozenset(aside))


def _is_before(later: pa.Array, earlier: pa.Array) -> np.ndarray:
    """Return where a moment is before another one; a bare day is before a moment only from the day after."""
    end, start = (each.cast(pa.timestamp("us")).cast(pa.int64()) for each in (later, earlier))
    known = pc.and_(end.is_valid(), start.is_valid()).to_numpy(zero_copy_only=False)
    ends, starts = (pc.fill_null(each, 0).to_numpy(zero_copy_only=False) for each in (end, start))
    return known & (ends < np.where(ends % _DAY == 0, starts // _DAY * _DAY, starts))


def _solved(status: pa.Array | None, bad: np.ndarray) -> pa.Array:
    """Return the states of tickets, solved where none is said and the time of the solution was set aside."""
    said = pa.nulls(len(bad), pa.string()) if status is None else status.cast(pa.string())
    return pc.if_else(pa.array(bad), pc.fill_null(said, _SOLVED), said)


def _told(
    bad: np.ndarray,
    code: str,
    place: int,
    hint: str,
    raw: Sequence[RawColumn],
    heads: Sequence[str],
    numbers: np.ndarray,
) -> list[Problem]:
    """Return a problem for each bad cell of a column."""
    at = np.flatnonzero(bad)
    values = as_texts(chosen_rows(raw[place], at)).to_pylist()
    return [
        Problem(code, number, heads[place], value or "", hint)
        for number, value in zip(numbers[at].tolist(), values, strict=True)
    ]
