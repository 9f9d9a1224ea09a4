"""A returned workbook: what people wrote into it, found by row key and header wherever it now stands.

Sheets may have been renamed, copied, sorted or filtered, rows deleted, columns moved and inserted. Whatever
cannot be tied to an account for certain is set aside with its reason; nothing that a cell holds is run.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from cxdesk.errors import Place, UnreadableInput
from cxdesk.report.round_trip.records import ReturnedBook, ReturnedRow, ReturnedText, RowAside
from cxdesk.report.round_trip.texts import cell_words, decision_of, plain_text
from cxdesk.workspace.annotations import DECISION, FIELDS, LONGEST
from cxdesk.workspace.row_key import RowKey, is_key, key_of

_LOOKED_AT = 200
"""How many rows of a sheet may stand above the first that has a key."""
_DAMAGE = (
    zipfile.BadZipFile, OSError, EOFError, KeyError, ValueError, IndexError, TypeError, AttributeError,
    NotImplementedError, RuntimeError, SyntaxError, zlib.error,
)  # fmt: skip
_SHOWN = ("account", "account id")
"""The headers under which a sheet names its accounts."""
_HEADERS = {" ".join(header.casefold().split()): name for name, header in FIELDS.items()}


@dataclass(slots=True)
class _Found:
    """What was found in the sheets so far."""

    rows: list[ReturnedRow] = field(default_factory=list)
    aside: list[RowAside] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """Where a sheet has its key and its columns, as far as it was read; positions count from 0."""

    sheet: str
    key: int | None = None
    columns: dict[str, int] = field(default_factory=dict)
    shown: tuple[int, ...] = ()
    twice: set[str] = field(default_factory=set)


def read_returned(path: Path) -> ReturnedBook:
    """Return what stands in a workbook that was handed out. The caller has checked that it is one, and safe.

    Raises UnreadableInput for damaged ones, and workbooks without a row key.
    """
    found = _Found()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of colours and the like, which nobody reads here
            _read_sheets(path, found)
    except _DAMAGE as error:
        raise _refused(path, "The workbook is damaged.", "Ask for it again, or save it anew.") from error
    if not (found.rows or found.aside):
        raise _refused(
            path,
            "No sheet of the workbook has the row keys of one that cxdesk handed out.",
            "Choose the workbook that came back; to import a table, use Import.",
        )
    return ReturnedBook(path.name, tuple(found.rows), tuple(found.aside), tuple(found.remarks))


def _read_sheets(path: Path, found: _Found) -> None:
    """Add what the sheets of a workbook hold."""
    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            _read_sheet(sheet, lambda name=sheet.title: _results(path, name), found)
    finally:
        book.close()


def _read_sheet(sheet: Any, results: Any, found: _Found) -> None:
    """Add what a sheet holds; `results` gives its rows with the results of formulas."""
    table = _Table(sheet.title)
    rows, computed = [], False
    sheet.reset_dimensions()  # what it declares may be wrong
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if table.key is None and number > _LOOKED_AT:
            return
        if _learn(table, cells):
            continue
        kept = {name: _cell(cells, place) for name, place in table.columns.items()}
        computed |= any(cell is not None and cell.data_type == "f" for cell in kept.values())
        named = tuple(text for place in table.shown if (text := _text(_cell(cells, place))))
        rows.append((number, _text(_cell(cells, table.key)), named, kept))
    if table.key is None:
        return
    _remark(table, found)
    shown = dict(_results_of(results(), table)) if computed else {}
    for number, key, named, cells in rows:
        if row := _row(table, number, key, cells, shown.get(number, {}), found):
            found.rows.append(replace(row, shown=named))


def _learn(table: _Table, cells: tuple) -> bool:
    """Take in a row above the first key and return whether it is one; the first key ends that."""
    if table.key is not None:
        return False
    texts = [_text(cell) for cell in cells]
    table.key = next((place for place, text in enumerate(texts) if is_key(text)), None)
    if table.key is not None:
        return False
    heads = [" ".join(text.casefold().split()) for text in texts]
    named = [(place, _HEADERS[head]) for place, head in enumerate(heads) if head in _HEADERS]
    if named:
        first = {name: place for place, name in reversed(named)}
        table.columns = {name: first[name] for name in FIELDS if name in first}
        table.shown = tuple(heads.index(head) for head in _SHOWN if head in heads)
        table.twice = {name for _, name in named if sum(other == name for _, other in named) > 1}
    return True


def _remark(table: _Table, found: _Found) -> None:
    """Say which columns a sheet has no more, or twice."""
    for name, header in FIELDS.items():
        if name not in table.columns:
            found.remarks.append(f"The sheet {table.sheet} has no column {header} any more: it was not read.")
        elif name in table.twice:
            letter = get_column_letter(table.columns[name] + 1)
            found.remarks.append(
                f"The sheet {table.sheet} has the column {header} twice: {letter}, the first, was read."
            )


def _row(
    table: _Table, number: int, key_text: str, cells: dict, shown: dict, found: _Found
) -> ReturnedRow | None:
    """Return a row with its texts; None where the row is added to those set aside, or says nothing."""
    said = " · ".join(text for cell in cells.values() if (text := _text(cell)))
    if not is_key(key_text):
        if said:
            why = "The row has no row key: it was added, or the key was deleted."
            found.aside.append(RowAside(table.sheet, number, why, said))
        return None
    key = key_of(key_text)
    if key is None:
        why = "The row key was edited or counted up, so that the account is not certain."
        found.aside.append(RowAside(table.sheet, number, why, said))
        return None
    texts = []
    for name, cell in cells.items():
        computed = cell is not None and cell.data_type == "f"
        held = shown.get(name) if computed else cell
        text, why = _checked(name, held, computed)
        place = f"{get_column_letter(table.columns[name] + 1)}{number}"
        if why:
            found.aside.append(RowAside(table.sheet, number, why, text, key.account, place))
        else:
            texts.append(ReturnedText(name, text, _given(key, name), place, computed))
    return ReturnedRow(key, table.sheet, number, tuple(texts))


def _checked(name: str, cell: Any, computed: bool) -> tuple[str, str]:
    """Return a cell's text and why it cannot be taken, "" where it can."""
    text, header = _text(cell), FIELDS[name]
    if cell is not None and cell.data_type == "e":
        return text, f"The cell under {header} is in error."
    if computed and not text:
        return (
            text,
            f"The formula under {header} has no stored result: open the file, save it, read it again.",
        )
    if name == DECISION:
        known = decision_of(text)
        return (text, "The decision is none of the list.") if known is None else (known, "")
    most = LONGEST[name]
    return text, f"The text under {header} has more than {most:,} characters." if len(text) > most else ""


def _given(key: RowKey, name: str) -> str:
    return key.given[list(FIELDS).index(name)]


def _results(path: Path, name: str) -> Iterator[tuple]:
    """Yield the rows of a sheet with the results of formulas in their place."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book[name]
        sheet.reset_dimensions()
        yield from sheet.iter_rows()
    finally:
        book.close()


def _results_of(rows: Iterator[tuple], table: _Table) -> Iterator[tuple[int, dict]]:
    for number, cells in enumerate(rows, 1):
        yield number, {name: _cell(cells, place) for name, place in table.columns.items()}


def _cell(cells: tuple, place: int | None) -> Any:
    return cells[place] if place is not None and place < len(cells) else None


def _text(cell: Any) -> str:
    return "" if cell is None else plain_text(cell_words(cell.value))


def _refused(path: Path, what: str, next_step: str) -> UnreadableInput:
    return UnreadableInput(what, next_step, Place(file=path.name))
