"""Logistic regression by maximum likelihood: the log-odds of yes are linear in the inputs.

A small fit for some dozens of coefficients, by Newton's method (McCullagh & Nelder 1989). There is no prior:
with few events the coefficients are far too large (see `sample_size.sample_size_needed`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

MOST_STEPS = 50
_TOLERANCE = 1e-10  # of the log-likelihood's gain, relative
_SMALLEST_CONDITION = 1e-12
_HALVINGS = 30
_STILL = 1e-3  # log-odds; where no finite fit exists they go on growing by about 1 a step


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """Coefficients (k,) with their standard errors, covariance (k, k) and log-likelihood.

    `converged` is false when no finite coefficients fit best: some combination of the inputs tells all yes
    from all no. The coefficients are then merely large, and their errors say nothing.
    """

    coefficients: Floats
    standard_errors: Floats
    covariance: Floats
    log_likelihood: float
    converged: bool
    steps: int


def fit_logistic(design: ArrayLike, outcome: ArrayLike) -> LogisticFit:
    """Return the fit of `outcome` (n,), 0 or 1, to `design` (n, k); a constant is a column of ones in it.

    Standard errors come from the expected information at the maximum. Raises ValueError for unknown values,
    for outcomes other than 0 and 1, for no rows, and for columns that are combinations of others.
    """
    x, y = np.asarray(design, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    _check(x, y)
    scale = np.sqrt(np.mean(x**2, axis=0))
    if np.any(scale == 0.0):
        raise ValueError("a column of the design is 0 throughout")
    x = x / scale
    coefficients = np.zeros(x.shape[1])
    value, gradient, information = _step_of(coefficients, x, y)
    if np.linalg.eigvalsh(information / len(y))[0] < _SMALLEST_CONDITION:
        raise ValueError("a column of the design is a combination of others")
    gain, moved, step = np.inf, np.inf, 0
    while step < MOST_STEPS and gain > _TOLERANCE * (abs(value) + _TOLERANCE):
        step += 1
        direction = np.linalg.lstsq(information, gradient, rcond=None)[0]
        before, previous = value, coefficients
        coefficients, value = _improved(previous, direction, before, x, y)
        _, gradient, information = _step_of(coefficients, x, y)
        gain, moved = value - before, float(np.abs(x @ (coefficients - previous)).max())
    converged = step < MOST_STEPS and moved < _STILL
    covariance = np.linalg.pinv(information) / np.outer(scale, scale)
    return LogisticFit(
        coefficients / scale,
        np.sqrt(np.diag(covariance)),
        covariance,
        value,
        converged,
        step,
    )


def predicted(design: ArrayLike, coefficients: ArrayLike) -> Floats:
    """Return the probability of yes, 0..1, of each row of `design` (n, k)."""
    return expit(np.asarray(design, dtype=np.float64) @ np.asarray(coefficients, dtype=np.float64))


def _improved(
    coefficients: Floats, direction: Floats, value: float, x: Floats, y: Floats
) -> tuple[Floats, float]:
    """Return coefficients after a step along `direction` that does not lose, halved as often as it takes."""
    length = 1.0
    for _ in range(_HALVINGS):
        moved = coefficients + length * direction
        gained = _log_likelihood(x @ moved, y)
        if gained >= value:
            return moved, gained
        length /= 2.0
    return coefficients, value


def _step_of(coefficients: Floats, x: Floats, y: Floats) -> tuple[float, Floats, Floats]:
    """Return the log-likelihood, its gradient and the information at these coefficients."""
    log_odds = x @ coefficients
    probability = expit(log_odds)
    weight = probability * (1.0 - probability)
    return _log_likelihood(log_odds, y), x.T @ (y - probability), (x * weight[:, None]).T @ x


def _log_likelihood(log_odds: Floats, y: Floats) -> float:
    return float(np.sum(y * log_odds - np.logaddexp(0.0, log_odds)))


def _check(x: Floats, y: Floats) -> None:
    if x.ndim != 2 or x.shape[0] != len(y) or len(y) == 0:
        raise ValueError(f"a design of shape {x.shape} does not go with {len(y)} outcomes")
    if not np.isfinite(x).all():
        raise ValueError("a value of the design is unknown")
    if not np.all((y == 0.0) | (y == 1.0)):
        raise ValueError("an outcome is 0 or 1")
