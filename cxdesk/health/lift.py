"""What would lift an account a band: the fewest things that can still change before its notice date.

A lever is something that people can work on, with every bar that hangs on it: seats in use move a driver of
adoption and a signal of renewal. Pulled, it brings what lies below typical back to typical, as far as its
measure can follow in the days left: a window of three months shows only a third of a change after one. That
is modest on purpose; nothing is raised above typical. Age, contracts and a notice that was given are no
levers. Caps below the band must be lifted first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
    held = {name for name, holds in zip(book.caps, book.cap_holds[account], strict=True) if holds}
    ceiling = dict(zip(book.caps, book.cap_ceiling[account].tolist(), strict=True))
    gains = sorted(
        ((_gain(book, account, lever, standards, days), lever) for lever in LEVERS),
        key=lambda found: -found[0],
    )
    forced = [
        (gain, lever)
        for gain, lever in gains
        if lever.cap in held and ceiling[lever.cap] < start and days >= lever.days
    ]
    chosen, reached = list(forced), _reached(book, account, forced, held, ceiling, days)
    for gain, lever in gains:
        if reached >= start or gain <= 0.0:
            break
        if (gain, lever) not in chosen:
            chosen.append((gain, lever))
            reached = _reached(book, account, chosen, held, ceiling, days)
    steps = tuple(Step(lever, gain) for gain, lever in sorted(chosen, key=lambda found: -found[0]))
    return Lift(target, start, steps, reached, reached >= start, days)


def days_left(as_of: np.datetime64, notice: np.datetime64, renewal: np.datetime64) -> float:
    """Return the days to the notice date, else to the renewal, else 90; never below 0."""
    due = renewal if np.isnat(notice) else notice
    return (
        DEFAULT_DAYS if np.isnat(due) else max(0.0, float((due - as_of).astype("timedelta64[D]").astype(int)))
    )


def _gain(book: Portfolio, account: int, lever: Lever, standards: Standards, days: float) -> float:
    """Return the points by which the lever's bars below typical rise in the days left."""
    full = standards.adoption.window_months * DAYS_A_MONTH if lever.windowed else lever.days
    below = sum(
        -float(book.bar_points[account, index])
        for index, bar in enumerate(book.bars)
        if bar.name in lever.bars and book.bar_points[account, index] < 0.0
    )
    return below * min(1.0, days / full)


def _reached(
    book: Portfolio,
    account: int,
    chosen: list[tuple[float, Lever]],
    held: set[str],
    ceiling: dict[str, float],
    days: float,
) -> float:
    """Return the health after the levers: below the ceilings of the caps that they do not lift."""
    lifted = {lever.cap for _, lever in chosen if days >= lever.days}
    mean = float(book.uncapped[account]) + sum(gain for gain, _ in chosen)
    return min([mean, 100.0, *(ceiling[name] for name in held - lifted)])
