"""Quality of forecasts against worked cases and counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import poisson

from cxdesk.metrics.forecast_quality import (
    area_under_curve,
    brier,
    brier_skill,
    calibration_line,
    lift_at,
    money_caught,
    murphy,
    observed_over_expected,
)

# Twelve forecasts of three values and what happened (methods 1.9).
FORECASTS = np.repeat([0.1, 0.5, 0.9], [5, 4, 3])
OUTCOMES = np.array([0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0])


def test_brier_of_four_forecasts():
    """(.01 + .01 + .04 + .09) / 4 = .0375 (scikit-learn's documented example)."""
    assert brier([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]) == pytest.approx(0.0375)


def test_murphys_parts():
    """REL .017778, RES .037500, UNC .243056, Brier .223333, skill .081143 (methods 1.9); the parts add up."""
    parts = murphy(FORECASTS, OUTCOMES)
    assert (parts.reliability, parts.resolution, parts.uncertainty, parts.brier) == pytest.approx(
        (0.017778, 0.037500, 0.243056, 0.223333), abs=6e-7
    )
    assert parts.reliability - parts.resolution + parts.uncertainty == pytest.approx(parts.brier)
    assert brier_skill(FORECASTS, OUTCOMES) == pytest.approx(0.081143, abs=6e-7)


def test_skill_of_the_overall_rate_is_none():
    """Always saying the rate has skill 0; when all outcomes are alike there is no skill to speak of."""
    assert brier_skill(np.full(12, 5 / 12), OUTCOMES) == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(brier_skill([0.2, 0.4], [0, 0]))


def _counted(p: np.ndarray, y: np.ndarray) -> float:
    pairs = [(a > b) + 0.5 * (a == b) for a in p[y == 1] for b in p[y == 0]]
    return sum(pairs) / len(pairs)


def test_area_by_counting_pairs():
    """All pairs of yes and no, ties half; nothing can be told without both kinds."""
    assert area_under_curve(FORECASTS, OUTCOMES).value == pytest.approx(_counted(FORECASTS, OUTCOMES))
    random = np.random.default_rng(3)
    p, y = np.round(random.random(200), 2), random.random(200) < 0.3
    assert area_under_curve(p, y).value == pytest.approx(_counted(p, y))
    assert np.isnan(area_under_curve([0.2, 0.4], [1, 1]).value)
    alone = area_under_curve([0.2, 0.4, 0.1], [0, 1, 0])
    assert (alone.value, np.isnan(alone.low)) == (1.0, True)


def test_interval_of_the_area_covers_the_truth():
    """Normal scores one deviation apart have the area Phi(1 / sqrt 2) = .7602; of 400 intervals 95 % hold it
    (99 % of draws: .92 to .975).
    """
    random = np.random.default_rng(5)
    y = np.repeat([1, 0], [40, 120])
    held = 0
    for _ in range(400):
        result = area_under_curve(expit(random.standard_normal(160) + y), y)
        held += result.low <= 0.7602 <= result.high
    assert 0.92 <= held / 400 <= 0.975


def test_lift_by_hand():
    """Top 2 of 12 hold 1 yes and a third of another on average (two of three tied at .9 said yes): each of
    the three is called with chance 2/3, so 4/3 of 2 calls against 5/12 overall. All twelve have a lift of 1.
    """
    assert lift_at(FORECASTS, OUTCOMES, 2) == pytest.approx((4 / 3 / 2) / (5 / 12))
    assert lift_at(FORECASTS, OUTCOMES, 3) == pytest.approx((2 / 3) / (5 / 12))
    assert lift_at(FORECASTS, OUTCOMES, 12) == pytest.approx(1.0)
    assert np.isnan(lift_at([0.1, 0.2], [0, 0], 1))
    for calls in (0, 13):
        with pytest.raises(ValueError, match="calls"):
            lift_at(FORECASTS, OUTCOMES, calls)


def test_money_caught_by_hand():
    """Lost 10, 20 and 70; the two calls reach 70 and a customer who stayed: .7 of the money, 1/3 of
    the lost.
    """
    money = [10, 20, 70, 500]
    assert money_caught([0.2, 0.3, 0.8, 0.9], [1, 1, 1, 0], money, 2) == pytest.approx(0.7)
    assert np.isnan(money_caught([0.2, 0.3], [0, 0], [1, 1], 1))
    with pytest.raises(ValueError, match="amount"):
        money_caught([0.2], [1], [-1], 1)


def test_order_of_rows_does_not_matter():
    """Ties at the border included."""
    order = np.random.default_rng(7).permutation(12)
    p, y = FORECASTS[order], OUTCOMES[order]
    assert lift_at(p, y, 2) == pytest.approx(lift_at(FORECASTS, OUTCOMES, 2))
    assert money_caught(p, y, np.ones(12), 7) == pytest.approx(
        money_caught(FORECASTS, OUTCOMES, np.ones(12), 7)
    )


def test_observed_over_expected():
    """5 seen, 5.2 forecast; limits are those at which 5 or more, and 5 or fewer, have a chance of 2.5 %."""
    result = observed_over_expected(FORECASTS, OUTCOMES)
    assert result.value == pytest.approx(5 / 5.2)
    assert poisson.sf(4, 5.2 * result.low) == pytest.approx(0.025)
    assert poisson.cdf(5, 5.2 * result.high) == pytest.approx(0.025)
    none = observed_over_expected([0.5, 0.5], [0, 0])
    assert (none.value, none.low, none.high) == (0.0, 0.0, pytest.approx(-np.log(0.025)))
    assert np.isnan(observed_over_expected([0.0], [0]).value)


def test_calibration_slope_of_forecasts_that_are_too_bold():
    """Log-odds doubled and moved by 1 have slope 1/2 and intercept -1/2; true ones slope 1, intercept 0."""
    random = np.random.default_rng(11)
    truth = expit(random.normal(-1, 1, 40_000))
    y = random.random(40_000) < truth
    honest = calibration_line(truth, y)
    assert (honest.intercept, honest.slope.value) == pytest.approx((0, 1), abs=0.05)
    assert honest.slope.low < 1 < honest.slope.high
    bold = calibration_line(expit(2 * logit(truth) + 1), y)
    assert bold.slope.value == pytest.approx(honest.slope.value / 2, rel=1e-6)
    assert bold.intercept == pytest.approx(honest.intercept - honest.slope.value / 2, rel=1e-6, abs=1e-8)


def test_no_calibration_line():
    """One forecast for all, outcomes all alike, or told apart without error: no line, and no warning."""
    for p, y in (([0.3] * 4, [0, 1, 0, 1]), ([0.1, 0.3], [0, 0]), ([0, 0.2, 0.7, 1], [0, 0, 1, 1])):
        assert np.isnan(calibration_line(p, y).slope.value)


@pytest.mark.parametrize(
    ("p", "y"), [([], []), ([1.2], [1]), ([np.nan], [1]), ([0.2], [2]), ([0.2, 0.3], [1])]
)
def test_impossible_forecasts_are_refused(p, y):
    """Nothing, a forecast above 1 or unknown, an outcome that is neither, or one too few."""
    with pytest.raises(ValueError, match=r"forecast|outcome"):
        brier(p, y)
