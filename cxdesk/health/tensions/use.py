"""Use of the product, as tensions need it: monthly levels per covered day, and their change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.health.shrinkage import FEWEST_ACCOUNTS
from cxdesk.health.tensions.gates import MONTHS_EACH, z_of_series
from cxdesk.health.tensions.record import Floats, Mask, Period
from cxdesk.metrics.change_detection import pooled_autocorrelation
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.usage import month_lengths, monthly
from cxdesk.metrics.windows import MONTH_DAYS
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Facts

HISTORY_MONTHS = 24
HALF_YEAR_MONTHS = 6


@dataclass(frozen=True, slots=True)
class UseChange:
    """A monthly level in the last three months and the three before (per 30 covered days), the counts it was
    made from, and z of the change of its logarithm; (n,) each, NaN where it is not known.
    """

    now: Floats
    before: Floats
    n: Floats
    n_before: Floats
    z: Floats


@dataclass(frozen=True, slots=True)
class FeatureCells:
    """Rows of use by feature, each with the position of its account and month in a table (accounts,
    months).
    """

    cell: np.ndarray
    feature: np.ndarray
    events: Floats
    accounts: int
    months: int

    def sums(self, chosen: Mask) -> Floats:
        """Return the events of chosen features per account and month, (accounts, months)."""
        rows = np.flatnonzero(chosen[self.feature]) if len(self.feature) else slice(0, 0)
        table = np.bincount(self.cell[rows], self.events[rows], self.accounts * self.months)
        return table.astype(np.float64).reshape(self.accounts, self.months)


def months_known(facts: Facts) -> int:
    """Return how many months back use is looked at."""
    return min(HISTORY_MONTHS, len(facts.feed_days))


def levels(facts: Facts, account: np.ndarray, month: np.ndarray, values: np.ndarray) -> Floats:
    """Return the sums of `values` per account and month for 30 covered days, (n, months); NaN in a month
    without feed, before the account began, and for accounts that are in no feed at all.
    """
    return per_covered_days(facts, monthly(account, month, values, len(facts.accounts), months_known(facts)))


def per_covered_days(facts: Facts, sums: Floats) -> Floats:
    """Return monthly sums (n, months) as `levels` does."""
    months = sums.shape[1]
    days = np.asarray(facts.feed_days[:months]) * month_lengths(facts, months)
    scaled = np.where(days > 0, sums * (MONTH_DAYS / np.where(days > 0, days, 1.0)), np.nan)
    begun = facts.accounts.start_date.astype("datetime64[D]")
    ends = month_end(facts.as_of, np.arange(months)) if months else np.zeros(0, "datetime64[D]")
    there = np.isnat(begun)[:, None] | (begun[:, None] <= ends[None, :])
    return np.where(there & in_feed(facts)[:, None], scaled, np.nan)


def in_feed(facts: Facts) -> Mask:
    """Return which accounts usage has ever told of: of the others nothing is known (n,)."""
    return np.bincount(facts.usage.account, minlength=len(facts.accounts)) > 0


def change_of(facts: Facts, level: Floats, counts: Floats, segments: np.ndarray) -> UseChange:
    """Return the change of a monthly level (n, months); `counts` are the events that it was made from.

    One is added before logarithms are taken: from 0 to 1 is no doubling. What all customers' use does at
    once, as in a summer, is nobody's own: z is of what an account does beyond it.
    """
    if level.shape[1] < 2 * MONTHS_EACH:
        nothing = np.full(len(level), np.nan)
        return UseChange(nothing, nothing, np.zeros(len(level)), np.zeros(len(level)), nothing)
    series = _beyond_all(np.log1p(level), facts.accounts.is_customer)
    rho = pooled_autocorrelation(_half_years(series[facts.accounts.is_customer]))
    _, z = z_of_series(series, segments, facts.accounts.is_customer, rho)
    now, before = (_known_mean(level, start) for start in (0, MONTHS_EACH))
    n, n_before = (np.nansum(counts[:, start : start + MONTHS_EACH], axis=1) for start in (0, MONTHS_EACH))
    return UseChange(np.where(np.isnan(z), np.nan, now), before, n, n_before, z)


def last_months(facts: Facts) -> Period:
    """Return the days of the last three months."""
    first = month_end(facts.as_of, MONTHS_EACH) + np.timedelta64(1, "D")
    return Period(first, facts.as_of.astype("datetime64[D]"))


def feature_cells(facts: Facts) -> FeatureCells:
    """Return the rows of use by feature that say how often, of the months looked at."""
    rows, months = facts.feature_months, months_known(facts)
    kept = np.flatnonzero((rows.month >= 0) & (rows.month < months) & ~np.isnan(rows.events))
    cell = rows.account[kept].astype(np.int64) * max(months, 1) + rows.month[kept]
    return FeatureCells(cell, rows.feature[kept], rows.events[kept], len(facts.accounts), months)


def _beyond_all(series: Floats, customers: Mask) -> Floats:
    """Return the series less the median of the customers' ups and downs about their own means, month by
    month; with fewer than 15 of them nothing is taken off.
    """
    known = ~np.isnan(series)
    own = ratio(np.where(known, series, 0.0).sum(axis=1), known.sum(axis=1))
    apart = (series - own[:, None])[customers & known.any(axis=1)]
    common = np.zeros(series.shape[1])
    for month in range(series.shape[1]):
        here = apart[:, month][~np.isnan(apart[:, month])]
        if len(here) >= FEWEST_ACCOUNTS:
            common[month] = np.median(here)
    return series - common


def _half_years(series: Floats) -> Floats:
    """Return the series cut into half years: over longer times growth passes for resemblance."""
    whole = series.shape[1] // HALF_YEAR_MONTHS * HALF_YEAR_MONTHS
    return series[:, :whole].reshape(-1, HALF_YEAR_MONTHS)


def _known_mean(level: Floats, start: int) -> Floats:
    block = level[:, start : start + MONTHS_EACH]
    known = ~np.isnan(block)
    total = np.where(known, block, 0.0).sum(axis=1)
    return np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)
