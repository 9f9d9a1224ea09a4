"""The bars: what every driver and signal contributes, exactly, and how far the whole may be off."""

from __future__ import annotations

import numpy as np

from cxdesk.health.calibration import slopes_of
from cxdesk.health.caps import CAP_LABELS, HardFact
from cxdesk.health.combination import Combination
from cxdesk.health.inputs import Inputs
from cxdesk.health.portfolio import PILLARS, Bar
from cxdesk.health.standards import Standards

RENEWAL = PILLARS.index("renewal")
FLAG_VARIANCE = 0.25  # of a 0/1 signal that is not known; a standardised one has 1


def points_per_log_odds(standards: Standards) -> float:
    """Return the points of the renewal pillar that one unit of log-odds is worth: PDO / ln 2."""
    return standards.renewal.points_to_double_odds / np.log(2.0)


def bars_of(
    inputs: Inputs,
    combined: Combination,
    pillar_score: np.ndarray,
    standards: Standards,
    found: tuple[HardFact, ...],
    cap_points: np.ndarray,
) -> tuple[tuple[Bar, ...], np.ndarray]:
    """Return (bars, n x B points): start, data gaps, drivers, tenure, signals, clip, imbalance, caps; they
    sum to the health. `cap_points` are n x caps.
    """
    typical = standards.score.typical
    count = len(pillar_score)
    bars = [Bar("start", "Typical for us", -1, "start", -1), Bar("data_gaps", "Data gaps", -1, "gap", -1)]
    points = [np.full(count, combined.start), combined.gaps]
    for index, item in enumerate(inputs.readings):
        pillar = item.driver.pillar
        bars.append(Bar(item.driver.name, item.driver.label, pillar, "driver", index))
        points.append(
            combined.share[:, pillar] * inputs.driver_share[:, index] * (inputs.scores[:, index] - typical)
        )
    worth = combined.share[:, RENEWAL] * points_per_log_odds(standards)
    bars.append(Bar("tenure", inputs.curve.base_label, RENEWAL, "tenure", -1))
    points.append(worth * (inputs.curve.base_log_odds - inputs.calibration.renewal_typical))
    for index, item in enumerate(inputs.signals):
        bars.append(Bar(item.signal.name, item.signal.label, RENEWAL, "signal", index))
        points.append(-worth * item.signal.beta * inputs.signal_x[:, index])
    unclipped = typical + points_per_log_odds(standards) * (
        inputs.log_odds - inputs.calibration.renewal_typical
    )
    bars.append(Bar("clip", "Beyond the scale", RENEWAL, "clip", -1))
    points.append(combined.share[:, RENEWAL] * (pillar_score[:, RENEWAL] - unclipped))
    bars.append(Bar("imbalance", "Imbalance", -1, "imbalance", -1))
    points.append(combined.imbalance)
    for index, fact in enumerate(found):
        bars.append(Bar(f"cap_{fact.name}", CAP_LABELS[fact.name], -1, "cap", index))
        points.append(cap_points[:, index])
    return tuple(bars), np.column_stack(points)


def variances_of(inputs: Inputs, standards: Standards) -> np.ndarray:
    """Return n x P variances of the pillars' scores in squared points.

    A driver with a posterior variance moves with its anchors' slope; of the others (1 - R) of the spread
    between accounts is unknown. For the renewal pillar: what the absent signals might be.
    """
    rule = standards.calibration
    spread = (rule.scores[3] - rule.scores[1]) / (2.0 * standards.score.interval_z)  # 10th to 90th percentile
    variances = np.zeros((len(inputs.log_odds), len(PILLARS)))
    for index, item in enumerate(inputs.readings):
        slope = slopes_of(
            item.value, inputs.calibration.anchors[item.driver.name], rule.scores, standards.score.typical
        )
        unknown = (1.0 - item.reliability) * spread**2
        variance = np.where(np.isnan(item.variance), unknown, np.minimum(slope**2 * item.variance, spread**2))
        variances[:, item.driver.pillar] += inputs.driver_share[:, index] ** 2 * variance
    for item in inputs.signals:
        unknown = FLAG_VARIANCE if item.signal.is_flag else 1.0
        variances[:, RENEWAL] += (
            np.isnan(item.value) * (points_per_log_odds(standards) * item.signal.beta) ** 2 * unknown
        )
    return variances
