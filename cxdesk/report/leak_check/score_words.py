"""Words of scores, risk and value in a stream of words.

Some words tell wherever they stand ("churn", "health score", "lifetime value"). Others are ordinary
("health", "risk", the names of bands): they tell with a number or a judgement beside them ("Health: 62",
"risk is high", "Watch 58 ±6"), with a band's sign before them, or where they are all that a cell or line
says, as labels are.
What is the customer's own (their name, a feature, a ticket's subject) may hold any word; what is nothing but
such a word, as a feature called Health, may stand alone in a cell or line, but not before a number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from cxdesk.report.leak_check.folding import squeezed
from cxdesk.report.leak_check.lexicon import Lexicon, lexicon
from cxdesk.report.leak_check.record import SCORE, Leak, Secrets
from cxdesk.report.leak_check.stream import Stream

_MOST_BETWEEN = 4
_NUMBER = re.compile(r"\d+(k|m|b|bn|mio|tsd)?")
_PERCENT = re.compile(r"([.,]\d+)?\s*[%٪％]")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_AFTER_A_NUMBER = frozenset(("points", "point", "pts", "percent", "prozent", "of", "out", "von", "sur", "de"))


@dataclass(frozen=True, slots=True)
class _Reader:
    """A stream, and the words that are looked for in it."""

    stream: Stream
    lexicon: Lexicon
    bands: frozenset[str]
    signs: tuple[str, ...]


def score_words_told(stream: Stream, secrets: Secrets) -> Iterator[Leak]:
    """Yield each word that tells."""
    known = lexicon()
    bands = frozenset(squeezed(band) for band in secrets.bands)
    reader = _Reader(stream, known, bands, secrets.signs)
    bare = known.always | known.beside | bands
    ordinary = known.beside | known.percent | bands
    allowed, labels = secrets.own_words - bare, secrets.own_words & bare
    own, at = _covered(stream, allowed), 0
    while at < len(stream.words):
        told = max(stream.phrase(at, known.always), *(stream.begins(at, stem) for stem in known.stems))
        if told and not own[at : at + told].all():
            if not (stream.phrase(at, labels) >= told and stream.alone(at, told)):
                yield stream.leak(at, told, SCORE)
        elif not own[at]:
            told = stream.phrase(at, ordinary)
            is_label = stream.phrase(at, labels) == told
            if told and _judges(reader, at, told, is_label):
                yield stream.leak(at, told, SCORE)
        at += max(told, 1)


def signs_told(stream: Stream, secrets: Secrets) -> Iterator[Leak]:
    """Yield each band's sign that is all that a cell says."""
    for piece in stream.pieces:
        if piece.is_label and piece.text.strip() in secrets.signs:
            yield Leak(piece.place, SCORE, piece.text.strip())


def _covered(stream: Stream, phrases: Collection[str]) -> np.ndarray:
    """Return which words are part of one of the phrases, (words,) bool."""
    covered = np.zeros(len(stream.words), dtype=bool)
    for first in range(len(stream.words)):
        covered[first : first + stream.phrase(first, phrases)] = True
    return covered


def _judges(reader: _Reader, first: int, count: int, is_own_label: bool) -> bool:
    """Return whether an ordinary word is about a score here."""
    stream = reader.stream
    said = "".join(word.text for word in stream.words[first : first + count])
    is_band = said in reader.bands
    if said in reader.lexicon.percent:
        return _number_after(reader, first + count, in_percent=True) or (
            _number_before(reader, first, count) and _percent_before(reader, first)
        )
    if not is_band and _of_a_survey(reader, first):
        return False
    if is_band and _signed(reader, first):
        return True
    if stream.alone(first, count):
        piece = stream.words[first].piece
        if is_own_label and not stream.pieces[piece].is_beside:
            return False
        begins = stream.texts[piece].strip()[:1]
        if not is_own_label and (stream.pieces[piece].is_label or begins.isupper()):
            return True
    if is_band:
        return _number_of_a_band(reader, first + count) or _said_of_an_account(reader, first, count)
    return _number_after(reader, first + count) or _number_before(reader, first, count)


def _of_a_survey(reader: _Reader, first: int) -> bool:
    """Return whether a score is that of an answer: the same piece speaks of one."""
    piece = reader.stream.words[first].piece
    if reader.stream.words[first].text not in ("score", "puntuacion", "punteggio", "pontuacao"):
        return False
    return any(word.piece == piece and word.text in reader.lexicon.survey for word in reader.stream.words)


def _signed(reader: _Reader, first: int) -> bool:
    """Return whether the sign of a band stands before its name."""
    word = reader.stream.words[first]
    before = reader.stream.texts[word.piece][: word.start].rstrip()
    return bool(before) and before.endswith(reader.signs)


def _number_after(reader: _Reader, at: int, *, in_percent: bool = False) -> bool:
    """Return whether a number (`in_percent`: a percentage) or a judgement follows, at most a few small words
    between.
    """
    stream, piece = reader.stream, reader.stream.words[at - 1].piece
    for number in range(at, min(at + _MOST_BETWEEN + 1, len(stream.words))):
        word = stream.words[number]
        if word.piece > piece + 1:
            return False
        if _is_number(word.text):
            behind = stream.texts[word.piece][word.end :]
            return not in_percent or _PERCENT.match(behind) is not None
        if word.text in reader.lexicon.grades and _ends(stream, number) and not in_percent:
            return True
        if word.text not in reader.lexicon.between:
            return False
    return False


def _number_before(reader: _Reader, first: int, count: int) -> bool:
    """Return whether a number stands before it and nothing that it could belong to behind: "62 health"."""
    stream = reader.stream
    if not first or stream.words[first - 1].piece != stream.words[first].piece:
        return False
    behind = first + count
    follows = behind < len(stream.words) and stream.words[behind].piece == stream.words[first].piece
    return _is_number(stream.words[first - 1].text) and (
        not follows or _is_number(stream.words[behind].text) or stream.words[behind].text in _AFTER_A_NUMBER
    )


def _percent_before(reader: _Reader, first: int) -> bool:
    """Return whether nothing but a percent sign stands between a word and the number before it."""
    word, number = reader.stream.words[first], reader.stream.words[first - 1]
    return _PERCENT.fullmatch(reader.stream.texts[word.piece][number.end : word.start].rstrip()) is not None


def _said_of_an_account(reader: _Reader, first: int, count: int) -> bool:
    """Return whether a band is what an account is said to be: "the account is healthy", "Status: Watch"; not
    "account watch list" or "system status: healthy".
    """
    stream, at = reader.stream, first - 1
    piece = stream.words[first].piece
    while at >= 0 and stream.words[at].piece == piece and stream.words[at].text in reader.lexicon.between:
        at -= 1
    if at < 0 or stream.words[at].piece != piece or not _ends(stream, first + count - 1):
        return False
    text = stream.words[at].text
    begins = at == 0 or stream.words[at - 1].piece != piece
    return text in reader.lexicon.judged or (text == "status" and begins)


def _number_of_a_band(reader: _Reader, at: int) -> bool:
    """Return whether a number follows and no noun behind it: "Watch 58", not "watch 3 recordings"."""
    stream = reader.stream
    if at >= len(stream.words) or not _is_number(stream.words[at].text):
        return False
    if stream.words[at].piece > stream.words[at - 1].piece + 1:
        return False
    behind = at + 1
    if behind >= len(stream.words) or stream.words[behind].piece != stream.words[at].piece:
        return True
    text = stream.words[behind].text
    return text in _AFTER_A_NUMBER or _is_number(text)


def _ends(stream: Stream, number: int) -> bool:
    """Return whether a judgement is not that of a noun behind it: "risk is high", not "of high costs"."""
    behind = number + 1
    if behind >= len(stream.words) or stream.words[behind].piece != stream.words[number].piece:
        return True
    text = stream.texts[stream.words[number].piece]
    return bool(text[stream.words[number].end : stream.words[behind].start].strip())


def _is_number(text: str) -> bool:
    """Return whether a word is a number that a score, a share or an amount may be; a year is none."""
    if not _NUMBER.fullmatch(text):
        return False
    return not (text.isdecimal() and len(text) == 4 and _FIRST_YEAR <= int(text) <= _LAST_YEAR)
