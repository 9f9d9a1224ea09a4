"""Numbers and pairs of them in one pass: put in order, or found once each where they repeat."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


def order_within(group: np.ndarray, values: np.ndarray) -> Positions:
    """Return the positions in the order of the groups, and within each by value, ascending.

    `group` are whole numbers below 2**53, `values` numbers without NaN; (n,) each.
    """
    # As complex numbers pairs are sorted at once, and rows that come by account are nearly sorted before.
    pairs = np.empty(len(values), dtype=np.complex128)
    pairs.real, pairs.imag = group, values
    return np.argsort(pairs, kind="stable")


def distinct_pairs(first: np.ndarray, second: np.ndarray) -> tuple[Floats, Floats, Positions]:
    """Return both parts of the pairs that occur, each once, and the place of every pair among them.

    `first` and `second` are numbers, (n,) each; the pairs come in the order of their first occurrence.
    """
    first, of_first = distinct(np.asarray(first, dtype=np.float64))
    second, of_second = distinct(np.asarray(second, dtype=np.float64))
    pairs, place = distinct(of_first * max(len(second), 1) + of_second)
    return first[pairs // max(len(second), 1)], second[pairs % max(len(second), 1)], place


def distinct(numbers: np.ndarray) -> tuple[np.ndarray, Positions]:
    """Return the numbers that occur, each once in the order of first occurrence, and the place of every
    number among them.
    """
    # Many rows hold few numbers: a table of those seen is several times faster than sorting all.
    coded = pa.array(numbers).dictionary_encode()
    return coded.dictionary.to_numpy(), coded.indices.to_numpy().astype(np.int64)
