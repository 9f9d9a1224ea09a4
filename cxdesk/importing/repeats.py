"""Rows of one file with the same key: told apart by whether they say the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.verdicts import Verdicts
from cxdesk.tables.schema import Table
from cxdesk.workspace.records import Problem


def repeated_rows(rows: pa.Table, table: Table, verdicts: Verdicts, header: str) -> list[Problem]:
    """Set aside rows that say again what a row above says; return a problem for each further row of a key
    that does not.

    `rows` has all of the sheet's rows, also those that are set aside already: these are left out.
    """
    key = rows.column(table.key[0])
    codes = pc.fill_null(key.combine_chunks().dictionary_encode().indices, -1)
    codes = codes.to_numpy(zero_copy_only=False).astype(np.int64)
    codes = np.where(verdicts.kept, codes, -1)
    counts = np.bincount(codes[codes >= 0]) if (codes >= 0).any() else np.zeros(1, np.int64)
    shared = (codes >= 0) & (counts[codes] > 1)
    if not shared.any():
        return []
    places = np.flatnonzero(shared)
    same = rows.take(pa.array(places)).drop_columns(["source_row"])
    content = [str(place) for place in range(same.num_columns)]
    numbered = same.rename_columns(content).append_column("place", pa.array(places))
    firsts = (
        numbered.group_by(content, use_threads=False)
        .aggregate([("place", "min")])
        .column("place_min")
        .to_numpy()
    )
    again = np.zeros(len(codes), bool)
    again[places] = True
    again[firsts] = False
    verdicts.judge(again, "duplicate_row", "A row above says exactly the same.")
    return _different(rows, table.key[0], codes, shared & ~again, header)


def _different(rows: pa.Table, key: str, codes: np.ndarray, left: np.ndarray, header: str) -> list[Problem]:
    """Return a problem for every row but the first of a key whose rows differ; all of them are kept."""
    places = np.flatnonzero(left)
    order = places[np.argsort(codes[places], kind="stable")]
    later = np.sort(order[1:][codes[order[1:]] == codes[order[:-1]]])
    taken = rows.select([key, "source_row"]).take(pa.array(later))
    hint = "A row above has the same identifier with other content. Both are kept."
    return [
        Problem("key_not_unique", number, header, value, hint)
        for value, number in zip(taken.column(0).to_pylist(), taken.column(1).to_pylist(), strict=True)
    ]
