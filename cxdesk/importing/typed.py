"""What typing a column gives: values, what could not be read, and words about how it was read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import changed, codes_of, compact, is_coded, masked
from cxdesk.importing.once import once
from cxdesk.importing.questions import Question
from cxdesk.importing.sheet import CellKind, RawColumn, trimmed, worded_texts

EMPTY_WORDS = (
    "",
    "-",
    "--",
    "–",
    "—",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "null",
    "none",
    "nan",
    "nil",
    "nat",
    "(blank)",
    "(empty)",
    "k.a.",
    "s.o.",
)
EMPTY_TEXTS = ("", "-", "--", "–", "—", "n/a", "#n/a", "null", "(blank)", "(empty)")


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A typed column of n cells.

    `values`: Arrow array[n], null where empty or unreadable. `unreadable`: bool[n]. `notes` are short
    phrases such as "decimal comma". `doubts` are (code, value, hint) for the whole column. `currencies`:
    string array[n] or None. `questions`: what was decided about the column, and could be otherwise.
    """

    values: pa.Array
    unreadable: np.ndarray
    notes: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str, str], ...] = ()
    currencies: pa.Array | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The distinct texts of a column: `distinct`: string array[m] without outer spaces; `codes`: whole
    numbers[n] into it, -1 for cells that hold no text; `counts`: int64[m] how often each occurs."""

    distinct: pa.Array
    codes: np.ndarray
    counts: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))


@once
def distinct_texts(column: RawColumn, empty_words: tuple[str, ...] = EMPTY_WORDS) -> Texts:
    """Return the distinct texts of the TEXT cells; words that stand for nothing count as no text."""
    count = len(column)
    if column.texts is None:
        return Texts(pa.array([], pa.string()), np.full(count, -1, np.int64))
    texts = worded_texts(column)
    errors = column.kinds == CellKind.ERROR
    texts = masked(texts, errors) if errors.any() else texts
    texts = changed(compact(texts), trimmed) if is_coded(texts) else trimmed(texts).dictionary_encode()
    codes, distinct = codes_of(texts), texts.dictionary
    nothing = pc.is_in(pc.utf8_lower(distinct), pa.array(empty_words, distinct.type)).to_numpy(
        zero_copy_only=False
    )
    if nothing.any():
        codes = np.append(np.where(nothing, -1, np.arange(len(nothing))), -1).astype(np.int32)[codes]
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    return Texts(distinct, codes, counts)


def spread(values: np.ndarray, codes: np.ndarray, fill) -> np.ndarray:
    """Return the value of each cell from the values of the distinct texts; `fill` where a cell holds no
    text."""
    if not len(values):
        return np.full(len(codes), fill)
    return np.where(codes >= 0, values[codes], fill)


def arrow(values: np.ndarray, valid: np.ndarray, kind: pa.DataType) -> pa.Array:
    """Return numbers as an Arrow array with nulls where they are not valid."""
    return pa.array(values, kind, mask=~valid)
