"""What other standards would do, before they are applied: fast enough to follow a slider.

Everything slow is read once (`prepare`): the drivers and signals of today, and those of the back-test's past
dates. Trying standards then only weighs, scales and combines. Standards that read the facts otherwise (a
half-life, a window) cannot be tried this way: `can_try` says so, and they need a new `prepare`.

The scale follows as it would once applied: a scale that was set stays, else the own accounts set it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.bands import bands_of
from cxdesk.health.calibration import Calibration
from cxdesk.health.caps import capped, hard_facts
from cxdesk.health.combination import combine
from cxdesk.health.raw_inputs import RawInputs, raw_inputs, read_alike
from cxdesk.health.scaling import scaled_inputs
from cxdesk.health.score import pillars_of
from cxdesk.health.snapshots import Snapshot
from cxdesk.health.standards import Standards
from cxdesk.workspace.facts_record import Facts

Floats = NDArray[np.float64]

HISTOGRAM_STEP = 5.0  # points of a bar
_LEVELS = 2048  # to which chances are rounded before they are put in order: 0.0005 apart


@dataclass(frozen=True)
class Prepared:
    """What trying standards needs. `scale` is one that was set and holds, None where the own accounts set
    it; `past` are the snapshots of the back-test.
    """

    standards: Standards
    raw: RawInputs
    scale: Calibration | None
    past: tuple[Snapshot, ...]

    @cached_property
    def before(self) -> Tried:
        """What the standards in force do: the same for every proposal."""
        return tried(self, self.standards)


@dataclass(frozen=True, slots=True)
class Tried:
    """Health (n,) and bands (n,) by some standards; bars of the histogram from 0 to 100, customers only; how
    well the past dates were put in order (area under the curve within dates, NaN where nothing can say).
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


def prepare(
    facts: Facts, standards: Standards, scale: Calibration | None, past: Sequence[Snapshot]
) -> Prepared:
    """Read what trying standards needs, by those in force."""
    return Prepared(standards, raw_inputs(facts, standards), scale, tuple(past))


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
    inputs = scaled_inputs(raw, standards, prepared.scale)
    pillar_score, reliability = pillars_of(inputs, standards)
    combined = combine(
        np.array(standards.pillars),
        np.where(raw.customers[:, None], reliability, 0.0),
        pillar_score,
        np.full(len(standards.pillars), standards.score.typical),
        standards.score.imbalance,
    )
    health, _ = capped(combined.health, hard_facts(raw.hard, raw.customers, standards.caps))
    return Tried(
        health,
        bands_of(~raw.customers, health, combined.coverage, standards),
        _histogram(health[raw.customers]),
        _area(prepared.past, np.array(list(standards.renewal.betas.values()))),
    )


def _histogram(health: Floats) -> NDArray[np.int64]:
    """Return how many accounts lie in each step of 5 points; 100 is in the last one."""
    bars = int(100 / HISTOGRAM_STEP)
    places = np.minimum((health[np.isfinite(health)] / HISTOGRAM_STEP).astype(np.int64), bars - 1)
    return np.bincount(places, minlength=bars)


def _area(past: Sequence[Snapshot], betas: Floats) -> float:
    """Return the chance that of a lost and a kept account of one date the lost one had the higher chance.

    Chances count as equal within 1 / 2,048 of the range of their log-odds: that is far less than the interval
    of any history, and spares sorting them.
    """
    pairs = better = 0.0
    for each in past:
        lost = each.lost == 1
        if not lost.any() or lost.all():
            continue
        odds = np.log(each.curve / (1.0 - each.curve)) + each.x @ betas
        low, high = float(odds.min()), float(odds.max())
        place = ((odds - low) * ((_LEVELS - 1) / max(high - low, 1e-12))).astype(np.int64)
        yes = np.bincount(place[lost], minlength=_LEVELS)
        no = np.bincount(place[~lost], minlength=_LEVELS)
        below = np.cumsum(no) - no
        better += float(yes @ (below + 0.5 * no))
        pairs += float(lost.sum()) * float((~lost).sum())
    return better / pairs if pairs else float("nan")
