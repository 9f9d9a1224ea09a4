"""Efron and Morris's batting averages: the figures of the 1975 paper, by our shrinkage and beside it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import betaln

from cxdesk.health.shrinkage import STRENGTH_RANGE, shrink, shrink_rate

# Hits in the first 45 at bats of 1970, and the average over the rest of the season (Stan's copy of the data:
# Clemente, F. Robinson, Howard, Johnstone, Berry, Spencer, Kessinger, Alvarado, Santo, Swoboda, Petrocelli,
# Rodriguez, Scott, Unser, Williams, Campaneris, Munson, Alvis).
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7], dtype=float)
REST = np.array([
    0.346, 0.2981, 0.2764, 0.2218, 0.2727, 0.2704, 0.2645, 0.2101, 0.2686, 0.230, 0.2639, 0.2258, 0.3034,
    0.2635, 0.3299, 0.2849, 0.3162, 0.200,
])  # fmt: skip
TRIES, WILLIAMS = 45, 14


def _stretched(average: np.ndarray) -> np.ndarray:
    """Return sqrt(n) arcsin(2 p - 1): on that scale the variance is 1 whatever the average."""
    return np.sqrt(TRIES) * np.arcsin(2.0 * average - 1.0)


def _james_stein() -> tuple[np.ndarray, np.ndarray]:
    """Return the stretched averages, and their James-Stein estimates by `shrink`.

    The estimator keeps 1 - (k - 3) / V of each distance from the mean; that is a reliability of one
    observation with within-variance 1 and a prior of strength 1 / reliability - 1.
    """
    seen = _stretched(HITS / TRIES)
    spread = float(np.sum((seen - seen.mean()) ** 2))
    kept = 1.0 - (len(HITS) - 3) / spread
    return seen, shrink(seen, np.ones(18), seen.mean(), 1.0 / kept - 1.0, 1.0).value


def test_james_stein_on_the_arcsine_scale():
    """V 18.963, factor .20897 and mean -3.3166; estimates .290 .286 .281 .277 .273 .273 .268 .264 .259 .259,
    five times .254, .249 .244 .239 (Efron & Morris 1975, recomputed).
    """
    seen, estimates = _james_stein()
    spread = float(np.sum((seen - seen.mean()) ** 2))
    assert (spread, seen.mean()) == pytest.approx((18.963, -3.3166), abs=6e-4)
    assert (estimates - seen.mean())[0] / (seen - seen.mean())[0] == pytest.approx(0.20897, abs=2e-5)
    averages = (1.0 + np.sin(estimates / np.sqrt(TRIES))) / 2.0
    printed = [
        0.290, 0.286, 0.281, 0.277, 0.273, 0.273, 0.268, 0.264, 0.259, 0.259, 0.254, 0.254, 0.254, 0.254,
        0.254, 0.249, 0.244, 0.239,
    ]  # fmt: skip
    assert averages == pytest.approx(printed, abs=6e-4)


@pytest.mark.parametrize(
    ("williams", "raw", "shrunk", "ratio"), [(0.256, 17.55, 5.01, 3.50), (0.3299, 19.90, 6.26, 3.18)]
)
def test_the_papers_squared_errors(williams, raw, shrunk, ratio):
    """With .256 for Williams, as in the paper, 17.55 (printed 17.56), 5.01 and 3.50; Stan's file has .3299
    for him: 19.90, 6.26 and 3.18.
    """
    rest = REST.copy()
    rest[WILLIAMS] = williams
    seen, estimates = _james_stein()
    truth = _stretched(rest)
    before, after = np.sum((seen - truth) ** 2), np.sum((estimates - truth) ** 2)
    assert (before, after, before / after) == pytest.approx((raw, shrunk, ratio), abs=6e-3)


def _beta_binomial_maximum() -> tuple[float, float]:
    def loss(point: np.ndarray) -> float:
        alpha, beta = np.exp(point)
        return -float(np.sum(betaln(alpha + HITS, beta + TRIES - HITS) - betaln(alpha, beta)))

    found = minimize(
        loss, np.log([50.0, 150.0]), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12}
    )
    alpha, beta = np.exp(found.x)
    return float(alpha), float(beta)


def _beta_binomial_moments() -> tuple[float, float]:
    """Return alpha and beta from Var(x / n) = mu (1 - mu) (1 + (n - 1) / (M + 1)) / n, divisor k - 1."""
    rate = HITS / TRIES
    mean = rate.mean()
    excess = rate.var(ddof=1) * TRIES / (mean * (1.0 - mean)) - 1.0
    strength = (TRIES - 1.0) / excess - 1.0
    return float(mean * strength), float((1.0 - mean) * strength)


def test_the_strength_of_a_prior_is_barely_identified():
    """Maximum likelihood says 793 (210.6, 582.7), moments 368 (97.68, 270.31): so ours is capped at 50.

    Both computed here; for the season's rest it hardly matters: squared errors .02729 and .02664.
    """
    alpha, beta = _beta_binomial_maximum()
    assert (alpha, beta, alpha + beta) == (
        pytest.approx(210.6, abs=0.5),
        pytest.approx(582.7, abs=1.5),
        pytest.approx(793, abs=2),
    )
    other_alpha, other_beta = _beta_binomial_moments()
    assert (other_alpha, other_beta) == pytest.approx((97.68, 270.31), abs=6e-3)
    assert other_alpha + other_beta == pytest.approx(368, abs=0.5)
    for first, second, error in ((alpha, beta, 0.02729), (other_alpha, other_beta, 0.02664)):
        fitted = shrink_rate(HITS, TRIES, first / (first + second), first + second).value
        assert np.sum((fitted - REST) ** 2) == pytest.approx(error, abs=6e-6)
    assert STRENGTH_RANGE[1] == 50.0
