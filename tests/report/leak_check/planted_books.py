"""Leaks planted in workbooks, each in another place or disguise: a writer, where to be found, and what."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from xlsxwriter import Workbook

from tests.report.leak_check.case import NOTE, REASON, book, part, with_parts

Planted = tuple[Callable[[Path], object], str, str]
_SHEET = "xl/worksheets/sheet1.xml"


def _changed(change: Callable[[openpyxl.Workbook], object]) -> Callable[[Path], None]:
    """Return a writer that makes a harmless workbook and changes it with openpyxl."""

    def write(path: Path) -> None:
        made = openpyxl.load_workbook(book(path))
        made.properties.creator = "cxdesk"
        change(made)
        made.save(path)

    return write


def _made(change: Callable[[Workbook, object], object]) -> Callable[[Path], None]:
    """Return a writer that makes a workbook with XlsxWriter."""

    def write(path: Path) -> None:
        with Workbook(str(path)) as made:
            sheet = made.add_worksheet("Review")
            sheet.write(0, 0, "Tickets solved")
            change(made, sheet)

    return write


def _hide(made: openpyxl.Workbook, state: str) -> None:
    made.create_sheet("Working").append(["Seats", 12])
    made["Working"].sheet_state = state


def _hide_row(made: openpyxl.Workbook) -> None:
    made["Review"].append(["Seats", 12])
    made["Review"].row_dimensions[2].hidden = True


def _list(made: openpyxl.Workbook) -> None:
    rule = DataValidation(type="list", formula1='"Health Clinics,Bright Harbour Logistics"')
    made["Review"].add_data_validation(rule)
    rule.add("C1")


def _chart(made: Workbook, sheet, title: str, description: str) -> None:
    sheet.write_column(1, 0, [3, 4, 5])
    chart = made.add_chart({"type": "line"})
    chart.add_series({"values": "=Review!$A$2:$A$4"})
    chart.set_title({"name": title})
    sheet.insert_chart("D2", chart, {"description": description})


def _threaded(path: Path) -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    note = '<threadedComment ref="A1"><text>Call first.</text></threadedComment>'
    threads = f'<ThreadedComments xmlns="{space}">{note}</ThreadedComments>'.encode()
    with_parts(book(path), {"xl/threadedComments/threadedComment1.xml": threads})


def _twice(path: Path) -> None:
    with zipfile.ZipFile(book(path), "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("xl/theme/theme1.xml", "<a>Churn</a>")


def _before(path: Path) -> None:
    path.write_bytes(b"draft\n" + book(path).read_bytes())


def _remark(path: Path) -> None:
    with_parts(path, {_SHEET: part(book(path), _SHEET) + b"<!-- LTV 12k -->"})


def _unused_text(path: Path) -> None:
    texts = part(book(path), "xl/sharedStrings.xml").replace(b"</sst>", b"<si><t>LTV 12k</t></si></sst>")
    with_parts(path, {"xl/sharedStrings.xml": texts})


def _inline(text: str) -> Callable[[Path], None]:
    """Return a writer that puts XML into the first cell as a text of its own."""

    def write(path: Path) -> None:
        cell = f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'.encode()
        sheet = part(book(path), _SHEET)
        first = sheet.index(b"<c r=")
        with_parts(path, {_SHEET: sheet[:first] + cell + sheet[sheet.index(b"</c>") + 4 :]})

    return write


def _elsewhere(path: Path) -> None:
    """Write a book with a hidden sheet whose list of sheets has another name than Excel gives it."""
    made = with_parts(book(path), {})
    with zipfile.ZipFile(made) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = {"xl/workbook.xml": "xl/book.xml", "xl/_rels/workbook.xml.rels": "xl/_rels/book.xml.rels"}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            content = content.replace(b"xl/workbook.xml", b"xl/book.xml")
            package.writestr(names.get(name, name), content.replace(b"<sheet ", b'<sheet state="hidden" '))


def _taken_out(path: Path) -> None:
    """Write a book out of whose list a part was taken that still stands in the file, between others."""
    with zipfile.ZipFile(book(path)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for number, (name, content) in enumerate(parts.items()):
            if number == 3:
                package.writestr("draft.xml", b"<a>Churn of Bright Harbour Logistics</a>")
                del package.NameToInfo[package.filelist.pop().filename]
            package.writestr(name, content)


def _formatted(code: str) -> Callable[[Path], None]:
    return _made(lambda made, sheet: sheet.write("C1", 62, made.add_format({"num_format": code})))


def _rows(*rows: tuple[object, ...]) -> Callable[[Path], object]:
    return lambda path: book(path, *rows)


PLANTED_BOOKS: dict[str, Planted] = {
    "words in a cell": (_rows(("Seats",), ("Your health score is fine",)), "sheet Review, cell A2", "score"),
    "number in the next cell": (_rows(("Health", 62),), "cell A1", "score"),
    "number in the cell below": (_rows(("Your risk",), (0.41,)), "cell A1", "score"),
    "chance in French": (_rows(("Probabilité de renouvellement",),), "cell A1", "score"),
    "band in a cell of its own": (_rows(("Status", "Watch"),), "cell B1", "score"),
    "band with its sign": (_rows(("Now ▲ Watch for you",),), "cell A1", "score"),
    "sign alone": (_rows(("Status", "■"),), "cell B1", "score"),
    "Cyrillic letters": (_rows(("Сhurn", 3),), "cell A1", "score"),
    "runs of rich text": (
        _made(lambda made, sheet: sheet.write_rich_string(2, 1, "Ch", made.add_format({"bold": 1}), "urn")),
        "cell B3",
        "score",
    ),
    "name over two cells": (_rows(("Like Bright", "Harbour Logistics"),), "cell A1", "customer"),
    "name with what cannot be seen": (
        _rows(("Bri\u200bght Har\u00adbour Logi\u2060stics",),), "cell A1", "customer",
    ),
    "name without case and accents": (_rows(("as creme  brulee foods did",),), "cell A1", "customer"),
    "name escaped twice": (_inline("Bright &amp;#72;arbour Logistics"), "cell A1", "customer"),
    "domain of another": (_rows(("see brightharbour.example",),), "cell A1", "customer"),
    "longer name of another": (_rows(("Health Clinics Ltd 12",),), "cell A1", "customer"),
    "band of the account": (_rows(("Your account is healthy.",),), "cell A1", "score"),
    "percentage before renewal": (_rows(("now 62 % renewal",),), "cell A1", "score"),
    "value with a currency": (_rows(("Customer value: EUR 12k",),), "cell A1", "score"),
    "person by the surname": (_rows(("Ask Weiss, Paul",),), "cell A1", "customer"),
    "name escaped for spreadsheets": (_inline("_x0043_hurn"), "cell A1", "score"),
    "name from right to left": (_rows(("\u202enruhC",),), "cell A1", "score"),
    "renewal with a percentage": (_rows(("Renewal: about 62 %",),), "cell A1", "score"),
    "formula that leads outward": (_rows(('=HYPERLINK("https://files.example/a","Seats")',),), "A1", "link"),
    "name in Chinese": (_rows(("与北京物流一样",),), "cell A1", "customer"),
    "id of a customer": (_rows(("see c1003",),), "cell A1", "customer"),
    "a word that is a name": (_rows(("Compared with",), ("Target",)), "cell A2", "customer"),
    "address of another's person": (_rows(("Ask ines.ferreira@brightharbour.example",),), "A1", "customer"),
    "person of another customer": (_rows(("Ask Ferreira's colleague INES FERREIRA",),), "A1", "customer"),
    "words of a call": (_rows(("They want a quarter off the price",),), "cell A1", "note"),
    "a reason in a text box": (
        _made(lambda made, sheet: sheet.insert_textbox(1, 1, REASON)), "drawing1.xml", "note",
    ),
    "name in a formula": (
        _rows(('=IF(1,"Seats","Bright Harbour Logistics")',),), "formula of A1", "customer",
    ),
    "name without letters of another alphabet": (_rows(("as Lodz Transport did",),), "cell A1", "customer"),
    "words between the parts of a header": (
        _made(lambda made, sheet: sheet.set_header("&LReview&CAt &Brisk&R3 May")), "oddHeader", "score",
    ),
    "a row too low to be seen": (
        _made(lambda made, sheet: (sheet.write("A3", "x"), sheet.set_row(2, 0.5))), "hidden row 3", "hidden",
    ),
    "a small picture of the first page": (
        lambda path: with_parts(book(path), {"docProps/thumbnail.jpeg": b"\xff\xd8"}),
        "docProps/thumbnail.jpeg",
        "embedded",
    ),
    "before the first part": (_before, "the file", "hidden"),
    "a remark behind a sheet": (_remark, "remark in the XML", "score"),
    "hidden sheet": (_changed(lambda made: _hide(made, "hidden")), "sheet Working", "hidden"),
    "very hidden sheet": (_changed(lambda made: _hide(made, "veryHidden")), "sheet Working", "hidden"),
    "hidden row": (_changed(_hide_row), "sheet Review, hidden row 2", "hidden"),
    "hidden column": (
        _made(lambda made, sheet: (sheet.write("C1", 1), sheet.set_column("C:C", 9, None, {"hidden": 1}))),
        "hidden column C",
        "hidden",
    ),
    "white on white": (
        _made(lambda made, sheet: sheet.write("C1", "x", made.add_format({"font_color": "#FFFFFF"}))),
        "cell C1",
        "hidden",
    ),
    "a format that shows nothing": (
        _made(lambda made, sheet: sheet.write("C1", "x", made.add_format({"num_format": ";;;"}))),
        "cell C1",
        "hidden",
    ),
    "a format of nothing but texts": (_formatted('"";"";"";""'), "cell C1", "hidden"),
    "a format of another text": (_formatted('"Seats"'), "cell C1", "hidden"),
    "a format in white": (_formatted("[White]0"), "cell C1", "hidden"),
    "hidden sheet of a book with another name": (_elsewhere, "sheet Review", "hidden"),
    "part taken out of the list alone": (_taken_out, "the file", "hidden"),
    "picture that is none": (
        lambda path: with_parts(book(path), {"xl/media/image1.png": b"name,score"}),
        "xl/media/image1.png",
        "embedded",
    ),
    "words of a drawing": (
        lambda path: with_parts(
            book(path),
            {"xl/media/image1.emf": b"\x01\0\0\0" + "Bright Harbour Logistics".encode("utf-16-le")},
        ),
        "xl/media/image1.emf",
        "customer",
    ),
    "number glued to a name": (_rows(("see BrightHarbourLogistics2024",),), "cell A1", "customer"),
    "short name in capitals": (_rows(("as at SAP, too",),), "cell A1", "customer"),
    "short name alone": (_rows(("Peer", "Sap"),), "cell B1", "customer"),
    "and for &": (_rows(("as Hawk and Sons did",),), "cell A1", "customer"),
    "comment": (
        _changed(lambda made: setattr(made["Review"]["A1"], "comment", Comment("Call first.", "Kim"))),
        "cell A1",
        "comment",
    ),
    "threaded comment": (_threaded, "cell A1", "comment"),
    "keywords": (
        _changed(lambda made: setattr(made.properties, "keywords", "renewal")),
        "property keywords",
        "property",
    ),
    "author": (
        _changed(lambda made: setattr(made.properties, "creator", "K. Muster")),
        "property creator",
        "property",
    ),
    "manager": (
        _made(lambda made, sheet: made.set_properties({"manager": "K. Muster"})), "Manager", "property",
    ),
    "own property": (
        _changed(lambda made: made.custom_doc_props.append(StringProperty(name="Tier", value="C"))),
        "property Tier",
        "property",
    ),
    "defined name": (
        _changed(lambda made: made.defined_names.add(DefinedName("Churn_from", attr_text="12"))),
        "Churn_from",
        "score",
    ),
    "chart title": (
        _made(lambda made, sheet: _chart(made, sheet, "Renewal chance", "Use")), "charts/chart1.xml", "score",
    ),
    "alternative text": (
        _made(lambda made, sheet: _chart(made, sheet, "Use", "CLV by month")), "drawing1.xml", "score",
    ),
    "printed header": (_made(lambda made, sheet: sheet.set_header("&LAt &Brisk")), "oddHeader", "score"),
    "list to choose from": (_changed(_list), "sheet Review, formula1", "customer"),
    "link outward": (
        _made(lambda made, sheet: sheet.write_url("C1", "https://files.example/a")),
        "sheet1.xml.rels",
        "link",
    ),
    "embedded file": (
        lambda path: with_parts(book(path), {"xl/embeddings/oleObject1.bin": b"\xd0\xcf"}),
        "xl/embeddings/oleObject1.bin",
        "embedded",
    ),
    "entry that another hides": (_twice, "another xl/theme/theme1.xml", "score"),
    "custom part": (
        lambda path: with_parts(book(path), {"customXml/item1.xml": b"<a>draft</a>"}),
        "customXml/item1.xml",
        "embedded",
    ),
    "text that no cell shows": (_unused_text, "no cell shows", "score"),
    "remark in the XML": (
        lambda path: with_parts(
            book(path), {"xl/theme/theme2.xml": f"<a><!-- {NOTE} --></a>".encode()}
        ),
        "theme2.xml",
        "note",
    ),
}  # fmt: skip
