"""Which comments to quote beside one another: what has been said already is no second quote."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_TWIN = 0.4
"""Of all their words, how many two comments share that say the same again: a judgement."""
MOST_READ = 200
"""How many comments are worth comparing: they come in the order in which they are wished for."""


def alikeness(text: str, other: str) -> float:
    """Return how many of the distinct words of both texts stand in both, 0 to 1 (Jaccard 1912); case does not
    count. 1 where neither has a word.
    """
    words, others = (set(_WORD.findall(each.casefold())) for each in (text, other))
    return len(words & others) / len(words | others) if words | others else 1.0


def second_quote(first: str, account: int, texts: Sequence[str], accounts: Sequence[int]) -> int:
    """Return the position of the comment to quote beside `first`, which is of that account: one that is no
    twin of it where there is one, then one of another account, then one in other words, then the first.
    Raises ValueError where there is none to choose from.
    """
    if not len(texts):
        raise ValueError("there is no comment to choose from")

    def wish(place: int) -> tuple[bool, bool, bool]:
        alike = alikeness(first, texts[place])
        return alike >= _TWIN, accounts[place] == account, alike == 1.0

    return min(range(len(texts)), key=wish)
