"""From facts to health: read the drivers, put them on the common scale, combine, explain.

Calibration, priors and curves are computed inside the facts that are given: nothing after their date has a
say. Lost accounts are not scored, and are not part of what is typical.
"""

from __future__ import annotations

import hashlib

import numpy as np

from cxdesk.health.adoption import adoption_readings
from cxdesk.health.calibration import Calibration, anchors_of, scale_of, scores_of
from cxdesk.health.combination import combine
from cxdesk.health.drivers import Reading
from cxdesk.health.explanation import RENEWAL, bars_of, points_per_log_odds, variances_of
from cxdesk.health.inputs import Inputs
from cxdesk.health.lifetime import lifetime_readings, retention_curve, values_of
from cxdesk.health.portfolio import LOST_BAND, PILLARS, CalibrationStamp, Portfolio
from cxdesk.health.renewal import SignalReading, signal_readings
from cxdesk.health.sentiment import sentiment_readings
from cxdesk.health.standards import Standards
from cxdesk.workspace.facts_record import Facts

SENTIMENT, ADOPTION, LIFETIME = (PILLARS.index(name) for name in ("sentiment", "adoption", "lifetime_value"))
ORDINARY_RETENTION = 0.85  # passes for typical before there are accounts to tell: a judgement


def score(facts: Facts, standards: Standards) -> Portfolio:
    """Return the health of every account on the facts' date, explained to the last point."""
    inputs = _inputs(facts, standards)
    pillar_score, pillar_reliability = _pillars(inputs, standards)
    lost = facts.accounts.is_lost
    combined = combine(
        np.array(standards.pillars),
        np.where(lost[:, None], 0.0, pillar_reliability),
        pillar_score,
        np.full(len(PILLARS), standards.score.typical),
        standards.score.imbalance,
    )
    variance = (combined.share**2 * variances_of(inputs, standards)).sum(axis=1)
    half_width = standards.score.interval_z * np.sqrt(variance)
    bars, points = bars_of(inputs, combined, pillar_score, standards)
    values = values_of(facts, inputs.curve, inputs.p_renew, standards.lifetime_value)
    return Portfolio(
        as_of=facts.as_of,
        standards_version=standards.version,
        calibration=inputs.calibration.stamp,
        drivers=tuple(item.driver for item in inputs.readings),
        signals=tuple(item.signal for item in inputs.signals),
        bars=bars,
        pillar_weight=np.array(standards.pillars),
        driver_value=np.column_stack([item.value for item in inputs.readings]),
        driver_count=np.column_stack([item.count for item in inputs.readings]),
        driver_score=inputs.scores,
        driver_reliability=inputs.driver_reliability,
        signal_value=inputs.signal_value,
        signal_x=inputs.signal_x,
        renewal_base=inputs.curve.base_log_odds,
        renewal_typical=inputs.calibration.renewal_typical,
        retention_alpha=inputs.curve.alpha,
        retention_beta=inputs.curve.beta,
        renewals=inputs.curve.renewals,
        pillar_score=pillar_score,
        pillar_reliability=pillar_reliability,
        pillar_share=combined.share,
        health=combined.health,
        low=np.clip(combined.health - half_width, 0.0, 100.0),
        high=np.clip(combined.health + half_width, 0.0, 100.0),
        coverage=combined.coverage,
        band=_bands(lost, combined.health, combined.coverage, standards),
        bar_points=np.where(np.isnan(combined.health)[:, None], np.nan, points),
        p_renew=inputs.p_renew,
        derl_next=inputs.curve.derl_next,
        clv=values.clv,
        clv_low=values.low,
        clv_high=values.high,
        value_at_risk=values.at_risk,
    )


def _inputs(facts: Facts, standards: Standards) -> Inputs:
    """Read all drivers and signals and put them on the scale of these facts' own customers.

    The lifetime value's drivers need the renewal probability, whose signals need sentiment and adoption:
    hence the order.
    """
    segments = np.unique(facts.accounts.segment.astype(str), return_inverse=True)[1]
    customers = ~facts.accounts.is_lost
    sentiment = sentiment_readings(facts, segments, standards.sentiment, SENTIMENT)
    adoption = adoption_readings(facts, segments, standards.adoption, ADOPTION)
    anchors = {item.driver.name: _anchors(item, customers, standards) for item in (*sentiment, *adoption)}
    known = {item.driver.name: item.value for item in adoption}
    signals = signal_readings(
        facts,
        {
            "usage_trend": known["usage_trend"],
            "seat_use": known["seat_use"],
            "sentiment_gap": standards.score.typical
            - _combined(sentiment, _scores(sentiment, anchors, standards)),
        },
        standards.renewal,
    )
    scales = {
        item.signal.name: (0.0, 1.0) if item.signal.is_flag else scale_of(item.value[customers])
        for item in signals
    }
    signal_x = _standardised(signals, scales, standards.renewal.signal_clip)
    curve = retention_curve(facts, segments, standards.lifetime_value)
    log_odds = curve.base_log_odds - signal_x @ np.array([item.signal.beta for item in signals])
    p_renew = np.where(customers, 1.0 / (1.0 + np.exp(-log_odds)), 0.0)
    lifetime = lifetime_readings(facts, segments, curve, p_renew, standards.lifetime_value, LIFETIME)
    anchors |= {item.driver.name: _anchors(item, customers, standards) for item in lifetime}
    readings = (*sentiment, *adoption, *lifetime)
    calibration = _calibration(facts, anchors, scales, log_odds, standards)
    scores = _scores(readings, anchors, standards)
    return Inputs(readings, scores, tuple(signals), signal_x, log_odds, p_renew, curve, calibration)


def _anchors(item: Reading, customers: np.ndarray, standards: Standards) -> np.ndarray:
    return anchors_of(_rising(item)[customers], item.driver.name, standards.calibration)


def _rising(item: Reading) -> np.ndarray:
    """Return the values so that more is better."""
    return -item.value if item.falling else item.value


def _scores(readings, anchors, standards: Standards) -> np.ndarray:
    """Return n x D scores; typical where there is no evidence (reliability 0: it does not count)."""
    rule, typical = standards.calibration, standards.score.typical
    return np.column_stack(
        [scores_of(_rising(item), anchors[item.driver.name], rule.scores, typical) for item in readings]
    )


def _combined(readings: list[Reading], scores: np.ndarray) -> np.ndarray:
    """Return one pillar's score sum vRg / sum vR, NaN without evidence."""
    evidence = np.column_stack([item.driver.weight * item.reliability for item in readings])
    total = evidence.sum(axis=1)
    return np.where(total > 0, (evidence * scores).sum(axis=1) / np.where(total > 0, total, 1.0), np.nan)


def _pillars(inputs: Inputs, standards: Standards) -> tuple[np.ndarray, np.ndarray]:
    """Return (s_p, R_p), n x P: typical and 0 without evidence; R = sum vR / sum v, or the share of beta
    present.
    """
    typical = standards.score.typical
    pillar_score = np.full((len(inputs.log_odds), len(PILLARS)), typical)
    pillar_reliability = np.zeros(pillar_score.shape)
    for pillar in (SENTIMENT, ADOPTION, LIFETIME):
        chosen = [index for index, item in enumerate(inputs.readings) if item.driver.pillar == pillar]
        combined = _combined([inputs.readings[index] for index in chosen], inputs.scores[:, chosen])
        weight = inputs.driver_weight[chosen]
        pillar_score[:, pillar] = np.where(np.isnan(combined), typical, combined)
        pillar_reliability[:, pillar] = inputs.driver_reliability[:, chosen] @ weight / weight.sum()
    beyond_typical = points_per_log_odds(standards) * (inputs.log_odds - inputs.calibration.renewal_typical)
    pillar_score[:, RENEWAL] = np.clip(typical + beyond_typical, 0.0, 100.0)
    pillar_reliability[:, RENEWAL] = ~np.isnan(inputs.signal_value) @ inputs.beta / inputs.beta.sum()
    return pillar_score, pillar_reliability


def _standardised(signals: list[SignalReading], scales: dict, clip: float) -> np.ndarray:
    """Return n x S: (value - mean) / standard deviation, clipped; 0 where absent or where nobody differs."""
    columns = []
    for item in signals:
        mean, deviation = scales[item.signal.name]
        scaled = (item.value - mean) / deviation if deviation > 0 else np.zeros(len(item.value))
        columns.append(np.clip(np.nan_to_num(scaled), -clip, clip))
    return np.column_stack(columns)


def _calibration(facts: Facts, anchors, scales, log_odds: np.ndarray, standards: Standards) -> Calibration:
    """Return the scale that was used, stamped with what it was set on."""
    customers = ~facts.accounts.is_lost
    enough = int(customers.sum()) >= standards.calibration.least_accounts
    ordinary = float(np.log(ORDINARY_RETENTION / (1.0 - ORDINARY_RETENTION)))
    typical = float(np.median(log_odds[customers])) if enough else ordinary
    digest = hashlib.sha256()
    for name in sorted(anchors):
        digest.update(name.encode() + np.round(anchors[name], 9).tobytes())
    digest.update(np.round([typical], 9).tobytes())
    stamp = CalibrationStamp(digest.hexdigest()[:8], facts.as_of, int(customers.sum()), enough)
    return Calibration(stamp, anchors, scales, typical)


def _bands(lost: np.ndarray, health: np.ndarray, coverage: np.ndarray, standards: Standards) -> np.ndarray:
    named = [standards.band(*known) for known in zip(health.tolist(), coverage.tolist(), strict=True)]
    return np.where(lost, LOST_BAND, np.array(named, dtype=object))
