"""Everything that a workbook says: the text of all its parts, and what must not be in it at all.

Parts are read from the zip file, each entry by itself, so that a part which no link names is read too.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from cxdesk.errors import ExportError, Place
from cxdesk.report.leak_check.archive import parts_of, remarks_of
from cxdesk.report.leak_check.picture_text import is_picture, picture_texts
from cxdesk.report.leak_check.record import COMMENT, EMBEDDED, HIDDEN, LINK, PROPERTY, Contents, Leak, Piece
from cxdesk.report.leak_check.sheet import shared_texts, sheet_contents, used_texts
from cxdesk.report.leak_check.sheet_styles import unseen_styles

_MOST_BYTES = 400_000_000
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_PICTURE = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|webp)$")
_ORDINARY_BINARY = re.compile(r"xl/printersettings/|\.thmx$")
_SHARED = "xl/sharedstrings.xml"
_PARAGRAPHS = frozenset(("p", "si", "text"))
_NUMBER = re.compile(r"[\d.,-]+")
_PRODUCER = "cxdesk"
_FREE_PROPERTIES = frozenset(
    (
        "application", "appversion", "created", "docsecurity", "headingpairs", "hyperlinkschanged", "i4",
        "lastprinted", "linksuptodate", "lpstr", "modified", "revision", "scalecrop", "shareddoc", "title",
        "titlesofparts", "totaltime", "variant", "vector", "version", "language", "template", "lpwstr",
    )
)  # fmt: skip
_OUTWARD = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/webextensions/")


def workbook_contents(path: Path) -> Contents:
    """Return what a workbook says. Raises ExportError where it cannot be read to its end."""
    try:
        with zipfile.ZipFile(path) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MOST_BYTES:
                raise zipfile.BadZipFile("it is too large")
            return _read(parts_of(package), remarks_of(package))
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, etree.XMLSyntaxError) as error:
        what = f"The workbook cannot be read, so it cannot be checked: {error}."
        raise ExportError(what, "Save it anew without a password.", Place(file=path.name)) from error


def _read(parts: list[tuple[str, bytes]], found: list[Leak]) -> Contents:
    """Return what the parts say, sheets cell by cell, all others text by text."""
    roots = {name: etree.fromstring(content, _PARSER) for name, content in parts if _is_xml(name, content)}
    names = _sheet_names(roots)
    shared, unseen = shared_texts(_root(roots, _SHARED)), unseen_styles(roots)
    streams: list[tuple[Piece, ...]] = [tuple(Piece("the name of a part", name, False) for name, _ in parts)]
    for name, content in parts:
        if name not in roots:
            found += _binary(name, content)
            streams += [tuple(Piece(name, text, False) for text in picture_texts(name, content))]
        elif name in names:
            sheet = sheet_contents(roots[name], names[name], shared, unseen)
            streams += sheet.streams
            found += sheet.found
        elif name.lower() == _SHARED:
            used = {index for part in names for index in used_texts(roots[part])}
            left = (text for index, text in enumerate(shared) if index not in used)
            streams.append(tuple(Piece(f"a text that no cell shows ({name})", text) for text in left))
        else:
            streams += _texts(name, roots[name])
        if name in roots:
            streams += _beside(name, roots[name])
            found += _told_whatever_it_says(name, roots[name])
    for root in roots.values():
        if etree.QName(root).localname == "workbook":  # wherever the package keeps it
            found += _hidden_sheets(root)
    pictures = sum(bool(_PICTURE.search(name.lower())) for name, _ in parts)
    return Contents(tuple(streams), tuple(found), pictures)


def _is_xml(name: str, content: bytes) -> bool:
    """Return whether a part is XML, whatever it is called."""
    begin = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n\x00\xff\xfe")
    return name.lower().endswith((".xml", ".rels", ".vml", ".svg")) or begin.startswith(
        (b"<?xml", b"<\x00?\x00x")
    )


def _root(roots: dict[str, etree._Element], name: str) -> etree._Element | None:
    return next((root for part, root in roots.items() if part.lower() == name), None)


def _sheet_names(roots: dict[str, etree._Element]) -> dict[str, str]:
    """Return the parts that are worksheets with the sheets' names; one that no list names has its part's."""
    named, workbook = {}, _root(roots, "xl/workbook.xml")
    links = _root(roots, "xl/_rels/workbook.xml.rels")
    targets = {} if links is None else {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in () if workbook is None else workbook.iter("{*}sheet"):
        ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        for target in (targets.get(each, "") for each in ids):
            joined = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            named[posixpath.normpath(joined).lower()] = sheet.get("name", "")
    return {
        name: f"sheet {named.get(name.lower(), name)}"
        for name, root in roots.items()
        if etree.QName(root).localname == "worksheet"
    }


def _hidden_sheets(workbook: etree._Element) -> Iterator[Leak]:
    for sheet in workbook.iter("{*}sheet"):
        if sheet.get("state", "visible") != "visible":
            yield Leak(f"sheet {sheet.get('name')}", HIDDEN, f"the sheet is {sheet.get('state')}")


def _texts(name: str, root: etree._Element) -> Iterator[tuple[Piece, ...]]:
    """Yield the texts of a part that is no sheet: paragraphs whole, then attributes each by itself."""
    place = _place(name)
    paragraphs = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield (Piece(f"{place}, a remark in the XML", element.text or "", False),)
            continue
        if _is_paragraph(element):
            paragraphs.append(Piece(_within(place, element), "".join(element.itertext()).strip()))
        for key, value in element.attrib.items():
            if not _NUMBER.fullmatch(value):
                yield (Piece(f"{_within(place, element)}, {etree.QName(key).localname}", value, False),)
    yield tuple(piece for piece in paragraphs if piece.text)


def _beside(name: str, root: etree._Element) -> Iterator[tuple[Piece, ...]]:
    """Yield the remarks that stand before or after all else of a part."""
    for preceding in (True, False):
        for each in root.itersiblings(preceding=preceding):
            yield (Piece(f"{_place(name)}, a remark in the XML", each.text or "", False),)


def _is_paragraph(element: etree._Element) -> bool:
    """Return whether an element's text is read as one: runs of a paragraph are not read apart."""
    if etree.QName(element).localname in _PARAGRAPHS:
        return True
    above = (etree.QName(each).localname for each in element.iterancestors())
    return not len(element) and not any(name in _PARAGRAPHS for name in above)


def _within(place: str, element: etree._Element) -> str:
    """Return a place with the name or cell that an element says of itself."""
    named = element.get("name") or element.get("ref") or element.get("displayName")
    return f"{place}, {named}" if named else place


def _place(name: str) -> str:
    """Return what a part is, in words, with its name."""
    kinds = (
        ("xl/charts/", "chart text"),
        ("xl/drawings/", "text of a drawing"),
        ("xl/tables/", "table"),
        ("xl/pivot", "pivot table"),
        ("xl/comments", "comment"),
        ("xl/threadedcomments/", "comment"),
        ("xl/workbook.xml", "defined name or sheet list"),
        ("docprops/", "document property"),
    )
    kind = next((kind for begin, kind in kinds if name.lower().startswith(begin)), "part")
    return f"{kind} ({name})"


def _binary(name: str, content: bytes) -> Iterator[Leak]:
    """Yield a part that cannot be read; pictures and printers' settings pass, but not a small picture of the
    first page, which may be older than the page.
    """
    lower = name.lower()
    if lower.startswith("docprops/thumbnail"):
        yield Leak(name, EMBEDDED, "a small picture of the first page")
    elif _PICTURE.search(lower) and not is_picture(content):
        yield Leak(name, EMBEDDED, "called a picture, which it is not")
    elif not name.endswith("/") and not _PICTURE.search(lower) and not _ORDINARY_BINARY.search(lower):
        yield Leak(name, EMBEDDED, "")


def _told_whatever_it_says(name: str, root: etree._Element) -> Iterator[Leak]:
    """Yield what must not be in a customer's copy at all: comments, properties, links, custom parts."""
    lower, kind = name.lower(), etree.QName(root).localname
    if lower.startswith(_OUTWARD):
        yield Leak(name, LINK, _shortened(root))
    elif lower.startswith(("customxml/", "xl/revisions/", "xl/embeddings/", "xl/activex/")):
        yield Leak(name, EMBEDDED, _shortened(root))
    elif lower.endswith(".rels"):
        for link in root:
            if link.get("TargetMode") == "External":
                yield Leak(name, LINK, link.get("Target", ""))
    elif kind in ("comments", "ThreadedComments"):
        for note in root.iter("{*}comment", "{*}threadedComment"):
            yield Leak(f"{_place(name)}, cell {note.get('ref')}", COMMENT, _shortened(note))
    elif kind in ("coreProperties", "Properties"):
        yield from _properties(root)


def _properties(root: etree._Element) -> Iterator[Leak]:
    """Yield the properties that somebody filled in; our own name as author says nothing."""
    for element in root.iter():
        if not isinstance(element.tag, str) or len(element):
            continue
        parent = element.getparent()
        owner = parent if parent is not None and parent.get("name") else element
        local, text = etree.QName(element).localname, (element.text or "").strip()
        if text and text != _PRODUCER and (owner is not element or local.lower() not in _FREE_PROPERTIES):
            yield Leak(f"document property {owner.get('name') or local}", PROPERTY, text)


def _shortened(element: etree._Element) -> str:
    text = " ".join(" ".join(element.itertext()).split())
    return text if len(text) <= 90 else text[:89] + "…"
