"""Cohorts for charts come with what the finding about sources of churn says."""

from __future__ import annotations

from dataclasses import replace

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.cohorts import cohort_retention
from cxdesk.workspace.facts_record import Finding
from tests.metrics.made_facts import make_facts


def test_a_disagreement_of_sources_is_passed_on():
    """Its numbers: accounts with an event, flagged, and counted as lost; without a finding there is none."""
    facts = make_facts({"account_id": ["a"], "start_date": ["2024-01-05"]})
    assert cohort_retention(facts, ChartRequest()).churn_told is None
    numbers = (("with_churn_event", 352.0), ("flagged", 110.0), ("counted_as_lost", 7.0))
    told = replace(facts, findings=(Finding("other", ""), Finding("churn_sources_disagree", "", numbers)))
    assert cohort_retention(told, ChartRequest()).churn_told == (352, 110, 7)
