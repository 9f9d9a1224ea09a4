"""Pages as PDF: vectors and selectable text, one sheet of A4 or Letter each, readable in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from cxdesk.errors import ExportError
from cxdesk.progress import Progress, silent
from cxdesk.report.atomic_file import replaced
from cxdesk.report.cell_text import clean_text
from cxdesk.report.paper.fonts import BOLD, PLAIN, marked, register
from cxdesk.report.paper.paragraph import paragraph, with_joined_letters
from cxdesk.report.paper.record import Box, Cell, Page, Section, without_last_row
from cxdesk.theme import Theme, theme

PAPERS = MappingProxyType({"a4": A4, "letter": LETTER})
_MARGIN, _GUTTER, _FOOT = 14 * mm, 8 * mm, 12 * mm
_SIZES = {"title": 15.0, "heading": 9.5, "body": 8.2, "small": 7.2}
_LEADING = 1.28
_BOX_GAP, _BOX_PADDING, _ROW_PADDING = 2 * mm, 5.0, 1.8
_MOST_CHARACTERS = 300
"""Of one text: no name or subject may push the rest off the page."""


def write_pages(
    path: Path, pages: Sequence[Page], paper: str = "a4", progress: Progress | None = None
) -> None:
    """Write each page onto one sheet of `paper` ("a4" or "letter"), whole or not at all.

    Equal pages give equal bytes. A page that is too full keeps the first rows of its sections and says how
    many are left out.

    Raises ExportError without a page or where the file cannot be written, and Cancelled.
    """
    if not pages:
        raise ExportError("There is no page to print.", "Choose at least one account.")
    progress = progress or silent()
    register()
    with replaced(path) as temporary:
        canvas = Canvas(str(temporary), pagesize=PAPERS[paper], invariant=1, pageCompression=1)
        canvas.setTitle(clean_text(pages[0].title if len(pages) == 1 else pages[0].kind))
        canvas.setAuthor("cxdesk")
        for number, page in enumerate(pages):
            progress.report(f"Printing {page.title}", number / len(pages))
            _draw(canvas, page, PAPERS[paper])
            canvas.showPage()
        canvas.save()
        progress.check()


def _draw(canvas: Canvas, page: Page, paper: tuple[float, float]) -> None:
    """Draw one page: headline, boxes, two columns, footer."""
    look, (width, height) = theme(dark=False), paper
    inner, top = width - 2 * _MARGIN, height - _MARGIN
    for block in (*_headline(page, look, inner), _boxes(page.boxes, look, inner)):
        top = _place(canvas, block, _MARGIN, top, inner)
    column = (inner - _GUTTER) / 2
    room = top - _FOOT - _MARGIN
    for sections, left in ((page.left, _MARGIN), (page.right, _MARGIN + column + _GUTTER)):
        at = top - 2 * mm
        for section in _fitted(sections, look, column, room):
            for block in _section(section, look, column):
                at = _place(canvas, block, left, at, column)
    _footer(canvas, page, look, width)


def _place(canvas: Canvas, block: Flowable, left: float, top: float, width: float) -> float:
    """Draw a block with its upper left corner there and return where the next one begins."""
    _, height = block.wrapOn(canvas, width, top)
    block.drawOn(canvas, left, top - height)
    return top - height


def _fitted(sections: Sequence[Section], look: Theme, width: float, room: float) -> list[Section]:
    """Return the sections with as many rows as there is room for: the longest one gives first, then the room
    for notes by hand, at last rows that should have stayed.
    """
    fitted, gone = list(sections), [0] * len(sections)
    heights = [_height(section, look, width) for section in fitted]
    yields = True
    while sum(heights) > room:
        spare = [len(section.rows) - (section.least if yields else 1) for section in fitted]
        longest = max(range(len(fitted)), key=spare.__getitem__)
        if spare[longest] > 0:
            gone[longest] += 1
            fitted[longest] = without_last_row(fitted[longest], gone[longest])
            heights[longest] = _height(fitted[longest], look, width)
        elif yields:
            fitted, yields = [replace(section, lines=0) for section in fitted], False
            heights = [
                _height(section, look, width) if section.rows or section.empty else 0.0 for section in fitted
            ]
        else:
            break
    return [section for section in fitted if section.rows or section.empty or section.lines]


def _height(section: Section, look: Theme, width: float) -> float:
    return sum(block.wrap(width, 10_000)[1] for block in _section(section, look, width))


def _headline(page: Page, look: Theme, width: float) -> list[Flowable]:
    """Return title and kind in one line, and the subtitle with its urgent part in bold."""
    title = paragraph(_text(page.title), _style(look, "title", bold=True))
    kind = paragraph(_text(page.kind), _style(look, "small", colour=look.muted, right=True))
    line = Table(
        [[title, kind]],
        colWidths=[width * 0.62, width * 0.38],
        style=_flush(("VALIGN", (0, 0), (-1, -1), "BOTTOM")),
    )
    alert = f' · <font name="{BOLD}" color="{look.ink}">{_text(page.alert)}</font>' if page.alert else ""
    subtitle = paragraph(_text(page.subtitle) + alert, _style(look, "body", colour=look.muted))
    return [line, Spacer(1, 1 * mm), subtitle, Spacer(1, 3 * mm)]


def _boxes(boxes: Sequence[Box], look: Theme, width: float) -> Flowable:
    """Return the boxes side by side, all of one height."""
    each = (width - _BOX_GAP * (len(boxes) - 1)) / len(boxes)
    cells, widths, lines = [], [], []
    for number, box in enumerate(boxes):
        if number:
            cells.append("")
            widths.append(_BOX_GAP)
        place = (len(cells), 0)
        lines.append(("BOX", place, place, 0.5, HexColor(look.line)))
        cells.append(
            [
                paragraph(_text(box.label), _style(look, "small", colour=look.muted)),
                paragraph(_text(box.statement), _style(look, "heading", bold=True)),
                *(
                    [paragraph(_text(box.detail), _style(look, "small", colour=look.muted))]
                    if box.detail
                    else []
                ),
            ]
        )
        widths.append(each)
    padding = [
        (f"{side}PADDING", (0, 0), (-1, -1), _BOX_PADDING) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
    ]
    return Table(
        [cells], colWidths=widths, style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *padding, *lines])
    )


def _section(section: Section, look: Theme, width: float) -> list[Flowable]:
    """Return heading, rows, what is said where there are none, and the note."""
    ink = HexColor(look.ink)
    heading = Table(
        [[paragraph(_text(section.title), _style(look, "heading", bold=True))]],
        colWidths=[width],
        style=_flush(("LINEBELOW", (0, 0), (-1, -1), 0.8, ink), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5)),
    )
    blocks: list[Flowable] = [Spacer(1, 3.2 * mm), heading]
    if section.rows:
        blocks.append(_rows(section, look, width))
    elif section.empty:
        blocks += [
            Spacer(1, 1 * mm),
            paragraph(_text(section.empty), _style(look, "body", colour=look.muted)),
        ]
    if section.lines:
        blocks += [Spacer(1, 1.5 * mm), _empty_box(section.lines, look, width)]
    if section.note:
        blocks += [
            Spacer(1, 0.8 * mm),
            paragraph(_text(section.note), _style(look, "small", colour=look.muted)),
        ]
    return blocks


def _rows(section: Section, look: Theme, width: float) -> Flowable:
    """Return the rows as a table with hairlines between them."""
    total = sum(section.widths)
    rows = [[_cell(cell, look) for cell in row] for row in section.rows]
    if section.head:
        heads = zip(section.head, section.rows[0], strict=True)
        small = [_style(look, "small", colour=look.muted, right=cell.right) for _, cell in heads]
        rows.insert(
            0, [paragraph(_text(text), style) for text, style in zip(section.head, small, strict=True)]
        )
    return Table(
        rows,
        colWidths=[width * share / total for share in section.widths],
        style=_flush(
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, HexColor(look.line)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), _ROW_PADDING),
            ("BOTTOMPADDING", (0, 0), (-1, -1), _ROW_PADDING),
            ("RIGHTPADDING", (0, 0), (-2, -1), 4),
        ),
    )


def _cell(cell: Cell, look: Theme) -> list[Flowable]:
    blocks = [paragraph(_text(cell.text), _style(look, "body", bold=cell.strong, right=cell.right))]
    if cell.detail:
        blocks.append(
            paragraph(_text(cell.detail), _style(look, "small", colour=look.muted, right=cell.right))
        )
    return blocks


def _empty_box(lines: int, look: Theme, width: float) -> Flowable:
    """Return a box to write into by hand."""
    edge = ("BOX", (0, 0), (-1, -1), 0.6, HexColor(look.muted), None, (2, 2))
    return Table([[""]], colWidths=[width], rowHeights=[lines * 6 * mm], style=TableStyle([edge]))


def _footer(canvas: Canvas, page: Page, look: Theme, width: float) -> None:
    """Say by which standards, and which page of how many this one is: each page stands alone."""
    canvas.setFillColor(HexColor(look.muted))
    line = paragraph(_text(page.footer), _style(look, "small", colour=look.muted))
    _place(canvas, line, _MARGIN, _FOOT + 2 * mm, width - 2 * _MARGIN - 15 * mm)
    canvas.setFont(PLAIN, _SIZES["small"])
    canvas.drawRightString(width - _MARGIN, _FOOT - 2 * mm, "1 / 1")


def _style(
    look: Theme, size: str, *, bold: bool = False, colour: str = "", right: bool = False
) -> ParagraphStyle:
    points = _SIZES[size]
    return ParagraphStyle(
        "text",
        fontName=BOLD if bold else PLAIN,
        fontSize=points,
        leading=points * _LEADING,
        textColor=_colour(colour or look.ink),
        alignment=TA_RIGHT if right else 0,
        splitLongWords=1,
    )


def _colour(text: str) -> Color:
    return HexColor(text)


def _flush(*commands: tuple) -> TableStyle:
    """Return a table style without padding of its own."""
    none = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    return TableStyle([*none, *commands])


def _text(text: str) -> str:
    cleaned = clean_text(text)
    cut = len(cleaned) > _MOST_CHARACTERS
    shown = f"{cleaned[: _MOST_CHARACTERS - 2].rstrip()} …" if cut else cleaned
    return marked(with_joined_letters(shown))
