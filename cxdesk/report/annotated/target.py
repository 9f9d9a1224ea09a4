"""A sheet that is added to: where its accounts stand and where there is room beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from cxdesk.errors import ExportError, Place
from cxdesk.report.annotated.keys import Key, key_column
from cxdesk.report.annotated.package import Package
from cxdesk.report.annotated.records import AccountRows, Annotation
from cxdesk.report.annotated.sheet_cells import SheetCells
from cxdesk.report.annotated.sheet_room import free_block, sheet_parts, taken_columns


@dataclass(frozen=True, slots=True)
class Target:
    """The sheet's part and XML, the first new column, the column that names the accounts (0 for none), and
    for each row the text or number that names its account, None where it cannot be looked up.
    """

    asked: AccountRows
    part: str
    root: etree._Element
    cells: SheetCells
    first: int
    key_column: int
    keys: tuple[Key | None, ...]


def make_target(
    package: Package, path: Path, annotation: Annotation, asked: AccountRows, shared: Sequence[str]
) -> Target:
    """Find the accounts and the room on a sheet. Raises ExportError where either is missing."""
    location = Place(file=path.name, sheet=asked.sheet)
    parts = sheet_parts(package)
    if asked.sheet not in parts:
        what = "The sheet is not in the workbook any more."
        raise ExportError(what, "Import the workbook again as it is now.", location)
    part = parts[asked.sheet]
    root = package.root(part)
    cells = SheetCells(root, shared)
    column, keys = key_column(cells, asked, annotation)
    used = cells.used_columns()
    taken = taken_columns(package, part, root, used)
    first = free_block(taken, _table_end(cells, asked, column, used), len(annotation.columns))
    if first is None:
        raise ExportError("The sheet has no free columns.", "Export a new workbook instead.", location)
    return Target(asked, part, root, cells, first, column, keys)


def _table_end(cells: SheetCells, asked: AccountRows, column: int, used: set[int]) -> int:
    """Return the last column of the table that names the accounts: headers without a gap from the key on."""
    headers = cells.texts(asked.header_row)
    if column not in headers:
        return max(used, default=0)
    last = column
    while last + 1 in headers:
        last += 1
    return last
