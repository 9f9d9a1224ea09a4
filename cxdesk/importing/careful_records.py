"""The careful reader of text files, for those whose quotes do not close: one open quote must not swallow
the rest."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.blocks import Block, TextEnd
from cxdesk.importing.dialect import Dialect
from cxdesk.importing.encoding import Decoded
from cxdesk.importing.records import any_length, fields_of, padding_note
from cxdesk.importing.sheet import text_column
from cxdesk.importing.text_extent import check_cells
from cxdesk.workspace.records import Problem

_MOST_LINES = 200  # where quotes are not in order, a value with more lines is a quote that never closed
_BLOCK_ROWS, _BLOCK_CELLS = 50_000, 5_000_000


def careful_items(text: Decoded, dialect: Dialect) -> Iterator[Block | TextEnd]:
    """Yield the records; a line whose quotes never come in order is taken as it stands, and reported."""
    misfits, padded, notes = [], [], []
    most = max(1, min(_BLOCK_ROWS, _BLOCK_CELLS // dialect.width))
    trusted = _in_order(text, dialect)
    with _lines_of(text, dialect) as lines, any_length():
        found = ((fields, "") for fields in _strict(lines, dialect)) if trusted else _records(lines, dialect)
        records = enumerate(found, start=1)
        while block := list(islice(records, most)):
            check_cells(text.path, block[-1][0], dialect.width)
            rows = []
            for number, (fields, line) in block:
                if line:
                    notes.append(
                        Problem(
                            "quote_never_closed",
                            number,
                            "",
                            line,
                            "A quotation mark opens here and never closes; the line was taken as it stands.",
                        )
                    )
                while len(fields) > dialect.width and not fields[-1].strip():
                    fields.pop()
                if len(fields) > dialect.width:
                    misfits.append((number, tuple(fields)))
                    continue
                if 0 < len(fields) < dialect.usual:
                    padded.append(number)
                rows.append(fields + [""] * (dialect.width - len(fields)))
            columns = ([row[place] or None for row in rows] for place in range(dialect.width))
            yield Block(tuple(text_column(pa.array(cells, pa.string())) for cells in columns), len(rows))
    yield TextEnd((), tuple(misfits), tuple(notes) + padding_note(padded))


def quotes_swallow_rows(columns: Iterable[pa.Array], dialect: Dialect) -> bool:
    """Return whether a value holds what looks like whole records: a quote that closes late, or never."""
    rows = _like_records(dialect)
    return any(
        _has_line_breaks(column) and pc.any(pc.match_substring_regex(column, rows)).as_py()
        for column in columns
    )


def misfits_swallow_rows(end: TextEnd, dialect: Dialect) -> bool:
    """Return whether a record that has too many fields holds whole records in one of them."""
    rows = re.compile(_like_records(dialect))
    return any(rows.search(field) for _, fields in end.misfits for field in fields)


def _like_records(dialect: Dialect) -> str:
    """Return a pattern of what looks like whole records inside a value."""
    if dialect.width < 2:
        return rf"(?:\n[^\n]*){{{_MOST_LINES}}}"
    return rf"\n(?:[^\n]*{re.escape(dialect.delimiter)}){{{min(dialect.width - 1, 3)}}}"


def _in_order(text: Decoded, dialect: Dialect) -> bool:
    """Return whether every quote closes and all records are equally wide: then long values are just long."""
    try:
        with _lines_of(text, dialect) as lines, any_length():
            return all(len(fields) == dialect.width for fields in _strict(lines, dialect) if fields)
    except csv.Error:
        return False


def _lines_of(text: Decoded, dialect: Dialect) -> io.TextIOWrapper:
    """Open the text below a `sep=` line."""
    return io.TextIOWrapper(text.opened(dialect.skip), "utf-8", "replace", newline="")


def _strict(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    """Return the records by the book; iterating raises `csv.Error` where quotes are not in order."""
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)


def _has_line_breaks(column: pa.Array) -> bool:
    """Return whether any value goes over several lines; a look at the bytes is far quicker than at the
    values."""
    data = column.buffers()[2]
    return data is not None and bool((np.frombuffer(data, np.uint8) == ord("\n")).any())


def _records(lines: Iterator[str], dialect: Dialect) -> Iterator[tuple[list[str], str]]:
    """Yield each record's fields with "", or with the line as it stands where its quotes are not in order."""
    ahead: deque[str] = deque()
    while True:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is None:
            return
        if dialect.quote not in line:
            yield _plain(line, dialect), ""
            continue
        ahead.extend(islice(lines, max(0, _MOST_LINES - len(ahead))))
        taken = _quoted(line, ahead, dialect)
        if taken is None:
            yield _plain(line, dialect), line.rstrip("\r\n")
            continue
        fields, more = taken
        for _ in range(more):
            ahead.popleft()
        yield fields, ""


def _plain(line: str, dialect: Dialect) -> list[str]:
    """Return a line's fields where quotes mean nothing; a blank line has none."""
    bare = line.rstrip("\r\n")
    return bare.split(dialect.delimiter) if bare else []


def _quoted(line: str, ahead: deque[str], dialect: Dialect) -> tuple[list[str], int] | None:
    """Return the record that begins with a line and how many lines more it takes; None when its quotes
    never close."""
    text = line
    for more, following in enumerate([*ahead, ""]):
        if text.count(dialect.quote) % 2 == 0:
            try:
                return fields_of(text, dialect, strict=True), more
            except csv.Error:
                if more == 0 and not _opens_field(text, dialect):
                    return fields_of(text, dialect), 0  # quotes inside a value: 6'3" tall
                return None
        elif more == 0 and not _opens_field(text, dialect):
            return fields_of(text, dialect), 0
        text += following
    return None


def _opens_field(text: str, dialect: Dialect) -> bool:
    """Return whether a quote stands at the beginning of a field."""
    return text.startswith(dialect.quote) or dialect.delimiter + dialect.quote in text
