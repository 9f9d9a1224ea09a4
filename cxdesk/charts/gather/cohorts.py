"""Retention by cohort, for charts."""

from __future__ import annotations

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.records import CohortRetention
from cxdesk.metrics.cohorts import retention_by_cohort
from cxdesk.workspace.facts_record import Facts


def cohort_retention(facts: Facts, _request: ChartRequest) -> CohortRetention:
    """Return who stayed, by the quarter of the start; quarters in which nobody started are left out."""
    found = retention_by_cohort(facts)
    there = found.size > 0
    return CohortRetention(
        found.quarter[there],
        found.size[there],
        found.kept[there],
        found.without_start,
        found.without_loss_day,
        found.trials,
        _churn_told(facts),
    )


def _churn_told(facts: Facts) -> tuple[int, int, int] | None:
    """Return what the finding about disagreeing sources of churn says, None without one."""
    for finding in facts.findings:
        if finding.code == "churn_sources_disagree":
            numbers = dict(finding.numbers)
            return tuple(int(numbers[name]) for name in ("with_churn_event", "flagged", "counted_as_lost"))
    return None
