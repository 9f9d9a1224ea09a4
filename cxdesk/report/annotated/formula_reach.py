"""Which columns of a worksheet the user's own formulas reach over: numbers put there would be counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from lxml import etree

from cxdesk.report.annotated.ooxml import columns_of, main
from cxdesk.report.annotated.package import Package

_TEXT = re.compile(r'"[^"]*"')
_RANGE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?<![\w.$])"
    r"(?P<range>\$?[A-Z]{1,3}\$?\d*:\$?[A-Z]{1,3}\$?\d*)(?![\w(!])"
)


def columns_reached(
    package: Package, part: str, root: etree._Element, sheets: dict[str, str]
) -> Iterator[tuple[int, int]]:
    """Yield first and last columns of the ranges of a sheet, `sheets` being name -> part of all, that
    formulas of any sheet and defined names speak of. Single cells reach over nothing that is free.
    """
    name = next(name for name, own in sheets.items() if own == part)
    yield from _ranges(root, main("f"), name, own=True)
    spoken = escape(name).encode()
    for other in (package.workbook(), *sheets.values()):
        if other != part and spoken in package.read(other):
            tag = main("definedName") if other == package.workbook() else main("f")
            yield from _ranges(package.root(other), tag, name, own=False)


def _ranges(root: etree._Element, tag: str, name: str, *, own: bool) -> Iterator[tuple[int, int]]:
    """Yield the columns of the ranges of a sheet in the formulas of a part; `own`: of that sheet's."""
    for formula in root.iter(tag):
        if formula.get("name", "").startswith("_xlnm."):  # print areas and filters count nothing
            continue
        for found in _RANGE.finditer(_TEXT.sub('""', formula.text or "")):
            sheet = found["sheet"]
            if own if sheet is None else _plain(sheet).casefold() == name.casefold():
                yield columns_of(found["range"])


def _plain(sheet: str) -> str:
    """Return a sheet's name as a formula writes it, without what quotes it."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
