"""The only way into XlsxWriter: nothing that it refuses goes unnoticed, and text never becomes anything but
text.

XlsxWriter reports what it cannot write by return code alone; here every code is looked at. Texts from the
user's data go through `write_string` only, cleaned and cut to what a cell holds; formulas and links come
from code. Rows and columns are counted from 0; `{r}` in a formula stands for the row number that the
spreadsheet shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from cxdesk.errors import ExportError, Place
from cxdesk.report.cell_text import CELL_LIMIT, clean_lines, clean_text, cut_text
from cxdesk.report.plain_worksheet import PlainWorksheet
from cxdesk.report.printed_blocks import blocks_of, pixels

LINKS_PER_SHEET = 65_530  # Excel's limit
HIGHEST_ROW = 409  # points, Excel's limit
_HEADER_LIMIT = 60  # characters of each part of a printed page header; all together may have 255
_NOTE_COLUMNS = 44  # characters on a line of a note
_LINE_PIXELS = 16
_ROW_POINTS = 17
_BUTTON_POINTS = 14
_USUAL_PIXELS = 64  # of a column whose width is not set


def column_letter(column: int) -> str:
    """Return the name of a column: 0 is A."""
    return xl_col_to_name(column)


class Book:
    """A workbook being written. `close` makes the file; `texts_cut` counts the texts that were too long."""

    def __init__(self, path: Path, created: np.datetime64, title: str) -> None:
        """Begin a workbook at `path`; `created` is the only date in the file's own properties."""
        # In memory, so that no part of confidential data passes through a shared temporary folder.
        self._book = Workbook(str(path), {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        self._place = Place(file=path.name)
        self._formats: dict[tuple, Format] = {}
        self.texts_cut = 0
        properties = {
            "title": clean_text(title),
            "author": "cxdesk",
            "created": created.astype("datetime64[s]").item(),
        }
        self._checked(self._book.set_properties(properties), "its properties")
        self._checked(self._book.set_calc_mode("auto"), "how it calculates")

    def sheet(self, name: str) -> SheetWriter:
        """Add a sheet after those already there."""
        return SheetWriter(self, self._book.add_worksheet(name, PlainWorksheet), name)

    def format(self, properties: Mapping[str, Any]) -> Format:
        """Return a cell format; equal ones are made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(properties))
        return self._formats[key]

    def name(self, name: str, refers_to: str) -> None:
        """Define a name for a cell, a range or a constant."""
        self._checked(self._book.define_name(name, f"={refers_to}"), f"the name {name}")

    def chart(self, kind: str):
        """Return a new chart: a "scatter", "line" or "bar"."""
        return self._book.add_chart({"type": kind})

    def close(self) -> None:
        """Write the file; raises ExportError when that fails."""
        try:
            self._book.close()
        except XlsxWriterException as error:
            reason = next((one.strerror for one in error.args if isinstance(one, OSError)), error)
            raise ExportError(
                f"The workbook could not be written: {reason}.", "Choose another place.", self._place
            ) from error

    def refuse(self, what: str) -> None:
        """Raise ExportError: part of the workbook did not fit."""
        raise ExportError(
            f"The workbook cannot hold {what}.", "Export fewer accounts, or tell us about it.", self._place
        )

    def _checked(self, code: int | None, what: str) -> None:
        if code:
            self.refuse(what)


class SheetWriter:
    """One sheet being written."""

    def __init__(self, book: Book, sheet: PlainWorksheet, name: str) -> None:
        self.book = book
        self.name = name
        self._sheet = sheet
        self._links = 0
        self._widths: dict[int, int] = {}
        self._heights: dict[int, float] = {}
        sheet.hide_gridlines(2)
        sheet.set_default_row(_ROW_POINTS)

    def open_here(self) -> None:
        """Show this sheet when the workbook is opened, whichever comes first."""
        self._sheet.activate()

    def reference(self, row: int, column: int) -> str:
        """Return a formula that is one cell of this sheet."""
        return f"='{self.name}'!${column_letter(column)}${row + 1}"

    def text(
        self, row: int, column: int, text: str, style: Format | None = None, *, lines: bool = False
    ) -> None:
        """Write text as text; an empty one leaves an empty cell. `lines` keeps its line breaks."""
        cleaned, cut = cut_text(clean_lines(text) if lines else clean_text(text))
        if not cleaned:
            self.blank(row, column, style)
            return
        self._checked(self._sheet.write_string(row, column, cleaned, style), row, column)
        if cut:
            self.book.texts_cut += 1
            self.note(
                row, column, f"Cut here: the text has {len(text):,} characters, a cell holds {CELL_LIMIT:,}."
            )

    def number(self, row: int, column: int, value: float, style: Format | None = None) -> None:
        """Write a number; NaN and infinity are an empty cell."""
        if isfinite(value):
            self._checked(self._sheet.write_number(row, column, value, style), row, column)
        else:
            self.blank(row, column, style)

    def date(self, row: int, column: int, day: np.datetime64, style: Format | None = None) -> None:
        """Write a day; NaT, and what a spreadsheet's calendar does not reach, is an empty cell."""
        self.number(row, column, _serial_days(np.array([day]))[0], style)

    def blank(self, row: int, column: int, style: Format | None = None) -> None:
        """Write an empty cell, for its format's sake."""
        self._checked(self._sheet.write_blank(row, column, None, style), row, column)

    def formula(
        self, row: int, column: int, formula: str, value: float | str, style: Format | None = None
    ) -> None:
        """Write a formula with the value it comes to; NaN stands for an empty text."""
        self.formulas(row, column, formula, [value], style)

    def link(self, row: int, column: int, target: str, text: str, style: Format | None = None) -> None:
        """Write text that leads to a place in this workbook, such as `'Evidence'!A7`.

        Text alone once the sheet holds as many links as Excel allows.
        """
        cleaned = cut_text(clean_text(text))[0]
        if not cleaned or self._links == LINKS_PER_SHEET:
            self.text(row, column, text, style)
            return
        self._checked(self._sheet.write_string(row, column, cleaned, style), row, column)
        self.lead(row, column, target)

    def lead(self, row: int, column: int, target: str) -> None:
        """Let a cell, whatever is in it, lead to a place in this workbook; no more than Excel allows."""
        if self._links < LINKS_PER_SHEET:
            self._links += 1
            self._sheet.lead(row, column, target)

    def texts(self, row: int, column: int, texts: Iterable[str], style: Format | None = None) -> None:
        """Write texts down a column; empty ones leave the sheet as it is."""
        given = [clean_text(text) for text in texts]
        whole = [text if 2 * len(text) <= CELL_LIMIT else "" for text in given]
        self._checked(self._sheet.texts_down(row, column, whole, style), row, column)
        for offset, (text, written) in enumerate(zip(given, whole, strict=True)):
            if text and not written:
                self.text(row + offset, column, text, style)

    def numbers(self, row: int, column: int, values: np.ndarray, style: Format | None = None) -> None:
        """Write numbers down a column; unknown ones leave the sheet as it is."""
        given = np.asarray(values, dtype=np.float64).tolist()
        self._checked(self._sheet.numbers_down(row, column, given, style), row, column)

    def dates(self, row: int, column: int, days: np.ndarray, style: Format | None = None) -> None:
        """Write days down a column."""
        self.numbers(row, column, _serial_days(days), style)

    def formulas(
        self, row: int, column: int, formula: str, values: Sequence, style: Format | None = None
    ) -> None:
        """Write one formula down a column, with the value of each row."""
        parts = formula.removeprefix("=").split("{r}")
        given = values.tolist() if isinstance(values, np.ndarray) else values
        self._checked(self._sheet.formulas_down(row, column, parts, given, style), row, column)

    def note(self, row: int, column: int, text: str) -> None:
        """Attach a note to a cell."""
        cleaned = cut_text(clean_lines(text))[0]
        lines = sum(1 + len(line) // _NOTE_COLUMNS for line in cleaned.split("\n"))
        options = {
            "author": "cxdesk",
            "font_name": "Calibri",
            "font_size": 10,
            "width": 280,
            "height": _LINE_PIXELS * (lines + 1),
        }
        self._checked(self._sheet.write_comment(row, column, cleaned, options), row, column)

    def width(self, column: int, width: float, style: Format | None = None, hidden: bool = False) -> None:
        """Set the width of a column in characters."""
        self._widths[column] = 0 if hidden else pixels(width)
        self._checked(self._sheet.set_column(column, column, width, style, {"hidden": hidden}), 0, column)

    def height(self, row: int, points: float, hidden: bool = False) -> None:
        """Set the height of a row, at the most the one that Excel knows."""
        points = min(points, HIGHEST_ROW)
        self._heights[row] = points
        self._checked(self._sheet.set_row(row, points, None, {"hidden": hidden}), row, 0)

    def condition(self, area: tuple[int, int, int, int], rule: Mapping[str, Any]) -> None:
        """Add a conditional format to (first row, first column, last row, last column)."""
        self._checked(self._sheet.conditional_format(*area, dict(rule)), area[0], area[1])

    def checked(self, area: tuple[int, int, int, int], rule: Mapping[str, Any]) -> None:
        """Check what is filled into (first row, first column, last row, last column) by a rule."""
        self._checked(self._sheet.data_validation(*area, dict(rule)), area[0], area[1])

    def chart(self, row: int, column: int, chart, size: tuple[int, int], description: str) -> None:
        """Put a chart with its corner on a cell; its size in pixels, its description for screen readers."""
        chart.set_size({"width": size[0], "height": size[1]})
        options = {"object_position": 3, "description": description}
        self._checked(self._sheet.insert_chart(row, column, chart, options), row, column)

    def filter(self, area: tuple[int, int, int, int]) -> None:
        """Give a table's header row filter buttons, and the height that they cover."""
        self.height(area[0], self._heights.get(area[0], _ROW_POINTS) + _BUTTON_POINTS)
        self._checked(self._sheet.autofilter(*area), area[0], area[1])

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above and the columns to the left in view."""
        self._sheet.freeze_panes(row, column)

    def merged(self, area: tuple[int, int, int, int], text: str, style: Format) -> None:
        """Write text over several cells: (first row, first column, last row, last column)."""
        self._checked(self._sheet.merge_range(*area, "", style), area[0], area[1])
        self.text(area[0], area[1], text, style)

    def numbers_as_text(self, area: tuple[int, int, int, int]) -> None:
        """Say that digits kept as text are meant, such as identifiers with leading zeros."""
        first_row, first, last_row, last = area
        cells = f"{column_letter(first)}{first_row + 1}:{column_letter(last)}{last_row + 1}"
        self._sheet.ignore_errors({"number_stored_as_text": cells})

    def printing(
        self,
        head: tuple[str, str],
        header_row: int,
        end: tuple[int, int],
        paper_a3: bool = False,
        one_page: bool = False,
        kept: int = 0,
    ) -> None:
        """Set up printing: landscape, one page wide, all up to the cell `end`, pages numbered.

        On every page the header row comes again, under a title and a warning (`head`). With `kept` columns
        that come again too, a table that is too wide to be read on one page is printed in blocks.
        """
        title, warning = head
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(8 if paper_a3 else 9)
        sheet.fit_to_pages(1, 1 if one_page else 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self._checked(sheet.repeat_rows(header_row), header_row, 0)
        self._checked(sheet.print_area(0, 0, *end), *end)
        middle = f"&C{_for_printing(warning)}" if warning else ""
        sheet.set_header(f"&L{_for_printing(title)}{middle}&R&A")
        sheet.set_footer("&L&F&RPage &P of &N")
        widths = [self._widths.get(column, _USUAL_PIXELS) for column in range(end[1] + 1)]
        if kept and len(starts := blocks_of(widths, kept)) > 1:
            ends = [start - 1 for start in starts[1:]] + [end[1]]
            # The first has the lines above the table too; the header row comes again above the others.
            tops = [0] + [header_row + 1] * (len(starts) - 1)
            sheet.print_areas([(*at, end[0], last) for *at, last in zip(tops, starts, ends, strict=True)])
            self._checked(sheet.repeat_columns(0, kept - 1), 0, kept)

    def upright(self, head: tuple[str, str], end: tuple[int, int], one_page: bool = True) -> None:
        """Set up printing of a page to read: upright, one page wide, all up to the cell `end`."""
        title, kind = head
        sheet = self._sheet
        sheet.set_portrait()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1 if one_page else 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self._checked(sheet.print_area(0, 0, *end), *end)
        sheet.set_header(f"&L{_for_printing(title)}&R{_for_printing(kind)}")
        sheet.set_footer("&L&F&RPage &P of &N")

    def _checked(self, code: int | None, row: int, column: int) -> None:
        if code:
            self.book.refuse(f"cell {column_letter(column)}{row + 1} of the sheet {self.name} (code {code})")


def _for_printing(text: str) -> str:
    """Return a text as a printed page header takes it: & doubled, so that it is no command, and short."""
    return clean_text(text)[:_HEADER_LIMIT].replace("&", "&&")


def _serial_days(days: np.ndarray) -> np.ndarray:
    """Return days as spreadsheets count them, NaN outside March 1900 to the year 9999."""
    days = days.astype("datetime64[D]")
    serial = (days - np.datetime64("1899-12-30", "D")).astype(np.float64)
    serial[np.isnat(days)] = np.nan
    return np.where((serial >= 61) & (serial <= 2_958_465), serial, np.nan)
