"""From facts to health: read the drivers, put them on the common scale, combine, explain.

Priors and curves are computed inside the facts that are given, and so is the calibration unless one is given:
nothing after their date has a say. A given calibration may come from a later date; only a line over time asks
for that (`cxdesk.health.history`). Lost accounts are not scored. Neither they nor trials are part of
what is typical: a trial is scored by the scale of the customers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.health.bands import bands_of
from cxdesk.health.calibration import Calibration
from cxdesk.health.caps import HardFact, capped, hard_facts
from cxdesk.health.combination import Combination, combine
from cxdesk.health.evidence_age import oldest_evidence
from cxdesk.health.explanation import RENEWAL, bars_of, points_per_log_odds, variances_of
from cxdesk.health.inputs import Inputs
from cxdesk.health.lifetime import values_of
from cxdesk.health.portfolio import PILLARS, Portfolio, weight_asked
from cxdesk.health.raw_inputs import ADOPTION, LIFETIME, SENTIMENT, raw_inputs
from cxdesk.health.scaling import combined_score, scaled_inputs, weighted_sum
from cxdesk.health.segment_standards import segment_codes, sets_of
from cxdesk.health.standards import Standards
from cxdesk.health.standards_check import CAPS
from cxdesk.workspace.facts_record import Facts


def calibrate(facts: Facts, standards: Standards) -> Calibration:
    """Return the scale on which these facts' own customers are typical."""
    return scaled_inputs(raw_inputs(facts, standards), standards).calibration


def score(
    facts: Facts,
    standards: Standards,
    calibration: Calibration | None = None,
    judged_as: np.ndarray | None = None,
) -> Portfolio:
    """Return the health of every account on the facts' date, explained to the last point.

    Without a calibration the scale is set on these facts, so nothing later can have a say. A given one is
    used as it is: scores of several dates on one calibration can be compared. `judged_as` (n,) are the
    segments whose standards hold, where these are not those that the accounts are in.
    """
    raw = raw_inputs(facts, standards)
    inputs = scaled_inputs(raw, standards, calibration)
    if judged_as is not None:
        inputs = replace(inputs, sets=sets_of(standards, *segment_codes(judged_as)))
    pillar_score, pillar_reliability = pillars_of(inputs, standards)
    lost, weights = raw.lost, inputs.sets.each(lambda one: one.pillars)
    usual = np.full(len(PILLARS), standards.score.typical)
    there = np.where(lost[:, None], 0.0, pillar_reliability)
    combined = combine(weights, there, pillar_score, usual, standards.score.imbalance)
    found = hard_facts(raw.hard, ~lost, inputs.sets)
    health, cap_points = capped(combined.health, found)
    bars, points = bars_of(inputs, combined, pillar_score, standards, found, cap_points)
    half_width = _half_width(inputs, combined, standards)
    low, high, worst, best = _limits(combined, half_width, found)
    values = values_of(facts, inputs.curve, inputs.p_renew, standards.lifetime_value)
    return Portfolio(
        as_of=facts.as_of,
        standards_version=standards.version,
        typical=standards.score.typical,
        scale=inputs.calibration,
        drivers=tuple(item.driver for item in inputs.readings),
        signals=tuple(item.signal for item in inputs.signals),
        bars=bars,
        pillar_weight=weights,
        driver_weight=inputs.driver_weight,
        driver_value=np.column_stack([item.value for item in inputs.readings]),
        driver_count=np.column_stack([item.count for item in inputs.readings]),
        driver_score=inputs.scores,
        driver_reliability=inputs.driver_reliability,
        signal_value=inputs.signal_value,
        signal_x=inputs.signal_x,
        renewal_base=inputs.curve.base_log_odds,
        log_odds=inputs.log_odds,
        retention_alpha=inputs.curve.alpha,
        retention_beta=inputs.curve.beta,
        renewals_a_year=inputs.curve.a_year,
        renewals=inputs.curve.renewals,
        pillar_score=pillar_score,
        pillar_reliability=pillar_reliability,
        pillar_share=combined.share,
        caps=CAPS,
        cap_ceiling=np.column_stack([fact.ceiling for fact in found]),
        cap_value=np.column_stack([fact.value for fact in found]),
        cap_holds=np.column_stack([fact.holds for fact in found]),
        health=health,
        uncapped=combined.health,
        half_width=half_width,
        low=low,
        high=high,
        worst=worst,
        best=best,
        coverage=combined.coverage,
        oldest_evidence=oldest_evidence(facts, pillar_reliability),
        judged_by=np.array(inputs.sets.names, dtype=object)[inputs.sets.row],
        band=bands_of(lost, health, combined.coverage, inputs.sets),
        bar_points=np.where(np.isnan(combined.health)[:, None], np.nan, points),
        p_renew=inputs.p_renew,
        derl_next=inputs.curve.derl_next,
        clv=values.clv,
        clv_low=values.low,
        clv_high=values.high,
        clv_textbook=values.textbook,
        value_at_risk=values.at_risk,
        order_value=None if inputs.curve.orders is None else inputs.curve.orders.worth,
    )


def _half_width(inputs: Inputs, combined: Combination, standards: Standards) -> np.ndarray:
    """Return half the interval of the score that the evidence alone makes, (n,)."""
    variance = (combined.share**2 * variances_of(inputs, standards)).sum(axis=1)
    return standards.score.interval_z * np.sqrt(variance)


def _limits(
    combined: Combination, half_width: np.ndarray, found: tuple[HardFact, ...]
) -> tuple[np.ndarray, ...]:
    """Return (low, high, worst, best), n each, within 0 to 100 and below the caps that hold."""
    low, high = combined.health - half_width, combined.health + half_width
    worst = combined.coverage * combined.health
    best = worst + 100.0 * (1.0 - combined.coverage)
    # What is known is not known exactly: the range of the unknown is never narrower than the interval.
    limits = (low, high, np.minimum(worst, low), np.maximum(best, high))
    return tuple(np.clip(capped(limit, found)[0], 0.0, 100.0) for limit in limits)


def pillars_of(inputs: Inputs, standards: Standards) -> tuple[np.ndarray, np.ndarray]:
    """Return (s_p, R_p), n x P: typical and 0 without evidence; R = sum vR / sum v of what should be known,
    or the share of beta present, or for customers who order what their orders say if that is more.
    """
    typical = standards.score.typical
    pillar_score = np.full((len(inputs.log_odds), len(PILLARS)), typical)
    pillar_reliability = np.zeros(pillar_score.shape)
    for pillar in (SENTIMENT, ADOPTION, LIFETIME):
        chosen = [index for index, item in enumerate(inputs.readings) if item.driver.pillar == pillar]
        drivers = [inputs.readings[index].driver for index in chosen]
        weights = [inputs.driver_weight[:, index] for index in chosen]
        known = [inputs.readings[index].reliability for index in chosen]
        combined = combined_score(weights, known, (inputs.scores[:, index] for index in chosen))
        evidence = weighted_sum(weights, known)
        pillar_score[:, pillar] = np.where(np.isnan(combined), typical, combined)
        asked = weight_asked(drivers, weights, known)
        pillar_reliability[:, pillar] = np.divide(evidence, asked, out=np.zeros(len(asked)), where=asked > 0)
    beyond_typical = points_per_log_odds(standards) * (inputs.log_odds - inputs.calibration.renewal_typical)
    pillar_score[:, RENEWAL] = np.clip(typical + beyond_typical, 0.0, 100.0)
    present = (~np.isnan(item.value) for item in inputs.signals)
    told = weighted_sum(inputs.beta, present) / inputs.beta.sum()
    if inputs.curve.orders is not None:  # the orders themselves say how likely the next one is
        made = inputs.curve.renewals
        told = np.maximum(told, made / (made + standards.lifetime_value.prior_renewals))
    pillar_reliability[:, RENEWAL] = told
    return pillar_score, pillar_reliability
