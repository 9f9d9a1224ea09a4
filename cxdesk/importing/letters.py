"""Which single-byte encoding a text is in, judged by the letters that each would make of its bytes.

Every such encoding gives some letter for nearly every byte. The right one gives the letters of one language,
in words without signs inside and without capitals behind small letters.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from cxdesk.importing.east_asian import LEAST, wide_readings
from cxdesk.importing.placed_signs import placed_signs

_SEVERAL = "several Western languages"
_WESTERN = {
    "German": "äöüß",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish": "áéíñóúü",
    "Portuguese": "ãáâàçéêíóôõú",
    "Italian": "àèéìíòóù",
    "Nordic": "åäöæøéü",
    "Icelandic": "áðéíóúýþæö",
    _SEVERAL: "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœ",
}
_CENTRAL = {
    "Polish": "ąćęłńóśźż",
    "Czech or Slovak": "áäčďéěíĺľňóôŕřšťúůýž",
    "Hungarian": "áéíóöőúüű",
    "Croatian or Slovene": "čćđšž",
    "Romanian": "ăâîşţ",
}
_CYRILLIC = {"Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ", "Serbian": "абвгдежзијклмнопрстуфхцчшђћљњџ"}
_GREEK = {"Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"}
_HEBREW = {"Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת"}
_ARABIC = {"Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ"}
_TURKISH = {"Turkish": "çğıöşüâîû"}
_BALTIC = {"Lithuanian": "ąčęėįšųūž", "Latvian": "āčēģīķļņšūž", "Estonian": "äõöüšž"}
CANDIDATES = (
    ("cp1252", "Windows-1252 (Western European)", _WESTERN),
    ("cp1250", "Windows-1250 (Central European)", _CENTRAL),
    ("iso-8859-2", "ISO 8859-2 (Central European)", _CENTRAL),
    ("cp1251", "Windows-1251 (Cyrillic)", _CYRILLIC),
    ("iso-8859-5", "ISO 8859-5 (Cyrillic)", _CYRILLIC),
    ("koi8-u", "KOI8 (Cyrillic)", _CYRILLIC),
    ("cp1253", "Windows-1253 (Greek)", _GREEK),
    ("iso-8859-7", "ISO 8859-7 (Greek)", _GREEK),
    ("cp1254", "Windows-1254 (Turkish)", _TURKISH),
    ("cp1255", "Windows-1255 (Hebrew)", _HEBREW),
    ("iso-8859-8", "ISO 8859-8 (Hebrew)", _HEBREW),
    ("cp1256", "Windows-1256 (Arabic)", _ARABIC),
    ("iso-8859-6", "ISO 8859-6 (Arabic)", _ARABIC),
    ("cp1257", "Windows-1257 (Baltic)", _BALTIC),
    ("iso-8859-13", "ISO 8859-13 (Baltic)", _BALTIC),
    ("iso-8859-15", "ISO 8859-15 (Western European)", _WESTERN),
    ("mac-roman", "Mac Roman (Western European)", _WESTERN),
    ("cp850", "DOS code page 850 (Western European)", _WESTERN),
    ("cp852", "DOS code page 852 (Central European)", _CENTRAL),
)
"""Python's name of each encoding, its name for people, and the letters of the languages written in it."""
_SIGNS = frozenset("’‘“”„‚‹›–—…€£¥¢©®™°§«»·´²³½¼¾×•¡¿ªº\u00a0\u00ad")
_INSIDE = re.compile(r"(?<=[^\W\d_])([^\w\s]|[²³¹¼½¾])(?=[^\W\d_])")
_APOSTROPHES = frozenset("’‘´·–‑")
_MIXED = re.compile("[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")
_THORN_INSIDE = re.compile(
    "(?<=[^\\W\\d_])þ"
)  # Icelandic words begin with it; Turkish ones often have ş inside
_CONTROL = re.compile(r"[\x80-\x84\x86-\x9f]")
_WORD = re.compile("[\u0370-\u06ff]{3}")
_COMMON = {
    "Cyrillic": "оеаинтсрвл",
    "Greek": "αοιετσνηυρ",
    "Hebrew": "יוהלאתרםבמ",
    "Arabic": "اليمنورةت",
}
"""The letters that make two thirds of a text: several encodings give some letter of these for every byte."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_FLIP = re.compile(r"(?<=[^\W\d_])[^\W\d_]")
_SAMPLE = 64 * 1024
_WRONG, _FLIPPED, _MARGIN = 3.0, 2.0, 0.02
_CLOSE, _MOST_RIVALS = 0.25, 4
_WINDOWS = CANDIDATES[0][0]
_OLD = ("mac-roman", "cp850", "cp852")
"""What hardly any program writes any more: one of them has to fit clearly better than the others."""
_LESS_LIKELY = 0.9  # one language's letters are better proof than those of all Western ones together
_COMMON_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """`codec`: Python's name of the encoding; `label`: its name for people; `language`: whose letters the
    text has, "" where they prove nothing; `letters`: how many letters beyond ASCII were looked at."""

    codec: str
    label: str
    language: str
    letters: int


def guessed(lines: list[bytes]) -> Guess:
    """Return the encoding of lines with bytes beyond ASCII; Windows-1252 where nothing speaks for another."""
    sample, complete = _sample(lines)
    scored = [(_WINDOWS, "", "", 0.0), *_scored(sample)]
    best = scored[0]
    for late in (False, True):
        margin = _CLOSE if late else _MARGIN
        for each in scored:
            if (each[0] in _OLD) == late and each[3] > best[3] + (_MARGIN if best[0] in _OLD else margin):
                best = each
    wide = next(iter(wide_readings(sample, complete)), None)
    if wide is not None and wide.score >= max(LEAST, best[3] + _MARGIN):
        return Guess(wide.codec, wide.label, wide.language, _letters_in(wide.text))
    label = next(label for known, label, _ in CANDIDATES if known == best[0])
    return Guess(best[0], label, best[2], _letters_in(best[1]))


def rivals_of(lines: list[bytes], guess: Guess) -> tuple[str, ...]:
    """Return the encodings, at most four, that make nearly as much sense of lines as the guess does, but
    another text; where nothing speaks for the guess, all that could be meant.

    Windows-1252 is among them whenever there are any, and always where the guess is one that is hardly
    written any more, or one of East Asia.
    """
    sample, complete = _sample(lines)
    wide = wide_readings(sample, complete)
    scored = _scored(sample)
    own = max((score for codec, _, _, score in scored if codec == guess.codec), default=0.0)
    is_wide = any(each.codec == guess.codec for each in wide)
    own = LEAST if is_wide else own
    seen = {sample.decode(guess.codec, "replace")}
    found = []
    scored += [
        (each.codec, each.text, each.language, LEAST + each.score if is_wide else each.score)
        for each in wide
        if is_wide or each.score >= LEAST
    ]
    for codec, text, _, score in sorted(scored, key=lambda each: -each[3]):
        close = score > max(0.0, own - _CLOSE) if guess.language or own > 0.0 else True
        if close and text not in seen:
            seen.add(text)
            found.append(codec)
    asked = bool(found) or is_wide or guess.codec in _OLD
    other = _WINDOWS in found or sample.decode(_WINDOWS, "replace") not in seen
    if asked and other and _WINDOWS not in found[:_MOST_RIVALS]:
        found = [*found[: _MOST_RIVALS - 1], _WINDOWS]
    return tuple(found[:_MOST_RIVALS])


def _sample(lines: list[bytes]) -> tuple[bytes, bool]:
    """Return the first bytes of lines, and whether they are all."""
    joined = b"\n".join(lines)
    return joined[:_SAMPLE], len(joined) <= _SAMPLE


def _letters_in(text: str) -> int:
    """Return how many letters beyond ASCII a text has."""
    return sum(letter > "\x7f" and letter.isalpha() for letter in text)


def _scored(sample: bytes) -> list[tuple[str, str, str, float]]:
    """Return (codec, text, language, score) of each encoding that a sample can be in."""
    scored = []
    for codec, _, alphabets in CANDIDATES:
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            continue  # an € of Windows is a control character elsewhere, which nobody types
        if not alphabets.keys().isdisjoint(_COMMON) and not _WORD.search(text):
            continue  # a lone "à" between French words is a Russian word, too
        scored.append((codec, text, *_best_language(text, alphabets)))
    return scored


def _best_language(text: str, alphabets: dict[str, str]) -> tuple[str, float]:
    """Return the language that a text fits best, and how well: 1 when all its letters are that language's."""
    letters = Counter(letter for letter in text if letter > "\x7f")
    total = sum(letters.values())
    in_words = Counter(letter for word in _LETTERS.findall(text) for letter in word if letter > "\x7f")
    inside = sum(sign not in _APOSTROPHES and sign > "\x7f" for sign in _INSIDE.findall(text))
    flips = sum(
        found.group().isupper()
        and found.group() > "\x7f"
        and (text[found.start() - 1].islower() or text[found.end() : found.end() + 1].islower())
        for found in _FLIP.finditer(text)
    )
    placed = placed_signs(text)
    mixed = len(_MIXED.findall(text))
    controls = sum(count for letter, count in letters.items() if letter < "\xa0")
    best, best_score = "", float("-inf")
    for language, alphabet in alphabets.items():
        good = wrong = 0
        for letter, count in letters.items():
            if letter.lower() in alphabet or letter in "İ":
                good += in_words[letter]  # one that stands alone proves nothing: it may be a sign
            elif letter not in _SIGNS:
                wrong += count
        wrong += len(_THORN_INSIDE.findall(text)) if language == "Icelandic" else 0
        cost = _WRONG * (wrong + inside + mixed + controls) + _FLIPPED * flips
        score = (placed + good * (_LESS_LIKELY if language == _SEVERAL else 1.0) - cost) / max(1, total)
        common = _COMMON.get(language, "")
        share = sum(count for letter, count in letters.items() if letter.lower() in common) / max(1, total)
        score += _COMMON_SHARE * share if common else 0.0
        if score > best_score + _MARGIN:
            best, best_score = language if good else "", score
    return best, best_score
