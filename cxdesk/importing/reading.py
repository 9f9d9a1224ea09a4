"""One file into its sheets, whichever reader it takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.importing.blocks import Block, SheetEnd, SheetStart, formula_notes
from cxdesk.importing.delimited import read_delimited
from cxdesk.importing.files import TEXT, SourceFile
from cxdesk.importing.isolation import Reader
from cxdesk.importing.sheet import CellKind, RawColumn, Sheet, joined
from cxdesk.progress import Progress


def read_file(
    file: SourceFile, reader: Reader, progress: Progress, password: str | None = None
) -> list[Sheet]:
    """Return the file's sheets, hidden ones too; raises `UnreadableInput` or `Cancelled`. `password` opens a
    protected workbook."""
    if file.kind == TEXT:
        return [read_delimited(file.path, progress)]
    sheets: list[Sheet] = []
    start: SheetStart | None = None
    blocks: list[Block] = []
    rows = 0
    for item in reader.read(file, progress, password):
        if isinstance(item, Block):
            blocks.append(item)
            rows += item.rows
            progress.report(f"Reading {file.name}: {rows:,} rows")
            continue
        if isinstance(item, SheetEnd):
            start = _ended(start, item)
            continue
        if start is not None and not item.again:
            sheets.append(_sheet(file.name, start, blocks))
        rows -= sum(block.rows for block in blocks) if item.again else 0
        start, blocks = item, []
    if start is not None:
        sheets.append(_sheet(file.name, start, blocks))
    return sheets


def _ended(start: SheetStart, end: SheetEnd) -> SheetStart:
    """Return a sheet's start with what its end tells."""
    return replace(start, merged=end.merged, notes=(*start.notes, *formula_notes(end.uncached_formulas)))


def _sheet(file: str, start: SheetStart, blocks: list[Block]) -> Sheet:
    """Return a sheet from its blocks, which may differ in width."""
    width = max((len(block.columns) for block in blocks), default=0)
    columns = tuple(joined([_column(block, place) for block in blocks]) for place in range(width))
    rows = sum(block.rows for block in blocks)
    return Sheet(
        file=file,
        name=start.name,
        columns=columns,
        row_numbers=np.arange(1, rows + 1, dtype=np.int32),
        state=start.state,
        notes=start.notes,
        merged=start.merged,
        properties=start.properties,
    )


def _column(block: Block, place: int) -> RawColumn:
    """Return a block's column; empty cells where the block is narrower."""
    if place < len(block.columns):
        return block.columns[place]
    return RawColumn(np.full(block.rows, CellKind.EMPTY, np.uint8), None, None)
