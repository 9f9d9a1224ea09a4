"""A table on a sheet, described by its columns and written in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

import numpy as np
from xlsxwriter.format import Format

from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import Styles

TITLE_ROW = 0
_LINE_POINTS = 15
_ROUNDED_AWAY, _INSIDE = 0.05, 1 - 1e-12
_HIGHEST_ROW = 400
_FILLED = 1.15  # letters of wrapped text for each unit of width, which is that of a digit
SUBTITLE_ROW = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `kind` is "number", "text", "date", "formula" (with `formula`, where {r} is the shown row; `values` are
    what it comes to), "link" (with one `target` per row, "" for none) or "handwriting"; `number` names a
    number format (for formulas that give text: ""); `entered` marks inputs; `group` is written above the
    first column of a run.
    """

    key: str
    header: str
    width: float
    values: Any
    kind: str = "number"
    number: str = ""
    formula: str = ""
    targets: Sequence[str] = ()
    note: str = ""
    group: str = ""
    entered: bool = False
    muted: bool = False
    wrap: bool = False
    hidden: bool = False


def write_head(sheet: SheetWriter, styles: Styles, title: str, subtitle: str, warning: str = "") -> None:
    """Write the title, the line under it and, in the third row, what must not be overlooked."""
    sheet.text(TITLE_ROW, 0, title, styles.title)
    sheet.height(TITLE_ROW, 24)
    sheet.text(SUBTITLE_ROW, 0, subtitle, styles.subtitle)
    if warning:
        sheet.text(SUBTITLE_ROW + 1, 0, warning, styles.warning)


def write_table(
    sheet: SheetWriter,
    styles: Styles,
    header_row: int,
    columns: Sequence[Column],
    header_height: float = 32,
    rows_between: int = 0,
) -> tuple[int, int, int, int]:
    """Write headers with their notes and the rows below; return (header row, 0, last row, last column).

    Groups are written above the headers, with `rows_between` rows free between.
    """
    group = ""
    rows, top = 0, any(column.wrap for column in columns)
    for position, column in enumerate(columns):
        sheet.width(position, column.width, None, column.hidden)
        if column.group != group:
            group = column.group
            sheet.text(header_row - 1 - rows_between, position, group, styles.group)
        sheet.text(header_row, position, column.header, styles.header(_is_right(column), min(position, 1)))
        if column.note:
            sheet.note(header_row, position, column.note)
        write_values(sheet, styles, header_row + 1, position, column, top)
        rows = max(rows, len(column.values))
    sheet.height(header_row, header_height)
    _fit_heights(sheet, header_row + 1, [column for column in columns if column.wrap])
    return header_row, 0, header_row + max(rows, 1), len(columns) - 1


def write_values(
    sheet: SheetWriter, styles: Styles, row: int, position: int, column: Column, top: bool = False
) -> None:
    """Write the values of one column from `row` down; `top` when rows have several lines."""
    style = _style(styles, column, min(position, 1), top)
    match column.kind:
        case "number":
            sheet.numbers(row, position, column.values, style)
        case "date":
            sheet.dates(row, position, column.values, style)
        case "formula":
            sheet.formulas(row, position, column.formula, column.values, style)
        case "link":
            plain = styles.text(indent=min(position, 1), top=top)
            for offset, (text, target) in enumerate(zip(column.values, column.targets, strict=True)):
                sheet.text(row + offset, position, text, style if target and text else plain)
        case "handwriting":
            for offset, text in enumerate(column.values):
                sheet.text(row + offset, position, text, style, lines=True)
        case _:
            sheet.texts(row, position, column.values, style)
    # An empty cell leads nowhere: some programs would show the link's address in it.
    for offset, (value, target) in enumerate(zip(column.values, column.targets, strict=False)):
        if target and (value if isinstance(value, str) else isfinite(value)):
            sheet.lead(row + offset, position, target)


def mark_points(sheet: SheetWriter, styles: Styles, area: tuple[int, int, int, int]) -> None:
    """Show points that lower a health in red, and those that one decimal rounds to zero without a sign."""
    falling = {"type": "cell", "criteria": "<=", "value": -_ROUNDED_AWAY, "format": styles.falling}
    sheet.condition(area, falling)
    mark_nothing(sheet, styles, area, "0.0", _ROUNDED_AWAY)


def mark_nothing(
    sheet: SheetWriter, styles: Styles, area: tuple[int, int, int, int], shown: str, below: float
) -> None:
    """Show numbers nearer to zero than `below` as zero: neither +0.0 nor −0.0 says anything."""
    rule = {"type": "cell", "criteria": "between", "minimum": -below * _INSIDE, "maximum": below * _INSIDE}
    sheet.condition(area, rule | {"format": styles.nothing(shown)})


def texts_of(values: np.ndarray) -> list[str]:
    """Return texts of the facts as a list; what is not a text (an unknown value) is empty."""
    return [value if isinstance(value, str) else "" for value in values.tolist()]


def _fit_heights(sheet: SheetWriter, first_row: int, columns: Sequence[Column]) -> None:
    """Make rows high enough for their wrapped texts; not every program does so by itself."""
    if not columns:
        return
    for offset, texts in enumerate(zip(*(column.values for column in columns), strict=True)):
        lines = max(
            sum(ceil(len(line) / (_FILLED * column.width)) or 1 for line in text.split("\n"))
            for text, column in zip(texts, columns, strict=True)
        )
        if lines > 1:
            sheet.height(first_row + offset, min(_LINE_POINTS * lines + 2, _HIGHEST_ROW))


def _style(styles: Styles, column: Column, indent: int, top: bool) -> Format:
    """Return the format of a column's cells."""
    if column.kind == "link":
        return styles.link(indent, top)
    if column.kind == "handwriting":
        return styles.handwriting(top)
    if column.kind == "date":
        return styles.number("date", column.entered, top)
    if column.number:
        return styles.number(column.number, column.entered, top)
    return styles.text(False, column.muted, column.wrap, indent, top)


def _is_right(column: Column) -> bool:
    """Return whether a column holds numbers, which stand on the right."""
    return column.kind in ("number", "date") or bool(column.number)
