"""Scores by role: gaps are claimed only where intervals are apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts import Surface
from cxdesk.charts.by_role import by_role_chart
from cxdesk.charts.records import ByRole, Groups
from cxdesk.theme import theme
from tests.charts.seen import texts

SURFACE = Surface(theme(), 900.0, 520.0, padding=16.0)
ROLES = ("admin", "end user", "buyer", "other")
NAN = float("nan")


def groups(value, n, half=5.0) -> Groups:
    """Return NPS by role with a range of `half` either way."""
    values = np.array(value, dtype=float)
    return Groups("NPS", "points", values, np.array(n), values - half, values + half, (-100.0, 100.0))


def chart(*several: Groups):
    """Return the chart of those metrics."""
    return by_role_chart(ByRole("", "last 365 days", ROLES, several), SURFACE)


@pytest.mark.parametrize(
    ("value", "n", "half", "title"),
    [
        ([41, 17, 27, NAN], [173, 424, 86, 0], 5, "NPS +17 for end user, +41 for admin"),
        ([41, 17, 27, NAN], [173, 424, 86, 0], 15, "No clear difference between roles"),
        ([41, -90, 27, NAN], [173, 4, 86, 0], 5, "NPS +27 for buyer, +41 for admin"),
        ([41, NAN, NAN, NAN], [173, 0, 0, 0], 5, "Only one role has answered: admin"),
        ([NAN, NAN, NAN, 41], [0, 0, 0, 173], 5, "The roles of those who answered are not known"),
    ],
)
def test_title_claims_what_intervals_allow(value, n, half, title):
    """41 - 17 = 24 is beyond chance at 5 either way: sqrt(5² + 5²) · 2.394 / 1.96 = 8.6, for three pairs; at
    15 it is not: 25.9. Four answers claim nothing.
    """
    assert chart(groups(value, n, half)).title == title


def test_what_the_bars_are_is_said_where_they_decide_nothing():
    """Bars by answer that do not meet, and no clear difference: the comparison is by account, as some gave
    most of the answers. Where every account answered once, nothing is said.
    """
    apart = groups([41, 17, NAN, NAN], [173, 424, 0, 0])
    by_account = chart(replace(apart, widening=np.array([4.0, 4.0, 1.0, 1.0])))
    assert by_account.title == "No clear difference between roles"
    assert by_account.subtitle.endswith("intervals by answer, the comparison is by account")
    assert "account" not in chart(apart).subtitle


def test_each_role_has_its_n():
    """Value and number of answers beside each dot, roles without answers in words."""
    written = texts(chart(groups([41, 17, NAN, NAN], [173, 424, 0, 0])))
    assert {"+41, n 173", "+17, n 424", "no answers: buyer"} <= set(written)


def test_table_has_every_role():
    """Roles that were not heard are rows too, with no value."""
    assert chart(groups([41, NAN, NAN, NAN], [173, 0, 0, 0])).as_table()[:3] == (
        ("Metric", "Role", "Value", "95 % interval", "Answers"),
        ("NPS", "admin", "+41", "[36, 46]", "173"),
        ("NPS", "end user", "–", "", "0"),
    )
