"""Rows of one file with the same key: told apart by whether they say the same."""

from __future__ import annotations

from collections.abc import Sequence

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
    codes = np.where(verdicts.kept, _key_codes(rows, table.key), -1)
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
    return _different(rows, table.key, codes, shared & ~again, header)


def _key_codes(rows: pa.Table, key: Sequence[str]) -> np.ndarray:
    """Return a number from 0 per distinct key, -1 where its first part is unknown."""
    codes = np.zeros(rows.num_rows, dtype=np.int64)
    known = np.ones(rows.num_rows, dtype=bool)
    for place, name in enumerate(key):
        coded = rows.column(name).combine_chunks().dictionary_encode()
        part = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        known &= (part >= 0) | (place > 0)
        codes = codes * (len(coded.dictionary) + 1) + part + 1
        if place:  # as few numbers as there are keys, so that a further part cannot overflow
            codes = np.unique(codes, return_inverse=True)[1]
    return np.where(known, codes, -1)


def _different(
    rows: pa.Table, key: Sequence[str], codes: np.ndarray, left: np.ndarray, header: str
) -> list[Problem]:
    """Return a problem for every row but the first of a key whose rows differ; all of them are kept."""
    places = np.flatnonzero(left)
    order = places[np.argsort(codes[places], kind="stable")]
    later = np.sort(order[1:][codes[order[1:]] == codes[order[:-1]]])
    taken = rows.select([*key, "source_row"]).take(pa.array(later))
    values = zip(*(taken.column(name).to_pylist() for name in key), strict=True)
    hint = "A row above has the same identifier with other content. Both are kept."
    return [
        Problem(
            "key_not_unique", number, header, ", ".join(str(part) for part in parts if part is not None), hint
        )
        for parts, number in zip(values, taken.column("source_row").to_pylist(), strict=True)
    ]
