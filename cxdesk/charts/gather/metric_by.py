"""Any metric by any dimension over time, for charts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.charts.gather.periods import QUARTERS, bounds_of, fitting_periods, series_of
from cxdesk.charts.gather.surveys import scale_of
from cxdesk.charts.records import NOT_KNOWN, Groups, MetricBy
from cxdesk.charts.series import Series
from cxdesk.errors import UsageError
from cxdesk.metrics.catalogue import METRICS, definition, metric
from cxdesk.metrics.dimensions import DIMENSIONS, SHARED, grouped, grouping
from cxdesk.metrics.measuring import observations_of
from cxdesk.metrics.observations import Grid, Observations
from cxdesk.metrics.periods import QUARTER, Periods, measure_periods_by, periods_to
from cxdesk.metrics.resemblance import widening_of
from cxdesk.metrics.retention import currency_of
from cxdesk.workspace.facts_record import Facts

_USUAL_METRIC, _USUAL_DIMENSION = "csat", "segment"


def metric_by(facts: Facts, request: ChartRequest) -> MetricBy:
    """Return the metric that was asked for (else CSAT) by the dimension (else segment); raises UsageError
    where there is no such metric or dimension.
    """
    name, dimension = request.metric or _USUAL_METRIC, request.by or _USUAL_DIMENSION
    names = [one.definition.name for one in METRICS]
    if name not in names:
        raise UsageError(f"There is no metric named {name}.", f"There are {', '.join(names)}.")
    if dimension not in DIMENSIONS:
        raise UsageError(f"There are no groups by {dimension}.", f"Use one of {', '.join(DIMENSIONS)}.")
    own, told = chosen(facts, request), definition(name)
    observations = observations_of(name, own)
    groups = grouping(dimension, own, observations)
    bounds = scale_of(observations) if name == "ces" else bounds_of(told)
    nothing = MetricBy(
        whose(facts, request),
        told.label,
        told.unit,
        dimension,
        currency_of(own),
        periods_to(own.as_of, QUARTER, 1),
        (),
        Groups(told.label, told.unit, *np.empty((4, 0)), bounds),
        f"What {told.label} is measured from does not know the {dimension}.",
        observations.at is not None,
    )
    # Answers of the last year may all be about no ticket, and those before about some: it is asked of all.
    count = 1 if groups is None else len(groups.names)
    periods = _periods(name, own, count, nothing.adds_up)
    measured = measure_periods_by(name, own, periods, dimension)
    if measured is None:
        return nothing
    is_shared = SHARED in measured[1].period
    periods, series, order = _series(name, periods, *measured)
    overall = _over_all(name, own, dimension, periods)
    if overall is None:
        return nothing
    grid, by = overall
    parts = (part[order] for part in (grid.value, grid.n, grid.low, grid.high))
    return replace(
        nothing,
        periods=periods,
        series=tuple(replace(one, bounds=bounds) for one in series),
        overall=Groups(told.label, told.unit, *parts, bounds, by[order]),
        missing=_why_nothing(observations, series),
        shared=is_shared,
    )


def _over_all(name: str, facts: Facts, dimension: str, periods: Periods) -> tuple[Grid, np.ndarray] | None:
    """Return the metric by group over all the periods that are shown, or in the newest where each looks at
    everything again; and by what ranges are widened where groups are compared. None where no row of theirs
    knows the dimension.
    """
    observations = observations_of(name, facts, periods.whole)
    if observations.at is None:
        observations = observations_of(name, facts, periods.window(len(periods) - 1))
    groups = grouping(dimension, facts, observations)
    if groups is None:
        return None
    observations, code = grouped(observations, facts, groups)
    if observations.at is not None:
        code = np.where(periods.of(observations.at) >= 0, code, -1)
    count = len(groups.names)
    return metric(name).summarise(observations, code, count), widening_of(observations, code, count)


def _why_nothing(observations: Observations, series: list[Series]) -> str:
    """Return why no group has a value in any period, "" where one has."""
    if any(len(one.known) for one in series):
        return ""
    if observations.at is not None and len(observations) and np.isnat(observations.at).all():
        return "What this is measured from does not say when it happened."
    return observations.reason


def _periods(name: str, facts: Facts, groups: int, is_dated: bool) -> Periods:
    """Return months where there is enough for each group in a typical one, else quarters; all quarters for
    what is looked at on a day.
    """
    if is_dated:
        return fitting_periods((name,), facts, groups)
    return periods_to(facts.as_of, QUARTER, QUARTERS)


def _series(
    name: str, periods: Periods, names: tuple[str, ...], grid: Grid
) -> tuple[Periods, list[Series], np.ndarray]:
    """Return the periods from the first with a value on, a series for each group with any observation, those
    with the most first, and their positions among the groups.
    """
    count = len(periods)
    known = np.isfinite(grid.value).reshape(len(names), count)
    first = int(np.flatnonzero(known.any(axis=0))[0]) if known.any() else count - 1
    total = grid.n.reshape(len(names), count)[:, first:].sum(axis=1)
    order = np.argsort(-total, kind="stable")
    order = order[total[order] > 0]
    series = [
        series_of(name, names[group] or NOT_KNOWN, grid, group * count + first, count - first, None)
        for group in order
    ]
    return periods.since(first), series, order
