"""A workbook as the package of XML parts that it is, for tests that trust no reader."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORKSHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")


def part(workbook: Path, name: str) -> ET.Element:
    """Return one part of the package, parsed."""
    with ZipFile(workbook) as package:
        return ET.fromstring(package.read(name))


def worksheets(workbook: Path) -> dict[str, ET.Element]:
    """Return the worksheets by their part's name."""
    with ZipFile(workbook) as package:
        names = [name for name in package.namelist() if _WORKSHEET.fullmatch(name)]
        return {name: ET.fromstring(package.read(name)) for name in sorted(names)}


def formulas(workbook: Path) -> list[str]:
    """Return the text of every formula in a cell."""
    return [cell.text or "" for sheet in worksheets(workbook).values() for cell in sheet.iter(f"{MAIN}f")]


def links(workbook: Path) -> list[dict[str, str]]:
    """Return the attributes of every hyperlink."""
    return [
        dict(link.attrib)
        for sheet in worksheets(workbook).values()
        for link in sheet.iter(f"{MAIN}hyperlink")
    ]


def external_relations(workbook: Path) -> list[str]:
    """Return the target of every relation that leaves the package."""
    found = []
    with ZipFile(workbook) as package:
        for name in package.namelist():
            if name.endswith(".rels"):
                relations = ET.fromstring(package.read(name))
                found += [r.attrib["Target"] for r in relations if r.attrib.get("TargetMode") == "External"]
    return found


def with_wrong_values(workbook: Path, copy: Path, value: str) -> Path:
    """Write a copy in which every formula of the worksheets claims to come to `value`."""
    with ZipFile(workbook) as package, ZipFile(copy, "w") as changed:
        for name in package.namelist():
            content = package.read(name)
            if _WORKSHEET.fullmatch(name):
                content = re.sub(rb"</f><v>[^<]*</v>", b"</f><v>" + value.encode() + b"</v>", content)
            changed.writestr(name, content)
    return copy
