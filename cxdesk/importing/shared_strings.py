"""The shared strings of an xlsx workbook as one Arrow array, without a Python object for each."""

from __future__ import annotations

import html
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from cxdesk.importing.sheet_tags import Unusual, tag_places, texts_between

_ITEM, _ITEM_END, _TEXT, _TEXT_END = 1, 2, 3, 4
_KINDS = np.zeros(1 << 16, np.uint8)
for _start, _kind in ((b"si", _ITEM), (b"/s", _ITEM_END), (b"t>", _TEXT), (b"t ", _TEXT), (b"/t", _TEXT_END)):
    _KINDS[int.from_bytes(_start, "big")] = _kind
_MOST_FORMATTED = 100_000
_COMMENT = b"<!--"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_KNOWN = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def shared_strings(xml: bytes) -> pa.Array:
    """Return the texts of the part `sharedStrings.xml`, string array[n]; raises `Unusual` where it is not
    plain."""
    first, last = xml.find(b"<si"), xml.rfind(b"</si>")
    if first < 0 or last < 0:
        return pa.array([], pa.string())
    body = xml[first : last + len(b"</si>")]
    check_text(body)
    if _COMMENT in xml[:first]:
        raise Unusual("There is a comment.")
    letters = np.frombuffer(body, np.uint8)
    opened, closed = tag_places(letters)
    kinds = _KINDS[(letters[opened + 1].astype(np.uint16) << 8) | letters[opened + 2]]
    if (letters[opened + 1] == ord("!")).any():
        raise Unusual("There is a comment or a section.")
    items, ends = np.flatnonzero(kinds == _ITEM), np.flatnonzero(kinds == _ITEM_END)
    sizes = closed[items] - opened[items]
    if len(items) != len(ends) or (ends <= items).any() or (items[1:] != ends[:-1] + 1).any():
        raise Unusual("The shared strings are not one after the other.")
    if (sizes != 3).any() or (closed[ends] - opened[ends] != 4).any():
        raise Unusual("A shared string has attributes.")
    plain = ends - items == 3
    plain[plain] = (kinds[items[plain] + 1] == _TEXT) & (kinds[items[plain] + 2] == _TEXT_END)
    plain &= letters[closed[np.minimum(items + 1, len(closed) - 1)] - 1] != ord("/")
    formatted = np.flatnonzero(~plain)
    if len(formatted) > _MOST_FORMATTED:
        raise Unusual("Very many texts are in several runs.")
    starts = np.where(plain, closed[np.minimum(items + 1, len(closed) - 1)] + 1, closed[items] + 1)
    stops = np.where(plain, opened[np.minimum(items + 2, len(opened) - 1)], starts)
    texts = unescaped(texts_between(body, starts, stops))
    if not len(formatted):
        return texts
    written = [
        _joined_runs(body[opened[items[place]] : closed[ends[place]] + 1]) for place in formatted.tolist()
    ]
    return pc.replace_with_mask(texts, pa.array(~plain), pa.array(written, pa.string()))


def check_text(xml: bytes) -> None:
    """Raise `Unusual` for text that is not UTF-8, or has returns, which XML reads as line ends."""
    try:
        xml.decode()
    except UnicodeDecodeError:
        raise Unusual("The text is not UTF-8.") from None
    if b"\r" in xml:
        raise Unusual("The text has returns in it.")


def unescaped(texts: pa.Array) -> pa.Array:
    """Return texts with XML's and the spreadsheet's own escapes (`_x000D_`) replaced; raises `Unusual` for
    one that is not known."""
    data = texts.buffers()[2]
    if data is None or (b"&" not in (raw := data.to_pybytes()) and b"_x" not in raw):
        return texts
    marked = pc.or_(pc.match_substring(texts, "&"), pc.match_substring(texts, "_x"))
    chosen = texts.filter(marked)
    if not len(chosen):
        return texts
    coded = chosen.dictionary_encode()
    plain = pa.array([_unescaped(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(texts, marked, plain.take(coded.indices))


def _unescaped(text: str) -> str:
    """Return one text without escapes."""
    if "&" in _KNOWN.sub("", text):
        raise Unusual("There is an entity that XML does not have.")
    plain = _KNOWN.sub(lambda found: html.unescape(found.group()), text)
    plain = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), plain)
    if any("\ud800" <= letter <= "\udfff" for letter in plain):
        raise Unusual("An escape stands for half a letter.")
    return plain


def _joined_runs(item: bytes) -> str:
    """Return one shared string whose parts are formatted differently, without reading aids."""
    try:
        root = etree.fromstring(item, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise Unusual("A shared string cannot be parsed.") from None
    runs = [text.text or "" for text in (*root.iterfind("t"), *root.iterfind("r/t"))]
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), "".join(runs))
