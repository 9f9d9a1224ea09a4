"""How each feature is used: by what share of accounts, of people or of actions, with trend and recency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.account_ranges import dispersion, spread_over_accounts, student_quantile
from cxdesk.metrics.intervals import wilson
from cxdesk.metrics.response import customers_on
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.usage import (
    BREADTH_MONTHS,
    NOISE_MONTHS,
    TREND_MONTHS,
    fed,
    levels_of,
    monthly,
    per_covered_day,
    trend,
)
from cxdesk.metrics.usage_trend import USAGE_TREND_METRIC, trend_error
from cxdesk.metrics.windows import QUARTER_DAYS, Window
from cxdesk.workspace.facts_record import Facts, FeatureMonths, rows_taken

Floats = NDArray[np.float64]
_LEVEL = 0.95
OF_ACCOUNTS, OF_USERS, OF_ACTIONS = "accounts", "users", "actions"


@dataclass(frozen=True, slots=True)
class FeatureUse:
    """Every feature of `Facts.features`, arrays (features,).

    `share` (0..1) is the part of the `whole` (how many accounts, users a month or actions a month there are)
    that used it in the last 3 months, with its 95 % interval, NaN without one; `of` says of what. `trend` is
    the log ratio of the last month to the three before, with its 95 % range, NaN without one; `clear` whether
    it is told from no change at 95 % for all features together; `idle_months` how many months lie
    after the month of its last use, NaN when it was never used. `reason` says why nothing is known, else "".
    """

    of: str
    share: Floats
    whole: float
    low: Floats
    high: Floats
    trend: Floats
    trend_low: Floats
    trend_high: Floats
    events: Floats
    clear: NDArray[np.bool_]
    idle_months: Floats
    period: str
    reason: str = ""


def feature_use(facts: Facts, of: str = OF_ACCOUNTS) -> FeatureUse:
    """Return the share of present customers that used each feature (`of` accounts), or the share of active
    users a month (`of` users; where users are not named, of actions), in the last 3 months. Among accounts,
    trend and last use are those of present customers too: who left does not make a feature fade.
    """
    window = Window(facts.as_of, QUARTER_DAYS)
    count, rows = len(facts.features), facts.feature_months
    if of == OF_ACCOUNTS:
        rows = rows_taken(rows, np.flatnonzero(customers_on(facts, window)[rows.account]))
        share, whole = _of_accounts(facts, window)
        low, high = wilson(np.round(share * whole), np.full(count, whole)) if whole else (share, share)
    else:
        of, share, whole = _of_users(facts)
        low = high = np.full(count, np.nan)
    events = monthly(rows.feature, rows.month, rows.events, count, TREND_MONTHS)
    recent, before = levels_of(facts, events)
    change = np.where(recent + before > 0, trend(recent, before), np.nan)
    total = events.sum(axis=1)
    error, freedom = _spread(facts, rows, events)
    half_width = student_quantile(freedom, _LEVEL) * error
    # Of many features some seem to move by chance: each must pass a level that holds for all (Bonferroni).
    least = student_quantile(freedom, 1.0 - (1.0 - _LEVEL) / max(count, 1)) * error
    with np.errstate(invalid="ignore"):
        clear = (np.abs(change) > least) & (total >= USAGE_TREND_METRIC.definition.minimum_sample)
    return FeatureUse(
        of, share, whole, low, high, change, change - half_width, change + half_width, total, clear,
        _idle_months(rows, count), window.months_text, _why_nothing(facts, whole),
    )  # fmt: skip


def _spread(facts: Facts, rows: FeatureMonths, events: Floats) -> tuple[Floats, Floats]:
    """Return standard error and degrees of freedom of each feature's trend: over accounts, or of one account
    over the months before the last one, by how much they vary for all its features together.
    """
    count, accounts = events.shape[0], len(facts.accounts)
    recent = rows.month < TREND_MONTHS
    if len(np.unique(rows.account[recent & (rows.events > 0)])) > 1:
        cell = rows.feature.astype(np.int64) * accounts + rows.account
        by_account = monthly(cell, rows.month, rows.events, count * accounts, TREND_MONTHS)
        used = np.flatnonzero(by_account.any(axis=1))
        now, before = levels_of(facts, by_account[used])
        return spread_over_accounts(trend, now, before, by_account[used].sum(axis=1), used // accounts, count)
    earlier = monthly(rows.feature, rows.month, rows.events, count, NOISE_MONTHS, 1)
    noise, freedom = dispersion(earlier * per_covered_day(facts, NOISE_MONTHS, 1))
    known = freedom > 0
    if not known.any():
        return np.full(count, np.nan), np.full(count, np.nan)
    pooled = float(noise[known] @ freedom[known] / freedom[known].sum())
    error = trend_error(events[:, 0], events[:, 1:].sum(axis=1), np.full(count, pooled))
    return error, np.full(count, float(freedom[known].sum()))


def _of_accounts(facts: Facts, window: Window) -> tuple[Floats, float]:
    """Return the share of present customers using each feature, and how many customers there are."""
    rows, here = facts.feature_months, customers_on(facts, window)
    used = np.zeros((len(facts.accounts), len(facts.features)), dtype=bool)
    recent = (rows.month < BREADTH_MONTHS) & (rows.events > 0)
    used[rows.account[recent], rows.feature[recent]] = True
    whole = float(here.sum())
    return ratio(used[here].sum(axis=0), np.full(used.shape[1], whole)), whole


def _of_users(facts: Facts) -> tuple[str, Floats, float]:
    """Return of what the shares are, the share of each feature, and the whole, a mean over months."""
    usage, rows, count = facts.usage, facts.feature_months, len(facts.features)
    months = max(int(fed(facts, BREADTH_MONTHS).sum()), 1)
    recent, of_feature = usage.month < BREADTH_MONTHS, rows.month < BREADTH_MONTHS
    users = usage.active_users[recent]
    if len(users) and not np.isnan(users).any():
        counted, of = rows.users, OF_USERS
    else:
        counted, of = rows.events, OF_ACTIONS
    weights = np.nan_to_num(counted[of_feature])  # what is not known adds nothing
    part = np.bincount(rows.feature[of_feature], weights=weights, minlength=count)
    whole = float(users.sum() if of == OF_USERS else part.sum())
    return of, ratio(part, np.full(count, whole)), whole / months


def _idle_months(rows: FeatureMonths, count: int) -> Floats:
    """Return the newest month in which each feature was used, NaN where there is none."""
    newest = np.full(count, np.inf)
    used = rows.events > 0
    np.minimum.at(newest, rows.feature[used], rows.month[used].astype(np.float64))
    return np.where(np.isfinite(newest), newest, np.nan)


def _why_nothing(facts: Facts, whole: float) -> str:
    if not facts.features:
        return "Usage does not name features."
    if not fed(facts, BREADTH_MONTHS).any():
        return "No usage data for this time."
    return "" if whole else "There is no present customer here, or nobody used anything."
