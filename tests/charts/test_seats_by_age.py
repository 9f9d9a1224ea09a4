"""Who is named as far below what is usual, and what is said where nothing is usual."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts import Surface
from cxdesk.charts.seats_by_age import seats_by_age_chart
from cxdesk.formatting import NO_BREAK
from cxdesk.theme import theme
from tests.charts.invented_behaviour import invented_seats
from tests.charts.whole_text import written

SURFACE = Surface(theme(), 900, 520, padding=14)


def test_far_below_is_the_whole_interval_below_the_middle_half():
    """Counted in plain Python: an account is far below when the end of its interval is under the first
    quartile at its age; the title has their number, the table marks each.
    """
    seats = invented_seats(100, seed=3)
    far = {
        name
        for name, high, low in zip(seats.name, seats.high.tolist(), seats.low.tolist(), strict=True)
        if high < low
    }
    chart = seats_by_age_chart(seats, SURFACE)
    assert chart.title == f"{len(far)} accounts use far fewer seats than is usual at their age"
    assert {row[0] for row in chart.as_table()[1:] if row[5] == "far below"} == far
    named = max(far, key=lambda name: (seats.low - seats.share)[seats.name.index(name)])
    assert named[:12] in written(chart)


def test_marks_are_where_the_accounts_are():
    """Marks lie at age and share in the plot's own scale: the difference of two is in proportion."""
    seats = invented_seats(50)
    marks = seats_by_age_chart(seats, SURFACE).marks
    assert marks.x == pytest.approx(seats.age[marks.item])
    assert marks.y == pytest.approx(seats.share[marks.item])
    down = (marks.top + marks.bottom) / 2
    assert np.corrcoef(down, marks.y)[0, 1] == pytest.approx(-1.0)


def test_area_is_by_seats():
    """Four times the seats are twice the width."""
    seats = replace(invented_seats(20), seats=np.r_[400.0, np.full(19, 100.0)])
    marks = seats_by_age_chart(seats, SURFACE).marks
    width = dict(zip(marks.item.tolist(), (marks.right - marks.left).tolist(), strict=True))
    assert width[0] == pytest.approx(2 * width[1])


def test_the_account_asked_for_is_the_title():
    """One account: its share and what is usual, in per cent."""
    seats = invented_seats(80, chosen=10)
    shares = [f"{100 * value:.0f}{NO_BREAK}%" for value in (seats.share[10], seats.median[10])]
    chart = seats_by_age_chart(seats, SURFACE)
    assert chart.title == f"Account 10 uses {shares[0]} of its seats; {shares[1]} is usual at its age"
    unknown = replace(seats, share=np.where(np.arange(80) == 10, np.nan, seats.share))
    assert seats_by_age_chart(unknown, SURFACE).title == "Account 10: seats in use are not known"


def test_few_equal_and_unknown_accounts():
    """Below 12 accounts nothing is usual; equal ones are not far below; unknown ones are counted."""
    few = seats_by_age_chart(invented_seats(5), SURFACE)
    assert few.title == "Seats in use by the age of the account"
    assert "too few accounts to say what is usual" in few.subtitle
    equal = seats_by_age_chart(invented_seats(equal=True), SURFACE)
    assert equal.title == "No account is far below what is usual at its age"
    seats = invented_seats(30)
    seats.age[:2] = np.nan
    assert "2 of unknown use, seats or start are not shown" in seats_by_age_chart(seats, SURFACE).subtitle
    nothing = replace(seats, share=np.full(30, np.nan), reason="The number of seats is not known.")
    assert "The number of seats is not known." in written(seats_by_age_chart(nothing, SURFACE))
