"""Pillars to one score: weight x reliability, with the bars that add up to it (methods 4).

    omega_p = w_p R_p / sum_q w_q R_q          health = sum_p omega_p s_p          coverage = sum_p w_p R_p
    start = sum_p w_p b_p      data gaps = sum_p (omega_p - w_p) b_p      pillar = omega_p (s_p - b_p)

b_p is what is typical of a pillar. Where it is the same for all, re-weighting moves nothing and the bar of
the data gaps is 0; it is kept, so that a recalibrated pillar cannot hide there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Combination:
    """Arrays over n accounts (and P pillars). Without any evidence health is NaN and the shares are 0.

    `start + gaps + points.sum(axis=1) + imbalance == health`.
    """

    share: np.ndarray  # n x P, omega
    coverage: np.ndarray  # n, 0..1
    health: np.ndarray  # n, 0..100
    start: np.ndarray  # n, or one for all where the weights are
    gaps: np.ndarray  # n
    points: np.ndarray  # n x P
    imbalance: np.ndarray  # n, geometric minus arithmetic mean, <= 0; 0 where it is switched off


def combine(
    weights: np.ndarray,
    reliability: np.ndarray,
    scores: np.ndarray,
    typical: np.ndarray,
    with_imbalance: bool = False,
) -> Combination:
    """Combine n x P pillar scores (0..100) and reliabilities (0..1); `typical` is P long, `weights` too or
    n x P.
    """
    evidence = weights * reliability
    coverage = evidence.sum(axis=1)
    known = coverage > 0
    share = np.where(known[:, None], evidence / np.where(known, coverage, 1.0)[:, None], 0.0)
    arithmetic = (share * scores).sum(axis=1)
    imbalance = geometric_mean(share, scores) - arithmetic if with_imbalance else np.zeros(len(scores))
    # Rounded below any figure shown, or the noise of re-weighting equal numbers would pass for a bar.
    gaps = np.round(((share - weights) * typical).sum(axis=1), 9) + 0.0
    return Combination(
        share=share,
        coverage=coverage,
        health=np.where(known, arithmetic + imbalance, np.nan),
        start=(weights * typical).sum(axis=-1),
        gaps=gaps,
        points=share * (scores - typical),
        imbalance=imbalance,
    )


def geometric_mean(share: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return prod s_p^omega_p per account: one very low pillar pulls it far below the arithmetic mean."""
    with np.errstate(divide="ignore"):
        logarithms = np.log(np.where(share > 0, scores, 1.0))
    return np.exp(np.multiply(share, logarithms, out=np.zeros_like(share), where=share > 0).sum(axis=1))
