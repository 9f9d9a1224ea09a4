"""The line of health over time: what it claims, where it breaks, what happened on the way."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.text import Text

from cxdesk.charts import Event, Surface, history_chart
from cxdesk.theme import theme
from tests.charts.invented import BANDS, invented_history

LOOK = theme()
SURFACE = Surface(LOOK, 550, 240)
NAN = float("nan")


def texts(chart) -> list[str]:
    """Return what is written in a chart."""
    return [text.get_text() for text in chart.figure.findobj(Text) if text.get_text()]


def plot_of(chart):
    """Return the axes with the line."""
    return chart.figure.axes[1]


def test_line_is_the_data():
    """The line's points are days since the first date and health; the axis ends at the last date."""
    chart = history_chart(invented_history([70, 66, 61, 58]), BANDS, SURFACE)
    line = plot_of(chart).lines[0]
    assert line.get_xydata().tolist() == [[0, 70], [30, 66], [60, 61], [90, 58]]
    assert plot_of(chart).get_xlim() == (0.0, 90.0)
    low, high = plot_of(chart).get_ylim()
    assert low <= 53
    assert high >= 75
    assert high - low >= 40


@pytest.mark.parametrize(
    ("health", "half_width", "title"),
    [
        ([70] * 6 + [58] * 7, 5.0, "Health fell 12 points in 12 months"),
        ([50] * 6 + [61] * 7, 5.0, "Health rose 11 points in 12 months"),
        ([60] * 6 + [61] * 7, 0.5, "Health rose 1 point in 12 months"),
        ([70] * 6 + [65] * 7, 5.0, "Health: no clear change in 12 months"),
        ([60] * 13, 0.0, "Health: no clear change in 12 months"),
        ([60], 5.0, "Health over time"),
        ([NAN, 60, NAN], 5.0, "Health over time"),
    ],
)
def test_title_claims_no_more_than_the_interval_allows(health, half_width, title):
    """A change is named where it exceeds sqrt(5² + 5²) = 7.1, half the interval of the difference."""
    assert history_chart(invented_history(health, half_width), BANDS, SURFACE).title == title


def test_unknown_dates_break_the_line():
    """Health unknown on four of ten dates: gaps in the line, a dot for a lone date, words in the gap."""
    health = [70, 69, NAN, NAN, NAN, 64, NAN, 62, 61, 60]
    chart = history_chart(invented_history(health), BANDS, SURFACE)
    line, dots = plot_of(chart).lines
    assert np.isnan(line.get_ydata()).tolist() == [bool(np.isnan(value)) for value in health]
    assert dots.get_ydata().tolist() == [64]
    assert "not known" in texts(chart)
    assert "known on 6 of 10 dates" in chart.subtitle
    assert chart.marks.item.tolist() == [0, 1, 5, 7, 8, 9]


def test_interval_is_a_band_between_its_ends():
    """The shaded band's corners are low and high of the first and last date, at the theme's opacity."""
    chart = history_chart(invented_history([70, 66, 61]), BANDS, SURFACE)
    band = plot_of(chart).collections[0]
    corners = {tuple(point) for point in band.get_paths()[0].vertices.tolist()}
    assert {(0, 65), (0, 75), (60, 56), (60, 66)} <= corners
    assert band.get_alpha() == LOOK.chart.interval_opacity


def test_events_are_labelled_without_touching():
    """Four events of the design's picture are all labelled; one outside the dates is not drawn."""
    first = np.datetime64("2025-09-30")
    names = ["Onboarding done", "Escalation #4411", "Champion left", "Action: seat review"]
    events = [Event(first + day, name) for day, name in zip((95, 185, 240, 300), names, strict=True)]
    events.append(Event(first - 40, "Before the beginning"))
    chart = history_chart(invented_history([60.0] * 13, events=events), BANDS, SURFACE)
    assert [name for name in names if name in texts(chart)] == names
    assert "Before the beginning" not in texts(chart)
    assert ("21 Aug 2025", "", "", "Before the beginning") in chart.as_table()


def test_events_without_room_are_counted():
    """Thirty events in a month cannot all be labelled: the others are counted, and all are in the table."""
    first = np.datetime64("2026-01-01")
    events = [Event(first + day, f"Something happened, number {day}") for day in range(30)]
    chart = history_chart(invented_history([60.0] * 13, events=events), BANDS, SURFACE)
    labelled = sum(text.startswith("Something") for text in texts(chart))
    assert 1 <= labelled < 30
    assert f"{30 - labelled} more events at the foot" in chart.subtitle
    assert sum(row[3].startswith("Something") for row in chart.as_table()) == 30


def test_bands_and_last_value_are_written():
    """The edges in view carry their numbers, the bands their words, and the line its newest value."""
    written = texts(history_chart(invented_history([70, 60, 50, 47]), BANDS, SURFACE))
    for expected in ("45", "65", "● Healthy", "▲ Watch", "47"):
        assert expected in written


def test_table_is_in_the_order_of_time():
    """Dates and events together: an event between two dates is a row between theirs."""
    event = Event(np.datetime64("2025-10-10"), "Champion left")
    rows = history_chart(invented_history([70, NAN], events=[event]), BANDS, SURFACE).as_table()
    assert rows == (
        ("Date", "Health", "80 % interval", "Event"),
        ("30 Sep 2025", "70", "[65, 75]", ""),
        ("10 Oct 2025", "", "", "Champion left"),
        ("30 Oct 2025", "–", "–", ""),
    )


def test_pointer_finds_the_nearest_date():
    """The plot is divided between the dates: left of the middle of two is the earlier one."""
    chart = history_chart(invented_history([70, 60, 50]), BANDS, SURFACE)
    marks = chart.marks
    assert marks.left[0] < marks.right[0] == marks.left[1] < marks.right[1] == marks.left[2]
    y = (marks.top[0] + marks.bottom[0]) / 2
    assert [marks.at(marks.left[1] + step, y) for step in (-2, 2)] == [0, 1]


def test_one_and_no_date():
    """One date is a dot with its value, no known date is a sentence."""
    one = history_chart(invented_history([55]), BANDS, SURFACE)
    assert "55" in texts(one)
    none = history_chart(invented_history([NAN] * 12), BANDS, SURFACE)
    assert "not known" in " ".join(texts(none))
    assert "known on 0 of 12 dates" in none.subtitle
    assert len(none.marks) == 0


def test_no_date_at_all():
    """A history without dates is said in words too."""
    chart = history_chart(invented_history([]), BANDS, SURFACE)
    assert "not known" in " ".join(texts(chart))
    assert len(chart.as_table()) == 1
