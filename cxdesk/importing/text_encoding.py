"""The encodings that a text file can be said to be in, and what speaks for the one that it was read in."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cxdesk.errors import UsageError
from cxdesk.importing.east_asian import EAST_ASIAN
from cxdesk.importing.letters import CANDIDATES, Guess, rivals_of
from cxdesk.importing.questions import UNPLACED, Question

ENCODING = "encoding"
"""The code of the question which encoding a file is in; it belongs to no column."""
CHOICES = (
    ("utf-8", "UTF-8"),
    *((codec, label) for codec, label, _ in CANDIDATES),
    ("utf-16", "UTF-16"),
    ("cp437", "DOS code page 437 (US)"),
    ("cp866", "DOS code page 866 (Cyrillic)"),
    ("cp874", "Windows-874 (Thai)"),
    *((codec, label) for codec, label, _ in EAST_ASIAN),
)
"""Python's name and the name for people of every encoding that a file can be read in."""
_ALSO_CALLED = {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-8-sig": "utf-8", "shift_jis": "cp932"}
_WIDE = frozenset(codec for codec, _, _ in EAST_ASIAN)
_MOST_BYTES_SHOWN = 3
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """In which encoding a text file was read. `codec`: Python's name; `why`: what speaks for it; `options`:
    (codec, how a text of the file shows) where several may be meant; `settled`: whether the bytes or a person
    decided it."""

    codec: str
    why: str
    options: tuple[tuple[str, str], ...] = ()
    settled: bool = True


def codec_named(name: str) -> str:
    """Return Python's name of an encoding by any name it goes by; raises `UsageError` for none that is
    offered."""
    known = ""
    for spelt in (name.strip(), name.strip().replace("-", "")):  # `latin-2` is `latin2` here
        with suppress(LookupError, ValueError):
            known = known or codecs.lookup(spelt).name
    known = _ALSO_CALLED.get(known, known)
    for codec, _ in CHOICES:
        if known and codecs.lookup(codec).name == known:
            return codec
    offered = ", ".join(codec for codec, _ in CHOICES)
    what = f"{name} is no encoding that text files are read in."
    raise UsageError(what, f"Choose one of these: {offered}.")


def given_encodings(files: Sequence[Path], said: Sequence[str]) -> dict[Path, str]:
    """Return the encoding of each file for which one was named: `NAME` for all text files, `FILE=NAME` for
    one. Raises `UsageError` for an unknown encoding, and for a file that is not among them."""
    given: dict[Path, str] = {}
    for words in sorted(said, key=lambda each: "=" in each):  # what is said of one file counts more
        file, _, name = words.rpartition("=")
        whose = [path for path in files if not file or file in (str(path), path.name)]
        if not whose:
            raise UsageError(f"{file} is none of the files.", "Name it as it is named for the import.")
        given |= dict.fromkeys(whose, codec_named(name))
    return given


def label_of(codec: str) -> str:
    """Return what people call an encoding."""
    return dict(CHOICES).get(codec, codec.upper())


def guessed_encoding(guess: Guess, lines: list[bytes]) -> TextEncoding:
    """Return what speaks for an encoding that was guessed from lines with bytes beyond ASCII, and which
    others would make as much sense of them."""
    others = rivals_of(lines, guess)
    why = f"{proof(guess)}; {bytes_shown(lines, guess.codec)}"
    if not others:
        return TextEncoding(guess.codec, why)
    codecs_offered = (guess.codec, *others)
    line = _telling_line(lines, codecs_offered)
    options = tuple(
        (codec, f"{label_of(codec).partition(' (')[0]}: {_around(line, codec)}") for codec in codecs_offered
    )
    return TextEncoding(guess.codec, why, options, settled=False)


def encoding_question(encoding: TextEncoding | None) -> Question | None:
    """Return the question which encoding a file is in; None where only one makes sense of its bytes."""
    if encoding is None or not encoding.options:
        return None
    text = f"In which encoding is the file? Read as {label_of(encoding.codec)}: {encoding.why}."
    first = encoding.options[0][0]
    return Question(UNPLACED, ENCODING, text, encoding.codec, encoding.options, encoding.settled, first)


def proof(guess: Guess) -> str:
    """Return what speaks for a guess."""
    if not guess.language:
        return "the usual one, for no language's letters speak for another"
    many = f"its {guess.letters:,} letters beyond a to z fit" if guess.letters > 1 else "its letter fits"
    return f"{many} {guess.language}"


def bytes_shown(lines: list[bytes], codec: str) -> str:
    """Return the bytes that decide it and what they are read as: `byte F8 as ø`."""
    if codec in _WIDE:
        letters = dict.fromkeys(
            each for line in lines for each in line.decode(codec, "ignore") if each > "\x7f"
        )
        shown = [letter.encode(codec) for letter in list(letters)[:_MOST_BYTES_SHOWN]]
    else:
        beyond = dict.fromkeys(byte for line in lines for byte in line if byte > 127)
        shown = [bytes([byte]) for byte in list(beyond)[:_MOST_BYTES_SHOWN]]
    pairs = ", ".join(f"{byte.hex(' ').upper()} as {byte.decode(codec, 'replace')}" for byte in shown)
    return f"{'bytes' if len(shown) > 1 or codec in _WIDE else 'byte'} {pairs}"


def _telling_line(lines: list[bytes], offered: tuple[str, ...]) -> bytes:
    """Return the line of which the most of some encodings make different texts."""
    return max(lines, key=lambda line: len({line.decode(codec, "replace") for codec in offered}))


def _around(line: bytes, codec: str) -> str:
    """Return the stretch of a line with its first byte beyond ASCII, in an encoding."""
    place = next((place for place, byte in enumerate(line) if byte > 127), 0)
    before = line[max(0, place - _SHOWN // 2) : place].decode("ascii")
    return (before + line[place:].decode(codec, "replace")[: _SHOWN // 2]).strip()
