"""Notes on cells: put beside those of the sheet, in both places where a workbook keeps them.

A note is a text in a comments part and a box in a drawing of the old kind (VML). What is there stays as it
is: new notes are added before the ends of both. Threaded comments have a part of their own and stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from cxdesk.errors import ExportError
from cxdesk.report.annotated.ooxml import (
    MAIN,
    OFFICE_LINKS,
    WORKSHEET_ORDER,
    column_letters,
    main,
    parsed,
    place,
    text_element,
    the_only,
)
from cxdesk.report.annotated.package import Package
from cxdesk.report.cell_text import clean_lines

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_COMMENTS_ORDER = ("authors", "commentList", "extLst")
_EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_tCx202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_tCx202" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'style="position:absolute;margin-left:60pt;margin-top:2pt;width:240pt;height:{points}pt;'
    'visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d+)")
_END = re.compile(rb"</(?:\w+:)?xml\s*>\s*$")
_LINE_POINTS, _LINE_CHARACTERS, _ROW_POINTS = 13, 46, 15


@dataclass(frozen=True, slots=True)
class Note:
    """A text on a cell; row and column are counted from 1."""

    row: int
    column: int
    text: str


def add_notes(package: Package, part: str, root: etree._Element, notes: Sequence[Note], author: str) -> None:
    """Add notes to a worksheet; `root` is its XML, which may get a link to the drawing.

    Raises ExportError where the sheet's drawing of notes cannot be added to.
    """
    if not notes:
        return
    _add_texts(package, part, notes, author)
    linked = root.find(main("legacyDrawing"))
    if linked is None:
        name = package.free_name("xl/drawings/vmlDrawingCx{}.vml")
        package.declare(name, _DRAWING_TYPE)
        content = _EMPTY_DRAWING
        made = etree.Element(main("legacyDrawing"))
        made.set(f"{{{OFFICE_LINKS}}}id", package.link(part, "vmlDrawing", name))
        place(root, made, WORKSHEET_ORDER)
    else:
        wanted = linked.get(f"{{{OFFICE_LINKS}}}id")
        name = next((target for _, target, link in package.links(part) if link == wanted), "")
        content = package.read(name)
    package.write(name, _with_boxes(content, notes))


def _add_texts(package: Package, part: str, notes: Sequence[Note], author: str) -> None:
    """Add the texts to the sheet's comments part, made where there is none."""
    found = package.linked(part, "comments")
    name = found[0] if found else package.free_name("xl/commentsCx{}.xml")
    if not found:
        package.link(part, "comments", name)
        package.declare(name, _COMMENTS_TYPE)
    root = package.root(name) if found else parsed(f'<comments xmlns="{MAIN}"/>'.encode())
    authors, texts = (the_only(root, each, _COMMENTS_ORDER) for each in ("authors", "commentList"))
    etree.SubElement(authors, main("author")).text = author
    for note in notes:
        reference = f"{column_letters(note.column)}{note.row}"
        comment = etree.SubElement(texts, main("comment"), ref=reference, authorId=str(len(authors) - 1))
        etree.SubElement(comment, main("text")).append(text_element("t", clean_lines(note.text)))
    package.write(name, root)


def _with_boxes(drawing: bytes, notes: Sequence[Note]) -> bytes:
    """Return the drawing with a hidden box for each note before its end."""
    end = _END.search(drawing)
    if end is None:
        what = "The notes of a sheet are kept in a way that cannot be added to."
        raise ExportError(what, "Export a new workbook instead, or annotate without notes.")
    first = max((int(number) for number in _SHAPE_NUMBER.findall(drawing)), default=1024) + 1
    boxes = "".join(_box(note, first + number) for number, note in enumerate(notes))
    return drawing[: end.start()] + (_SHAPE_TYPE + boxes).encode() + drawing[end.start() :]


def _box(note: Note, number: int) -> str:
    """Return the box of a note, high enough for its lines."""
    lines = sum(1 + len(line) // _LINE_CHARACTERS for line in note.text.split("\n"))
    points = lines * _LINE_POINTS + 10
    return _SHAPE.format(
        number=number,
        points=points,
        left=note.column,
        right=note.column + 4,
        top=max(note.row - 2, 0),
        bottom=max(note.row - 2, 0) + points // _ROW_POINTS + 1,
        row=note.row - 1,
        column=note.column - 1,
    )
