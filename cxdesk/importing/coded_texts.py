"""Texts of a large column that repeat, kept once: dictionary arrays, on which work is done once per text.

A column keeps its texts plain (`string`, `large_string`) where most differ, coded where they repeat; the
functions here take either and say the same of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TEXT_LIMIT = 2**31 - 1
LEAST_ROWS = 10_000  # below, codes save nothing that anybody could notice
_MOST_DISTINCT = 0.5  # of the rows
_MOST_WORDS = 100_000  # that are looked through for each block; with more, it has a dictionary of its own
_NO_WORDS = pa.nulls(0, pa.string())


def is_coded(texts: pa.Array | pa.ChunkedArray) -> bool:
    """Return whether texts that repeat are kept once."""
    return pa.types.is_dictionary(texts.type)


class Coding:
    """Codes the columns of one block after the other, until most texts of a column differ in a block. What a
    text was once coded as, it is in later blocks: a dictionary goes on where the last one ended."""

    def __init__(self) -> None:
        self._plain: set[int] = set()
        self._words: dict[int, pa.Array] = {}

    def coded(self, columns: Sequence[pa.Array]) -> list[pa.Array]:
        """Return a block's columns of plain texts, coded where that is worth it."""
        return [
            texts
            if place in self._plain or (len(texts) < LEAST_ROWS and place not in self._words)
            else self._one(place, texts)
            for place, texts in enumerate(columns)
        ]

    def _one(self, place: int, texts: pa.Array) -> pa.Array:
        """Return one column coded, or as it is."""
        words = self._words.get(place, _NO_WORDS)
        codes = pc.index_in(texts, words)
        if codes.null_count > texts.null_count:
            new = texts.filter(pc.and_(codes.is_null(), texts.is_valid())).unique()
            if len(new) > _MOST_DISTINCT * len(texts):
                self._plain.add(place)
                return texts
            whole = len(words) + len(new) <= _MOST_WORDS
            words = pa.concat_arrays([words, new]) if whole else texts.drop_null().unique()
            codes = pc.index_in(texts, words)
        self._words[place] = words
        return pa.DictionaryArray.from_arrays(codes, words)


def plain_texts(texts: pa.Array) -> pa.Array:
    """Return the texts as a plain array; `large_string` where their characters pass what a 32-bit offset can
    hold."""
    if not is_coded(texts):
        return texts
    lengths = pc.binary_length(texts.dictionary)
    distinct = texts.dictionary
    if (pc.max(lengths).as_py() or 0) * len(texts) > TEXT_LIMIT:
        total = pc.sum(lengths.take(texts.indices)).as_py() or 0
        distinct = distinct.cast(pa.large_string()) if total > TEXT_LIMIT else distinct
    return distinct.take(texts.indices)


def size_of(texts: pa.Array) -> int:
    """Return about how many bytes the texts take when they are plain."""
    if not is_coded(texts):
        return texts.nbytes
    return int(texts.dictionary.nbytes / max(1, len(texts.dictionary)) * len(texts))


def plain_where_few(texts: pa.Array) -> pa.Array:
    """Return texts as they are kept; plain where there are few, or fewer than in their dictionary."""
    if is_coded(texts) and len(texts) < max(LEAST_ROWS, len(texts.dictionary)):
        return plain_texts(texts)
    return texts


def joined_texts(chunks: Sequence[pa.Array]) -> pa.Array:
    """Return arrays of texts as one, coded where most rows are; `large_string` where their characters pass
    what a 32-bit offset can hold."""
    if len(chunks) == 1:
        return chunks[0]
    if any(map(is_coded, chunks)):
        told = [(len(chunk) - chunk.null_count) * (1 if is_coded(chunk) else -1) for chunk in chunks]
        if sum(told) >= 0 and sum(chunk.nbytes for chunk in chunks) <= TEXT_LIMIT:
            return pa.concat_arrays(
                [chunk if is_coded(chunk) else chunk.dictionary_encode() for chunk in chunks]
            )
        chunks = list(map(plain_texts, chunks))
    if sum(chunk.nbytes for chunk in chunks) > TEXT_LIMIT:
        chunks = [chunk.cast(pa.large_string()) for chunk in chunks]
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


def codes_of(texts: pa.DictionaryArray) -> np.ndarray:
    """Return int32[n]: the place of each cell's text in the dictionary, -1 for null; not to be written to."""
    indices = texts.indices
    return (pc.fill_null(indices, -1) if indices.null_count else indices).to_numpy(zero_copy_only=False)


def masked(texts: pa.Array, hidden: np.ndarray) -> pa.Array:
    """Return the texts with nulls where bool[n] `hidden`."""
    if not is_coded(texts):
        return pc.if_else(pa.array(hidden), None, texts)
    indices = pc.if_else(pa.array(hidden), None, texts.indices)
    return pa.DictionaryArray.from_arrays(indices, texts.dictionary)


def compact(texts: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return coded texts with only those in the dictionary that a cell has, in the order of the cells."""
    used = texts.indices.unique().drop_null()
    count = len(texts.dictionary)
    if len(used) == count and used.equals(pa.array(np.arange(count), used.type)):
        return texts
    places = np.full(count + 1, -1, np.int32)
    places[used.to_numpy()] = np.arange(len(used), dtype=np.int32)
    codes = places[codes_of(texts)]
    return pa.DictionaryArray.from_arrays(_with_nulls(codes), texts.dictionary.take(used))


def passing(texts: pa.Array, test: Callable[[pa.Array], pa.Array]) -> np.ndarray:
    """Return bool[n]: which texts pass a test, which looks at each text by itself; null passes none."""
    if not is_coded(texts):
        return pc.fill_null(test(texts), False).to_numpy(zero_copy_only=False)
    passes = pc.fill_null(test(texts.dictionary), False).to_numpy(zero_copy_only=False)
    if not passes.any():
        return np.zeros(len(texts), bool)
    if passes.all():
        return are_there(texts)
    return np.append(passes, False)[codes_of(texts)]


def are_there(texts: pa.Array) -> np.ndarray:
    """Return bool[n]: which texts are not null."""
    if not texts.null_count:
        return np.ones(len(texts), bool)
    return texts.is_valid().to_numpy(zero_copy_only=False)


def changed(texts: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return the texts with each changed by itself; the same array where the change returns its own."""
    if not is_coded(texts):
        return change(texts)
    after = change(texts.dictionary)
    if after is texts.dictionary:
        return texts
    coded = after.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(texts.indices), coded.dictionary)


def read_each(texts: pa.Array, read: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return what reading gives for each cell, of any type; only texts that a cell has are read."""
    if not is_coded(texts):
        return read(texts)
    used = texts.indices.unique().drop_null()
    places = np.full(len(texts.dictionary), -1, np.int32)
    places[used.to_numpy()] = np.arange(len(used), dtype=np.int32)
    return read(texts.dictionary.take(used)).take(_with_nulls(places)).take(texts.indices)


def _with_nulls(codes: np.ndarray) -> pa.Array:
    """Return codes with null for those below 0."""
    missing = codes < 0
    return pa.array(codes, mask=missing if missing.any() else None)
