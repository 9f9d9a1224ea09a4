"""The operations that read comments: the long one touches no store, so that pages go on while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxdesk.progress import Progress
from cxdesk.session.operations import Change, Operation, Outcome
from cxdesk.session.session import Session

if TYPE_CHECKING:
    import numpy as np

    from cxdesk.formatting import NumberStyle
    from cxdesk.session.comment_reading import Encoder

LANE = "comments"
MOST_AT_ONCE = 256
"""Comments that are read before they are kept: about a second."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The texts that have no vector yet, and what reads them."""

    encoder: Encoder
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Vectors (n, d) of the texts from `start` on; `stopped`: no more are wanted."""

    start: int
    vectors: np.ndarray
    stopped: bool

    @property
    def end(self) -> int:
        """How many of all texts are read with these."""
        return self.start + len(self.vectors)


def find_unread(session: Session) -> Operation:
    """Give the `Unread` comments; fails with the next step where nothing can read them."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.comment_reading import encoder_or_error, unread_texts
        from cxdesk.workspace.facts import all_comments

        encoder, known = encoder_or_error(), session.workspace.comment_vectors()
        return Outcome(Unread(encoder, unread_texts(known, all_comments(session.facts(progress)), encoder)))

    return Operation("Looking for comments", LANE, work)


def find_new(session: Session) -> Operation:
    """Give the `Unread` comments where some were read before and can be now, None where there is nothing to
    do: nobody asked for it yet, or the package is not here.
    """

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.comment_reading import find_encoder, unread_texts
        from cxdesk.workspace.facts import all_comments

        known = session.workspace.comment_vectors()
        encoder = None if known is None or session.is_empty else find_encoder()
        if encoder is None:
            return Outcome(None)
        texts = unread_texts(known, all_comments(session.facts(progress)), encoder)
        return Outcome(Unread(encoder, texts) if texts else None)

    return Operation("Looking for new comments", LANE, work)


def read_part(unread: Unread, start: int) -> Operation:
    """Give the `ReadPart` of the next comments. A stop gives what was read until then."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.comment_reading import encoded

        vectors = encoded(unread.texts, start, MOST_AT_ONCE, unread.encoder, progress)
        return Outcome(ReadPart(start, vectors, progress.stop.is_set()))

    return Operation("Reading comments", LANE, work)


def keep_part(session: Session, unread: Unread, part: ReadPart) -> Operation:
    """Keep what was read; its value is the part."""

    def work(_progress: Progress) -> Outcome:
        if len(part.vectors):
            texts = unread.texts[part.start : part.end]
            session.workspace.keep_comment_vectors(unread.encoder.name, texts, part.vectors)
        return Outcome(part)

    return Operation("Keeping what was read", LANE, work)


def finish_reading(session: Session, unread: Unread, read: int, style: NumberStyle) -> Operation:
    """Look at the comments anew; give in words what was read and how well moods are told."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.formatting import number
        from cxdesk.metrics.comment_sentiment import comment_sentiment
        from cxdesk.session.comment_words import reading_text

        session.comments_were_read()
        said = reading_text(comment_sentiment(session.facts(progress)), style, installed=True)
        left = len(unread.texts) - read
        if left:
            said = f"Stopped with {number(left, style)} texts left; the next time goes on from there. {said}"
        return Outcome(said, frozenset({Change.IMPORTS}))

    return Operation("Scoring comments", LANE, work)
