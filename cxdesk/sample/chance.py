"""Random draws shared by the event files, and the course of an account's latent quality."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from cxdesk.sample.dates import DAY_COUNT, SAMPLE_END, SAMPLE_START, curve_at, day_number
from cxdesk.sample.records import Account, Behaviour, Curve

_DECLINE_DAYS = 210
_DECLINE = 1.7


def even_chances(rng: np.random.Generator, count: int, steady: bool, block: int = 10) -> np.ndarray:
    """Return `count` numbers in [0, 1): independent, or spread evenly over every `block` in a row."""
    if not steady:
        return rng.random(count)
    blocks = -(-count // block)
    places = rng.permuted(np.tile(np.arange(block), (blocks, 1)), axis=1).ravel()[:count]
    return (places + rng.random(count)) / block


def quality_at(account: Account, behaviour: Behaviour, days: np.ndarray) -> np.ndarray:
    """Return the latent quality on `days` since the start: level, drift, slow wave, decline before churn."""
    years = (days - DAY_COUNT / 2) / 365
    wave = 0.0 if behaviour.steady else 0.3 * np.sin(2 * np.pi * days / 210 + behaviour.phase)
    quality = behaviour.quality + behaviour.drift * years + wave
    if account.churn_date is not None:
        to_go = day_number(account.churn_date) - days
        quality = quality - _DECLINE * np.clip(1 - to_go / _DECLINE_DAYS, 0, 1)
    return quality


def customer_days(account: Account) -> tuple[int, int]:
    """Return the first day of the sample on which the account is a customer and the first when it is not."""
    first = max(0, day_number(account.since))
    after = day_number(account.churn_date) if account.churn_date else DAY_COUNT
    return first, max(first, after)


def event_minutes(
    rng: np.random.Generator, first: int, after: int, per_day: np.ndarray, steady: bool
) -> np.ndarray:
    """Return the minutes since `SAMPLE_START`, ascending, of events on days `first` to `after` - 1.

    `per_day` is the expected number on each of these days. A steady account gets the rounded expectation at
    even distances, any other a Poisson draw. Events fall between 07:00 and 18:00.
    """
    if after <= first:
        return np.zeros(0, dtype=int)
    cumulated = np.concatenate([[0.0], np.cumsum(per_day)])
    expected = cumulated[-1]
    count = round(expected) if steady else int(rng.poisson(expected))
    if steady:
        positions = (np.arange(count) + rng.random(count)) / max(count, 1)
    else:
        positions = np.sort(rng.random(count))
    days = np.searchsorted(cumulated, positions * expected, side="right") - 1
    days = first + np.clip(days, 0, after - first - 1)
    return np.sort(days * 1440 + rng.integers(7 * 60, 18 * 60, count))


def chance_at(curve: Curve, minutes: np.ndarray) -> np.ndarray:
    """Return the curve's value at these minutes since `SAMPLE_START`."""
    return curve_at(curve, minutes // 1440)


SAMPLE_END_MINUTE = int((SAMPLE_END - SAMPLE_START + timedelta(days=1)).total_seconds() // 60) - 1
