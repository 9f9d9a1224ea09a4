"""Where no account differs from another, hardly any is told to contradict itself (methods 7)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.tensions import RULES, find_tensions
from tests.health.tensions.nobody_differs import book_of_nobody

STANDARDS = read_standards(default_standards_text())
ACCOUNTS = 60
MOST = 0.02


@cache
def counts(seed: int) -> tuple[list[int], list[int]]:
    """Return by rule for how many accounts of one book it fires, and of how many it could be judged."""
    facts = book_of_nobody(ACCOUNTS, seed)
    found = find_tensions(facts, score(facts, STANDARDS), STANDARDS)
    return [int(found.fired(rule).sum()) for rule in RULES], [int(found.known(rule).sum()) for rule in RULES]


def shares(seeds: range) -> tuple[dict[int, float], dict[int, int]]:
    """Return by rule the share of all accounts that it fires for, and of how many it could be judged."""
    fired, judged = np.sum([counts(seed) for seed in seeds], axis=0)
    numbers = [rule.number for rule in RULES]
    shares = fired / (len(seeds) * ACCOUNTS)
    return dict(zip(numbers, shares.tolist(), strict=True)), dict(zip(numbers, judged.tolist(), strict=True))


def test_no_rule_fires_by_chance() -> None:
    """Fewer than 2 % of accounts fire any given rule in twenty seeded books where all is drawn alike; every
    rule could be judged of some, so that none is silent for want of data.
    """
    share, judged = shares(range(20))
    assert {number: value for number, value in share.items() if value >= MOST} == {}
    assert min(judged.values()) > 0


@pytest.mark.slow
def test_no_rule_fires_by_chance_in_two_hundred_books() -> None:
    """The same over 200 repetitions, 12,000 accounts: the figure that methods 7 asks for."""
    share, _ = shares(range(200))
    assert {number: value for number, value in share.items() if value >= MOST} == {}
