"""Who stayed, by when they came: accounts by the quarter of their start, followed from there on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import first_losses, losses_of

QUARTER_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Accounts by the calendar quarter of their start, oldest first (c cohorts, ages 0 to a quarters).

    `quarter` are the first months, datetime64[M]; `size` counts the accounts; `kept[c, a]` counts those that
    had not been lost `a` whole quarters after their own start: whoever came back stays lost here. NaN where
    not every account of that quarter can have reached the age by the as-of day. `without_start`,
    `without_loss_day` and `trials` count the accounts left out: their start or the day of their loss is not
    known, or they are on trial.
    """

    quarter: np.ndarray
    size: NDArray[np.int64]
    kept: NDArray[np.float64]
    without_start: int
    without_loss_day: int
    trials: int


def retention_by_cohort(facts: Facts) -> Cohorts:
    """Return the cohorts of all accounts that were more than a trial."""
    accounts, as_of = facts.accounts, facts.as_of.astype("datetime64[D]")
    real = ~accounts.is_trial
    begun = real & ~np.isnat(accounts.start_date) & (accounts.start_date <= as_of)
    known = begun & ~(accounts.is_lost & np.isnat(accounts.lost_at))
    start = accounts.start_date[known].astype("datetime64[D]")
    lost = first_losses(losses_of(facts), len(accounts))[known]
    quarter = start.astype("datetime64[M]").astype(np.int64) // QUARTER_MONTHS
    first = int(quarter.min()) if len(quarter) else 0
    newest = int(as_of.astype("datetime64[M]").astype(np.int64)) // QUARTER_MONTHS
    count = newest - first + 1 if len(quarter) else 0
    numbers = first + np.arange(count)
    size = np.bincount(quarter - first, minlength=count)
    kept = np.full((count, count), np.nan)
    for age in range(count):
        stayed = np.isnat(lost) | (lost > _later(start, age))
        reached = _later(_last_days(numbers), age) <= as_of
        kept[:, age] = np.where(reached, np.bincount(quarter[stayed] - first, minlength=count), np.nan)
    return Cohorts(
        (numbers * QUARTER_MONTHS).astype("datetime64[M]"),
        size,
        kept,
        int(np.sum(real & np.isnat(accounts.start_date))),
        int(np.sum(begun & ~known)),
        int(np.sum(accounts.is_trial)),
    )


def _last_days(quarters: np.ndarray) -> np.ndarray:
    """Return the last day of each quarter (numbered from 1970 on)."""
    after = ((quarters + 1) * QUARTER_MONTHS).astype("datetime64[M]").astype("datetime64[D]")
    return after - np.timedelta64(1, "D")


def _later(days: np.ndarray, quarters: int) -> np.ndarray:
    """Return the same day of the month so many quarters later, at most the month's last day."""
    months = days.astype("datetime64[M]")
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    target = months + np.timedelta64(quarters * QUARTER_MONTHS, "M")
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    return target.astype("datetime64[D]") + np.minimum(day, length - 1).astype("timedelta64[D]")
