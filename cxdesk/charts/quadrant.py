"""Where to spend the week: every account by its health and by what it is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Chart, Marks, Spots, Surface, Table
from cxdesk.charts.paper import Paper, heading, no_marks, open_paper, plot, say, wrapped, write
from cxdesk.charts.quadrant_frame import Frame, draw_ground, framed

_MARKERS = {"circle": "o", "triangle": "^", "square": "s", "hollow circle": "o"}
_AREA_OF_MARKER = {"o": 4 / math.pi, "^": 2.0, "s": 1.0}
"""The square around a marker per area that the marker fills: equal areas for equal amounts."""
_REACH = {marker: math.sqrt(math.pi * square) / 2 for marker, square in _AREA_OF_MARKER.items()}
"""Half the side of the square around a marker, as a multiple of the radius of the circle with its area."""
_SHARE_OF_PLOT = 0.16
"""Of the plot, how much the bubbles may fill together, were none on another."""
_REFERENCE_SIDE = 300.0
"""The side in pixels of a plot whose largest bubble has the theme's largest radius."""
_FEW, _MANY = 2.0, 3.5
"""Powers of ten of the number of bubbles between which they grow fainter and the smallest ones smaller."""
_STRONG, _FAINT = 0.60, 0.30
_SMALLER = 0.6
_RIM_STRONGER = 0.3
_HOLLOW_RIM, _THIN_RIM = 1.2, 0.7


def quadrant_chart(
    spots: Spots,
    bands: Sequence[tuple[str, float]],
    surface: Surface,
    currency: str = "",
    renewal_days: int = 90,
) -> Chart:
    """Return the accounts by health (across) and lifetime value (up, logarithmic), with area by size.

    `bands` are (name, from) as the standards have them, in any order. Accounts without a score, or without
    a positive value, cannot be placed: the subtitle counts them. The items of the
    marks are positions in `spots`.
    """
    paper = open_paper(surface)
    placed = np.flatnonzero(np.isfinite(spots.health) & np.isfinite(spots.value) & (spots.value > 0))
    title, subtitle = "Where to spend the week", _subtitle(spots, placed, surface)
    table = partial(_table, spots, surface, currency)
    top = heading(paper, title, subtitle)
    if not len(placed):
        say(paper, top, _nothing_placed(len(spots)))
        return Chart(paper.figure, title, subtitle, table, no_marks())
    bottom = _caption(paper, spots, renewal_days)
    health, value = spots.health[placed], spots.value[placed]
    largest = _largest_radius(surface, top, bottom)
    edges = tuple(sorted(edge for _name, edge in bands if edge > 0))
    frame = framed(
        paper, health, value, edges, (top, bottom), largest * _REACH["^"] + surface.theme.space.tiny
    )
    draw_ground(paper, frame, bands, edges, currency)
    axes = plot(paper, frame.left, frame.top, frame.right, frame.bottom)
    axes.set_yscale("log")
    axes.set_xlim(*frame.health)
    axes.set_ylim(*frame.value)
    radius = _radii(spots.size[placed], frame, surface, largest)
    # Small bubbles are drawn over large ones.
    descending = np.argsort(-radius, kind="stable")
    order, radius = placed[descending], radius[descending]
    names = np.asarray(spots.band, dtype=object)[order]
    for name in dict.fromkeys(names):
        _draw_band(axes, surface, spots, name, order[names == name], radius[names == name])
    return Chart(paper.figure, title, subtitle, table, _marks(frame, surface, spots, order, radius))


def _subtitle(spots: Spots, placed: np.ndarray, surface: Surface) -> str:
    """Return how many accounts are shown, and how many are not and why."""
    parts = [formatting.counted(len(placed), "account", "accounts", surface.style)]
    unscored = int(np.sum(~np.isfinite(spots.health)))
    unvalued = len(spots) - len(placed) - unscored
    for count, what in ((unvalued, "a value"), (unscored, "a score")):
        if count:
            number = formatting.number(count, surface.style)
            parts.append(f"{number} without {what} {'is' if count == 1 else 'are'} not shown")
    return " · ".join(parts)


def _nothing_placed(count: int) -> str:
    """Return what to say where no account can be placed."""
    if count == 0:
        return "There are no accounts to show. Import accounts, or clear the filter."
    return "No account has both a score and a lifetime value yet. Import contracts to value the accounts."


def _caption(paper: Paper, spots: Spots, renewal_days: int) -> float:
    """Write at the foot what size, rim and hollow marks mean; return the y above it."""
    surface, look = paper.surface, paper.surface.theme
    parts = ["Bubble area is ARR"]
    if spots.own_bands:
        parts.append("lines are the general bands, colours those of each segment")
    if np.any(spots.renews_soon):
        days = formatting.counted(renewal_days, "day", "days", surface.style)
        parts.append(f"a thick rim renews within {days}")
    if np.any(spots.hollow):
        parts.append("hollow marks stand on little evidence")
    size = look.text.small
    lines = wrapped(paper, "; ".join(parts) + ".", surface.width - 2 * surface.padding, size)
    line_height = size * 1.4
    bottom = surface.height - surface.padding
    for number, line in enumerate(reversed(lines)):
        write(paper, surface.padding, bottom - (number + 0.5) * line_height, line, look.muted, size)
    return bottom - len(lines) * line_height - look.space.small


def _largest_radius(surface: Surface, top: float, bottom: float) -> float:
    """Return the radius in pixels that no bubble exceeds, larger on a larger chart."""
    side = min(surface.width, bottom - top)
    return surface.theme.chart.largest_bubble_radius * min(max(side / _REFERENCE_SIDE, 0.7), 1.4)


def _crowding(count: int, few: float, many: float) -> float:
    """Return a setting for so many bubbles, between that for a few and that for many."""
    return float(np.interp(math.log10(count), (_FEW, _MANY), (few, many)))


def _radii(size: np.ndarray, frame: Frame, surface: Surface, largest: float) -> np.ndarray:
    """Return the radius in pixels of a circle for each size: area by size, together a share of the plot."""
    smallest = surface.theme.chart.smallest_bubble_radius * _crowding(len(size), 1.0, _SMALLER)
    area = np.clip(np.nan_to_num(size, nan=0.0), 0.0, None)
    if not area.any():
        return np.full(len(area), smallest)
    room = _SHARE_OF_PLOT * (frame.right - frame.left) * (frame.bottom - frame.top)
    per_root = min(math.sqrt(room / (math.pi * area.sum())), largest / math.sqrt(area.max()))
    return np.maximum(per_root * np.sqrt(area), smallest)


def _draw_band(
    axes: Axes, surface: Surface, spots: Spots, name: str, items: np.ndarray, radius: np.ndarray
) -> None:
    """Draw the accounts of one band."""
    look = surface.theme
    band = look.band(name)
    marker = _MARKERS[band.shape]
    opacity = _crowding(len(spots), _STRONG, _FAINT)
    hollow = np.asarray(spots.hollow, dtype=bool)[items] | band.shape.startswith("hollow")
    soon = np.asarray(spots.renews_soon, dtype=bool)[items]
    clear, filled = to_rgba(band.ink, 0.0), to_rgba(band.ink, opacity)
    thin, strong = to_rgba(band.ink, opacity + _RIM_STRONGER), to_rgba(band.ink)
    rim = np.where(soon, look.chart.rim_width, np.where(hollow, _HOLLOW_RIM, _THIN_RIM))
    axes.scatter(
        spots.health[items],
        spots.value[items],
        s=_AREA_OF_MARKER[marker] * math.pi * radius**2,
        marker=marker,
        facecolors=np.where(hollow[:, None], clear, filled),
        edgecolors=np.where((soon | hollow)[:, None], strong, thin),
        # On the smallest bubbles a rim of full width would hide what it surrounds.
        linewidths=np.minimum(rim, radius * 0.6),
        clip_on=False,
    )


def _marks(frame: Frame, surface: Surface, spots: Spots, order: np.ndarray, radius: np.ndarray) -> Marks:
    """Return the box of each bubble."""
    health, value = spots.health[order], spots.value[order]
    x, y = frame.x(health), frame.y(value)
    reach_of = {name: _REACH[_MARKERS[surface.theme.band(name).shape]] for name in set(spots.band)}
    reach = radius * np.array([reach_of[spots.band[item]] for item in order])
    return Marks(order, health, value, x - reach, y - reach, x + reach, y + reach)


def _table(spots: Spots, surface: Surface, currency: str) -> Table:
    """Return every account, those that cannot be placed too."""
    style, look = surface.style, surface.theme
    header = ("Account", "Band", "Health", "Lifetime value", "ARR", "Renews soon", "Evidence")
    rows = (
        (
            spots.name[item],
            look.band(spots.band[item]).label,
            cells.counted(spots.health[item], style),
            cells.measured(spots.value[item], "money", style, currency),
            cells.measured(spots.size[item], "money", style, currency),
            "yes" if spots.renews_soon[item] else "no",
            "little" if spots.hollow[item] else "enough",
        )
        for item in range(len(spots))
    )
    return (header, *rows)
