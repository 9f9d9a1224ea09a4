"""How sure the parameters of a maximum-likelihood fit are, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.products import product

Floats = NDArray[np.float64]

_STEP = 1e-4  # of the logarithm of a parameter: the slope's error is then far below that of the data
_FLAT = 1e-9  # of the largest curvature: directions below it are not identified, and change nothing


@dataclass(frozen=True, slots=True)
class FitUncertainty:
    """How sure k parameters are: `moves` (k, k), one a row, add up to their covariance (the sum of the rows'
    outer products), and `shares` (k, k) times an observation's scores (k,) is how far it alone moved the fit
    along each of them; the squares of these add up to 1 over the observations.
    """

    moves: Floats
    shares: Floats


def fit_uncertainty(
    scores: Floats, times: Floats, total_of: Callable[[Floats], Floats], point: Floats
) -> FitUncertainty:
    """Return how sure the fitted parameters are whose logarithms are `point` (k,).

    `scores` are the derivatives by them of the log-likelihood of observations that occur so many `times`,
    (k, n) and (n,); `total_of` gives their sum over all at any point, (k,). The covariance is the sandwich,
    which holds where the model is not quite true (P. Huber 1967; H. White, Econometrica 50, 1982).
    """
    steps = _STEP * np.eye(len(point))
    slopes = [total_of(point + step) - total_of(point - step) for step in steps]
    curvature = np.array(slopes) / (2.0 * _STEP)
    bread = np.linalg.pinv(-(curvature + curvature.T) / 2.0, rcond=_FLAT, hermitian=True)
    size, direction = np.linalg.eigh(bread @ product(scores * times, scores.T) @ bread)
    length = np.sqrt(np.maximum(size, 0.0))
    known = length > _FLAT * length.max(initial=0.0)
    moves = (direction * length).T
    shares = np.where(known, 1.0 / np.where(known, length, 1.0), 0.0)[:, None] * (direction.T @ bread)
    return FitUncertainty(moves, shares)


def moved_by(result_of: Callable[[Floats], Floats], point: Floats, sure: FitUncertainty) -> Floats:
    """Return by how much a result (n,) changes with each of the moves, (k, n): the squares of the changes of
    a mean add up to its variance (delta method).
    """
    changes = []
    for move in sure.moves:
        part = min(1.0, 1.0 / max(float(np.abs(move).max()), 1e-12))  # no further than e times a parameter
        changes.append((result_of(point + part * move) - result_of(point - part * move)) / (2.0 * part))
    return np.array(changes)
