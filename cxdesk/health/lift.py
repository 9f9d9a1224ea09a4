"""What would lift an account a band: the fewest things that can still change before its notice date.

A lever is something that people can work on, with every bar that hangs on it: seats in use move a driver of
adoption and a signal of renewal. Pulled, it brings what lies below typical back to typical, as far as its
measure can follow in the days left: a window of three months shows only a third of a change after one. That
is modest on purpose; nothing is raised above typical, and what the renewal pillar lies beyond the scale must
be made up for before a signal brings anything. Age, contracts and a notice that was given are no
levers. Caps below the band must be lifted first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from cxdesk.health.explanation import RENEWAL
from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards

DAYS_A_MONTH = 30.0
DEFAULT_DAYS = 90.0  # where neither the notice date nor the renewal is known


@dataclass(frozen=True, slots=True)
class Lever:
    """What can be worked on: the drivers and signals that follow, the cap it lifts, and the days after which
    its measure has followed in full; `windowed`: that is the standards' window of use.
    """

    name: str
    label: str
    bars: tuple[str, ...]
    days: float = 0.0
    cap: str = ""
    windowed: bool = False


LEVERS = (
    Lever("severe_case", "Close the severe case", (), 1.0, "severity_one"),
    Lever("bill", "Settle the unpaid bill", ("bill_trouble",), 7.0, "unpaid"),
    Lever("contact", "Talk to them", ("no_contact",), 1.0),
    Lever("recency", "Get them to use it again", ("recency",), 7.0),
    Lever("answers", "Get an answer from those who are silent", ("silent",), 14.0),
    Lever("contacts", "Win a second contact", ("single_threaded",), 14.0),
    Lever("champion", "Find a new champion", ("champion_gone",), 30.0, "champion_gone"),
    Lever("seats", "Put unused seats to use", ("seat_use", "seats_unused"), 30.0),
    Lever("trend", "Turn the fall of use", ("usage_trend", "usage_falling"), 30.0, "usage_collapse"),
    Lever("breadth", "Bring core features into use", ("feature_breadth",), windowed=True),
    Lever("depth", "Deepen what they do with it", ("feature_depth",), windowed=True),
    Lever("service", "Solve cases without reopening or escalating", ("escalations", "reopens"), 90.0),
    Lever("satisfaction", "Win back those who are unhappy", ("nps", "csat", "ces", "sentiment_low"), 90.0),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A lever that is part of the answer, and the points that it brings before caps; 0 where it only lifts
    one.
    """

    lever: Lever
    points: float


@dataclass(frozen=True, slots=True)
class Lift:
    """The band above, the score where it begins, the steps in the order of what they bring, the health after
    them, and whether that is enough. Without a band above, or a score, there are no steps and `target` is "".
    """

    target: str
    start: float
    steps: tuple[Step, ...]
    health: float
    is_enough: bool
    days: float


def lift(book: Portfolio, account: int, standards: Standards, days: float) -> Lift:
    """Return the fewest levers that reach the next band within `days` from the portfolio's date; `standards`
    are those of the account's segment.

    Where all of them together do not, all that bring anything are returned with what they reach.
    """
    health = float(book.health[account])
    above = [(start, name) for name, start in standards.bands if start > health]
    if np.isnan(health) or not above:
        return Lift("", float("nan"), (), health, False, days)
    start, target = min(above)
    pulled = _pulled(book, account, standards, days)
    chosen = _fewest(pulled, start)
    reached = pulled.reached(chosen)
    renewal = sum(pulled.gains[lever.name][1] for lever in chosen)
    counts = pulled.renewal_gain(chosen) / renewal if renewal > 0.0 else 0.0
    steps = [
        Step(lever, other + counts * signals)
        for lever in chosen
        for other, signals in [pulled.gains[lever.name]]
    ]
    steps.sort(key=lambda step: -step.points)
    return Lift(target, start, tuple(steps), reached, reached >= start, days)


def days_left(as_of: np.datetime64, notice: np.datetime64, renewal: np.datetime64) -> float:
    """Return the days to the notice date, else to the renewal, else 90; never below 0."""
    due = renewal if np.isnat(notice) else notice
    return (
        DEFAULT_DAYS if np.isnat(due) else max(0.0, float((due - as_of).astype("timedelta64[D]").astype(int)))
    )


@dataclass(frozen=True, slots=True)
class _Pulled:
    """What the levers do to one account: `gains` by lever are the points of drivers and of renewal's signals;
    `renewal` is what that pillar brings unclipped, which counts only within `least` and `most`. `held` are
    the ceilings of the caps that hold, `lifts` the levers' caps that the days suffice for.
    """

    gains: Mapping[str, tuple[float, float]]
    uncapped: float
    renewal: float
    least: float
    most: float
    held: Mapping[str, float]
    lifts: Mapping[str, str]

    def renewal_gain(self, levers: Iterable[Lever]) -> float:
        """Return the points that levers bring by the signals: none as long as the pillar stays clipped."""
        moved = self.renewal + sum(self.gains[lever.name][1] for lever in levers)
        return min(max(moved, self.least), self.most) - min(max(self.renewal, self.least), self.most)

    def reached(self, levers: Sequence[Lever]) -> float:
        """Return the health after the levers: below the ceilings of the caps that they do not lift."""
        lifted = {self.lifts.get(lever.name) for lever in levers}
        drivers = sum(self.gains[lever.name][0] for lever in levers)
        mean = self.uncapped + drivers + self.renewal_gain(levers)
        return min([mean, 100.0, *(ceiling for name, ceiling in self.held.items() if name not in lifted)])


def _fewest(pulled: _Pulled, start: float) -> tuple[Lever, ...]:
    """Return the fewest levers that reach a score, of several such sets the one that reaches most; all that
    bring anything where none does.
    """
    needed = {name for name, ceiling in pulled.held.items() if ceiling < start}
    useful = [lever for lever in LEVERS if sum(pulled.gains[lever.name]) > 0.0]
    useful += [lever for lever in LEVERS if lever not in useful and pulled.lifts.get(lever.name) in needed]
    if pulled.reached(useful) < start:
        if pulled.renewal_gain(useful) <= 0.0:
            useful = [
                lever
                for lever in useful
                if pulled.gains[lever.name][0] > 0.0 or pulled.lifts.get(lever.name) in needed
            ]
        return tuple(useful)
    for number in range(len(useful) + 1):
        best = max(combinations(useful, number), key=pulled.reached)
        if pulled.reached(best) >= start:
            return best
    return tuple(useful)


def _pulled(book: Portfolio, account: int, standards: Standards, days: float) -> _Pulled:
    """Return what every lever does to an account in the days left."""
    bars = list(zip(book.bars, book.bar_points[account].tolist(), strict=True))
    gains = {}
    for lever in LEVERS:
        full = standards.adoption.window_months * DAYS_A_MONTH if lever.windowed else lever.days
        below = [(bar.pillar == RENEWAL, -points) for bar, points in bars if bar.name in lever.bars]
        gains[lever.name] = tuple(
            min(1.0, days / full)
            * sum(points for of_renewal, points in below if of_renewal == which and points > 0.0)
            for which in (False, True)
        )
    share = float(book.pillar_share[account, RENEWAL])
    caps = zip(book.caps, book.cap_holds[account], book.cap_ceiling[account].tolist(), strict=True)
    return _Pulled(
        gains,
        uncapped=float(book.uncapped[account]),
        renewal=sum(points for bar, points in bars if bar.kind in ("tenure", "signal")),
        least=-share * book.typical,
        most=share * (100.0 - book.typical),
        held={name: ceiling for name, holds, ceiling in caps if holds},
        lifts={lever.name: lever.cap for lever in LEVERS if lever.cap and days >= lever.days},
    )
