"""How much answers of one account resemble each other, against the analysis of variance by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxdesk.metrics.observations import Observations
from cxdesk.metrics.resemblance import widening, widening_of


def test_it_is_kish_s_design_effect() -> None:
    """Expected: four accounts of two answers each, (1, 1), (1, 0), (0, 0), (1, 1), in one group: mean 5/8;
    between accounts 2 x (9 + 1 + 25 + 9) / 64 = 11/8 over 3, within 1/2 over 4; rho = (11/24 - 1/8) / (11/24
    + 1/8) = 4/7; the design effect of two answers each is 1 + rho, with Student's t of 3 degrees of freedom.
    """
    values = np.array([1, 1, 1, 0, 0, 0, 1, 1])
    found = widening(values, np.repeat(np.arange(4), 2), np.zeros(8, dtype=int), 1)
    student = stats.t.ppf(0.975, 3) / stats.norm.ppf(0.975)
    assert found.tolist() == pytest.approx([np.sqrt(1 + 4 / 7) * student])


def test_one_answer_each_and_one_account_alone_need_none() -> None:
    """Expected: with one answer an account, and of one account, there is nothing to correct: 1. What names no
    account stands for itself.
    """
    values, group = np.array([1.0, 0.0, 1.0, 1.0]), np.array([0, 0, 1, 1])
    assert widening(values, np.arange(4), group, 2).tolist() == [1.0, 1.0]
    assert widening(values, np.zeros(4, dtype=int), group, 2).tolist() == [1.0, 1.0]
    assert widening(values, np.full(4, -1), group, 2).tolist() == [1.0, 1.0]
    assert widening(np.empty(0), np.empty(0, dtype=int), np.empty(0, dtype=int), 2).tolist() == [1.0, 1.0]


def test_answers_in_no_group_and_unknown_ones_do_not_count() -> None:
    """Expected: the same with further answers that are in no group, or not known."""
    values, account = np.array([1.0, 1, 1, 0, 0, 0]), np.array([0, 0, 1, 1, 2, 2])
    group = np.zeros(6, dtype=int)
    more = widening(np.r_[values, 1, np.nan], np.r_[account, 0, 1], np.r_[group, -1, 0], 1)
    assert more.tolist() == pytest.approx(widening(values, account, group, 1).tolist())


def test_of_durations_it_counts_which_are_long() -> None:
    """Expected: one ticket of a thousand hours among hundreds does not decide: the same as of 0 and 1."""
    hours, account = np.array([1.0, 2, 900, 4, 50, 60]), np.array([0, 0, 1, 1, 2, 2])
    columns = {"value": hours, "ended": np.ones(6)}
    observations = Observations("tickets", np.arange(6), account, columns, "", "")
    is_long = (hours > 27).astype(float)
    group = np.zeros(6, dtype=int)
    assert widening_of(observations, group, 1) == pytest.approx(widening(is_long, account, group, 1))
