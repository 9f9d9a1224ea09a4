"""Where the labels of events go, so that none lies on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from cxdesk.charts.paper import Paper, elided, width_of

LANE_HEIGHT = 15.0
_GAP = 4.0
"""Pixels between an event's line and its label."""
_BETWEEN_LABELS = 12.0
_MOST_WIDTH = 150.0
_LEAST_SHARE = 0.6
"""Of a label's width, that must be left when it is shortened at the right edge."""


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An event's line at `x`, from the top of `lane` down (lane 0 is the top one).

    `text` is "" where there is no room for a label: such a line is a tick at the foot. `left` and `right`
    are the label's ends in pixels.
    """

    x: float
    lane: int
    text: str
    left: float
    right: float


def place_events(
    paper: Paper, events: Sequence[tuple[float, str]], left: float, right: float, lanes: int
) -> list[PlacedEvent]:
    """Return where each event (x, label) is drawn between `left` and `right`, in `lanes` lanes.

    A label stands right of its line, else left of it, in the highest lane where no line crosses a label.
    Where there is none, a line may run behind a label. An event for which no place is left has no label: it
    is only in the table.
    """
    placed: list[PlacedEvent] = []
    for x, label in sorted(events):
        options = [
            option
            for option in _options(paper, x, label, left, right, lanes)
            if not any(_overlap(option, other) for other in placed)
        ]
        clear = (option for option in options if not any(_cross(option, other) for other in placed))
        placed.append(next(chain(clear, options), PlacedEvent(x, lanes, "", x, x)))
    return placed


def _options(paper: Paper, x: float, label: str, left: float, right: float, lanes: int) -> list[PlacedEvent]:
    """Return the places for a label, best first: shortened only where neither side has room for the whole."""
    size = paper.surface.theme.text.small
    text = elided(paper, label, _MOST_WIDTH, size)
    width = width_of(paper, text, size)
    sides = [(text, x + _GAP, x + _GAP + width), (text, x - _GAP - width, x - _GAP)]
    if x + _GAP + _LEAST_SHARE * width <= right < x + _GAP + width:
        shortened = elided(paper, label, right - x - _GAP, size)
        sides.append((shortened, x + _GAP, x + _GAP + width_of(paper, shortened, size)))
    return [
        PlacedEvent(x, lane, shown, start, end)
        for shown, start, end in sides
        for lane in range(lanes)
        if start >= left and end <= right
    ]


def _overlap(one: PlacedEvent, other: PlacedEvent) -> bool:
    """Return whether two labels share a lane and are too near to each other to be read apart."""
    if not other.text or one.lane != other.lane:
        return False
    return one.left < other.right + _BETWEEN_LABELS and other.left < one.right + _BETWEEN_LABELS


def _cross(one: PlacedEvent, other: PlacedEvent) -> bool:
    """Return whether the line of either runs behind the label of the other."""
    return any(
        line.lane <= label.lane and label.text and label.left - _GAP < line.x < label.right + _GAP
        for line, label in ((one, other), (other, one))
    )
