"""From readings to health: scale, combine by weight x reliability, explain exactly.

Every step is arithmetic on arrays over the accounts, in the order of the formulas of `portfolio`.
"""

from __future__ import annotations

import hashlib

import numpy as np

from cxdesk.health.adoption import adoption_readings
from cxdesk.health.calibration import Calibration, anchors_of, scale_of, scores_of, slopes_of
from cxdesk.health.drivers import Reading
from cxdesk.health.lifetime import lifetime_readings, retention_curve, values_of
from cxdesk.health.portfolio import LOST_BAND, PILLARS, Bar, CalibrationStamp, Portfolio
from cxdesk.health.renewal import SignalReading, signal_readings
from cxdesk.health.sentiment import sentiment_readings
from cxdesk.health.standards import Standards
from cxdesk.workspace.facts_record import Facts

SENTIMENT, ADOPTION, RENEWAL, LIFETIME = range(len(PILLARS))
ORDINARY_RETENTION = 0.85  # passes for typical before there are accounts to tell: a judgement
FLAG_VARIANCE = 0.25  # of a 0/1 signal that is not known; a standardised one has 1


def score(facts: Facts, standards: Standards) -> Portfolio:
    """Return the health of every account on the facts' date, explained.

    Calibration, priors and curves are computed inside these facts: nothing after the date has a say. Lost
    accounts are not scored, and are not part of what is typical.
    """
    segments = np.unique(facts.accounts.segment.astype(str), return_inverse=True)[1]
    customers = ~facts.accounts.is_lost
    typical = standards.score.typical
    early = [
        *sentiment_readings(facts, segments, standards.sentiment, SENTIMENT),
        *adoption_readings(facts, segments, standards.adoption, ADOPTION),
    ]
    anchors = {item.driver.name: _anchors(item, customers, standards) for item in early}
    early_scores = _scores(early, anchors, standards)
    pillar_score, pillar_reliability = _pillars(early, early_scores, typical, len(customers))
    known = {item.driver.name: item.value for item in early}
    signals = signal_readings(
        facts,
        {
            "usage_trend": known["usage_trend"],
            "seat_use": known["seat_use"],
            "sentiment_gap": np.where(
                pillar_reliability[:, SENTIMENT] > 0, typical - pillar_score[:, SENTIMENT], np.nan
            ),
        },
        standards.renewal,
    )
    curve = retention_curve(facts, segments, standards.lifetime_value)
    scales = {
        item.signal.name: (0.0, 1.0) if item.signal.is_flag else scale_of(item.value[customers])
        for item in signals
    }
    signal_x = _standardised(signals, scales, standards.renewal.signal_clip)
    betas = np.array([item.signal.beta for item in signals])
    log_odds = curve.base_log_odds - signal_x @ betas
    p_renew = np.where(customers, 1.0 / (1.0 + np.exp(-log_odds)), 0.0)
    late = lifetime_readings(facts, segments, curve, p_renew, standards.lifetime_value, LIFETIME)
    anchors |= {item.driver.name: _anchors(item, customers, standards) for item in late}
    calibration = _calibration(facts, customers, anchors, scales, log_odds, standards)
    readings = [*early, *late]
    scores = np.hstack([early_scores, _scores(late, anchors, standards)])
    pillar_score, pillar_reliability = _pillars(readings, scores, typical, len(customers))
    renewal_score, present = _renewal_pillar(signals, log_odds, calibration.renewal_typical, standards)
    pillar_score[:, RENEWAL], pillar_reliability[:, RENEWAL] = renewal_score, present
    return _portfolio(
        facts,
        standards,
        calibration,
        readings,
        scores,
        signals,
        signal_x,
        log_odds,
        curve,
        p_renew,
        pillar_score,
        pillar_reliability,
    )


def _portfolio(
    facts,
    standards,
    calibration,
    readings,
    scores,
    signals,
    signal_x,
    log_odds,
    curve,
    p_renew,
    pillar_score,
    pillar_reliability,
) -> Portfolio:
    """Combine the pillars and put everything that the health is made of into the record."""
    weight = np.array(standards.pillars)
    evidence = weight * pillar_reliability
    coverage = evidence.sum(axis=1)
    scored = ~facts.accounts.is_lost & (coverage > 0)
    share = np.where(scored[:, None], evidence / np.where(coverage > 0, coverage, 1.0)[:, None], 0.0)
    health = np.where(scored, (share * pillar_score).sum(axis=1), np.nan)
    spread = standards.score.interval_z * np.sqrt(
        (share**2 * _variances(readings, scores, signals, calibration, standards)).sum(axis=1)
    )
    bars, points = _bars(
        readings, scores, signals, signal_x, log_odds, curve, calibration, standards, share, pillar_score
    )
    points = np.where(scored[:, None], points, np.nan)
    values = values_of(facts, curve, p_renew, standards.lifetime_value)
    band = np.array(
        [
            LOST_BAND if lost else standards.band(value, known)
            for lost, value, known in zip(facts.accounts.is_lost, health, coverage, strict=True)
        ],
        dtype=object,
    )
    return Portfolio(
        as_of=facts.as_of,
        standards_version=standards.version,
        calibration=calibration.stamp,
        drivers=tuple(item.driver for item in readings),
        signals=tuple(item.signal for item in signals),
        bars=bars,
        pillar_weight=weight,
        driver_value=_columns([item.value for item in readings], len(health)),
        driver_count=_columns([item.count for item in readings], len(health)),
        driver_score=scores,
        driver_reliability=_columns([item.reliability for item in readings], len(health)),
        signal_value=_columns([item.value for item in signals], len(health)),
        signal_x=signal_x,
        renewal_base=curve.base_log_odds,
        renewal_typical=calibration.renewal_typical,
        retention_alpha=curve.alpha,
        retention_beta=curve.beta,
        renewals=curve.renewals,
        pillar_score=pillar_score,
        pillar_reliability=pillar_reliability,
        pillar_share=share,
        health=health,
        low=np.clip(health - spread, 0.0, 100.0),
        high=np.clip(health + spread, 0.0, 100.0),
        coverage=coverage,
        band=band,
        bar_points=points,
        p_renew=p_renew,
        derl_next=curve.derl_next,
        clv=values.clv,
        clv_low=values.low,
        clv_high=values.high,
        value_at_risk=values.at_risk,
    )


def _columns(arrays: list[np.ndarray], rows: int) -> np.ndarray:
    """Return the arrays as the columns of one table, also when there is none."""
    return np.column_stack(arrays) if arrays else np.zeros((rows, 0))


def _anchors(item: Reading, customers: np.ndarray, standards: Standards) -> tuple[np.ndarray, bool]:
    values = -item.value if item.falling else item.value
    return anchors_of(values[customers], item.driver.name, standards.calibration)


def _scores(readings: list[Reading], anchors: dict, standards: Standards) -> np.ndarray:
    """Return n x D scores; typical where there is no evidence (reliability 0: it does not count)."""
    columns = [
        scores_of(
            -item.value if item.falling else item.value,
            anchors[item.driver.name][0],
            standards.calibration.scores,
            standards.score.typical,
        )
        for item in readings
    ]
    return _columns(columns, len(readings[0].value))


def _pillars(
    readings: list[Reading], scores: np.ndarray, typical: float, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return (s_p, R_p) of the weighted pillars: s = sum vRg / sum vR, R = sum vR / sum v; typical and 0
    elsewhere.
    """
    pillar_score = np.full((count, len(PILLARS)), typical)
    pillar_reliability = np.zeros((count, len(PILLARS)))
    for pillar in range(len(PILLARS)):
        chosen = [index for index, item in enumerate(readings) if item.driver.pillar == pillar]
        if not chosen:
            continue
        weight = np.array([readings[index].driver.weight for index in chosen])
        evidence = weight * np.column_stack([readings[index].reliability for index in chosen])
        total = evidence.sum(axis=1)
        known = total > 0
        combined = (evidence * scores[:, chosen]).sum(axis=1) / np.where(known, total, 1.0)
        pillar_score[:, pillar] = np.where(known, combined, typical)
        pillar_reliability[:, pillar] = total / weight.sum()
    return pillar_score, pillar_reliability


def _standardised(signals: list[SignalReading], scales: dict, clip: float) -> np.ndarray:
    """Return n x S: (value - mean) / standard deviation, clipped; 0 where absent or where nobody differs."""
    columns = []
    for item in signals:
        mean, deviation = scales[item.signal.name]
        scaled = (item.value - mean) / deviation if deviation > 0 else np.zeros(len(item.value))
        columns.append(np.clip(np.nan_to_num(scaled), -clip, clip))
    return np.column_stack(columns)


def _renewal_pillar(signals, log_odds, typical_log_odds, standards) -> tuple[np.ndarray, np.ndarray]:
    """Return (score, reliability): ten points double the odds; reliability is the share of beta that is
    present.
    """
    per_log_odds = standards.renewal.points_to_double_odds / np.log(2.0)
    score_ = np.clip(standards.score.typical + per_log_odds * (log_odds - typical_log_odds), 0.0, 100.0)
    betas = np.array([item.signal.beta for item in signals])
    present = _columns([~np.isnan(item.value) for item in signals], len(log_odds))
    return score_, (present * betas).sum(axis=1) / max(betas.sum(), np.finfo(float).tiny)


def _calibration(facts, customers, anchors, scales, log_odds, standards) -> Calibration:
    """Return the scale that was used, stamped with what it was set on."""
    rule = standards.calibration
    enough = int(customers.sum()) >= rule.least_accounts
    typical = (
        float(np.median(log_odds[customers]))
        if enough
        else float(np.log(ORDINARY_RETENTION / (1.0 - ORDINARY_RETENTION)))
    )
    digest = hashlib.sha256()
    for name in sorted(anchors):
        digest.update(name.encode() + np.round(anchors[name][0], 9).tobytes())
    digest.update(np.round([typical], 9).tobytes())
    stamp = CalibrationStamp(digest.hexdigest()[:8], facts.as_of, int(customers.sum()), enough)
    return Calibration(stamp, {name: values for name, (values, _) in anchors.items()}, scales, typical)


def _variances(readings, scores, signals, calibration, standards) -> np.ndarray:
    """Return n x P variances of the pillars' scores in squared points.

    A driver with a posterior variance moves with its anchors' slope; of the others (1 - R) of the spread
    between accounts is unknown. For the renewal pillar, what the absent signals might be.
    """
    rule, typical = standards.calibration, standards.score.typical
    count = len(scores)
    spread = (rule.scores[3] - rule.scores[1]) / (2.0 * standards.score.interval_z)  # 10th to 90th percentile
    total, squares = np.zeros((count, len(PILLARS))), np.zeros((count, len(PILLARS)))
    for item in readings:
        slope = slopes_of(item.value, calibration.anchors[item.driver.name], rule.scores, typical)
        unknown = (1.0 - item.reliability) * spread**2
        variance = np.where(np.isnan(item.variance), unknown, np.minimum(slope**2 * item.variance, spread**2))
        evidence = item.driver.weight * item.reliability
        total[:, item.driver.pillar] += evidence
        squares[:, item.driver.pillar] += evidence**2 * variance
    variances = squares / np.where(total > 0, total, 1.0) ** 2
    per_log_odds = standards.renewal.points_to_double_odds / np.log(2.0)
    for item in signals:
        unknown = FLAG_VARIANCE if item.signal.is_flag else 1.0
        variances[:, RENEWAL] += np.isnan(item.value) * (per_log_odds * item.signal.beta) ** 2 * unknown
    return variances


def _bars(readings, scores, signals, signal_x, log_odds, curve, calibration, standards, share, pillar_score):
    """Return (bars, n x B points) that add up to the health: start, data gaps, drivers, tenure, signals,
    clip.
    """
    typical = standards.score.typical
    count = len(scores)
    bars = [Bar("start", "Typical for us", -1, "start", -1), Bar("data_gaps", "Data gaps", -1, "gap", -1)]
    weights = np.array(standards.pillars)
    # Every pillar's typical score is the same, so re-weighting moves nothing.
    points = [np.full(count, weights.sum() * typical), np.round(((share - weights) * typical).sum(axis=1), 9)]
    for index, item in enumerate(readings):
        same = [other for other in readings if other.driver.pillar == item.driver.pillar]
        total = sum(other.driver.weight * other.reliability for other in same)
        part = item.driver.weight * item.reliability / np.where(total > 0, total, 1.0)
        bars.append(Bar(item.driver.name, item.driver.label, item.driver.pillar, "driver", index))
        points.append(share[:, item.driver.pillar] * part * (scores[:, index] - typical))
    omega = share[:, RENEWAL]
    per_log_odds = standards.renewal.points_to_double_odds / np.log(2.0)
    bars.append(Bar("tenure", "Renewal history at this age", RENEWAL, "tenure", -1))
    points.append(omega * per_log_odds * (curve.base_log_odds - calibration.renewal_typical))
    for index, item in enumerate(signals):
        bars.append(Bar(item.signal.name, item.signal.label, RENEWAL, "signal", index))
        points.append(-omega * per_log_odds * item.signal.beta * signal_x[:, index])
    unclipped = typical + per_log_odds * (log_odds - calibration.renewal_typical)
    bars.append(Bar("clip", "Beyond the scale", RENEWAL, "clip", -1))
    points.append(omega * (pillar_score[:, RENEWAL] - unclipped))
    return tuple(bars), np.column_stack(points)
