"""Which comments are set against which: every day of the time belongs to one side, whatever its length."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.themes import theme_quotes
from tests.metrics.made_facts import make_facts

LEAP = np.datetime64("2024-06-30")
"""The 365 days up to here begin on 2 July 2023: February had 29 days."""


def _daily(days: int):
    """Return a comment on each of so many days up to LEAP, all of detractors."""
    dates = [str(LEAP - back) for back in range(days)]
    answers = {"comment": [f"said on {day}" for day in dates], "answered_at": dates, "unit": [0.0] * days}
    return replace(make_facts(answers=answers), as_of=LEAP)


@pytest.mark.parametrize("days", [None, 45, 90])
def test_no_day_lies_between_a_period_and_the_one_before(days):
    """A comment a day for three years: as many are looked at as two periods have days, and the quotes say
    where each stands.
    """
    facts, length = _daily(1095), days or 365
    record = theme_quotes(facts, ChartRequest(by="period"), days)
    assert record.themes.comments == 2 * length
    assert record.period == {None: "last 730 days", 45: "last 90 days", 90: "last 180 days"}[days]
    for sample in record.samples:
        assert facts.answers.comment[sample.answer] == sample.text
        assert sample.in_first == (sample.answer < length)


def test_other_contrasts_keep_to_the_days_asked_for():
    """Detractors and promoters of 60 days, not of 24 months."""
    record = theme_quotes(_daily(1095), ChartRequest(), 60)
    assert (record.themes.comments, record.period) == (60, "last 60 days")
