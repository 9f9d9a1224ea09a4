"""What a reader hands over: the cells of one sheet as column arrays, before anyone decided what they mean."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.cell_formats import CellFormats, with_digits, with_signs
from cxdesk.importing.coded_texts import masked, passing, plain_texts, plain_where_few
from cxdesk.importing.text_encoding import TextEncoding
from cxdesk.workspace.records import Problem, SetAside

SECONDS_PER_DAY = 86_400.0
_LARGEST_INTEGER = 9e18  # whole numbers up to here fit an int64 and are written without an exponent
_DELETE = 127
DIGITS = frozenset(b"0123456789")


SHEET_SKIPPED = "sheet_skipped"
"""The code of the note on what is a sheet of a workbook and holds no cells: charts, dialogs, macros."""


class CellKind(IntEnum):
    """What a cell holds, as far as the file itself says."""

    EMPTY = 0
    TEXT = 1
    NUMBER = 2
    BOOL = 3
    DATE = 4
    DATETIME = 5
    DURATION = 6
    ERROR = 7


@dataclass(frozen=True, slots=True, eq=False)
class RawColumn:
    """One column of n cells.

    `kinds`: uint8[n] of `CellKind`. `numbers`: float64[n], meaningful for NUMBER, BOOL (0, 1), DATE (days
    since 1970-01-01), DATETIME and DURATION (seconds, the former since 1970-01-01 without a zone); None
    when no cell has one. `texts`: string array[n], in large files with texts that repeat a dictionary array
    (see `coded_texts`), meaningful for TEXT and ERROR (`#REF!`); None when no cell has one. `formats`: of the
    NUMBER cells; None when no cell has one that says more than that. `found`: what readings of few cells have
    found out (see `once`); none of these arrays is ever written to.
    """

    kinds: np.ndarray
    numbers: np.ndarray | None
    texts: pa.Array | None
    formats: CellFormats | None = None
    found: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.kinds)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet as it stands in its file.

    `file` is the file's name without its folder, `name` the sheet's ("" for a text file). `row_numbers`:
    int32[n], 1-based as a spreadsheet shows them. `state` is "visible", "hidden" or "veryHidden". `notes`
    say what the reader met; `unread` are rows that could not be laid into columns at all, whole. `merged`
    holds merged cells as (first row, first column, last row, last column), counted from 0. `properties`
    are the document's own words about itself (title, keywords ...). `encoding`: how a text file was decoded.
    `unfilled`: by place, the columns as they were before cells below merged ones were filled. `delimiter`:
    what parts the columns of a text file, "" for others.
    """

    file: str
    name: str
    columns: tuple[RawColumn, ...]
    row_numbers: np.ndarray
    state: str = "visible"
    notes: tuple[Problem, ...] = ()
    unread: tuple[SetAside, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    properties: str = ""
    encoding: TextEncoding | None = None
    unfilled: Mapping[int, RawColumn] = field(default_factory=dict)
    delimiter: str = ""

    @property
    def row_count(self) -> int:
        """Number of rows, title and blank rows included."""
        return len(self.row_numbers)


def text_column(texts: pa.Array) -> RawColumn:
    """Return a column of texts; what is empty or only spaces is an EMPTY cell."""
    filled = passing(texts, _are_filled)
    return RawColumn(filled.view(np.uint8), None, texts)  # CellKind.TEXT is 1, EMPTY is 0


def _are_filled(texts: pa.Array) -> pa.Array:
    """Return which plain texts hold more than spaces."""
    filled = _begins_plainly(texts)
    doubtful = np.flatnonzero(~filled)
    if len(doubtful):
        few = texts if len(doubtful) == len(texts) else texts.take(pa.array(doubtful))
        lengths = pc.binary_length(pc.utf8_trim_whitespace(few))
        filled[doubtful] = pc.fill_null(pc.greater(lengths, 0), False).to_numpy(zero_copy_only=False)
    return pa.array(filled)


def trimmed(texts: pa.Array) -> pa.Array:
    """Return plain texts without outer spaces; the same array, and not a copy, where none has any."""
    edges, data = _edges(texts)
    if data is None:
        return texts
    first, last = data[np.minimum(edges[:-1], len(data) - 1)], data[np.maximum(edges[1:] - 1, 0)]
    bare = (_is_visible(first) & _is_visible(last)) | (edges[1:] == edges[:-1])
    if bare.all():
        return texts
    written = pc.utf8_trim_whitespace(texts)
    return texts if written.nbytes == texts.nbytes else written


def _begins_plainly(texts: pa.Array) -> np.ndarray:
    """Return bool[n]: whether a text's first byte is a visible sign of ASCII, which makes it no blank."""
    edges, data = _edges(texts)
    if data is None:
        return np.zeros(len(texts), bool)
    first = data[np.minimum(edges[:-1], len(data) - 1)]
    return (edges[1:] > edges[:-1]) & _is_visible(first)  # nulls have no length


def may_begin_with(texts: pa.Array, signs: str) -> np.ndarray:
    """Return bool[n]: whether plain texts begin with one of these signs of ASCII, or with a space or a letter
    beyond ASCII, which could be anything."""
    edges, data = _edges(texts)
    if data is None:
        return np.zeros(len(texts), bool)
    possible = ~_is_visible(np.arange(256))
    possible[list(signs.encode())] = True
    first = data[np.minimum(edges[:-1], len(data) - 1)]
    return (edges[1:] > edges[:-1]) & possible[first]


def highest_sign(texts: pa.Array) -> int:
    """Return the highest byte in any of the plain texts; 0 for none."""
    edges, data = _edges(texts)
    return 0 if data is None else int(data[edges[0] : edges[-1]].max(initial=0))


def bytes_in(texts: pa.Array) -> frozenset[int]:
    """Return the bytes that stand in any of the plain texts, and maybe some of those that nulls hide.

    A glance at them tells that a pattern cannot match: preparing one takes longer than reading a small
    column.
    """
    edges, data = _edges(texts)
    if data is None:
        return frozenset()
    return frozenset(np.flatnonzero(np.bincount(data[edges[0] : edges[-1]], minlength=1)).tolist())


def has_digits(texts: pa.Array) -> bool:
    """Return whether any of the plain texts may hold one of the digits 0 to 9."""
    return not bytes_in(texts).isdisjoint(DIGITS)


def _edges(texts: pa.Array) -> tuple[np.ndarray, np.ndarray | None]:
    """Return where each text begins and the last one ends, and the bytes of all, None for none."""
    _, offsets, data = texts.buffers()
    if offsets is None or data is None or not data.size:
        return np.zeros(0, np.int64), None
    wide = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    edges = np.frombuffer(offsets, wide)[texts.offset : texts.offset + len(texts) + 1]
    return edges, np.frombuffer(data, np.uint8)


def _is_visible(signs: np.ndarray) -> np.ndarray:
    """Return which bytes are visible signs of ASCII."""
    return (signs > ord(" ")) & (signs < _DELETE)


def number_column(numbers: np.ndarray, kind: CellKind, missing: np.ndarray | None = None) -> RawColumn:
    """Return a column of one kind of number; `missing` marks the empty cells, non-finite numbers become
    errors."""
    numbers = np.asarray(numbers, np.float64)
    kinds = np.full(len(numbers), int(kind), np.uint8)
    if missing is not None:
        kinds[missing] = CellKind.EMPTY
    wild = ~np.isfinite(numbers) & (kinds != CellKind.EMPTY)
    if not wild.any():
        return RawColumn(kinds, numbers, None)
    kinds[wild] = CellKind.ERROR
    texts = pa.array(np.where(wild, numbers.astype(str), ""), pa.string())
    return RawColumn(kinds, np.where(wild, 0.0, numbers), texts)


def rows_between(column: RawColumn, first: int, last: int) -> RawColumn:
    """Return the cells from `first` up to `last` (excluded), without copying; a few have plain texts."""
    numbers = None if column.numbers is None else column.numbers[first:last]
    texts = None
    if column.texts is not None:
        texts = plain_where_few(column.texts.slice(first, max(0, last - first)))
    formats = None if column.formats is None else column.formats.at(slice(first, last))
    return RawColumn(column.kinds[first:last], numbers, texts, formats)


def chosen_rows(column: RawColumn, chosen: np.ndarray) -> RawColumn:
    """Return the cells that `chosen` names: a boolean mask or indexes; a few have plain texts."""
    numbers = None if column.numbers is None else column.numbers[chosen]
    texts = None
    if column.texts is not None:
        if chosen.dtype == bool:
            texts = column.texts.filter(pa.array(chosen))
        else:
            texts = column.texts.take(pa.array(chosen, pa.int64()))
        texts = plain_where_few(texts)
    formats = None if column.formats is None else column.formats.at(chosen)
    return RawColumn(column.kinds[chosen], numbers, texts, formats)


def as_texts(column: RawColumn) -> pa.Array:
    """Return the cells as people would write them (ISO dates, `TRUE`, no needless decimals) as plain texts;
    null where empty."""
    return plain_texts(as_kept_texts(column))


def as_shown_texts(column: RawColumn) -> pa.Array:
    """Return the cells as people would write them, with the signs of currency and percent that only a number
    format shows; coded where the column keeps them so."""
    texts = as_kept_texts(column)
    return texts if column.formats is None else with_signs(texts, column.numbers, column.formats)


def as_kept_texts(column: RawColumn) -> pa.Array:
    """Return the cells as people would write them; coded where the column keeps them so."""
    kinds = column.kinds
    result = pa.nulls(len(kinds), pa.string()) if column.texts is None else worded_texts(column)
    if column.numbers is None:
        return result
    result = plain_texts(result)
    for kind in (CellKind.NUMBER, CellKind.BOOL, CellKind.DATE, CellKind.DATETIME, CellKind.DURATION):
        mask = kinds == kind
        if mask.any():
            written = _numbers_as_texts(column.numbers[mask], kind).cast(result.type)
            result = written if mask.all() else pc.replace_with_mask(result, pa.array(mask), written)
    return result if column.formats is None else with_digits(result, column.numbers, column.formats)


def worded_texts(column: RawColumn) -> pa.Array:
    """Return the texts of TEXT and ERROR cells as the column keeps them, null elsewhere; the column must have
    texts. Copies only where it must."""
    worded = (column.kinds == CellKind.TEXT) | (column.kinds == CellKind.ERROR)
    if column.texts.null_count == len(column) - int(worded.sum()):
        return column.texts
    return masked(column.texts, ~worded)


def texts_passing(column: RawColumn, test: Callable[[pa.Array], pa.Array]) -> np.ndarray:
    """Return bool[n]: which TEXT cells pass a test, which looks at each text by itself."""
    if column.texts is None:
        return np.zeros(len(column), bool)
    return passing(column.texts, test) & (column.kinds == CellKind.TEXT)


def kinds_at(column: RawColumn, rows: np.ndarray) -> np.ndarray:
    """Return the kinds of the cells at ascending row indexes; without copying where they are in one piece."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return column.kinds[rows[0] : rows[-1] + 1]
    return column.kinds[rows]


def cell_texts(columns: Iterable[RawColumn], row: int) -> tuple[str, ...]:
    """Return one row as texts; empty cells are ""."""
    return tuple(as_texts(rows_between(column, row, row + 1))[0].as_py() or "" for column in columns)


def _numbers_as_texts(numbers: np.ndarray, kind: CellKind) -> pa.Array:
    """Return numbers of one kind as texts."""
    if kind == CellKind.BOOL:
        return pc.if_else(pa.array(numbers != 0), "TRUE", "FALSE")
    if kind == CellKind.DATE:
        return pa.array(numbers.astype(np.int32), pa.int32()).cast(pa.date32()).cast(pa.string())
    if kind == CellKind.DATETIME:
        return _moments_as_texts(numbers)
    if kind == CellKind.DURATION:
        distinct, places = np.unique(numbers, return_inverse=True)
        return pa.array([_duration_as_text(seconds) for seconds in distinct], pa.string()).take(
            pa.array(places)
        )
    whole = (numbers == np.floor(numbers)) & (np.abs(numbers) < _LARGEST_INTEGER)
    written = pa.array(numbers).cast(pa.string())
    if not whole.any():
        return written
    integers = pa.array(numbers[whole].astype(np.int64)).cast(pa.string())
    return integers if whole.all() else pc.replace_with_mask(written, pa.array(whole), integers)


def _moments_as_texts(seconds: np.ndarray) -> pa.Array:
    """Return seconds since 1970 as `2026-05-31 10:17:00`, with decimals only where there are any."""
    microseconds = np.round(seconds * 1e6).astype(np.int64)
    unit = "us" if (microseconds % 1_000_000).any() else "s"
    moments = pa.array(microseconds).cast(pa.timestamp("us"))
    return moments.cast(pa.timestamp(unit)).cast(pa.string())


def _duration_as_text(seconds: float) -> str:
    """Return a length of time or a time of day as `hours:MM:SS`."""
    sign, rest = ("-", -seconds) if seconds < 0 else ("", seconds)
    minutes, remainder = divmod(rest, 60)
    hours, minutes = divmod(int(minutes), 60)
    written = f"{remainder:02.0f}" if remainder == int(remainder) else f"{remainder:06.3f}"
    return f"{sign}{hours}:{minutes:02d}:{written}"
