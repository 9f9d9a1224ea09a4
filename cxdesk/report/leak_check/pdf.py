"""Everything that a PDF says: its pages line by line, and all texts of its objects; what must not be in it.

Whatever is not a page's picture is an object of dictionaries and texts: titles, outlines, alternative texts,
notes, form fields and the file's properties are all found there.
"""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from lxml import etree
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from cxdesk.errors import ExportError, Place
from cxdesk.report.leak_check.pdf_ink import unseen_ink
from cxdesk.report.leak_check.record import COMMENT, EMBEDDED, HIDDEN, LINK, PROPERTY, Contents, Leak, Piece

# What pypdf mends on its own it logs; whether a file could be read is told by what is raised.
logging.getLogger("pypdf").setLevel(logging.ERROR)
_PRODUCER = "cxdesk"
_SAYS_NOTHING = frozenset(("", "anonymous", "unspecified", "(unspecified)", "untitled", "(anonymous)"))
_FREE_PROPERTIES = frozenset(("/Title", "/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped"))
_FREE_XMP = frozenset(
    (
        "CreateDate", "ModifyDate", "MetadataDate", "Producer", "CreatorTool", "DocumentID", "InstanceID",
        "format", "part", "conformance", "Trapped", "li", "title", "RenditionClass", "VersionID",
    )
)  # fmt: skip
_XMP_MARKS = frozenset(("about", "parseType", "resource", "lang", "xmptk", "nodeID", "id", "type"))
_PACKET = b"rdf:RDF"
_MARKUP = re.compile(r"</?[^\s<>]+|>")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_ACTIONS = {"/JavaScript": EMBEDDED, "/Launch": LINK, "/URI": LINK, "/GoToR": LINK, "/SubmitForm": LINK}
_WRITES = (b"Tj", b"TJ", b"'", b'"')
_MARGIN = 2.0  # points


_DAMAGE = (
    OSError, PyPdfError, ParseError, etree.XMLSyntaxError, ValueError, KeyError, RecursionError, TypeError,
    AttributeError, IndexError, AssertionError, NotImplementedError, ArithmeticError, zlib.error,
    struct.error, MemoryError,
)  # fmt: skip
"""What reading a damaged PDF raises."""


def pdf_contents(path: Path) -> Contents:
    """Return what a PDF says. Raises ExportError where it cannot be read to its end."""
    try:
        content = path.read_bytes()
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise PyPdfError("it is encrypted")
        return _read(reader, content)
    except _DAMAGE as error:
        what = f"The PDF cannot be read, so it cannot be checked: {error}."
        raise ExportError(what, "Save it anew without a password.", Place(file=path.name)) from error


def _read(reader: PdfReader, content: bytes) -> Contents:
    """Return pages, then objects."""
    streams, found = [], []
    for number, page in enumerate(reader.pages, 1):
        place = f"page {number}"
        beside: list[str] = []
        plain = page.extract_text(visitor_text=_beside(page, beside))
        for text in (plain, page.extract_text(extraction_mode="layout")):  # as written, as it stands there
            lines = text.splitlines()
            streams.append(tuple(Piece(place, line, False) for line in lines if line.strip()))
        found += [Leak(place, HIDDEN, f"{text} (written beside the page)") for text in beside]
        found += _annotations(page, place)
        found += unseen_ink(_operations(page, reader), place)
        found += _unreadable(page, reader, place)
    streams += [(Piece(place, text, False),) for place, text in _texts(reader)]
    streams += _forms(reader)
    found += [*_properties(reader), *_attachments(reader), *_actions(reader), *_earlier(content)]
    found += _fields(reader)
    pictures = sum(item.get("/Subtype") == "/Image" for _, item in _objects(reader)
                   if isinstance(item, StreamObject))  # fmt: skip
    return Contents(tuple(streams), tuple(found), pictures)


def _annotations(page: DictionaryObject, place: str) -> Iterator[Leak]:
    """Yield notes, stamps and marks on a page; links inside the file pass."""
    for each in page.get("/Annots", ArrayObject()) or ():
        note = each.get_object()
        kind = str(note.get("/Subtype", ""))
        if kind in ("/Link", "/Widget"):
            continue  # an action is looked at with all others, a field with the form
        text = " ".join(str(note[key]) for key in ("/T", "/Subj", "/Contents") if key in note)
        yield Leak(f"{place}, annotation {kind.lstrip('/')}", COMMENT, text)


def _beside(page: PageObject, found: list[str]) -> Callable[..., None]:
    """Return a function for pypdf that adds to `found` what is written beside what is seen of the page."""
    box = page.cropbox
    edges = float(box.left), float(box.bottom), float(box.right), float(box.top)

    def visit(text: str, matrix: list, at: list, _font: object, _size: float) -> None:
        if not text.strip():
            return
        x = at[4] * matrix[0] + at[5] * matrix[2] + matrix[4]
        y = at[4] * matrix[1] + at[5] * matrix[3] + matrix[5]
        left, bottom, right, top = edges
        if not (left - _MARGIN <= x <= right + _MARGIN and bottom - _MARGIN <= y <= top + _MARGIN):
            found.append(" ".join(text.split()))

    return visit


def _unreadable(page: PageObject, reader: PdfReader, place: str) -> Iterator[Leak]:
    """Yield for a page that writes text of which no letter can be read: it would pass unread."""
    writes = any(operator in _WRITES for _, operator in _operations(page, reader))
    if writes and not any(map(str.isalnum, page.extract_text())):
        yield Leak(place, HIDDEN, "text whose letters cannot be read")


def _forms(reader: PdfReader) -> Iterator[tuple[Piece, ...]]:
    """Yield the lines of drawings that are kept apart from pages, such as the looks of fields."""
    page = next(iter(reader.pages), None)
    for number, item in _objects(reader):
        if page is not None and isinstance(item, StreamObject) and item.get("/Subtype") == "/Form":
            lines = page.extract_xform_text(item).splitlines()
            yield tuple(Piece(f"drawing in object {number}", line, False) for line in lines if line.strip())


def _operations(page: PageObject, reader: PdfReader) -> list[tuple[list, bytes]]:
    """Return what a page draws, step by step."""
    contents = page.get_contents()
    return [] if contents is None else ContentStream(contents, reader).operations


def _texts(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """Yield every text in the file's objects with its place: outlines, alternative texts, names of fields."""
    for number, item in _objects(reader):
        for key, text in _strings(item, ""):
            yield f"object {number}{f', {key}' if key else ''}", text
    for number, content in _plain_streams(reader):
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # XML: a packet of properties or the like
            yield f"object {number}", _MARKUP.sub("\n", content.decode("utf-8", errors="replace"))
    for number, page in enumerate(reader.pages, 1):
        for operands, operator in _operations(page, reader):
            if operator in (b"BDC", b"DP"):
                for key, text in _strings(operands[-1], ""):
                    yield f"page {number}, {key} of marked content", text


def _objects(reader: PdfReader) -> Iterator[tuple[int, object]]:
    """Yield every object of the file, those that nothing refers to as well."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    for number in sorted(numbers - {0}):
        item = reader.get_object(IndirectObject(number, 0, reader))
        if item is not None:
            yield number, item
    yield 0, reader.trailer


def _strings(item: object, key: str) -> Iterator[tuple[str, str]]:
    """Yield the texts inside an object, each with the key it stands under."""
    if isinstance(item, (TextStringObject, ByteStringObject)):
        yield key.lstrip("/"), item if isinstance(item, str) else item.decode("latin-1")
    elif isinstance(item, NameObject):
        return
    elif isinstance(item, ArrayObject):
        for each in item:
            yield from _strings(each, key)
    elif isinstance(item, DictionaryObject):
        for name, value in item.items():
            if name not in ("/ID", "/CharSet"):
                yield from _strings(value, str(name))


def _properties(reader: PdfReader) -> Iterator[Leak]:
    """Yield the properties that somebody filled in, of both kinds that a PDF has."""
    for key, value in (reader.metadata or {}).items():
        text = str(value).strip()
        if key not in _FREE_PROPERTIES and text != _PRODUCER and text not in _SAYS_NOTHING:
            yield Leak(f"document property {key.lstrip('/')}", PROPERTY, text)
    for _, content in _plain_streams(reader):
        if _PACKET in content:
            yield from _packet(content)


def _plain_streams(reader: PdfReader) -> Iterator[tuple[int, bytes]]:
    """Yield what streams hold that are neither pictures nor fonts, with their numbers."""
    for number, item in _objects(reader):
        if isinstance(item, StreamObject) and item.get("/Subtype") != "/Image" and "/Length1" not in item:
            yield number, item.get_data()


def _packet(content: bytes) -> Iterator[Leak]:
    """Yield the properties of a packet of XMP that somebody filled in, as elements or as attributes."""
    for element in etree.fromstring(content, _PARSER).iter():
        if not isinstance(element.tag, str):
            continue
        said = {etree.QName(key).localname: value for key, value in element.attrib.items()}
        said = {key: value for key, value in said.items() if key not in _XMP_MARKS}
        said[_xmp_name(element)] = (element.text or "").strip()
        for local, text in said.items():
            if text and text != _PRODUCER and local not in _FREE_XMP:
                yield Leak(f"document property {local} (XMP)", PROPERTY, text)


def _xmp_name(element: etree._Element) -> str:
    """Return what a property is called: an entry of a list has the list's name."""
    while etree.QName(element).localname in ("li", "Seq", "Bag", "Alt") and element.getparent() is not None:
        element = element.getparent()
    return etree.QName(element).localname


def _attachments(reader: PdfReader) -> Iterator[Leak]:
    """Yield the files inside the file, however they hang in it."""
    for number, item in _objects(reader):
        if isinstance(item, StreamObject) and item.get("/Type") == "/EmbeddedFile":
            yield Leak(f"object {number}", EMBEDDED, "")
        elif isinstance(item, DictionaryObject) and (item.get("/Type") == "/Filespec" or "/EF" in item):
            yield Leak(f"object {number}", EMBEDDED, str(item.get("/UF", item.get("/F", ""))))


def _actions(reader: PdfReader) -> Iterator[Leak]:
    """Yield programs and links outward, wherever they hang."""
    for number, item in _objects(reader):
        for inside in _dictionaries(item):
            kind = str(inside.get("/S", ""))
            if kind in _ACTIONS:
                target = inside.get("/URI", inside.get("/JS", inside.get("/F", "")))
                yield Leak(f"object {number}", _ACTIONS[kind], str(target))


def _dictionaries(item: object) -> Iterator[DictionaryObject]:
    """Yield an object's dictionaries, nested ones too."""
    if isinstance(item, DictionaryObject):
        yield item
        for value in item.values():
            yield from _dictionaries(value)
    elif isinstance(item, ArrayObject):
        for value in item:
            yield from _dictionaries(value)


def _fields(reader: PdfReader) -> Iterator[Leak]:
    """Yield the fields of a form that are filled in."""
    for name, field in (reader.get_fields() or {}).items():
        value = field.get("/V")
        if value not in (None, "", "/Off"):
            yield Leak(f"form field {name}", HIDDEN, str(value))


def _earlier(content: bytes) -> Iterator[Leak]:
    """Yield when the file holds an earlier version of itself, or more than itself; a file set for the web has
    two lists of its objects from the first.
    """
    if content.count(b"startxref") > (2 if b"/Linearized" in content[:2048] else 1):
        yield Leak("the file", HIDDEN, "an earlier version of it is kept inside")
    beside = content.partition(b"%PDF-")[0] + content.rpartition(b"%%EOF")[2]
    if beside.strip(b"\0 \t\r\n\x1a"):
        yield Leak("the file", HIDDEN, "something stands before or behind the document")
