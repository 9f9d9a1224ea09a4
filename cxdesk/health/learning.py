"""Weights that learn from the user's own losses only as far as these support it (methods 5).

    minimise  -log-likelihood + lambda / 2 sum_j (beta_j - kappa expert_j)^2    beta_j >= 0 where expert_j > 0

The intercept and kappa, one slope for all expert weights, are free. With few losses the weights stay the
expert's; with many they follow the data, and there is no cliff between. Below 30 losses only kappa and the
intercept are learned, below 10 the intercept alone, drawn to the expert's by 5 losses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit

Floats = NDArray[np.float64]

LEAST_FOR_SLOPE, LEAST_FOR_WEIGHTS = 10, 30  # losses
STRENGTHS = (5.0, 10.0, 20.0, 50.0, 100.0)
DEFAULT_STRENGTH = 20.0
INTERCEPT, SLOPE, WEIGHTS = "intercept", "one slope", "weights"
_PRIOR_LOSSES = 5.0
_SLOPE_STRENGTH = 1.0  # of kappa towards 1: the expert is believed unless the losses say otherwise


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from `events` losses among `rows`: the log-odds of loss are
    offset + intercept + x @ weights. `level` is one of INTERCEPT, SLOPE and WEIGHTS.
    """

    intercept: float
    weights: Floats
    slope: float
    strength: float
    level: str
    rows: int
    events: int

    def chance(self, x: ArrayLike, offset: ArrayLike) -> Floats:
        """Return the chance of loss, 0..1, of rows x (n, S) with their offsets (n,)."""
        return expit(np.asarray(offset) + self.intercept + np.asarray(x) @ self.weights)


def learn(
    x: ArrayLike,
    lost: ArrayLike,
    expert: ArrayLike,
    offset: ArrayLike | float = 0.0,
    strength: float = DEFAULT_STRENGTH,
) -> Learned:
    """Learn from rows x (n, S), 0 where unknown, whether they were lost (n,) 0 or 1.

    `expert` (S,) are the weights to start from: 0 leaves a weight free in sign and draws it to 0. `offset`
    (n,) is in log-odds of loss. Raises ValueError where lengths differ or the strength is not above 0.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(lost, dtype=np.float64)
    expert = np.asarray(expert, dtype=np.float64)
    start = np.broadcast_to(np.asarray(offset, dtype=np.float64), y.shape)
    if x.shape != (len(y), len(expert)):
        raise ValueError("there is one row of inputs for every outcome, and one weight for every input")
    if not strength > 0.0:
        raise ValueError("the strength must be above 0")
    events = int(y.sum())
    if events < LEAST_FOR_SLOPE or events == len(y):
        expected = float(expit(start + x @ expert).sum())
        ratio = (events + _PRIOR_LOSSES) / (expected + _PRIOR_LOSSES)
        return Learned(float(np.log(ratio)), expert.copy(), 1.0, strength, INTERCEPT, len(y), events)
    if events < LEAST_FOR_WEIGHTS:
        intercept, slope = _fitted_slope(x @ expert, y, start)
        return Learned(intercept, slope * expert, slope, strength, SLOPE, len(y), events)
    intercept, slope, weights = _fitted_weights(x, y, start, expert, strength)
    return Learned(intercept, weights, slope, strength, WEIGHTS, len(y), events)


def _fitted_slope(score: Floats, y: Floats, offset: Floats) -> tuple[float, float]:
    """Return intercept and one slope at or above 0 for the expert's own score."""

    def objective(point: Floats) -> tuple[float, Floats]:
        gap = point[1] - 1.0
        loss, error = _loss(offset + point[0] + point[1] * score, y)
        return loss + 0.5 * _SLOPE_STRENGTH * gap**2, np.array(
            [error.sum(), error @ score + _SLOPE_STRENGTH * gap]
        )

    found = minimize(
        objective, np.array([0.0, 1.0]), jac=True, method="L-BFGS-B", bounds=[(None, None), (0.0, None)]
    )
    return float(found.x[0]), float(found.x[1])


def _fitted_weights(
    x: Floats, y: Floats, offset: Floats, expert: Floats, strength: float
) -> tuple[float, float, Floats]:
    """Return intercept, slope and weights of the penalised fit."""
    signals = len(expert)

    def objective(point: Floats) -> tuple[float, Floats]:
        weights, slope = point[1:-1], point[-1]
        away = weights - slope * expert
        loss, error = _loss(offset + point[0] + x @ weights, y)
        value = loss + 0.5 * strength * float(away @ away) + 0.5 * _SLOPE_STRENGTH * (slope - 1.0) ** 2
        by_slope = -strength * float(away @ expert) + _SLOPE_STRENGTH * (slope - 1.0)
        return value, np.concatenate(([error.sum()], error @ x + strength * away, [by_slope]))

    bounds = [(None, None), *((0.0, None) if weight > 0 else (None, None) for weight in expert), (0.0, None)]
    start = np.concatenate(([0.0], expert, [1.0]))
    found = minimize(
        objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000, "ftol": 1e-12}
    )
    return float(found.x[0]), float(found.x[signals + 1]), found.x[1:-1]


def _loss(log_odds: Floats, y: Floats) -> tuple[float, Floats]:
    """Return minus the log-likelihood, and its derivative by each row's log-odds."""
    return float(np.sum(np.logaddexp(0.0, log_odds) - y * log_odds)), expit(log_odds) - y
