"""Records of a text file laid into columns, with those that do not fit kept whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cxdesk.importing.dialect import Dialect
from cxdesk.workspace.records import Problem, SetAside

_FIELD_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """`columns`: string arrays[n]; `row_numbers`: int32[n], 1-based; `misfits`: (row number, fields) that are
    too long.

    `cut_short` says that a record with too few fields went over several lines: a quote that did not close.
    """

    columns: Sequence[pa.Array]
    row_numbers: np.ndarray
    misfits: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[Problem, ...]
    cut_short: bool = False

    def set_aside(self) -> tuple[SetAside, ...]:
        """Return the records that have more fields than there are columns, as rows set aside."""
        width = len(self.columns)
        return tuple(
            SetAside(
                number,
                "too_many_cells",
                f"The row has {len(fields)} cells, the table {width} columns; a "
                "separator inside a value may lack its quotes.",
                fields,
            )
            for number, fields in self.misfits
        )


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


def laid_out(columns: list[pa.Array], odd: list[tuple[int, str]], dialect: Dialect) -> Records:
    """Put the records that a fast reader left out where they belong.

    `columns` are the usual ones, `odd` the other records' row numbers, ascending, and texts. Short ones are
    padded; long ones fit when what is too much is empty, else they are misfits.
    """
    count = len(columns[0])
    columns = columns + [pa.nulls(count, pa.string())] * (dialect.width - dialect.usual)
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
            fitting.append((number, fields + [""] * (dialect.width - len(fields))))
    taken = np.array([number for number, _ in odd], np.int64)
    numbers = (
        np.setdiff1d(np.arange(1, count + len(odd) + 1), taken, assume_unique=True)
        if odd
        else np.arange(1, count + 1)
    )
    if fitting:
        numbers = np.concatenate([numbers, [number for number, _ in fitting]])
        order = np.argsort(numbers, kind="stable")
        numbers = numbers[order]
        columns = [
            pa.concat_arrays(
                [column, pa.array([fields[place] or None for _, fields in fitting], column.type)]
            ).take(pa.array(order))
            for place, column in enumerate(columns)
        ]
    return Records(columns, numbers.astype(np.int32), tuple(misfits), padding_note(padded), cut_short)


def padding_note(padded: list[int]) -> tuple[Problem, ...]:
    """Return what to say about records with too few fields."""
    return tuple(
        Problem("too_few_cells", number, "", "", "The row ends early; its missing cells were taken as empty.")
        for number in padded
    )
