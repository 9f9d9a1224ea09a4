"""Text files (csv, tsv, txt) into blocks of columns: every record ends in the rows or, whole, among those set
aside. Runs in the reader process, never in the app's own."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from cxdesk.importing.ahead import made_ahead
from cxdesk.importing.blank_separated import with_tabs_for_blanks
from cxdesk.importing.blocks import Block, Item, SheetStart
from cxdesk.importing.careful_records import careful_items, misfits_swallow_rows, quotes_swallow_rows
from cxdesk.importing.coded_texts import Coding
from cxdesk.importing.dialect import SAMPLE_BYTES, SAMPLE_RECORDS, Dialect, find_dialect
from cxdesk.importing.encoding import Decoded, decoded
from cxdesk.importing.files import unreadable
from cxdesk.importing.package_check import MOST_COLUMNS
from cxdesk.importing.records import sorted_out
from cxdesk.importing.sheet import text_column
from cxdesk.importing.text_extent import check_cells
from cxdesk.importing.uneven_rows import ENDS_EARLY
from cxdesk.workspace.records import Problem

_BLOCK = 4 * 1024**2  # its reader takes up to seventy times as much memory
_WAITING = 2  # blocks that are parsed while those before them are coded
_MANY_MISFITS = 0.1


def read_delimited(path: Path, encoding: str = "") -> Iterator[Item]:
    """Yield the file's one sheet. Records are numbered as a spreadsheet does: blank ones count, a `sep=` line
    does not. `encoding` is Python's name of the one that a person said the file is in.

    Raises `UnreadableInput` for what is no table at all.
    """
    text = with_tabs_for_blanks(decoded(path, encoding))
    if not text.head(SAMPLE_BYTES).strip():
        raise unreadable(path.name, "The file holds no text.", "Export it again and check that it was saved.")
    dialect = find_dialect(text.head(SAMPLE_BYTES), complete=text.size <= SAMPLE_BYTES)
    if dialect.width > MOST_COLUMNS:
        raise unreadable(
            path.name,
            f"The file has {dialect.width:,} columns; a table has at most {MOST_COLUMNS:,}.",
            "Check that its lines end where the rows end.",
        )
    early = (Problem(ENDS_EARLY, None, "", str(dialect.usual), ""),) if dialect.usual < dialect.width else ()
    start = SheetStart("", notes=(*text.notes, *early), encoding=text.encoding, delimiter=dialect.delimiter)
    yield start
    wider = yield from _fast_items(text, dialect)
    if wider is dialect:
        return
    if wider is not None:
        yield replace(start, again=True)
        if (yield from _fast_items(text, wider, settled=True)) is wider:
            return
    yield replace(start, again=True)
    yield from careful_items(text, wider or dialect)


def _fast_items(
    text: Decoded, dialect: Dialect, settled: bool = False
) -> Generator[Item, None, Dialect | None]:
    """Yield the sheet through the fast reader. Returns the same dialect when that is all; a wider one that
    the file has to be read with instead, unless `settled`; None where only the careful reader will do."""
    odd: list[tuple[int, str]] = []
    rows = 0
    coding = Coding()
    empty = [pa.nulls(0, pa.string())] * dialect.usual
    try:
        for columns in chain([empty], made_ahead(_batches(text, dialect, odd), _WAITING)):
            if quotes_swallow_rows(columns, dialect):
                return None
            count = len(columns[0])
            rows += count
            check_cells(text.path, rows, dialect.width)
            blank = text_column(pa.nulls(count, pa.string()))
            made = tuple(map(text_column, coding.coded(columns)))
            yield Block(made + (blank,) * (dialect.width - dialect.usual), count)
    except pa.ArrowInvalid:
        return None
    end, cut_short = sorted_out(odd, dialect)
    if not settled and (cut_short or misfits_swallow_rows(end, dialect)):
        return None
    most = max((len(fields) for _, fields in end.misfits), default=0)
    rows += len(odd)
    # Only the first records were looked at: where many later ones are longer, the table is that much wider.
    late = rows > SAMPLE_RECORDS and len(end.misfits) > _MANY_MISFITS * rows
    if late and most <= MOST_COLUMNS and not settled:
        return replace(dialect, width=most, usual=most)
    yield end
    return dialect


def _batches(
    text: Decoded, dialect: Dialect, odd: list[tuple[int, str]]
) -> Generator[list[pa.Array], None, None]:
    """Yield columns from Arrow's reader; records with fewer or more fields go to `odd`."""

    def keep(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number, row.text))
        return "skip"

    names = [str(place) for place in range(dialect.usual)]
    with (
        text.opened(dialect.skip) as stream,
        arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        ) as reader,
    ):
        for batch in reader:
            yield batch.columns
