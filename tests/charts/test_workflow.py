"""Steps of workflows: bars of people from zero, shares of the step before, and what is said of none."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from cxdesk.charts import Surface
from cxdesk.charts.workflow import workflow_chart
from cxdesk.formatting import NO_BREAK
from cxdesk.theme import theme
from tests.charts.invented_behaviour import steps_of, workflows_of
from tests.charts.whole_text import written

SURFACE = Surface(theme(), 900, 520, padding=14)


def test_bars_count_people_on_one_scale():
    """200, 100 and 50 people are bars of 4 : 2 : 1, and another workflow's 50 are as long as these."""
    chart = workflow_chart(
        workflows_of(steps_of("Plan", [200, 100, 50]), steps_of("Bill", [50, 25])), SURFACE
    )
    widths = [bar.get_width() for bar in chart.figure.findobj(Rectangle) if 1 < bar.get_height() < 30]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 1 / 2, 1 / 4, 1 / 4, 1 / 8])
    assert chart.marks.item.tolist() == [0, 1, 2, 3, 4]


def test_title_says_where_most_people_stop():
    """From 200 to 150 fifty stop, from 150 to 20 a hundred and thirty: before step 2."""
    chart = workflow_chart(workflows_of(steps_of("Plan", [200, 150, 20, 15])), SURFACE)
    assert chart.title == "Plan: 15 of 200 come to the end, most stop before step 2 of Plan"
    whole = workflow_chart(workflows_of(steps_of("Plan", [9, 9])), SURFACE)
    assert whole.title == "Plan: 9 of 9 come to the end"


def test_of_several_the_one_finished_least():
    """15 of 200 is 8 %, 20 of 40 half; a workflow of three people is too small to be named."""
    chart = workflow_chart(
        workflows_of(steps_of("Plan", [200, 15]), steps_of("Bill", [40, 20]), steps_of("Tiny", [3, 0])),
        SURFACE,
    )
    assert chart.title == f"Of 3 workflows “Plan” is finished least: 8{NO_BREAK}%"
    assert "0 of 3" in written(chart)


def test_shares_and_table_are_of_the_step_before():
    """150 of 200 is 75 %, 20 of 150 is 13 %; the first step has no share."""
    rows = workflow_chart(workflows_of(steps_of("Plan", [200, 150, 20])), SURFACE).as_table()
    assert [row[3] for row in rows[1:]] == ["–", f"75{NO_BREAK}%", f"13{NO_BREAK}%"]
    assert [row[2] for row in rows[1:]] == ["200", "150", "20"]


def test_nobody_and_no_workflow():
    """A workflow that nobody began is counted, and where there is none the reason stands."""
    chart = workflow_chart(workflows_of(steps_of("Plan", [20, 15]), steps_of("Bill", [0, 0])), SURFACE)
    assert "nobody began 1 more workflow" in chart.subtitle
    nothing = workflow_chart(workflows_of(reason="No workflow is named."), SURFACE)
    assert "No workflow is named." in written(nothing)
