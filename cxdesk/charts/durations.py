"""What the survival charts show: how long things take, with those that have not ended; without matplotlib."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from cxdesk.metrics.survival import SurvivalCurve


@dataclass(frozen=True, slots=True)
class DurationWords:
    """How a chart speaks of durations: `what` they are ("time to resolution"), `things` is one and many
    ("ticket", "tickets"), `ended` what happens to them ("are solved"), `waiting` what they are until then
    ("still open"), `since` where the clock starts.
    """

    what: str
    things: tuple[str, str]
    ended: str
    waiting: str
    since: str


@dataclass(frozen=True, slots=True)
class DurationGroup:
    """One Kaplan-Meier curve, its times in hours, with at least one duration."""

    name: str
    curve: SurvivalCurve

    @property
    def count(self) -> int:
        """How many began."""
        return int(self.curve.at_risk[0])

    @property
    def open(self) -> int:
        """How many have not ended."""
        return self.count - int(self.curve.events.sum())


@dataclass(frozen=True, slots=True)
class Durations:
    """Durations all together and, where a dimension was asked for, by its groups, the largest first.

    `together` is None where there is nothing, and `reason` says why. `by` is the dimension, "" without one;
    `p_value` that of the log-rank test between all groups, NaN without one. `whose` names the account that
    was asked for, "" for all; `period` says when they began ("opened in the last 365 days").
    """

    words: DurationWords
    period: str
    together: DurationGroup | None = None
    groups: tuple[DurationGroup, ...] = ()
    by: str = ""
    p_value: float = nan
    whose: str = ""
    reason: str = ""
