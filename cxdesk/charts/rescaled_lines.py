"""Where another scale begins in a history: both scales' lines for that period, and the words for them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from cxdesk.charts.chart import HealthHistory
from cxdesk.charts.paper import Paper


def pieces(history: HealthHistory) -> list[slice]:
    """Return the parts of the history that stand on one scale each, in the order of time."""
    starts = [0, *(each.position for each in history.rescaled), len(history.date)]
    return [slice(start, end) for start, end in pairwise(starts)]


def draw_both(paper: Paper, axes: Axes, history: HealthHistory, days: np.ndarray) -> None:
    """Draw each change of scale: the earlier scale's line goes on dashed, the new one begins a date before.

    `days` are where the dates stand on the axis.
    """
    look = paper.surface.theme
    width = look.chart.line_width
    for each in history.rescaled:
        ends = days[each.position - 1 : each.position + 1]
        earlier = (history.health[each.position - 1], each.on_earlier)
        later = (each.before_on_later, history.health[each.position])
        axes.plot(ends, earlier, color=look.muted, linewidth=width, linestyle=(0, (2, 2)))
        axes.plot(ends, later, color=look.accent, linewidth=width, solid_capstyle="round")


def scale_words(history: HealthHistory) -> str:
    """Return which scales begin, to go on after the number of dates; "" without any."""
    names = [each.scale for each in history.rescaled]
    return f" · scale {', '.join(names)} set: dashed is the one before" if names else ""
