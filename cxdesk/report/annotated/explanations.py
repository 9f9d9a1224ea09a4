"""The sheet of explanations that is added: a row a key, looked up by the columns beside the accounts."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from cxdesk.report.annotated.keys import Keys
from cxdesk.report.annotated.ooxml import MAIN, OFFICE_LINKS, main
from cxdesk.report.annotated.package import Package
from cxdesk.report.annotated.records import TEXT, AddedColumn, Annotation
from cxdesk.report.annotated.sheet_cells import SheetCells, Value
from cxdesk.report.annotated.style_patch import StylePatch
from cxdesk.report.cell_text import clean_text, cut_text

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_KEY_WIDTH = 24
_HEADER_GROUND = "E8ECF2"


def first_row(annotation: Annotation) -> int:
    """Return the row of the first key: below title, lines and headers."""
    return len(annotation.about) + 4


def add_explanations(package: Package, styles: StylePatch, annotation: Annotation, keys: Keys) -> str:
    """Add the sheet behind all others; return its part's name."""
    root = etree.Element(main("worksheet"), nsmap={None: MAIN, "r": OFFICE_LINKS})
    top = first_row(annotation)
    columns = (*annotation.columns, *annotation.explained)
    _panes(root, top)
    _widths(root, columns)
    etree.SubElement(root, main("sheetData"))
    cells = SheetCells(root, ())
    cells.put(1, 1, safe(annotation.title), styles.cell(bold=True, size=14))
    plain, head = styles.cell(), styles.cell(bold=True, ground=_HEADER_GROUND, wrap=True)
    for number, line in enumerate(annotation.about):
        cells.put(number + 2, 1, safe(line), plain)
    for number, title in enumerate(("Account, as in your sheet", *(column.title for column in columns))):
        cells.put(top - 1, number + 1, safe(title), head)
    formats = [styles.cell(kind=column.kind, wrap=column.kind == TEXT) for column in columns]
    for place, (key, account) in enumerate(zip(keys.values, keys.accounts, strict=True)):
        cells.put(top + place, 1, key if isinstance(key, float) else safe(key), plain)
        for number, column in enumerate(columns):
            cells.put(top + place, number + 2, safe(column.values[account]), formats[number])
    _print_set_up(root)
    return _added_sheet(package, annotation.sheet_name, root)


def safe(value: Value) -> Value:
    """Return a value as a cell can hold it: text cleaned and cut, numbers as they are."""
    return cut_text(clean_text(value))[0] if isinstance(value, str) else value


def _panes(root: etree._Element, top: int) -> None:
    """Keep the headers in sight."""
    view = etree.SubElement(etree.SubElement(root, main("sheetViews")), main("sheetView"), workbookViewId="0")
    view.set("showGridLines", "0")
    etree.SubElement(
        view, main("pane"), xSplit="1", ySplit=str(top - 1), topLeftCell=f"B{top}",
        activePane="bottomRight", state="frozen",
    )  # fmt: skip


def _widths(root: etree._Element, columns: Sequence[AddedColumn]) -> None:
    holder = etree.SubElement(root, main("cols"))
    for number, width in enumerate((_KEY_WIDTH, *(column.width for column in columns)), start=1):
        place = str(number)
        etree.SubElement(holder, main("col"), min=place, max=place, width=f"{width:g}", customWidth="1")


def _print_set_up(root: etree._Element) -> None:
    """Landscape, one page wide, pages numbered."""
    properties = etree.Element(main("sheetPr"))
    etree.SubElement(properties, main("pageSetUpPr"), fitToPage="1")
    root.insert(0, properties)
    etree.SubElement(
        root, main("pageMargins"), left="0.5", right="0.5", top="0.6", bottom="0.6", header="0.3",
        footer="0.3",
    )  # fmt: skip
    etree.SubElement(root, main("pageSetup"), orientation="landscape", fitToHeight="0")
    footer = etree.SubElement(etree.SubElement(root, main("headerFooter")), main("oddFooter"))
    footer.text = "&L&F&RPage &P of &N"


def _added_sheet(package: Package, name: str, root: etree._Element) -> str:
    """Put the sheet into the workbook."""
    part = package.free_name("xl/worksheets/sheetCx{}.xml")
    package.write(part, root)
    package.declare(part, _CONTENT_TYPE)
    workbook = package.workbook()
    link = package.link(workbook, "worksheet", part)
    book = package.root(workbook)
    sheets = book.find(main("sheets"))
    number = max(int(sheet.get("sheetId", "0")) for sheet in sheets) + 1
    added = etree.SubElement(sheets, main("sheet"), name=name, sheetId=str(number))
    added.set(f"{{{OFFICE_LINKS}}}id", link)
    package.write(workbook, book)
    return part
