"""What the user has named, and the working clock, minute by minute rules in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Named:
    """Conventions: hours of the company's day, which is `ahead` minutes ahead of UTC."""

    core: Sequence[str] = ()
    value_feature: str = ""
    workflows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    days: Sequence[int] = (0, 1, 2, 3, 4)
    begins: int = 9
    ends: int = 17
    sleeps: int = 22
    wakes: int = 7
    clock: str = "calendar"
    ahead: int = 0

    @property
    def toml(self) -> str:
        """The same as a person writes it."""
        days = ", ".join(f'"{DAY_NAMES[day]}"' for day in self.days)
        lines = [
            f"core_features = {_texts(self.core)}",
            f'value_feature = "{self.value_feature}"',
            f"business_days = [{days}]",
            f'business_start = "{self.begins:02}:00"',
            f'business_end = "{self.ends:02}:00"',
            f'sleep_start = "{self.sleeps:02}:00"',
            f'sleep_end = "{self.wakes:02}:00"',
            f'clock = "{self.clock}"',
            f"utc_offset_minutes = {self.ahead}",
        ]
        for name, steps in self.workflows.items():
            lines += ["[[workflows]]", f'name = "{name}"', f"steps = {_texts(steps)}"]
        return "\n".join(lines) + "\n"

    def hours(self, begun: pd.Series, over: pd.Series) -> pd.Series:
        """Return the hours between two moments by the clock; NaN where either is unknown."""
        if self.clock == "calendar":
            return (over - begun) / HOUR
        pairs = zip(begun, over, strict=True)
        found = [
            float("nan") if pd.isna(one) or pd.isna(two) else self._worked(one, two) for one, two in pairs
        ]
        return pd.Series(found, begun.index, float)

    def at_work(self, moments: pd.Series) -> pd.Series:
        """Return which moments lie in working hours."""
        here = moments + timedelta(minutes=self.ahead)
        by_day = (here.dt.hour >= self.begins) & (here.dt.hour < self.ends)
        return here.dt.day_of_week.isin(self.days) & by_day

    def asleep(self, moments: pd.Series) -> pd.Series:
        """Return which moments lie in the hours of sleep, which run over midnight."""
        hour = (moments + timedelta(minutes=self.ahead)).dt.hour
        return (hour >= self.sleeps) | (hour < self.wakes)

    def _worked(self, begun: datetime, over: datetime) -> float:
        """Return how much of the working days lies between two moments, day by day."""
        begun, over = (moment + timedelta(minutes=self.ahead) for moment in (begun, over))
        day, hours = begun.replace(hour=0, minute=0, second=0), 0.0
        while day < over:
            if day.weekday() in self.days:
                first = max(begun, day + self.begins * HOUR)
                last = min(over, day + self.ends * HOUR)
                hours += max((last - first) / HOUR, 0.0)
            day += timedelta(days=1)
        return hours


def _texts(texts: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"
