"""Running quartiles: what is usual at an age, from the accounts nearest to it."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from cxdesk.metrics.usual_at_age import usual_at_age, usual_for


def test_few_accounts_are_all_neighbours():
    """With 12 accounts everybody is a neighbour: at every age the quartiles are those of all shares, 0, 1/11
    ... 1, by the inclusive method of the standard library.
    """
    age, share = np.arange(12.0), np.linspace(0.0, 1.0, 12)
    usual = usual_at_age(age, share[::-1])
    expected = statistics.quantiles(share.tolist(), n=4, method="inclusive")
    for part, value in zip((usual.low, usual.median, usual.high), expected, strict=True):
        assert part == pytest.approx([value] * 12)


def test_eleven_accounts_say_nothing():
    """Below 12 accounts nothing is usual, at any age."""
    usual = usual_at_age(np.arange(11.0), np.arange(11.0))
    assert len(usual) == 0
    assert np.isnan(usual_for(usual, [3.0])).all()


def test_neighbours_are_the_nearest_in_age():
    """20 young accounts at 0.2 and 20 old ones at 0.8: each age sees its own kind alone, for it looks at 12
    of 40, and half-way between the two ages the line is half-way.
    """
    age = np.r_[np.full(20, 1.0), np.full(20, 61.0)]
    usual = usual_at_age(age, np.where(age < 30, 0.2, 0.8))
    assert usual.age.tolist() == [1.0, 61.0]
    assert usual.median.tolist() == [0.2, 0.8]
    assert usual_for(usual, [1.0, 31.0, 61.0])[1] == pytest.approx([0.2, 0.5, 0.8])


def test_order_does_not_matter():
    """Shuffled accounts have the same quartiles."""
    random = np.random.default_rng(4)
    age, share = random.uniform(0, 60, 50).round(), random.random(50)
    order = random.permutation(50)
    one, other = usual_at_age(age, share), usual_at_age(age[order], share[order])
    for part in ("age", "low", "median", "high"):
        assert getattr(one, part) == pytest.approx(getattr(other, part))
