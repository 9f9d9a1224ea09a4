"""Accounts whose names are so near that they may be one: for the user to say, never merged by themselves.

Names that are near in a row, A to B and B to C, are one group; a pair that follows from others is not asked.
Names are compared without case, accents, signs, spaces and legal forms, with umlauts written out; what is
left must be equal, or alike to 90 of 100 with the same digits. Only names that begin or end alike are
compared, so that many accounts take no longer than they should.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from cxdesk.workspace.facts.resolving import normal_name
from cxdesk.workspace.facts.spellings import before_legal_form
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.merging import join, pairs_decided
from cxdesk.workspace.records import Decision

NEAR = 90.0  # of 100; below, two names of ten letters differ in more than one of them
MOST_PAIRS = 200
_SHORTEST_NEAR = 6
_ENDS = 3  # letters at the beginning or the end that two names of a block share
_LARGEST_BLOCK = 400
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Named:
    """An account, or what rows call one that is not known. `key` is its id, else its name as it is written;
    `rows` how many rows name it, where that was counted; `source` the file, and the sheet in it, that has
    it; `arrives`: it is in files that are not imported yet."""

    key: str
    name: str
    is_account: bool = True
    rows: int = 0
    source: str = ""
    arrives: bool = False


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two that may be one; `kept` is the one proposed to stay. `score`: 0 to 100; `why` in words; `group`:
    the number, from 1, of the names that hang together through pairs."""

    kept: Named
    other: Named
    score: float
    why: str
    group: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """The pairs that are near, the nearest first, at most 200; `more`: how many there are beyond these.

    `asked` are those to ask about, group by group: without pairs that follow from others, at most 200;
    `more_asked`: how many there are beyond these.
    """

    pairs: tuple[NearPair, ...]
    more: int = 0
    asked: tuple[NearPair, ...] = ()
    more_asked: int = 0

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
    return near_pairs(named, decisions)


def near_pairs(named: Sequence[Named], decisions: Iterable[Decision] = (), arriving: bool = False) -> Near:
    """Return pairs of near names, without those decided; with `arriving` only those of which one arrives.

    Two names of which neither is an account's are no pair.
    """
    made = tuple(decisions)
    known = pairs_decided(made)
    stems = [_stem(one.name) for one in named]
    scores = _equal(stems, lambda stem: stem.text) | _equal(stems, lambda stem: stem.ordered)
    scores |= {pair: score for pair, score in _alike(stems).items() if pair not in scores}
    pairs = []
    for (first, second), score in scores.items():
        one, two = named[first], named[second]
        if not (one.is_account or two.is_account) or one.key == two.key:
            continue
        if arriving and not (one.arrives or two.arrives):
            continue
        if frozenset((one.key, two.key)) not in known:
            kept, other = _ordered(one, two)
            pairs.append(NearPair(kept, other, score, _why(one, two, stems[first], stems[second], score)))
    pairs.sort(key=_nearest_first)
    pairs = _grouped(pairs)
    asked = to_ask(pairs, made)
    return Near(
        tuple(pairs[:MOST_PAIRS]),
        max(0, len(pairs) - MOST_PAIRS),
        tuple(asked[:MOST_PAIRS]),
        max(0, len(asked) - MOST_PAIRS),
    )


def undecided(near: Near, decisions: Iterable[Decision]) -> Near:
    """Return what is left to ask about near names after decisions on some of them."""
    made = tuple(decisions)
    known = pairs_decided(made)
    pairs = tuple(pair for pair in near.pairs if frozenset((pair.kept.key, pair.other.key)) not in known)
    return replace(near, pairs=pairs, asked=tuple(to_ask(pairs, made)))


def to_ask(pairs: Sequence[NearPair], decisions: Iterable[Decision]) -> list[NearPair]:
    """Return the pairs to ask about, group by group, without those that decisions, or the answers to the
    pairs before them, settle: where A is B and B is C, nobody is asked whether A is C.
    """
    decided: dict[str, list[str]] = {}
    apart: dict[str, set[str]] = {}
    for decision in pairs_decided(decisions).values():
        if decision.same:
            join(decided, decision.kept, decision.other)
        else:
            apart.setdefault(decision.kept, set()).add(decision.other)
            apart.setdefault(decision.other, set()).add(decision.kept)
    presumed = dict(decided)
    asked = []
    for pair in pairs:
        ends = pair.kept.key, pair.other.key
        first, second = (decided.get(key, [key]) for key in ends)
        are_apart = any(not apart.get(name, set()).isdisjoint(second) for name in first)
        if are_apart or (ends[0] in presumed and presumed[ends[0]] is presumed.get(ends[1])):
            continue
        asked.append(pair)
        # As if they were the same: what would follow from that is not asked beside it.
        join(presumed, *ends)
    return sorted(asked, key=lambda pair: pair.group)


def _ordered(one: Named, two: Named) -> tuple[Named, Named]:
    """Return which of two is proposed to stay, first: an account rather than a name in the rows, one that is
    there rather than one that arrives."""
    ordered = sorted((one, two), key=lambda each: (not each.is_account, each.arrives))
    return ordered[0], ordered[1]


def _nearest_first(pair: NearPair) -> tuple:
    """Return what pairs are sorted by: of those equally near, accounts come before names in the rows, and
    what is there before what arrives."""
    kept, other = pair.kept, pair.other
    return (-pair.score, not other.is_account, kept.arrives, kept.name, other.name, kept.key, other.key)


def _grouped(pairs: Sequence[NearPair]) -> list[NearPair]:
    """Return the pairs with the numbers of their groups, in the order in which these first appear."""
    groups: dict[str, list[str]] = {}
    for pair in pairs:
        join(groups, pair.kept.key, pair.other.key)
    numbers: dict[int, int] = {}
    return [
        replace(pair, group=numbers.setdefault(id(groups[pair.kept.key]), len(numbers) + 1)) for pair in pairs
    ]


def _stem(name: str) -> _Stem:
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_WRITTEN_OUT)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", " ", plain.replace(".", "").replace("'", "").replace("&", " and ")).split()
    left = words[: before_legal_form(words)]
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
