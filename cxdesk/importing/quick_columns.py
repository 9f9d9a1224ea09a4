"""Cells found by their tags into columns: numbers, dates, texts and errors as the cells' types and styles
say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.cell_formats import CellFormats
from cxdesk.importing.number_formats import Shown
from cxdesk.importing.shared_strings import unescaped
from cxdesk.importing.sheet import SECONDS_PER_DAY, CellKind, RawColumn, text_column
from cxdesk.importing.sheet_tags import TaggedCells, Unusual, texts_between

_NUMBER, _MOMENT, _LENGTH, _SHARED, _TEXT, _BOOL, _ERROR = range(7)
_ATTRIBUTE = re.compile(r' (s|t|cm|vm|ph)="([^"&]*)"')
_TYPES = {"s": _SHARED, "str": _TEXT, "inlineStr": _TEXT, "b": _BOOL, "e": _ERROR}
_SHOWN = {Shown.NUMBER: _NUMBER, Shown.MOMENT: _MOMENT, Shown.LENGTH: _LENGTH}
_MOST_DIGITS = 9
_MOST_FORMATS = 1 << 16
_NUMERALS = b"0123456789.eE+-"
_DAY_OF_1970 = 25_569
_LEAP_DAY = 60  # the 29 February 1900 that spreadsheets count; days before it are counted one short
_LAST_DAY = 2_958_466  # the first day that no spreadsheet can show
_MILLISECONDS = 86_400_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Strings:
    """A workbook's shared strings: `texts`: string array[n]; `filled`: uint8[n], 1 where one has more than
    spaces."""

    texts: pa.Array
    filled: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint8))


@dataclass(frozen=True, slots=True)
class Styles:
    """A workbook's cell styles: `shown`, what each makes of a number, and `formats`, the place of its number
    format among `names`, of which the first is "" and stands for those that say no more."""

    shown: tuple[Shown, ...]
    formats: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """`rows` rows down to the last that holds anything; `uncached`: formulas without a stored result."""

    columns: tuple[RawColumn, ...]
    rows: int
    uncached: int


def strings_of(texts: pa.Array) -> Strings:
    """Return shared strings with which of them are blank."""
    return Strings(texts, text_column(texts).kinds)


def styles_of(shown: Sequence[Shown], telling: Sequence[str]) -> Styles:
    """Return cell styles from what each makes of a number and the codes of formats that say more of it."""
    names = tuple(dict.fromkeys(("", *telling)))[:_MOST_FORMATS]
    places = {name: place for place, name in enumerate(names)}
    return Styles(tuple(shown), tuple(places.get(code, 0) for code in telling), names)


def columns_of(stretch: bytes, cells: TaggedCells, strings: Strings, styles: Styles, first_row: int) -> Found:
    """Return the columns of the rows from `first_row` on; raises `Unusual`."""
    by_attributes = [_sort_of(text, styles) for text in cells.distinct]
    sorts = np.array([sort for sort, _, _ in by_attributes], np.uint8)[cells.attributes]
    worded = np.array([worded for _, worded, _ in by_attributes], bool)[cells.attributes]
    telling = np.array([place for _, _, place in by_attributes], np.uint16)
    held = cells.stops > cells.starts
    uncached = int((cells.formulas & ~held & ~worded).sum())
    held |= sorts == _ERROR
    if not held.any():
        return Found((), 0, uncached)
    order = np.argsort(cells.columns.astype(np.uint16), kind="stable")
    order = order[held[order]]
    values = texts_between(stretch, cells.starts, cells.stops, order)
    columns, rows, sorts = cells.columns[order], cells.rows[order] - first_row, sorts[order]
    height = int(rows.max()) + 1
    width = int(columns[-1]) + 1
    edges = np.searchsorted(columns, np.arange(width + 1))
    empty = RawColumn(np.zeros(height, np.uint8), None, None)
    codes = telling[cells.attributes[order]] if telling.any() else None
    made = []
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if begin == end:
            made.append(empty)
            continue
        part = slice(begin, end)
        column = _column(values.slice(begin, end - begin), rows[part], sorts[part], strings, height)
        if codes is not None and codes[part].any():
            placed = np.zeros(height, np.uint16)
            placed[rows[part]] = codes[part]
            column = replace(column, formats=CellFormats(placed, styles.names))
        made.append(column)
    return Found(tuple(made), height, uncached)


def _sort_of(attributes: str, styles: Styles) -> tuple[int, bool, int]:
    """Return what a cell's attributes make of its value, whether it is the text of a formula, and the place
    of the number format that says more of it, 0 for none."""
    if _ATTRIBUTE.sub("", attributes).strip():
        raise Unusual("A cell has an attribute that plain sheets do not have.")
    named = dict(_ATTRIBUTE.findall(attributes))
    kind = named.get("t", "n")
    if kind == "n":
        style = named.get("s", "0")
        is_place = style.isascii() and style.isdecimal() and len(style) <= _MOST_DIGITS
        if not is_place or int(style) >= max(len(styles.shown), 1):
            raise Unusual("A cell has a style that the workbook lacks.")
        sort = _SHOWN[styles.shown[int(style)]] if styles.shown else _NUMBER
        return sort, False, styles.formats[int(style)] if sort == _NUMBER and styles.formats else 0
    if kind not in _TYPES:
        raise Unusual("A cell has a type that plain sheets do not have.")
    return _TYPES[kind], kind == "str", 0


def _column(
    values: pa.Array, rows: np.ndarray, sorts: np.ndarray, strings: Strings, height: int
) -> RawColumn:
    """Return one column; `rows` ascend."""
    if (sorts == _SHARED).all():
        return _shared(values, rows, strings, height)
    kinds, numbers = np.zeros(height, np.uint8), None
    texts: list[tuple[np.ndarray, pa.Array]] = []
    for sort in np.unique(sorts).tolist():
        chosen = sorts == sort
        part = values if chosen.all() else values.filter(pa.array(chosen))
        at = rows[chosen]
        if sort in (_SHARED, _TEXT, _ERROR):
            said, kind = _said(part, sort, strings)
            kinds[at] = kind
            texts.append((at, said))
            continue
        read, kind = _BY_SORT[sort](part)
        numbers = np.zeros(height) if numbers is None else numbers
        numbers[at], kinds[at] = read, kind
    return RawColumn(kinds, numbers, _placed(texts, height))


def _shared(values: pa.Array, rows: np.ndarray, strings: Strings, height: int) -> RawColumn:
    """Return a column of nothing but shared strings."""
    places = _places(values, strings)
    if len(places) == height:
        return RawColumn(strings.filled[places], None, strings.texts.take(pa.array(places)))
    kinds, wanted = np.zeros(height, np.uint8), np.full(height, -1, np.int32)
    kinds[rows], wanted[rows] = strings.filled[places], places
    return RawColumn(kinds, None, strings.texts.take(pa.array(wanted, mask=wanted < 0)))


def _places(values: pa.Array, strings: Strings) -> np.ndarray:
    """Return the places of shared strings, int32[n]."""
    places = _cast(values, pa.int32())
    if len(places) and not (places.min() >= 0 and places.max() < len(strings.texts)):
        raise Unusual("A cell names a shared string that the workbook lacks.")
    return places


def _said(values: pa.Array, sort: int, strings: Strings) -> tuple[pa.Array, np.ndarray | int]:
    """Return texts, and the kinds of their cells."""
    if sort == _SHARED:
        places = _places(values, strings)
        return strings.texts.take(pa.array(places)), strings.filled[places]
    values = unescaped(values)
    if sort == _ERROR:
        return pc.if_else(pc.equal(values, ""), "#ERROR", values), CellKind.ERROR
    return values, text_column(values).kinds


def _placed(texts: list[tuple[np.ndarray, pa.Array]], height: int) -> pa.Array | None:
    """Return texts at their rows, null elsewhere; None when there are none."""
    if not texts:
        return None
    wanted = np.full(height, -1, np.int64)
    at = np.concatenate([rows for rows, _ in texts])
    wanted[at] = np.arange(len(at))
    return pa.concat_arrays([part for _, part in texts]).take(pa.array(wanted, mask=wanted < 0))


def _numbers(values: pa.Array) -> tuple[np.ndarray, int]:
    """Return bare numbers."""
    return _cast(values, pa.float64()), CellKind.NUMBER


def _truths(values: pa.Array) -> tuple[np.ndarray, int]:
    """Return yes and no as 1 and 0."""
    numbers = _cast(values, pa.float64())
    if not np.isin(numbers, (0.0, 1.0)).all():
        raise Unusual("A truth value is neither 0 nor 1.")
    return numbers, CellKind.BOOL


def _moments(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return day numbers as dates where they are whole, as times of day below one, else as moments."""
    days = _cast(values, pa.float64())
    if ((days < 0) | (days >= _LAST_DAY)).any():
        raise Unusual("A date is one that no spreadsheet can show.")
    since = days + (days < _LEAP_DAY) - _DAY_OF_1970
    whole, early = days == np.floor(days), days < 1
    moments = np.floor(since * _MILLISECONDS + 0.5) / 1000.0
    times = np.floor(days * _MILLISECONDS + 0.5) / 1000.0
    if (times[early] >= SECONDS_PER_DAY).any():
        raise Unusual("A time of day is rounded to the next day.")
    read = np.where(early, times, np.where(whole, since, moments))
    kinds = np.where(early, CellKind.DURATION, np.where(whole, CellKind.DATE, CellKind.DATETIME))
    return read, kinds.astype(np.uint8)


def _lengths(values: pa.Array) -> tuple[np.ndarray, int]:
    """Return lengths of time in seconds."""
    days = _cast(values, pa.float64())
    if ((days < 0) | (days >= _LAST_DAY)).any():
        raise Unusual("A length of time is one that no spreadsheet can show.")
    return np.floor(days * _MILLISECONDS + 0.5) / 1000.0, CellKind.DURATION


def _cast(values: pa.Array, kind: pa.DataType) -> np.ndarray:
    """Return numerals as numbers; raises `Unusual` where there is anything else."""
    edges = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    written = values.buffers()[2].slice(int(edges[0]), int(edges[-1] - edges[0])).to_pybytes()
    if written.translate(None, _NUMERALS):
        raise Unusual("A number holds something else.")
    try:
        numbers = values.cast(kind).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        raise Unusual("A number is none.") from None
    if kind == pa.float64() and not np.isfinite(numbers).all():
        raise Unusual("A number is too large.")
    return numbers


_BY_SORT = {_NUMBER: _numbers, _BOOL: _truths, _MOMENT: _moments, _LENGTH: _lengths}
