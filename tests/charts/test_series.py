"""Names of periods and values as an axis counts them."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.charts.series import axis_values, last_periods, period_text, quarter_text
from cxdesk.formatting import NEUTRAL, NumberStyle
from cxdesk.metrics.periods import MONTH, QUARTER, WEEK, periods_to


@pytest.mark.parametrize(
    ("as_of", "step", "expected"),
    [
        ("2025-06-30", MONTH, "Jun 2025"),
        ("2025-06-30", QUARTER, "Apr–Jun 2025"),
        ("2025-01-31", QUARTER, "Nov–Jan 2025"),
        ("2025-06-30", WEEK, "to 30 Jun 2025"),
        ("2025-06-15", MONTH, "to 15 Jun 2025"),
        ("2025-06-15", QUARTER, "to 15 Jun 2025"),
    ],
)
def test_periods_are_named_by_what_they_are(as_of, step, expected):
    """A whole month by its name, three of them by both ends, anything else by its last day."""
    periods = periods_to(np.datetime64(as_of), step, 3)
    assert period_text(periods, 2, NEUTRAL) == expected


def test_quarters_where_the_year_comes_first():
    """A pattern such as the Japanese one has no place for two months: the last one stands for the three."""
    assert quarter_text(np.datetime64("2025-04"), NumberStyle(month_pattern="yyyy'年'M'月'")) == "2025年6月"


def test_how_many_periods():
    """One is "last month", not "last 1 month"."""
    assert last_periods(periods_to(np.datetime64("2025-06-30"), MONTH, 1), NEUTRAL) == "last month"
    assert last_periods(periods_to(np.datetime64("2025-06-30"), QUARTER, 8), NEUTRAL) == "last 8 quarters"


def test_axes_count_shares_in_percent():
    """0.5 is 50 %; a log ratio of ln 1.1 is a change of 10 %; points stay."""
    values = np.array([0.5, np.nan])
    np.testing.assert_array_equal(axis_values(values, "share"), [50.0, np.nan])
    assert axis_values(np.log([1.1]), "log ratio")[0] == pytest.approx(10.0)
    assert axis_values(np.array([-40.0]), "points").tolist() == [-40.0]
