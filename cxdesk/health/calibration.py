"""Calibration: the scale on which 60 means typical for us, set on the own accounts at one date.

Every driver's value becomes a score between 0 and 100 along five anchors: the accounts' own 1st, 10th, 50th,
90th and 99th percentile stand for 0, 30, 60, 90 and 100. No benchmark from elsewhere is used. With too few
accounts the standards' default anchors and signal scales are used and the calibration says that it is not
one.

A score on its own is calibrated on its own date, so that nothing later has a say in it. On that scale the
middle account always scores about 60, and a fall of everybody cannot be seen. Points of time that are to be
compared are therefore scored with one calibration: `history` takes that of its newest date for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk.health.portfolio import CalibrationStamp
from cxdesk.health.rounding import NOISE, without_noise
from cxdesk.health.seats_by_age import NO_AGES, UsualSeats
from cxdesk.health.standards import CalibrationRule


@dataclass(frozen=True, slots=True)
class Calibration:
    """Anchors per driver, mean and standard deviation per renewal signal, the log-odds that count as typical,
    and the share of seats in use that is usual at each age.
    """

    stamp: CalibrationStamp
    anchors: Mapping[str, np.ndarray]
    signal_scale: Mapping[str, tuple[float, float]]
    renewal_typical: float
    usual_seats: UsualSeats = NO_AGES


def anchors_of(values: np.ndarray, name: str, rule: CalibrationRule) -> np.ndarray:
    """Return the percentiles of the known values, or the default anchors where these are too few."""
    known = values[~np.isnan(values)]
    if len(known) < rule.least_accounts:
        return np.array(rule.default_anchors[name])
    return without_noise(np.percentile(known, rule.percentiles))


def scores_of(
    values: np.ndarray, anchors: np.ndarray, scores: tuple[float, ...], typical: float
) -> np.ndarray:
    """Return the score of each value: linear between anchors, level beyond them; `typical` where unknown.

    Anchors that coincide (many equal values) count once, with the score that is nearest to typical: a value
    that most accounts have is typical, however many percentiles it covers.
    """
    places, kept = distinct_anchors(anchors, np.asarray(scores), typical)
    return np.where(np.isnan(values), typical, np.interp(np.nan_to_num(values), places, kept))


def slopes_of(
    values: np.ndarray, anchors: np.ndarray, scores: tuple[float, ...], typical: float
) -> np.ndarray:
    """Return points per unit of the value where it lies (the outermost piece's slope beyond the anchors)."""
    places, kept = distinct_anchors(anchors, np.asarray(scores), typical)
    if len(places) < 2:
        return np.zeros(len(values))
    slopes = np.diff(kept) / np.diff(places)
    piece = np.clip(np.searchsorted(places, np.nan_to_num(values), side="right") - 1, 0, len(slopes) - 1)
    return np.where(np.isnan(values), 0.0, slopes[piece])


def distinct_anchors(
    anchors: np.ndarray, scores: np.ndarray, typical: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct anchors, rising, and the score of each: between them scores are linear."""
    apart = np.diff(anchors) > NOISE * np.maximum(1.0, np.abs(anchors[1:]))
    group = np.concatenate(([0], np.cumsum(apart)))
    kept = [
        min(np.flatnonzero(group == number), key=lambda place: abs(scores[place] - typical))
        for number in range(group[-1] + 1)
    ]
    return anchors[kept], scores[kept]


def scale_of(values: np.ndarray, name: str, rule: CalibrationRule) -> tuple[float, float]:
    """Return (mean, standard deviation) of the known values, or the default scale where these are too few.

    The deviation is 0 where the values differ by no more than rounding: nobody differs then.
    """
    known = values[~np.isnan(values)]
    if len(known) < rule.least_accounts:
        return rule.default_signal_scales[name]
    mean, deviation = float(known.mean()), float(known.std())
    return mean, deviation if deviation > NOISE * max(1.0, abs(mean)) else 0.0
