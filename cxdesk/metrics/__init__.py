"""Metrics: pure functions over the facts, each with its definition. `catalogue.py` lists them."""

from cxdesk.metrics.catalogue import METRICS, definition, measure, metric
from cxdesk.metrics.definition import Definition, Estimate, Metric

__all__ = ["METRICS", "Definition", "Estimate", "Metric", "definition", "measure", "metric"]
