"""Leaks planted in PDFs, each in another place or disguise: a writer, where it must be found, and what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from tests.report.leak_check.case import NOTE, paper

Planted = tuple[Callable[[Path], object], str, str]
_BOX = (50, 50, 250, 80)


def _changed(change: Callable[[PdfWriter], object]) -> Callable[[Path], None]:
    """Return a writer that makes a harmless PDF and changes it with pypdf."""

    def write(path: Path) -> None:
        made = PdfWriter(clone_from=PdfReader(paper(path)))
        change(made)
        made.write(path)

    return write


def _drawn(draw: Callable[[Canvas], object]) -> Callable[[Path], None]:
    """Return a writer that draws a page with reportlab."""

    def write(path: Path) -> None:
        canvas = Canvas(str(path))
        draw(canvas)
        canvas.showPage()
        canvas.save()

    return write


def _letters(canvas: Canvas) -> None:
    for number, letter in enumerate("CHURN"):
        canvas.drawString(50 + 30 * number, 700, letter)


def _not_drawn(canvas: Canvas) -> None:
    text = canvas.beginText(50, 700)
    text.setTextRenderMode(3)
    text.textLine("Seats")
    canvas.drawText(text)


def _beside(canvas: Canvas) -> None:
    canvas.drawString(400, 700, "12")
    canvas.drawString(400, 650, "62")
    canvas.drawString(50, 650, "your health")
    canvas.drawString(50, 700, "Seats")


def _form(canvas: Canvas) -> None:
    canvas.beginForm("seal")
    canvas.drawString(50, 700, "Churn")
    canvas.endForm()
    canvas.doForm("seal")


def _unused(made: PdfWriter) -> None:
    stream = StreamObject()
    stream.set_data(b"BT /F1 12 Tf 50 700 Td (Churn) Tj ET")
    names = {"/Type": "/XObject", "/Subtype": "/Form"}
    stream.update({NameObject(key): NameObject(value) for key, value in names.items()})
    stream[NameObject("/BBox")] = ArrayObject([NumberObject(each) for each in (0, 0, 600, 800)])
    stream[NameObject("/Resources")] = made.pages[0]["/Resources"]
    made._add_object(stream)
    made.root_object[NameObject("/PieceInfo")] = stream.indirect_reference


def _marked(made: PdfWriter) -> None:
    stream = StreamObject()
    stream.set_data(b"/Span <</ActualText (Churn)>> BDC EMC")
    page = made.pages[0]
    contents = ArrayObject([page["/Contents"], made._add_object(stream)])
    page[NameObject("/Contents")] = contents


def _program(made: PdfWriter) -> None:
    action = DictionaryObject()
    action[NameObject("/S")], action[NameObject("/JS")] = NameObject("/JavaScript"), TextStringObject("1")
    made.root_object[NameObject("/OpenAction")] = made._add_object(action)


def _packet(made: PdfWriter) -> None:
    text = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>draft</rdf:li>'
        "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    stream = StreamObject()
    stream.set_data(text.encode())
    made.root_object[NameObject("/Metadata")] = made._add_object(stream)


def _packet_of_words(made: PdfWriter) -> None:
    stream = StreamObject()
    stream.set_data(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CLV 12k</x:xmpmeta>")
    made.pages[0][NameObject("/Metadata")] = made._add_object(stream)


def _white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(50, 700, "Seats")


def _behind(path: Path) -> None:
    paper(path).write_bytes(path.read_bytes() + b"% draft\n")


def _later_version(path: Path) -> None:
    made = PdfWriter(PdfReader(paper(path)), incremental=True)
    made.pages[0][NameObject("/Rotate")] = TextStringObject("")
    made.write(path)


def _later_version_for_the_web(path: Path) -> None:
    """Write a file that is marked as those for the web are, which have two lists of objects; it has three."""
    _changed(lambda made: made.root_object.update({NameObject("/Linearized"): NumberObject(1)}))(path)
    for turned in (90, 180):
        made = PdfWriter(PdfReader(path), incremental=True)
        made.pages[0][NameObject("/Rotate")] = NumberObject(turned)
        made.write(path)


PLANTED_PAPERS: dict[str, Planted] = {
    "German words": (lambda path: paper(path, "Ihr Kündigungsrisiko ist klein"), "page 1", "score"),
    "words over two lines": (lambda path: paper(path, "You are at", "risk of delays"), "page 1", "score"),
    "number beside a word on the paper": (_drawn(_beside), "page 1", "score"),
    "letters apart": (_drawn(_letters), "page 1", "score"),
    "judgement": (lambda path: paper(path, "Your risk is high."), "page 1", "score"),
    "internal words": (lambda path: paper(path, NOTE), "page 1", "note"),
    "another's name": (lambda path: paper(path, "as at Bright-Harbour Logistics"), "page 1", "customer"),
    "title": (_drawn(lambda canvas: canvas.setTitle("Churn list")), "Title", "score"),
    "keywords": (_drawn(lambda canvas: canvas.setKeywords("draft")), "property Keywords", "property"),
    "author": (_drawn(lambda canvas: canvas.setAuthor("K. Muster")), "property Author", "property"),
    "property of the newer kind": (_changed(_packet), "property subject (XMP)", "property"),
    "outline": (_changed(lambda made: made.add_outline_item(title="CLV", page_number=0)), "Title", "score"),
    "annotation": (
        _changed(lambda made: made.add_annotation(0, FreeText(text="Call first.", rect=_BOX))),
        "page 1, annotation FreeText",
        "comment",
    ),
    "attachment": (
        _changed(lambda made: made.add_attachment("notes.txt", b"draft")), "object", "embedded",
    ),
    "form field": (
        _drawn(lambda canvas: canvas.acroForm.textfield(name="view", value="fine", x=50, y=50)),
        "form field view",
        "hidden",
    ),
    "link outward": (
        _changed(lambda made: made.add_annotation(0, Link(rect=_BOX, url="https://files.example/a"))),
        "object",
        "link",
    ),
    "program": (_changed(_program), "object", "embedded"),
    "text that is not drawn": (_drawn(_not_drawn), "page 1", "hidden"),
    "marked content": (_changed(_marked), "page 1, ActualText", "score"),
    "drawing of its own": (_drawn(_form), "page 1", "score"),
    "drawing that no page shows": (_changed(_unused), "drawing in object", "score"),
    "outside of the paper": (
        _drawn(lambda canvas: canvas.drawString(5000, 5000, "Churn")), "page 1", "score",
    ),
    "words of a packet without properties": (_changed(_packet_of_words), "object", "score"),
    "white on the paper": (_drawn(_white), "page 1", "hidden"),
    "anything outside of the paper": (
        _drawn(lambda canvas: canvas.drawString(50, 5000, "Seats")), "page 1", "hidden",
    ),
    "anything behind the document": (_behind, "the file", "hidden"),
    "an earlier version inside one for the web": (_later_version_for_the_web, "the file", "hidden"),
    "an earlier version inside": (_later_version, "the file", "hidden"),
}  # fmt: skip
