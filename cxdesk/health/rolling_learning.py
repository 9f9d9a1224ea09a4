"""Learned weights over rolling origins: how strongly they are drawn to the expert's is chosen by past dates.

At each origin the weights are learned, with every strength, from the earlier origins whose horizon had passed
by then. The strength of an origin is the one whose forecasts had the smallest loss at those; that of what is
handed out at last, the one with the smallest over all. Where no strength was ever tried, or none makes a
difference, it is the default. What is forecast is what the standards would with those weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.learning import DEFAULT_STRENGTH, STRENGTHS, WEIGHTS, Learned, learn
from cxdesk.health.snapshots import Snapshot, passed_by
from cxdesk.workspace.facts.accounts import DAYS_A_YEAR

Floats = NDArray[np.float64]

_CERTAIN = 1e-6  # a forecast is held this far from 0 and 1, or one surprise would decide alone


@dataclass(frozen=True, slots=True)
class Rolled:
    """`chances` has per origin, oldest first, the forecasts of what earlier origins taught; those of the
    standards where there was none. `learned` is what all origins teach, None without any.
    """

    chances: tuple[Floats, ...]
    learned: Learned | None


def rolled(ordered: Sequence[Snapshot], expert: Floats, horizon_days: int) -> Rolled:
    """Learn at each of the snapshots, oldest first, and from all of them; `expert` (S,) are the weights in
    force, `horizon_days` is that of the snapshots.
    """
    losses: dict[int, dict[float, float]] = {}
    chances = []
    for number, each in enumerate(ordered):
        earlier = passed_by(ordered, each.origin, horizon_days)
        if not earlier:
            chances.append(each.chance)
            continue
        chosen = best_strength(_summed(losses[past] for past in earlier if past in losses))
        learned, offset = _by_strength([ordered[past] for past in earlier], expert), log_odds(each.curve)
        chances.append(as_adopted(each, learned[chosen].weights, horizon_days))
        losses[number] = {
            strength: _loss(found.chance(each.x, offset), each.lost) for strength, found in learned.items()
        }
    strength = best_strength(_summed(losses.values()))
    return Rolled(tuple(chances), learned_from(ordered, expert, strength) if ordered else None)


def as_adopted(each: Snapshot, weights: Floats, horizon_days: int) -> Floats:
    """Return the chances of loss as the standards would give them with these weights, (n,).

    The intercept that was learned is no part of the standards, nor are weights below 0: a forecast that is
    promised must be the one that is adopted.
    """
    years = horizon_days / DAYS_A_YEAR
    at_renewal = 1.0 - (1.0 - each.curve) ** (1.0 / years)
    odds = log_odds(at_renewal) + each.x @ np.maximum(weights, 0.0)
    return 1.0 - (1.0 / (1.0 + np.exp(odds))) ** years


def best_strength(losses: dict[float, float]) -> float:
    """Return the strength with the smallest loss; of equal ones the default, else the stronger."""
    least = min(losses.values())
    equal = [strength for strength, loss in losses.items() if loss <= least * (1.0 + 1e-9)]
    return DEFAULT_STRENGTH if DEFAULT_STRENGTH in equal else max(equal)


def learned_from(taken: Sequence[Snapshot], expert: Floats, strength: float) -> Learned:
    """Return what snapshots, at least one, teach."""
    return learn(
        np.concatenate([each.x for each in taken]),
        np.concatenate([each.lost for each in taken]),
        expert,
        log_odds(np.concatenate([each.curve for each in taken])),
        strength,
    )


def log_odds(chance: Floats) -> Floats:
    """Return the log-odds of chances, those nearer to 0 or 1 than one in a million taken as that."""
    held = np.clip(chance, _CERTAIN, 1.0 - _CERTAIN)
    return np.log(held / (1.0 - held))


def _by_strength(taken: Sequence[Snapshot], expert: Floats) -> dict[float, Learned]:
    """Return what snapshots teach with every strength; below the gate of single weights they all agree."""
    first = learned_from(taken, expert, DEFAULT_STRENGTH)
    return {
        strength: first
        if strength == DEFAULT_STRENGTH or first.level != WEIGHTS
        else learned_from(taken, expert, strength)
        for strength in STRENGTHS
    }


def _summed(losses: Iterable[Mapping[float, float]]) -> dict[float, float]:
    """Return the loss of every strength over some origins."""
    told = list(losses)
    return {strength: sum(each[strength] for each in told) for strength in STRENGTHS}


def _loss(chance: Floats, lost: Floats) -> float:
    """Return minus the log-likelihood of what became of the accounts."""
    held = np.clip(chance, _CERTAIN, 1.0 - _CERTAIN)
    return -float(np.sum(lost * np.log(held) + (1.0 - lost) * np.log1p(-held)))
