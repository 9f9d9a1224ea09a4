"""Columns that grow by blocks: what stands in the blocks stands in the whole."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from cxdesk.importing import coded_texts, growing
from cxdesk.importing.blocks import Block, SheetStart
from cxdesk.importing.files import TEXT, SourceFile
from cxdesk.importing.growing import GrowingArray, GrowingColumn
from cxdesk.importing.reading import read_file
from cxdesk.importing.sheet import CellKind, RawColumn, text_column
from cxdesk.progress import silent

WORDS = ("x", "yes", None, "", "Ärger", "a long text " * 9)


def _texts(chance: random.Random, words: list[str]) -> tuple[list[str | None], pa.Array]:
    """Return some texts and an array of them: plain, a slice of one, with a dictionary of its own, or coded
    by all `words` so far, to which new ones are added."""
    texts = [chance.choice((*WORDS, str(chance.random()))) for _ in range(chance.randrange(0, 20))]
    sort = chance.randrange(4)
    if sort == 0:
        return texts, pa.array(texts, pa.string())
    if sort == 1:
        return texts, pa.array(["above", None, *texts, "below"], pa.string()).slice(2, len(texts))
    if sort == 2:
        return texts, pa.array(texts, pa.string()).dictionary_encode()
    words += [text for text in dict.fromkeys(texts) if text is not None and text not in words]
    codes = pa.array([None if text is None else words.index(text) for text in texts], pa.int32())
    return texts, pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("seed", range(60))
def test_all_sorts_of_blocks(seed: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists put together by Python are the reference; estimates of what is still to come may be wrong."""
    monkeypatch.setattr(growing, "LEAST_ROWS", few)
    chance = random.Random(seed)
    column, kinds, numbers, written, words = GrowingColumn(), [], [], [], []
    for _ in range(chance.randrange(1, 9)):
        texts, array = _texts(chance, words)
        held = [chance.random() for _ in texts] if chance.random() < 0.3 else None
        if chance.random() < 0.3:
            texts, array = [None] * len(texts), None
        own = [chance.randrange(8) for _ in texts]
        raw = RawColumn(np.array(own, np.uint8), None if held is None else np.array(held), array)
        column.add(raw, chance.choice((None, 0.01, 0.9, 1.0)))
        kinds, written = kinds + own, written + texts
        numbers += held or [0.0] * len(texts)
    whole = column.column()
    assert len(column) == len(whole) == len(kinds)
    assert whole.kinds.tolist() == kinds
    assert (whole.numbers.tolist() if whole.numbers is not None else [0.0] * len(kinds)) == numbers
    if whole.texts is not None:
        whole.texts.validate(full=True)
    assert (whole.texts.to_pylist() if whole.texts is not None else [None] * len(kinds)) == written


def test_a_dictionary_that_goes_on_is_kept_once() -> None:
    """Three blocks coded by a, b; a, b, c; and again a, b, c: the whole has three words, in their order."""
    column = GrowingColumn()
    for codes, words in (([0, 1], "ab"), ([2, 0], "abc"), ([1], "abc")):
        column.add(text_column(pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), list(words))))
    texts = column.column().texts
    assert texts.dictionary.to_pylist() == ["a", "b", "c"]
    assert texts.indices.to_pylist() == [0, 1, 2, 0, 1]


def test_room_is_made_for_what_is_to_come() -> None:
    """The first tenth of the values tells how many there will be: they are not moved until then."""
    values = GrowingArray(np.int64)
    values.more(100, 0.1)[:] = 7
    place = values.values.ctypes.data
    values.more(900, 1.0)[:] = 8
    assert values.values.ctypes.data == place
    assert values.values.tolist() == [7] * 100 + [8] * 900


def test_texts_beyond_what_short_offsets_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the limit lies at 100 bytes, 30 texts of 10 are of more: they have long offsets."""
    monkeypatch.setattr(growing, "TEXT_LIMIT", 100)
    monkeypatch.setattr(coded_texts, "TEXT_LIMIT", 100)
    column = GrowingColumn()
    for _ in range(30):
        column.add(text_column(pa.array(["0123456789"])))
    texts = column.column().texts
    assert texts.type == pa.large_string()
    assert texts.to_pylist() == ["0123456789"] * 30


class _Blocks:
    """Stands for a reader that gives these items."""

    def __init__(self, items: list) -> None:
        self.items = items

    def read(self, *_: object) -> list:
        """Return the items."""
        return self.items


def _block(*columns: list[str]) -> Block:
    """Return a block of texts."""
    made = tuple(text_column(pa.array(texts, pa.string())) for texts in columns)
    return Block(made, len(columns[0]))


def test_blocks_of_other_widths_and_a_sheet_begun_anew(tmp_path) -> None:
    """A sheet of three blocks, the second narrower, the third wider; the next one is read twice."""
    file = SourceFile(tmp_path / "made.csv", TEXT, "", "", 100)
    items = [
        SheetStart("one"),
        _block(["a", "b"], ["c", "d"]),
        _block(["e"]),
        _block(["f"], ["g"], ["h"]),
        SheetStart("two"),
        _block(["lost"]),
        SheetStart("two", again=True),
        _block(["i"]),
    ]
    one, two = read_file(file, _Blocks(items), silent())
    assert [column.texts.to_pylist() for column in one.columns] == [
        ["a", "b", "e", "f"],
        ["c", "d", None, "g"],
        [None, None, None, "h"],
    ]
    assert one.columns[2].kinds.tolist() == [CellKind.EMPTY] * 3 + [CellKind.TEXT]
    assert one.row_numbers.tolist() == [1, 2, 3, 4]
    assert [column.texts.to_pylist() for column in two.columns] == [["i"]]
    assert two.row_numbers.tolist() == [1]
