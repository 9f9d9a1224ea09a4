"""Python cells, as the workbook readers give them, into column arrays: no loop of ours runs once per cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import compress

import numpy as np
import pyarrow as pa

from cxdesk.importing.sheet import SECONDS_PER_DAY, CellKind, RawColumn, number_column, text_column


class ErrorText(str):
    """The text of a cell in error, such as `#REF!`."""

    __slots__ = ()


_KINDS = {
    type(None): CellKind.EMPTY,
    str: CellKind.TEXT,
    float: CellKind.NUMBER,
    int: CellKind.NUMBER,
    bool: CellKind.BOOL,
    date: CellKind.DATE,
    datetime: CellKind.DATETIME,
    time: CellKind.DURATION,
    timedelta: CellKind.DURATION,
    ErrorText: CellKind.ERROR,
}


def column_from_cells(cells: Sequence) -> RawColumn:
    """Return the array form of a column of cells (str, float, int, bool, date, datetime, time, timedelta,
    None)."""
    types = set(map(type, cells))
    if types <= {str}:
        return text_column(pa.array(cells, pa.string()))
    if types <= {float, int}:
        return number_column(np.array(cells, np.float64), CellKind.NUMBER)
    return _mixed_column(cells)


def _mixed_column(cells: Sequence) -> RawColumn:
    """Return a column of several types, each converted in one go."""
    count = len(cells)
    kinds = np.fromiter(map(_KINDS.__getitem__, map(type, cells)), np.uint8, count)
    numbers = np.zeros(count)
    texts = None
    for kind in (CellKind.NUMBER, CellKind.BOOL, CellKind.DATE, CellKind.DATETIME, CellKind.DURATION):
        mask = kinds == kind
        if mask.any():
            numbers[mask] = _as_numbers(list(compress(cells, mask.tobytes())), kind)
    worded = (kinds == CellKind.TEXT) | (kinds == CellKind.ERROR)
    if worded.any():
        texts = pa.array(
            [cell if chosen else None for cell, chosen in zip(cells, worded.tobytes(), strict=True)],
            pa.string(),
        )
        empty = text_column(texts).kinds == CellKind.EMPTY
        kinds[worded & empty] = CellKind.EMPTY
    return _without_wild_numbers(kinds, numbers, texts)


def _without_wild_numbers(kinds: np.ndarray, numbers: np.ndarray, texts: pa.Array | None) -> RawColumn:
    """Turn numbers that are not finite into errors: a spreadsheet cannot hold them."""
    wild = ~np.isfinite(numbers)
    if not wild.any():
        return RawColumn(kinds, numbers, texts)
    kinds[wild] = CellKind.ERROR
    words = [None] * len(kinds) if texts is None else texts.to_pylist()
    for place in np.flatnonzero(wild):
        words[place] = str(numbers[place])
    return RawColumn(kinds, np.where(wild, 0.0, numbers), pa.array(words, pa.string()))


def _as_numbers(cells: list, kind: CellKind) -> np.ndarray:
    """Return cells of one kind as the float64 that `RawColumn` documents."""
    if kind == CellKind.DATE:
        return pa.array(cells, pa.date32()).cast(pa.int32()).to_numpy().astype(np.float64)
    if kind == CellKind.DATETIME:
        return pa.array(cells, pa.timestamp("us")).cast(pa.int64()).to_numpy() / 1e6
    if kind == CellKind.DURATION:
        return np.fromiter(map(_seconds, cells), np.float64, len(cells))
    return np.array(cells, np.float64)


def _seconds(cell: time | timedelta) -> float:
    """Return a time of day or a length of time in seconds."""
    if isinstance(cell, timedelta):
        return cell.days * SECONDS_PER_DAY + cell.seconds + cell.microseconds / 1e6
    return cell.hour * 3600.0 + cell.minute * 60.0 + cell.second + cell.microsecond / 1e6
