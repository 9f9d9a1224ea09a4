"""Estimates from their textbook formulas, in plain Python: what a metric of the app is compared with.

None stands for what cannot be said. All intervals are of 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import pandas as pd
from scipy import stats

Z = 1.959963984540054
Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a metric should say. Where `value` is unknown, `low` and `high` are not compared."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


def wilson(hits: float, total: float) -> Ends:
    """Wilson 1927: the shares p for which (hits/total - p)^2 = z^2 p (1 - p) / total."""
    if not total:
        return 0.0, 1.0
    a, b, c = 1 + Z * Z / total, -2 * hits / total - Z * Z / total, (hits / total) ** 2
    spread = sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - spread) / (2 * a), (-b + spread) / (2 * a)


def jeffreys(hits: float, total: float) -> Ends:
    """Brown, Cai and DasGupta 2001: Beta(hits + 1/2, misses + 1/2), closed at 0 and 1."""
    found = stats.beta(hits + 0.5, total - hits + 0.5)
    return (0.0 if hits == 0 else found.ppf(0.025)), (1.0 if hits == total else found.ppf(0.975))


def student(values: Sequence[float], lowest: float, highest: float) -> Ends:
    """Mean plus and minus t times s / sqrt(n), cut where values cannot lie; none of equal values."""
    if len(set(values)) < 2:
        return None, None
    mean, error = sum(values) / len(values), float(stats.sem(values))
    half = float(stats.t.ppf(0.975, len(values) - 1)) * error
    return max(mean - half, lowest), min(mean + half, highest)


def share(rows: pd.DataFrame) -> Expected:
    """The share of rows of value 1, with Wilson's interval."""
    hits, total = float(rows.value.sum()), len(rows)
    return Expected(hits / total if total else None, total, *wilson(hits, total))


def rare_share(rows: pd.DataFrame) -> Expected:
    """The share of rows of value 1, with Jeffreys' interval."""
    hits, total = float(rows.value.sum()), len(rows)
    return Expected(hits / total if total else None, total, *jeffreys(hits, total))


def mean(rows: pd.DataFrame) -> Expected:
    """The mean of what cannot lie below 0."""
    return _mean(rows.value.tolist(), 0.0, float("inf"))


def mean_share(rows: pd.DataFrame) -> Expected:
    """The mean of shares."""
    return _mean(rows.value.tolist(), 0.0, 1.0)


def effort(rows: pd.DataFrame) -> Expected:
    """The mean on the scale, cut at its ends; for one answer the whole scale; unknown on several scales."""
    scales = rows[["least", "most"]].drop_duplicates()
    if len(rows) == 0 or len(scales) > 1:
        return Expected(None, len(rows))
    least, most = scales.iloc[0]
    found = _mean(rows.value.tolist(), least, most)
    return Expected(found.value, 1, least, most) if len(rows) == 1 else found


def promoters(rows: pd.DataFrame) -> Expected:
    """100 (p - d), with the adjusted Wald interval of Rocks 2016: 3/4, 3/2, 3/4 answers are added; it reaches
    to the value.
    """
    total = len(rows)
    if not total:
        return Expected(None, 0)
    counts = [int((rows.value == unit).sum()) for unit in (0.0, 0.5, 1.0)]
    low, middle, top = counts[0] + 0.75, counts[1] + 1.5, counts[2] + 0.75
    size = low + middle + top
    centre = (top - low) / size
    half = Z * sqrt(((top + low) / size - centre**2) / size)
    value = 100 * (counts[2] - counts[0]) / total
    ends = max(100 * (centre - half), -100.0), min(100 * (centre + half), 100.0)
    return Expected(value, total, min(value, ends[0]), max(value, ends[1]))


def median(rows: pd.DataFrame) -> Expected:
    """The plain median of what was counted."""
    return Expected(float(rows.value.median()) if len(rows) else None, len(rows))


def number(rows: pd.DataFrame) -> Expected:
    """How many rows are of value 1; unknown where there are no rows."""
    return Expected(float(rows.value.sum()) if len(rows) else None, int(rows.value.sum()))


def ratio(rows: pd.DataFrame) -> Expected:
    """The sum of the values over that of their wholes."""
    whole = float(rows.whole.sum())
    return Expected(float(rows.value.sum()) / whole if whole else None, len(rows))


def median_time(rows: pd.DataFrame) -> Expected:
    """The Kaplan-Meier median."""
    return kaplan_meier_quantile(rows, 0.5)


def time_of_most(rows: pd.DataFrame) -> Expected:
    """The time by which 80 % have ended, by Kaplan and Meier."""
    return kaplan_meier_quantile(rows, 0.8)


def kaplan_meier_quantile(rows: pd.DataFrame, share_ended: float) -> Expected:
    """The first time at which the curve has come down to 1 - share; its ends are where the curve's log-log
    limits do (Brookmeyer and Crowley 1982). A curve at 0 has no log-log limits.
    """
    left, curve, variance = len(rows), 1.0, 0.0
    level = 1 - share_ended + 1e-9
    value = low = high = None
    for time, ended in rows.groupby("value").ended:
        gone = int(ended.sum())
        curve *= 1 - gone / left
        variance += gone / (left * (left - gone)) if left > gone else 0.0
        if value is None and curve <= level:
            value = time
        if 0 < curve < 1:
            inner, spread = log(-log(curve)), Z * sqrt(variance) / log(curve)
            if low is None and exp(-exp(inner - spread)) <= level:
                low = time
            if high is None and exp(-exp(inner + spread)) <= level:
                high = time
        left -= len(ended)
    return Expected(value, len(rows), low, high)


def _mean(values: list[float], lowest: float, highest: float) -> Expected:
    if not values:
        return Expected(None, 0)
    return Expected(sum(values) / len(values), len(values), *student(values, lowest, highest))
