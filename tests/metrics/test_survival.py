"""Kaplan-Meier against published data sets, typed in as counts."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.survival import (
    grouped_quantile,
    kaplan_meier,
    median,
    quantile,
    quantile_interval,
    survival_at,
)

# Rossi's recidivism data (432 released prisoners, 52 weeks): arrests per week without and with financial aid.
ROSSI_WITHOUT_AID = {
    1: 1,
    2: 1,
    3: 1,
    4: 1,
    5: 1,
    6: 1,
    8: 2,
    10: 1,
    11: 1,
    13: 1,
    14: 2,
    16: 1,
    17: 3,
    18: 2,
    19: 1,
    20: 1,
    21: 2,
    23: 1,
    24: 2,
    25: 3,
    26: 3,
    27: 2,
    28: 2,
    30: 1,
    31: 1,
    32: 1,
    33: 2,
    35: 1,
    37: 2,
    38: 1,
    39: 1,
    40: 3,
    43: 4,
    44: 2,
    45: 1,
    46: 1,
    47: 1,
    48: 1,
    49: 2,
    50: 1,
    52: 4,
}
ROSSI_WITH_AID = {
    7: 1,
    8: 3,
    9: 2,
    11: 1,
    12: 2,
    14: 1,
    15: 2,
    16: 1,
    18: 1,
    19: 1,
    20: 4,
    22: 1,
    24: 2,
    30: 1,
    32: 1,
    34: 2,
    35: 3,
    36: 3,
    37: 2,
    39: 1,
    40: 1,
    42: 2,
    45: 1,
    46: 3,
    48: 1,
    49: 3,
    50: 2,
}
# Waltons data (163 flies): deaths per day, and those lost from sight.
WALTONS = {
    6: 1,
    7: 1,
    9: 3,
    13: 3,
    15: 2,
    17: 1,
    19: 3,
    22: 4,
    26: 5,
    29: 5,
    32: 1,
    33: 3,
    36: 2,
    38: 2,
    41: 7,
    43: 1,
    45: 9,
    47: 1,
    48: 8,
    51: 3,
    53: 7,
    54: 2,
    56: 18,
    58: 4,
    60: 15,
    61: 9,
    62: 2,
    63: 9,
    66: 3,
    68: 9,
    69: 12,
    75: 1,
}
WALTONS_OPEN = {7: 1, 45: 1, 60: 1, 61: 2, 68: 1, 69: 1}

# lifelines 0.30.3 on `rossi`: week, S(t), and the 95 % log-log interval where it was noted.
ROSSI_CURVE = [
    (1, 0.997685, 0.983683, 0.999674),
    (8, 0.972222, 0.951605, 0.984129),
    (10, 0.965278, 0.943065, 0.978921),
    (20, 0.907407, 0.875922, 0.931217),
    (26, 0.875000, 0.839975, 0.902804),
    (52, 0.736111, 0.691860, 0.775063),
]


def _typed(events: dict[int, int], still_open: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    ended = np.repeat(list(events), list(events.values())).astype(float)
    running = np.repeat(list(still_open), list(still_open.values())).astype(float)
    return np.concatenate((ended, running)), np.repeat([True, False], [len(ended), len(running)])


def _rossi() -> tuple[np.ndarray, np.ndarray]:
    without, with_aid = _typed(ROSSI_WITHOUT_AID, {52: 150}), _typed(ROSSI_WITH_AID, {52: 168})
    return np.concatenate((without[0], with_aid[0])), np.concatenate((without[1], with_aid[1]))


@pytest.mark.parametrize(("week", "survival", "low", "high"), ROSSI_CURVE)
def test_rossi_curve_and_interval(week, survival, low, high):
    """Estimate and Greenwood log-log interval equal lifelines 0.30.3 to the six digits noted."""
    curve = kaplan_meier(*_rossi())
    row = np.searchsorted(curve.times, week)
    assert (curve.survival[row], curve.low[row], curve.high[row]) == pytest.approx(
        (survival, low, high), abs=6e-7
    )


def test_rossi_later_weeks_and_groups():
    """More points of the same run: weeks 30, 40, 50, and both arms at weeks 26 and 52 with 66 and 48
    events.
    """
    curve = kaplan_meier(*_rossi())
    assert survival_at(curve, [0, 30, 40, 50]) == pytest.approx([1.0, 0.861111, 0.803241, 0.745370], abs=6e-7)
    without = kaplan_meier(*_typed(ROSSI_WITHOUT_AID, {52: 150}))
    with_aid = kaplan_meier(*_typed(ROSSI_WITH_AID, {52: 168}))
    assert (without.events.sum(), with_aid.events.sum()) == (66, 48)
    assert survival_at(without, [26, 52]) == pytest.approx([0.851852, 0.694444], abs=6e-7)
    assert survival_at(with_aid, [26, 52]) == pytest.approx([0.898148, 0.777778], abs=6e-7)


def test_waltons_median():
    """The median of the waltons data is 56 (lifelines 0.30.3); rossi's is not reached, as 74 % were never
    arrested.
    """
    assert median(kaplan_meier(*_typed(WALTONS, WALTONS_OPEN))) == 56
    assert np.isnan(median(kaplan_meier(*_rossi())))


def test_open_cases_move_the_median():
    """Three closed in 1, 2, 3 hours and four open for 50: half of seven are not closed, the mean of closed
    says 2.
    """
    curve = kaplan_meier([1, 2, 3, 50, 50, 50, 50], [1, 1, 1, 0, 0, 0, 0])
    assert np.isnan(median(curve))
    assert quantile(curve, 3 / 7) == 3


def test_quantiles_at_an_exact_step():
    """S = 1/2 exactly counts as half ended; with everyone ended S is 0 and has no log-log interval.

    R's survfit has NA there, and so for the upper end of the median of these four: the largest of few times
    is no limit of what a median can be.
    """
    curve = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    assert (median(curve), quantile(curve, 0.75), quantile(curve, 1.0)) == (2, 3, 4)
    assert curve.survival[-1] == 0.0
    assert np.isnan([curve.low[-1], curve.high[-1]]).all()
    low, high = quantile_interval(curve, 0.5)
    assert low == 1
    assert np.isnan(high)


def test_quantile_interval_brackets_the_quantile():
    """The inverted interval of the waltons median contains 56 and is narrower at a lower level."""
    durations, observed = _typed(WALTONS, WALTONS_OPEN)
    wide = quantile_interval(kaplan_meier(durations, observed), 0.5)
    narrow = quantile_interval(kaplan_meier(durations, observed, level=0.5), 0.5)
    assert wide[0] <= narrow[0] <= 56 <= narrow[1] <= wide[1]
    assert wide[1] - wide[0] > narrow[1] - narrow[0]


def test_groups_at_once_equal_one_by_one():
    """The vectorised quantiles equal the curve of each group, over ties, open ends, empty and one-row
    groups.
    """
    random = np.random.default_rng(3)
    groups = random.integers(0, 40, 400)
    groups[groups == 7] = 8  # group 7 stays empty
    durations = random.integers(0, 12, 400).astype(float)
    observed = random.random(400) < 0.7
    for probability in (0.2, 0.5, 0.8):
        together = grouped_quantile(durations, observed, groups, 41, probability)
        curves = [kaplan_meier(durations[groups == g], observed[groups == g]) for g in range(41)]
        alone = [(quantile(curve, probability), *quantile_interval(curve, probability)) for curve in curves]
        np.testing.assert_array_equal(np.transpose(together), alone)


def test_empty_and_impossible_input():
    """No durations give an empty curve; a negative or unknown duration is refused."""
    assert np.isnan(median(kaplan_meier([], [])))
    assert np.isnan(grouped_quantile([], [], [], 2)[0]).all()
    for bad in ([-1.0], [np.nan]):
        with pytest.raises(ValueError, match="durations"):
            kaplan_meier(bad, [1])
