"""One file into its sheets, whichever reader it takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.importing.blocks import Block, SheetEnd, SheetStart, TextEnd, formula_notes
from cxdesk.importing.coded_texts import size_of
from cxdesk.importing.files import TEXT, SourceFile
from cxdesk.importing.growing import GrowingColumn
from cxdesk.importing.isolation import Reader
from cxdesk.importing.records import laid_out, misfits_aside
from cxdesk.importing.sheet import Sheet
from cxdesk.progress import Progress


def read_file(
    file: SourceFile, reader: Reader, progress: Progress, password: str | None = None
) -> list[Sheet]:
    """Return the file's sheets, hidden ones too; raises `UnreadableInput` or `Cancelled`. `password` opens a
    protected workbook."""
    sheets: list[Sheet] = []
    start: SheetStart | None = None
    end: TextEnd | None = None
    columns: list[GrowingColumn] = []
    rows = before = characters = 0
    for item in reader.read(file, progress, password):
        if isinstance(item, Block):
            characters += _characters(item) if file.kind == TEXT else 0
            share = min(1.0, characters / file.size) if characters else None
            _add(columns, rows - before, item, share)
            rows += item.rows
            progress.report(f"Reading {file.name}: {rows:,} rows", share)
        elif isinstance(item, SheetEnd):
            start = _ended(start, item)
        elif isinstance(item, TextEnd):
            end = item
        else:
            if start is not None and not item.again:
                sheets.append(_sheet(file.name, start, columns, rows - before, end))
            if item.again:
                rows, characters = before, 0
            start, end, columns, before = item, None, [], rows
    if start is not None:
        sheets.append(_sheet(file.name, start, columns, rows - before, end))
    return sheets


def _add(columns: list[GrowingColumn], above: int, block: Block, share: float | None) -> None:
    """Add a block below the rows that are above it; blocks may differ in width."""
    while len(columns) < len(block.columns):
        columns.append(GrowingColumn())
        if above:
            columns[-1].add_empty(above, share)
    for place, column in enumerate(columns):
        if place < len(block.columns):
            column.add(block.columns[place], share)
        else:
            column.add_empty(block.rows, share)


def _characters(block: Block) -> int:
    """Return about how many bytes of a text file a block holds."""
    return sum(size_of(column.texts) for column in block.columns if column.texts is not None)


def _ended(start: SheetStart, end: SheetEnd) -> SheetStart:
    """Return a sheet's start with what its end tells."""
    return replace(start, merged=end.merged, notes=(*start.notes, *formula_notes(end.uncached_formulas)))


def _sheet(
    file: str, start: SheetStart, growing: list[GrowingColumn], rows: int, end: TextEnd | None
) -> Sheet:
    """Return a sheet from its columns, which have so many rows."""
    columns = [column.column() for column in growing]
    if end is not None:
        columns, numbers = laid_out(columns, end)
    else:
        numbers = np.arange(1, rows + 1, dtype=np.int32)
    return Sheet(
        file=file,
        name=start.name,
        columns=tuple(columns),
        row_numbers=numbers,
        state=start.state,
        notes=start.notes if end is None else (*start.notes, *end.notes),
        unread=() if end is None else misfits_aside(end, len(columns)),
        merged=start.merged,
        properties=start.properties,
        encoding=start.encoding,
        delimiter=start.delimiter,
    )
