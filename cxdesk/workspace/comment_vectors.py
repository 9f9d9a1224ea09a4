"""Comments as vectors of what they mean, kept by content, so that nothing is read twice.

A vector depends on its text alone, whatever else was imported and when: the same text has the same vector on
every date. Texts are found by a digest of what the encoder is given, `as_read`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import apsw
import numpy as np
from numpy.typing import NDArray

from cxdesk.workspace import store

Integers = NDArray[np.int64]

MOST_CHARACTERS = 4000
"""Of one comment that are read: what comes after is left out."""
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class CommentVectors:
    """Vectors (k, d) float16, near unit length, with the row of each digest; `encoder` is what made them."""

    encoder: str
    place: Mapping[bytes, int]
    vectors: NDArray[np.float16]

    def places(self, texts: Iterable[str]) -> Integers:
        """Return the row of each text's vector, (n,); -1 where it was not read."""
        return np.fromiter((self.place.get(digest_of(text), -1) for text in texts), np.int64)


def as_read(text: str) -> str:
    """Return a comment as the encoder is given it: blanks as one, letters in one form, cut to length."""
    plain = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    return " ".join(plain.split())[:MOST_CHARACTERS]


def digest_of(text: str) -> bytes:
    """Return 16 bytes that stand for a comment."""
    return hashlib.blake2b(as_read(text).encode("utf-8"), digest_size=_DIGEST_BYTES).digest()


def read_vectors(connection: apsw.Connection) -> CommentVectors | None:
    """Return all vectors of a workspace, None where no comment was ever read."""
    found = list(
        store.rows(connection, "SELECT digest, vector, encoder FROM comment_vectors ORDER BY digest")
    )
    if not found:
        return None
    joined = b"".join(vector for _, vector, _ in found)
    vectors = np.frombuffer(joined, dtype="<f2").reshape(len(found), -1)
    place = {digest: row for row, (digest, _, _) in enumerate(found)}
    return CommentVectors(found[0][2], place, vectors)


def keep_vectors(
    connection: apsw.Connection, encoder: str, texts: Sequence[str], vectors: NDArray[np.floating]
) -> None:
    """Keep the vectors (n, d) of texts, whole or not at all. Those of another encoder are dropped: vectors of
    two cannot be compared.
    """
    rows = [
        (digest_of(text), encoder, vector.tobytes())
        for text, vector in zip(texts, np.asarray(vectors, dtype="<f2"), strict=True)
    ]
    with store.transaction(connection):
        connection.execute("DELETE FROM comment_vectors WHERE encoder <> ?", (encoder,))
        connection.executemany("INSERT OR REPLACE INTO comment_vectors VALUES (?, ?, ?)", rows)


def drop_vectors(connection: apsw.Connection) -> None:
    """Forget all vectors: comments are not scored any more."""
    with store.transaction(connection):
        connection.execute("DELETE FROM comment_vectors")
