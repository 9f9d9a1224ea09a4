"""Round numbers on axes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxdesk.charts import scales


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (900, 1_100_000, 4, [1_000, 10_000, 100_000, 1_000_000]),
        (9_000, 110_000, 5, [10_000, 20_000, 50_000, 100_000]),
        (9_000, 1_100_000, 6, [10_000, 30_000, 100_000, 300_000, 1_000_000]),
        (90_000, 250_000, 5, [100_000, 200_000]),
        (1, 1e12, 4, [1, 1e4, 1e8, 1e12]),
    ],
)
def test_money_ticks(low, high, most, expected):
    """Round amounts worked out by hand: 1-2-5, else 1-3, else powers of ten, else every so many of them."""
    assert scales.money_ticks(low, high, most) == pytest.approx(expected)


@given(some.floats(1e-2, 1e9), some.floats(1.5, 1e6), some.integers(2, 12))
def test_money_ticks_are_few_and_inside(low, ratio, most):
    """Never more ticks than asked for, in order, and none outside the range."""
    ticks = scales.money_ticks(low, low * ratio, most)
    assert len(ticks) <= most
    assert ticks == sorted(ticks)
    assert all(low <= tick <= low * ratio for tick in ticks)


@given(some.floats(0, 100), some.floats(0, 100))
def test_score_range_holds_the_values(first, second):
    """Every pair of scores is inside a range of tens of 40 points or more, in 0 to 100, with an edge."""
    low, high = sorted((first, second))
    start, end = scales.score_range(low, high, (45.0, 65.0), 40.0)
    assert 0 <= start <= low <= high <= end <= 100
    assert end - start >= 40
    assert start % 10 == end % 10 == 0
    assert any(start < edge < end for edge in (45, 65))


def test_equal_values_get_a_range_around_them():
    """One amount stands in the middle of an axis that reaches to at least half and twice of it."""
    low, high = scales.log_range(np.array([100.0]), 300, 20)
    assert low < 50
    assert high > 200
    assert np.sqrt(low * high) == pytest.approx(100)


def test_widening_leaves_the_margin():
    """0 to 10 on 120 pixels with 10 at each end: 100 pixels hold 10, so the ends are -1 and 11."""
    assert scales.widened(0, 10, 120, 10) == pytest.approx((-1, 11))


def test_month_starts():
    """From 15 November 2025 to 1 February 2026 three months begin."""
    months = scales.month_starts(np.datetime64("2025-11-15"), np.datetime64("2026-02-01"))
    assert [str(month) for month in months] == ["2025-12-01", "2026-01-01", "2026-02-01"]


@pytest.mark.parametrize(
    ("low", "high", "most", "whole", "expected"),
    [
        (0, 100, 5, False, [0, 25, 50, 75, 100]),
        (-38, 71, 4, False, [-25, 0, 25, 50]),
        (57.5, 92.5, 4, False, [60, 70, 80, 90]),
        (0, 4, 2, True, [0]),
        (0, 4, 3, True, [0, 2, 4]),
        (0, 4, 3, False, [0, 2, 4]),
        (0.9, 1.9, 4, False, [1, 1.25, 1.5, 1.75]),
        (3, 3, 4, False, [3]),
    ],
)
def test_round_ticks(low, high, most, whole, expected):
    """Steps of 1, 2, 2.5 or 5 worked out by hand."""
    assert scales.round_ticks(low, high, most, whole) == pytest.approx(expected)


@given(some.floats(-1e6, 1e6), some.floats(1e-3, 1e6), some.integers(2, 8), some.booleans())
def test_round_ticks_are_few_and_inside(low, span, most, whole):
    """Never more than asked for, in order, inside, and whole where wished."""
    ticks = scales.round_ticks(low, low + span, most, whole)
    assert len(ticks) <= most
    assert ticks == sorted(ticks)
    assert all(low - 1e-6 * span <= tick <= low + span * (1 + 1e-6) for tick in ticks)
    assert not whole or all(float(tick).is_integer() for tick in ticks)


@given(some.lists(some.floats(0, 100), max_size=8), some.floats(1, 50))
def test_lines_lie_within_their_axis(values, least):
    """Every value is on the axis, which is as long as wished and does not leave what is possible."""
    low, high = scales.line_range(np.array(values), (0.0, 100.0), least)
    assert 0.0 <= low < high <= 100.0
    assert high - low >= least * (1 - 1e-9)
    assert all(low <= value <= high for value in values)


def test_bars_begin_at_zero():
    """Zero is always there, and a few look few: one ticket does not fill the plot."""
    assert scales.bar_range(np.array([50.0, np.nan])) == (0.0, 54.0)
    assert scales.bar_range(np.array([1.0])) == (0.0, 4.0)
    assert scales.bar_range(np.array([])) == (0.0, 4.0)
