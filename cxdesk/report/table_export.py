"""Tables as files, CSV or Parquet: typed columns, whole or not at all, and no text of them acts.

A spreadsheet that opens a CSV file runs a text that begins like a formula. Such texts get an apostrophe in
front, the header too; numbers never do, negative ones stay numbers. Where a comma parts decimals, a cell
begins at each semicolon, quoted or not: what follows one gets its apostrophe too. `raw` leaves texts as they
are, for programs. (OWASP, "CSV Injection".) Line breaks become spaces and control characters go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from pyarrow import csv, parquet

from cxdesk.errors import ExportError, Place
from cxdesk.metrics.evidence_columns import DAY, INSTANT, MONEY, NUMBER, ROW, TEXT, YES, EvidenceColumn
from cxdesk.report.atomic_file import replaced
from cxdesk.report.cell_text import clean_text

CSV, PARQUET = ".csv", ".parquet"
_MARK = "\ufeff".encode()  # without it Excel reads UTF-8 as the system's own encoding
# Read by Python's expressions and by RE2 alike, hence characters in place of most escapes.
_ACTING = "^[\\s\u00a0\u3000]*[=+\\-@|\uff1d\uff0b\uff0d\uff20]."  # a sign alone is none
_ACTING_BEHIND = (
    '(;[\\s"\u00a0\u3000]*)([=@\uff1d\uff20]|[+\\-\uff0b\uff0d](?:[^\\s0-9.,;)]|[0-9.,]+[+\\-*/^&<>=|!(]))'
)
_NUMBER = "^[+-]?[0-9.,\u00a0\u202f ]*[0-9](\u00a0?%)?$"
_NOT_ON_A_LINE = "[^ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_ACTS, _ACTS_BEHIND, _IS_NUMBER = map(re.compile, (_ACTING, _ACTING_BEHIND, _NUMBER))
_QUIETED = "\\1'\\2"


def write_table(path: Path, columns: Sequence[EvidenceColumn], *, raw: bool = False) -> int:
    """Write columns of equal length as the file's ending says and return how many rows there are.

    In CSV dates are ISO, numbers plain and what is not known is empty; Parquet has types and nulls, and its
    texts are as they are. Raises ExportError for another ending or where the file cannot be written.
    """
    match path.suffix.lower():
        case ".csv":
            written = csv_bytes(columns, raw=raw)
            with replaced(path) as temporary:
                temporary.write_bytes(written)
        case ".parquet":
            table = _typed(columns)
            with replaced(path) as temporary:
                parquet.write_table(table, temporary)
        case ending:
            what = f"A table cannot be written as {ending or 'a file without an ending'}."
            raise ExportError(what, "End the name with .csv or .parquet.", Place(file=path.name))
    return len(columns[0].values) if columns else 0


def csv_bytes(columns: Sequence[EvidenceColumn], *, raw: bool = False) -> bytes:
    """Return columns as a CSV file in UTF-8 with a byte order mark."""
    titles = [column.title if raw else harmless_text(column.title) for column in columns]
    arrays = [_csv_array(column, raw=raw) for column in columns]
    out = pa.BufferOutputStream()
    csv.write_csv(pa.table(arrays, names=distinct(titles)), out)
    return _MARK + out.getvalue().to_pybytes()


def harmless_text(text: str) -> str:
    """Return a text on one line, with an apostrophe wherever a spreadsheet would run what follows."""
    cleaned = _ACTS_BEHIND.sub(_QUIETED, clean_text(text))
    return f"'{cleaned}" if _ACTS.search(cleaned) and not _IS_NUMBER.search(cleaned) else cleaned


def distinct(titles: Sequence[str]) -> list[str]:
    """Return the titles, the second of one name with its number."""
    told: list[str] = []
    for title in titles:
        name, number = title, 1
        while name in told:
            number += 1
            name = f"{title} ({number})"
        told.append(name)
    return told


def _typed(columns: Sequence[EvidenceColumn]) -> pa.Table:
    """Return columns as Parquet holds them."""
    arrays = [_parquet_array(column) for column in columns]
    return pa.table(arrays, names=distinct([clean_text(column.title) for column in columns]))


def _parquet_array(column: EvidenceColumn) -> pa.Array:
    match column.kind:
        case kind if kind == YES:
            values = column.values.astype(np.float64)
            return pa.array(values == 1, pa.bool_(), mask=np.isnan(values))
        case kind if kind in (NUMBER, MONEY):
            return _numbers(column.values, whole=False)
    return _array(column)


def _csv_array(column: EvidenceColumn, *, raw: bool) -> pa.Array:
    if column.kind == YES:
        return pa.array(np.where(column.values == 1, "yes", "no"), pa.string())
    if column.kind in (NUMBER, MONEY):
        return _numbers(column.values, whole=True)
    array = _array(column)
    return _harmless(array) if pa.types.is_string(array.type) and not raw else array


def _array(column: EvidenceColumn) -> pa.Array:
    """Return days, instants, row numbers and texts."""
    values = column.values
    match column.kind:
        case kind if kind == DAY:
            return pa.array(values.astype("datetime64[D]"), pa.date32())
        case kind if kind == INSTANT:
            return pa.array(values.astype("datetime64[s]"), pa.timestamp("s"))
        case kind if kind == ROW:
            return pa.array(values, pa.int64(), mask=values == 0)
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:  # half a character, which no file can hold
        halved = [
            str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace") for value in values
        ]
        return pa.array(halved, pa.string())


def _numbers(values: np.ndarray, *, whole: bool) -> pa.Array:
    """Return numbers, null where not known; with `whole` a column of whole ones without a decimal point."""
    values = np.asarray(values, dtype=np.float64)
    known = values[np.isfinite(values)]
    unknown = ~np.isfinite(values)
    if whole and np.all(known == np.round(known)) and np.all(np.abs(known) < 2**53):
        return pa.array(np.where(unknown, 0, values).astype(np.int64), pa.int64(), mask=unknown)
    return pa.array(values, pa.float64(), mask=unknown)


def _harmless(array: pa.Array) -> pa.Array:
    """Return texts as `harmless_text` gives them, all at once."""
    broken = compute.fill_null(compute.match_substring_regex(array, _NOT_ON_A_LINE), False)
    if compute.any(broken).as_py():
        cleaned = [clean_text(text) for text in array.filter(broken).to_pylist()]
        array = compute.replace_with_mask(array, broken, pa.array(cleaned, pa.string()))
    if compute.any(compute.match_substring(array, ";")).as_py():
        array = compute.replace_substring_regex(array, _ACTING_BEHIND, _QUIETED)
    acting = compute.match_substring_regex(array, _ACTING)
    numbers = compute.match_substring_regex(array, _NUMBER)
    marked = compute.binary_join_element_wise("'", array, "")
    return compute.if_else(compute.and_not(acting, numbers), marked, array)


def text_column(title: str, texts: Sequence[str]) -> EvidenceColumn:
    """Return a column of texts."""
    return EvidenceColumn(title, title, TEXT, np.array([*texts, None], dtype=object)[:-1])
