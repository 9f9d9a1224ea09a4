"""One worksheet: its cells row by row and column by column, what is hidden in it, and all else it says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from cxdesk.report.leak_check.record import HIDDEN, LINK, Contents, Leak, Piece

_HEADER_PART = re.compile(r"(?<!&)((?:&&)*)&[LCR]")
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d+|[^&])')
_REFERENCE = re.compile(r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?:\s+\$?[A-Z]{1,3}\$?\d+\S*)*")
_ELSEWHERE = re.compile(r"://|\[[^\]]*\][^\[\]]*!|mailto:", re.IGNORECASE)
_LEAST_POINTS, _LEAST_WIDTH = 2.0, 0.3
"""A row that is lower (points) or a column that is narrower (characters) shows nothing."""
_CELLS = frozenset(("row", "c", "v", "f", "is", "t", "r", "sheetData"))


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that says something; rows and columns are counted from 0."""

    row: int
    column: int
    text: str
    formula: str
    style: int

    @property
    def name(self) -> str:
        """The cell as the spreadsheet calls it."""
        return f"{xl_col_to_name(self.column)}{self.row + 1}"


def shared_texts(root: etree._Element | None) -> list[str]:
    """Return the texts that cells share, the runs of each put together."""
    return [] if root is None else ["".join(item.itertext()) for item in root.iter("{*}si")]


def used_texts(root: etree._Element) -> Iterator[int]:
    """Yield the numbers of the shared texts that cells of a sheet show."""
    for cell in root.iter("{*}c"):
        value = cell.findtext("{*}v")
        if cell.get("t") == "s" and value and value.isdigit():
            yield int(value)


def sheet_contents(
    root: etree._Element, name: str, shared: Sequence[str], unseen: Mapping[int, str]
) -> Contents:
    """Return what a sheet says. `name` is its place in words; `unseen` says by cell style why it shows
    nothing.
    """
    cells = list(_cells(root, shared))
    rows, columns = defaultdict(list), defaultdict(list)
    for cell in cells:
        place = f"{name}, cell {cell.name}"
        rows[cell.row].append(Piece(place, cell.text))
        columns[cell.column].append(Piece(place, cell.text, is_beside=False))
    formulas = [(Piece(f"{name}, formula of {cell.name}", cell.formula, False),) for cell in cells]
    streams = [*rows.values(), *columns.values(), *formulas, *_else(root, name)]
    return Contents(
        tuple(tuple(stream) for stream in streams),
        (*_hidden(root, name, cells), *_unseen(cells, name, unseen), *_outward(cells, name)),
    )


def _cells(root: etree._Element, shared: Sequence[str]) -> Iterator[_Cell]:
    """Yield the cells that hold a text, a number or a formula; one that names no place follows the last."""
    row, column = -1, -1
    for line in root.iter("{*}row"):
        row, column = int(line.get("r", row + 2)) - 1, -1
        for cell in line.iter("{*}c"):
            place = cell.get("r")
            row, column = xl_cell_to_rowcol(place) if place else (row, column + 1)
            text, formula = _text(cell, shared), cell.findtext("{*}f") or ""
            if text or formula:
                yield _Cell(row, column, text, formula, int(cell.get("s", 0)))


def _text(cell: etree._Element, shared: Sequence[str]) -> str:
    """Return what a cell shows, numbers as they are kept."""
    inline = "".join("".join(each.itertext()) for each in cell.iter("{*}is"))
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s" and value.isdigit():
        return shared[int(value)] if int(value) < len(shared) else ""
    return inline + value


def _hidden(root: etree._Element, name: str, cells: Sequence[_Cell]) -> Iterator[Leak]:
    """Yield hidden rows and columns that hold something, each with its first text."""
    hidden_rows = {
        int(line.get("r", 0)) - 1
        for line in root.iter("{*}row")
        if _is_true(line.get("hidden")) or _is_below(line.get("ht"), _LEAST_POINTS)
    }
    spans = [
        (int(span.get("min", 1)) - 1, int(span.get("max", 1)) - 1)
        for span in root.iter("{*}col")
        if _is_true(span.get("hidden")) or _is_below(span.get("width"), _LEAST_WIDTH)
    ]
    if any(_is_true(default.get("zeroHeight")) for default in root.iter("{*}sheetFormatPr")):
        hidden_rows |= {cell.row for cell in cells} - {
            int(line.get("r", 0)) - 1 for line in root.iter("{*}row") if line.get("hidden") == "0"
        }
    told = set()
    for cell in cells:
        for key, is_hidden in (
            (f"hidden row {cell.row + 1}", cell.row in hidden_rows),
            (
                f"hidden column {xl_col_to_name(cell.column)}",
                any(first <= cell.column <= last for first, last in spans),
            ),
        ):
            if is_hidden and key not in told:
                told.add(key)
                yield Leak(f"{name}, {key}", HIDDEN, cell.text or cell.formula)


def _unseen(cells: Sequence[_Cell], name: str, unseen: Mapping[int, str]) -> Iterator[Leak]:
    """Yield cells whose style lets nothing be seen."""
    for cell in cells:
        if cell.style in unseen and cell.text.strip():
            yield Leak(f"{name}, cell {cell.name}", HIDDEN, f"{cell.text} ({unseen[cell.style]})")


def _outward(cells: Sequence[_Cell], name: str) -> Iterator[Leak]:
    """Yield formulas that lead to another file or place on the network."""
    for cell in cells:
        if _ELSEWHERE.search(cell.formula):
            yield Leak(f"{name}, formula of {cell.name}", LINK, cell.formula)


def _else(root: etree._Element, name: str) -> Iterator[list[Piece]]:
    """Yield what stands outside of cells: headers and footers, lists to choose from, tips, rules."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield [Piece(f"{name}, a remark in the XML", element.text or "", False)]
            continue
        local = etree.QName(element).localname
        if local in _CELLS:
            continue
        text = "".join(element.itertext()) if not len(element) else ""
        if local.endswith(("Header", "Footer")):
            for part in _HEADER_PART.sub(r"\1\n", text).split("\n"):
                place = f"{name}, {local} of the printed page"
                yield [Piece(place, _HEADER_CODE.sub("", part), False)]
        elif text.strip():
            yield [Piece(f"{name}, {local}", text, False)]
        for key, value in element.attrib.items():
            if any(map(str.isalpha, value)) and not _REFERENCE.fullmatch(value):
                yield [Piece(f"{name}, {local} {etree.QName(key).localname}", value, False)]


def _is_below(value: str | None, least: float) -> bool:
    try:
        return value is not None and float(value) < least
    except ValueError:
        return False


def _is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")
