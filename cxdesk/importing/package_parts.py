"""The parts of an xlsx package that say what the others are: sheets, links, macros, the document's own
words."""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from cxdesk.importing.files import PACKAGE_DAMAGE
from cxdesk.workspace.records import Problem

_LARGEST_SMALL_PART = 16 * 1024**2
_MOST_LINKS_NAMED = 5


@dataclass(frozen=True, slots=True)
class PackageParts:
    """`worksheets` maps a sheet's name, and how many of that name come before it, to its part;
    `properties` joins title, subject, keywords and description. `styles` and `strings` are the parts with the
    cells' formats and shared texts, "" without one; `plain_dates` says that days are counted from 1900."""

    worksheets: dict[tuple[str, int], str]
    other_worksheets: tuple[str, ...]
    properties: str
    notes: tuple[Problem, ...]
    styles: str = ""
    strings: str = ""
    plain_dates: bool = True


def package_parts(package: zipfile.ZipFile) -> PackageParts:
    """Return what an xlsx package says of itself; what is missing or damaged is simply left out."""
    names = {plain_name(name): name for name in package.namelist()}
    workbook = next((plain for plain in names if plain.endswith("workbook.xml")), "")
    folder = posixpath.dirname(workbook)
    book = part_root(package, names.get(workbook, ""))
    links = part_root(package, names.get(f"{folder}/_rels/workbook.xml.rels".lstrip("/"), ""))
    if book is None or links is None:
        worksheets, styles, strings, plain = {}, "", "", False
    else:
        worksheets = _worksheets(book, links, folder, names)
        styles, strings = (_linked(links, folder, names, kind) for kind in ("/styles", "/sharedStrings"))
        plain = all(entry.get("date1904", "0") in ("0", "false") for entry in book.iter("{*}workbookPr"))
    named = set(worksheets.values())
    others = tuple(
        name
        for plain, name in names.items()
        if "sheets/" in plain and plain.endswith(".xml") and "_rels" not in plain and name not in named
    )
    words = document_properties(package, names)
    return PackageParts(worksheets, others, words, _notes(package, names), styles, strings, plain)


def document_properties(package: zipfile.ZipFile, names: dict[str, str]) -> str:
    """Return the document's title, subject, keywords, category and description as one text."""
    words = []
    for part in ("docprops/core.xml", "docprops/custom.xml", "meta.xml"):
        root = part_root(package, names.get(part, ""))
        if root is not None:
            words += [text.strip() for text in root.itertext() if text and text.strip()]
    return " ".join(words)


def plain_name(name: str) -> str:
    """Return a part's name as it is compared: some writers use backslashes, a leading slash or capitals."""
    return name.replace("\\", "/").lstrip("/").lower()


def part_root(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Return the root element of a small XML part; None when there is none or it cannot be parsed."""
    if not name:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        with package.open(name) as stream:
            return etree.fromstring(stream.read(_LARGEST_SMALL_PART), parser)
    except (etree.XMLSyntaxError, *PACKAGE_DAMAGE):
        return None


def numbered(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each name with how many of the same come before it: damaged books use one for several sheets."""
    seen: Counter[str] = Counter()
    for name in names:
        yield name, seen[name]
        seen[name] += 1


def _worksheets(
    book: etree._Element, links: etree._Element, folder: str, names: dict[str, str]
) -> dict[tuple[str, int], str]:
    """Return the worksheet part of each sheet."""
    parts = _parts_by_link(links, folder, names)
    found = {}
    sheets = list(book.iter("{*}sheet"))
    for key, sheet in zip(numbered(sheet.get("name", "") for sheet in sheets), sheets, strict=True):
        reference = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        if reference in parts:
            found[key] = parts[reference]
    return found


def linked_parts(package: zipfile.ZipFile, workbook: str) -> dict[str, str]:
    """Return the parts that the workbook's part, whose name ends so, is linked to, by the links' names."""
    names = {plain_name(name): name for name in package.namelist()}
    folder, _, name = next((plain for plain in names if plain.endswith(workbook)), "").rpartition("/")
    links = part_root(package, names.get(f"{folder}/_rels/{name}.rels".lstrip("/"), ""))
    return {} if links is None else _parts_by_link(links, folder, names)


def _parts_by_link(links: etree._Element, folder: str, names: dict[str, str]) -> dict[str, str]:
    """Return the part that each link of the workbook leads to."""
    targets = {link.get("Id"): link.get("Target", "") for link in links.iter("{*}Relationship")}
    plain = {key: _target(folder, target) for key, target in targets.items()}
    return {key: names[target] for key, target in plain.items() if target in names}


def _linked(links: etree._Element, folder: str, names: dict[str, str], kind: str) -> str:
    """Return the workbook's one part of a kind; "" without one."""
    targets = [
        link.get("Target", "")
        for link in links.iter("{*}Relationship")
        if link.get("Type", "").endswith(kind)
    ]
    return names.get(_target(folder, targets[0]), "") if len(targets) == 1 else ""


def _target(folder: str, target: str) -> str:
    """Return what a relationship of the workbook points to, as names are compared."""
    absolute = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return plain_name(absolute)


def _notes(package: zipfile.ZipFile, names: dict[str, str]) -> tuple[Problem, ...]:
    """Return what a user should know about the package: macros and links to other workbooks."""
    notes = []
    if any(plain.endswith("vbaproject.bin") for plain in names):
        notes.append(Problem("macros_ignored", None, "", "", "The workbook has macros. They are never run."))
    links = []
    for plain, name in names.items():
        if "externallinks/_rels/" in plain:
            root = part_root(package, name)
            links += [] if root is None else [link.get("Target", "") for link in root.iter("{*}Relationship")]
    if links:
        shown = ", ".join(links[:_MOST_LINKS_NAMED]) + (" ..." if len(links) > _MOST_LINKS_NAMED else "")
        notes.append(
            Problem(
                "links_not_followed",
                None,
                "",
                shown,
                f"{len(links)} links to other files are not followed; their stored values are read.",
            )
        )
    return tuple(notes)
