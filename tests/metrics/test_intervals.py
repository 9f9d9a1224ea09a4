"""Intervals of proportions and means against published tables."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxdesk.metrics.intervals import (
    beta_interval,
    beta_quantiles,
    newcombe_difference,
    normal_quantile,
    t_interval,
    wilson,
)

# Newcombe 1998, table I (first six rows of a kind: published); 5/10 and the rows below it: derived.
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (0, 10, 0.0, 0.2775),
    (10, 10, 0.7225, 1.0),
    (5, 10, 0.2366, 0.7634),
    (1, 1, 0.2065, 1.0),
    (0, 1, 0.0, 0.7935),
    (3, 3, 0.4385, 1.0),
    (4, 5, 0.3755, 0.9638),
]
# Newcombe 1998, table II, method 10.
NEWCOMBE = [
    (56, 70, 48, 80, 0.2, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.6, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.5714, 0.0582, 0.8062),
    (5, 56, 0, 29, 0.0893, -0.0381, 0.1926),
    (0, 10, 0, 20, 0.0, -0.1611, 0.2775),
    (10, 10, 0, 20, 1.0, 0.6791, 1.0),
]


@pytest.mark.parametrize(("successes", "trials", "low", "high"), WILSON)
def test_wilson_matches_newcombes_table(successes, trials, low, high):
    """The published Wilson intervals come out to the four digits printed (Newcombe 1998, table I)."""
    assert wilson(successes, trials) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("k", "n", "other_k", "other_n", "difference", "low", "high"), NEWCOMBE)
def test_newcombe_difference_matches_his_table(k, n, other_k, other_n, difference, low, high):
    """The published differences and method 10 intervals come out to four digits (Newcombe 1998, table II)."""
    result = [float(value) for value in newcombe_difference(k, n, other_k, other_n)]
    assert result == pytest.approx([difference, low, high], abs=5e-5)


def test_wilson_of_arrays_is_exact_at_the_ends():
    """No success means exactly 0, no failure exactly 1, no data exactly (0, 1), also inside an array."""
    low, high = wilson([0, 7, 0], [20, 7, 0])
    assert (low[0], high[1], low[2], high[2]) == (0.0, 1.0, 0.0, 1.0)


def test_newcombe_difference_without_data_spans_what_is_possible():
    """Without data on one side (0, 1) stands in for its share; without any the range is -1 to 1."""
    difference, low, high = newcombe_difference([0, 9], [0, 10], [0, 0], [0, 0])
    assert np.isnan(difference).all()
    assert (low[0], high[0]) == (-1.0, 1.0)
    wilson_low, wilson_high = wilson(9, 10)
    assert (low[1], high[1]) == (wilson_low - 1.0, wilson_high)


@pytest.mark.parametrize(("successes", "trials"), [(3, 2), (-1, 5), (0.5, np.nan)])
def test_impossible_counts_are_refused(successes, trials):
    """More successes than trials, negative or unknown counts are a caller's mistake, not an interval."""
    with pytest.raises(ValueError, match="successes"):
        wilson(successes, trials)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_a_probability(level):
    """95 instead of 0.95 must not pass silently."""
    with pytest.raises(ValueError, match="level"):
        normal_quantile(level)


def test_beta_interval_is_jeffreys_and_closed_at_the_ends():
    """Against scipy's Beta(k + 1/2, n - k + 1/2) quantiles; 0 and n successes touch 0 and 1; no data is (0,
    1).
    """
    expected = stats.beta(3.5, 7.5).ppf([0.025, 0.975])
    low, high = beta_interval([3, 0, 10, 0], [10, 10, 10, 0])
    assert (low[0], high[0]) == pytest.approx(tuple(expected), rel=1e-10)
    assert (low[1], high[2], low[3], high[3]) == (0.0, 1.0, 0.0, 1.0)


def test_beta_quantiles_match_ebbr():
    """ebbr's README prior with (66, 182): 95 % credible interval .2655 to .3836 (derived in a run of R's
    qbeta).
    """
    low, high = beta_quantiles(11.39115 + 66, 46.0875 + 182 - 66)
    assert (float(low), float(high)) == pytest.approx((0.2655, 0.3836), abs=5e-5)


def test_t_interval_matches_a_textbook_case():
    """n = 10, mean 5, s = 2: half-width is 2.262157 x 2 / sqrt(10) (t table, 9 degrees, 95 %); one value
    has none.
    """
    low, high = t_interval([5.0, 5.0], [2.0, np.nan], [10, 1])
    half_width = 2.262157 * 2 / np.sqrt(10)
    assert (low[0], high[0]) == pytest.approx((5 - half_width, 5 + half_width), abs=1e-6)
    assert np.isnan([low[1], high[1]]).all()
