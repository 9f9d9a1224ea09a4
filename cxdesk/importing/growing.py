"""A sheet's columns as its blocks come in: each cell is copied once, to where it stays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa

from cxdesk.importing.cell_formats import CellFormats
from cxdesk.importing.coded_texts import LEAST_ROWS, TEXT_LIMIT, are_there, codes_of, is_coded, joined_texts
from cxdesk.importing.sheet import CellKind, RawColumn

_MARGIN = 1.2  # room that is never written to takes no memory
_CODED = pa.dictionary(pa.int32(), pa.string())


class GrowingArray:
    """Values of one type, one behind the other in one piece of memory."""

    def __init__(self, kind: type) -> None:
        self._room = np.empty(0, kind)
        self._count = 0

    def __len__(self) -> int:
        """Return the number of values."""
        return self._count

    def more(self, count: int, share: float | None) -> np.ndarray:
        """Return the place of so many more values, to be written to at once. `share` of all there will ever
        be has come with them, by an estimate; None when nobody can tell."""
        end = self._count + count
        if end > len(self._room):
            likely = end / share * _MARGIN if share else 0.0
            room = np.empty(max(int(likely), 2 * end), self._room.dtype)
            room[: self._count] = self.values
            self._room = room
        place = self._room[self._count : end]
        self._count = end
        return place

    @property
    def values(self) -> np.ndarray:
        """The values so far, not copied."""
        return self._room[: self._count]


class GrowingColumn:
    """One column of a sheet; each block's is added below those before, which leaves nothing of it behind."""

    def __init__(self) -> None:
        self._kinds = GrowingArray(np.uint8)
        self._numbers: GrowingArray | None = None
        self._formats: GrowingArray | None = None
        self._format_names: tuple[str, ...] = ()
        self._texts: list[_PlainTexts | _CodedTexts | pa.Array] = []  # below one another; the last one grows

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self._kinds)

    def add(self, part: RawColumn, share: float | None = None) -> None:
        """Add cells. `share` of the sheet's rows are there with them, by an estimate; None for unknown."""
        before = len(self)
        self._kinds.more(len(part), share)[:] = part.kinds
        if part.numbers is not None and self._numbers is None:
            self._numbers = GrowingArray(np.float64)
            self._numbers.more(before, share)[:] = 0.0
        if self._numbers is not None:
            self._numbers.more(len(part), share)[:] = 0.0 if part.numbers is None else part.numbers
        self._add_formats(part, before, share)
        if part.texts is not None and not self._texts and before:
            self._add_texts(pa.nulls(before, pa.string()), share)
        if part.texts is not None:
            self._add_texts(part.texts, share)
        elif self._texts:
            self._add_texts(pa.nulls(len(part), pa.string()), share)

    def add_empty(self, count: int, share: float | None = None) -> None:
        """Add so many cells that hold nothing."""
        self.add(RawColumn(np.full(count, CellKind.EMPTY, np.uint8), None, None), share)

    def column(self) -> RawColumn:
        """Return the whole column, which shares this one's memory."""
        runs = [run if isinstance(run, pa.Array) else run.array() for run in self._texts]
        numbers = None if self._numbers is None else self._numbers.values
        formats = None if self._formats is None else CellFormats(self._formats.values, self._format_names)
        return RawColumn(self._kinds.values, numbers, joined_texts(runs) if runs else None, formats)

    def _add_formats(self, part: RawColumn, before: int, share: float | None) -> None:
        """Add the formats of cells; the names of all blocks of a workbook are the same."""
        if part.formats is not None and self._formats is None:
            self._format_names = part.formats.names
            self._formats = GrowingArray(np.uint16)
            self._formats.more(before, share)[:] = 0
        if self._formats is not None:
            self._formats.more(len(part), share)[:] = 0 if part.formats is None else part.formats.codes

    def _add_texts(self, texts: pa.Array, share: float | None) -> None:
        """Add texts to the last ones where they are of the same sort, else behind them."""
        while self._texts and not len(self._texts[-1]):
            self._texts.pop()
        last = self._texts[-1] if self._texts else None
        if isinstance(last, _PlainTexts | _CodedTexts) and last.takes(texts):
            last.add(texts, share)
        elif texts.type in (pa.string(), _CODED):
            run = _CodedTexts() if is_coded(texts) else _PlainTexts()
            run.add(texts, share)
            self._texts.append(run)
        else:
            self._texts.append(texts)


class _PlainTexts:
    """Plain texts, of no more characters than 32-bit offsets can hold."""

    def __init__(self) -> None:
        self._edges = GrowingArray(np.int32)
        self._edges.more(1, None)[:] = 0
        self._characters = GrowingArray(np.uint8)
        self._present: GrowingArray | None = None  # once any text is null

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._edges) - 1

    def takes(self, texts: pa.Array) -> bool:
        """Return whether the texts can be added."""
        return texts.type == pa.string() and len(self._characters) + texts.nbytes <= TEXT_LIMIT

    def add(self, texts: pa.Array, share: float | None) -> None:
        """Add plain texts."""
        if not len(texts):
            return
        before, used = len(self), len(self._characters)
        _, offsets, characters = texts.buffers()
        edges = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        start, stop = int(edges[0]), int(edges[-1])
        np.add(edges[1:], np.int32(used - start), out=self._edges.more(len(texts), share))
        if stop > start:
            self._characters.more(stop - start, share)[:] = np.frombuffer(characters, np.uint8)[start:stop]
        if texts.null_count and self._present is None:
            self._present = GrowingArray(np.bool_)
            self._present.more(before, share)[:] = True
        if self._present is not None:
            self._present.more(len(texts), share)[:] = are_there(texts)

    def array(self) -> pa.Array:
        """Return the texts, not copied."""
        present = None if self._present is None else _bits(self._present.values)
        buffers = [present, pa.py_buffer(self._edges.values), pa.py_buffer(self._characters.values)]
        return pa.Array.from_buffers(pa.string(), len(self), buffers)


class _CodedTexts:
    """Texts that repeat. A block's dictionary may go on where the last one ended, or be one of its own."""

    def __init__(self) -> None:
        self._codes = GrowingArray(np.int32)
        self._words = _PlainTexts()  # of all dictionaries
        self._begun: list[tuple[int, int]] = []  # the first cell and the first word of each dictionary
        self._has_nulls = False

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._codes)

    def takes(self, texts: pa.Array) -> bool:
        """Return whether the texts can be added: plain ones, too, where they are few."""
        if is_coded(texts):
            return texts.type == _CODED and self._words.takes(texts.dictionary)
        return len(texts) < LEAST_ROWS and self._words.takes(texts)

    def add(self, texts: pa.Array, share: float | None) -> None:
        """Add texts."""
        coded = texts if is_coded(texts) else texts.dictionary_encode()
        words, (_, first) = coded.dictionary, self._begun[-1] if self._begun else (0, 0)
        known = self._words.array().slice(first)
        if self._begun and words.slice(0, len(known)).equals(known):
            words = words.slice(len(known))
        else:
            self._begun.append((len(self), len(self._words)))
        self._words.add(words, None)
        self._codes.more(len(coded), share)[:] = codes_of(coded)
        self._has_nulls = self._has_nulls or coded.null_count > 0

    def array(self) -> pa.Array:
        """Return the texts under one dictionary. Nothing can be added afterwards."""
        codes, words = self._codes.values, self._words.array()
        if len(self._begun) > 1:
            once = words.dictionary_encode()
            places, words = once.indices.to_numpy(), once.dictionary
            for (cell, word), (next_cell, next_word) in pairwise((*self._begun, (len(codes), len(places)))):
                own = codes[cell:next_cell]
                own[:] = np.append(places[word:next_word], np.int32(-1))[own]
        present = _bits(codes >= 0) if self._has_nulls else None
        indices = pa.Array.from_buffers(pa.int32(), len(codes), [present, pa.py_buffer(codes)])
        return pa.DictionaryArray.from_arrays(indices, words)


def _bits(flags: np.ndarray) -> pa.Buffer:
    """Return bool[n] as Arrow keeps it."""
    return pa.py_buffer(np.packbits(flags, bitorder="little"))
