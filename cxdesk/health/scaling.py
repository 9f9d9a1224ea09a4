"""From what was read to the common scale, and to a scale of its own where none is given.

Most of it no weight moves: it is placed once (`placed_of`) and serves all standards that differ in weights
alone. Weighted sums are added up driver by driver, each over all accounts at once: quick, and equal evidence
gives equal sums wherever an account stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cxdesk.health.calibration import Calibration, anchors_of, scale_of, scores_of
from cxdesk.health.drivers import Reading
from cxdesk.health.inputs import Inputs
from cxdesk.health.lifetime import expected_reading
from cxdesk.health.portfolio import CalibrationStamp
from cxdesk.health.raw_inputs import LIFETIME, RawInputs, weighted
from cxdesk.health.renewal import SignalReading, is_flag, signal_readings
from cxdesk.health.seats_by_age import UsualSeats, judged_by_age, usual_seats
from cxdesk.health.segment_standards import sets_of
from cxdesk.health.standards import CalibrationRule, Standards

ORDINARY_RETENTION = 0.85  # passes for typical before there are accounts to tell: a judgement
Scales = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Placed:
    """Drivers and signals that no weight moves, by name: their anchors and (mean, standard deviation), which
    `rule` and a given scale decide, their scores by `typical` and their x cut at `clip`. Of `adoption` and
    `signals` the seats in use are judged by age as the scale has it (`usual`).
    """

    given: Calibration | None
    rule: CalibrationRule
    typical: float
    clip: float
    usual: UsualSeats
    adoption: tuple[Reading, ...]
    signals: Mapping[str, np.ndarray]
    anchors: Mapping[str, np.ndarray]
    scales: Scales
    scores: Mapping[str, np.ndarray]
    x: Mapping[str, np.ndarray]


def placed_of(
    raw: RawInputs, standards: Standards, given: Calibration | None, known: Placed | None = None
) -> Placed:
    """Return what weights do not move on the given scale, or on that of these facts' own customers.

    What is `known` for other standards is used again as far as these agree with them.
    """
    rule, typical, clip = standards.calibration, standards.score.typical, standards.renewal.signal_clip
    same_ages = (
        known is not None and known.given is given and known.rule.least_accounts == rule.least_accounts
    )
    same_scale = same_ages and known.rule == rule
    if same_ages:
        usual, adoption, signals = known.usual, known.adoption, known.signals
    else:
        usual = _usual_seats(raw, rule) if given is None else given.usual_seats
        adoption, signals = _judged_by_age(raw, usual)
    drivers = (*raw.sentiment, *adoption, *raw.trajectory)
    if same_scale:
        anchors, scales = known.anchors, known.scales
    elif given is None:
        anchors = _anchors(drivers, raw.customers, rule)
        scales = _scales(signals, raw.customers, rule)
    else:
        anchors, scales = given.anchors, given.signal_scale
    scores = (
        known.scores
        if same_scale and known.typical == typical
        else {item.driver.name: _score(item, anchors, standards) for item in drivers}
    )
    x = (
        known.x
        if same_scale and known.clip == clip
        else {name: standardised(value, scales[name], clip) for name, value in signals.items()}
    )
    return Placed(given, rule, typical, clip, usual, adoption, signals, anchors, scales, scores, x)


def scaled_inputs(
    raw: RawInputs, standards: Standards, given: Calibration | None = None, known: Placed | None = None
) -> Inputs:
    """Put what was read on the given scale, or on that of these facts' own customers.

    The lifetime value's drivers need the renewal probability, whose signals need sentiment and adoption:
    hence the order. `known` is what was placed for standards of the same reading: it saves time, and changes
    nothing.
    """
    customers, value = raw.customers, standards.lifetime_value
    placed = placed_of(raw, standards, given, known)
    sentiment = weighted(raw.sentiment, standards.sentiment.weights)
    adoption = weighted(placed.adoption, standards.adoption.weights)
    heard = combined_score(
        [item.driver.weight for item in sentiment],
        [item.reliability for item in sentiment],
        [placed.scores[item.driver.name] for item in sentiment],
    )
    low = standards.score.typical - heard
    scales, x = dict(placed.scales), dict(placed.x)
    if given is None:
        scales |= _scales({"sentiment_low": low}, customers, placed.rule)
    x["sentiment_low"] = standardised(low, scales["sentiment_low"], placed.clip)
    signals = signal_readings({**placed.signals, "sentiment_low": low}, standards.renewal)
    signals += [SignalReading(each.signal, each.value) for each in raw.table]
    x |= {each.signal.name: each.x for each in raw.table}
    signal_x = [x[item.signal.name] for item in signals]
    curve = raw.curve
    log_odds = curve.base_log_odds - weighted_sum((item.signal.beta for item in signals), signal_x)
    p_renew = np.where(customers, 1.0 / (1.0 + np.exp(-log_odds)), 0.0)
    expected = expected_reading(raw.tenure, raw.segments, customers, curve, p_renew, value, LIFETIME)
    anchors = dict(placed.anchors)
    if given is None:
        anchors |= _anchors((expected,), customers, placed.rule)
    calibration = (
        _calibration(raw, placed.usual, anchors, scales, log_odds, standards) if given is None else given
    )
    readings = (*sentiment, *adoption, expected, *weighted(raw.trajectory, value.weights))
    scores = {**placed.scores, expected.driver.name: _score(expected, anchors, standards)}
    return Inputs(
        readings,
        np.stack([scores[item.driver.name] for item in readings]).T,
        tuple(signals),
        np.stack(signal_x).T,
        log_odds,
        p_renew if curve.known is None else np.where(curve.known, p_renew, np.nan),
        curve,
        calibration,
        sets_of(standards, raw.segment_names, raw.segments),
    )


def _usual_seats(raw: RawInputs, rule: CalibrationRule) -> UsualSeats:
    """Return what share of seats is usual at each age among these facts' own customers."""
    share = next(item.value for item in raw.adoption if item.driver.name == "seat_use")
    return usual_seats(raw.age[raw.customers], share[raw.customers], rule.least_accounts)


def _judged_by_age(raw: RawInputs, usual: UsualSeats) -> tuple[tuple[Reading, ...], Mapping[str, np.ndarray]]:
    """Return adoption and the signals with the seats in use as at the usual age."""
    if not len(usual.age):
        return raw.adoption, raw.signals
    adoption = tuple(
        replace(item, value=judged_by_age(item.value, raw.age, usual))
        if item.driver.name == "seat_use"
        else item
        for item in raw.adoption
    )
    unused = 1.0 - judged_by_age(1.0 - raw.signals["seats_unused"], raw.age, usual)
    return adoption, {**raw.signals, "seats_unused": unused}


def combined_score(
    weights: Sequence[np.ndarray | float], reliability: Sequence[np.ndarray], scores: Iterable[np.ndarray]
) -> np.ndarray:
    """Return one pillar's score sum vRg / sum vR, (n,), NaN without evidence; all are (n,) each, a weight may
    be one for all.
    """
    total = weighted_sum(weights, reliability)
    worth = weighted_sum(weights, (known * score for known, score in zip(reliability, scores, strict=True)))
    return np.where(total > 0, worth / np.where(total > 0, total, 1.0), np.nan)


def weighted_sum(weights: Iterable[np.ndarray | float], columns: Iterable[np.ndarray]) -> np.ndarray:
    """Return the sum of weight times column, (n,), added up in their order; at least one. A weight may be one
    for all or (n,).
    """
    return sum(weight * column for weight, column in zip(weights, columns, strict=True))


def standardised(values: np.ndarray, scale: tuple[float, float], clip: float) -> np.ndarray:
    """Return (value - mean) / standard deviation, clipped; 0 where absent or where nobody differs."""
    mean, deviation = scale
    if not deviation > 0:
        return np.zeros(len(values))
    return np.clip(np.nan_to_num((values - mean) / deviation), -clip, clip)


def _anchors(items: Iterable[Reading], customers: np.ndarray, rule: CalibrationRule) -> dict[str, np.ndarray]:
    return {item.driver.name: anchors_of(_rising(item)[customers], item.driver.name, rule) for item in items}


def _rising(item: Reading) -> np.ndarray:
    """Return the values so that more is better."""
    return -item.value if item.falling else item.value


def _score(item: Reading, anchors: Mapping[str, np.ndarray], standards: Standards) -> np.ndarray:
    """Return a driver's scores; typical where there is no evidence (reliability 0: it does not count)."""
    rule, typical = standards.calibration, standards.score.typical
    return scores_of(_rising(item), anchors[item.driver.name], rule.scores, typical)


def _scales(
    values: Mapping[str, np.ndarray], customers: np.ndarray, rule: CalibrationRule
) -> dict[str, tuple[float, float]]:
    return {
        name: (0.0, 1.0) if is_flag(name) else scale_of(value[customers], name, rule)
        for name, value in values.items()
    }


def _calibration(
    raw: RawInputs,
    usual: UsualSeats,
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
    digest.update(np.round([typical, usual.of_all, *usual.age, *usual.share], 9).tobytes())
    stamp = CalibrationStamp(digest.hexdigest()[:8], raw.as_of, int(customers.sum()), enough)
    return Calibration(stamp, anchors, scales, typical, usual)
