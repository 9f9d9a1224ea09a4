"""The days and months that a metric looks at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The `days` days up to `end`, inclusive; `known_by` is the as-of day."""

    end: pd.Timestamp
    days: int

    @property
    def known_by(self) -> pd.Timestamp:
        """The as-of day, on which every period of these tests ends."""
        return self.end

    @property
    def start(self) -> pd.Timestamp:
        """The day before the first."""
        return self.end - self.days * DAY

    def holds(self, moments: pd.Series) -> pd.Series:
        """Return which moments lie in the period; not those that are unknown."""
        return (moments >= self.start + DAY) & (moments < self.end + DAY)

    def holds_or_undated(self, moments: pd.Series) -> pd.Series:
        """Return the same with what bears no date, where the period is a year."""
        return self.holds(moments) | (moments.isna() & (self.days >= 365))

    @property
    def months(self) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
        """The first and last days of its months, rounded to whole ones, the newest first. They end on the day
        of the month on which the period does; on the last of a month they are calendar months.
        """
        return months_to(self.end, max(1, round(self.days / (365.25 / 12))))


def months_to(end: pd.Timestamp, count: int) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the first and last days of the `count` months that end on a day, the newest first."""
    if (end + DAY).day == 1:
        lasts = [end + pd.offsets.MonthEnd(-back) if back else end for back in range(count + 1)]
    else:
        lasts = [end - pd.DateOffset(months=back) for back in range(count + 1)]
    return [(before + DAY, last) for last, before in pairwise(lasts)]
