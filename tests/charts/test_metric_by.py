"""Small panels: one scale, at most twelve, the rest named; claims only where groups differ."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.markers import CARETUP

from cxdesk.charts import Surface
from cxdesk.charts.metric_by import metric_by_chart
from cxdesk.charts.panels import Frame, draw_line, line_values
from cxdesk.charts.paper import open_paper
from cxdesk.charts.records import Groups, MetricBy
from cxdesk.charts.series import Series
from cxdesk.metrics.periods import QUARTER, periods_to
from cxdesk.theme import theme
from tests.charts.seen import texts


def chart(values: dict[str, list[float]], half=0.03, size=(900.0, 520.0), n=50, shared=False, adds_up=True):
    """Return the chart of a share by owner; overall values are the last ones."""
    count = len(next(iter(values.values())))
    series = tuple(
        Series(
            name,
            "share",
            value,
            np.full(count, float(n)),
            value - half,
            value + half,
            value * np.nan,
            (0.0, 1.0),
        )
        for name, value in ((name, np.array(value, dtype=float)) for name, value in values.items())
    )
    last = np.array([one.value[-1] for one in series])
    overall = Groups("CSAT", "share", last, np.full(len(last), n), last - half, last + half, (0.0, 1.0))
    periods = periods_to(np.datetime64("2025-06-30"), QUARTER, count)
    data = MetricBy("", "CSAT", "share", "owner", "", periods, series, overall, "", adds_up, shared)
    return metric_by_chart(data, Surface(theme(), *size, padding=16.0))


def test_panels_share_one_scale():
    """A group at 90 % and one at 40 % are drawn on the same axis, so that their lines can be compared."""
    drawn = chart({"Ann": [0.9, 0.9], "Bob": [0.4, 0.4]})
    limits = [axes.get_ylim() for axes in drawn.figure.axes[1:]]
    assert len(limits) == 2
    assert limits[0] == limits[1]
    low, high = limits[0]
    assert low <= 37.0
    assert high >= 93.0


@pytest.mark.parametrize(("size", "most"), [((1600.0, 900.0), 12), ((900.0, 520.0), 12), ((480.0, 300.0), 9)])
def test_the_rest_is_named(size, most):
    """Of fifteen groups at most twelve have a panel, fewer on a small chart; the table has all."""
    drawn = chart({f"Owner {number}": [0.5, 0.6] for number in range(15)}, size=size)
    panels = len(drawn.figure.axes) - 1
    assert 1 <= panels <= most
    assert any(text.startswith(f"In the table only ({15 - panels}): Owner {panels}") for text in texts(drawn))
    assert len(drawn.as_table()) == 1 + 15 * 2


@pytest.mark.parametrize(
    ("half", "title"),
    [
        (0.03, "CSAT 40\u00a0% for Bob, 90\u00a0% for Ann, last 2 quarters"),
        (0.4, "CSAT by owner: no clear difference, last 2 quarters"),
        (np.nan, "CSAT 40\u00a0% for Bob, 90\u00a0% for Ann, last 2 quarters"),
    ],
)
def test_title_claims_what_intervals_allow(half, title):
    """A difference of 0.5 beyond sqrt(2) · 0.03, one within sqrt(2) · 0.4, and values that are counted and
    have none. The claim is of the periods that the panels show, and the subtitle names the same.
    """
    drawn = chart({"Ann": [0.8, 0.9], "Bob": [0.5, 0.4]}, half)
    assert drawn.title == title
    assert "last 2 quarters" in drawn.subtitle


def test_what_is_looked_at_anew_each_time_is_told_of_the_newest_period():
    """Open tickets of two quarters do not add up: the title and the n are those of April to June 2025."""
    drawn = chart({"Ann": [0.8, 0.9], "Bob": [0.5, 0.4]}, adds_up=False)
    assert drawn.title == "CSAT 40\u00a0% for Bob, 90\u00a0% for Ann, Apr–Jun 2025"
    assert "n = 100 in Apr–Jun 2025" in drawn.subtitle


def test_one_group_is_compared_with_nothing():
    """A single group is a title without a claim; one that is not known is said to be so."""
    assert chart({"Ann": [0.8, 0.9]}).title == "CSAT by owner"
    assert chart({"not known": [0.8, 0.9]}).title == "CSAT: the owner is not known"


def test_what_counts_in_several_groups_is_said():
    """An incident that touched customers of both owners is one in each panel."""
    values = {"Ann": [0.8, 0.9], "Bob": [0.5, 0.4]}
    assert "shared incidents count in each group" in chart(values, shared=True).subtitle
    assert "shared" not in chart(values).subtitle


def test_no_band_is_cut_where_there_is_an_end():
    """Of three answers, between 10 and 90 %, beside fifty: the axis reaches around the whole range."""
    low, high = np.array([0.45, 0.1]), np.array([0.55, 0.9])
    nothing = np.full(2, np.nan)
    few = Series("Ann", "share", np.array([0.5, 0.5]), np.array([50.0, 3.0]), low, high, nothing, (0.0, 1.0))
    least, most = line_values([few])
    assert least <= 10.0
    assert most >= 90.0


def test_a_range_without_end_is_marked_where_it_goes_on():
    """Hours have no upper end: the range of three tickets, to 900 hours, is left out of an axis of up to 12,
    and an arrowhead at its top says so; the range of fifty is inside and has none.
    """
    nothing = np.full(2, np.nan)
    hours = Series(
        "Ann", "hours", np.array([10.0, 9.0]), np.array([50.0, 3.0]),
        np.array([8.0, 1.0]), np.array([12.0, 900.0]), nothing, (0.0, np.inf),
    )  # fmt: skip
    paper = open_paper(Surface(theme(), 480.0, 300.0, padding=16.0))
    frame = Frame(50.0, 50.0, 400.0, 250.0, 2, line_values([hours]))
    assert frame.values[1] < 900.0
    heads = [line for line in draw_line(paper, frame, hours).lines if line.get_marker() == CARETUP]
    assert [line.get_xydata().tolist() for line in heads] == [[[1.5, frame.values[1]]]]
