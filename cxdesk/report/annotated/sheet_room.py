"""Which columns of a worksheet are taken: by cells, by all that covers cells without being one, and by
formulas that reach over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lxml import etree

from cxdesk.report.annotated.formula_reach import columns_reached
from cxdesk.report.annotated.ooxml import DRAWING, EXCEL, LAST_COLUMN, columns_of, main
from cxdesk.report.annotated.package import Package

_SPANS = {
    "mergeCell": "ref",
    "conditionalFormatting": "sqref",
    "dataValidation": "sqref",
    "hyperlink": "ref",
    "protectedRange": "sqref",
}
"""Elements of a worksheet that lie over cells, and the attribute that says over which."""


def taken_columns(package: Package, part: str, root: etree._Element, used: set[int]) -> set[int]:
    """Return the columns that must not be written into. `used` are those of cells.

    What is said of all columns alike, such as a format or a sum of whole rows, takes none.
    """
    taken = set(used)
    reached = columns_reached(package, part, root, sheet_parts(package))
    for first, last in chain(_spans(package, part, root), reached):
        if last < LAST_COLUMN:
            taken.update(range(first, last + 1))
    return taken


def free_block(taken: set[int], after: int, wide: int) -> int | None:
    """Return the first column of a free block behind a column: beside it where there is room, else behind
    all that is there. None where the sheet has no more columns.
    """
    beside = after + 1
    if taken.isdisjoint(range(beside, beside + wide)):
        return beside if beside + wide - 1 <= LAST_COLUMN else None
    behind = max(taken) + 2  # a column left free: what is there ends visibly
    return behind if behind + wide - 1 <= LAST_COLUMN else None


def _spans(package: Package, part: str, root: etree._Element) -> Iterator[tuple[int, int]]:
    """Yield first and last columns of what lies on the sheet."""
    for name, attribute in _SPANS.items():
        for element in root.iter(main(name)):
            for reference in element.get(attribute, "").split():
                yield columns_of(reference)
    for element in root.iter(f"{{{EXCEL}}}sqref"):  # sparklines, and the conditions and lists of newer Excels
        for reference in (element.text or "").split():
            yield columns_of(reference)
    for name in package.linked(part, "comments"):
        for note in package.root(name).iter(main("comment")):
            yield columns_of(note.get("ref", ""))
    filtered = root.find(main("autoFilter"))
    if filtered is not None:
        yield columns_of(filtered.get("ref", ""))
    for kind in ("table", "pivotTable"):
        for name in package.linked(part, kind):
            yield _range_of(package, name)
    for name in package.linked(part, "drawing"):
        yield from _anchors(package, name)


def _range_of(package: Package, name: str) -> tuple[int, int]:
    """Return the columns of a table or pivot table."""
    root = package.root(name)
    location = root.find(main("location"))
    return columns_of((root if location is None else location).get("ref", ""))


def _anchors(package: Package, name: str) -> Iterator[tuple[int, int]]:
    """Yield the columns over which pictures, charts and shapes float; one without an end takes four."""
    tag = f"{{{DRAWING}}}"
    for corner in package.root(name).iter(f"{tag}from"):  # slicers are deeper than others
        begins, ends = corner.find(f"{tag}col"), corner.getparent().find(f"{tag}to/{tag}col")
        if begins is not None:
            first = int(begins.text or 0) + 1
            yield first, int(ends.text or 0) + 1 if ends is not None else first + 3


def sheet_parts(package: Package) -> dict[str, str]:
    """Return sheet name -> part of the worksheets of a workbook; chart and dialog sheets are left out."""
    workbook = package.workbook()
    by_link = {link: target for kind, target, link in package.links(workbook) if kind.endswith("/worksheet")}
    found = {}
    for sheet in package.root(workbook).iterfind(f"{main('sheets')}/{main('sheet')}"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        if link in by_link:
            found[sheet.get("name", "")] = by_link[link]
    return found
