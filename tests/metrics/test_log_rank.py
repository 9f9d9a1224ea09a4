"""The log-rank test against the rossi data and against chance."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.log_rank import log_rank, log_rank_scores, p_value_over_accounts
from cxdesk.metrics.resemblance import widening
from tests.metrics.rossi import rossi


def test_rossi_by_financial_aid():
    """Chi-squared 3.837570, p .050116 (lifelines 0.30.3), with 66 and 48 arrests of 216 men each."""
    weeks, arrested, covariates = rossi()
    result = log_rank(weeks, arrested, covariates[:, 0])
    assert result.chi_squared == pytest.approx(3.837570, abs=1e-6)
    assert (result.degrees, result.p_value) == (1, pytest.approx(0.050116, abs=1e-6))
    assert result.observed.tolist() == [66, 48]
    assert result.expected.sum() == pytest.approx(114)


def test_a_case_by_hand():
    """Ends at 1 (group 0), 2 (group 1), 3 (group 0); group 1 has one still open at 3.

    At risk 2 + 2, then 1 + 2, then 1 + 1: expected of group 0 is 1/2 + 1/3 + 1/2, variance 1/4 + 2/9 + 1/4.
    """
    result = log_rank([1, 3, 2, 3], [1, 1, 1, 0], [0, 0, 1, 1])
    difference, variance = 2 - 4 / 3, 1 / 4 + 2 / 9 + 1 / 4
    assert result.expected[0] == pytest.approx(4 / 3)
    assert result.chi_squared == pytest.approx(difference**2 / variance)


def test_equal_groups_and_order():
    """Two copies of one sample do not differ at all; the order of rows and empty codes change nothing."""
    weeks, arrested, covariates = rossi()
    twice = log_rank(np.tile(weeks, 2), np.tile(arrested, 2), np.repeat([3, 7], len(weeks)))
    assert (twice.chi_squared, twice.p_value, twice.degrees) == pytest.approx((0.0, 1.0, 1), abs=1e-9)
    order = np.random.default_rng(2).permutation(len(weeks))
    shuffled = log_rank(weeks[order], arrested[order], covariates[order, 0])
    assert shuffled.chi_squared == pytest.approx(3.837570, abs=1e-6)


def test_it_calls_a_difference_as_often_as_it_says():
    """Three groups with one curve: over 1,000 draws about 5 % have p below .05 (99 % of draws: .033
    to .069).
    """
    random = np.random.default_rng(19)
    called = 0
    for _ in range(1_000):
        times = np.ceil(random.exponential(10, 90))
        called += log_rank(times, times < 15, np.repeat([0, 1, 2], 30)).p_value < 0.05
    assert 0.033 < called / 1_000 < 0.069


def test_one_group_is_no_comparison():
    """One group, nobody, and an unknown duration are refused."""
    for arguments in (([1, 2], [1, 1], [0, 0]), ([], [], [])):
        with pytest.raises(ValueError, match="two groups"):
            log_rank(*arguments)
    with pytest.raises(ValueError, match="durations"):
        log_rank([1, np.nan], [1, 1], [0, 1])


def test_tickets_of_few_accounts_are_no_difference_between_teams():
    """Intent: one account whose tickets all take long does not make its team slow. Drawings in which no team
    is slower: each account has its own pace and its own team.

    Expected: called different in less than 6 of 100 (5 by design); ticket by ticket in more than 15.
    """
    random = np.random.default_rng(3)
    over_accounts = over_tickets = 0
    for _drawing in range(200):
        account = np.repeat(np.arange(30), random.poisson(8, 30))
        hours = random.exponential(np.exp(random.normal(0, 0.7, 30))[account])
        team = account % 3
        result = log_rank(hours, hours < 5, team)
        by = widening(log_rank_scores(hours, hours < 5), account, team, 3)
        over_accounts += p_value_over_accounts(result, by) < 0.05
        over_tickets += result.p_value < 0.05
    assert over_accounts / 200 < 0.06
    assert over_tickets / 200 > 0.15


def test_without_resemblance_the_p_value_is_that_of_the_test():
    """Expected: a widening of 1 changes nothing, one without end makes nothing clear."""
    result = log_rank([1.0, 2, 3, 4, 5, 6], [True] * 6, [0, 0, 0, 1, 1, 1])
    assert p_value_over_accounts(result, [1.0, 1.0]) == pytest.approx(result.p_value)
    assert p_value_over_accounts(result, [1.0, np.inf]) == 1.0


def test_scores_are_ends_seen_less_ends_expected():
    """Expected, by hand: of three, ends at 1 and 3 and one left at 2: the hazard is 1/3, then 1/3, then
    4/3.
    """
    assert log_rank_scores([1, 2, 3], [True, False, True]) == pytest.approx([2 / 3, -1 / 3, -1 / 3])
