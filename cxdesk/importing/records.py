"""Records of a text file laid into columns, with those that do not fit kept whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pyarrow as pa

from cxdesk.importing.blocks import TextEnd
from cxdesk.importing.dialect import Dialect
from cxdesk.importing.sheet import RawColumn, text_column
from cxdesk.workspace.records import Problem, SetAside

_FIELD_LIMIT = 2**31 - 1


def fields_of(text: str, dialect: Dialect, strict: bool = False) -> list[str]:
    """Return the fields of one record; raises `csv.Error` when `strict` and its quotes are not in order."""
    # Only these line ends: U+2028 and the like belong to a value.
    lines = io.StringIO(text, newline="")
    with any_length():
        reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=strict)
        return next(reader, [])


@contextmanager
def any_length() -> Iterator[None]:
    """Let values be of any length meanwhile."""
    previous = csv.field_size_limit(_FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


def sorted_out(odd: Sequence[tuple[int, str]], dialect: Dialect) -> tuple[TextEnd, bool]:
    """Return where records belong that a fast reader left out, `odd`: their numbers, ascending, and texts.

    Short ones are padded; long ones fit when what is too much is empty, else they are misfits. Also whether
    one with too few fields went over several lines: a quote that did not close.
    """
    fitting, misfits, padded, cut_short = [], [], [], False
    for number, text in odd:
        fields = fields_of(text, dialect)
        if len(fields) < dialect.usual:
            padded.append(number)
            cut_short = cut_short or "\n" in text
        while len(fields) > dialect.width and not fields[-1].strip():
            fields.pop()
        if len(fields) > dialect.width:
            misfits.append((number, tuple(fields)))
        else:
            fitting.append((number, (*fields, *[""] * (dialect.width - len(fields)))))
    return TextEnd(tuple(fitting), tuple(misfits), padding_note(padded)), cut_short


def laid_out(columns: Sequence[RawColumn], end: TextEnd) -> tuple[tuple[RawColumn, ...], np.ndarray]:
    """Return the columns with the fitting records where they belong, and all rows' numbers, int32[n]."""
    count = len(columns[0]) if columns else 0
    apart = np.array([number for number, _ in (*end.fitting, *end.misfits)], np.int64)
    every = np.arange(1, count + len(apart) + 1, dtype=np.int32)
    numbers = np.setdiff1d(every, apart, assume_unique=True) if len(apart) else every
    if not end.fitting:
        return tuple(columns), numbers.astype(np.int32, copy=False)
    numbers = np.concatenate([numbers, [number for number, _ in end.fitting]])
    order = np.argsort(numbers, kind="stable")
    filled = []
    for place, column in enumerate(columns):
        more = pa.array([fields[place] or None for _, fields in end.fitting], column.texts.type)
        filled.append(text_column(pa.concat_arrays([column.texts, more]).take(pa.array(order))))
    return tuple(filled), numbers[order].astype(np.int32)


def misfits_aside(end: TextEnd, width: int) -> tuple[SetAside, ...]:
    """Return the records that have more fields than there are columns, as rows set aside."""
    return tuple(
        SetAside(
            number,
            "too_many_cells",
            f"The row has {len(fields)} cells, the table {width} columns; a "
            "separator inside a value may lack its quotes.",
            fields,
        )
        for number, fields in end.misfits
    )


def padding_note(padded: list[int]) -> tuple[Problem, ...]:
    """Return what to say about records with too few fields."""
    return tuple(
        Problem("too_few_cells", number, "", "", "The row ends early; its missing cells were taken as empty.")
        for number in padded
    )
