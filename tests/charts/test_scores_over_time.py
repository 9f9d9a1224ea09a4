"""Survey metrics over time: what the title claims, what is marked, what the table holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts import Surface
from cxdesk.charts.records import ScoresOverTime
from cxdesk.charts.scores_over_time import scores_over_time_chart
from cxdesk.charts.series import Series
from cxdesk.metrics.periods import QUARTER, periods_to
from cxdesk.theme import theme
from tests.charts.seen import texts

LOOK = theme()
SURFACE = Surface(LOOK, 900.0, 520.0, padding=16.0)
NAN = float("nan")


def series(value, change=None, n=40, name="NPS", unit="points", bounds=(-100.0, 100.0)) -> Series:
    """Return a metric with a range of 10 either way."""
    values = np.array(value, dtype=float)
    changes = np.full(len(values), NAN) if change is None else np.array(change, dtype=float)
    count = np.where(np.isnan(values), 0.0, n)
    return Series(name, unit, values, count, values - 10, values + 10, changes, bounds)


def chart(*several: Series, whose: str = "", comparisons: int = 1):
    """Return the chart of series that end in June 2025."""
    periods = periods_to(np.datetime64("2025-06-30"), QUARTER, len(several[0].value) if several else 1)
    data = ScoresOverTime(whose, periods, several, int(sum(one.n.sum() for one in several)), 0, comparisons)
    return scores_over_time_chart(data, SURFACE)


@pytest.mark.parametrize(
    ("value", "change", "title"),
    [
        ([20, 20, 48, 45], [NAN, NAN, 28, NAN], "NPS rose from +20 to +48, Jan–Mar 2025"),
        ([20, 20, 48, 5], [NAN, NAN, 28, -43], "NPS fell from +48 to +5, Apr–Jun 2025"),
        ([20, NAN, -8, -8], [NAN, NAN, -28, NAN], "NPS fell from +20 to −8, Jan–Mar 2025"),
        ([20, 22, 19, 21], None, "No clear change of scores from one quarter to the next"),
        ([NAN, NAN, NAN, 21], None, "Scores of one quarter"),
    ],
)
def test_title_is_the_newest_clear_change(value, change, title):
    """Values and period of the newest change that is marked; without any, that there is none."""
    assert chart(series(value, change)).title == title


def test_changes_are_marked_with_sign_shape_and_colour():
    """A rise of 28 is a triangle up in the good colour, a fall one down in the bad one."""
    drawn = chart(series([20, 48, 5], [NAN, 28, -43]))
    marks = {text.get_text(): text.get_color() for text in drawn.figure.axes[0].texts}
    assert marks["▲ +28"] == LOOK.good
    assert marks["▼ −43"] == LOOK.risk
    assert "▲▼ clear change from the quarter before (95\u00a0%)" in drawn.subtitle
    several = chart(series([20, 48, 5], [NAN, 28, -43]), comparisons=21)
    assert "▲▼ clear change from the quarter before (95\u00a0% over 21 comparisons)" in several.subtitle


def test_a_change_of_who_was_asked_is_told_as_such():
    """The second change is one of answers of which most came from other accounts: a hollow triangle, said in
    the subtitle, in the title, which is of that change, and in the table.
    """
    asked = replace(series([20, 48, 5], [NAN, 28, -43]), others=np.array([False, False, True]))
    drawn = chart(asked)
    marks = [text.get_text() for text in drawn.figure.axes[0].texts]
    assert "▲ +28" in marks
    assert "▽ −43" in marks
    assert drawn.title == "NPS fell from +48 to +5, Apr–Jun 2025, mostly other accounts"
    assert "△▽ with mostly other accounts answering" in drawn.subtitle
    assert [row[-1] for row in drawn.as_table()[1:]] == ["", "", "yes"]
    assert "△▽" not in chart(series([20, 48, 5], [NAN, 28, -43])).subtitle


def test_a_change_whose_direction_says_nothing_has_no_judging_colour():
    """Which end of effort is easy depends on the survey."""
    effort = Series(
        "CES",
        "rating",
        *np.array([[3.0, 5.0], [40, 40], [2.5, 4.5], [3.5, 5.5], [NAN, 2.0]]),
        bounds=(1.0, 7.0),
        higher_is_better=None,
    )
    marks = {text.get_text(): text.get_color() for text in chart(effort).figure.axes[0].texts}
    assert marks["▲ +2.0"] == LOOK.ink
    assert "CES, scale of 1 to 7" in marks


def test_line_and_band_are_the_data():
    """Points of the line in the middle of their periods; the band's corners are low and high."""
    axes = chart(series([20, 30])).figure.axes[1]
    assert axes.lines[0].get_xydata().tolist() == [[0.5, 20.0], [1.5, 30.0]]
    corners = {tuple(point) for point in axes.collections[0].get_paths()[0].vertices.tolist()}
    assert {(0.5, 10.0), (0.5, 30.0), (1.5, 20.0), (1.5, 40.0)} <= corners


def test_shares_are_drawn_in_percent_within_their_ends():
    """An axis of shares neither begins below 0 nor ends above 100."""
    share = series([1.0, 1.0], name="CSAT", unit="share", bounds=(0.0, 1.0))
    low, high = chart(share).figure.axes[1].get_ylim()
    assert high == 100.0
    assert 0.0 <= low <= 80.0


def test_few_answers_are_hollow_and_told():
    """Below five answers a point is hollow, and the subtitle says so."""
    drawn = chart(series([20, 30], n=4))
    hollow = drawn.figure.axes[1].lines[2]
    assert hollow.get_markerfacecolor() == LOOK.panel
    assert hollow.get_ydata().tolist() == [20.0, 30.0]
    assert "hollow: fewer than 5 answers" in drawn.subtitle


def test_table_has_each_known_value():
    """One row for each value, with range, n and change; unknown quarters are left out."""
    assert chart(series([20, NAN, 48], [NAN, NAN, 28])).as_table() == (
        ("Metric", "Period", "Value", "95 % interval", "Answers", "Clear change", "Mostly other accounts"),
        ("NPS", "Oct–Dec 2024", "+20", "[10, 30]", "40", "", ""),
        ("NPS", "Apr–Jun 2025", "+48", "[38, 58]", "40", "+28", ""),
    )


def test_marks_are_rows_of_the_table():
    """The second metric's marks go on where the first one's rows end."""
    drawn = chart(series([20, NAN, 48]), series([1, 2, 3], name="Other"))
    assert drawn.marks.item.tolist() == [0, 1, 2, 3, 4]


def test_nobody_answered():
    """No metric: a sentence with the next step."""
    drawn = chart()
    assert "Import surveys" in " ".join(texts(drawn))
    header = (
        "Metric",
        "Period",
        "Value",
        "95 % interval",
        "Answers",
        "Clear change",
        "Mostly other accounts",
    )
    assert drawn.as_table() == (header,)


def test_answers_without_dates_are_not_called_none():
    """Three answers of unknown day: the sentence says what is missing, not that nobody answered."""
    data = ScoresOverTime("", periods_to(np.datetime64("2025-06-30"), QUARTER, 1), (), 0, 3)
    drawn = scores_over_time_chart(data, SURFACE)
    assert "do not say when" in " ".join(texts(drawn))
    assert "3 without a date left out" in drawn.subtitle
