"""Which encoding a text file is in, decided by proof and said aloud; what is handed on is always UTF-8."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from cxdesk.importing.doubly_encoded import doubly_encoded
from cxdesk.importing.letters import Guess, guessed
from cxdesk.importing.text_encoding import TextEncoding, bytes_shown, guessed_encoding, label_of, proof
from cxdesk.workspace.records import Problem

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CHUNK = 4 * 1024**2
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_LINE_SIGNS = np.frombuffer(b"\t\n\r", np.uint8)
_SHOWN = 40
_LOST = "\ufffd"
_WIDE = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text file as UTF-8 without a byte order mark.

    `data` holds it, or is None when the file itself, from `offset` on, is that already: then it is read in
    blocks and never as a whole. `encoding` is the one it was in; `size` its number of bytes.
    """

    path: Path
    encoding: TextEncoding
    size: int
    notes: tuple[Problem, ...] = ()
    data: bytes | None = None
    offset: int = 0

    def opened(self, skip: int = 0) -> pa.NativeFile:
        """Return a stream of the UTF-8 text, without its first `skip` bytes."""
        stream = pa.OSFile(str(self.path)) if self.data is None else pa.BufferReader(self.data)
        stream.seek(self.offset + skip)
        return stream

    def head(self, length: int) -> bytes:
        """Return the first bytes."""
        with self.opened() as stream:
            return stream.read(length)


def decoded(path: Path, said: str = "") -> Decoded:
    """Return the file as UTF-8, with notes on every doubt; `said` is the encoding that a person named."""
    return _as_said(path, said) if said else _by_its_bytes(path)


def _as_said(path: Path, codec: str) -> Decoded:
    """Return the file in an encoding that a person named; what is nothing in it is counted, and shown."""
    raw = path.read_bytes()
    text = raw.decode(codec, "replace")
    lost = text.count(_LOST) - raw.decode("utf-8", "ignore").count(_LOST) * (codec == "utf-8")
    lines = [line for line in raw.splitlines() if not line.isascii()]
    found = "" if not lines or codec in _WIDE else f": {bytes_shown(lines, codec)}"
    options = () if _valid(raw) else guessed_encoding(guessed(lines), lines).options
    encoding = TextEncoding(codec, f"you said so{found}", options)
    hint = f"{lost:,} places are no text in {label_of(codec)}. Choose another encoding."
    notes = (Problem("encoding_misfits", None, "", str(lost), hint),) if lost > 0 else ()
    return _held(path, text.removeprefix("\ufeff").encode("utf-8", "replace"), encoding, notes)


def _by_its_bytes(path: Path) -> Decoded:
    """Return the file in the encoding that its bytes prove or suggest."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    mark, marked = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", ""))
    if marked.startswith(("utf-16", "utf-32")):
        why = f"it begins with {mark.hex(' ').upper()}, the mark of {marked.upper()}"
        encoding = TextEncoding(marked, why)
        return _held(path, _transcoded(path.read_bytes(), marked), encoding, ())
    wide = "" if marked else _wide_without_mark(head)
    if wide:
        note = Problem(
            "encoding_assumed",
            None,
            "",
            wide.upper(),
            "The file says nothing about its encoding; it was "
            f"read as {wide.upper()} because of its regular zero bytes.",
        )
        encoding = TextEncoding(wide, "its zero bytes stand at regular places")
        return _held(path, _transcoded(path.read_bytes(), wide), encoding, (note,))
    valid, clean, size = _scanned(path)
    encoding = TextEncoding("utf-8", "all of its bytes are valid UTF-8")
    notes = doubly_encoded(path) if valid else ()
    if valid and clean:
        return Decoded(path, encoding, size - len(mark), notes, offset=len(mark))
    raw = path.read_bytes()[len(mark) :]
    return _held(path, raw, encoding, notes) if valid else _single_byte(path, raw)


def _scanned(path: Path) -> tuple[bool, bool, int]:
    """Return whether the file is UTF-8, whether it is free of control characters, and its size."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    clean, size = True, 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            clean = clean and not _has_controls(chunk)
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False, clean, size
    return not decoder.getstate()[0], clean, size


def _has_controls(chunk: bytes) -> bool:
    """Return whether there are control characters; several times as quick as taking them out."""
    letters = np.frombuffer(chunk, np.uint8)
    low = letters[letters < ord(" ")]
    return bool(np.isin(low, _LINE_SIGNS, invert=True).any()) or b"\x7f" in chunk


def _transcoded(raw: bytes, name: str) -> bytes:
    """Return wide text as UTF-8; broken units become the replacement character."""
    return raw.decode(name, "replace").removeprefix("\ufeff").encode("utf-8", "replace")


def _wide_without_mark(head: bytes) -> str:
    """Return utf-16 or utf-32 with its byte order when the zero bytes stand as they do in Latin text, else
    ""."""
    if head.count(0) < max(1, len(head) / 5):
        return ""
    zeros = [head[offset::4].count(0) / max(1, len(head[offset::4])) for offset in range(4)]
    if zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.5:
        return "utf-32-le"
    if zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[3] < 0.5:
        return "utf-32-be"
    return "utf-16-le" if zeros[1] + zeros[3] > zeros[0] + zeros[2] else "utf-16-be"


def _single_byte(path: Path, raw: bytes) -> Decoded:
    """Decode what is not UTF-8: in the encoding that its letters speak for, line by line where some lines are
    UTF-8 after all."""
    lines = [line for line in raw.splitlines() if not line.isascii()]
    foreign = [line for line in lines if not _valid(line)]
    guess = guessed(foreign)
    encoding = guessed_encoding(guess, foreign)
    shown = "; ".join(_around(_in(guess, line)) for line in foreign[:3])
    if len(foreign) == len(lines):
        hint = (
            f"The file is not UTF-8; it was read as {guess.label}: {encoding.why}. Check the shown text; if "
            "letters are wrong, choose another encoding (--encoding)."
        )
        note = Problem("encoding_assumed", None, "", shown, hint)
        return _held(path, _in(guess, raw).encode(), encoding, (note,))
    text = "".join(
        line.decode() if _valid(line) else _in(guess, line) for line in raw.splitlines(keepends=True)
    )
    hint = (
        f"Not UTF-8 like the others, and read as {guess.label} ({proof(guess)}): {len(foreign):,} lines. "
        "Check their letters."
    )
    note = Problem("encoding_mixed", None, "", shown, hint)
    mixed = TextEncoding("utf-8", f"{len(foreign):,} lines are {guess.label}, the others UTF-8")
    return _held(path, text.encode(), mixed, (note,))


def _in(guess: Guess, raw: bytes) -> str:
    """Decode in the encoding that was found."""
    return _windows(raw) if guess.codec == "cp1252" else raw.decode(guess.codec, "replace")


def _valid(raw: bytes) -> bool:
    """Return whether bytes are valid UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _windows(raw: bytes) -> str:
    """Decode as Windows-1252; its five undefined bytes are read as Latin-1 has them."""
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        table = [bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)]
        return raw.decode("latin-1").translate(dict(enumerate(table)))


def _around(text: str) -> str:
    """Return the stretch of a line with its first letter beyond ASCII."""
    place = next((place for place, letter in enumerate(text) if letter > "\x7f"), 0)
    return text[max(0, place - _SHOWN // 2) : place + _SHOWN // 2].strip()


def _held(path: Path, data: bytes, encoding: TextEncoding, notes: tuple[Problem, ...]) -> Decoded:
    """Return text held in memory, without the control characters that no spreadsheet cell can hold."""
    plain = data.translate(None, _CONTROLS)
    dropped = len(data) - len(plain)
    if dropped:
        data = plain
        notes += (
            Problem(
                "control_characters",
                None,
                "",
                str(dropped),
                f"{dropped:,} invisible control characters were left out.",
            ),
        )
    return Decoded(path, encoding, len(data), notes, data)
