"""Whether bytes are Japanese, Chinese or Korean text, judged by how many characters are everyday ones."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

EAST_ASIAN = (
    ("cp932", "Shift JIS (Japanese)", "Japanese"),
    ("cp949", "Windows-949 (Korean)", "Korean"),
    ("gb18030", "GB 18030 (Chinese)", "Chinese"),
    ("big5", "Big5 (Chinese)", "Chinese"),
)
"""Python's name of each encoding, its name for people, and the language written in it. Korean comes before
Chinese: its syllables are everyday Chinese characters in the other's bytes, and hardly the reverse."""
_EVERYDAY_LEADS = {"cp932": (0x88, 0x97), "gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}
"""The first bytes of the characters that these standards put first as the most usual ones."""
_NEUTRAL = re.compile("[\u3000-\u301c\uff01-\uff5e·。、]")
_ALONE = re.compile("(?:[A-Za-z][^\x00-\x7f](?![^\x00-\x7f]))|(?:(?<![^\x00-\x7f])[^\x00-\x7f][A-Za-z])")
_FOREIGN = 3.0  # what a character costs that no such text has
LEAST = 0.7
"""From which score on a reading makes sense; 1 is nothing but everyday characters."""


@dataclass(frozen=True, slots=True)
class WideReading:
    """A text as an East Asian encoding reads it. `score`: up to 1, where all its characters are everyday
    ones."""

    codec: str
    label: str
    language: str
    text: str
    score: float


def wide_readings(sample: bytes, complete: bool) -> list[WideReading]:
    """Return every encoding in which all of a sample is text, the best first; `complete` says that its last
    character is whole."""
    found = []
    for codec, label, language in EAST_ASIAN:
        try:
            text = codecs.getincrementaldecoder(codec)().decode(sample, complete)
        except UnicodeDecodeError:
            continue
        found.append(WideReading(codec, label, language, text, _score(text, codec)))
    return sorted(found, key=lambda reading: -reading.score)


def _score(text: str, codec: str) -> float:
    """Return the share of everyday characters, less what speaks against the language."""
    wide = [letter for letter in text if letter > "\x7f" and not _NEUTRAL.match(letter)]
    if not wide:
        return 0.0
    usual = sum(count for letter, count in Counter(wide).items() if _is_everyday(letter, codec))
    foreign = sum(not _is_east_asian(letter) for letter in wide) + len(_ALONE.findall(text))
    return (usual - _FOREIGN * foreign) / len(wide)


def _is_east_asian(letter: str) -> bool:
    """Return whether a character is a syllable or an ideograph; half-width syllables are left out, for every
    Western letter is one."""
    return "\u3041" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3"


def _is_everyday(letter: str, codec: str) -> bool:
    """Return whether a character is among the usual ones of an encoding's language."""
    if codec == "cp932" and "\u3041" <= letter <= "\u30ff":
        return True
    if codec == "cp949":
        return "\uac00" <= letter <= "\ud7a3" and bool(letter.encode("euc_kr", "ignore"))
    standard = "gb2312" if codec == "gb18030" else codec
    written = letter.encode(standard, "ignore")
    low, high = _EVERYDAY_LEADS[standard]
    return len(written) == 2 and low <= written[0] <= high
