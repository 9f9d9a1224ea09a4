"""The gates that all rules share, against published numbers and plain arithmetic."""

from __future__ import annotations

from math import log1p, sqrt
from statistics import mean, median

import numpy as np
import pytest
from scipy.stats import beta, binom, norm, t

from cxdesk.health.tensions.gates import (
    contradiction,
    references,
    shrunk_rates,
    z_of_counts,
    z_of_means,
    z_of_rates,
    z_of_series,
)
from cxdesk.health.tensions.spans import within
from cxdesk.health.tensions.use import change_of, levels
from tests.metrics.made_facts import AS_OF, make_facts

EVERYBODY = np.ones(1, dtype=bool)
ALONE = np.zeros(1, dtype=np.int64)


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


@pytest.mark.parametrize(
    ("first", "second", "difference", "low", "high"),
    [
        ((56, 70), (48, 80), 0.2000, 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.6000, 0.1705, 0.8090),
        ((5, 56), (0, 29), 0.0893, -0.0381, 0.1926),
    ],
)
def test_z_of_rates_is_newcombes(first, second, difference: float, low: float, high: float) -> None:
    """Newcombe 1998, table II, method 10 at 95 %: with a gate of 1.959964 z is difference /
    (difference - low) times it, and mirrored where the rate falls.
    """
    gate = 1.959964
    change, z = z_of_rates(array(first[0]), array(first[1]), array(second[0]), array(second[1]), gate)
    assert change[0] == pytest.approx(difference, abs=5e-5)
    assert z[0] == pytest.approx(difference * gate / (difference - low), rel=2e-3)
    back, mirrored = z_of_rates(array(second[0]), array(second[1]), array(first[0]), array(first[1]), gate)
    assert (back[0], mirrored[0]) == (pytest.approx(-change[0]), pytest.approx(-z[0]))
    assert (z[0] >= gate) == (low > 0)
    assert high > difference


def test_z_without_data_is_unknown() -> None:
    """No answers on a side: no change, no z."""
    change, z = z_of_rates(array(3), array(5), array(0), array(0), 1.28)
    assert np.isnan([change[0], z[0]]).all()


def test_z_of_counts_and_means() -> None:
    """Anscombe: 2 sqrt(x + 3/8) has variance 1. Welch: a change of 2 with variances 4 of 4 and 9 of 9 cases
    has z = 2 / sqrt(2).
    """
    assert z_of_counts(array(30), array(10))[0] == pytest.approx(
        (2 * sqrt(30.375) - 2 * sqrt(10.375)) / sqrt(2)
    )
    change, z = z_of_means(array(5), array(4), array(4), array(3), array(9), array(9))
    assert (change[0], z[0]) == (2.0, pytest.approx(sqrt(2)))


def test_contradiction_is_between_the_two() -> None:
    """A change of 1.9 beside one of 0 differs by 1.34 standard errors; beside one of 0.4 by 1.06 only."""
    assert contradiction(array(-1.9, -1.9), array(0.0, -0.4), 1.28).tolist() == [True, False]


def test_rates_are_shrunk_to_customers_by_beta() -> None:
    """Twenty accounts of 20 cases, ten with 2 hits and ten with 10, and a lost one with 20: strength and mean
    from the moments formula of methods 3.0, worked out here over the twenty; the probability by scipy's Beta.
    """
    hits = array(*[2.0] * 10, *[10.0] * 10, 20.0)
    n = np.full(21, 20.0)
    customers = np.arange(21) < 20
    found = shrunk_rates(hits, n, np.zeros(21, dtype=np.int64), customers)
    within_square = mean([2 * 0.9, 10 * 0.5]) / 19  # sum of squares of one account over n - 1
    grand = mean([0.1, 0.5])
    between_square = 20 * sum((share - grand) ** 2 for share in [0.1] * 10 + [0.5] * 10) / 19
    strength = min(max(within_square / ((between_square - within_square) / 20), 2.0), 50.0)
    assert found.reliability[0] == pytest.approx(20 / (20 + strength))
    assert found.value[0] == pytest.approx((grand * strength + 2) / (strength + 20))
    expected = beta.sf(0.3, grand * strength + 10, (1 - grand) * strength + 10)
    assert found.above(0.3)[10] == pytest.approx(expected)
    assert found.below(0.3)[10] == pytest.approx(1 - expected)


def test_references_are_of_the_own_segment() -> None:
    """Fifteen accounts have their own quartile; a segment of five takes the company's; below 15 in all there
    is none. Lost accounts are not typical.
    """
    values = np.concatenate([np.arange(15.0), 100.0 + np.arange(5.0), [1e9]])
    segments = np.array([0] * 15 + [1] * 5 + [0])
    here = np.arange(21) < 20
    found = references(values, segments, here, 50)
    assert found[0] == median(range(15))
    assert found[15] == pytest.approx(np.percentile(values[:20], 50))
    assert np.isnan(references(values[:14], segments[:14], here[:14], 50)).all()


def test_z_of_a_series_by_hand() -> None:
    """Two blocks of three months, 1.0 ± 0.1 and 0.6 ± 0.1 of one account alone: 4 degrees of freedom of its
    own and 10 of its segment, which is itself; z is as improbable as t (both by scipy.stats).
    """
    series = np.array([[1.0, 1.1, 0.9, 0.6, 0.7, 0.5]])
    change, z = z_of_series(series, ALONE, EVERYBODY, 0.0)
    t_value = 0.4 / sqrt((0.02 + 0.02) / 4 * (1 / 3 + 1 / 3))
    assert change[0] == pytest.approx(0.4)
    assert z[0] == pytest.approx(norm.isf(t.sf(t_value, 14)))
    _, cautious = z_of_series(series, ALONE, EVERYBODY, 0.5)
    assert cautious[0] == pytest.approx(norm.isf(t.sf(t_value * sqrt(0.5 / 1.5), 14)))
    _, back = z_of_series(series[:, [3, 4, 5, 0, 1, 2]], ALONE, EVERYBODY, 0.0)
    assert back[0] == pytest.approx(-z[0])


def test_z_of_a_series_with_unknown_months() -> None:
    """One known month of three is not enough; two are, and widen the error."""
    series = np.array([[1.0, np.nan, np.nan, 0.4, 0.5, 0.3], [1.0, 1.1, np.nan, 0.4, 0.5, 0.3]])
    _, z = z_of_series(series, np.zeros(2, dtype=np.int64), np.ones(2, dtype=bool), 0.0)
    assert np.isnan(z).tolist() == [True, False]
    assert z[1] > 0


def test_windows_include_their_first_and_last_day() -> None:
    """90 days up to 30 June begin on 2 April at midnight; the 90 before end the second before."""
    moments = np.array(
        ["2025-04-02T00:00:00", "2025-04-01T23:59:59", "2025-06-30T23:59:59", "NaT"], "datetime64[s]"
    )
    assert within(moments, AS_OF, 90).tolist() == [True, False, True, False]
    assert within(moments, AS_OF, 90, 90).tolist() == [False, True, False, False]


def test_use_is_compared_per_covered_day() -> None:
    """Half of the days of the newest month are in the feed: half of the events are the same level; an account
    that is in no feed at all is unknown.
    """
    usage = {
        "account": [0] * 6, "month": list(range(6)), "events": [150.0, *[300.0] * 5], "rows": [1] * 6,
    }  # fmt: skip
    facts = make_facts(2, usage=usage, feed_days=(0.5, 1, 1, 1, 1, 1))
    level = levels(facts, facts.usage.account, facts.usage.month, facts.usage.events)
    assert level[0] == pytest.approx([150 * 30 / 15, *(300 * 30 / days for days in (31, 30, 31, 28, 31))])
    found = change_of(facts, level, np.nan_to_num(level), np.zeros(2, dtype=np.int64))
    assert found.now[0] == pytest.approx(mean([300.0, 300 * 30 / 31, 300.0]))
    assert np.isnan(found.z[1])
    assert log1p(level[0, 0]) > 5


def test_a_raw_gate_would_be_wrong_by_chance() -> None:
    """Why a probability: of 5 resolved tickets 1 reopened is 20 %, and at a true rate of 10 % four of ten
    have it (binomial); the posterior of such an account lies above 20 % with a fifth only.
    """
    assert binom.sf(0, 5, 0.1) == pytest.approx(0.41, abs=0.005)
    hits = np.array([1.0] * 8 + [0.0] * 12)
    found = shrunk_rates(hits, np.full(20, 5.0), np.zeros(20, dtype=np.int64), np.ones(20, dtype=bool))
    assert found.above(0.2)[0] < 0.2
