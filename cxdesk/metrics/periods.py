"""Any metric in successive periods: weeks, months or quarters that end on the as-of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.catalogue import metric
from cxdesk.metrics.dimensions import Grouping, grouped, grouping
from cxdesk.metrics.observations import Grid, Observations
from cxdesk.metrics.windows import Window
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Facts

WEEK, MONTH, QUARTER = "week", "month", "quarter"
_MONTHS = {MONTH: 1, QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Periods:
    """Successive periods, oldest first: number p begins after `ends[p]` and ends with the day `ends[p + 1]`.

    `step` is WEEK, MONTH or QUARTER; `ends` are datetime64[D], one more than there are periods.
    """

    ends: np.ndarray
    step: str

    def __len__(self) -> int:
        return len(self.ends) - 1

    @property
    def first_days(self) -> np.ndarray:
        """The first day of each period."""
        return self.ends[:-1] + np.timedelta64(1, "D")

    @property
    def last_days(self) -> np.ndarray:
        """The last day of each period."""
        return self.ends[1:]

    @property
    def whole(self) -> Window:
        """All periods as one window."""
        return Window(self.ends[-1], int((self.ends[-1] - self.ends[0]).astype(int)))

    def window(self, period: int) -> Window:
        """Return one period as a window, that of months by how many months back it ends: facts that are kept
        by month are found by it.
        """
        first, last = self.ends[period], self.ends[period + 1]
        days = int((last - first).astype(int))
        if self.step == WEEK:
            return Window(last, days)
        return Window(self.ends[-1], days, (len(self) - 1 - period) * _MONTHS[self.step])

    def of(self, instants: np.ndarray) -> NDArray[np.int64]:
        """Return the period in which each instant lies, -1 for none."""
        days = instants.astype("datetime64[D]")
        period = np.searchsorted(self.ends, days, side="left") - 1
        return np.where(np.isnat(days) | (period >= len(self)), -1, period)

    def since(self, first: int) -> Periods:
        """Return the periods from that number on."""
        return Periods(self.ends[first:], self.step)


def periods_to(as_of: np.datetime64, step: str, count: int) -> Periods:
    """Return the last `count` periods of a step, the newest ending on `as_of`."""
    last = as_of.astype("datetime64[D]")
    back = np.arange(count, -1, -1)
    if step == WEEK:
        return Periods(last - 7 * back.astype("timedelta64[D]"), step)
    return Periods(month_end(last, back * _MONTHS[step]), step)


def measure_periods(name: str, facts: Facts, periods: Periods) -> Grid:
    """Return the metric over all accounts of `facts` in each period.

    What bears a date is looked at once and sorted into its period; what depends on the state of a day is
    looked at period by period. Raises ValueError for weeks of what is known by month alone.
    """
    return _measured(name, facts, periods, _together)[1]


def measure_account_periods(name: str, facts: Facts, periods: Periods) -> Grid:
    """Return the metric for every account in each period: position `account * len(periods) + period`; else
    as `measure_periods`.
    """
    each = Grouping(np.arange(len(facts.accounts)), tuple(facts.accounts.account_id.tolist()))
    return _measured(name, facts, periods, lambda _facts, _observations: each)[1]


def measure_periods_by(
    name: str, facts: Facts, periods: Periods, dimension: str
) -> tuple[tuple[str, ...], Grid] | None:
    """Return the groups of a dimension and the metric for each of them in each period: position
    `group * len(periods) + period`; else as `measure_periods`. None when its rows do not know the dimension.
    Raises KeyError when there is no such dimension.
    """
    # Over all periods: answers of which none in the last one is about a ticket may know it all the same.
    if grouping(dimension, facts, metric(name).observe(facts, periods.whole)) is None:
        return None
    return _measured(name, facts, periods, partial(grouping, dimension))


def _measured(
    name: str, facts: Facts, periods: Periods, groups_of: Callable[[Facts, Observations], Grouping]
) -> tuple[tuple[str, ...], Grid]:
    if metric(name).by_month and periods.step == WEEK:
        raise ValueError(f"{name} is known by month alone: it has no weeks, only months and quarters")
    observations = metric(name).observe(facts, periods.whole)
    if observations.at is None:
        return _one_by_one(name, facts, periods, groups_of)
    groups = groups_of(facts, observations)
    observations, code = grouped(observations, facts, groups)
    period = periods.of(observations.at)
    place = np.where((code >= 0) & (period >= 0), code * len(periods) + period, -1)
    return groups.names, metric(name).summarise(observations, place, len(groups.names) * len(periods))


def _together(facts: Facts, observations: Observations) -> Grouping:
    """Return one group of everything, also of what belongs to no account."""
    nobody = np.zeros(len(facts.accounts), dtype=np.int64)
    return Grouping(nobody, ("",), np.zeros(len(observations), dtype=np.int64))


def _one_by_one(
    name: str, facts: Facts, periods: Periods, groups_of: Callable[[Facts, Observations], Grouping]
) -> tuple[tuple[str, ...], Grid]:
    grids, names = [], ()
    for period in range(len(periods)):
        observations = metric(name).observe(facts, periods.window(period))
        groups = groups_of(facts, observations)
        observations, code = grouped(observations, facts, groups)
        names = groups.names
        grids.append(metric(name).summarise(observations, code, len(names)))
    stacked = (
        np.stack([getattr(grid, part) for grid in grids], axis=1).reshape(-1)
        for part in ("value", "n", "low", "high", "missing")
    )
    return names, Grid(*stacked, period=grids[-1].period)
