"""Columns of texts: which cells are blank, and what trimming leaves."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from cxdesk.importing.sheet import text_column, trimmed

PIECES = (None, "", " ", "a", " a", "a ", "\u00a0x", "x\u3000", "é", " é", "ab c", "\x1f", "\t", "日本\u2003")


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("seed", range(40))
def test_outer_spaces_of_any_alphabet(seed, kind) -> None:
    """Python's own idea of spaces, but for the separators that Unicode calls controls; slices included."""
    chance = random.Random(seed)
    texts = [chance.choice(PIECES) for _ in range(chance.randrange(1, 30))]
    spaces = " \t\u00a0\u3000\u2003\x1f"
    expected = [None if text is None else text.strip(spaces) for text in texts]
    cut = chance.randrange(len(texts))
    column = pa.array(texts, kind).slice(cut)
    assert trimmed(column).to_pylist() == expected[cut:]
    assert text_column(column).kinds.tolist() == [int(bool(text)) for text in expected[cut:]]


def test_texts_without_outer_spaces_are_not_copied() -> None:
    """Ten million names take a quarter of a gigabyte: the array that comes out is the one that went in."""
    texts = pa.array(["a b", None, "", "c"])
    assert trimmed(texts) is texts
