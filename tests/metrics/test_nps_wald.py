"""The plain Wald interval of NPS, which cxdesk does not show: the published figures that the
variance gives.
"""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.survey import nps, nps_interval, nps_variance

WALD = [
    ((54, 108, 162), 25.22, 41.45),
    ((1, 2, 3), -26.31, 92.97),
    ((0, 1, 4), 44.94, 115.06),
    ((0, 0, 3), 100.0, 100.0),
    ((10, 20, 70), 47.00, 73.00),
    ((2, 3, 5), -18.41, 78.41),
]


@pytest.mark.parametrize(("counts", "low", "high"), WALD)
def test_wald_from_our_variance(counts, low, high):
    """NPS -+ 1.96 sqrt(v / n) for six samples (methods 1.5): 0/1/4 ends beyond 100, 0/0/3 has no width."""
    half_width = 1.959964 * 100 * np.sqrt(nps_variance(*counts) / sum(counts))
    assert nps(*counts) - half_width == pytest.approx(low, abs=6e-3)
    assert nps(*counts) + half_width == pytest.approx(high, abs=6e-3)


# Coverage of Wald and of the adjusted interval at n = 3, 5, 10, 20, 50 (derived by 20,000 draws elsewhere).
COVERAGE = [
    ((0.1, 0.3, 0.6), ((0.72, 0.94), (0.89, 0.94), (0.87, 0.95), (0.92, 0.96), (0.94, 0.95))),
    ((0.05, 0.15, 0.8), ((0.47, 0.90), (0.67, 0.93), (0.88, 0.95), (0.86, 0.96), (0.93, 0.95))),
]


@pytest.mark.parametrize(("shares", "expected"), COVERAGE)
def test_coverage_of_both(shares, expected):
    """The adjusted interval holds the truth in 90 to 96 % of samples from 3 answers up, Wald in 47
    to 94 %.
    """
    random, truth = np.random.default_rng(13), 100 * (shares[2] - shares[0])
    for size, (wald, adjusted) in zip((3, 5, 10, 20, 50), expected, strict=True):
        draws = random.multinomial(size, shares, 20_000).T
        half_width = 1.959964 * 100 * np.sqrt(nps_variance(*draws) / size)
        low, high = nps_interval(*draws)
        assert np.mean(np.abs(nps(*draws) - truth) <= half_width) == pytest.approx(wald, abs=0.012)
        assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(adjusted, abs=0.012)
