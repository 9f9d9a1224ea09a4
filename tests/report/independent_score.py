"""The score once more, written out by itself: what the formulas of a workbook must come to.

Nothing here calls the scoring code. The formulas are those of methods 1.2 and 4 and of `Portfolio`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a score is made of: what a test may change before it computes the score once more."""

    pillar_weight: np.ndarray
    driver_weight: np.ndarray
    driver_pillar: np.ndarray
    reliability: np.ndarray
    driver_score: np.ndarray
    betas: np.ndarray
    x: np.ndarray
    base: np.ndarray
    typical_odds: float
    renewal_reliability: np.ndarray
    typical: float
    points_to_double_odds: float
    customer: np.ndarray
    imbalance: bool
    ceilings: np.ndarray
    holds: np.ndarray
    passing: np.ndarray  # drivers of the first days: not missed where nothing is known
    renews: np.ndarray  # customers that are not on trial


@dataclass(frozen=True, slots=True)
class Scored:
    """What follows from the inputs."""

    pillar_score: np.ndarray
    pillar_reliability: np.ndarray
    share: np.ndarray
    health: np.ndarray
    coverage: np.ndarray
    bar_points: np.ndarray
    p_renew: np.ndarray
    uncapped: np.ndarray


def score(given: Inputs) -> Scored:
    """Return the score by methods 4 and the docstring of `Portfolio`, written out pillar by pillar."""
    count = len(given.base)
    pillar_score = np.full((count, 4), given.typical)
    pillar_reliability = np.zeros((count, 4))
    for pillar in (0, 1, 3):
        mine = given.driver_pillar == pillar
        evidence = given.reliability[:, mine] * given.driver_weight[mine]
        total = evidence.sum(axis=1)
        known = total > 0
        weighted = (evidence * given.driver_score[:, mine]).sum(axis=1)
        pillar_score[known, pillar] = weighted[known] / total[known]
        missed = given.driver_weight[mine] * ~(given.passing[mine] & (given.reliability[:, mine] == 0))
        pillar_reliability[:, pillar] = total / missed.sum(axis=1)
    points = given.points_to_double_odds / np.log(2)
    unclipped = given.typical + points * (given.base - given.typical_odds - given.x @ given.betas)
    pillar_score[:, 2] = np.clip(unclipped, 0, 100)
    pillar_reliability[:, 2] = given.renewal_reliability
    effective = given.pillar_weight * pillar_reliability
    total = effective.sum(axis=1)
    scored = given.customer & (total > 0)
    share = np.where(scored[:, None], effective / np.where(total > 0, total, 1)[:, None], 0)
    health = np.where(scored, (share * pillar_score).sum(axis=1), np.nan)
    bars = [np.full(count, given.typical), given.typical * (share.sum(axis=1) - 1)]
    for driver, pillar in enumerate(given.driver_pillar):
        mine = given.driver_pillar == pillar
        evidence = (given.reliability[:, mine] * given.driver_weight[mine]).sum(axis=1)
        own = given.reliability[:, driver] * given.driver_weight[driver]
        part = own / np.where(evidence > 0, evidence, 1)
        bars.append(share[:, pillar] * part * (given.driver_score[:, driver] - given.typical))
    bars.append(share[:, 2] * points * (given.base - given.typical_odds))
    bars += [-share[:, 2] * points * beta * given.x[:, signal] for signal, beta in enumerate(given.betas)]
    bars.append(share[:, 2] * (pillar_score[:, 2] - unclipped))
    p_renew = np.where(given.renews, 1 / (1 + np.exp(-(given.base - given.x @ given.betas))), 0)
    bars.append(np.zeros(count))
    if given.imbalance:
        with np.errstate(divide="ignore"):
            logarithms = np.where(share > 0, share * np.log(np.where(share > 0, pillar_score, 1)), 0)
        bars[-1] = np.exp(logarithms.sum(axis=1)) - health
        health = health + bars[-1]
    uncapped = health
    for ceiling, holds in zip(given.ceilings, given.holds.T, strict=True):
        lower = np.where(holds, np.minimum(health, ceiling), health)
        bars.append(lower - health)
        health = lower
    bar_points = np.where(scored[:, None], np.array(bars).T, np.nan)
    coverage = np.where(given.customer, effective.sum(axis=1) / given.pillar_weight.sum(), 0)
    return Scored(pillar_score, pillar_reliability, share, health, coverage, bar_points, p_renew, uncapped)


def derl(alpha: float, beta: float, discount: float, renewal: float) -> float:
    """Return DERL just before a renewal: the sum of methods 1.2, with 5,000 terms."""
    t = renewal + np.arange(5000)
    return float(np.cumprod((beta + t - 1) / (alpha + beta + t - 1) / (1 + discount)).sum() * (1 + discount))


def low_sentiment(
    weights: np.ndarray,
    reliability: np.ndarray,
    scores: np.ndarray,
    typical: float,
    scale: tuple[float, float],
) -> np.ndarray:
    """Return the signal of low sentiment, n: points below typical, standardised and cut at 3; NaN without any
    evidence. `reliability` and `scores` are n x the drivers of sentiment (methods 3.1).
    """
    total = (reliability * weights).sum(axis=1)
    heard = (reliability * weights * scores).sum(axis=1) / np.where(total > 0, total, np.nan)
    return np.clip((typical - heard - scale[0]) / scale[1], -3, 3)


def expected_scores(
    p_renew: np.ndarray,
    following: np.ndarray,
    discount: float,
    segments: np.ndarray,
    customers: np.ndarray,
    line: tuple[Sequence[float], Sequence[float]],
) -> np.ndarray:
    """Return the scores of the driver Expected renewals, n: p (1 + DERL / (1 + d)) as a ratio to the mean of
    the customers of the segment, to 9 digits, on the `line` of ratios and scores (methods 3.1).
    """
    expected = p_renew * (1 + following / (1 + discount))
    ratios = [
        own / np.mean([each for each, of, counts in zip(expected, segments, customers, strict=True)
                       if of == segment and counts])
        for own, segment in zip(expected, segments, strict=True)
    ]  # fmt: skip
    return np.interp([float(f"{value:.9g}") if value > 1 else round(value, 9) for value in ratios], *line)
