"""Metrics in successive weeks, months and quarters: the same rows, sorted by their day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cxdesk.metrics.catalogue import METRICS
from cxdesk.metrics.periods import MONTH, QUARTER, WEEK, measure_periods, measure_periods_by, periods_to
from tests.charts.invented_facts import invented_facts
from tests.metrics.made_facts import AS_OF, answers_of, make_facts
from tests.metrics.rich_facts import rich_facts


def dates(*texts: str) -> list[date]:
    """Return the days."""
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("as_of", "step", "expected"),
    [
        ("2025-06-30", WEEK, ("2025-06-16", "2025-06-23", "2025-06-30")),
        ("2025-06-30", MONTH, ("2025-04-30", "2025-05-31", "2025-06-30")),
        ("2025-06-30", QUARTER, ("2024-12-31", "2025-03-31", "2025-06-30")),
        ("2025-06-15", MONTH, ("2025-04-15", "2025-05-15", "2025-06-15")),
    ],
)
def test_periods_end_on_the_as_of_day(as_of, step, expected):
    """Counted back on a calendar: two periods have three ends."""
    periods = periods_to(np.datetime64(as_of), step, 2)
    assert periods.ends.tolist() == dates(*expected)
    assert periods.whole.start == np.datetime64(expected[0])
    assert periods.window(0).end == np.datetime64(expected[1])
    assert periods.window(0).start == np.datetime64(expected[0])


def test_the_last_day_belongs_to_its_period():
    """An instant on the last day is in, one on the day before the first, after the end or unknown is not."""
    periods = periods_to(np.datetime64("2025-06-30"), MONTH, 2)
    instants = [
        "2025-04-30T23:59",
        "2025-05-01T00:00",
        "2025-05-31T23:59",
        "2025-06-30T23:59",
        "2025-07-01",
        "NaT",
    ]
    assert periods.of(np.array(instants, dtype="datetime64[s]")).tolist() == [-1, 0, 0, 1, -1, -1]


def test_dated_metric_equals_counting_month_by_month():
    """CSAT of every month and segment, counted with plain Python from the rows."""
    facts, periods = invented_facts(), periods_to(AS_OF, MONTH, 12)
    names, grid = measure_periods_by("csat", facts, periods, "segment")
    answers = facts.answers
    for group, name in enumerate(names):
        for period in range(12):
            month = str(periods.last_days[period].astype("datetime64[M]"))
            units = [
                float(unit)
                for unit, kind, at, account in zip(
                    answers.unit, answers.kind, answers.answered_at, answers.account, strict=True
                )
                if kind == 0
                and unit == unit
                and str(at)[:7] == month
                and facts.accounts.segment[account] == name
            ]
            place = group * 12 + period
            assert grid.n[place] == len(units)
            if units:
                assert grid.value[place] == pytest.approx(sum(units) / len(units))
    together = measure_periods("csat", facts, periods)
    assert together.n.tolist() == grid.n.reshape(len(names), 12).sum(axis=0).tolist()


@pytest.mark.parametrize("step", [WEEK, MONTH])
def test_state_metric_equals_counting_on_each_last_day(step):
    """Open tickets at the end of each period, counted with plain Python."""
    facts, periods = invented_facts(), periods_to(AS_OF, step, 8)
    tickets = facts.tickets
    counted = []
    for last in periods.last_days.tolist():
        opened = [at.date() <= last for at in tickets.created_at.tolist()]
        waits = [at is None or at.date() > last for at in tickets.resolved_at.tolist()]
        counted.append(sum(a and b for a, b in zip(opened, waits, strict=True)))
    assert measure_periods("backlog", facts, periods).value.tolist() == counted


def test_months_of_usage_are_found_by_how_far_back_they_are():
    """An account last used three months ago had been used on the last day of that month: never a negative
    number of days.
    """
    facts = make_facts(
        {"account_id": ["A"], "start_date": ["2024-01-01"]},
        usage={"account": [0], "month": [3], "events": [5.0], "last_at": ["2025-03-31"], "rows": [1]},
    )
    grid = measure_periods("recency", facts, periods_to(AS_OF, MONTH, 5))
    assert grid.value[1:].tolist() == [0.0, 30.0, 61.0, 91.0]
    assert np.isnan(grid.value[0])


def test_dimension_that_rows_do_not_know():
    """Answers have no team: there is nothing, not one group of everything."""
    facts = make_facts(1, answers=answers_of("csat", [5], (1, 5)))
    assert measure_periods_by("csat", facts, periods_to(AS_OF, MONTH, 2), "team") is None


def test_what_is_known_by_month_has_no_weeks():
    """Use is kept by month: a week of it is refused in words, where each week once told the newest month.

    Expected: the metrics made of `Facts.usage` and `Facts.feature_months`, by the doc of those records.
    """
    by_month = {"seat_use", "feature_breadth", "feature_depth", "usage_trend", "recency", "stickiness"}
    assert {found.definition.name for found in METRICS if found.by_month} == by_month
    facts = rich_facts(4)
    for name in sorted(by_month):
        with pytest.raises(ValueError, match=f"{name} is known by month alone"):
            measure_periods(name, facts, periods_to(AS_OF, WEEK, 3))
        assert len(measure_periods(name, facts, periods_to(AS_OF, MONTH, 3))) == 3
