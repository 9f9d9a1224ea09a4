"""What a workbook reader yields, and what travels from its process to the app's."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.importing.sheet import RawColumn
from cxdesk.importing.text_encoding import TextEncoding
from cxdesk.workspace.records import Problem


@dataclass(frozen=True, slots=True)
class SheetStart:
    """A sheet begins. Fields as in `sheet.Sheet`; `again` says that another reader begins the last one anew:
    its blocks so far do not count."""

    name: str
    state: str = "visible"
    merged: tuple[tuple[int, int, int, int], ...] = ()
    notes: tuple[Problem, ...] = ()
    properties: str = ""
    again: bool = False
    encoding: TextEncoding | None = None
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class SheetEnd:
    """What only a sheet's end tells, where a reader goes through it once: `merged` as in `sheet.Sheet`, and
    how many formulas carry no stored result."""

    merged: tuple[tuple[int, int, int, int], ...]
    uncached_formulas: int


@dataclass(frozen=True, slots=True)
class TextEnd:
    """The end of a text file's sheet: records by their number, from 1, that the blocks do not hold.

    `fitting` belong between the blocks' rows, padded to their width; `misfits` have more fields than that.
    """

    fitting: tuple[tuple[int, tuple[str, ...]], ...] = ()
    misfits: tuple[tuple[int, tuple[str, ...]], ...] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some next rows of the sheet: one `RawColumn` per spreadsheet column from A on; blocks may differ in
    width."""

    columns: tuple[RawColumn, ...]
    rows: int


Item = SheetStart | SheetEnd | TextEnd | Block
"""What a reader yields."""


def formula_notes(count: int) -> tuple[Problem, ...]:
    """Return what to say about formulas without a stored result."""
    if not count:
        return ()
    hint = (
        f"{count:,} formulas carry no stored result and read as empty. Open the workbook in "
        "your spreadsheet program, save it and import it again."
    )
    return (Problem("formulas_without_values", None, "", str(count), hint),)
