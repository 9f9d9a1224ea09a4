"""The same name in another spelling: in other case, with other punctuation, with or without its legal form.

`ACME INC` and `Acme Inc.` are one name, and `Acme` is theirs where nobody else has it; `Acme GmbH` and `Acme
Inc.` are two companies. What differs in a space, an accent or a letter is not decided here but asked. Names
with digits may be ids, where a point or a sign tells two apart: they have no other spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

LEGAL = frozenset(
    (
        *("ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp"),
        *("lp", "plc", "pty", "pte", "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "ev", "se", "sa"),
        *("sas", "sasu", "sarl", "snc", "sl", "slu", "srl", "spa", "bv", "nv", "ab", "as", "asa", "oy"),
        *("oyj", "aps", "kft", "zrt", "doo", "sro"),
        "and",  # as in "GmbH & Co KG"
    )
)
"""Words at the end of a name that say what form of company it is."""
_SHORT = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
_SIGNS = re.compile(r"[\W_]+")
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Spellings:
    """Whose each name is, whatever its spelling. `whole`: by (name, legal form), `bare`: by the name alone;
    names of two are nobody's, also where only spaces tell these apart. `apart`: texts that a person told
    apart from others, which are only what they are."""

    whole: Mapping[tuple[str, str], object]
    bare: Mapping[str, object]
    apart: frozenset[str] = frozenset()

    def owner(self, name: str) -> object | None:
        """Return whose a name is: of the same legal form, or where one of the two has none; else None."""
        parts = None if name in self.apart else name_parts(name)
        if parts is None:
            return None
        stem, form = parts
        found = self.whole.get(parts)
        if found is None:
            found = self.whole.get((stem, "")) if form else self.bare.get(stem)
        return found


def spellings_of(named: Iterable[tuple[str, object]], apart: frozenset[str] = frozenset()) -> Spellings:
    """Return what finds the owners of names, from (name, owner)."""
    whole: dict[tuple[str, str], set] = {}
    bare: dict[str, set] = {}
    stems: set[str] = set()
    for name, owner in named:
        parts = None if name in apart else name_parts(name)
        if parts is not None:
            whole.setdefault(parts, set()).add(owner)
            bare.setdefault(parts[0], set()).add(owner)
            stems.add(parts[0])
    contested = _contested(stems)
    return Spellings(
        {key: _only(owners) for key, owners in whole.items() if len(owners) == 1 and key[0] not in contested},
        {key: _only(owners) for key, owners in bare.items() if len(owners) == 1 and key not in contested},
        apart,
    )


def spelling_groups(rows: Mapping[str, int], apart: frozenset[str] = frozenset()) -> list[list[str]]:
    """Return the names that are one in several spellings, of names that no list of accounts explains: the one
    that the most rows bear first. `rows`: by name how many there are; `apart` as in `Spellings`.
    """
    parts = {name: found for name in rows if name not in apart and (found := name_parts(name)) is not None}
    contested = _contested(stem for stem, _ in parts.values())
    groups = []
    ordered = sorted((stem, form, -rows[name], name) for name, (stem, form) in parts.items())
    for stem, whole in groupby(ordered, lambda each: each[0]):
        named = list(whole)
        forms = {form for _, form, _, _ in named if form}
        if stem in contested:
            continue
        split = [named] if len(forms) <= 1 else [list(one) for _, one in groupby(named, lambda each: each[1])]
        groups += [[name for *_, name in sorted(one, key=lambda each: each[2:])] for one in split]
    return [group for group in groups if len(group) > 1]


def name_parts(name: str) -> tuple[str, str] | None:
    """Return (name, legal form) as they are compared; None for what may be an id, or has too few letters."""
    unified = name if name.isascii() else unicodedata.normalize("NFKC", name)
    plain = unified.casefold().replace(".", "").replace("'", "").replace("’", "").replace("&", " and ")
    words = _SIGNS.sub(" ", plain).split()
    cut = before_legal_form(words)
    stem = " ".join(words[:cut])
    if any(sign.isdigit() for sign in name) or len(stem) < _LEAST_LETTERS:
        return None
    return stem, " ".join(_SHORT.get(word, word) for word in words[cut:])


def before_legal_form(words: Sequence[str]) -> int:
    """Return how many words of a name stand before those at its end that say what form of company it is; at
    least one, where there is any.
    """
    cut = len(words)
    while cut > 1 and words[cut - 1] in LEGAL:
        cut -= 1
    return cut


def _contested(stems: Iterable[str]) -> frozenset[str]:
    """Return the names that only spaces tell from others."""
    close: dict[str, set[str]] = {}
    for stem in stems:
        close.setdefault(stem.replace(" ", ""), set()).add(stem)
    return frozenset(stem for near in close.values() if len(near) > 1 for stem in near)


def _only(owners: set) -> object:
    return next(iter(owners))
