"""The number formats of a sheet's cells, by their places, for readers that give values without them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cxdesk.importing.cell_formats import CellFormats
from cxdesk.importing.sheet import CellKind, RawColumn

Area = tuple[int, int, int, int]
_MOST_CELLS = 20_000_000


@dataclass(slots=True)
class SheetLook:
    """What a look at a sheet's records found: the `rows`, `columns` (from 0, rows ascending) and `codes` of
    cells with a format that says more than that there is a number, and the `merged` cells of several rows."""

    rows: array = field(default_factory=lambda: array("i"))
    columns: array = field(default_factory=lambda: array("i"))
    codes: array = field(default_factory=lambda: array("H"))
    merged: list[Area] = field(default_factory=list)

    def add(self, row: int, column: int, code: int, again: int = 1) -> None:
        """Add a cell, or several beside one another; raises `ValueError` for more than a workbook has."""
        if len(self.rows) + again > _MOST_CELLS:
            raise ValueError("More cells have a format than a sheet can have.")
        self.rows.extend([row] * again)
        self.columns.extend(range(column, column + again))
        self.codes.extend([code] * again)


@dataclass(frozen=True, slots=True)
class BookLook:
    """What was found of each sheet, in their order; `names`: the format codes that cells' codes are places
    of, the first of them ""."""

    sheets: Sequence[SheetLook] = ()
    names: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True, eq=False)
class PlacedFormats:
    """Formats of a sheet's cells: `rows`, `columns`: int32[n], `codes`: uint16[n] into `names`."""

    rows: np.ndarray
    columns: np.ndarray
    codes: np.ndarray
    names: tuple[str, ...]


def placed(look: SheetLook, names: tuple[str, ...]) -> PlacedFormats | None:
    """Return the formats that a look found; None for none."""
    if not len(look.rows):
        return None
    rows, columns = (np.frombuffer(part, np.int32) for part in (look.rows, look.columns))
    codes = np.frombuffer(look.codes, np.uint16)
    if (np.diff(rows) < 0).any():  # only custom has it that the records of rows ascend
        order = np.argsort(rows, kind="stable")
        rows, columns, codes = rows[order], columns[order], codes[order]
    return PlacedFormats(rows, columns, codes, names)


def with_formats(
    columns: Iterable[RawColumn], first: int, formats: PlacedFormats | None
) -> tuple[RawColumn, ...]:
    """Return the columns of rows from `first` on with the formats of their numbers."""
    columns = tuple(columns)
    if formats is None or not columns:
        return columns
    begin, end = np.searchsorted(formats.rows, (first, first + len(columns[0])))
    if begin == end:
        return columns
    rows, places = formats.rows[begin:end] - first, formats.columns[begin:end]
    codes = formats.codes[begin:end]
    made = []
    for place, column in enumerate(columns):
        mine = places == place
        of_cells = np.zeros(len(column), np.uint16)
        of_cells[rows[mine]] = codes[mine]
        of_cells[column.kinds != CellKind.NUMBER] = 0
        some = CellFormats(of_cells, formats.names) if of_cells.any() else None
        made.append(column if some is None else replace(column, formats=some))
    return tuple(made)
