"""Every metric, listed explicitly: screens, help, glossary and workbook notes read their wording here."""

from __future__ import annotations

from collections.abc import Sequence

from cxdesk.metrics import (
    adoption,
    agents,
    discounted_value,
    escalations,
    first_value,
    incidents,
    lifetime_value,
    orders,
    resolution_time,
    response,
    retention,
    revenue_retention,
    reviews,
    survey,
    text_sentiment,
    tickets,
    usage_trend,
    workload,
)
from cxdesk.metrics.definition import Definition, Metric

METRICS: tuple[Metric, ...] = (
    survey.CSAT_METRIC,
    survey.NPS_METRIC,
    survey.CES_METRIC,
    text_sentiment.TEXT_SENTIMENT_METRIC,
    response.RESPONSE_RATE_METRIC,
    response.ACCOUNT_COVERAGE_METRIC,
    response.ROLE_COVERAGE_METRIC,
    response.SILENT_ACCOUNTS_METRIC,
    response.ANSWER_AGE_METRIC,
    tickets.FIRST_CONTACT_METRIC,
    tickets.NET_FIRST_CONTACT_METRIC,
    tickets.STAYED_SOLVED_METRIC,
    reviews.SCORE_METRIC,
    reviews.AGREEMENT_METRIC,
    resolution_time.AVERAGE_METRIC,
    resolution_time.MEDIAN_METRIC,
    resolution_time.P80_METRIC,
    tickets.REOPEN_RATE_METRIC,
    escalations.ESCALATION_RATE_METRIC,
    escalations.ESCALATED_METRIC,
    escalations.HANDOFFS_METRIC,
    incidents.TICKET_MTTA_METRIC,
    incidents.TICKET_MTTR_METRIC,
    incidents.MTTA_METRIC,
    incidents.MTTR_METRIC,
    incidents.INTERRUPTIONS_METRIC,
    incidents.SLEEP_METRIC,
    incidents.LATE_TICKETS_METRIC,
    workload.BACKLOG_METRIC,
    workload.BACKLOG_AGE_METRIC,
    workload.LOAD_METRIC,
    agents.TENURE_METRIC,
    agents.NEWCOMERS_METRIC,
    retention.CHURN_RATE_METRIC,
    retention.RETENTION_RATE_METRIC,
    retention.RENEWAL_RATE_METRIC,
    revenue_retention.GROSS_REVENUE_RETENTION_METRIC,
    revenue_retention.NET_REVENUE_RETENTION_METRIC,
    lifetime_value.LIFETIME_VALUE_METRIC,
    discounted_value.DISCOUNTED_VALUE_METRIC,
    orders.ORDER_VALUE_METRIC,
    orders.ORDER_FREQUENCY_METRIC,
    orders.ORDER_RECENCY_METRIC,
    orders.EXPECTED_ORDERS_METRIC,
    orders.VALUE_OF_ORDERS_METRIC,
    orders.OVERDUE_METRIC,
    adoption.SEAT_USE_METRIC,
    adoption.FEATURE_BREADTH_METRIC,
    adoption.FEATURE_DEPTH_METRIC,
    adoption.STICKINESS_METRIC,
    first_value.TIME_TO_VALUE_METRIC,
    first_value.WORKFLOW_METRIC,
    usage_trend.USAGE_TREND_METRIC,
    adoption.RECENCY_METRIC,
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


def labels_of(names: Sequence[str]) -> str:
    """Return the labels of metrics in a line; raises KeyError when there is none of a name."""
    return ", ".join(definition(name).label for name in names)
