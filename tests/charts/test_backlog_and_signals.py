"""Backlog over signals: one time axis, one scale a panel, bars from zero."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.charts import Surface
from cxdesk.charts.backlog_and_signals import backlog_and_signals_chart
from cxdesk.charts.records import BacklogAndSignals
from cxdesk.charts.series import Series
from cxdesk.metrics.periods import WEEK, periods_to
from cxdesk.theme import theme
from tests.charts.seen import texts

NAN = float("nan")


def chart(waiting, csat):
    """Return the chart of weeks that end on 30 June 2025; reopening is not known."""
    count = len(waiting)
    waits, share, nothing = (np.array(part, dtype=float) for part in (waiting, csat, [NAN] * count))
    many = np.full(count, 30.0)
    backlog = Series("Open tickets", "tickets", waits, waits, nothing, nothing, nothing, (0.0, np.inf), False)
    signal = Series("CSAT", "share", share, many, share - 0.1, share + 0.1, nothing, (0.0, 1.0))
    reopened = Series(
        "Reopen rate",
        "share",
        nothing,
        many * 0,
        nothing,
        nothing,
        nothing,
        (0.0, 1.0),
        False,
        "They do not say.",
    )
    periods = periods_to(np.datetime64("2025-06-30"), WEEK, count)
    data = BacklogAndSignals("", periods, backlog, (signal, reopened), 120)
    return backlog_and_signals_chart(data, Surface(theme(), 900.0, 520.0, padding=16.0))


def test_panels_stand_below_each_other_on_one_time_axis():
    """Bars and line have plots of the same left and right end and the same weeks: never two scales in one."""
    bars, line = chart([12, 40, 9], [0.8, 0.6, 0.9]).figure.axes[1:]
    assert bars.get_position().x0 == line.get_position().x0
    assert bars.get_position().x1 == line.get_position().x1
    assert bars.get_position().y0 > line.get_position().y1
    assert bars.get_xlim() == line.get_xlim() == (0.0, 3.0)
    assert bars.get_ylim()[0] == 0.0


@pytest.mark.parametrize(
    ("waiting", "title"),
    [
        ([12, 40, 9], "9 open tickets; at most 40 at the end of a week, 23 Jun 2025"),
        ([12, 9, 40], "40 open tickets, the most in 3 weeks"),
        ([0, 0, 0], "No ticket was open at the end of any week"),
        ([0, 5, 1], "1 open ticket; at most 5 at the end of a week, 23 Jun 2025"),
    ],
)
def test_title_says_how_many_wait(waiting, title):
    """Now and at most, with the week in which that was."""
    assert chart(waiting, [0.8, 0.6, 0.9]).title == title


def test_what_is_not_known_says_why():
    """A signal without data has its reason in place of a line; one that stops says where."""
    written = texts(chart([12, 40, 9], [0.8, 0.6, NAN]))
    assert "They do not say." in written
    assert "n = 90, known to 23 Jun 2025" in written


def test_table_has_a_row_for_each_week():
    """Backlog and signals side by side."""
    assert chart([12, 40], [0.8, NAN]).as_table() == (
        (
            "Period",
            "Open tickets",
            "CSAT",
            "CSAT, 95 % interval",
            "CSAT, n",
            "Reopen rate",
            "Reopen rate, 95 % interval",
            "Reopen rate, n",
        ),
        ("to 23 Jun 2025", "12", "80\u00a0%", "[70, 90]", "30", "–", "", "0"),
        ("to 30 Jun 2025", "40", "–", "", "30", "–", "", "0"),
    )
