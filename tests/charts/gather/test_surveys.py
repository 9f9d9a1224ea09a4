"""What the survey charts show equals counting the rows with plain Python."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.surveys import by_role, scores_over_time
from tests.charts.invented_facts import invented_facts
from tests.metrics.made_facts import answers_of, make_facts

FACTS = invented_facts()


def rows(facts):
    """Return kind, role, account, score, unit and month of each answer given."""
    answers = facts.answers
    told = zip(
        answers.kind.tolist(),
        answers.role.tolist(),
        answers.account.tolist(),
        answers.score.tolist(),
        answers.unit.tolist(),
        answers.answered_at.tolist(),
        strict=True,
    )
    return [row for row in told if row[4] == row[4]]


def test_quarters_hold_the_answers_of_three_months():
    """NPS and n of each quarter, from promoters and detractors among its rows; 540 answers in 24 months and
    three kinds are fewer than 20 a month, so quarters are shown.
    """
    data = scores_over_time(FACTS, ChartRequest())
    assert data.periods.step == "quarter"
    assert [series.name for series in data.series] == ["CSAT", "NPS", "CES"]
    nps = data.series[1]
    for period in range(len(data.periods)):
        first, last = data.periods.first_days[period], data.periods.last_days[period]
        units = [
            row[4] for row in rows(FACTS) if row[0] == 1 and first <= np.datetime64(row[5].date()) <= last
        ]
        assert nps.n[period] == len(units)
        score = 100 * (units.count(1.0) - units.count(0.0)) / len(units)
        assert nps.value[period] == pytest.approx(score)
    first = data.periods.first_days[0].item()
    assert data.answers == sum(row[5].date() >= first for row in rows(FACTS))


def test_many_answers_are_shown_by_month():
    """Twenty satisfaction answers a month and more: months."""
    days = [f"2025-{month:02d}-{day:02d}T10:00" for month in range(1, 7) for day in range(1, 26)]
    answers = answers_of("csat", [5] * len(days), (1, 5), answered_at=days)
    data = scores_over_time(make_facts(1, answers=answers), ChartRequest())
    assert data.periods.step == "month"
    assert len(data.periods) == 6
    assert data.series[0].n.tolist() == [25] * 6
    assert data.series[0].value.tolist() == [1.0] * 6


def test_effort_knows_its_scale():
    """An axis for effort asked from 1 to 5 ends there."""
    data = scores_over_time(make_facts(1, answers=answers_of("ces", [2, 4], (1, 5))), ChartRequest())
    assert data.series[0].bounds == (1.0, 5.0)


def test_one_account_has_its_own_answers():
    """All counts are those of the account's rows."""
    data = scores_over_time(FACTS, ChartRequest(account=3))
    assert data.whose == FACTS.accounts.account_name[3]
    assert data.answers == sum(row[2] == 3 for row in rows(FACTS))


def test_roles_equal_counting():
    """Effort of each role over the last year is the mean of its scores."""
    data = by_role(FACTS, ChartRequest())
    ces = next(groups for groups in data.metrics if groups.name == "CES")
    year = FACTS.as_of - 365
    for role in range(3):
        scores = [
            row[3] for row in rows(FACTS) if row[:2] == (2, role) and np.datetime64(row[5].date()) > year
        ]
        assert ces.n[role] == len(scores)
        assert ces.value[role] == pytest.approx(sum(scores) / len(scores))
    assert ces.n[3] == 0


def test_roles_without_answers():
    """Nobody answered: no metric, no error."""
    nobody = replace(FACTS, answers=make_facts(20).answers)
    assert by_role(nobody, ChartRequest()).metrics == ()
    assert scores_over_time(nobody, ChartRequest()).series == ()


def test_answers_without_a_date_are_counted_not_placed():
    """A year's value has them, a chart over time cannot: they are told."""
    undated = answers_of("csat", [5, 4, 5], (1, 5), answered_at=["NaT", "NaT", "2025-06-01"])
    data = scores_over_time(make_facts(1, answers=undated), ChartRequest())
    assert (data.answers, data.undated) == (1, 2)


def test_the_changes_of_all_panels_are_compared_together():
    """Counted again: pairs of successive quarters with answers in which both have 5 or more, of all kinds."""
    data = scores_over_time(FACTS, ChartRequest())
    pairs = 0
    for series in data.series:
        counts = [n for n in series.n.tolist() if n]
        pairs += sum(min(pair) >= 5 for pair in pairwise(counts))
    assert data.comparisons == pairs > 3
