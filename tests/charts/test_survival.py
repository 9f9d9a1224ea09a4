"""What the survival charts say: times, numbers at risk, and what they leave out, against plain counting."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts import Surface
from cxdesk.charts.durations import Durations
from cxdesk.charts.survival import survival_chart
from cxdesk.charts.time_scale import time_text, time_ticks
from cxdesk.formatting import NEUTRAL, NO_BREAK
from cxdesk.theme import theme
from tests.charts.invented_behaviour import SOLVING, group_of, invented_durations
from tests.charts.whole_text import written

SURFACE = Surface(theme(), 480, 300, padding=14)
WHEN = "opened in the last 365 days"


def _chart(hours, ended=None, **changes):
    durations = Durations(SOLVING, WHEN, group_of("All together", hours, ended))
    return survival_chart(replace(durations, **changes), SURFACE)


def _plain(text: str) -> str:
    return text.replace(NO_BREAK, " ")


def test_title_says_half_and_eighty_per_cent():
    """Ten tickets solved after 1 to 10 hours: five of ten within 5 h, eight within 8 h."""
    chart = _chart(range(1, 11))
    assert _plain(chart.title) == "Half of the tickets are solved within 5.0 h, 80 % within 8.0 h"
    assert "10 tickets opened in the last 365 days, 0 still open" in chart.subtitle


def test_quantiles_that_are_not_reached_are_said():
    """Of ten tickets six are open: half are not solved. With three open the 80 % are not reached."""
    few = _chart(range(1, 11), [1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    assert few.title == "Fewer than half of the tickets are solved so far"
    some = _chart(range(1, 11), [1] * 7 + [0] * 3)
    assert _plain(some.title) == "Half of the tickets are solved within 5.0 h, fewer than 80 % yet"


def test_table_has_the_numbers_at_risk():
    """Ten tickets of 1 to 10 hours, one of them open since 6: at risk are those that lasted as long, and the
    open share does not fall at 6 h. Counted by hand.
    """
    ended = [hours != 6 for hours in range(1, 11)]
    rows = {_plain(row[1]): row for row in _chart(range(1, 11), ended).as_table()[1:]}
    assert [rows[time][2] for time in ("0", "2 h", "6 h", "10 h")] == ["10", "9", "5", "1"]
    assert _plain(rows["2 h"][3]) == "80 %"
    # Kaplan-Meier: 5/10 after 5 h, unchanged at 6 h, then 5/10 x 3/4 after 7 h and x 2/3 after 8 h: 25 %.
    assert _plain(rows["6 h"][3]) == "50 %"
    assert _plain(rows["8 h"][3]) == "25 %"


def test_few_are_told_one_by_one():
    """Below five there is no curve: each duration is said, and whether it has ended."""
    chart = _chart([2.0, 5.0], [True, False])
    text = _plain(written(chart))
    assert "Only 2 tickets, too few for a curve: ended after 2.0 h, still open after 5.0 h." in text
    assert len(chart.marks) == 0


def test_all_equal_and_nothing():
    """Forty tickets of five hours are a sentence; no tickets have the metric's own reason."""
    assert _plain(_chart([5.0] * 40).title) == "All 40 tickets are solved within 5.0 h"
    nothing = survival_chart(Durations(SOLVING, WHEN, reason="No tickets."), SURFACE)
    assert "No tickets." in written(nothing)
    assert len(nothing.as_table()) == 1


def test_groups_are_the_five_largest_the_fastest_first():
    """Seven groups, each slower than the one before: five are drawn, two are said to be in the table, which
    has all seven.
    """
    chart = survival_chart(invented_durations(700, 7), SURFACE)
    assert "2 groups only in the table" in chart.subtitle
    assert len(chart.marks) == 5
    assert np.all(np.diff(chart.marks.x) > 0)
    assert len({row[0] for row in chart.as_table()[1:]}) == 8


def test_groups_that_do_not_differ_are_not_ranked():
    """A p-value above 0.05, or none, means no clear difference, whatever the medians."""
    durations = invented_durations(200, 2)
    for p_value in (0.2, math.nan):
        chart = survival_chart(replace(durations, p_value=p_value), SURFACE)
        assert chart.title == "No clear difference in time to resolution by team"
    assert "Group 0" in survival_chart(durations, SURFACE).title


def test_one_group_is_compared_with_nobody():
    """Where no ticket names its team, that is said; where all are of one team, how long they take."""
    nameless = (group_of("", range(1, 11)),)
    chart = _chart(range(1, 11), by="team", groups=nameless)
    assert chart.title == "Time to resolution: the team is not known"
    chart = _chart(range(1, 11), by="team", groups=(group_of("Support", range(1, 11)),))
    assert _plain(chart.title) == "Half of the tickets are solved within 5.0 h, 80 % within 8.0 h"


def test_whole_days_have_no_decimals():
    """Ten durations of 1 to 10 days: five within 5 days, eight within 8."""
    chart = _chart([24.0 * days for days in range(1, 11)])
    assert _plain(chart.title) == "Half of the tickets are solved within 5 d, 80 % within 8 d"


def test_one_forgotten_ticket_does_not_squeeze_the_rest():
    """99 tickets of up to 10 hours and one of a year: 95 % end by 9.6 hours, and so does the axis; the rest
    is said.
    """
    chart = _chart([*np.linspace(1, 10, 99), 8760.0])
    assert "the slowest run on" in chart.subtitle
    assert "8 h" in written(chart)
    assert not re.search(r"\d.d\b", written(chart).removeprefix(chart.title))


@pytest.mark.parametrize(
    ("hours", "most", "expected"),
    [(10, 5, ["0", "2 h", "4 h", "6 h", "8 h", "10 h"]), (100, 5, ["0", "1 d", "2 d", "3 d", "4 d"]),
     (0.5, 3, ["0", "10 min", "20 min", "30 min"])],
)  # fmt: skip
def test_ticks_are_round_times(hours, most, expected):
    """Steps of 2 hours, of a day and of 10 minutes: no more than asked for beside the zero."""
    ticks = time_ticks(hours, most)
    assert [_plain(time_text(at, step, NEUTRAL)) for at, step in ticks] == expected
