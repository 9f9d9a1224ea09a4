"""Pairs in order and pairs found once, against Python's own sorting and sets."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.pairs import distinct_pairs, order_within


def test_rows_come_group_by_group_and_by_value_within() -> None:
    """Intent: as `sorted` with both as the key, equal pairs in the order in which they came, infinity last.

    Expected: Python's `sorted` over the same pairs.
    """
    random = np.random.default_rng(3)
    group = random.integers(0, 50, 400)
    values = np.where(random.random(400) < 0.05, np.inf, random.integers(0, 9, 400) / 4)
    expected = sorted(range(400), key=lambda row: (group[row], values[row]))
    assert order_within(group, values).tolist() == expected
    assert order_within(group[:0], values[:0]).tolist() == []


@pytest.mark.parametrize("count", [0, 1, 300])
def test_each_pair_is_found_once_and_every_row_finds_its_own(count: int) -> None:
    """Intent: as many pairs as a set of them has, and the place of each row leads back to its pair.

    Expected: Python's `set` over the same pairs.
    """
    random = np.random.default_rng(4)
    first, second = random.integers(0, 12, count) + 0.5, random.integers(0, 7, count)
    of_first, of_second, place = distinct_pairs(first, second)
    assert len(of_first) == len(of_second) == len(set(zip(first.tolist(), second.tolist(), strict=True)))
    assert of_first[place].tolist() == first.tolist()
    assert of_second[place].tolist() == second.tolist()
