"""Where another scale begins the line begins anew, and both scales are drawn for that period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from cxdesk.charts import HealthHistory, Rescaled, Surface, history_chart
from cxdesk.theme import theme
from tests.charts.test_history import BANDS

SURFACE = Surface(theme(), 600, 320)
DATES = np.array(["2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31"], "datetime64[D]")
HEALTH = np.array([60.0, 62.0, 50.0, 52.0])
SCALED = HealthHistory(DATES, HEALTH, HEALTH - 3, HEALTH + 3, (), (Rescaled(2, "2026 Q3", 64.0, 48.0),))
"""On 31 July a scale begins that is 14 points stricter: the earlier one would have said 64, not 50."""


def drawn_lines(chart) -> dict[tuple[float, ...], str]:
    """Return the colour of each line of health by its values."""
    plots = chart.figure.axes[1]
    return {tuple(line.get_ydata()): line.get_color() for line in plots.lines if len(line.get_ydata()) > 1}


def test_both_scales_are_drawn_for_the_period_between() -> None:
    """Four lines: 60-62 and 50-52 by the scale in force, 62-64 on by the earlier, 48-50 by the new one."""
    lines = drawn_lines(history_chart(SCALED, BANDS, SURFACE))
    assert set(lines) == {(60.0, 62.0), (50.0, 52.0), (62.0, 64.0), (48.0, 50.0)}
    look = SURFACE.theme
    assert to_rgba(lines[62.0, 64.0]) == to_rgba(look.muted)
    assert to_rgba(lines[48.0, 50.0]) == to_rgba(look.accent)


def test_the_step_is_named_and_not_told_as_a_change() -> None:
    """62 to 50 is no fall: the title is of the newest scale alone, 50 to 52 within its range."""
    chart = history_chart(SCALED, BANDS, SURFACE)
    assert chart.title == "Health: no clear change in 1 month"
    assert "scale 2026 Q3 set" in chart.subtitle
    fallen = history_chart(replace(SCALED, rescaled=()), BANDS, SURFACE)
    assert fallen.title.startswith("Health fell 8 points")


def test_the_table_has_both_values() -> None:
    """The twin in text: 48 on the new scale a month before, 64 on the one before."""
    rows = [tuple(map(str, row)) for row in history_chart(SCALED, BANDS, SURFACE).as_table()]
    said = {row[3]: row[1] for row in rows if row[3].startswith("On the scale")}
    assert said == {"On the scale of 2026 Q3": "48", "On the scale before 2026 Q3": "64"}


@pytest.mark.parametrize("outlier", [5.0, 95.0])
def test_no_line_leaves_the_plot(outlier: float) -> None:
    """A value on the other scale far from the line widens the axis."""
    far = replace(SCALED, rescaled=(Rescaled(2, "2026 Q3", outlier, 48.0),))
    low, high = history_chart(far, BANDS, SURFACE).figure.axes[1].get_ylim()
    assert low <= outlier <= high
