"""Calibration: the scale on which 60 means typical for us, set on the own accounts and then left alone.

Every driver's value becomes a score between 0 and 100 along five anchors: the accounts' own 1st, 10th, 50th,
90th and 99th percentile stand for 0, 30, 60, 90 and 100. No benchmark from elsewhere is used. With too few
accounts the standards' default anchors are used and the calibration says that it is not one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk.health.portfolio import CalibrationStamp
from cxdesk.health.standards import CalibrationRule


@dataclass(frozen=True, slots=True)
class Calibration:
    """Anchors per driver, mean and standard deviation per renewal signal, and the log-odds that count as
    typical.
    """

    stamp: CalibrationStamp
    anchors: Mapping[str, np.ndarray]
    signal_scale: Mapping[str, tuple[float, float]]
    renewal_typical: float


def anchors_of(values: np.ndarray, name: str, rule: CalibrationRule) -> np.ndarray:
    """Return the percentiles of the known values, or the default anchors where these are too few."""
    known = values[~np.isnan(values)]
    if len(known) < rule.least_accounts:
        return np.array(rule.default_anchors[name])
    return np.percentile(known, rule.percentiles)


def scores_of(
    values: np.ndarray, anchors: np.ndarray, scores: tuple[float, ...], typical: float
) -> np.ndarray:
    """Return the score of each value: linear between anchors, level beyond them; `typical` where unknown.

    Anchors that coincide (many equal values) count once, with the score that is nearest to typical: a value
    that most accounts have is typical, however many percentiles it covers.
    """
    places, kept = _distinct(anchors, np.asarray(scores), typical)
    return np.where(np.isnan(values), typical, np.interp(np.nan_to_num(values), places, kept))


def slopes_of(
    values: np.ndarray, anchors: np.ndarray, scores: tuple[float, ...], typical: float
) -> np.ndarray:
    """Return points per unit of the value where it lies (the outermost piece's slope beyond the anchors)."""
    places, kept = _distinct(anchors, np.asarray(scores), typical)
    if len(places) < 2:
        return np.zeros(len(values))
    slopes = np.diff(kept) / np.diff(places)
    piece = np.clip(np.searchsorted(places, np.nan_to_num(values), side="right") - 1, 0, len(slopes) - 1)
    return np.where(np.isnan(values), 0.0, slopes[piece])


def scale_of(values: np.ndarray) -> tuple[float, float]:
    """Return (mean, standard deviation) of the known values; (0, 0) when there are fewer than two."""
    known = values[~np.isnan(values)]
    return (float(known.mean()), float(known.std())) if len(known) > 1 else (0.0, 0.0)


def _distinct(anchors: np.ndarray, scores: np.ndarray, typical: float) -> tuple[np.ndarray, np.ndarray]:
    places = np.unique(anchors)
    nearest = [min(scores[anchors == place], key=lambda score: abs(score - typical)) for place in places]
    return places, np.array(nearest)
