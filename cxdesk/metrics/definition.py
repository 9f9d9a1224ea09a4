"""What a metric is and what a measurement of it looks like: records that every reader of a number shares.

The screen, the chart, the glossary and the workbook's notes read `Definition`; none of them keeps wording of
its own. Neither record formats anything: a share is 0..1 here and becomes a percentage where it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cxdesk.metrics.observations import Grid, Observations
    from cxdesk.metrics.windows import Window
    from cxdesk.workspace.facts_record import Facts

DIRECTIONS = ("higher is better", "lower is better", "neutral")
UNITS = (
    "share",
    "points",
    "rating",
    "hours",
    "days",
    "months",
    "per ticket",
    "per user",
    "per agent",
    "tickets",
    "orders",
    "orders a year",
    "log ratio",
    "money",
    "times the start",
)


TO_DATE = 0
"""The usual period of what is measured on a day, not over one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A computation by hand: `values` are the observations by name, `value` is what they come to and `text`
    says it in words.
    """

    text: str
    values: Mapping[str, Sequence[float]]
    value: float


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric, in the words shown to people.

    `unit` is one of UNITS (a share is 0..1, points are -100..100, a log ratio is natural); `direction` is one
    of DIRECTIONS; `formula` and `interval` say in words how value and range are computed; `minimum_sample` is
    the number of observations below which the observations themselves are shown beside the value; `proves`
    and `does_not_prove` are one sentence each, `limit` is the latter in at most 32 characters, for narrow
    columns; `columns` names what is needed as "table.field"; `usual_days` is the length of the usual period,
    TO_DATE for what is measured on a day; `beside` names the metrics to read with it, and `example` is one
    computation by hand.
    """

    name: str
    label: str
    unit: str
    direction: str
    formula: str
    minimum_sample: int
    proves: str
    does_not_prove: str
    limit: str
    columns: tuple[str, ...]
    interval: str
    usual_days: int
    beside: tuple[str, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measurement: value and range in the definition's unit, from `n` observations.

    `value` is NaN when it is unknown, and then `missing` says why; `low` and `high` are NaN when no range can
    be given. `period` says in words over which time it was measured.
    """

    value: float
    n: int
    low: float = nan
    high: float = nan
    period: str = ""
    missing: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Metric:
    """A definition with the two halves of its computation.

    `observe` finds the rows that it is made of; `summarise` makes one estimate for each group (codes from 0)
    out of them. A number and its evidence cannot differ: they are the same observations. `by_month` is true
    of what is made of facts that are kept by month: it is rounded to whole months and knows nothing shorter.
    """

    definition: Definition
    observe: Callable[[Facts, Window], Observations]
    summarise: Callable[[Observations, np.ndarray, int], Grid]
    by_month: bool = False


def unknown(reason: str, period: str = "", n: int = 0, low: float = nan, high: float = nan) -> Estimate:
    """Return the estimate of a value that cannot be known, with the reason in words."""
    return Estimate(nan, n, low, high, period, reason)
