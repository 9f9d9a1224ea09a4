"""How much the product is used, from account-month facts: what metrics and the health both build on.

Month 0 ends on the as-of date. A month in which nobody at all has usage rows is a gap in the feed: missing,
not zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.intervals import beta_interval
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Facts, users_counted

Floats = NDArray[np.float64]

BREADTH_MONTHS = 3
TREND_MONTHS = 4  # the last one and the three before it
PSEUDO_COUNT = 5.0  # events added to both sides, so that 3 against 1 is no collapse: a judgement


def monthly(
    account: np.ndarray, month: np.ndarray, values: np.ndarray, account_count: int, months: int, back: int = 0
) -> Floats:
    """Return sums per account and month, shape (account_count, months), the month `back` first; NaN adds
    nothing.
    """
    rows = (month >= back) & (month < back + months) & ~np.isnan(values)
    cell = account[rows].astype(np.int64) * months + month[rows].astype(np.int64) - back
    sums = np.bincount(cell, weights=values[rows], minlength=account_count * months)
    return sums.astype(np.float64).reshape(account_count, months)  # a count of nothing comes back as integers


def active_users(facts: Facts, back: int = 0, months: int = 1) -> Floats:
    """Return each account's active users in a month, the mean over those of `months` that the feed covers: 0
    without use, NaN when usage does not say how many people there were.
    """
    usage = facts.usage
    covered = fed(facts, months, back)
    if not covered.any() or not users_counted(facts):
        return np.full(len(facts.accounts), np.nan)
    users = monthly(usage.account, usage.month, usage.active_users, len(facts.accounts), months, back)
    here = (usage.month >= back) & (usage.month < back + months)
    users[usage.account[here & np.isnan(usage.active_users)]] = np.nan
    return users[:, covered].mean(axis=1)


def seat_use(active: ArrayLike, seats: ArrayLike) -> Floats:
    """Return active users / seats bought, at least 0 (above 1: more people than seats); NaN without seats."""
    return ratio(active, seats)


def seat_use_interval(active: ArrayLike, seats: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the beta (Jeffreys) interval of seat use; use above the seats bought counts as all seats."""
    seats = np.asarray(seats, dtype=np.float64)
    low, high = beta_interval(np.minimum(active, seats), seats, level)
    return low, np.maximum(high, np.nan_to_num(seat_use(active, seats)))


def feature_breadth(used: ArrayLike, core: ArrayLike) -> Floats:
    """Return features used / core features, 0..1; NaN without core features."""
    return ratio(used, core)


def features_used(
    facts: Facts, core: NDArray[np.bool_] | None = None, months: int = BREADTH_MONTHS, back: int = 0
) -> Floats:
    """Return how many of the core features each account used in the last months, (accounts,); NaN where rows
    say that it used something, and none how often.

    `core` (features,) marks the core features; None means every feature seen in the data.
    """
    rows = facts.feature_months
    recent = np.flatnonzero((rows.month >= back) & (rows.month < back + months))
    events = rows.events[recent]
    uncounted = recent[np.isnan(events)]
    if core is not None:
        uncounted = uncounted[core[rows.feature[uncounted]]]
    recent = recent[events > 0]
    features = len(facts.features)
    used = np.zeros(len(facts.accounts) * features, dtype=bool)
    used[rows.account[recent].astype(np.int64) * features + rows.feature[recent]] = True
    used = used.reshape(len(facts.accounts), features)
    counted = (used if core is None else used[:, core]).sum(axis=1).astype(np.float64)
    who = rows.account[uncounted]
    counted[who[counted[who] == 0]] = np.nan
    return counted


def feature_depth(events: ArrayLike, active: ArrayLike) -> Floats:
    """Return actions per active user; NaN without active users."""
    return ratio(events, active)


def trend(recent: ArrayLike, previous: ArrayLike, pseudo_count: float = PSEUDO_COUNT) -> Floats:
    """Return ln((recent + c) / (previous + c)) of monthly counts: 0 level, -0.69 half, +0.69 double."""
    recent, previous = np.asarray(recent, dtype=np.float64), np.asarray(previous, dtype=np.float64)
    return np.log((recent + pseudo_count) / (previous + pseudo_count))


def monthly_levels(facts: Facts, back: int = 0) -> tuple[Floats, Floats]:
    """Return each account's events in the month `back` and its mean of the three before, per covered day.

    Each month's events are divided by its days on which the feed brought anything: neither a short February
    nor a feed that stops early looks like a customer who stops. The levels are for as many days as the months
    have covered on average, so that they read as events a month. NaN when that month, or all of the
    three before, have no feed.
    """
    usage = facts.usage
    events = monthly(usage.account, usage.month, usage.events, len(facts.accounts), TREND_MONTHS, back)
    return levels_of(facts, events, back)


def levels_of(facts: Facts, events: Floats, back: int = 0) -> tuple[Floats, Floats]:
    """Return the two levels of `monthly_levels` from events (n, TREND_MONTHS) of anything, the month `back`
    first.
    """
    covered = fed(facts, TREND_MONTHS, back)
    if not covered[0] or not covered[1:].any():
        empty = np.full(len(events), np.nan)
        return empty, empty
    shares, lengths = _feed_days(facts, TREND_MONTHS, back), month_lengths(facts, TREND_MONTHS, back)
    days = np.where(covered, shares * lengths, np.nan)
    levels = events * (np.nanmean(days) / days)
    return levels[:, 0], np.nanmean(levels[:, 1:], axis=1)


def recency(last_use: np.ndarray, as_of: np.datetime64) -> Floats:
    """Return the days since the last use (0: on the as-of date), NaN where there was none (NaT)."""
    return age_days(last_use, as_of)


def last_use(facts: Facts, back: int = 0) -> np.ndarray:
    """Return the last day of use of each account up to the month `back`, (accounts,) datetime64[D], NaT
    without any.
    """
    days = facts.usage.last_at.astype("datetime64[D]").astype(np.int64)
    known = ~np.isnat(facts.usage.last_at) & (facts.usage.month >= back)
    newest = np.full(len(facts.accounts), np.iinfo(np.int64).min)  # the integer that stands for NaT
    np.maximum.at(newest, facts.usage.account[known], days[known])
    return newest.astype("datetime64[D]")


def fed(facts: Facts, months: int, back: int = 0) -> NDArray[np.bool_]:
    """Return which of the months have any day on which the feed brought anything, (months,)."""
    return _feed_days(facts, months, back) > 0


def month_lengths(facts: Facts, months: int, back: int = 0) -> Floats:
    """Return the calendar days of the months, (months,)."""
    ends = np.array([month_end(facts.as_of, back + month) for month in range(months + 1)])
    return (ends[:-1] - ends[1:]).astype(np.float64)


def _feed_days(facts: Facts, months: int, back: int) -> Floats:
    """Return the feed's share of days of the months; months before the data begins have none."""
    known = np.asarray(facts.feed_days, dtype=np.float64)[back : back + months]
    return np.concatenate((known, np.zeros(months - len(known))))
