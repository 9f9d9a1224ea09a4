"""Pieces of text as one row of words, so that a name split over cells, lines or runs is one again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cxdesk.report.leak_check.folding import joined, readable, words
from cxdesk.report.leak_check.record import Leak, Piece

_LONGEST_PHRASE = 80  # letters: what is compared is no longer
_LEAST_BARE = 8  # letters of a name that is known with a number glued to it
_MOST_SHOWN, _BEFORE_SHOWN = 90, 30


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word of a stream: as it is compared, which piece it is of, and where it stands in that."""

    text: str
    piece: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stream:
    """Pieces in the order of reading, and their words."""

    pieces: tuple[Piece, ...]
    texts: tuple[str, ...]
    words: tuple[Spoken, ...]

    def phrase(self, first: int, phrases: Collection[str], *, numbered: bool = False) -> int:
        """Return how many words from `first` on are the longest of the squeezed phrases there, 0 for none.
        `numbered`: a number may be glued to a long one, as in BrightHarbour2024.
        """
        longest, squeezed = 0, ""
        for number in range(first, len(self.words)):
            word = self.words[number].text
            squeezed = joined(squeezed, word)
            if len(squeezed) > _LONGEST_PHRASE:
                break
            if squeezed in phrases or (numbered and _without_number(squeezed, word) in phrases):
                longest = number - first + 1
        return longest

    def written(self, first: int, count: int) -> str:
        """Return words as they are written, from the first to the last; "" where pieces part them."""
        begin, end = self.words[first], self.words[first + count - 1]
        return self.texts[begin.piece][begin.start : end.end] if begin.piece == end.piece else ""

    def begins(self, first: int, stem: str) -> int:
        """Return how many words from `first` on begin with a stem, 0 when they do not."""
        squeezed = ""
        for number in range(first, len(self.words)):
            squeezed += self.words[number].text
            if squeezed.startswith(stem):
                return number - first + 1
            if not stem.startswith(squeezed):
                return 0
        return 0

    def alone(self, first: int, count: int) -> bool:
        """Return whether words are all that the piece or pieces they stand in say."""
        pieces = {word.piece for word in self.words[first : first + count]}
        before = first and self.words[first - 1].piece in pieces
        after = first + count < len(self.words) and self.words[first + count].piece in pieces
        return not (before or after)

    def leak(self, first: int, count: int, kind: str) -> Leak:
        """Return words as something found, with a little of what stands around them."""
        chosen = self.words[first : first + count]
        place = self.pieces[chosen[0].piece].place
        shown = []
        for piece in dict.fromkeys(word.piece for word in chosen):
            text = self.texts[piece]
            if len(text) > _MOST_SHOWN:
                begin = max(0, next(word.start for word in chosen if word.piece == piece) - _BEFORE_SHOWN)
                text = text[begin : begin + _MOST_SHOWN]
            shown.append(" ".join(text.split()))
        return Leak(place, kind, " | ".join(shown))


def _without_number(squeezed: str, word: str) -> str:
    """Return a phrase without the number that its last word ends with, "" where little or nothing is left."""
    bare = squeezed.rstrip("0123456789")
    glued = len(bare) < len(squeezed) and not word.isdigit()
    return bare if glued and len(bare) >= _LEAST_BARE else ""


def stream_of(pieces: Sequence[Piece]) -> Stream:
    """Return the words of pieces that are read one after the other."""
    texts = tuple(readable(piece.text) for piece in pieces)
    spoken = tuple(
        Spoken(word.text, number, word.start, word.end)
        for number, text in enumerate(texts)
        for word in words(text)
    )
    return Stream(tuple(pieces), texts, spoken)
