"""What the facts say of every driver, signal and hard fact before any scale or weight: the slow part.

Weights, bands, betas, ceilings and the rules of the scale do not touch it, so that other standards can be
tried on it at once (`what_if`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from cxdesk.health.adoption import adoption_readings
from cxdesk.health.caps import cap_values
from cxdesk.health.drivers import Reading
from cxdesk.health.lifetime import Curve, retention_curve, trajectory, trajectory_readings
from cxdesk.health.portfolio import PILLARS
from cxdesk.health.renewal import signal_values
from cxdesk.health.segment_standards import segment_codes
from cxdesk.health.sentiment import sentiment_readings
from cxdesk.health.standards import Standards
from cxdesk.health.table_model import TableSignal, table_signals
from cxdesk.workspace.facts_record import Facts

SENTIMENT, ADOPTION, LIFETIME = (PILLARS.index(name) for name in ("sentiment", "adoption", "lifetime_value"))


@dataclass(frozen=True, slots=True)
class RawInputs:
    """Readings and values of n accounts. `segments` are positions in `segment_names`; `customers` say what is
    typical. Those `lost` are not scored; a trial is, by the scale of the customers. `tenure` (n,) is how
    reliable age makes what is said of renewals, 0 to 1. `age` (n,) is in years; seats in use are as they are,
    not yet judged by it.
    """

    as_of: np.datetime64
    segment_names: tuple[str, ...]
    segments: np.ndarray
    customers: np.ndarray
    lost: np.ndarray
    age: np.ndarray
    sentiment: tuple[Reading, ...]
    adoption: tuple[Reading, ...]
    signals: Mapping[str, np.ndarray]
    curve: Curve
    trajectory: tuple[Reading, ...]
    tenure: np.ndarray
    table: tuple[TableSignal, ...]
    hard: Mapping[str, np.ndarray]


def raw_inputs(facts: Facts, standards: Standards) -> RawInputs:
    """Read everything that the score is made of from the facts."""
    segment_names, segments = segment_codes(facts.accounts.segment)
    sentiment = sentiment_readings(facts, segments, standards.sentiment, SENTIMENT)
    adoption = adoption_readings(facts, segments, standards.adoption, ADOPTION)
    known = {item.driver.name: item.value for item in adoption}
    signals = signal_values(facts, known["usage_trend"], known["seat_use"], standards.renewal)
    value = standards.lifetime_value
    curve = retention_curve(facts, value)
    if standards.renewal.table is not None:
        learned = np.full(len(facts.accounts), -standards.renewal.table.intercept)
        curve = replace(curve, base_log_odds=learned, base_label="All accounts alike")
    moved = trajectory(facts, curve, value)
    return RawInputs(
        as_of=facts.as_of,
        segment_names=segment_names,
        segments=segments,
        customers=facts.accounts.is_customer,
        lost=facts.accounts.is_lost,
        age=facts.accounts.tenure_years,
        sentiment=tuple(sentiment),
        adoption=tuple(adoption),
        signals=signals,
        curve=curve,
        trajectory=trajectory_readings(moved, curve, value.weights, LIFETIME),
        tenure=moved.reliability,
        table=table_signals(facts, standards.renewal.table),
        hard=cap_values(facts, signals["champion_gone"]),
    )


def read_alike(first: Standards, second: Standards) -> bool:
    """Return whether facts read for one of the standards serve the other: they differ at most in weights,
    bands, betas, ceilings, thresholds and the rules of the scale.
    """
    return _reading(first) == _reading(second)


def weighted(readings: tuple[Reading, ...], weights: Mapping[str, float]) -> tuple[Reading, ...]:
    """Return the readings with the drivers' weights of the standards."""
    return tuple(
        replace(item, driver=replace(item.driver, weight=weights[item.driver.name])) for item in readings
    )


def _reading(standards: Standards) -> tuple:
    """Return the settings that decide how facts are read."""
    renewal, value = standards.renewal, standards.lifetime_value
    return (
        standards.sentiment.half_life_days,
        dict(standards.sentiment.roles),
        set(standards.sentiment.weights),
        standards.adoption.window_months,
        standards.adoption.seats_prior,
        renewal.ticket_half_life_days,
        renewal.champion_silent_days,
        renewal.silent_invitations,
        renewal.table,
        value.prior_renewals,
        value.discount_rate,
    )
