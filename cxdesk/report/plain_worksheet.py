"""XlsxWriter's worksheet, quicker at what the workbook has by the ten thousand: numbers, formulas, links.

It writes the same bytes for cells as XlsxWriter does, which a test holds it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.url import Url, UrlTypes
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellFormulaTuple, CellNumberTuple, Worksheet


class PlainWorksheet(Worksheet):
    """A worksheet that takes columns of numbers and formulas at once, and whose links stay in the workbook.

    Formulas are taken as written. Ours use no function newer than Excel 2007; looking for those in each takes
    twelve times as long as writing it.
    """

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

    def lead(self, row: int, column: int, target: str) -> None:
        """Let a cell lead to a place in this workbook, without writing into it."""
        self.hlink_count += 1
        self.hyperlinks[row][column] = _Inside(target)

    def _beyond(self, row: int, column: int, count: int) -> bool:
        """Return whether a column of so many cells does not fit the sheet; note how far the sheet goes."""
        return any(self._check_dimensions(place, column) for place in (row, row + max(count, 1) - 1))

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


class _Inside(Url):
    """A link to a place in this workbook, such as `'Evidence'!A7`; it is not taken apart as addresses are."""

    def __init__(self, target: str) -> None:
        self._link_type = UrlTypes.INTERNAL
        self._original_url = self._link = self._relationship_link = target
        self._text = self._tip = f"Go to {target}"
        self._anchor, self._is_object_link, self._rel_index = "", False, 0
