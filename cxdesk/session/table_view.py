"""A table as pages show it: columns of texts that are ready, with the keys to sort them by.

Item models only adapt these; sorting and filtering happen here, on arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.metrics.evidence_columns import NUMBER, EvidenceColumn
from cxdesk.report.table_export import harmless_text, text_column

TONES = ("good", "watch", "risk", "unknown")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column, all sequences as long as the table.

    `kind` tells how a cell is drawn: "text", "number" (right-aligned, tabular), "value" (a number with a
    muted second part), "note" (small and muted), "band" (shape, word and colour), "bars" (one small bar for
    each of `bar_names`), "mark" (a word in its colour), "sign" (a shape and a word in its colour).

    `keys` are what the column is sorted by (floats with NaN last, or texts); None means that it cannot be
    sorted. `whole` are the tooltips, `second` the muted second parts, `tones` one of TONES or "" for each
    cell, `bars` an array of rows x bars between 0 and 1, NaN where a bar cannot be drawn; `brief` are shorter
    texts for cells too narrow for `texts`; `hollow` marks bands that stand on little evidence.
    """

    name: str
    title: str
    help: str
    texts: Sequence[str]
    kind: str = "text"
    keys: np.ndarray | None = None
    second: Sequence[str] = ()
    tones: Sequence[str] = ()
    whole: Sequence[str] = ()
    bars: np.ndarray | None = None
    bar_names: tuple[str, ...] = ()
    brief: Sequence[str] = ()
    hollow: Sequence[bool] = ()

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length, and what the table is about in one sentence (read out by screen readers)."""

    columns: tuple[TableColumn, ...]
    description: str

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def column(self, name: str) -> TableColumn:
        """Return the column of that name; raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"the table has no column {name}")


def ordered(column: TableColumn, rows: np.ndarray, *, descending: bool) -> np.ndarray:
    """Return `rows` (positions) sorted by the column, unknown values last either way; equal ones keep their
    order.
    """
    if column.keys is None:
        return rows
    keys = column.keys[rows]
    if keys.dtype.kind == "f":
        unknown = np.isnan(keys)
        values = np.where(unknown, 0.0, -keys if descending else keys)
        return rows[np.lexsort((values, unknown))]
    folded = np.array([str(key).casefold() for key in keys], dtype=object)
    order = np.argsort(folded, kind="stable")
    if descending:
        order = (len(folded) - 1 - np.argsort(folded[::-1], kind="stable"))[::-1]
    empty = folded[order] == ""
    return rows[np.concatenate([order[~empty], order[empty]])]


def file_columns(table: Table, rows: Sequence[int]) -> tuple[EvidenceColumn, ...]:
    """Return some rows as columns for a file: numbers as numbers, everything else as it is shown."""
    places = np.asarray(rows, dtype=np.int64)
    return tuple(each for column in table.columns for each in _file_columns(column, places))


def _file_columns(column: TableColumn, rows: np.ndarray) -> list[EvidenceColumn]:
    """Return the columns of a file that a column becomes: one for each of its bars, 0 to 100."""
    keys = column.keys
    if column.kind == "bars" and column.bars is not None:
        shares = 100.0 * column.bars[rows]
        return [
            EvidenceColumn(name, name, NUMBER, shares[:, place])
            for place, name in enumerate(column.bar_names)
        ]
    if column.kind in ("number", "value") and keys is not None and keys.dtype.kind == "f":
        return [EvidenceColumn(column.name, column.title, NUMBER, keys[rows])]
    return [text_column(column.title, [_plain(column, row) for row in rows.tolist()])]


def as_tab_separated(table: Table, rows: Sequence[int]) -> str:
    """Return some rows with their titles as tab-separated text for the clipboard; no cell can become a
    formula.
    """
    lines = ["\t".join(column.title for column in table.columns)]
    lines += ["\t".join(_cell(column, row) for column in table.columns) for row in rows]
    return "\n".join(lines) + "\n"


def _cell(column: TableColumn, row: int) -> str:
    """Return one cell as text on one line that a spreadsheet does not run."""
    return harmless_text(_plain(column, row))


def _plain(column: TableColumn, row: int) -> str:
    """Return one cell as plain text on one line."""
    if column.kind == "bars" and column.bars is not None:
        text = " ".join("?" if np.isnan(share) else f"{100 * share:.0f}" for share in column.bars[row])
    else:
        text = column.texts[row]
        if column.second and column.second[row]:
            text = f"{text} {column.second[row]}"
    return " ".join(text.split())
