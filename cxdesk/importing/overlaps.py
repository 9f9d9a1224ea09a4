"""Several columns that could be one field: which is taken, and how many rows of another say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.cancellations import is_cancellation
from cxdesk.importing.fields import SheetHints, read_field
from cxdesk.importing.header import Layout
from cxdesk.importing.matching import Candidate, Sample, candidates, leaves_out
from cxdesk.importing.recognise import TABLES_BY_NAME, Recognition
from cxdesk.importing.sheet import Sheet, chosen_rows
from cxdesk.tables.schema import Kind
from cxdesk.workspace.records import Problem

SEVERAL = "several_columns"
"""The code of the problem that names two columns of one field."""
_COMPARED = (Kind.DATE, Kind.DATETIME, Kind.DECIMAL, Kind.INT, Kind.BOOL)
_DATES = (Kind.DATE, Kind.DATETIME)
_SAME, _SAME_LENGTH = 1e-6, 0.01  # lengths of time are rounded to their unit


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two columns that could both be `field`. `taken`, `left`: their places; `rows`: how many have both;
    `differing`: how many of these say something else in each."""

    field: str
    taken: int
    left: int
    rows: int
    differing: int


def overlaps_in(
    found: Recognition, samples: Sequence[Sample], sheet: Sheet, layout: Layout, hints: SheetHints
) -> tuple[Overlap, ...]:
    """Return the columns left unused whose names mean as surely a date, number or yes-no field that another
    column has; none where a preset knows which of them counts."""
    if found.preset is not None or not found.table:
        return ()
    table = TABLES_BY_NAME[found.table]
    taken = {match.field: place for place, match in found.matches.items()}
    free = [place for place in range(len(samples)) if place not in found.matches]
    footers = [index for index, _, _ in layout.aside]
    rows = layout.rows[~np.isin(layout.rows, footers)] if footers else layout.rows
    overlaps: dict[int, Overlap] = {}
    for match in candidates(table, [samples[place] for place in free], hints):
        place = free[match.place]
        rival = replace(match, place=place)
        if _is_a_cancellation_beside_an_end(match, samples[place]):
            continue  # what it means is asked by itself
        if match.field.name in taken and place not in overlaps and _means_it(found.table, rival, samples):
            both = (taken[match.field.name], place)
            columns = [chosen_rows(sheet.columns[layout.positions[each]], rows) for each in both]
            values = [
                read_field(column, match.field, samples[each].name, hints).values
                for column, each in zip(columns, both, strict=True)
            ]
            count, differing = _differing(*values, match)
            overlaps[place] = Overlap(match.field.name, *both, count, differing)
    return tuple(overlaps[place] for place in sorted(overlaps))


def doubts_of(overlaps: Sequence[Overlap], names: Sequence[str]) -> dict[int, str]:
    """Return by place why a column that was taken is asked about: another one differs."""
    return {
        each.taken: f"“{names[each.left]}” could be it as well, and {_differ(each)}"
        for each in reversed(overlaps)
        if each.differing
    }


def remarks_of(overlaps: Sequence[Overlap], names: Sequence[str]) -> dict[int, str]:
    """Return a note by place for each column that was left unused for another."""
    return {each.left: f"not used: “{names[each.taken]}” was taken; {_differ(each)}" for each in overlaps}


def overlap_problems(
    overlaps: Sequence[Overlap], names: Sequence[str], mapping: Mapping[int, str], table: str
) -> tuple[Problem, ...]:
    """Return a problem for each two columns that differ and are still read as they were found: one as the
    field, the other as nothing."""
    return tuple(
        Problem(SEVERAL, None, names[each.taken], names[each.left], _told(each, names, table))
        for each in overlaps
        if each.differing and mapping.get(each.taken) == f"{table}.{each.field}" and each.left not in mapping
    )


def _told(overlap: Overlap, names: Sequence[str], table: str) -> str:
    label = TABLES_BY_NAME[table].column(overlap.field).label
    taken, left = names[overlap.taken], names[overlap.left]
    return (
        f"“{taken}” and “{left}” could both be {label}; {_differ(overlap)}. “{taken}” was taken, as its "
        f"name is nearer or it stands first, and “{left}” is kept beside it. Choose the one that counts."
    )


def _differ(overlap: Overlap) -> str:
    """Return in words how many rows differ."""
    if not overlap.differing:
        return "no row says anything else"
    return f"{overlap.differing:,} of {overlap.rows:,} {'row' if overlap.rows == 1 else 'rows'} differ"


def _means_it(table: str, rival: Candidate, samples: Sequence[Sample]) -> bool:
    """Return whether a column's own name means the field: not nearly, and no part of it only."""
    if rival.near or rival.readable is None or rival.field.kind not in _COMPARED:
        return False
    return not leaves_out(table, rival.field, rival.form, samples[rival.place].name)


def _is_a_cancellation_beside_an_end(match: Candidate, sample: Sample) -> bool:
    """Return whether a column holds the days on which contracts were cancelled, not those of their ends."""
    return match.field.name == "end_date" and is_cancellation(sample.name)


def _differing(one: pa.Array, other: pa.Array, match: Candidate) -> tuple[int, int]:
    """Return how many rows have both values, and in how many of them they differ; dates by their days."""
    both = pc.and_(one.is_valid(), other.is_valid())
    one, other = one.filter(both), other.filter(both)
    if match.field.kind in _DATES:
        differ = pc.not_equal(one.cast(pa.date32(), safe=False), other.cast(pa.date32(), safe=False))
    elif match.field.kind is Kind.BOOL:
        differ = pc.not_equal(one, other)
    else:
        tolerance = _SAME_LENGTH if match.field.unit in ("minutes", "seconds") else _SAME
        left, right = (values.to_numpy(zero_copy_only=False).astype(np.float64) for values in (one, other))
        return len(one), int((~np.isclose(left, right, rtol=tolerance)).sum())
    return len(one), int(pc.sum(differ).as_py() or 0)
