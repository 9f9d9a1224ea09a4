"""What other standards would do, before they are applied: fast enough to follow a slider.

Everything slow is read once (`prepare`): the drivers and signals of today, and those of the back-test's past
dates. Trying standards then only weighs, scales and combines. Standards that read the facts otherwise (a
half-life, a window) cannot be tried this way: `can_try` says so, and they need a new `prepare`.

The scale follows as it would once applied: a scale that was set stays, else the own accounts set it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.bands import bands_of
from cxdesk.health.calibration import Calibration
from cxdesk.health.caps import capped, hard_facts
from cxdesk.health.combination import combine
from cxdesk.health.past_order import Past, area_within_dates
from cxdesk.health.raw_inputs import RawInputs, raw_inputs, read_alike
from cxdesk.health.scaling import Placed, placed_of, scaled_inputs
from cxdesk.health.score import pillars_of
from cxdesk.health.standards import Standards
from cxdesk.workspace.facts_record import Facts

Floats = NDArray[np.float64]

HISTOGRAM_STEP = 5.0  # points of a bar


@dataclass(frozen=True)
class Prepared:
    """What trying standards needs. `scale` is one that was set and holds, None where the own accounts set
    it; `past` are the accounts of the back-test.
    """

    standards: Standards
    raw: RawInputs
    scale: Calibration | None
    past: Past

    @cached_property
    def placed(self) -> Placed:
        """What no weight moves, by the standards in force."""
        return placed_of(self.raw, self.standards, self.scale)

    @cached_property
    def odds(self) -> Floats:
        """The log-odds of loss of the past's accounts by the standards in force."""
        return self.past.log_odds(self.standards.renewal.betas)

    @cached_property
    def before(self) -> Tried:
        """What the standards in force do: the same for every proposal."""
        return tried(self, self.standards)


@dataclass(frozen=True, slots=True)
class Tried:
    """Health (n,) and bands (n,) by some standards; bars of the histogram from 0 to 100, customers only; how
    well the past dates were put in order (area under the curve within dates, NaN where nothing can say), by
    their signals as the standards in force read them: exact where `forecasts_alike`.
    """

    health: Floats
    band: NDArray
    histogram: NDArray[np.int64]
    area: float


@dataclass(frozen=True, slots=True)
class Effect:
    """Both sides, and the positions of the accounts whose band differs."""

    before: Tried
    after: Tried
    moved: NDArray[np.int64]


def prepare(facts: Facts, standards: Standards, scale: Calibration | None, past: Past) -> Prepared:
    """Read what trying standards needs, by those in force, which `past` was taken by too."""
    return Prepared(standards, raw_inputs(facts, standards), scale, past)


def forecasts_alike(first: Standards, second: Standards) -> bool:
    """Return whether the renewal signals of past dates are the same by both, so that `area` is exact for one
    where `past` was taken by the other: they differ at most in betas and in what is no forecast.
    """
    return read_alike(first, second) and _scaling(first) == _scaling(second)


def _scaling(standards: Standards) -> tuple:
    """Return the settings that decide how renewal signals are put on their scale."""
    return (
        dict(standards.sentiment.weights),
        standards.score.typical,
        standards.renewal.signal_clip,
        standards.calibration,
    )


def can_try(prepared: Prepared, proposed: Standards) -> bool:
    """Return whether standards can be tried without reading the facts again."""
    return read_alike(prepared.standards, proposed)


def effect_of(prepared: Prepared, proposed: Standards) -> Effect:
    """Return what proposed standards would do; raises ValueError where `can_try` is false."""
    before, after = prepared.before, tried(prepared, proposed)
    return Effect(before, after, np.flatnonzero(before.band != after.band))


def tried(prepared: Prepared, standards: Standards) -> Tried:
    """Return health and bands by some standards: exactly those of `score` with the same scale."""
    if not can_try(prepared, standards):
        raise ValueError("these standards read the facts otherwise: prepare anew")
    raw = prepared.raw
    inputs = scaled_inputs(raw, standards, prepared.scale, prepared.placed)
    pillar_score, reliability = pillars_of(inputs, standards)
    combined = combine(
        inputs.sets.each(lambda one: one.pillars),
        np.where(raw.lost[:, None], 0.0, reliability),
        pillar_score,
        np.full(len(standards.pillars), standards.score.typical),
        standards.score.imbalance,
    )
    health, _ = capped(combined.health, hard_facts(raw.hard, ~raw.lost, inputs.sets))
    return Tried(
        health,
        bands_of(raw.lost, health, combined.coverage, inputs.sets),
        _histogram(health[raw.customers]),
        area_within_dates(
            prepared.past,
            prepared.past.log_odds_from(
                prepared.odds, prepared.standards.renewal.betas, standards.renewal.betas
            ),
        ),
    )


def _histogram(health: Floats) -> NDArray[np.int64]:
    """Return how many accounts lie in each step of 5 points; 100 is in the last one."""
    bars = int(100 / HISTOGRAM_STEP)
    places = np.minimum((health[np.isfinite(health)] / HISTOGRAM_STEP).astype(np.int64), bars - 1)
    return np.bincount(places, minlength=bars)
