"""Text files (csv, tsv, txt) into a sheet: every record ends in the columns or, whole, among the rows set
aside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from cxdesk.importing.careful_records import careful_records, quotes_swallow_rows
from cxdesk.importing.dialect import SAMPLE_BYTES, SAMPLE_RECORDS, Dialect, find_dialect
from cxdesk.importing.encoding import Decoded, decoded
from cxdesk.importing.files import unreadable
from cxdesk.importing.package_check import MOST_COLUMNS
from cxdesk.importing.records import Records, laid_out
from cxdesk.importing.sheet import Sheet, joined_texts, text_column
from cxdesk.progress import Progress

_BLOCK = 8 * 1024**2
_MANY_MISFITS = 0.1


def read_delimited(path: Path, progress: Progress) -> Sheet:
    """Return the file's one sheet. Row numbers count records as a spreadsheet does: blank ones too, a `sep=`
    line not.

    Raises `UnreadableInput` for what is no table at all.
    """
    text = decoded(path)
    if not text.head(SAMPLE_BYTES).strip():
        raise unreadable(path.name, "The file holds no text.", "Export it again and check that it was saved.")
    dialect = find_dialect(text.head(SAMPLE_BYTES), complete=text.size <= SAMPLE_BYTES)
    if dialect.width > MOST_COLUMNS:
        raise unreadable(
            path.name,
            f"The file has {dialect.width:,} columns; a table has at most {MOST_COLUMNS:,}.",
            "Check that its lines end where the rows end.",
        )
    records = _records(text, dialect, progress)
    columns = tuple(map(text_column, records.columns))
    return Sheet(
        file=path.name,
        name="",
        columns=columns,
        row_numbers=records.row_numbers,
        notes=text.notes + records.notes,
        unread=records.set_aside(),
    )


def _records(text: Decoded, dialect: Dialect, progress: Progress) -> Records:
    """Return the records through the fast reader, or through the careful one where quotes swallow rows."""
    records = _fast_records(text, dialect, progress)
    if records is None or quotes_swallow_rows(records, dialect):
        return careful_records(text, dialect, progress)
    most = max((len(fields) for _, fields in records.misfits), default=0)
    rows = len(records.row_numbers) + len(records.misfits)
    # Only the first records were looked at: where many later ones are longer, the table is that much wider.
    if rows > SAMPLE_RECORDS and most <= MOST_COLUMNS and len(records.misfits) > _MANY_MISFITS * rows:
        wider = replace(dialect, width=most, usual=most)
        return _fast_records(text, wider, progress) or careful_records(text, wider, progress)
    return records


def _fast_records(text: Decoded, dialect: Dialect, progress: Progress) -> Records | None:
    """Read with Arrow; None where a record is longer than its blocks or it refuses otherwise."""
    odd: list[tuple[int, str]] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number, row.text))
        return "skip"

    names = [str(place) for place in range(dialect.usual)]
    chunks: list[list[pa.Array]] = [[] for _ in names]
    done = 0
    try:
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
                for place, column in enumerate(batch.columns):
                    chunks[place].append(column)
                done += batch.nbytes
                progress.report("Reading", min(1.0, done / text.size))
    except pa.ArrowInvalid:
        return None
    columns = []
    while chunks:  # one column after the other, so that no more than one is there twice
        columns.append(joined_texts(chunks.pop(0)))
    return laid_out(columns, odd, dialect)
