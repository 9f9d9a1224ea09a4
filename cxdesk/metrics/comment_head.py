"""A small classifier on vectors: multinomial logistic regression held down by an L2 penalty.

    minimise  - sum_i w_i ln P(y_i | x_i) + ridge / 2 * |B|^2        P = softmax(x B + b)

The classes weigh alike in sum, however rare one is: a head that calls every comment positive is of no use, be
it right nine times in ten. The intercepts b are free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from cxdesk.metrics.comment_seeds import MOODS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

RIDGE = 1.0
FOLDS = 5
_CLASSES = len(MOODS)
_MOST_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """`coefficients` (d, 3) and `intercepts` (3,) of negative, neutral and positive."""

    coefficients: Floats
    intercepts: Floats

    def probabilities(self, vectors: NDArray[np.floating]) -> Floats:
        """Return how probable each mood is for each vector: (n, 3), rows add up to 1."""
        return softmax(vectors.astype(np.float64) @ self.coefficients + self.intercepts, axis=1)


def fit_head(
    vectors: NDArray[np.floating],
    mood: Integers,
    weights: Floats,
    start: Head | None = None,
    ridge: float = RIDGE,
) -> Head:
    """Fit (n, d) vectors with moods (n,) and weights (n,) above 0; `start` only saves steps.

    Raises ValueError when a mood has no vector at all.
    """
    x, size = vectors.astype(np.float32), vectors.shape[1]  # half the time of float64, to seven digits
    per_class = np.bincount(mood, weights, minlength=_CLASSES)
    if np.any(per_class == 0):
        raise ValueError("every mood needs a vector")
    balanced = weights * (weights.sum() / _CLASSES / per_class)[mood]
    actual, rows = np.eye(_CLASSES)[mood], np.arange(len(mood))

    def loss(flat: Floats) -> tuple[float, Floats]:
        parameters = flat.reshape(size + 1, _CLASSES)
        log_p = log_softmax(x @ parameters[:size].astype(np.float32) + parameters[size], axis=1)
        residual = balanced[:, None] * (np.exp(log_p) - actual)
        by_input = x.T @ residual.astype(np.float32) + ridge * parameters[:size]
        gradient = np.vstack([by_input, residual.sum(axis=0)])
        value = -(balanced * log_p[rows, mood]).sum() + 0.5 * ridge * (parameters[:size] ** 2).sum()
        return value, gradient.ravel()

    first = np.zeros((size + 1) * _CLASSES)
    if start is not None:
        first = np.vstack([start.coefficients, start.intercepts]).ravel()
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS, "ftol": 1e-8})
    parameters = found.x.reshape(size + 1, _CLASSES)
    return Head(parameters[:size], parameters[size])


def out_of_fold(
    vectors: NDArray[np.floating],
    mood: Integers,
    weights: Floats,
    fold: Integers,
    start: Head | None = None,
) -> Floats:
    """Return the probabilities (n, 3) of each vector by a head that was fitted without its fold; `fold` is
    0 to 4, or -1 for vectors that are always fitted: their rows are NaN.
    """
    found = np.full((len(mood), _CLASSES), np.nan)
    for number in range(FOLDS):
        held_out = fold == number
        if held_out.any():
            kept = ~held_out
            head = fit_head(vectors[kept], mood[kept], weights[kept], start)
            found[held_out] = head.probabilities(vectors[held_out])
    return found


def macro_f1(mood: Integers, predicted: Integers) -> float:
    """Return the mean over the moods that occur of F1 = 2 tp / (2 tp + fp + fn), 0 to 1."""
    shares = [
        2.0 * np.sum((mood == one) & (predicted == one)) / (np.sum(mood == one) + np.sum(predicted == one))
        for one in np.unique(mood)
    ]
    return float(np.mean(shares))
