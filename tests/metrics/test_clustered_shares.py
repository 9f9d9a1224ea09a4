"""As how many independent rows those of a few accounts count."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.clustered_shares import independent_rows
from cxdesk.metrics.intervals import wilson


def test_accounts_that_stand_alone_count_as_they_are() -> None:
    """One row of each account: as many as there are rows. Twelve equal rows of each: as many as accounts.
    Never more than there are rows.
    """
    yes = np.array([1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    assert independent_rows(yes, np.arange(10)) == 10
    assert independent_rows(np.repeat(yes, 12), np.repeat(np.arange(10), 12)) == pytest.approx(10)
    assert (
        independent_rows([1, 0] * 6, np.repeat(np.arange(6), 2)) == 12
    )  # less alike than by chance: no more
    assert independent_rows(np.zeros(24), np.repeat([4, 9], 12)) == 2


def test_the_design_effect_by_hand() -> None:
    """Three accounts of four rows with 0, 2 and 4 of yes: the share is 1/2, the variance over accounts
    3/2 x (4 + 0 + 4) / 144 = 1/12, of a row 1/4: three rows.
    """
    assert independent_rows([0] * 4 + [1, 1, 0, 0] + [1] * 4, np.repeat([0, 1, 2], 4)) == pytest.approx(3)


def test_its_interval_covers_where_that_of_independent_rows_does_not() -> None:
    """40 accounts with their own chances, Beta(1, 4), seen twelve times each: in 400 made books Wilson's
    range holds the true share .2 in 95 % or about it by these rows, and in under 85 % by all of them.
    """
    random, held = np.random.default_rng(3), np.zeros(2)
    account = np.repeat(np.arange(40), 12)
    for _ in range(400):
        yes = random.random(480) < random.beta(1, 4, 40)[account]
        for place, rows in enumerate((independent_rows(yes, account), 480)):
            low, high = wilson(yes.mean() * rows, rows)
            held[place] += low <= 0.2 <= high
    assert 0.91 < held[0] / 400 < 0.98
    assert held[1] / 400 < 0.85
