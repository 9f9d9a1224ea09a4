"""Rows of evidence as a CSV file: whole or not at all, and no cell of it acts as a formula."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pyarrow import csv

from cxdesk.metrics.evidence_columns import EvidenceColumn
from cxdesk.report.atomic_file import replaced

_MARK = "\ufeff".encode()  # without it Excel reads UTF-8 as the system's own encoding
_ACTING = r"^([=+\-@\t\r\n])"
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def write_evidence_csv(path: Path, columns: Sequence[EvidenceColumn]) -> int:
    """Write the columns with their titles and return how many rows there are; raises ExportError.

    Dates are ISO, numbers plain, what is not known is empty; a text that a spreadsheet would take for a
    formula gets an apostrophe in front.
    """
    titles = _distinct([column.title for column in columns])
    table = pa.table(dict(zip(titles, (_array(column) for column in columns), strict=True)))
    with replaced(path) as temporary, temporary.open("wb") as file:
        file.write(_MARK)
        csv.write_csv(table, file)
    return table.num_rows


def _array(column: EvidenceColumn) -> pa.Array:
    values = column.values
    match column.kind:
        case "day" | "instant":
            kind = pa.date32() if column.kind == "day" else pa.timestamp("s")
            return pa.array(values, kind)
        case "number" | "money":
            return _numbers(values)
        case "yes or no":
            return pa.array(np.where(values == 1, "yes", "no"), pa.string())
        case "row":
            return pa.array(values, pa.int64(), mask=values == 0)
    safe = compute.replace_substring_regex(pa.array(values, pa.string()), _CONTROLS, "")
    return compute.replace_substring_regex(safe, _ACTING, r"'\1")


def _numbers(values: np.ndarray) -> pa.Array:
    """Return numbers, whole ones without a decimal point."""
    known = values[~np.isnan(values)]
    if np.all(known == np.round(known)) and np.all(np.abs(known) < 2**53):
        return pa.array(np.nan_to_num(values).astype(np.int64), pa.int64(), mask=np.isnan(values))
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def _distinct(titles: Sequence[str]) -> list[str]:
    """Return the titles, the second of one name with its number."""
    told: list[str] = []
    for title in titles:
        count = sum(other == title or other.startswith(f"{title} (") for other in told)
        told.append(f"{title} ({count + 1})" if count else title)
    return told
