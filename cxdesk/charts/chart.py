"""What goes into a chart and what comes out: records without matplotlib.

Pixels are those of 100 % scaling, counted from the figure's top left corner, x to the right, y down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxdesk.formatting import NEUTRAL, NumberStyle
from cxdesk.theme import Theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Table = tuple[tuple[str, ...], ...]

_LEAST_REACH = 6.0
"""Half the size in pixels that even the smallest mark has for the pointer."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What a chart is drawn on: look, size and `padding` in pixels, and the writing of numbers.

    `family` is the font that the window uses, "" for the first one of the theme that the machine has. With
    `titled` false the title is left to whoever shows the chart.
    """

    theme: Theme
    width: float
    height: float
    style: NumberStyle = NEUTRAL
    family: str = ""
    padding: float = 0.0
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the marks of a chart are: k of them, `item` being the position in the data that each one shows.

    `x` and `y` are data coordinates; `left`, `top`, `right` and `bottom` are pixels.
    """

    item: np.ndarray
    x: np.ndarray
    y: np.ndarray
    left: np.ndarray
    top: np.ndarray
    right: np.ndarray
    bottom: np.ndarray

    def __len__(self) -> int:
        return len(self.item)

    def at(self, x: float, y: float) -> int | None:
        """Return the item under a pixel, the one with the nearest centre where marks overlap, else None."""
        across = np.abs(x - (self.left + self.right) / 2)
        down = np.abs(y - (self.top + self.bottom) / 2)
        reach_across = np.maximum((self.right - self.left) / 2, _LEAST_REACH)
        reach_down = np.maximum((self.bottom - self.top) / 2, _LEAST_REACH)
        under = np.flatnonzero((across <= reach_across) & (down <= reach_down))
        if not len(under):
            return None
        return int(self.item[under[np.argmin(np.hypot(across[under], down[under]))]])

    def within(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """Return the items whose centre lies in a rectangle of pixels, in the order of the data."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
        return np.sort(self.item[inside])


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart and the same in words and as a table.

    `as_table()` gives a header and rows of text, written in the surface's style; `marks` says where things
    are. The figure has 72 dots per inch at 100 % scaling, so that one point is one pixel. It is laid out
    for its size: build the chart anew for another one.
    """

    figure: Figure
    title: str
    subtitle: str
    as_table: Callable[[], Table]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Contribution:
    """One bar of the explanation of a score; `kind` is "start", "gap" (missing data) or what made it;
    `reason` says more than its name, "" where there is no more.
    """

    label: str
    points: float
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Why a score is another one than on an earlier day: `parts` are grouped by their `kind`, which is the
    cause in words, and sum to `after - before`. `since` and `until` are the days as they are written.
    """

    before: float
    after: float
    since: str
    until: str
    parts: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Spots:
    """Accounts of the quadrant, n each. `health` is 0 to 100, `value` and `size` in one currency, NaN when
    unknown; `band` names a band of the theme; `hollow` marks scores that stand on little evidence.
    `own_bands`: the bands of some accounts begin elsewhere than the general ones.
    """

    name: Sequence[str]
    health: np.ndarray
    value: np.ndarray
    size: np.ndarray
    band: Sequence[str]
    hollow: np.ndarray
    renews_soon: np.ndarray
    own_bands: bool = False

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, in a few words."""

    date: np.datetime64
    label: str


@dataclass(frozen=True, slots=True)
class Rescaled:
    """Another scale begins at the date in `position`: `on_earlier` is that date's health on the scale before,
    `before_on_later` the date's before on the new one; NaN when unknown.
    """

    position: int
    scale: str
    on_earlier: float
    before_on_later: float


@dataclass(frozen=True, slots=True)
class HealthHistory:
    """Health of one account on n dates (datetime64[D], ascending) and its 80 % interval, NaN when unknown.

    Where `rescaled` says so the line begins anew: health before and after stands on different scales.
    """

    date: np.ndarray
    health: np.ndarray
    low: np.ndarray
    high: np.ndarray
    events: Sequence[Event] = ()
    rescaled: Sequence[Rescaled] = ()
