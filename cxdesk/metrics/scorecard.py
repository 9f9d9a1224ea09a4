"""Log-odds as points: the same step everywhere doubles the odds (Siddiqi 2006)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PointScale:
    """Points are `offset` + `factor` times the natural logarithm of the odds (good to bad)."""

    factor: float
    offset: float


def point_scale(points: float, odds: float, doubling: float) -> PointScale:
    """Return the scale on which `odds` (above 0, such as 50 for 50:1) stand for `points`, and `doubling` more
    points stand for twice the odds. Raises ValueError for odds of 0 or below and for a step of 0.
    """
    if not odds > 0.0 or doubling == 0.0:
        raise ValueError("odds are above 0 and a step is not 0")
    factor = doubling / np.log(2.0)
    return PointScale(float(factor), float(points - factor * np.log(odds)))


def points_of(log_odds: ArrayLike, scale: PointScale) -> Floats:
    """Return the points of natural log-odds (good to bad), any shape."""
    return scale.offset + scale.factor * np.asarray(log_odds, dtype=np.float64)


def log_odds_of(points: ArrayLike, scale: PointScale) -> Floats:
    """Return the natural log-odds (good to bad) that points stand for, any shape."""
    return (np.asarray(points, dtype=np.float64) - scale.offset) / scale.factor
