"""Where the accounts stand in the quadrant, how large, and what is said of those that cannot be shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from cxdesk.charts import Surface, quadrant_chart
from cxdesk.theme import theme
from tests.charts.invented import BANDS, invented_spots
from tests.charts.seen import outside, overlapping

LOOK = theme()
SURFACE = Surface(LOOK, 350, 420)


def clouds(chart) -> dict[tuple, PathCollection]:
    """Return the scatter of each band by the colour of its rims."""
    return {
        tuple(np.round(cloud.get_edgecolors()[0][:3], 6)): cloud
        for cloud in chart.figure.findobj(PathCollection)
        if len(cloud.get_offsets())
    }


def cloud_of(chart, band: str) -> PathCollection:
    """Return the scatter of one band."""
    return clouds(chart)[tuple(np.round(to_rgba(LOOK.band(band).ink)[:3], 6))]


def texts(chart) -> list[str]:
    """Return what is written in a chart."""
    return [text.get_text() for text in chart.figure.findobj(Text) if text.get_text()]


def test_marks_are_where_matplotlib_draws_them():
    """The boxes for the pointer are centred on the pixels that matplotlib's own transform gives."""
    spots = invented_spots(120, without_value=7)
    chart = quadrant_chart(spots, BANDS, SURFACE, "EUR")
    axes = chart.figure.axes[1]
    drawn = axes.transData.transform(np.column_stack([chart.marks.x, chart.marks.y]))
    assert (chart.marks.left + chart.marks.right) / 2 == pytest.approx(drawn[:, 0], abs=1e-6)
    assert (chart.marks.top + chart.marks.bottom) / 2 == pytest.approx(420 - drawn[:, 1], abs=1e-6)
    assert chart.marks.x == pytest.approx(spots.health[chart.marks.item])
    assert chart.marks.y == pytest.approx(spots.value[chart.marks.item])
    assert sorted(chart.marks.item) == list(range(7, 120))


def test_every_bubble_is_whole():
    """The boxes of all bubbles, thick rims included, are inside the figure and below the heading."""
    for count in (1, 10, 500):
        marks = quadrant_chart(invented_spots(count), BANDS, SURFACE).marks
        assert marks.left.min() >= 2
        assert marks.right.max() <= 348
        assert marks.top.min() >= 20
        assert marks.bottom.max() <= 418


def test_area_is_proportional_to_size():
    """Four times the ARR is four times the area, also across shapes: circle pi/4, square 1, triangle 1/2."""
    spots = replace(
        invented_spots(3),
        health=np.array([80.0, 55.0, 30.0]),
        band=["healthy", "watch", "at risk"],
        size=np.array([400e3, 100e3, 100e3]),
    )
    chart = quadrant_chart(spots, BANDS, SURFACE)
    filled = {"healthy": np.pi / 4, "watch": 1 / 2, "at risk": 1.0}
    area = {band: cloud_of(chart, band).get_sizes()[0] * share for band, share in filled.items()}
    assert area["healthy"] / area["watch"] == pytest.approx(4.0)
    assert area["watch"] == pytest.approx(area["at risk"])


def test_bands_differ_in_shape():
    """Circle, triangle and square: the paths of the three markers have different numbers of corners."""
    chart = quadrant_chart(invented_spots(60), BANDS, SURFACE)
    corners = {band: len(cloud_of(chart, band).get_paths()[0]) for band, _start in BANDS}
    assert corners["watch"] == 4
    assert corners["at risk"] == 5
    assert corners["healthy"] > 10


def test_one_scatter_for_each_band():
    """Ten thousand accounts are three drawing calls, or four with those of unknown band."""
    spots = invented_spots(10_000)
    assert len(quadrant_chart(spots, BANDS, SURFACE).figure.findobj(PathCollection)) == 3
    unknown = replace(spots, band=["unknown", *spots.band[1:]])
    assert len(quadrant_chart(unknown, BANDS, SURFACE).figure.findobj(PathCollection)) == 4


def test_rims_and_hollow_marks():
    """Renewing soon is a thick rim, little evidence is no fill: both in the order largest first."""
    spots = replace(
        invented_spots(3),
        health=np.array([80.0, 75.0, 70.0]),
        band=["healthy"] * 3,
        size=np.array([300e3, 200e3, 100e3]),
        renews_soon=np.array([True, False, False]),
        hollow=np.array([False, True, False]),
    )
    cloud = cloud_of(quadrant_chart(spots, BANDS, SURFACE), "healthy")
    widths, fills = cloud.get_linewidths(), cloud.get_facecolors()
    assert widths[0] == LOOK.chart.rim_width
    assert widths[0] > widths[1] > widths[2]
    assert [opacity > 0 for opacity in fills[:, 3]] == [True, False, True]


def test_accounts_that_cannot_be_placed_are_counted():
    """NaN, zero and negative values have no place on a logarithmic axis; no score has none either."""
    spots = invented_spots(10)
    spots.value[:3] = (np.nan, 0.0, -5.0)
    spots.health[3] = np.nan
    chart = quadrant_chart(spots, BANDS, SURFACE)
    assert chart.subtitle == "6 accounts · 3 without a value are not shown · 1 without a score is not shown"
    assert sorted(chart.marks.item) == list(range(4, 10))
    assert len(chart.as_table()) == 11


def test_nothing_to_show_is_said_in_words():
    """No accounts, and accounts without values, are different sentences, and nothing is drawn."""
    none = quadrant_chart(invented_spots(0), BANDS, SURFACE)
    unvalued = quadrant_chart(invented_spots(4, without_value=4), BANDS, SURFACE)
    assert len(none.marks) == len(unvalued.marks) == 0
    assert "There are no accounts" in " ".join(texts(none))
    assert "No account has both" in " ".join(texts(unvalued))


def test_equal_and_unknown_sizes_can_be_drawn():
    """Equal values, unknown or negative ARR: bubbles of some size that the pointer finds, no warning."""
    spots = invented_spots(20)
    spots.health[:], spots.value[:], spots.size[:] = 58.0, 1e5, 2e4
    assert len(quadrant_chart(spots, BANDS, SURFACE).marks) == 20
    spots.size[:10], spots.size[10:] = np.nan, -1.0
    marks = quadrant_chart(spots, BANDS, SURFACE).marks
    assert np.all(marks.right - marks.left >= 2.0)
    assert marks.at(*_centre(marks, 0)) in range(20)


def _centre(marks, index: int) -> tuple[float, float]:
    """Return the middle of a mark in pixels."""
    return (marks.left[index] + marks.right[index]) / 2, (marks.top[index] + marks.bottom[index]) / 2


def test_pointer_finds_every_lone_account():
    """Ten accounts far apart: the pixel at the middle of each leads to that account."""
    marks = quadrant_chart(invented_spots(10, seed=5), BANDS, SURFACE).marks
    assert [marks.at(*_centre(marks, index)) for index in range(10)] == marks.item.tolist()


def test_corners_and_bands_are_named():
    """Both corners, both edges, the three bands and the value axis are written."""
    written = texts(quadrant_chart(invented_spots(60), BANDS, SURFACE, "EUR"))
    for expected in ("Save first", "Grow", "45", "65", "■ At risk", "▲ Watch", "● Healthy"):
        assert expected in written
    assert "Lifetime value, EUR (log) →" in written


@pytest.mark.parametrize("width", [206, 350, 700])
def test_both_edges_have_their_numbers_at_every_width(width: int) -> None:
    """Intent: beside a narrow window 65 gave way to the name of its axis, and the second line was nameless.

    Expected: both numbers and the axis's name are there, none over another and none beyond the chart.
    """
    chart = quadrant_chart(invented_spots(60), BANDS, Surface(LOOK, width, 420), "EUR")
    assert {"45", "65", "Health →"} <= set(texts(chart))
    assert not [pair for pair in overlapping(chart) if {"45", "65", "Health →"} & set(pair)]
    assert not outside(chart)


def test_caption_names_only_what_is_there():
    """Rim and hollow marks are explained where there are any."""
    spots = replace(invented_spots(5), hollow=np.zeros(5, bool), renews_soon=np.zeros(5, bool))
    assert "Bubble area is ARR." in texts(quadrant_chart(spots, BANDS, SURFACE))
    # Where segments have bands of their own, a mark may stand on the other side of a line.
    told = " ".join(texts(quadrant_chart(replace(spots, own_bands=True), BANDS, SURFACE)))
    assert "those of each segment." in told
    assert "lines are the general bands, colours" in told
    soon = replace(spots, renews_soon=np.ones(5, bool))
    caption = " ".join(texts(quadrant_chart(soon, BANDS, SURFACE, renewal_days=60)))
    assert "a thick rim renews within 60 days" in caption
    assert "hollow" not in caption
