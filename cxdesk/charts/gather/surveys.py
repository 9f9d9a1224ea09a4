"""Survey metrics for charts: over time, and by the role of who answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.charts.gather.periods import bounds_of, fitting_periods, series_of
from cxdesk.charts.records import ByRole, Groups, ScoresOverTime
from cxdesk.charts.series import Series
from cxdesk.metrics.catalogue import definition, metric
from cxdesk.metrics.measuring import measure_by, observations_of
from cxdesk.metrics.observations import Observations
from cxdesk.metrics.period_changes import clear_changes, comparisons_of, mostly_others
from cxdesk.metrics.periods import Periods
from cxdesk.metrics.resemblance import widening_of
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

SURVEY_METRICS = ("csat", "nps", "ces")


def scores_over_time(facts: Facts, request: ChartRequest) -> ScoresOverTime:
    """Return the survey metrics of all accounts or one, in months or quarters."""
    own = chosen(facts, request)
    periods = fitting_periods(SURVEY_METRICS, own)
    observed = {name: metric(name).observe(own, periods.whole) for name in SURVEY_METRICS}
    compared = sum(comparisons_of(periods.of(one.at), len(periods)) for one in observed.values())
    found = [_over(name, observations, periods, compared) for name, observations in observed.items()]
    series = tuple(one for one in found if one.n.any())
    answers = int(sum(one.n.sum() for one in series))
    undated = int(np.sum(np.isnat(own.answers.answered_at) & ~np.isnan(own.answers.unit)))
    return ScoresOverTime(whose(facts, request), periods, series, answers, undated, compared)


def _over(name: str, observations: Observations, periods: Periods, compared: int) -> Series:
    period = periods.of(observations.at)
    grid = metric(name).summarise(observations, period, len(periods))
    change = clear_changes(name, observations, period, len(periods), compared)
    series = series_of(name, definition(name).label, grid, 0, len(periods), change)
    series = replace(series, others=mostly_others(observations, period, len(periods)))
    return replace(series, bounds=scale_of(observations)) if name == "ces" else series


def scale_of(observations: Observations) -> tuple[float, float]:
    """Return the ends of the scale that effort was asked on, the widest where there are several."""
    low, high = observations.values["scale_min"], observations.values["scale_max"]
    return (float(np.min(low)), float(np.max(high))) if len(low) else (-np.inf, np.inf)


def by_role(facts: Facts, request: ChartRequest) -> ByRole:
    """Return the survey metrics of the last year by the role of who answered."""
    own = chosen(facts, request)
    metrics, period = [], ""
    for name in SURVEY_METRICS:
        observations = observations_of(name, own)
        found = measure_by(name, own, "role")
        if found is None or not len(observations):
            continue
        _roles, grid = found
        told = definition(name)
        bounds = scale_of(observations) if name == "ces" else bounds_of(told)
        by = widening_of(observations, own.answers.role[observations.row], len(ROLE_NAMES))
        metrics.append(Groups(told.label, told.unit, grid.value, grid.n, grid.low, grid.high, bounds, by))
        period = grid.period
    return ByRole(whose(facts, request), period, ROLE_NAMES, tuple(metrics))
