"""Headers as words: how two spellings of one name are seen to be the same, and the unit that a header
states."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cxdesk.importing.currencies import named_currency

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_CUSTOM = re.compile(r"^custom field \((?P<name>.+)\)$", re.IGNORECASE)
_PREFIXES = ("property ", "custom ", "hs ", "cf ")
_SUFFIXES = (" c", " usd", " eur", " gbp", " utc")
_TAGS = re.compile(r"<[^<>]{1,80}>")
_FILLERS = frozenset(("in", "the", "of"))
GROUP_MARK = " / "
_LETTERS = 26

UNIT_WORDS = {
    "seconds": "seconds",
    "secs": "seconds",
    "sec": "seconds",
    "second": "seconds",
    "minutes": "minutes",
    "mins": "minutes",
    "min": "minutes",
    "minute": "minutes",
    "hours": "hours",
    "hrs": "hours",
    "hr": "hours",
    "hour": "hours",
    "days": "days",
    "day": "days",
    "weeks": "weeks",
    "milliseconds": "milliseconds",
    "ms": "milliseconds",
    "cents": "cents",
    "k": "thousands",
    "thousands": "thousands",
    "tsd": "thousands",
    "teur": "thousands",
    "millions": "millions",
    "mio": "millions",
}
_SHORT_UNITS = {"h": "hours", "s": "seconds", "d": "days", "t": "thousands", "m": "millions"}
"""What letters mean where they stand alone in brackets: `(h)`, `[s]`, `(T€)`, `(m$)`."""
_REMARKS = frozenset(
    (
        *("id", "key", "pk", "unique", "required", "mandatory", "optional", "pflichtfeld", "obligatoire"),
        *(
            "obligatorio",
            "obbligatorio",
            "obrigatório",
            "verplicht",
            "read",
            "only",
            "automatic",
            "calculated",
        ),
        *("date", "time", "timestamp", "text", "number", "format", "yes", "no", "y", "n", "true", "false"),
        *("ja", "nein", "oui", "non", "sí", "utc", "gmt", "cet", "cest", "mez", "mesz", "est", "edt", "cst"),
        *("cdt", "mst", "mdt", "pst", "pdt", "ist", "bst", "local", "csat", "nps", "ces", "to", "von", "bis"),
    )
)
_FORMAT = re.compile(r"^(?:\d+|d{2}|t{2}|g{2}|j{2,4}|a{2,4}|m{1,4}|y{2,4}|h{1,2}|s{1,2})$")
"""Numbers (`1-5`, `UTC+2`) and the letters of dates and times (`TT.MM.JJJJ`)."""
UNIT_SECONDS = {
    "milliseconds": 0.001,
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "days": 86_400.0,
    "weeks": 604_800.0,
}


@dataclass(frozen=True, slots=True)
class Header:
    """A header taken apart. `words`: its plain words; `forms`: the squeezed names under which it may be
    known, the nearest to what is written first; `unit` and `currency` as stated, or "".

    `bare` are those of the forms that leave out what stands in brackets; `asides` is what stands there,
    squeezed, where it is more than a unit, a currency, a zone, a format or a plain remark such as "(key)".
    """

    text: str
    words: str
    forms: tuple[str, ...]
    unit: str
    currency: str
    bare: frozenset[str] = frozenset()
    asides: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a name as words: lower case, camel case and signs apart, without byte order marks and tags."""
    text = unicodedata.normalize("NFKC", text).replace("\ufeff", "")
    words = " ".join(re.sub(r"[\W_]+", " ", _CAMEL.sub(" ", _TAGS.sub(" ", text)).lower()).split())
    return words or text.strip()


def squeezed(text: str) -> str:
    """Return a name's words without the spaces between them, the form in which names are compared."""
    return plain(text).replace(" ", "")


@lru_cache(maxsize=4096)
def header(text: str) -> Header:
    """Return a header taken apart."""
    custom = _CUSTOM.match(text.strip())
    inner = custom.group("name") if custom else text
    words = plain(inner)
    whole, shorter = [words], _shorter(inner)
    forms = [words, *shorter]
    if GROUP_MARK in inner:  # a group's name above several columns: the column's own name may say it all
        own = inner.rpartition(GROUP_MARK)[2]
        whole, shorter = [*whole, plain(own)], [*shorter, *_shorter(own)]
        forms += [plain(own), *_shorter(own)]
    known = dict.fromkeys(form.replace(" ", "") for form in forms if form)
    asides = _asides(inner)
    bare = {form.replace(" ", "") for form in shorter} - {form.replace(" ", "") for form in whole}
    return Header(
        text,
        words,
        tuple(known),
        _unit(text, words),
        named_currency(text, words),
        frozenset(bare if asides else ()),
        asides,
    )


def _asides(text: str) -> tuple[str, ...]:
    """Return what stands in brackets and may change what a header means, squeezed."""
    parts = [plain(part[1:-1]) for part in _BRACKETS.findall(text) if part[1:-1].strip()]
    return tuple(part.replace(" ", "") for part in parts if not all(map(_is_remark, part.split())))


def _is_remark(word: str) -> bool:
    """Return whether a word in brackets only says how a column is written."""
    known = word in UNIT_WORDS or word in _SHORT_UNITS or word in _FILLERS or word in _REMARKS
    return known or bool(_FORMAT.match(word)) or bool(named_currency(word.upper(), word))


def _shorter(text: str) -> list[str]:
    """Return a header's words without brackets, without prefix and suffix, and without words for units."""
    bare = plain(_BRACKETS.sub(" ", text))
    forms = [bare]
    for prefix in _PREFIXES:
        if bare.startswith(prefix):
            bare = bare.removeprefix(prefix)
            break
    for suffix in _SUFFIXES:
        bare = bare.removesuffix(suffix)
    forms.append(bare)
    forms.append(" ".join(word for word in bare.split() if word not in UNIT_WORDS and word not in _FILLERS))
    return forms


def column_letter(place: int) -> str:
    """Return the spreadsheet's letters of a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, _LETTERS)
        letters = chr(65 + rest) + letters
    return letters


def _unit(text: str, words: str) -> str:
    """Return the unit that a header names; the last one counts (`resolution time in hours`)."""
    bracketed = _BRACKETS.findall(text)
    short = [_SHORT_UNITS.get(plain(part), "") for part in bracketed]
    found = [UNIT_WORDS[word] for word in words.split() if word in UNIT_WORDS]
    return next((unit for unit in reversed(short) if unit), found[-1] if found else "")
