"""Cumulative sums against Montgomery's table, and how often they cry wolf."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.change_detection import (
    NEVER,
    cumulative_sums,
    honest_baseline,
    pooled_autocorrelation,
)

# Montgomery, Introduction to Statistical Quality Control, table 9.1: target 10, k = .5, h = 5.
MONTGOMERY = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37,
    10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip
MONTGOMERY_SUMS = [
    0, 0, 0, 1.16, 2.82, 2.50, 0.04, 1.00, 0, 0, 0, 0.97, 0.98, 0, 0, 0, 0.12, 0, 0, 0.34, 0.74, 0, 1.79,
    2.79, 2.89, 3.47, 3.35, 4.47, 5.28, 5.30,
]  # fmt: skip


def test_montgomerys_table():
    """All thirty upper sums as printed; the signal is at observation 29, N+ = 7 puts the shift after 22."""
    result = cumulative_sums(MONTGOMERY, 10.0, 1.0)
    assert result.above == pytest.approx(MONTGOMERY_SUMS, abs=5e-3)
    assert (result.signal_above, result.shift_above) == (28, 22)
    assert result.signal_above - result.shift_above + 1 == 7
    assert (result.signal_below, result.shift_below) == (NEVER, NEVER)


def test_a_fall_mirrors_a_rise():
    """Reflected about the target the same series signals below, at the same place."""
    result = cumulative_sums(20.0 - np.array(MONTGOMERY), 10.0, 1.0)
    assert result.below == pytest.approx(MONTGOMERY_SUMS, abs=5e-3)
    assert (result.signal_below, result.shift_below, result.signal_above) == (28, 22, NEVER)


def test_many_series_and_unknown_months():
    """Series by series as alone; an unknown month leaves the sum; without a baseline there is no signal."""
    gap = [13.0, np.nan, 13.0, 13.0]
    result = cumulative_sums([gap, gap, [10.0] * 4], [10.0, np.nan, 10.0], [1.0, 1.0, 2.0])
    assert result.above[0].tolist() == [2.5, 2.5, 5.0, 7.5]
    assert result.signal_above.tolist() == [3, NEVER, NEVER]
    assert result.above[2].tolist() == [0.0] * 4
    empty = cumulative_sums(np.empty((2, 0)), 0.0, 1.0)
    assert empty.signal_above.tolist() == [NEVER, NEVER]


def test_no_deviation_is_refused():
    """Any difference at all would be infinitely many deviations away."""
    with pytest.raises(ValueError, match="above 0"):
        cumulative_sums([1.0, 2.0], 1.0, 0.0)


def _falls_called(random: np.random.Generator, months: int, limit: float, rho: float, kind: str) -> float:
    """Return in what share of 20,000 series that never change a fall is called within 12 months."""
    draws = random.standard_normal((20_000, months + 12))
    series = draws.copy()
    for month in range(1, months + 12):
        series[:, month] = rho * series[:, month - 1] + np.sqrt(1 - rho**2) * draws[:, month]
    past, future = series[:, :months], series[:, months:]
    if kind == "known":
        mean, deviation = np.zeros(20_000), np.ones(20_000)
    elif kind == "own":
        mean, deviation = past.mean(axis=1), past.std(axis=1, ddof=1)
    else:
        baseline = honest_baseline(past, 1.0)
        mean, deviation = baseline.mean, baseline.deviation
    return float(np.mean(cumulative_sums(future, mean, deviation, limit=limit).signal_below != NEVER))


@pytest.mark.parametrize(
    ("months", "limit", "rho", "kind", "share"),
    [
        (6, 4, 0.0, "known", 0.022),
        (6, 5, 0.0, "known", 0.007),
        (6, 4, 0.0, "own", 0.178),
        (6, 5, 0.0, "own", 0.126),
        (6, 4, 0.0, "honest", 0.078),
        (6, 5, 0.0, "honest", 0.045),
        (12, 4, 0.0, "honest", 0.058),
        (12, 5, 0.0, "honest", 0.028),
        (12, 4, 0.4, "honest", 0.165),
        (12, 5, 0.4, "honest", 0.113),
    ],
)
def test_how_often_it_cries_wolf(months, limit, rho, kind, share):
    """The share of series without change that are called fallen within a year (derived by another run)."""
    found = _falls_called(np.random.default_rng(months + limit), months, limit, rho, kind)
    assert found == pytest.approx(share, abs=0.009)


def test_series_that_resemble_their_past_need_the_wider_deviation():
    """With rho = .4 given, false calls fall from .113 to below .03; a fall of 1.5 deviations is still found
    within 9 months in .86 of independent series (derived by another run).
    """
    random = np.random.default_rng(3)
    draws = random.standard_normal((20_000, 24))
    series = draws.copy()
    for month in range(1, 24):
        series[:, month] = 0.4 * series[:, month - 1] + np.sqrt(1 - 0.16) * draws[:, month]
    wide = honest_baseline(series[:, :12], 1.0, 0.4)
    called = cumulative_sums(series[:, 12:], wide.mean, wide.deviation).signal_below != NEVER
    assert called.mean() < 0.03
    baseline = honest_baseline(draws[:, :12], 1.0)
    found = cumulative_sums(draws[:, 12:21] - 1.5, baseline.mean, baseline.deviation).signal_below != NEVER
    assert found.mean() == pytest.approx(0.86, abs=0.015)


def test_baseline_by_hand():
    """1..6 with a segment deviation of 2: mean 3.5, squares 17.5; variance (10 x 4 + 17.5) / 15 x 7/6; with
    rho .6 the deviation doubles. Five known months are no baseline.
    """
    baseline = honest_baseline([1, 2, 3, np.nan, 4, 5, 6], 2.0)
    expected = np.sqrt(57.5 / 15 * 7 / 6)
    assert (baseline.mean, baseline.deviation, baseline.months) == pytest.approx((3.5, expected, 6))
    assert honest_baseline([1, 2, 3, 4, 5, 6], 2.0, 0.6).deviation == pytest.approx(2 * expected)
    assert np.isnan(honest_baseline([1, 2, 3, 4, 5, np.nan], 2.0).mean)


@pytest.mark.parametrize("truth", [0.0, 0.4, 0.7])
def test_autocorrelation_of_short_series_comes_back(truth):
    """2,000 accounts of 12 months each: within .05 of the truth, which the plain ratio misses by .2."""
    random = np.random.default_rng(7)
    series = random.standard_normal((2_000, 40))
    for month in range(1, 40):
        series[:, month] = truth * series[:, month - 1] + np.sqrt(1 - truth**2) * series[:, month]
    levels = 100 * random.standard_normal((2_000, 1))
    assert pooled_autocorrelation(series[:, -12:] + levels) == pytest.approx(truth, abs=0.05)


def test_autocorrelation_without_information_is_none():
    """Constant series and series of three months say nothing: 0."""
    assert pooled_autocorrelation(np.ones((5, 12))) == 0.0
    assert pooled_autocorrelation([[1.0, 2.0, 1.0]]) == 0.0
