"""The composite arithmetic against methods.md 1.12 (fixtures by an independent run, graded D there)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxdesk.health.combination import combine, geometric_mean

WEIGHTS = np.array([0.25, 0.30, 0.30, 0.15])
RELIABILITY = np.array([[0.5, 0.9, 0.8, 0.0]])
SCORES = np.array([[40.0, 70.0, 80.0, 0.0]])


def test_the_fixture_with_different_typical_scores() -> None:
    """methods.md 1.12: shares, health 67.874016, start 66, gap bar +3.448819, bars, coverage .635."""
    found = combine(WEIGHTS, RELIABILITY, SCORES, np.array([60.0, 60.0, 85.0, 50.0]))
    assert found.share[0] == pytest.approx([0.196850, 0.425197, 0.377953, 0.0], abs=5e-7)
    assert found.health[0] == pytest.approx(67.874016, abs=5e-7)
    assert found.start == pytest.approx(66.0)
    assert found.gaps[0] == pytest.approx(3.448819, abs=5e-7)
    assert found.points[0] == pytest.approx([-3.937008, 4.251969, -1.889764, 0.0], abs=5e-7)
    assert found.coverage[0] == pytest.approx(0.635)


def test_the_fixture_with_one_typical_score() -> None:
    """methods.md 1.12, second line: with all 60 the gap bar is 0 and the bars -3.9370 +4.2520 +7.5591 0."""
    found = combine(WEIGHTS, RELIABILITY, SCORES, np.full(4, 60.0))
    assert found.start == pytest.approx(60.0)
    assert found.gaps[0] == 0.0
    assert found.points[0] == pytest.approx([-3.9370, 4.2520, 7.5591, 0.0], abs=5e-5)


@pytest.mark.parametrize(
    ("scores", "arithmetic", "geometric"),
    [([90.0, 90.0, 90.0, 10.0], 78.0, 64.730), ([10.0, 90.0, 90.0, 90.0], 70.0, 51.962)],
)
def test_arithmetic_against_geometric(scores: list[float], arithmetic: float, geometric: float) -> None:
    """methods.md 1.12, last lines: 90/90/90/10 and 10/90/90/90 with full evidence; imbalance is the
    difference.
    """
    found = combine(WEIGHTS, np.ones((1, 4)), np.array([scores]), np.full(4, 60.0), with_imbalance=True)
    assert geometric_mean(found.share, np.array([scores]))[0] == pytest.approx(geometric, abs=5e-4)
    assert found.imbalance[0] == pytest.approx(geometric - arithmetic, abs=5e-4)
    assert found.health[0] == pytest.approx(geometric, abs=5e-4)


def test_without_evidence_there_is_no_score() -> None:
    """No pillar known: health is unknown, not typical and not zero."""
    found = combine(WEIGHTS, np.zeros((1, 4)), np.full((1, 4), 60.0), np.full(4, 60.0))
    assert np.isnan(found.health[0])
    assert found.coverage[0] == 0.0


numbers = some.floats(0.0, 100.0)
shares = some.floats(0.0, 1.0)


@given(
    some.lists(numbers, min_size=4, max_size=4),
    some.lists(shares, min_size=4, max_size=4),
    some.lists(numbers, min_size=4, max_size=4),
    some.booleans(),
)
def test_the_bars_always_add_up(scores, reliability, typical, with_imbalance) -> None:
    """Start, gaps, pillars and imbalance sum to the health for any scores and gaps, to 1e-9."""
    known, values = np.array([reliability]), np.array([scores])
    found = combine(WEIGHTS, known, values, np.array(typical), with_imbalance)
    if np.isnan(found.health[0]):
        assert max(reliability) == 0.0 or found.coverage[0] == 0.0
        return
    total = found.start + found.gaps[0] + found.points[0].sum() + found.imbalance[0]
    assert total == pytest.approx(found.health[0], abs=2e-9)
    assert found.imbalance[0] <= 1e-9
