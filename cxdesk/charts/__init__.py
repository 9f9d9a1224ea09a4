"""Charts: one builder each, data in, a matplotlib Figure with its twin as a table out; no pyplot, no Qt.

The records are here at once; a builder brings matplotlib (most of a second) only when it is first asked for:
a window that imports this package is painted before.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cxdesk.charts.chart import (
    Chart,
    Contribution,
    Event,
    HealthHistory,
    Marks,
    Rescaled,
    ScoreChange,
    Spots,
    Surface,
)

__all__ = [
    "Chart",
    "Contribution",
    "Event",
    "HealthHistory",
    "Marks",
    "Rescaled",
    "ScoreChange",
    "Spots",
    "Surface",
    "change_chart",
    "history_chart",
    "pixels",
    "quadrant_chart",
    "waterfall_chart",
]

_BUILDERS = {
    "change_chart": "cxdesk.charts.change_waterfall",
    "history_chart": "cxdesk.charts.history",
    "pixels": "cxdesk.charts.paper",
    "quadrant_chart": "cxdesk.charts.quadrant",
    "waterfall_chart": "cxdesk.charts.waterfall",
}


def __getattr__(name: str) -> Any:
    """Return a builder, from the module that draws with matplotlib."""
    if name in _BUILDERS:
        return getattr(import_module(_BUILDERS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
