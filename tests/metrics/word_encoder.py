"""An encoder for tests that needs no model: a text is the sum of the made-up directions of its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

import numpy as np

from cxdesk.metrics.comment_seeds import comment_seeds
from cxdesk.workspace.comment_vectors import CommentVectors, as_read, digest_of

DIMENSIONS = 48


class WordEncoder:
    """Counts what it is asked, so that tests can say what was read twice."""

    name = "words 1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, text: str) -> np.ndarray:
        """Return the vector (48,) of a text, of unit length."""
        self.asked.append(text)
        return _vector(text)


def vectors_of(texts: Iterable[str]) -> CommentVectors:
    """Return the vectors of the texts and of all phrases, as a workspace would have them."""
    encoder = WordEncoder()
    given = {digest_of(text): as_read(text) for text in (*comment_seeds().texts, *texts) if text.strip()}
    rows = np.array([encoder.encode(given[digest]) for digest in sorted(given)], dtype=np.float16)
    return CommentVectors(encoder.name, {digest: row for row, digest in enumerate(sorted(given))}, rows)


@cache
def _vector(text: str) -> np.ndarray:
    total = sum((_direction(word) for word in text.lower().split()), np.zeros(DIMENSIONS))
    return total / np.linalg.norm(total)


@cache
def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).normal(size=DIMENSIONS)
