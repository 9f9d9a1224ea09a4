"""Metrics as JSON, for scripts. Unknown numbers are null."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.metrics import METRICS, Estimate, definition, measure, measure_by, observations_of, window_of
from cxdesk.metrics.break_points import KINDS, parted
from cxdesk.metrics.dimensions import DIMENSIONS, unknown_group
from cxdesk.metrics.windows import Window
from cxdesk.workspace.facts_record import Facts

NAMES = tuple(metric.definition.name for metric in METRICS)


def metrics_json(facts: Facts, days: int | None = None) -> list[dict[str, Any]]:
    """Return every metric of the catalogue over all accounts of the facts, over `days` days or its usual
    period.
    """
    windows = {name: window_of(definition(name), facts.as_of, days) for name in NAMES}
    return [
        _told(name, measure(name, facts, window), _scale(name, facts, window))
        for name, window in windows.items()
    ]


def metrics_by_json(facts: Facts, dimension: str, days: int | None = None) -> list[dict[str, Any]]:
    """Return every metric for each group of a dimension; raises UsageError when there is no such dimension.

    A metric whose rows do not know the dimension is told once, with no group; so is one that has no rows to
    be grouped.
    """
    check_dimension(dimension)
    told = []
    for name in NAMES:
        window = window_of(definition(name), facts.as_of, days)
        found = measure_by(name, facts, dimension, window)
        if found is None:
            unknown = Estimate(np.nan, 0, missing=unknown_to_rows(dimension))
            told.append(_told(name, unknown) | {dimension: None})
            continue
        groups, grid = found
        if not groups:
            told.append(_told(name, measure(name, facts, window)) | {dimension: None})
        scale = _scale(name, facts, window)
        told += [
            _told(name, grid.estimate(place), scale) | {dimension: group or None}
            for place, group in enumerate(groups)
        ]
    return told


def check_dimension(dimension: str) -> None:
    """Raise UsageError when there is no such dimension."""
    if dimension not in DIMENSIONS:
        raise UsageError(f"There are no groups by {dimension}.", f"Use one of {', '.join(DIMENSIONS)}.")


def unknown_to_rows(dimension: str) -> str:
    """Return why a metric has no groups by a dimension."""
    return f"What this is measured from does not know the {dimension}."


def unknown_groups(facts: Facts, dimension: str, days: int | None = None) -> dict[str, str]:
    """Return for each metric what its group without a name is called, which is null in JSON."""
    windows = {name: window_of(definition(name), facts.as_of, days) for name in NAMES}
    return {
        name: unknown_group(dimension, observations_of(name, facts, window).part)
        for name, window in windows.items()
    }


def break_points_json(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    """Return from which answers on people count as satisfied, passive and promoter, on each scale on which
    they answered: `from` is empty where a scale has no break points, `own` says that the user set them.
    """
    return {
        name: [
            {"scale": each.scale, "from": list(each.at), "own": each.own, "answers": each.answers}
            for each in parted(name, facts)
        ]
        for name in KINDS
    }


def _scale(name: str, facts: Facts, window: Window) -> list[float] | None:
    """Return the ends of the scale of a rating, the widest where there are several, None for other units."""
    if definition(name).unit != "rating":
        return None
    values = observations_of(name, facts, window).values
    low, high = values["scale_min"], values["scale_max"]
    return [float(low.min()), float(high.max())] if len(low) else None


def _told(name: str, estimate: Estimate, scale: list[float] | None = None) -> dict[str, Any]:
    """Return one number; what is not known has no range and no scale either."""
    known = isfinite(estimate.value)
    return {
        "name": name,
        "value": _number(estimate.value),
        "n": estimate.n,
        "low": _number(estimate.low) if known else None,
        "high": _number(estimate.high) if known else None,
        "unit": definition(name).unit,
        "scale": scale if known else None,
        "period": estimate.period,
        "missing": estimate.missing or None,
    }


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
