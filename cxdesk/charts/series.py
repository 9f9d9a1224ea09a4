"""Values over successive periods: the record of one line or row of bars, and the names of periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.metrics.periods import QUARTER, WEEK, Periods
from cxdesk.metrics.unit_texts import share_of_change

FEW = formatting.LEAST_FOR_PERCENT
"""Below so many observations a value is drawn hollow."""
_PERCENT = ("share", "times the start")
_BARE = ("rating", "tickets")
"""Units that say nothing beside the name of the metric."""


@dataclass(frozen=True, slots=True)
class Series:
    """One metric or group over p periods, in the metric's unit; NaN where it is not known.

    `change` is by how much a value differs from the period before where that is clear, else NaN. `bounds` are
    what values can lie between (infinities where there is no end); `higher_is_better` is None where
    neither end is good. `missing` says why there is nothing at all, "" where there is something. `others`
    marks the periods whose answers mostly came from other accounts than those of the period before; None:
    none.
    """

    name: str
    unit: str
    value: np.ndarray
    n: np.ndarray
    low: np.ndarray
    high: np.ndarray
    change: np.ndarray
    bounds: tuple[float, float] = (-np.inf, np.inf)
    higher_is_better: bool | None = True
    missing: str = ""
    others: np.ndarray | None = None

    def is_of_others(self, period: int) -> bool:
        """Return whether a period's change is one of who was asked as much as of what they said."""
        return self.others is not None and bool(self.others[period])

    @property
    def known(self) -> np.ndarray:
        """The periods with a value."""
        return np.flatnonzero(np.isfinite(self.value))


def axis_values(values: np.ndarray, unit: str) -> np.ndarray:
    """Return values as an axis counts them: shares in percent, log ratios as a change in percent."""
    if unit in _PERCENT:
        return 100.0 * values
    if unit == "log ratio":
        return 100.0 * np.expm1(values)
    return values


def unit_text(unit: str, currency: str = "") -> str:
    """Return the unit of an axis in words, "" for a bare number."""
    if unit == "money":
        return currency
    percent = {"share": "%", "times the start": "% of the start", "log ratio": "% change"}
    return percent.get(unit, "" if unit in _BARE else unit)


def named_with_unit(series: Series, style: NumberStyle, currency: str = "") -> str:
    """Return the name with the unit, or with the scale: "CSAT, %", "CES, scale of 1 to 7"."""
    unit = unit_text(series.unit, currency)
    if series.unit == "rating" and np.isfinite(series.bounds).all():
        low, high = (formatting.number(end, style) for end in series.bounds)
        unit = f"scale of {low} to {high}"
    return f"{series.name}, {unit}" if unit else series.name


def period_text(periods: Periods, period: int, style: NumberStyle) -> str:
    """Return the short name of a period: "Mar 2026" or "Jan–Mar 2026" where it is one of whole calendar
    months, else "to 15 Mar 2026".
    """
    first, last = periods.first_days[period], periods.last_days[period]
    after = last + np.timedelta64(1, "D")
    whole = after == after.astype("datetime64[M]").astype("datetime64[D]")
    if periods.step == WEEK or not whole:
        return f"to {formatting.date_text(last, style)}"
    return quarter_text(first, style) if periods.step == QUARTER else formatting.month_text(last, style)


def quarter_text(first: np.datetime64, style: NumberStyle) -> str:
    """Return the three months from the first one on: "Jan–Mar 2026"; where a locale writes the year first,
    the last of them.
    """
    last = first.astype("datetime64[M]") + 2
    named = formatting.month_text(last, style)
    if not style.month_pattern.startswith("MMM "):
        return named
    month = int(first.astype("datetime64[M]").astype(np.int64)) % 12
    return f"{style.short_months[month]}–{named}"


def last_periods(periods: Periods, style: NumberStyle) -> str:
    """Return how many periods there are: "last 8 quarters", "last quarter"."""
    if len(periods) == 1:
        return f"last {periods.step}"
    return f"last {formatting.number(len(periods), style)} {periods.step}s"


def change_in_words(change: float, unit: str, style: NumberStyle) -> str:
    """Return a change with its sign: "−18 points", "+0.4"."""
    if unit in _PERCENT or unit == "points":
        return f"{formatting.signed(100.0 * change if unit in _PERCENT else change, style)}"
    if unit == "log ratio":
        return formatting.signed(100.0 * share_of_change(change), style)
    return formatting.signed(change, style, 1)
