"""The heat map of retention: numbers in cells, small cohorts hollow, what is not known yet empty."""

from __future__ import annotations

import numpy as np

from cxdesk.charts import Surface
from cxdesk.charts.cohort_retention import cohort_retention_chart
from cxdesk.charts.records import CohortRetention
from cxdesk.theme import theme
from tests.charts.seen import texts

LOOK = theme()
NAN = float("nan")


def chart(size, kept, first="2024-01", dimensions=(900.0, 520.0), **left_out):
    """Return the map of cohorts of successive quarters."""
    count = len(size)
    quarter = np.datetime64(first) + 3 * np.arange(count).astype("timedelta64[M]")
    counted = {"without_start": 0, "without_loss_day": 0, "trials": 0} | left_out
    data = CohortRetention(quarter, np.array(size), np.array(kept, dtype=float), **counted)
    return cohort_retention_chart(data, Surface(LOOK, *dimensions, padding=16.0))


def test_cells_have_numbers_and_small_cohorts_are_hollow():
    """8 of 10 is 80 % on a filled cell; 2 of 3 accounts are told as such on an empty one."""
    drawn = chart([10, 3], [[10, 8], [2, NAN]])
    assert {"100 %", "80 %", "2 of 3"} <= set(texts(drawn))
    cells = drawn.figure.axes[0].patches
    assert len(cells) == 3
    panel = tuple(int(LOOK.panel[place : place + 2], 16) / 255 for place in (1, 3, 5))
    assert [np.allclose(cell.get_facecolor()[:3], panel) for cell in cells] == [False, False, True]
    assert "hollow: fewer than 5 accounts" in drawn.subtitle


def test_darker_is_more():
    """The shade follows the share: less of the panel's white where more stayed."""
    first, second = chart([10], [[10, 4]]).figure.axes[0].patches
    assert sum(first.get_facecolor()[:3]) < sum(second.get_facecolor()[:3])


def test_title_counts_those_who_could_have_stayed_a_year():
    """Two cohorts are a year old: 9 and 6 of 10 and 10 stayed, 75 %; the third one is too young to count."""
    kept = [[10, 10, 9, 9, 9], [10, 9, 8, 7, 6], [10, 10, NAN, NAN, NAN]]
    assert chart([10, 10, 10], kept).title == "75\u00a0% (15 of 20) were still customers after a year"
    assert chart([10], [[10, 10]]).title == "Retention by start"


def test_many_cohorts_become_years_on_a_small_chart():
    """Twenty quarters do not fit 300 pixels: five years do, with the sums of their quarters where all are
    known. 2024: 4 x 5 accounts, one of each lost in the first year.
    """
    kept = np.full((20, 20), NAN)
    for cohort in range(20):
        kept[cohort, : 20 - cohort] = 4.0
        kept[cohort, 0] = 5.0
    drawn = chart([5] * 20, kept, "2020-01", (480.0, 300.0))
    assert "by year of their start" in drawn.subtitle
    table = drawn.as_table()
    assert ("2020", "20", "4", "16", "80\u00a0%") in table
    assert ("2024", "20", "0", "20", "100\u00a0%") in table
    assert not any(row[0] == "2024" and row[2] == "4" for row in table)


def test_what_is_left_out_is_told():
    """Trials and unknown dates are counted; that nobody was ever lost is worth a word."""
    drawn = chart([10], [[10, 10]], without_start=2, trials=97)
    assert "left out: 2 without a start, 97 on trial" in drawn.subtitle
    assert "no loss is recorded" in drawn.subtitle


def test_marks_are_rows_of_the_table():
    """The pointer on the cell of the second cohort finds its row."""
    drawn = chart([10, 8], [[10, 8], [8, NAN]])
    marks = drawn.marks
    place = marks.item.tolist().index(2)
    middle = ((marks.left + marks.right)[place] / 2, (marks.top + marks.bottom)[place] / 2)
    assert marks.at(*middle) == 2
    assert drawn.as_table()[1 + 2] == ("Apr–Jun 2024", "8", "0", "8", "100\u00a0%")


def test_sources_of_churn_that_disagree_are_told():
    """Intent: "no loss is recorded" is not said where 352 accounts have a churn event.

    Expected: the numbers of the finding, and what decides.
    """
    drawn = chart([10], [[10, 10]], churn_told=(352, 110, 0))
    assert "no loss" not in drawn.subtitle
    assert "352 accounts have a churn event, 110 a flag; 0 counted as lost" in drawn.subtitle
    assert "running contracts decide" in drawn.subtitle
