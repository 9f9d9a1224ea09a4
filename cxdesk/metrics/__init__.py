"""Metrics: pure functions and definition records; see `catalogue.METRICS` for the list."""

from cxdesk.metrics.catalogue import METRICS, definition, metric
from cxdesk.metrics.definition import Definition, Estimate, Example, Metric
from cxdesk.metrics.measuring import (
    estimate_of,
    measure,
    measure_accounts,
    measure_by,
    observations_of,
    window_of,
)
from cxdesk.metrics.observations import Grid, Observations
from cxdesk.metrics.periods import MONTH, QUARTER, WEEK, measure_account_periods, periods_to
from cxdesk.metrics.windows import Window

__all__ = [
    "METRICS",
    "MONTH",
    "QUARTER",
    "WEEK",
    "Definition",
    "Estimate",
    "Example",
    "Grid",
    "Metric",
    "Observations",
    "Window",
    "definition",
    "estimate_of",
    "measure",
    "measure_account_periods",
    "measure_accounts",
    "measure_by",
    "metric",
    "observations_of",
    "periods_to",
    "window_of",
]
