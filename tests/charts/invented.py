"""Invented accounts for the charts' tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cxdesk.charts import Contribution, Event, HealthHistory, Spots

BANDS = (("healthy", 65.0), ("watch", 45.0), ("at risk", 0.0))


def band_of(health: float) -> str:
    """Return the band of a score by the bands above: lower bound inclusive."""
    return next(name for name, start in BANDS if health >= start)


def invented_spots(count: int, seed: int = 1, without_value: int = 0) -> Spots:
    """Return accounts with normal health and log-normal value and size."""
    random = np.random.default_rng(seed)
    health = np.clip(random.normal(60, 15, count), 1, 99)
    value = np.exp(random.normal(12.6, 1.0, count))
    value[:without_value] = np.nan
    return Spots(
        name=[f"Account {number}" for number in range(count)],
        health=health,
        value=value,
        size=np.exp(random.normal(11.2, 0.9, count)),
        band=[band_of(score) for score in health],
        hollow=random.random(count) < 0.1,
        renews_soon=random.random(count) < 0.2,
    )


def invented_contributions(points: Sequence[float], start: float = 60.0) -> list[Contribution]:
    """Return a start bar and one bar for each of the points."""
    bars = [Contribution(f"Driver {number}", value, "driver") for number, value in enumerate(points)]
    return [Contribution("Typical for us", start, "start"), *bars]


def invented_history(
    health: Sequence[float], half_width: float = 5.0, events: Sequence[Event] = ()
) -> HealthHistory:
    """Return a history of monthly values from the end of September 2025 on."""
    values = np.array(health, dtype=float)
    dates = np.datetime64("2025-09-30") + 30 * np.arange(len(values)).astype("timedelta64[D]")
    return HealthHistory(dates, values, values - half_width, values + half_width, events)
