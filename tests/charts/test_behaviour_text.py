"""Charts of durations, seats, features, workflows, cases and themes keep their text whole at every size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts import Chart, Surface, pixels
from cxdesk.charts.adoption import adoption_chart
from cxdesk.charts.aligned_records import TeamRates
from cxdesk.charts.durations import Durations
from cxdesk.charts.escalations import escalations_chart
from cxdesk.charts.seats_by_age import seats_by_age_chart
from cxdesk.charts.survival import survival_chart
from cxdesk.charts.themes import themes_chart
from cxdesk.charts.workflow import workflow_chart
from cxdesk.theme import theme
from tests.charts.invented_behaviour import (
    LONG,
    SOLVING,
    group_of,
    invented_cases,
    invented_durations,
    invented_features,
    invented_seats,
    invented_themes,
    rate_of,
    steps_of,
    workflows_of,
)
from tests.charts.whole_text import SIZES, assert_table_is_text, assert_text_is_whole_and_apart

NO_TICKETS = "No tickets in the last 365 days."


FLOWS = (*(steps_of(f"Flow {number}", [90, 40, 8 - number]) for number in range(8)), steps_of(LONG, [3, 1]))
MANY_STEPS = steps_of("Long", list(range(90, 60, -1)))
FEW_CASES = TeamRates("All together", rate_of(0, 0, "None."), rate_of(1, 3))


def _only(hours: list[float]) -> Durations:
    return Durations(SOLVING, "opened in the last 365 days", group_of("All together", hours))


CHARTS: dict[str, Callable[[Surface], Chart]] = {
    "survival": lambda on: survival_chart(invented_durations(), on),
    "survival of minutes": lambda on: survival_chart(invented_durations(scale=0.1), on),
    "survival of years": lambda on: survival_chart(invented_durations(scale=9000), on),
    "survival of 2 groups": lambda on: survival_chart(invented_durations(groups=2), on),
    "survival of 5 groups": lambda on: survival_chart(invented_durations(groups=5), on),
    "survival of 9 groups": lambda on: survival_chart(invented_durations(groups=9), on),
    "survival of equal times": lambda on: survival_chart(_only([5.0] * 40), on),
    "survival of no time": lambda on: survival_chart(_only([0.0] * 40), on),
    "survival of one": lambda on: survival_chart(_only([5.0]), on),
    "survival of none": lambda on: survival_chart(Durations(SOLVING, "", reason=NO_TICKETS), on),
    "seats": lambda on: seats_by_age_chart(invented_seats(), on),
    "seats of 3000": lambda on: seats_by_age_chart(invented_seats(3000), on),
    "seats of a chosen one": lambda on: seats_by_age_chart(invented_seats(chosen=2), on),
    "seats of equals": lambda on: seats_by_age_chart(invented_seats(equal=True), on),
    "seats of one": lambda on: seats_by_age_chart(invented_seats(1), on),
    "seats of none": lambda on: seats_by_age_chart(invented_seats(0), on),
    "features": lambda on: adoption_chart(invented_features(), on),
    "40 features": lambda on: adoption_chart(invented_features(40), on),
    "one feature": lambda on: adoption_chart(invented_features(1), on),
    "no feature": lambda on: adoption_chart(invented_features(0, reason="Usage does not name features."), on),
    "one workflow": lambda on: workflow_chart(workflows_of(steps_of("Report", [200, 150, 20, 0])), on),
    "9 workflows": lambda on: workflow_chart(workflows_of(*FLOWS), on),
    "a workflow of 30 steps": lambda on: workflow_chart(workflows_of(MANY_STEPS), on),
    "no workflow": lambda on: workflow_chart(workflows_of(reason="No workflow is named."), on),
    "cases": lambda on: escalations_chart(invented_cases(), on),
    "cases of 30 teams": lambda on: escalations_chart(invented_cases(30), on),
    "cases without teams": lambda on: escalations_chart(invented_cases(0), on),
    "cases without hours": lambda on: escalations_chart(invented_cases(has_hours=False), on),
    "cases of few": lambda on: escalations_chart(replace(invented_cases(0), together=FEW_CASES), on),
    "themes": lambda on: themes_chart(invented_themes(), on),
    "one theme": lambda on: themes_chart(invented_themes(1), on),
    "too few comments": lambda on: themes_chart(invented_themes(0, 12), on),
    "no comment": lambda on: themes_chart(replace(invented_themes(0, 0), samples=()), on),
}  # fmt: skip


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("name", CHARTS)
def test_text_is_whole_and_apart(name, size):
    """From 480 x 300 to 1600 x 900 every text lies inside the figure and on no other text; and the table that
    stands for the chart is as long in every row.
    """
    chart = CHARTS[name](Surface(theme(), *size, padding=14))
    assert_text_is_whole_and_apart(chart, size)
    assert_table_is_text(chart)


@pytest.mark.parametrize(
    "name", ["survival of 5 groups", "seats", "features", "one workflow", "cases", "themes"]
)
def test_dark_and_light_say_the_same(name):
    """The themes differ in colours alone: words and marks are equal, the ground is each theme's panel."""
    light, dark = (CHARTS[name](Surface(theme(is_dark), 480, 300)) for is_dark in (False, True))
    assert (light.title, light.subtitle, light.as_table()) == (dark.title, dark.subtitle, dark.as_table())
    assert np.array_equal(light.marks.left, dark.marks.left)
    for chart, is_dark in ((light, False), (dark, True)):
        corner = pixels(chart)[0, 0, :3]
        assert "#{:02X}{:02X}{:02X}".format(*corner) == theme(is_dark).panel


@pytest.mark.parametrize("name", CHARTS)
def test_marks_lie_inside(name):
    """What the pointer meets is inside the figure, and each item once."""
    chart = CHARTS[name](Surface(theme(), 480, 300, padding=14))
    marks = chart.marks
    assert len(set(marks.item.tolist())) == len(marks)
    for start in (marks.left, marks.top):
        assert np.all(start >= -1)
    assert np.all(marks.right <= 481)
    assert np.all(marks.bottom <= 301)
