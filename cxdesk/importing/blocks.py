"""What a workbook reader yields, and what travels from its process to the app's."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.importing.sheet import RawColumn
from cxdesk.workspace.records import Problem


@dataclass(frozen=True, slots=True)
class SheetStart:
    """A sheet begins. Fields as in `sheet.Sheet`."""

    name: str
    state: str = "visible"
    merged: tuple[tuple[int, int, int, int], ...] = ()
    notes: tuple[Problem, ...] = ()
    properties: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some next rows of the sheet: one `RawColumn` per spreadsheet column from A on; blocks may differ in
    width."""

    columns: tuple[RawColumn, ...]
    rows: int
