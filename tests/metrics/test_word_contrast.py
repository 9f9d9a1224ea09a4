"""Fightin' words against worked cases, and the threshold against all divisions of a small case."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxdesk.metrics.word_contrast import informative_prior, largest_by_chance, log_odds_z, threshold

# Four words in two groups (methods 1.8; the formula from two implementations, the numbers derived).
FIRST, SECOND = [10, 5, 1, 0], [5, 5, 10, 20]


def test_flat_prior():
    """a = 1: delta 2.046497 .998529 -1.098612 -2.853467, z 4.032354 1.729503 -1.429171 -2.787861."""
    delta, z = log_odds_z(FIRST, SECOND, np.ones(4))
    assert delta == pytest.approx([2.046497, 0.998529, -1.098612, -2.853467], abs=6e-7)
    assert z == pytest.approx([4.032354, 1.729503, -1.429171, -2.787861], abs=6e-7)


def test_informative_prior():
    """a0 = 10 by shares of both groups: a 2.678571 1.785714 1.964286 3.571429, then delta and z."""
    prior = informative_prior(np.array(FIRST) + SECOND, 10)
    assert prior == pytest.approx([2.678571, 1.785714, 1.964286, 3.571429], abs=6e-7)
    delta, z = log_odds_z(FIRST, SECOND, prior)
    assert delta == pytest.approx([1.657399, 0.810517, -0.893810, -1.722960], abs=6e-7)
    assert z == pytest.approx([3.624467, 1.492949, -1.377652, -3.034319], abs=6e-7)


def test_groups_trade_signs_and_many_counts_go_at_once():
    """b less a is minus a less b; a stack of counts gives what each gives alone."""
    forth, back = log_odds_z(FIRST, SECOND, np.ones(4))[1], log_odds_z(SECOND, FIRST, np.ones(4))[1]
    assert forth == pytest.approx(-back)
    both = log_odds_z([FIRST, SECOND], [SECOND, FIRST], np.ones(4))[1]
    assert both == pytest.approx(np.stack([forth, back]))


def test_impossible_priors_are_refused():
    """A word without a share, no strength, and a single word that nothing can be compared with."""
    for counts, strength in (([1, 0], 1.0), ([1, 1], 0.0)):
        with pytest.raises(ValueError, match="prior"):
            informative_prior(counts, strength)
    with pytest.raises(ValueError, match="two words"):
        log_odds_z([3], [2], [1.0])


def test_dealing_accounts_reaches_all_divisions_and_no_other():
    """Four accounts with 3, 2, 2 and 1 comments, two of them in the first group: only six divisions exist,
    and each random maximum is that of one of the six, worked out here one by one.
    """
    random = np.random.default_rng(1)
    dense = (random.random((8, 5)) < 0.5).astype(float)
    account = np.repeat([0, 1, 2, 3], [3, 2, 2, 1])
    prior = np.full(5, 0.25)
    possible = set()
    for labels in set(permutations([True, True, False, False])):
        first = np.array(labels)[account]
        y, other = dense[first].sum(axis=0), dense[~first].sum(axis=0)
        z = log_odds_z(y, other, prior)[1]
        there = np.where(z > 0, y, other) >= 2
        possible.add(round(float(np.max(np.abs(z) * there)), 9))
    in_first = np.array([True, True, False, False])[account]
    found = largest_by_chance(csr_array(dense), account, in_first, prior, 2, seed=0)
    assert len(found) == 200
    assert {round(float(value), 9) for value in found} == possible


def test_threshold_is_exact():
    """Of 200 and the true division's own, 201 in all, no more than 10 may exceed it: the 191st of 200."""
    assert threshold(np.arange(1, 201)) == 191
    assert threshold(np.arange(1, 20)) == 19
    assert threshold(np.arange(1, 19)) == np.inf
