"""Whether groups differ by more than chance: expected from a test of two proportions, worked by hand."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.gaps import is_widened, widest_gap
from cxdesk.charts.records import Groups
from cxdesk.metrics.resemblance import widening


def shares(*counts: tuple[int, int], by: np.ndarray | None = None) -> Groups:
    """Return groups of (satisfied, asked) with their Wilson 95 % intervals, by the textbook's formula."""
    hits, n = np.array(counts, dtype=float).T
    p, z = hits / n, 1.959964
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return Groups("CSAT", "share", p, n, middle - half, middle + half, (0.0, 1.0), by)


def test_a_small_group_at_the_end_hides_no_difference_of_two_large_ones() -> None:
    """Intent: every pair is tested, not only the lowest with the highest.

    Expected: 81.0 % of 1,334 and 74.6 % of 716 are 3.4 standard errors apart (z of two proportions: 0.064 /
    0.0189), beyond the 2.39 that three pairs ask for; 10 of 14, 71 %, is 0.9 from the first.
    """
    gap = widest_gap(shares((1081, 1334), (534, 716), (10, 14)))
    assert gap is not None
    assert (gap.lowest, gap.highest) == (1, 0)


def test_intervals_that_meet_may_differ_and_many_pairs_ask_for_more() -> None:
    """Intent: the difference is tested, not whether intervals overlap; of many pairs some differ by chance.

    Expected: 50 of 100 and 65 of 100 are z = 2.17 apart though their intervals meet (59.6 % and 55.3 %); that
    is clear of two groups (1.96), not of six (15 pairs: 2.94).
    """
    two = shares((50, 100), (65, 100))
    assert two.high[0] > two.low[1]
    assert widest_gap(two) is not None
    assert widest_gap(shares((50, 100), (65, 100), *[(58, 100)] * 4)) is None


def test_answers_of_few_accounts_are_no_difference_between_segments() -> None:
    """Intent: "A differs from B" is of accounts, not of the answers that one of them gives: in drawings in
    which no segment differs, accounts do, and some answer far more often than others.

    Expected: a claim in less than 6 of 100 (5 by design); with answers as the unit in more than 20.
    """
    random, claims = np.random.default_rng(11), {"accounts": 0, "answers": 0}
    accounts, segments, drawings = 30, 3, 300
    for _drawing in range(drawings):
        often = random.poisson(8 * np.exp(random.normal(-0.5, 1.0, accounts)))
        account = np.repeat(np.arange(accounts), often)
        satisfied = random.random(len(account)) < (1 / (1 + np.exp(-random.normal(1, 1, accounts))))[account]
        segment = (np.arange(accounts) % segments)[account]
        counted = [
            (int(satisfied[segment == one].sum()), int(np.sum(segment == one))) for one in range(segments)
        ]
        if min(count for _hits, count in counted) == 0:
            continue
        by = widening(satisfied.astype(float), account, segment, segments)
        claims["accounts"] += widest_gap(shares(*counted, by=by)) is not None
        claims["answers"] += widest_gap(shares(*counted)) is not None
    assert claims["accounts"] / drawings < 0.06
    assert claims["answers"] / drawings > 0.2


def test_a_difference_that_accounts_bear_out_is_still_told() -> None:
    """Intent: the correction hides no real difference: 20 accounts at 40 % and 20 at 80 %, ten answers
    each.
    """
    account = np.repeat(np.arange(40), 10)
    satisfied = np.tile(np.arange(10), 40) < np.where(account < 20, 4, 8)
    by = widening(satisfied.astype(float), account, (account >= 20).astype(int), 2)
    groups = shares((80, 200), (160, 200), by=by)
    assert is_widened(groups)
    assert widest_gap(groups) is not None


def test_groups_of_one_account_each_are_not_told_apart() -> None:
    """Intent: 90 of 100 answers of one account and 50 of 100 of another say nothing of their owners'
    other accounts.
    """
    by = widening(
        np.r_[np.arange(100) < 90, np.arange(100) < 50].astype(float), *[np.repeat([0, 1], 100)] * 2, 2
    )
    assert np.isinf(by).all()
    assert widest_gap(shares((90, 100), (50, 100), by=by)) is None
