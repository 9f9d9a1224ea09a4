"""Every metric, listed explicitly: screens, help, glossary and workbook notes read their wording here."""

from __future__ import annotations

from cxdesk.metrics import lifetime_value, resolution_time, response, retention, survey, tickets, usage
from cxdesk.metrics.definition import Definition, Estimate, Metric
from cxdesk.workspace.facts_record import Facts

METRICS: tuple[Metric, ...] = (
    survey.CSAT_METRIC,
    survey.NPS_METRIC,
    survey.CES_METRIC,
    response.RESPONSE_RATE_METRIC,
    response.ACCOUNT_COVERAGE_METRIC,
    response.ROLE_COVERAGE_METRIC,
    tickets.FIRST_CONTACT_METRIC,
    tickets.NET_FIRST_CONTACT_METRIC,
    resolution_time.AVERAGE_METRIC,
    resolution_time.MEDIAN_METRIC,
    resolution_time.P80_METRIC,
    tickets.REOPEN_RATE_METRIC,
    tickets.ESCALATION_RATE_METRIC,
    tickets.HANDOFFS_METRIC,
    retention.CHURN_RATE_METRIC,
    retention.RETENTION_RATE_METRIC,
    retention.RENEWAL_RATE_METRIC,
    retention.GROSS_REVENUE_RETENTION_METRIC,
    retention.NET_REVENUE_RETENTION_METRIC,
    lifetime_value.LIFETIME_VALUE_METRIC,
    usage.SEAT_USE_METRIC,
    usage.FEATURE_BREADTH_METRIC,
    usage.FEATURE_DEPTH_METRIC,
    usage.USAGE_TREND_METRIC,
    usage.RECENCY_METRIC,
)

_BY_NAME = {metric.definition.name: metric for metric in METRICS}


def metric(name: str) -> Metric:
    """Return the metric of that name; raises KeyError when there is none."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise KeyError(f"there is no metric named {name}") from None


def definition(name: str) -> Definition:
    """Return the definition of the metric of that name; raises KeyError when there is none."""
    return metric(name).definition


def measure(name: str, facts: Facts) -> Estimate:
    """Return the metric of that name over all accounts of `facts`; `facts.of(codes)` narrows them."""
    return metric(name).measure(facts)
