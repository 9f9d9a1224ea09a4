"""Which rows of the facts a measurement looks at: windows of days, the last day inclusive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.definition import Definition
from cxdesk.workspace.facts.months import month_end

YEAR_DAYS = 365
QUARTER_DAYS = 91
MONTH_DAYS = 30
_DAYS_OF_A_MONTH = 365.25 / 12
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Window:
    """The `days` days up to `end` (inclusive), which lies `back` whole months before `as_of`.

    Everything known by `as_of` may be used, also about a window that ended before.
    """

    as_of: np.datetime64
    days: int = YEAR_DAYS
    back: int = 0

    @property
    def end(self) -> np.datetime64:
        """The last day."""
        return month_end(self.as_of, self.back) if self.back else self.as_of.astype("datetime64[D]")

    @property
    def start(self) -> np.datetime64:
        """The day before the first day: what held then held "at the start"."""
        return self.end - np.timedelta64(self.days, "D")

    @property
    def next_day(self) -> np.datetime64:
        """The day after the last: instants compare with it as they are, which is quicker than by days."""
        return self.end + _DAY

    @property
    def months(self) -> int:
        """How many months of facts that are kept by month belong to it, at least 1."""
        return max(1, round(self.days / _DAYS_OF_A_MONTH))

    @property
    def text(self) -> str:
        """The period in words: in days, as many as it has. A year of months may have one more."""
        length = f"{self.days} days"
        return f"{length} to {self.end}" if self.back else f"last {length}"

    @property
    def months_text(self) -> str:
        """The period in words where facts are kept by month."""
        length = "month" if self.months == 1 else f"{self.months} months"
        return f"{length} to {self.end}" if self.back else f"last {length}"

    @property
    def day_text(self) -> str:
        """The last day in words, for what is measured on a day."""
        return f"on {self.end}"

    def holds(self, instants: np.ndarray) -> NDArray[np.bool_]:
        """Return where the date lies in the window; false where it is unknown."""
        return (instants >= self.start + _DAY) & (instants < self.next_day)

    def holds_or_undated(self, instants: np.ndarray) -> NDArray[np.bool_]:
        """Return where the date lies in the window, or is unknown and the window is the year up to now: an
        undated row is not thrown away, and not counted in month after month.
        """
        if self.back or self.days < YEAR_DAYS:
            return self.holds(instants)
        return self.holds(instants) | np.isnat(instants)


def usual_period(definition: Definition) -> str:
    """Return in words over which time a metric is usually measured: "365 days", "on the day", or, where it is
    made of usage, which is kept by month, "3 months".
    """
    days = definition.usual_days
    if not days:
        return "on the day"
    months = max(1, round(days / _DAYS_OF_A_MONTH))
    if any(column.startswith("usage.") for column in definition.columns) and days < YEAR_DAYS:
        return "month" if months == 1 else f"{months} months"
    return f"{days} days"


def age_days(instants: np.ndarray, as_of: np.datetime64) -> NDArray[np.float64]:
    """Return whole days from each date or instant to `as_of` (0 on the day itself), NaN where unknown."""
    days = as_of.astype("datetime64[D]") - instants.astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.float64))
