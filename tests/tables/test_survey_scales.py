"""Answers on their own scales, read between 0 and 1."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.tables.survey_scales import CES, CSAT, KIND_NAMES, NPS, satisfied, unit_score

OTHER = KIND_NAMES.index("other")


@pytest.mark.parametrize(
    ("scale", "lowest_satisfied"),
    [
        ((0, 1), 1),
        ((1, 2), 2),
        ((1, 3), 3),
        ((1, 4), 3),
        ((1, 5), 4),
        ((1, 7), 6),
        ((1, 10), 8),
        ((0, 10), 8),
    ],
)
def test_satisfied_is_the_top_of_the_scale(scale, lowest_satisfied):
    """The rule of the product page: top 1 of 3, top 2 of 4 to 7, top 3 of 10; counted by hand for each
    scale.
    """
    scores = np.arange(scale[0], scale[1] + 1)
    assert list(scores[satisfied(scores, *scale)]) == list(range(lowest_satisfied, scale[1] + 1))


@pytest.mark.parametrize(
    ("scale", "score", "is_satisfied"),
    [
        ((1, 5), 3.5, False),
        ((1, 5), 3.99, False),
        ((1, 5), 4.2, True),
        ((1, 7), 5.5, False),
        ((1, 3), 2.5, False),
    ],
)
def test_what_lies_below_the_lowest_satisfied_answer_is_not_satisfied(scale, score, is_satisfied):
    """Means of several questions: the top two of 1 to 5 begin at 4, those of 1 to 7 at 6, the top of 1 to 3
    at 3.
    """
    assert bool(satisfied([score], *scale)[0]) is is_satisfied


def test_satisfied_on_a_long_scale_is_the_top_thirty_percent():
    """Of 0 to 100 the scores from 70 up count; unknown scores or scales never do."""
    assert list(satisfied([69, 70, 71, 100], 0, 100)) == [False, True, True, True]
    assert not satisfied([np.nan, 5], [1, np.nan], [5, 5]).any()


def test_nps_units():
    """0 to 6 detract (0), 7 and 8 are passive (0.5), 9 and 10 promote (1): mean 6/11, so NPS = 200 x mean -
    100.
    """
    units = unit_score(np.full(11, NPS), np.arange(11), 0, 10, True)
    assert list(units) == [0.0] * 7 + [0.5] * 2 + [1.0] * 2


def test_nps_on_another_scale_is_unknown():
    """A 1 to 5 scale has no published break points: the user is asked, nothing is invented."""
    assert np.isnan(unit_score([NPS], [5], 1, 5, True)).all()


def test_effort_is_linear_and_knows_its_direction():
    """2 of 1 to 5 is 1/4 of the way; where 1 is easy, the same answer is 3/4; the ends are 0 and 1."""
    assert list(
        unit_score([CES, CES, CES, OTHER], [2, 2, 1, 7], [1, 1, 1, 1], [5, 5, 7, 7], [1, 0, 0, 1])
    ) == [0.25, 0.75, 1.0, 1.0]


def test_satisfaction_units_turn_with_the_scale():
    """On 1 to 5 with 1 best, 1 and 2 are the satisfied answers."""
    assert list(unit_score(np.full(5, CSAT), np.arange(1, 6), 1, 5, False)) == [1.0, 1.0, 0.0, 0.0, 0.0]


def test_what_cannot_be_said_is_unknown():
    """A score off its scale, an unknown scale, a scale of one point and an unknown direction give NaN."""
    scores, lows, highs = [6, 3, 3, 3], [1, np.nan, 3, 1], [5, 5, 3, 5]
    assert np.isnan(unit_score([CSAT] * 4, scores, lows, highs, [1, 1, 1, np.nan])).all()
