"""Whether groups differ by more than chance: expected from a test of two proportions, worked by hand."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.gaps import widest_gap
from cxdesk.charts.records import Groups


def shares(*counts: tuple[int, int]) -> Groups:
    """Return groups of (satisfied, asked) with their Wilson 95 % intervals, by the textbook's formula."""
    hits, n = np.array(counts, dtype=float).T
    p, z = hits / n, 1.959964
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return Groups("CSAT", "share", p, n, middle - half, middle + half, (0.0, 1.0))


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
