"""Calibration by bins against worked cases."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.forecast_bins import calibration_error, equal_count_bins, equal_width_bins


def test_two_bins_of_equal_width():
    """ECE .2900, root mean square .2918, largest .3167 (methods 1.9, two bins of equal width)."""
    bins = equal_width_bins([0.25, 0.25, 0.55, 0.75, 0.75], [0, 0, 1, 1, 1], 2)
    error = calibration_error(bins)
    assert (error.mean, error.root_mean_square, error.largest) == pytest.approx(
        (0.29, 0.2918, 0.3167), abs=5e-5
    )
    assert bins.n.tolist() == [2, 3]
    assert equal_width_bins([1.0, 0.0], [1, 0], 4).n.tolist() == [1, 1]


def test_equal_count_bins_by_hand():
    """Forecasts .01 to 1 in tenths of the rows: ten bins of ten would have .55 expected below, so fewer are
    taken: with three (33 or 34 each) the lowest expects 5.61, with four 3.25.
    """
    p = np.arange(1, 101) / 100
    y = (np.arange(100) % 2).astype(int)
    bins = equal_count_bins(p, y)
    assert bins.n.tolist() == [33, 34, 33]
    assert bins.expected[0] == pytest.approx(sum(range(1, 34)) / 100)
    assert bins.rate == pytest.approx([16 / 33, 17 / 34, 17 / 33])
    assert equal_count_bins(p, y, least_expected=0.5).n.tolist() == [10] * 10
    assert np.all((bins.low < bins.rate) & (bins.rate < bins.high))


def test_equal_forecasts_share_a_bin():
    """In whatever order the rows are; ninety rows alike are one bin, not nine."""
    p = np.repeat([0.3, 0.7], [90, 10])
    y = np.tile([0, 1], 50)
    bins = equal_count_bins(p, y)
    assert bins.n.tolist() == [90, 10]
    order = np.random.default_rng(1).permutation(100)
    assert equal_count_bins(p[order], y[order]).rate == pytest.approx(bins.rate)


def test_little_data_is_one_bin_and_none_is_none():
    """Three forecasts cannot be divided; without any the error is unknown."""
    assert equal_count_bins([0.1, 0.2, 0.9], [0, 0, 1]).n.tolist() == [3]
    empty = equal_count_bins([], [])
    assert len(empty.n) == 0
    assert np.isnan(calibration_error(empty).mean)


def test_true_forecasts_have_a_small_error():
    """20,000 outcomes drawn from their forecasts: every bin's rate lies within 4 standard errors of it."""
    random = np.random.default_rng(13)
    p = random.beta(2, 6, 20_000)
    bins = equal_count_bins(p, random.random(20_000) < p)
    assert np.all(np.abs(bins.rate - bins.forecast) < 4 * np.sqrt(bins.rate * (1 - bins.rate) / bins.n))
    assert calibration_error(bins).mean < 0.015


def test_impossible_input_is_refused():
    """A forecast above 1, an outcome that is neither, no bins at all."""
    for p, y, bins in (([1.1], [1], 5), ([0.5], [0.5], 5), ([0.5], [1], 0)):
        with pytest.raises(ValueError, match=r"forecasts|bin"):
            equal_count_bins(p, y, bins)
        with pytest.raises(ValueError, match=r"forecasts|bin"):
            equal_width_bins(p, y, bins)
