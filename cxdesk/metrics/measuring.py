"""Measuring: any metric of the catalogue, over any period, for all accounts together or for many groups."""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.catalogue import metric
from cxdesk.metrics.definition import Definition, Estimate
from cxdesk.metrics.dimensions import Grouping, grouped, grouping
from cxdesk.metrics.observations import Grid, Observations
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Facts


def window_of(definition: Definition, as_of: np.datetime64, days: int | None = None, back: int = 0) -> Window:
    """Return the window for a metric: its usual one, or that of `days` days, ending `back` months ago."""
    return Window(as_of.astype("datetime64[D]"), days or definition.usual_days or YEAR_DAYS, back)


def observations_of(name: str, facts: Facts, window: Window | None = None) -> Observations:
    """Return the rows that a metric is made of in a window (default: its usual one)."""
    found = metric(name)
    return found.observe(facts, window or window_of(found.definition, facts.as_of))


def estimate_of(name: str, observations: Observations) -> Estimate:
    """Return what observations of a metric come to, all together."""
    together = np.zeros(len(observations), dtype=np.int64)
    return metric(name).summarise(observations, together, 1).estimate(0)


def measure(name: str, facts: Facts, window: Window | None = None) -> Estimate:
    """Return the metric of that name over all accounts of `facts`; `facts.of(codes)` narrows them."""
    return estimate_of(name, observations_of(name, facts, window))


def measure_accounts(name: str, facts: Facts, window: Window | None = None) -> Grid:
    """Return the metric for every account at once, in the order of the accounts."""
    codes = np.arange(len(facts.accounts), dtype=np.int64)
    return _measured(name, facts, window, Grouping(codes, tuple(facts.accounts.account_id.tolist())))


def measure_by(
    name: str, facts: Facts, dimension: str, window: Window | None = None
) -> tuple[tuple[str, ...], Grid] | None:
    """Return the names of a dimension's groups and the metric for each; None when the rows that the metric
    is made of do not know the dimension.
    """
    observations = observations_of(name, facts, window)
    groups = grouping(dimension, facts, observations)
    if groups is None:
        return None
    observations, codes = grouped(observations, facts, groups)
    return groups.names, metric(name).summarise(observations, codes, len(groups.names))


def _measured(name: str, facts: Facts, window: Window | None, groups: Grouping) -> Grid:
    observations, codes = grouped(observations_of(name, facts, window), facts, groups)
    return metric(name).summarise(observations, codes, len(groups.names))
