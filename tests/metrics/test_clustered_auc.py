"""The area under the curve within dates: pair by pair, DeLong's as a special case, and its coverage."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.clustered_auc import clustered_area_under_curve
from cxdesk.metrics.forecast_quality import area_under_curve


def test_only_pairs_of_one_date_are_compared() -> None:
    """Every pair of a yes and a no of one date counted one by one in plain Python, ties half."""
    random = np.random.default_rng(1)
    p, y = np.round(random.random(120), 1), (random.random(120) < 0.3).astype(float)
    account, date = random.integers(0, 40, 120), random.integers(0, 5, 120)
    pairs = [
        1.0 if p[i] > p[j] else 0.5 if p[i] == p[j] else 0.0
        for i in range(120)
        for j in range(120)
        if y[i] == 1 and y[j] == 0 and date[i] == date[j]
    ]
    found = clustered_area_under_curve(p, y, account, date)
    assert found.value == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)


def test_a_bad_year_is_no_order() -> None:
    """By hand: forecasts rise from date to date while losses do not depend on them within one: 0.5, although
    over all dates together the area is far from it."""
    p = np.array([0.1, 0.1, 0.1, 0.9, 0.9, 0.9])
    y = np.array([1, 1, 0, 0, 0, 1])
    date = np.array([0, 0, 0, 1, 1, 1])
    assert clustered_area_under_curve(p, y, np.arange(6), date).value == 0.5
    assert area_under_curve(p, y).value == pytest.approx(1 / 3)


def test_one_date_and_one_row_an_account_is_delong() -> None:
    """Same value; the standard error differs by n / (n - 1) of all against those of each kind: under 2 %."""
    random = np.random.default_rng(2)
    y = (random.random(400) < 0.3).astype(float)
    p = 1 / (1 + np.exp(-(random.normal(size=400) + y)))
    ours = clustered_area_under_curve(p, y, np.arange(400), np.zeros(400))
    theirs = area_under_curve(p, y)
    assert ours.value == pytest.approx(theirs.value, abs=1e-12)
    assert ours.high - ours.low == pytest.approx(theirs.high - theirs.low, rel=0.02)


def test_the_error_of_few_is_the_sum_of_their_influences() -> None:
    """Nine accounts on one date, pair by pair in plain Python: with a_i the share of the others' kind that
    each beats, variance = n / (n - 1) x (sum of (a_i - A)^2 / m^2 over the yes, and the same over the no).
    """
    p, y = [0.1, 0.4, 0.35, 0.8, 0.6, 0.2, 0.5, 0.7, 0.3], [0, 0, 1, 1, 0, 0, 1, 0, 1]
    yes, no = ([one for one, kind in zip(p, y, strict=True) if kind == wanted] for wanted in (1, 0))
    beats = [sum(one > other for other in no) / len(no) for one in yes]
    beaten = [sum(one > other for one in yes) / len(yes) for other in no]
    area = sum(beats) / len(yes)
    squares = (sum((share - area) ** 2 for share in part) / len(part) ** 2 for part in (beats, beaten))
    error = (9 / 8 * sum(squares)) ** 0.5
    found = clustered_area_under_curve(p, y, np.arange(9), np.zeros(9))
    assert found.value == pytest.approx(area, abs=1e-12)
    assert found.low == pytest.approx(area - 1.959964 * error, abs=1e-6)


def test_an_account_seen_often_counts_once() -> None:
    """Every account twelve times over, the same each time: the interval stays as wide as with one date."""
    random = np.random.default_rng(3)
    y = (random.random(200) < 0.3).astype(float)
    p = 1 / (1 + np.exp(-(random.normal(size=200) + y)))
    once = clustered_area_under_curve(p, y, np.arange(200), np.zeros(200))
    often = clustered_area_under_curve(
        np.tile(p, 12), np.tile(y, 12), np.tile(np.arange(200), 12), np.repeat(np.arange(12), 200)
    )
    assert often.value == pytest.approx(once.value, abs=1e-12)
    assert often.high - often.low == pytest.approx(once.high - once.low, rel=1e-9)


def test_the_interval_covers_no_order_as_often_as_it_says() -> None:
    """Simulated: 60 accounts on 6 dates, forecasts that stay with the account and say nothing; 95 % intervals
    cover 0.5 in 400 draws as often as 95 % does within what 400 draws vary by (binomial, 4 deviations)."""
    random, covered = np.random.default_rng(4), 0
    account, date = np.tile(np.arange(60), 6), np.repeat(np.arange(6), 60)
    for _ in range(400):
        p = np.tile(random.random(60), 6)
        y = random.random(360) < 0.15
        found = clustered_area_under_curve(p, y, account, date)
        covered += found.low <= 0.5 <= found.high
    assert covered / 400 == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 400))


def test_without_both_kinds_nothing_is_said() -> None:
    """No date has a yes and a no: all NaN; one yes alone has a value and no interval."""
    nothing = clustered_area_under_curve([0.2, 0.3], [1, 0], [0, 1], [0, 1])
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()
    alone = clustered_area_under_curve([0.2, 0.3], [0, 1], [0, 1], [0, 0])
    assert alone.value == 1.0
    assert np.isnan([alone.low, alone.high]).all()
