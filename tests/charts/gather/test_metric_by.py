"""Any metric by any dimension equals the metric of the accounts of each group alone."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.metric_by import metric_by
from cxdesk.metrics.catalogue import METRICS
from tests.charts.invented_facts import invented_facts
from tests.metrics.made_facts import make_facts

FACTS = invented_facts()


def test_csat_by_segment_equals_counting():
    """Every quarter and segment: the share of satisfied among its rows, and how many there are."""
    data = metric_by(FACTS, ChartRequest())
    answers = FACTS.answers
    assert {series.name for series in data.series} == {"Enterprise", "Mid-market", "Small business"}
    for series in data.series:
        for period in range(len(data.periods)):
            first, last = (ends[period].item() for ends in (data.periods.first_days, data.periods.last_days))
            units = [
                unit
                for unit, kind, at, account in zip(
                    answers.unit.tolist(),
                    answers.kind.tolist(),
                    answers.answered_at.tolist(),
                    answers.account.tolist(),
                    strict=True,
                )
                if kind == 0 and at and first <= at.date() <= last
                and FACTS.accounts.segment[account] == series.name
            ]  # fmt: skip
            assert series.n[period] == len(units)
            if units:
                assert series.value[period] == pytest.approx(sum(units) / len(units))


def test_the_largest_group_comes_first_and_overall_follows():
    """Groups in descending n; the values of the title are those of the quarters shown, added up: their means
    weighted by n.
    """
    data = metric_by(FACTS, ChartRequest(by="owner"))
    totals = [series.n.sum() for series in data.series]
    assert totals == sorted(totals, reverse=True)
    assert len(data.overall.value) == len(data.series) == 15
    for place, series in enumerate(data.series):
        assert data.overall.n[place] == series.n.sum()
        together = np.nansum(series.value * series.n) / series.n.sum()
        assert data.overall.value[place] == pytest.approx(together)


def test_what_does_not_add_up_is_compared_in_the_newest_quarter():
    """Seats in use are looked at anew in each quarter: the title's values are the newest of the lines."""
    data = metric_by(FACTS, ChartRequest(metric="seat_use"))
    assert not data.adds_up
    newest = [series.value[-1] for series in data.series]
    assert data.overall.value.tolist() == pytest.approx(newest, nan_ok=True)


@pytest.mark.parametrize("name", [metric.definition.name for metric in METRICS])
def test_every_metric_can_be_shown(name):
    """No metric of the catalogue fails; each says why where it has nothing."""
    data = metric_by(FACTS, ChartRequest(metric=name))
    assert data.missing or any(np.isfinite(series.value).any() for series in data.series)


def test_rows_that_do_not_know_the_dimension_say_so():
    """Answers have no team."""
    data = metric_by(FACTS, ChartRequest(by="team"))
    assert data.series == ()
    assert data.missing == "What CSAT is measured from does not know the team."


def test_accounts_without_a_segment_are_named_as_such():
    """One group that is not known, not a group without a name."""
    answers = {"account": [0], "kind": [0], "unit": [1.0], "answered_at": ["2025-06-01"]}
    data = metric_by(make_facts(1, answers=answers), ChartRequest())
    assert [series.name for series in data.series] == ["not known"]


def test_rows_without_dates_say_so():
    """An answer of unknown day counts in the year and in no quarter: the reason is the date."""
    answers = {"account": [0], "kind": [0], "unit": [1.0]}
    assert "does not say when" in metric_by(make_facts(1, answers=answers), ChartRequest()).missing


def test_teams_that_only_older_answers_know_are_shown():
    """Two years ago an answer was about a ticket of Support's; that of this month is about none."""
    tickets = {"account": [0], "ticket_id": ["7"], "team": ["Support"], "created_at": ["2023-08-01"]}
    answers = {"account": [0, 0], "kind": [0, 0], "unit": [1.0, 0.0], "ticket_id": ["7", ""]}
    answers["answered_at"] = ["2023-08-02", "2025-06-01"]
    data = metric_by(make_facts(1, answers=answers, tickets=tickets), ChartRequest(by="team"))
    assert {series.name: series.n.sum() for series in data.series} == {"Support": 1, "not known": 1}
