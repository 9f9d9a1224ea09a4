"""Accounts whose names are so near that they may be one: for the user to say, never merged by themselves.

Names are compared without case, accents, signs, spaces and legal forms, with umlauts written out; what is
left must be equal, or alike to 90 of 100 with the same digits. Only names that begin or end alike are
compared, so that many accounts take no longer than they should.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from cxdesk.workspace.facts.resolving import normal_name
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.merging import pairs_decided
from cxdesk.workspace.records import Decision

NEAR = 90.0  # of 100; below, two names of ten letters differ in more than one of them
MOST_PAIRS = 200
_SHORTEST_NEAR = 6
_ENDS = 3  # letters at the beginning or the end that two names of a block share
_LARGEST_BLOCK = 400
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
_LEGAL = frozenset(
    (
        *(
            "ltd",
            "limited",
            "inc",
            "incorporated",
            "corp",
            "corporation",
            "co",
            "company",
            "llc",
            "llp",
            "lp",
        ),
        *(
            "plc",
            "pty",
            "pte",
            "gmbh",
            "mbh",
            "ag",
            "kg",
            "kgaa",
            "ohg",
            "ug",
            "ev",
            "se",
            "sa",
            "sas",
            "sasu",
        ),
        *("sarl", "snc", "sl", "slu", "srl", "spa", "bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps", "kft"),
        *("zrt", "doo", "sro", "and"),  # "and" as in "GmbH & Co KG"
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """An account, or what rows call one that is not known. `key` is its id, else its name as it is written;
    `rows` how many rows name it, where it is not known."""

    key: str
    name: str
    is_account: bool = True
    rows: int = 0


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two that may be one; `kept` is the one proposed to stay. `score`: 0 to 100; `why` in words."""

    kept: Named
    other: Named
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Near:
    """The pairs to ask about, the nearest first, at most 200; `more`: how many there are beyond these."""

    pairs: tuple[NearPair, ...]
    more: int = 0

    def __iter__(self) -> Iterator[NearPair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass(frozen=True, slots=True)
class _Stem:
    """A name as it is compared."""

    text: str
    ordered: str
    whole: str
    digits: str


def near_accounts(facts: Facts, decisions: Iterable[Decision]) -> Near:
    """Return pairs of accounts, or of an account and an unknown name in the rows, that nobody decided on."""
    accounts = facts.evidence.accounts.texts if facts.evidence is not None else {}
    named = [
        Named(str(key), str(name))
        for key, name in zip(accounts.get("account_id", ()), accounts.get("account_name", ()), strict=True)
    ]
    strangers = facts.evidence.strangers if facts.evidence is not None else {}
    named += [Named(name, name, is_account=False, rows=rows) for name, rows in strangers.items()]
    return near_pairs(named, set(pairs_decided(decisions)))


def near_pairs(named: Sequence[Named], decided: Iterable[frozenset[str]] = ()) -> Near:
    """Return pairs of near names, without those decided (pairs of keys).

    Two names of which neither is an account's are no pair.
    """
    stems = [_stem(one.name) for one in named]
    known = set(decided)
    scores = _equal(stems, lambda stem: stem.text) | _equal(stems, lambda stem: stem.ordered)
    scores |= {pair: score for pair, score in _alike(stems).items() if pair not in scores}
    pairs = []
    for (first, second), score in scores.items():
        one, two = named[first], named[second]
        if not (one.is_account or two.is_account) or one.key == two.key:
            continue
        if frozenset((one.key, two.key)) not in known:
            kept, other = (one, two) if one.is_account else (two, one)
            pairs.append(NearPair(kept, other, score, _why(one, two, stems[first], stems[second], score)))
    pairs.sort(key=lambda pair: (-pair.score, pair.kept.name, pair.other.name, pair.kept.key, pair.other.key))
    return Near(tuple(pairs[:MOST_PAIRS]), max(0, len(pairs) - MOST_PAIRS))


def _stem(name: str) -> _Stem:
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_WRITTEN_OUT)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", " ", plain.replace(".", "").replace("'", "").replace("&", " and ")).split()
    left = list(words)
    while len(left) > 1 and left[-1] in _LEGAL:
        left.pop()
    if len(left) > 1 and left[0] == "the":
        left = left[1:]
    digits = " ".join(re.findall(r"\d+", " ".join(left)))
    return _Stem("".join(left), "".join(sorted(left)), "".join(words), digits)


def _equal(stems: Sequence[_Stem], part) -> dict[tuple[int, int], float]:
    """Return the pairs whose stems are equal in a part; of very many equal ones the first with each other."""
    groups: dict[str, list[int]] = {}
    for place, stem in enumerate(stems):
        if stem.text:
            groups.setdefault(part(stem), []).append(place)
    return {
        pair: 100.0
        for group in groups.values()
        for pair in (
            combinations(group, 2)
            if len(group) <= _LARGEST_BLOCK
            else ((group[0], other) for other in group[1:])
        )
    }


def _alike(stems: Sequence[_Stem]) -> dict[tuple[int, int], float]:
    """Return the pairs of a block that are alike, with their scores."""
    found: dict[tuple[int, int], float] = {}
    for block in _blocks(stems):
        texts = [stems[place].text for place in block]
        scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=NEAR, dtype=np.float32)
        for first, second in zip(*np.nonzero(np.triu(scores, 1)), strict=True):
            pair = tuple(sorted((block[first], block[second])))
            found[pair] = float(scores[first, second])
    return found


def _blocks(stems: Sequence[_Stem]) -> list[list[int]]:
    """Return names that share their digits and either their first or their last letters."""
    long = [place for place, stem in enumerate(stems) if len(stem.text) >= _SHORTEST_NEAR]
    blocks = []
    for step in (1, -1):
        waiting = [(long, 0)]
        while waiting:
            block, depth = waiting.pop()
            parts: dict[tuple[str, str], list[int]] = {}
            for place in block:
                letters = stems[place].text[::step][: depth + _ENDS]
                parts.setdefault((stems[place].digits, letters), []).append(place)
            for part in parts.values():
                # Too many that begin alike are told apart by more letters, while there are any.
                longer = any(len(stems[place].text) > depth + _ENDS for place in part)
                if len(part) > _LARGEST_BLOCK and longer:
                    waiting.append((part, depth + 1))
                elif 1 < len(part) <= _LARGEST_BLOCK:
                    blocks.append(part)
    return blocks


def _why(one: Named, two: Named, first: _Stem, second: _Stem, score: float) -> str:
    """Return how near two names are, in words."""
    if normal_name(one.name) == normal_name(two.name):
        return "the same name"
    if first.whole == second.whole:
        return "differ in spaces, signs or accents only"
    if first.text == second.text:
        return "differ in the legal form only"
    if first.ordered == second.ordered:
        return "the same words in another order"
    return f"{score:.0f} of 100 alike"
