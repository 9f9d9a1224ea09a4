"""The sheet of explanations that is added: a row a key, looked up by the columns beside the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from lxml import etree

from cxdesk.report.annotated.band_colours import colour_bands
from cxdesk.report.annotated.keys import Key, Keys
from cxdesk.report.annotated.ooxml import MAIN, OFFICE_LINKS, main
from cxdesk.report.annotated.package import Package
from cxdesk.report.annotated.records import TEXT, AddedColumn, Annotation
from cxdesk.report.annotated.sheet_cells import SheetCells, Value
from cxdesk.report.annotated.style_patch import StylePatch
from cxdesk.report.cell_text import clean_text, cut_text
from cxdesk.report.sheet_writer import HIGHEST_ROW

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_OWN_WIDTHS = (18, 28)
_HEADER_GROUND = "E8ECF2"
_OWN_COLUMNS = ("As in your sheet", "Account")
FIRST_ADDED = len(_OWN_COLUMNS) + 1
"""The first column of the explanations that holds something added, counted from 1."""
_LINE_POINTS = 15
_FULLNESS = 0.85
"""Words break before the end of a line: so much of it is filled."""


def first_row(annotation: Annotation) -> int:
    """Return the row of the first key: below title, lines and headers."""
    return len(annotation.about) + 4


def add_explanations(
    package: Package, styles: StylePatch, annotation: Annotation, keys: Keys, others: Sequence[int]
) -> str:
    """Add the sheet behind all others; return its part's name. `others` are accounts whose rows cannot be
    looked up: they stand below the keys, under their own names.
    """
    root = etree.Element(main("worksheet"), nsmap={None: MAIN, "r": OFFICE_LINKS})
    top = first_row(annotation)
    columns = (*annotation.columns, *annotation.explained)
    _panes(root, top)
    _widths(root, columns)
    etree.SubElement(root, main("sheetData"))
    cells = SheetCells(root, ())
    cells.put(1, 1, safe(annotation.title), styles.cell(bold=True, size=14))
    for number, line in enumerate(annotation.about):
        cells.put(number + 2, 1, safe(line), styles.cell())
    head = styles.cell(bold=True, ground=_HEADER_GROUND, wrap=True)
    for number, title in enumerate((*_OWN_COLUMNS, *(column.title for column in columns))):
        cells.put(top - 1, number + 1, safe(title), head)
    cells.set_height(top - 1, 2 * _LINE_POINTS + 2)
    rows = [*zip(keys.values, keys.accounts, strict=True)]
    rows += [(annotation.identifiers[account][0], account) for account in others]
    for place, (key, account) in enumerate(rows):
        _explain(cells, styles, annotation, top + place, key, account)
    colour_bands(root, styles, annotation, FIRST_ADDED, range(top, top + len(rows)))
    _print_set_up(root)
    return _added_sheet(package, annotation.sheet_name, root)


def _explain(
    cells: SheetCells, styles: StylePatch, annotation: Annotation, row: int, key: Key, account: int
) -> None:
    """Write the row of an account, high enough for its longest text."""
    cells.put(row, 1, safe(key), styles.cell())
    cells.put(row, 2, safe(annotation.identifiers[account][-1]), styles.cell())
    lines = 1
    for number, column in enumerate((*annotation.columns, *annotation.explained), start=FIRST_ADDED):
        value = column.values[account]
        style = styles.cell(kind=column.kind, wrap=column.kind == TEXT)
        cells.put(row, number, safe(value), style)
        if isinstance(value, str):
            lines = max(lines, ceil(len(value) / (_FULLNESS * column.width)))
    cells.set_height(row, min(lines * _LINE_POINTS, HIGHEST_ROW))


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
    for number, width in enumerate((*_OWN_WIDTHS, *(column.width for column in columns)), start=1):
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
