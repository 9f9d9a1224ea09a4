"""Formats added to a workbook's style sheet: always behind those that are there, none is ever renumbered."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from cxdesk.errors import ExportError
from cxdesk.report.annotated.ooxml import MAIN, STYLES_ORDER, main, parsed, the_only
from cxdesk.report.annotated.package import Package
from cxdesk.report.annotated.records import BAND, NUMBER, PERCENT, POINTS, TEXT

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PLAIN = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
MOST_FORMATS = 65_490
"""Cell formats in a workbook, by Excel's specifications and limits."""
_FORMATS = {NUMBER: 1, POINTS: 2, PERCENT: 9}
"""Number formats that every workbook has: 1 is 0, 2 is 0.00, 9 is 0 %, 0 is General (ECMA-376, 18.8.30)."""


class StylePatch:
    """The style sheet of a workbook, made where there is none. `finish` puts it into the package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        found = package.linked(package.workbook(), "styles")
        self._part = found[0] if found else ""
        self._root = package.root(self._part) if found else parsed(_PLAIN.encode())
        self._made: dict[tuple, int] = {}
        self._complete()

    def _complete(self) -> None:
        """Give a style sheet without fonts or formats the plain first ones, to which others refer."""
        for plain in parsed(_PLAIN.encode()):
            own = the_only(self._root, etree.QName(plain).localname, STYLES_ORDER)
            if len(own) == 0:
                own.getparent().replace(own, plain)

    def like(self, style: int, kind: str) -> int:
        """Return a cell format that looks like another one, for values of a kind."""
        number_format = _FORMATS.get(kind, 0)
        formats = the_only(self._root, "cellXfs", STYLES_ORDER)
        chosen = formats[style] if 0 <= style < len(formats) else formats[0]
        made = _renumbered(chosen, number_format)
        if kind in (TEXT, BAND):
            _indented(made)
        return self._once(("like", style, kind), formats, made)

    def cell(
        self,
        *,
        bold: bool = False,
        size: float = 0,
        ground: str = "",
        wrap: bool = False,
        kind: str = TEXT,
    ) -> int:
        """Return a cell format of our own on the workbook's first font. `ground` is "RRGGBB"."""
        fonts, fills = (the_only(self._root, name, STYLES_ORDER) for name in ("fonts", "fills"))
        font = self._once(("font", bold, size), fonts, _font(fonts[0], bold, size)) if bold or size else 0
        fill = self._once(("fill", ground), fills, _fill(ground)) if ground else 0
        number_format = str(_FORMATS.get(kind, 0))
        made = etree.Element(
            main("xf"), numFmtId=number_format, fontId=str(font), fillId=str(fill), borderId="0",
            xfId="0", applyNumberFormat="1", applyFont="1", applyFill="1", applyAlignment="1",
        )  # fmt: skip
        etree.SubElement(made, main("alignment"), vertical="top", **({"wrapText": "1"} if wrap else {}))
        if kind in (TEXT, BAND) and not bold:
            _indented(made)
        formats = the_only(self._root, "cellXfs", STYLES_ORDER)
        return self._once(("cell", font, fill, wrap, kind), formats, made)

    def difference(self, ink: str, ground: str) -> int:
        """Return a format for conditions: colours of text and ground, "RRGGBB" each."""
        made = etree.Element(main("dxf"))
        etree.SubElement(etree.SubElement(made, main("font")), main("color"), rgb=f"FF{ink}")
        pattern = etree.SubElement(etree.SubElement(made, main("fill")), main("patternFill"))
        pattern.set("patternType", "solid")
        etree.SubElement(pattern, main("fgColor"), rgb=f"FF{ground}")
        etree.SubElement(pattern, main("bgColor"), rgb=f"FF{ground}")
        return self._once(("dxf", ink, ground), the_only(self._root, "dxfs", STYLES_ORDER), made)

    def finish(self) -> None:
        """Write the style sheet into the package. Raises ExportError where it has more formats than Excel
        opens.
        """
        if len(the_only(self._root, "cellXfs", STYLES_ORDER)) > MOST_FORMATS:
            what = f"With those that are added the workbook has more than {MOST_FORMATS:,} cell formats."
            raise ExportError(what, "Export the annotated workbook instead: a new file.")
        if not self._part:
            self._part = "xl/styles.xml"
            self._package.link(self._package.workbook(), "styles", self._part)
            self._package.declare(self._part, _CONTENT_TYPE)
        self._package.write(self._part, self._root)

    def _once(self, key: tuple, parent: etree._Element, made: etree._Element) -> int:
        """Append an element, once for a key, and return its number."""
        if key not in self._made:
            self._made[key] = len(parent)
            parent.append(made)
            parent.set("count", str(len(parent)))
        return self._made[key]


def _renumbered(chosen: etree._Element, number_format: int) -> etree._Element:
    """Return a copy of a cell format with another number format."""
    made = deepcopy(chosen)
    made.set("numFmtId", str(number_format))
    made.set("applyNumberFormat", "1")
    return made


def _indented(made: etree._Element) -> None:
    """Keep text off the numbers to its left, which stand at the right of their cells."""
    alignment = made.find(main("alignment"))
    if alignment is None:
        alignment = etree.Element(main("alignment"))
        made.insert(0, alignment)
    alignment.set("horizontal", "left")
    alignment.set("indent", "1")
    made.set("applyAlignment", "1")


def _font(first: etree._Element, bold: bool, size: float) -> etree._Element:
    """Return a font like the workbook's first one, bold or of another size."""
    made = deepcopy(first)
    if bold and made.find(main("b")) is None:
        made.insert(0, etree.Element(main("b")))
    stored = made.find(main("sz"))
    if size and stored is not None:
        stored.set("val", f"{size:g}")
    return made


def _fill(ground: str) -> etree._Element:
    """Return a plain fill."""
    made = etree.Element(main("fill"))
    pattern = etree.SubElement(made, main("patternFill"), patternType="solid")
    etree.SubElement(pattern, main("fgColor"), rgb=f"FF{ground}")
    etree.SubElement(pattern, main("bgColor"), indexed="64")
    return made
