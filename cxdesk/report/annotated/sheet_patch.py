"""What is added to one sheet: headers, values beside the accounts, widths, colours and notes."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from cxdesk.report.annotated.band_colours import colour_bands
from cxdesk.report.annotated.explanations import FIRST_ADDED, first_row, safe
from cxdesk.report.annotated.keys import Keys, lookup
from cxdesk.report.annotated.note_patch import Note, add_notes
from cxdesk.report.annotated.ooxml import (
    LAST_COLUMN,
    WORKSHEET_ORDER,
    column_letters,
    main,
    the_only,
)
from cxdesk.report.annotated.package import Package
from cxdesk.report.annotated.records import BAND, TEXT, Annotation
from cxdesk.report.annotated.sheet_cells import Formula
from cxdesk.report.annotated.style_patch import StylePatch
from cxdesk.report.annotated.target import Target

_AUTHOR = "cxdesk"


def annotate_sheet(
    package: Package, styles: StylePatch, annotation: Annotation, target: Target, keys: Keys
) -> list[str]:
    """Add to a sheet and return the cells that got formulas."""
    formulas, asked = _write_values(styles, annotation, target, keys), target.asked
    dimension = target.root.find(main("dimension"))
    if dimension is not None:
        target.root.remove(dimension)
    _widen(target.root, target.first, [column.width for column in annotation.columns])
    rows = [row for row, _ in asked.rows]
    colour_bands(target.root, styles, annotation, target.first, rows)
    add_notes(package, target.part, target.root, _notes(annotation, target), _AUTHOR)
    package.write(target.part, target.root)
    return formulas


def _write_values(styles: StylePatch, annotation: Annotation, target: Target, keys: Keys) -> list[str]:
    """Write headers and values, in the look of the cells that name the accounts."""
    cells, asked = target.cells, target.asked
    head = cells.style(asked.header_row, target.key_column)
    for number, column in enumerate(annotation.columns):
        cells.put(asked.header_row, target.first + number, safe(column.title), head)
    formulas = []
    for key, (row, account) in zip(target.keys, asked.rows, strict=True):
        like = cells.style(row, target.key_column)
        key_cell = f"${column_letters(target.key_column)}{row}"
        for number, column in enumerate(annotation.columns):
            value = safe(column.values[account])
            if keys.finds(key):
                value = Formula(_fetched(keys, annotation, number, key_cell), value)
                formulas.append(f"{column_letters(target.first + number)}{row}")
            cells.put(row, target.first + number, value, styles.like(like, column.kind))
    return formulas


def _fetched(keys: Keys, annotation: Annotation, number: int, cell: str) -> str:
    """Return the formula of an added column for the key in a cell; an empty cell would be fetched as 0."""
    found = lookup(keys, annotation.sheet_name, first_row(annotation), FIRST_ADDED + number, cell)
    texts = annotation.columns[number].kind in (TEXT, BAND)
    return f'IFERROR({found}&"","")' if texts else f'IFERROR(IF({found}="","",{found}),"")'


def _notes(annotation: Annotation, target: Target) -> list[Note]:
    """Return the notes on headers and on the first value of each account."""
    heads = [
        Note(target.asked.header_row, target.first + number, column.note)
        for number, column in enumerate(annotation.columns)
        if column.note
    ]
    return heads + [
        Note(row, target.first, annotation.notes[account])
        for row, account in target.asked.rows
        if annotation.notes[account]
    ]


def _widen(root: etree._Element, first: int, widths: Sequence[float]) -> None:
    """Give the new columns their widths; ranges of columns that reach over them are parted."""
    holder = the_only(root, "cols", WORKSHEET_ORDER)
    last = first + len(widths) - 1
    for column in list(holder):
        begins, ends = int(column.get("min")), int(column.get("max"))
        if ends < first or begins > last:
            continue
        for part_begins, part_ends in ((begins, first - 1), (last + 1, min(ends, LAST_COLUMN))):
            if part_begins <= part_ends:
                rest = etree.Element(column.tag, dict(column.attrib))
                rest.set("min", str(part_begins))
                rest.set("max", str(part_ends))
                column.addprevious(rest)
        holder.remove(column)
    for number, width in enumerate(widths):
        place_of = str(first + number)
        made = etree.Element(main("col"), min=place_of, max=place_of, width=f"{width:g}", customWidth="1")
        later = next((column for column in holder if int(column.get("min")) > first + number), None)
        if later is None:
            holder.append(made)
        else:
            later.addprevious(made)
