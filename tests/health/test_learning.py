"""Weights that learn: the gates, the optimum by an independent search, the published learning curve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from cxdesk.health.learning import INTERCEPT, SLOPE, WEIGHTS, learn
from cxdesk.metrics.forecast_quality import area_under_curve, brier_skill
from cxdesk.metrics.logistic import fit_logistic

TRUTH = np.array([0.45, 0.30, 0.30, 0.50, 0.20, 0.20, 0.15, 0.30, 0.0, 0.0, 0.0, 0.0])
GOOD = np.array([0.45, 0.30, 0.30, 0.50, 0.20, 0.20, 0.15, 0.30, 0.20, 0.15, 0.25, 0.20])


def _world(random: np.random.Generator, rows: int, weights: np.ndarray = TRUTH, rate: float = -2.3):
    """Return inputs and losses of a world with those weights."""
    x = random.normal(size=(rows, len(weights)))
    return x, (random.random(rows) < expit(rate + x @ weights)).astype(float)


def _some(random: np.random.Generator, events: int, weights: np.ndarray = TRUTH):
    """Return rows of the world up to and with that many losses."""
    x, y = _world(random, events * 40, weights)
    end = int(np.flatnonzero(np.cumsum(y) == events)[0]) + 1
    return x[:end], y[:end]


@pytest.mark.parametrize(
    ("events", "level"), [(0, INTERCEPT), (9, INTERCEPT), (10, SLOPE), (29, SLOPE), (30, WEIGHTS)]
)
def test_the_gates(events: int, level: str) -> None:
    """methods 5: below 10 losses the intercept, below 30 one slope, from 30 on the weights."""
    x, y = _some(np.random.default_rng(5), 30)
    keep = (y == 0) | (np.cumsum(y) <= events)
    found = learn(x[keep], y[keep], GOOD)
    assert (found.level, found.events) == (level, events)
    if level == INTERCEPT:
        assert np.array_equal(found.weights, GOOD)
    if level == SLOPE:
        assert found.weights == pytest.approx(found.slope * GOOD)


def test_no_losses_change_nothing_but_the_level() -> None:
    """By hand: 0 losses where the expert expects E: intercept ln(5 / (E + 5)), weights untouched."""
    x = np.zeros((50, 12))
    found = learn(x, np.zeros(50), GOOD, offset=np.log(0.1 / 0.9))
    assert found.intercept == pytest.approx(np.log(5.0 / (50 * 0.1 + 5.0)))


def test_the_weights_are_the_penalised_optimum() -> None:
    """Against a derivative-free search on the objective as methods 5 writes it, from another start."""
    x, y = _some(np.random.default_rng(6), 60, TRUTH[:3])
    expert = np.array([0.4, 0.2, 0.3])

    def objective(point):
        a, beta, kappa = point[0], point[1:4], point[4]
        odds = a + x @ beta
        fit = np.sum(np.log1p(np.exp(odds)) - y * odds)
        return fit + 10.0 * np.sum((beta - kappa * expert) ** 2) + 0.5 * (kappa - 1.0) ** 2

    best = minimize(objective, np.array([-1.0, 0.1, 0.1, 0.1, 0.8]), method="Nelder-Mead",
                    options={"maxiter": 20000, "maxfev": 20000, "xatol": 1e-9, "fatol": 1e-12})  # fmt: skip
    found = learn(x, y, expert)
    assert [found.intercept, *found.weights, found.slope] == pytest.approx(best.x.tolist(), abs=1e-4)
    assert (found.weights >= 0).all()


def test_a_sign_that_makes_no_sense_is_held_at_nothing() -> None:
    """A signal of risk that in the data goes with staying gets weight 0; a free one may be negative."""
    random = np.random.default_rng(7)
    x, y = _world(random, 4000, np.array([-0.8, -0.8]), rate=-1.0)
    found = learn(x, y, np.array([0.3, 0.0]))
    assert found.weights[0] == 0.0
    assert found.weights[1] < -0.5


@pytest.mark.parametrize(
    ("events", "mle_auc", "shrunk_auc", "mle_skill", "shrunk_skill"),
    [(10, 0.691, 0.777, -0.33, 0.12), (30, 0.744, 0.777, 0.08, 0.13), (100, 0.772, 0.778, 0.13, 0.14)],
)
def test_the_learning_curve_of_the_methods(
    events: int, mle_auc: float, shrunk_auc: float, mle_skill: float, shrunk_skill: float
) -> None:
    """methods 5, table: direction and size with good expert weights, 12 signals of which 8 are real.

    Its simulator's details are not printed: the same order must come out, and the gap between the plain fit
    and the shrunken one within 0.06 of AUC and 0.3 of skill of the printed gaps.
    """
    random = np.random.default_rng(events)
    test_x, test_y = _world(random, 40_000)
    plain, shrunk = [], []
    for _ in range(20):
        x, y = _some(random, events)
        design = np.column_stack((np.ones(len(x)), x))
        fitted = fit_logistic(design, y)
        p = np.clip(expit(np.column_stack((np.ones(len(test_x)), test_x)) @ fitted.coefficients), 0, 1)
        plain.append((area_under_curve(p, test_y).value, brier_skill(p, test_y)))
        ours = learn(x, y, GOOD, np.full(len(x), -2.3)).chance(test_x, -2.3)
        shrunk.append((area_under_curve(ours, test_y).value, brier_skill(ours, test_y)))
    (auc, skill), (our_auc, our_skill) = np.median(plain, axis=0), np.median(shrunk, axis=0)
    assert our_auc > auc
    assert our_skill > skill
    assert our_auc - auc == pytest.approx(shrunk_auc - mle_auc, abs=0.06)
    assert our_skill - skill == pytest.approx(shrunk_skill - mle_skill, abs=0.3)
