"""Metrics: pure functions and definition records; see `catalogue.METRICS` for the list."""

from cxdesk.metrics.catalogue import METRICS, definition, metric
from cxdesk.metrics.definition import Definition, Estimate, Example, Metric
from cxdesk.metrics.measuring import (
    estimate_of,
    measure,
    measure_accounts,
    measure_by,
    measure_months,
    observations_of,
    window_of,
)
from cxdesk.metrics.observations import Grid, Observations
from cxdesk.metrics.windows import Window, month_window

__all__ = [
    "METRICS",
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
    "measure_accounts",
    "measure_by",
    "measure_months",
    "metric",
    "month_window",
    "observations_of",
    "window_of",
]
