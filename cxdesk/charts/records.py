"""What the charts of metrics show: records of arrays and texts, made in `gather`, drawn by the builders.

`whose` is an account's name, "" where a chart is of all accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.charts.series import Series
from cxdesk.metrics.periods import Periods

NOT_KNOWN = "not known"
"""The name of the group of what does not say which one it is in."""
OTHER_ROLE = "other"
"""The role of those whose role is not known: nobody is missed where it is silent."""


@dataclass(frozen=True, slots=True)
class ScoresOverTime:
    """Survey metrics over the same periods, those without any answer left out. `answers` counts the answers
    behind all of them, `undated` those left out because they do not say when they were given. Changes are
    clear at 95 % for so many `comparisons` together.
    """

    whose: str
    periods: Periods
    series: tuple[Series, ...]
    answers: int
    undated: int = 0
    comparisons: int = 1


@dataclass(frozen=True, slots=True)
class Groups:
    """One metric for g groups, NaN where it is not known: value, range and number of observations. `widening`
    is by what the sides of the ranges are multiplied where groups are compared, as observations of one
    account resemble each other; None: by nothing.
    """

    name: str
    unit: str
    value: np.ndarray
    n: np.ndarray
    low: np.ndarray
    high: np.ndarray
    bounds: tuple[float, float]
    widening: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class ByRole:
    """Survey metrics by role over the words of `period`; every metric has the groups of `roles`."""

    whose: str
    period: str
    roles: tuple[str, ...]
    metrics: tuple[Groups, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """Who was asked and who answered: invitations per period, and how many of them were answered.

    `silent` names the roles of accounts (or of one account) of which nobody answered, in the words of
    `silent_period`, with how many invitations they got; `roles_asked` is how many there are: those of the
    contacts, or, where an account lists none, those that were asked.
    `only_answers` says that there are surveys besides of which only answers are known, so that they are not
    in it.
    """

    whose: str
    periods: Periods
    asked: np.ndarray
    answered: np.ndarray
    silent: tuple[tuple[str, int], ...]
    silent_period: str
    roles_asked: int
    only_answers: bool = False


@dataclass(frozen=True, slots=True)
class MetricBy:
    """One metric over time, a series for each group of a dimension, the largest first. `overall` has the
    groups of `series` over all `periods`, in the newest where they do not add up. `missing` says why there is
    nothing, "" where there is something. `adds_up` is false where each period looks at everything again: open
    tickets, customers. `shared` is true where something counts in several groups: an incident that touched
    them all.
    """

    whose: str
    label: str
    unit: str
    dimension: str
    currency: str
    periods: Periods
    series: tuple[Series, ...]
    overall: Groups
    missing: str
    adds_up: bool
    shared: bool = False


@dataclass(frozen=True, slots=True)
class BacklogAndSignals:
    """Open tickets at the end of each period, and the same periods' customer signals."""

    whose: str
    periods: Periods
    backlog: Series
    signals: tuple[Series, ...]
    tickets: int


@dataclass(frozen=True, slots=True)
class CohortRetention:
    """Accounts by quarter of their start (first months, datetime64[M]), how many of them stayed to each age
    in quarters (NaN where that is not known yet), and how many accounts are left out, and why. Where sources
    of churn disagree, `churn_told` has how many accounts have an event, are flagged, and count as lost.
    """

    quarter: np.ndarray
    size: np.ndarray
    kept: np.ndarray
    without_start: int
    without_loss_day: int
    trials: int
    churn_told: tuple[int, int, int] | None = None
