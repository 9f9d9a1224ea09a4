"""XlsxWriter's worksheet, quicker at what the workbook has by the ten thousand: numbers, formulas, links.

It writes the same bytes for cells as XlsxWriter does, which a test holds it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet


class PlainWorksheet(Worksheet):
    """A worksheet that takes columns of numbers and formulas at once, and whose links stay in the workbook.

    Formulas are taken as written. Ours use no function newer than Excel 2007; looking for those in each takes
    twelve times as long as writing it.
    """

    def __init__(self) -> None:
        """Begin an empty sheet; the workbook that it is added to sets it up."""
        super().__init__()
        self._leads: dict[tuple[int, int], str] = {}

    def numbers_down(self, row: int, column: int, values: Sequence[float], style: Format | None) -> int:
        """Write the finite numbers among some down a column; return -1 where they do not fit, else 0."""
        if self._beyond(row, column, len(values)):
            return -1
        for place, value in enumerate(values, row):
            if isfinite(value):
                self.table[place][column] = CellNumberTuple(value, style)
        return 0

    def formulas_down(
        self, row: int, column: int, parts: Sequence[str], values: Sequence[Any], style: Format | None
    ) -> int:
        """Write a formula down a column, its `parts` joined by the row's number, each with what it comes to
        (unknown numbers are an empty text); return -1 where they do not fit, else 0.
        """
        if self._beyond(row, column, len(values)):
            return -1
        for place, value in enumerate(values, row):
            shown = value if isinstance(value, str) or isfinite(value) else ""
            self.table[place][column] = CellFormulaTuple(str(place + 1).join(parts), style, shown)
        return 0

    def texts_down(self, row: int, column: int, texts: Sequence[str], style: Format | None) -> int:
        """Write texts down a column, none for empty ones; return -1 where they do not fit, else 0. Each must
        be clean and no longer than a cell holds.
        """
        if self._beyond(row, column, len(texts)):
            return -1
        shared = self.str_table._get_shared_string_index
        for place, text in enumerate(texts, row):
            if text:
                self.table[place][column] = CellStringTuple(shared(text), style)
        return 0

    def lead(self, row: int, column: int, target: str) -> None:
        """Let a cell lead to a place in this workbook, such as `'Evidence'!A7`, without writing into it."""
        self._leads[row, column] = target

    def print_areas(self, areas: Sequence[tuple[int, int, int, int]]) -> None:
        """Print several areas, (first row, first column, last row, last column), each on pages of its own."""
        self.print_area_range = ",".join(self._convert_name_area(*area) for area in areas)

    def _beyond(self, row: int, column: int, count: int) -> bool:
        """Return whether a column of so many cells does not fit the sheet; note how far the sheet goes."""
        return any(self._check_dimensions(place, column) for place in (row, row + max(count, 1) - 1))

    def _calculate_spans(self) -> None:
        """Leave out which columns each row spans: a hint that readers may do without."""

    def _write_hyperlinks(self) -> None:
        if not self._leads:
            return
        self.fh.write("<hyperlinks>")
        for (row, column), target in self._leads.items():
            ref, place = xl_rowcol_to_cell_fast(row, column), quoteattr(target)
            self.fh.write(f'<hyperlink ref="{ref}" location={place} display={place}/>')
        self.fh.write("</hyperlinks>")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if cell.format is None or kind not in ("Number", "Formula", "String"):
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        if kind == "Number":
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        elif kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        else:
            text = isinstance(cell.value, str)
            mark = ' t="str"' if text and cell.value else ""
            value = escape(cell.value) if text else cell.value
            self.fh.write(f"{start}{mark}><f>{escape(cell.formula)}</f><v>{value}</v></c>")
