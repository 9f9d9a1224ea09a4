"""Where answers are parted: by the rule of the product, or as the user says; printed with the number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import measure
from cxdesk.metrics.break_points import rule_text, why_unparted
from cxdesk.tables.survey_scales import CSAT, NPS, Breaks, unit_score
from cxdesk.workspace.conventions import Conventions
from tests.metrics.made_facts import answers_of, make_facts

OURS = Conventions(
    csat_satisfied_from=(Breaks(1, 5, (3,)),), nps_passive_and_promoter_from=(Breaks(1, 10, (7, 9)),)
)


def answered(kind: str, scores: list[float], scale: tuple[float, float], conventions: Conventions = OURS):
    """Return facts of one account whose people answered so, as they are read with those conventions."""
    facts = make_facts(1, answers=answers_of(kind, scores, scale))
    answers = facts.answers
    unit = unit_score(
        answers.kind,
        answers.score,
        answers.scale_min,
        answers.scale_max,
        answers.high_is_good,
        conventions.csat_satisfied_from,
        conventions.nps_passive_and_promoter_from,
    )
    return replace(facts, answers=replace(answers, unit=unit), conventions=conventions)


def test_satisfied_begins_where_the_user_says() -> None:
    """Of 1 to 5 with 3 named: 2 of 1, 2, 3, 5 are satisfied, as usual (from 4) one is. Other scales stay."""
    assert measure("csat", answered("csat", [1, 2, 3, 5], (1, 5))).value == 0.5
    assert measure("csat", answered("csat", [1, 2, 3, 5], (1, 5), Conventions())).value == 0.25
    assert unit_score([CSAT] * 2, [5, 6], [1, 1], [7, 7], [1, 1], OURS.csat_satisfied_from).tolist() == [0, 1]


def test_own_break_points_of_a_scale_upside_down_are_of_good_answers() -> None:
    """On 1 to 5 with 1 best, 1 to 3 are the good answers 5 to 3: three of five."""
    units = unit_score([CSAT] * 5, np.arange(1, 6), [1] * 5, [5] * 5, [0] * 5, OURS.csat_satisfied_from)
    assert units.tolist() == [1, 1, 1, 0, 0]


def test_nps_of_another_scale_counts_once_it_has_break_points() -> None:
    """1 to 10 has no published break points: without any no NPS, and the number says what to do. With 7 and
    9: promoters 10 and 9, detractors 6 and 1, of five answers: 0.
    """
    scores = [10, 9, 8, 6, 1]
    found = measure("nps", answered("nps", scores, (1, 10)))
    assert (found.value, found.n) == (0.0, 5)
    without = measure("nps", answered("nps", scores, (1, 10), Conventions()))
    assert without.missing.startswith("5 answers are on 1 to 10, which has no break points: say")


def test_the_usual_scale_of_nps_stays_unless_it_is_named() -> None:
    """0 to 10 with 5 and 8 named: 8 promotes and 5 is passive; without, 8 is passive and 5 detracts."""
    named = (Breaks(0, 10, (5, 8)),)
    assert unit_score([NPS] * 2, [8, 5], [0, 0], [10, 10], [1, 1], (), named).tolist() == [1.0, 0.5]
    assert unit_score([NPS] * 2, [8, 5], [0, 0], [10, 10], [1, 1]).tolist() == [0.5, 0.0]


@pytest.mark.parametrize(
    ("name", "scores", "scale", "conventions", "text"),
    [
        ("csat", [5], (1, 5), Conventions(), "Here: satisfied from 4 on 1 to 5."),
        ("csat", [5], (1, 5), OURS, "Here: satisfied from 3 on 1 to 5 (your own)."),
        ("csat", [8], (1, 10), OURS, "Here: satisfied from 8 on 1 to 10."),
        ("nps", [9], (0, 10), OURS, "Here: passive from 7, promoter from 9 on 0 to 10."),
        ("nps", [9], (1, 10), OURS, "Here: passive from 7, promoter from 9 on 1 to 10 (your own)."),
        ("ces", [3], (1, 7), OURS, ""),
    ],
)
def test_the_rule_is_printed(name: str, scores: list, scale: tuple, conventions: Conventions, text: str):
    """The words say the scale of the answers, where it is parted, and whose rule that is."""
    assert rule_text(name, answered(name, scores, scale, conventions)) == text


def test_of_several_scales_those_that_do_not_count_are_told() -> None:
    """Two answers on 0 to 10 count, one on 1 to 5 does not: both are said, and NPS has its value."""
    facts = make_facts(
        1,
        answers=answers_of(
            "nps", [9, 10, 5], (0, 10), scale_min=[0.0, 0.0, 1.0], scale_max=[10.0, 10.0, 5.0]
        ),
    )
    text = rule_text("nps", facts)
    assert text.startswith("Here: passive from 7, promoter from 9 on 0 to 10. 1 answer is on 1 to 5,")
    assert why_unparted("nps", facts) == ""
