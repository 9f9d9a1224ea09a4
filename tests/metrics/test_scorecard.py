"""Points of a scorecard."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.scorecard import log_odds_of, point_scale, points_of


def test_six_hundred_points_at_fifty_to_one():
    """600 at 50:1, doubling every 20: factor 28.8539, offset 487.1229 (two published pages print 28.8539 and
    487.123).
    """
    scale = point_scale(600, 50, 20)
    assert (scale.factor, scale.offset) == pytest.approx((28.8539, 487.1229), abs=5e-5)
    assert points_of(np.log([50, 100, 25]), scale) == pytest.approx([600, 620, 580])
    assert log_odds_of([600, 620], scale) == pytest.approx(np.log([50, 100]))


def test_impossible_scales_are_refused():
    """Odds of 0 have no logarithm, and a step of 0 tells nothing apart."""
    for odds, step in ((0, 20), (50, 0)):
        with pytest.raises(ValueError, match="odds"):
            point_scale(600, odds, step)
