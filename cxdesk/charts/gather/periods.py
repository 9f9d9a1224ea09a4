"""Which periods a chart shows, and series of a metric over them."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.series import Series
from cxdesk.formatting import ENOUGH_FOR_PERCENT
from cxdesk.metrics.catalogue import definition, metric
from cxdesk.metrics.definition import Definition
from cxdesk.metrics.observations import Grid
from cxdesk.metrics.periods import MONTH, QUARTER, Periods, periods_to
from cxdesk.workspace.facts_record import Facts

MONTHS, QUARTERS = 24, 12
"""How far back charts look at most."""
_BOUNDS = {"share": (0.0, 1.0), "points": (-100.0, 100.0)}
_NOT_BELOW_ZERO = (0.0, np.inf)
_OPEN = (-np.inf, np.inf)


def fitting_periods(names: tuple[str, ...], facts: Facts, groups: int = 1) -> Periods:
    """Return months where a typical month of one of the metrics has enough observations for a percentage in
    each of so many groups, else quarters; none before the first observation.
    """
    found = [_happened(name, facts) for name in names]
    months = periods_to(facts.as_of, MONTH, MONTHS)
    for at in found:
        counts = np.bincount(months.of(at)[months.of(at) >= 0], minlength=MONTHS)
        if counts.any() and np.median(counts[counts > 0]) >= groups * ENOUGH_FOR_PERCENT:
            return since_first(months, found)
    return since_first(periods_to(facts.as_of, QUARTER, QUARTERS), found)


def since_first(periods: Periods, instants: list[np.ndarray]) -> Periods:
    """Return the periods from the first that any of the instants lies in; the newest where none does."""
    there = np.concatenate([periods.of(at) for at in instants]) if instants else np.empty(0, dtype=np.int64)
    there = there[there >= 0]
    return periods.since(int(there.min()) if len(there) else len(periods) - 1)


def series_of(name: str, label: str, grid: Grid, first: int, count: int, change: np.ndarray | None) -> Series:
    """Return `count` groups of a grid, from `first` on, as a series of that metric."""
    told = definition(name)
    part = slice(first, first + count)
    return Series(
        label,
        told.unit,
        grid.value[part],
        grid.n[part].astype(np.float64),
        grid.low[part],
        grid.high[part],
        np.full(count, np.nan) if change is None else change,
        bounds_of(told),
        higher_is_better(told),
        "" if np.isfinite(grid.value[part]).any() else str(grid.missing[first + count - 1]),
    )


def bounds_of(told: Definition) -> tuple[float, float]:
    """Return what values of a metric can lie between."""
    if told.unit in _BOUNDS:
        return _BOUNDS[told.unit]
    return _OPEN if told.unit in ("log ratio", "rating", "money") else _NOT_BELOW_ZERO


def higher_is_better(told: Definition) -> bool | None:
    """Return which end of a metric is good, None where neither is."""
    return {"higher is better": True, "lower is better": False}.get(told.direction)


def _happened(name: str, facts: Facts) -> np.ndarray:
    observations = metric(name).observe(facts, periods_to(facts.as_of, QUARTER, QUARTERS).whole)
    return np.empty(0, dtype="datetime64[s]") if observations.at is None else observations.at
