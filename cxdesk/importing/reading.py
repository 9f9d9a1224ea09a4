"""One file into its sheets, whichever reader it takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from cxdesk.importing.blocks import Block, SheetEnd, SheetStart, TextEnd, formula_notes
from cxdesk.importing.coded_texts import size_of
from cxdesk.importing.files import TEXT, SourceFile
from cxdesk.importing.isolation import Reader
from cxdesk.importing.records import laid_out, misfits_aside
from cxdesk.importing.sheet import CellKind, RawColumn, Sheet, joined
from cxdesk.progress import Progress

_LOOSE_BLOCKS, _JOINED_ROWS, _MANY_ROWS = 12, 200_000, 1_000_000


def read_file(
    file: SourceFile, reader: Reader, progress: Progress, password: str | None = None
) -> list[Sheet]:
    """Return the file's sheets, hidden ones too; raises `UnreadableInput` or `Cancelled`. `password` opens a
    protected workbook."""
    sheets: list[Sheet] = []
    start: SheetStart | None = None
    end: TextEnd | None = None
    blocks: list[Block] = []
    rows = characters = 0
    for item in reader.read(file, progress, password):
        if isinstance(item, Block):
            _add(blocks, item)
            rows += item.rows
            characters += _characters(item) if file.kind == TEXT else 0
            done = min(1.0, characters / file.size) if characters else None
            progress.report(f"Reading {file.name}: {rows:,} rows", done)
        elif isinstance(item, SheetEnd):
            start = _ended(start, item)
        elif isinstance(item, TextEnd):
            end = item
        else:
            if start is not None and not item.again:
                sheets.append(_sheet(file.name, start, blocks, end))
            if item.again:
                rows, characters = rows - sum(block.rows for block in blocks), 0
            start, end, blocks = item, None, []
    if start is not None:
        sheets.append(_sheet(file.name, start, blocks, end))
    return sheets


def _add(blocks: list[Block], block: Block) -> None:
    """Add a block. Now and then the last ones become one: its columns can be let go one by one, whereas those
    of a block that came from the other process share one piece of memory."""
    blocks.append(block)
    loose = [one for one in blocks[-_LOOSE_BLOCKS:] if one.rows < _JOINED_ROWS]
    if len(loose) == _LOOSE_BLOCKS and sum(one.rows for one in loose) >= _JOINED_ROWS:
        width = max(len(one.columns) for one in loose)
        columns = tuple(joined([_column(one, place) for one in loose]) for place in range(width))
        blocks[-_LOOSE_BLOCKS:] = [Block(columns, sum(one.rows for one in loose))]


def _characters(block: Block) -> int:
    """Return about how many bytes of a text file a block holds."""
    return sum(size_of(column.texts) for column in block.columns if column.texts is not None)


def _ended(start: SheetStart, end: SheetEnd) -> SheetStart:
    """Return a sheet's start with what its end tells."""
    return replace(start, merged=end.merged, notes=(*start.notes, *formula_notes(end.uncached_formulas)))


def _sheet(file: str, start: SheetStart, blocks: list[Block], end: TextEnd | None) -> Sheet:
    """Return a sheet from its blocks, which may differ in width; they are let go column by column."""
    width = max((len(block.columns) for block in blocks), default=0)
    rows = sum(block.rows for block in blocks)
    parts = [[_column(block, place) for block in blocks] for place in range(width)]
    blocks.clear()
    columns = []
    while parts:
        columns.append(joined(parts.pop(0)))
    if rows > _MANY_ROWS:
        pa.default_memory_pool().release_unused()  # else the blocks' memory stays with Arrow
    numbers = np.arange(1, rows + 1, dtype=np.int32)
    if end is not None:
        columns, numbers = laid_out(columns, end)
    return Sheet(
        file=file,
        name=start.name,
        columns=tuple(columns),
        row_numbers=numbers,
        state=start.state,
        notes=start.notes if end is None else (*start.notes, *end.notes),
        unread=() if end is None else misfits_aside(end, width),
        merged=start.merged,
        properties=start.properties,
        encoding=start.encoding,
    )


def _column(block: Block, place: int) -> RawColumn:
    """Return a block's column; empty cells where the block is narrower."""
    if place < len(block.columns):
        return block.columns[place]
    return RawColumn(np.full(block.rows, CellKind.EMPTY, np.uint8), None, None)
