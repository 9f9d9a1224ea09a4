"""Names and small steps of SpreadsheetML, the XML inside an xlsx file (ECMA-376, transitional)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
EXCEL = "http://schemas.microsoft.com/office/excel/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
LAST_COLUMN = 16_384

WORKSHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF",
    "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""The order in which a worksheet's elements must stand: CT_Worksheet of ECMA-376, part 1, 18.3.1.99."""

STYLES_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
)  # fmt: skip
"""The same for a style sheet: CT_Stylesheet, 18.8.39."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
# No entity is replaced, nothing is fetched: what the package check let through is read as plain XML.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def main(name: str) -> str:
    """Return a name of SpreadsheetML with its namespace."""
    return f"{{{MAIN}}}{name}"


def parsed(content: bytes) -> etree._Element:
    """Return the root of a part."""
    return etree.fromstring(content, _PARSER)


def serialised(root: etree._Element) -> bytes:
    """Return a part as bytes, with the declaration that Excel writes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def place(root: etree._Element, element: etree._Element, order: Sequence[str]) -> None:
    """Put an element where the schema wants it among its parent's children: behind those of its own name."""
    rank = {main(name): number for number, name in enumerate(order)}
    own = rank[element.tag]
    for child in root:
        if isinstance(child.tag, str) and rank.get(child.tag, len(order)) > own:
            child.addprevious(element)
            return
    root.append(element)


def the_only(root: etree._Element, name: str, order: Sequence[str]) -> etree._Element:
    """Return the child of a name, made in its place where there is none."""
    found = root.find(main(name))
    if found is None:
        found = etree.Element(main(name))
        place(root, found, order)
    return found


def unescaped(text: str) -> str:
    """Return a stored text as it is shown: _x000A_ stands for the character of that number (22.9.2.19)."""
    return _ESCAPE.sub(lambda found: chr(int(found[0][2:6], 16)), text)


def escaped(text: str) -> str:
    """Return a text as it is stored so that it reads as written, even where it looks like an escape."""
    return _ESCAPE.sub(r"_x005F\g<0>", text)


def column_number(letters: str) -> int:
    """Return the number of a column counted from 1: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def columns_of(reference: str) -> tuple[int, int]:
    """Return the first and last column of a reference such as B2:D9; of whole rows all columns."""
    found = _REFERENCE.fullmatch(reference.strip())
    if found is None or not (found[1] or found[2]):
        return 1, LAST_COLUMN
    if found[1] is None:
        return 1, LAST_COLUMN
    first = column_number(found[1])
    return first, column_number(found[3]) if found[3] else first


def text_element(name: str, text: str) -> etree._Element:
    """Return an element whose text keeps its spaces and reads as written."""
    element = etree.Element(main(name))
    element.text = escaped(text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element
