"""Logistic regression against counted odds and a general optimiser."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from cxdesk.metrics.logistic import fit_logistic, predicted


def test_one_yes_no_input_gives_the_odds_ratio():
    """12 of 40 against 30 of 50: log odds ln(12/28), log ratio ln(30 x 28 / (20 x 12)), and its textbook
    standard error sqrt(1/12 + 1/28 + 1/30 + 1/20).
    """
    group = np.repeat([0.0, 1.0], [40, 50])
    outcome = np.concatenate((np.repeat([1, 0], [12, 28]), np.repeat([1, 0], [30, 20])))
    fit = fit_logistic(np.column_stack([np.ones(90), group]), outcome)
    assert fit.coefficients == pytest.approx([np.log(12 / 28), np.log(30 * 28 / (20 * 12))])
    assert fit.standard_errors[1] == pytest.approx(np.sqrt(1 / 12 + 1 / 28 + 1 / 30 + 1 / 20))
    assert fit.log_likelihood == pytest.approx(
        12 * np.log(0.3) + 28 * np.log(0.7) + 30 * np.log(0.6) + 20 * np.log(0.4)
    )
    assert (fit.converged, fit.covariance[0, 1]) == (True, pytest.approx(-(1 / 12 + 1 / 28)))


def test_many_inputs_on_different_scales():
    """Against scipy's BFGS on the written-out likelihood, with inputs from 1e-3 to 1e6."""
    random = np.random.default_rng(29)
    x = np.column_stack([np.ones(400), random.normal(0, 1, (400, 4))])
    y = (random.random(400) < expit(x @ [-1, 0.5, -0.5, 1, 0])).astype(float)
    scale = np.array([1, 1e-3, 1e6, 10, 1])

    def loss(beta: np.ndarray) -> float:
        return float(-np.sum(y * np.log(expit(x @ beta)) + (1 - y) * np.log(expit(-x @ beta))))

    expected = minimize(loss, np.zeros(5), method="BFGS", options={"gtol": 1e-7}).x
    fit = fit_logistic(x * scale, y)
    assert fit.coefficients * scale == pytest.approx(expected, abs=1e-5)
    assert predicted(x * scale, fit.coefficients).sum() == pytest.approx(y.sum())


def test_standard_errors_cover_the_truth():
    """Over 300 draws the interval of 1.96 errors holds the true slope in 95 % (99 % of draws: .915
    to .98).
    """
    random = np.random.default_rng(31)
    held = 0
    for _ in range(300):
        x = np.column_stack([np.ones(300), random.normal(0, 1, 300)])
        fit = fit_logistic(x, random.random(300) < expit(x @ [-0.5, 0.8]))
        held += abs(fit.coefficients[1] - 0.8) < 1.96 * fit.standard_errors[1]
    assert 0.915 <= held / 300 <= 0.98


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1]),  # told apart by the input
        ([0, 0, 1, 1], [0, 1, 1, 1]),  # all of one kind are yes
        ([1, 2, 3, 4], [0, 0, 0, 0]),  # nobody left
    ],
)
def test_where_no_finite_fit_exists_it_is_said(inputs, outcome):
    """Complete and partial separation, and outcomes all alike: not converged, without a warning."""
    fit = fit_logistic(np.column_stack([np.ones(4), inputs]), outcome)
    assert not fit.converged


@pytest.mark.parametrize(
    ("design", "outcome", "message"),
    [
        ([[1, 2], [1, 2], [1, 2]], [0, 1, 0], "combination"),
        ([[1, 0], [1, 0]], [0, 1], "0 throughout"),
        ([[1, np.nan], [1, 2]], [0, 1], "unknown"),
        ([[1, 3], [1, 2]], [0, 2], "0 or 1"),
        ([[1, 3], [1, 2]], [0, 1, 0], "does not go with"),
        (np.empty((0, 2)), [], "does not go with"),
    ],
)
def test_designs_that_cannot_be_fitted_are_refused(design, outcome, message):
    """Each is a caller's mistake, named."""
    with pytest.raises(ValueError, match=message):
        fit_logistic(design, outcome)
