"""The cells of one worksheet's XML: found by their place, read as text, put in where they belong.

A row or cell that does not say its place stands behind the one before it (ECMA-376, 18.3.1.73 and 18.3.1.4).
"""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from cxdesk.report.annotated.ooxml import (
    WORKSHEET_ORDER,
    column_letters,
    column_number,
    escaped,
    main,
    text_element,
    the_only,
    unescaped,
)

_LETTERS = re.compile(r"[A-Z]+")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its equals sign, and what it gives now: text or number."""

    text: str
    value: str | float


Value = str | float | Formula


class SheetCells:
    """Rows and cells of a worksheet. Rows and columns are counted from 1."""

    def __init__(self, root: etree._Element, shared: Sequence[str]) -> None:
        self._data = the_only(root, "sheetData", WORKSHEET_ORDER)
        self._shared = shared
        self._rows = dict(_numbered_rows(self._data))
        self._numbers = sorted(self._rows)

    @property
    def last_row(self) -> int:
        """The last row that is there, 0 for an empty sheet."""
        return self._numbers[-1] if self._numbers else 0

    def used_columns(self) -> set[int]:
        """Return the columns in which a cell holds something; one that is only formatted gives way."""
        return {column for row in self._rows.values() for column, cell in _numbered_cells(row) if len(cell)}

    def texts(self, row: int) -> dict[int, str]:
        """Return column -> text of a row's cells that hold something; a number as it is stored."""
        if row not in self._rows:
            return {}
        read = ((column, self._text(cell)) for column, cell in _numbered_cells(self._rows[row]))
        return {column: text for column, text in read if text}

    def is_number(self, row: int, column: int) -> bool:
        """Return whether a cell holds a number, also one that a formula gave."""
        cell = self._cell(row, column)
        return cell is not None and cell.get("t", "n") == "n" and cell.find(main("v")) is not None

    def style(self, row: int, column: int) -> int:
        """Return the number of a cell's format, 0 where the cell is not there."""
        cell = self._cell(row, column)
        return int(cell.get("s", "0")) if cell is not None else 0

    def put(self, row: int, column: int, value: Value, style: int) -> None:
        """Write a cell; one that is there and empty gives way."""
        stored = self._row(row)
        stored.attrib.pop("spans", None)
        cell = etree.Element(main("c"), r=f"{column_letters(column)}{row}", s=str(style))
        _fill(cell, value)
        for place, other in _numbered_cells(stored):
            if place == column:
                stored.replace(other, cell)
                return
            if place > column:
                other.addprevious(cell)
                return
        stored.append(cell)

    def set_height(self, row: int, points: float) -> None:
        """Give a row that is there its height."""
        self._rows[row].set("ht", f"{points:g}")
        self._rows[row].set("customHeight", "1")

    def _cell(self, row: int, column: int) -> etree._Element | None:
        if row not in self._rows:
            return None
        return dict(_numbered_cells(self._rows[row])).get(column)

    def _row(self, number: int) -> etree._Element:
        """Return a row, made in its place where there is none."""
        if number not in self._rows:
            made = etree.Element(main("row"), r=str(number))
            insort(self._numbers, number)
            if self._numbers[-1] == number:
                self._data.append(made)
            else:
                self._rows[self._numbers[bisect(self._numbers, number)]].addprevious(made)
            self._rows[number] = made
        return self._rows[number]

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return rich_text(cell.find(main("is")))
        stored = cell.findtext(main("v"), "")
        if kind == "s" and stored.isdigit() and int(stored) < len(self._shared):
            return self._shared[int(stored)]
        return unescaped(stored) if kind == "str" else stored


def rich_text(element: etree._Element | None) -> str:
    """Return the text of a string item: its runs one after the other, without what is spoken beside them."""
    if element is None:
        return ""
    own = (main("t"), main("r"))
    parts = (child for child in element if child.tag in own)
    texts = (part.text or "" if part.tag == own[0] else part.findtext(own[0], "") for part in parts)
    return unescaped("".join(texts))


def _numbered_rows(data: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    number = 0
    for row in data.iterfind(main("row")):
        number = int(row.get("r", number + 1))
        yield number, row


def _numbered_cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    column = 0
    for cell in row.iterfind(main("c")):
        letters = _LETTERS.match(cell.get("r", ""))
        column = column_number(letters[0]) if letters else column + 1
        yield column, cell


def _fill(cell: etree._Element, value: Value) -> None:
    """Give a cell its value: text stands in the cell itself, so that the shared texts stay as they are."""
    shown = value.value if isinstance(value, Formula) else value
    if isinstance(value, Formula):
        etree.SubElement(cell, main("f")).text = value.text
        if isinstance(shown, str):
            cell.set("t", "str")
    elif isinstance(shown, str):
        cell.set("t", "inlineStr")
        etree.SubElement(cell, main("is")).append(text_element("t", shown))
        return
    etree.SubElement(cell, main("v")).text = escaped(shown) if isinstance(shown, str) else repr(float(shown))
