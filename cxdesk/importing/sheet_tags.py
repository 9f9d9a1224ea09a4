"""The cells in a stretch of a worksheet's XML, found for all of them at once by the places of its tags.

Only the plain XML that spreadsheet programs and exporters write is understood; whatever else there is (a
comment, a prefix, text in several runs, a cell without its place) raises `Unusual`, and another reader takes
over. So what is understood is certain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

_LESS, _GREATER, _QUOTE, _SLASH, _ZERO, _LETTER = 60, 62, 34, 47, 48, 64
_EITHER = np.uint8(0xFD)
_MOST_DIGITS = 7
_TAG_LETTERS = 2
_WORD = 8  # letters that are compared at once
_MOST_DISTINCT = 48

_CELL, _CELL_END, _VALUE, _VALUE_END, _NO_VALUE, _FORMULA, _FORMULA_END = 1, 2, 3, 4, 5, 6, 7
_INLINE, _INLINE_END, _TEXT, _TEXT_END, _ROW, _ROW_END = 8, 9, 10, 11, 12, 13
_STARTS = {
    b"c ": _CELL, b"/c": _CELL_END, b"v>": _VALUE, b"/v": _VALUE_END, b"v/": _NO_VALUE,
    b"f>": _FORMULA, b"f ": _FORMULA, b"f/": _FORMULA, b"/f": _FORMULA_END, b"is": _INLINE,
    b"/i": _INLINE_END, b"t>": _TEXT, b"t ": _TEXT, b"/t": _TEXT_END, b"ro": _ROW, b"/r": _ROW_END,
}  # fmt: skip
_LENGTHS = {
    _CELL_END: 3, _VALUE: 2, _VALUE_END: 3, _NO_VALUE: 3, _FORMULA_END: 3, _INLINE: 3, _INLINE_END: 4,
    _TEXT_END: 3, _ROW_END: 5,
}  # fmt: skip
"""From `<` to `>`: `/row` alone has five, so that `/rPh` is none."""
_KINDS = np.zeros(1 << 16, np.uint8)
for _start, _kind in _STARTS.items():
    _KINDS[int.from_bytes(_start, "big")] = _kind
_EXACT = np.zeros(16, np.uint8)
for _kind, _length in _LENGTHS.items():
    _EXACT[_kind] = _length


_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_WORD + 1)], np.uint64)


class Unusual(Exception):
    """XML that these readers do not understand for certain: another reader has to take over."""


@dataclass(frozen=True, slots=True, eq=False)
class TaggedCells:
    """The n cells of a stretch, in its order. `rows`, `columns`: int32[n] from 0. `attributes`: int32[n] into
    `distinct`, the texts of the attributes after the place (` s="1" t="s"`). `starts`, `stops`: int64[n],
    where in the stretch the value's text is, equal where there is none. `formulas`: bool[n]."""

    rows: np.ndarray
    columns: np.ndarray
    attributes: np.ndarray
    distinct: tuple[str, ...]
    starts: np.ndarray
    stops: np.ndarray
    formulas: np.ndarray


def tagged_cells(stretch: bytes) -> TaggedCells:
    """Return the cells of whole rows, `<row ...>` to `</row>`; raises `Unusual`."""
    letters = np.frombuffer(stretch, np.uint8)
    opened, closed = tag_places(letters)
    kinds = _kinds_of_tags(letters, opened, closed)
    is_cell = kinds == _CELL
    cells = np.flatnonzero(is_cell)
    if not len(cells):
        nothing = np.zeros(0, np.int64)
        return TaggedCells(nothing, nothing, nothing, (), nothing, nothing, np.zeros(0, bool))
    owners = np.cumsum(is_cell, dtype=np.int32) - 1
    _check_order(kinds, cells)
    rows, columns, after = _places(letters, opened[cells])
    ends = closed[cells]
    ends = ends - (letters[ends - 1] == _SLASH)
    if (after > ends).any():
        raise Unusual("A cell's place is not closed.")
    codes, distinct = _coded(stretch, after, ends)
    starts, stops, formulas = _contents(kinds, opened, closed, owners, len(cells))
    _check_rows(kinds, owners, rows, columns)
    return TaggedCells(rows, columns, codes, distinct, starts, stops, formulas)


def tag_places(letters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each tag's `<` and `>` stand; raises `Unusual` where they do not alternate."""
    places = np.flatnonzero((letters & _EITHER) == _LESS)  # `<` and `>` differ in that one bit
    opened, closed = np.ascontiguousarray(places[0::2]), np.ascontiguousarray(places[1::2])
    if (
        len(opened) != len(closed)
        or (letters[opened] != _LESS).any()
        or (letters[closed] != _GREATER).any()
        or (closed == opened + 1).any()
        or (len(closed) and closed[-1] != len(letters) - 1)
    ):
        raise Unusual("A sign of a tag stands in a text.")
    return opened, closed


def texts_between(
    stretch: bytes, starts: np.ndarray, stops: np.ndarray, order: np.ndarray | None = None
) -> pa.Array:
    """Return the stretches of text between ascending places, in another order if one is given.

    The caller sees to it that they are UTF-8.
    """
    edges = np.empty(2 * len(starts), np.int32)
    edges[0::2], edges[1::2] = starts, stops
    if (edges[1:] < edges[:-1]).any():
        raise Unusual("Texts overlap.")
    count = max(0, len(edges) - 1)
    # Every second of these texts is what lies between two of those wanted.
    every = pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(edges), pa.py_buffer(stretch)])
    wanted = np.arange(len(starts), dtype=np.int32) if order is None else order
    return every.take(pa.array(wanted * 2, pa.int32()))


def _coded(stretch: bytes, starts: np.ndarray, stops: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the distinct texts between places, and which of them each is, int32[n].

    Short ones are compared as two numbers, as long as there are few: much quicker than as texts.
    """
    lengths = stops - starts
    codes = np.full(len(starts), -1, np.int32)
    distinct: list[str] = []
    if int(lengths.max()) <= 2 * _WORD and int(starts[-1]) + 2 * _WORD <= len(stretch):
        words = np.ndarray((len(stretch) - _WORD + 1,), "<u8", stretch, strides=(1,))
        low = words[starts] & _MASKS[np.minimum(lengths, _WORD)]
        high = words[starts + _WORD] & _MASKS[np.maximum(lengths - _WORD, 0)]
        place = 0
        while place < len(codes) and len(distinct) < _MOST_DISTINCT:
            same = (low == low[place]) & (high == high[place]) & (lengths == lengths[place])
            codes[same] = len(distinct)
            distinct.append(stretch[starts[place] : stops[place]].decode())
            left = codes[place:] < 0
            place += int(left.argmax()) if left.any() else len(left)
        if place == len(codes):
            return codes, tuple(distinct)
    coded = texts_between(stretch, starts, stops).dictionary_encode()
    return coded.indices.to_numpy(), tuple(coded.dictionary.to_pylist())


def _kinds_of_tags(letters: np.ndarray, opened: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return uint8[tags]: which tag each is; raises `Unusual` for one that no plain sheet has."""
    kinds = _KINDS[(letters[opened + 1].astype(np.uint16) << 8) | letters[opened + _TAG_LETTERS]]
    exact = _EXACT[kinds]
    if not kinds.all() or ((exact > 0) & (closed - opened != exact)).any():
        raise Unusual("There is a tag that plain sheets do not have.")
    rows = opened[kinds == _ROW]
    if not ((letters[rows + 3] == ord("w")) & np.isin(letters[rows + 4], (32, _GREATER))).all():
        raise Unusual("There is a tag that plain sheets do not have.")
    empty = (kinds == _TEXT) & (letters[closed - 1] == _SLASH)
    if empty.any():
        raise Unusual("A text is empty.")
    return kinds


def _check_order(kinds: np.ndarray, cells: np.ndarray) -> None:
    """Raise `Unusual` unless each value, formula and text is closed by the next tag that is no other's."""
    for start, end in ((_VALUE, _VALUE_END), (_TEXT, _TEXT_END)):
        places = np.flatnonzero(kinds == start)
        ends = int((kinds == end).sum())
        if ends != len(places) or (len(places) and (places[-1] + 1 >= len(kinds))):
            raise Unusual("A tag is not closed.")
        if (kinds[places + 1] != end).any():
            raise Unusual("There are tags inside a value.")
    texts = np.flatnonzero(kinds == _TEXT)
    inline = np.flatnonzero(kinds == _INLINE)
    if len(texts) != len(inline) or (len(texts) and (texts != inline + 1).any()):
        raise Unusual("A text is in several runs.")
    first = int(cells[0])
    if not np.isin(kinds[:first], (_ROW, _ROW_END)).all():
        raise Unusual("There is something before the first cell.")


def _places(letters: np.ndarray, opened: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each cell's row and column, from 0, and where the text after its place begins."""
    start = opened + len('<c r="')
    named = (
        (letters[opened + 3] == ord("r"))
        & (letters[opened + 4] == ord("="))
        & (letters[opened + 5] == _QUOTE)
    )
    first, second, third = (letters[start + place] for place in range(3))
    two = (second > _LETTER) & (second <= ord("Z"))
    three = two & (third > _LETTER) & (third <= ord("Z"))
    if not (named & (first > _LETTER) & (first <= ord("Z"))).all():
        raise Unusual("A cell does not say its place first.")
    columns = first.astype(np.int32) - _LETTER
    columns = np.where(two, columns * 26 + second - _LETTER, columns)
    columns = np.where(three, columns * 26 + third - _LETTER, columns)
    place = start + 1 + two + three
    rows = np.zeros(len(opened), np.int32)
    for _ in range(_MOST_DIGITS):
        digits = letters[place] - np.uint8(_ZERO)  # what is no digit wraps around to more than 9
        more = digits < 10
        if not more.any():
            break
        rows = np.where(more, rows * 10 + digits, rows)
        place = place + more
    if (letters[place] != _QUOTE).any() or (rows < 1).any():
        raise Unusual("A cell's place is none.")
    return rows - 1, columns - 1, place + 1


def _contents(
    kinds: np.ndarray, opened: np.ndarray, closed: np.ndarray, owners: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where the value of each cell begins and ends, and whether it has a formula."""
    held = np.flatnonzero((kinds == _VALUE) | (kinds == _TEXT))
    owner = owners[held]
    cells = np.flatnonzero(kinds == _CELL)
    starts = closed[cells] + 1
    stops = starts.copy()
    if (np.diff(owner) < 1).any():
        raise Unusual("A cell has two values.")
    starts[owner], stops[owner] = closed[held] + 1, opened[held + 1]
    formulas = np.zeros(count, bool)
    formulas[owners[kinds == _FORMULA]] = True
    return starts, stops, formulas


def _check_rows(kinds: np.ndarray, owners: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> None:
    """Raise `Unusual` unless the cells ascend, row by row, as their `<row>` tags group them."""
    below = np.diff(rows)
    if (below < 0).any() or ((below == 0) & (np.diff(columns) <= 0)).any():
        raise Unusual("Cells are not in their order.")
    firsts = owners[kinds == _ROW] + 1  # the cell that comes first after each `<row>`
    begins = np.zeros(len(rows) + 1, bool)
    begins[firsts] = True
    if (begins[1 : len(rows)] != (below > 0)).any():
        raise Unusual("A row's cells say other rows.")
