"""One change of level, on the flow of the Nile and by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.single_break import NULL_QUANTILES, default_trim, null_quantile, pettitt, single_break

# Yearly flow of the Nile at Aswan, 1871 to 1970, in 10^8 cubic metres; typed from statsmodels.datasets.nile.
NILE = np.array([
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
    1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
    1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796,
    1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874,
    848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718,
    714, 740,
], dtype=float)  # fmt: skip


def test_the_nile_changed_once():
    """After 28 years, 1898, the textbook date: means 1097.75 and 849.97, sums of squares 2,835,156.75 and
    1,597,457.19, F 75.93 (a run of other programs).
    """
    assert (len(NILE), NILE.sum()) == (100, 91_935)
    result = single_break(NILE)
    assert (result.position, 1871 + result.position - 1) == (28, 1898)
    assert (result.before, result.after) == pytest.approx((1097.75, 849.97), abs=5e-3)
    assert (result.errors_one, result.errors_two) == pytest.approx((2_835_156.75, 1_597_457.19), abs=5e-3)
    assert result.f == pytest.approx(75.93, abs=5e-3)
    assert result.f > null_quantile(100, 0.99)


def test_pettitt_agrees_on_the_nile():
    """K = 1617 and the same year; p by its formula, 2 exp(-6 x 1617^2 / 1,010,000)."""
    result = pettitt(NILE)
    assert (result.position, result.statistic) == (28, 1617)
    assert result.p_value == pytest.approx(2 * np.exp(-6 * 1617**2 / 1_010_000))


@pytest.mark.parametrize("factor", [2, 3])
def test_penalised_search_over_all_divisions_finds_the_same(factor):
    """Any number of changes, each at a penalty of 2 or 3 sigma^2 ln n: the best division is [28, 100].

    PELT (a run of another program) is an exact search; the plain dynamic programme here tries all divisions.
    """
    penalty = factor * NILE.var() * np.log(100)
    sums, squares = np.concatenate(([0], NILE.cumsum())), np.concatenate(([0], (NILE**2).cumsum()))
    cost, last = np.full(101, -penalty), np.zeros(101, dtype=int)
    for end in range(1, 101):
        start = np.arange(end)
        error = squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)
        total = cost[start] + error + penalty
        last[end], cost[end] = np.argmin(total), total.min()
    ends = [100]
    while last[ends[0]] > 0:
        ends.insert(0, int(last[ends[0]]))
    assert ends == [28, 100] == [int(single_break(NILE).position), 100]


def test_the_best_division_by_going_through_all():
    """Against residuals computed part by part, for series on a high level with small differences."""
    random = np.random.default_rng(5)
    values = 1e6 + random.standard_normal((3, 20)) + np.where(np.arange(20) < 11, 0.0, 1.5)
    result = single_break(values, trim=4)
    for row, series in enumerate(values):
        errors = [series[:at].var() * at + series[at:].var() * (20 - at) for at in range(4, 17)]
        best = int(np.argmin(errors)) + 4
        assert result.position[row] == best
        assert result.errors_two[row] == pytest.approx(min(errors), rel=1e-6)
        assert result.before[row] == pytest.approx(series[:best].mean(), rel=1e-12)


@pytest.mark.parametrize("row", [0, 1, 2])
def test_null_quantiles_by_simulation(row):
    """90, 95 and 99 % of the largest F in 20,000 series that never change (derived by another run)."""
    months = (12, 24, 36)[row]
    assert default_trim(months) == (3, 4, 6)[row]
    largest = single_break(np.random.default_rng(row).standard_normal((20_000, months))).f
    assert np.quantile(largest, [0.9, 0.95, 0.99]) == pytest.approx(NULL_QUANTILES[row], rel=0.05)


def test_the_table_between_its_rows():
    """30 months lie half-way between 24 and 36; 100 months take the last row; 11 months have no test."""
    assert null_quantile(30) == pytest.approx((9.22 + 8.76) / 2)
    assert null_quantile(100, 0.9) == 6.91
    with pytest.raises(ValueError, match="at least 12 months"):
        null_quantile(11)
    with pytest.raises(ValueError, match="levels"):
        null_quantile(24, 0.5)


def test_constant_and_perfectly_divided_series():
    """A constant has no F; two exact levels leave no error, and F is infinite: rounding is no error."""
    result = single_break([[0.1] * 12, [0.1] * 6 + [0.3] * 6])
    assert np.isnan(result.f[0])
    assert (result.f[1], result.position[1]) == (np.inf, 6)


def test_short_or_unknown_series_are_refused():
    """Nothing can be said of five months with three on either side, nor with a month unknown."""
    with pytest.raises(ValueError, match="5 months"):
        single_break(np.ones(5))
    with pytest.raises(ValueError, match="unknown"):
        single_break([1.0, np.nan, 2.0, 3.0, 1.0, 2.0])
    with pytest.raises(ValueError, match="at least 3"):
        pettitt([1.0, 2.0])


def test_pettitt_does_not_see_change_in_noise():
    """At 5 % the approximate p-value calls a change in no more than 5 % of 1,000 series without one."""
    random = np.random.default_rng(9)
    called = [pettitt(series).p_value < 0.05 for series in random.standard_normal((1_000, 36))]
    assert np.mean(called) < 0.05
