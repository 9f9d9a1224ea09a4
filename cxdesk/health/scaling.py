"""From what was read to the common scale, and to a scale of its own where none is given."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from cxdesk.health.calibration import Calibration, anchors_of, scale_of, scores_of
from cxdesk.health.drivers import Reading
from cxdesk.health.inputs import Inputs
from cxdesk.health.lifetime import lifetime_readings
from cxdesk.health.portfolio import CalibrationStamp
from cxdesk.health.raw_inputs import LIFETIME, RawInputs, weighted
from cxdesk.health.renewal import SignalReading, signal_readings
from cxdesk.health.standards import Standards

ORDINARY_RETENTION = 0.85  # passes for typical before there are accounts to tell: a judgement


def scaled_inputs(raw: RawInputs, standards: Standards, given: Calibration | None = None) -> Inputs:
    """Put what was read on the given scale, or on that of these facts' own customers.

    The lifetime value's drivers need the renewal probability, whose signals need sentiment and adoption:
    hence the order.
    """
    customers, value = raw.customers, standards.lifetime_value
    sentiment = weighted(raw.sentiment, standards.sentiment.weights)
    adoption = weighted(raw.adoption, standards.adoption.weights)
    anchors = _anchors((*sentiment, *adoption), customers, standards) if given is None else given.anchors
    heard = combined_score(sentiment, _scores(sentiment, anchors, standards))
    below_typical = {"sentiment_low": standards.score.typical - heard}
    signals = signal_readings({**raw.signals, **below_typical}, standards.renewal)
    scales = _scales(signals, customers, standards) if given is None else given.signal_scale
    signal_x = _standardised(signals, scales, standards.renewal.signal_clip)
    curve = raw.curve
    log_odds = curve.base_log_odds - signal_x @ np.array([item.signal.beta for item in signals])
    p_renew = np.where(customers, 1.0 / (1.0 + np.exp(-log_odds)), 0.0)
    lifetime = lifetime_readings(raw.trajectory, raw.segments, customers, curve, p_renew, value, LIFETIME)
    if given is None:
        anchors = {**anchors, **_anchors(lifetime, customers, standards)}
    calibration = _calibration(raw, anchors, scales, log_odds, standards) if given is None else given
    readings = (*sentiment, *adoption, *lifetime)
    scores = _scores(readings, anchors, standards)
    return Inputs(readings, scores, tuple(signals), signal_x, log_odds, p_renew, curve, calibration)


def combined_score(readings: Sequence[Reading], scores: np.ndarray) -> np.ndarray:
    """Return one pillar's score sum vRg / sum vR, NaN without evidence; `scores` are n x readings."""
    evidence = np.column_stack([item.driver.weight * item.reliability for item in readings])
    total = evidence.sum(axis=1)
    return np.where(total > 0, (evidence * scores).sum(axis=1) / np.where(total > 0, total, 1.0), np.nan)


def _anchors(items: Sequence[Reading], customers: np.ndarray, standards: Standards) -> dict[str, np.ndarray]:
    rule = standards.calibration
    return {item.driver.name: anchors_of(_rising(item)[customers], item.driver.name, rule) for item in items}


def _rising(item: Reading) -> np.ndarray:
    """Return the values so that more is better."""
    return -item.value if item.falling else item.value


def _scores(
    readings: Sequence[Reading], anchors: Mapping[str, np.ndarray], standards: Standards
) -> np.ndarray:
    """Return n x D scores; typical where there is no evidence (reliability 0: it does not count)."""
    rule, typical = standards.calibration, standards.score.typical
    return np.column_stack(
        [scores_of(_rising(item), anchors[item.driver.name], rule.scores, typical) for item in readings]
    )


def _scales(
    signals: Sequence[SignalReading], customers: np.ndarray, standards: Standards
) -> dict[str, tuple[float, float]]:
    return {
        item.signal.name: (0.0, 1.0)
        if item.signal.is_flag
        else scale_of(item.value[customers], item.signal.name, standards.calibration)
        for item in signals
    }


def _standardised(
    signals: Sequence[SignalReading], scales: Mapping[str, tuple[float, float]], clip: float
) -> np.ndarray:
    """Return n x S: (value - mean) / standard deviation, clipped; 0 where absent or where nobody differs."""
    columns = []
    for item in signals:
        mean, deviation = scales[item.signal.name]
        scaled = (item.value - mean) / deviation if deviation > 0 else np.zeros(len(item.value))
        columns.append(np.clip(np.nan_to_num(scaled), -clip, clip))
    return np.column_stack(columns)


def _calibration(
    raw: RawInputs,
    anchors: Mapping[str, np.ndarray],
    scales: Mapping[str, tuple[float, float]],
    log_odds: np.ndarray,
    standards: Standards,
) -> Calibration:
    """Return the scale that was set, stamped with what it was set on."""
    customers = raw.customers
    enough = int(customers.sum()) >= standards.calibration.least_accounts
    ordinary = float(np.log(ORDINARY_RETENTION / (1.0 - ORDINARY_RETENTION)))
    typical = float(np.median(log_odds[customers])) if enough else ordinary
    digest = hashlib.sha256()
    for name in sorted(anchors):
        digest.update(name.encode() + np.round(anchors[name], 9).tobytes())
    for name in sorted(scales):
        digest.update(name.encode() + np.round(scales[name], 9).tobytes())
    digest.update(np.round([typical], 9).tobytes())
    stamp = CalibrationStamp(digest.hexdigest()[:8], raw.as_of, int(customers.sum()), enough)
    return Calibration(stamp, anchors, scales, typical)
