"""How much the product is used: seats, breadth, depth, trend and recency, from account-month facts.

Month 0 ends on the as-of date. A month in which nobody at all has usage rows is a gap in the feed: missing,
not zero.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Estimate, Metric, unknown
from cxdesk.metrics.intervals import beta_interval, normal_quantile, t_interval
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Facts

Floats = NDArray[np.float64]

MONTH_TEXT, QUARTER_TEXT = "last month", "last 3 months"
TREND_TEXT = "last month against the 3 months before"
BREADTH_MONTHS = 3
TREND_MONTHS = 4  # the last one and the three before it
PSEUDO_COUNT = 5.0  # events added to both sides, so that 3 against 1 is no collapse: a judgement


def monthly(
    account: np.ndarray, month: np.ndarray, values: np.ndarray, account_count: int, months: int
) -> Floats:
    """Return sums per account and month, shape (account_count, months); NaN adds nothing."""
    rows = (month >= 0) & (month < months) & ~np.isnan(values)
    cell = account[rows].astype(np.int64) * months + month[rows].astype(np.int64)
    sums = np.bincount(cell, weights=values[rows], minlength=account_count * months)
    return sums.astype(np.float64).reshape(account_count, months)  # a count of nothing comes back as integers


def active_users(facts: Facts) -> Floats:
    """Return each account's active users in month 0: 0 without use, NaN when users are not named."""
    usage = facts.usage
    if not _fed(facts, 1)[0] or np.isnan(usage.active_users).all():
        return np.full(len(facts.accounts), np.nan)
    users = monthly(usage.account, usage.month, usage.active_users, len(facts.accounts), 1)[:, 0]
    unnamed = usage.account[(usage.month == 0) & np.isnan(usage.active_users)]
    users[unnamed] = np.nan
    return users


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
    facts: Facts, core: NDArray[np.bool_] | None = None, months: int = BREADTH_MONTHS
) -> Floats:
    """Return how many of the core features each account used in the last months, (accounts,).

    `core` (features,) marks the core features; None means every feature seen in the data.
    """
    rows = facts.feature_months
    recent = (rows.month >= 0) & (rows.month < months) & (rows.events > 0)
    used = np.zeros((len(facts.accounts), len(facts.features)), dtype=bool)
    used[rows.account[recent], rows.feature[recent]] = True
    return (used if core is None else used[:, core]).sum(axis=1).astype(np.float64)


def feature_depth(events: ArrayLike, active: ArrayLike) -> Floats:
    """Return actions per active user; NaN without active users."""
    return ratio(events, active)


def trend(recent: ArrayLike, previous: ArrayLike, pseudo_count: float = PSEUDO_COUNT) -> Floats:
    """Return ln((recent + c) / (previous + c)) of monthly counts: 0 level, -0.69 half, +0.69 double."""
    recent, previous = np.asarray(recent, dtype=np.float64), np.asarray(previous, dtype=np.float64)
    return np.log((recent + pseudo_count) / (previous + pseudo_count))


def monthly_levels(facts: Facts) -> tuple[Floats, Floats]:
    """Return each account's events in month 0 and its mean of months 1 to 3, per covered day.

    Each month's events are divided by its days on which the feed brought anything: neither a short February
    nor a feed that stops early looks like a customer who stops. The levels are for as many days as the months
    have covered on average, so that they read as events a month. NaN when month 0, or all of the three
    before, have no feed.
    """
    usage = facts.usage
    events = monthly(usage.account, usage.month, usage.events, len(facts.accounts), TREND_MONTHS)
    fed = _fed(facts, TREND_MONTHS)
    if not fed[0] or not fed[1:].any():
        empty = np.full(len(facts.accounts), np.nan)
        return empty, empty
    days = np.where(fed, _feed_days(facts, TREND_MONTHS) * _month_lengths(facts, TREND_MONTHS), np.nan)
    levels = events * (np.nanmean(days) / days)
    return levels[:, 0], np.nanmean(levels[:, 1:], axis=1)


def recency(last_use: np.ndarray, as_of: np.datetime64) -> Floats:
    """Return the days since the last use (0: on the as-of date), NaN where there was none (NaT)."""
    return age_days(last_use, as_of)


def last_use(facts: Facts) -> np.ndarray:
    """Return the last day of use of each account, (accounts,) datetime64[D], NaT without any."""
    days = facts.usage.last_at.astype("datetime64[D]").astype(np.int64)
    known = ~np.isnat(facts.usage.last_at)
    newest = np.full(len(facts.accounts), np.iinfo(np.int64).min)  # the integer that stands for NaT
    np.maximum.at(newest, facts.usage.account[known], days[known])
    return newest.astype("datetime64[D]")


def measure_seat_use(facts: Facts) -> Estimate:
    """Return the active users of the last month over the seats bought, present customers with both known."""
    accounts = facts.accounts
    active = active_users(facts)
    with_seats = ~accounts.is_lost & (accounts.seats > 0)
    if not np.any(with_seats):
        return unknown("The number of seats is not known.", MONTH_TEXT, low=0.0, high=1.0)
    rows = with_seats & ~np.isnan(active)
    if not np.any(rows):
        reason = "Usage does not name its users." if _fed(facts, 1)[0] else _NO_FEED
        return unknown(reason, MONTH_TEXT, low=0.0, high=1.0)
    used, seats = float(active[rows].sum()), float(accounts.seats[rows].sum())
    low, high = seat_use_interval(used, seats)
    return Estimate(float(seat_use(used, seats)), int(seats), float(low), float(high), MONTH_TEXT)


def measure_feature_breadth(facts: Facts) -> Estimate:
    """Return the share of the features used in the last 3 months, averaged over present customers."""
    customers = ~facts.accounts.is_lost
    if not facts.features:
        return unknown("Usage does not name features.", QUARTER_TEXT)
    if not _fed(facts, BREADTH_MONTHS).any():
        return unknown(_NO_FEED, QUARTER_TEXT)
    breadth = feature_breadth(features_used(facts), len(facts.features))[customers]
    return _mean_over_accounts(breadth, QUARTER_TEXT, 1.0)


def measure_feature_depth(facts: Facts) -> Estimate:
    """Return actions per active user and month over the last 3 months, the mean over customers with any."""
    usage, count = facts.usage, len(facts.accounts)
    if not _fed(facts, BREADTH_MONTHS).any():
        return unknown(_NO_FEED, QUARTER_TEXT)
    named = np.where(np.isnan(usage.active_users), np.nan, usage.events)
    events = monthly(usage.account, usage.month, named, count, BREADTH_MONTHS).sum(axis=1)
    users = monthly(usage.account, usage.month, usage.active_users, count, BREADTH_MONTHS).sum(axis=1)
    depth = feature_depth(events, users)[~facts.accounts.is_lost]
    depth = depth[~np.isnan(depth)]
    if len(depth) == 0:
        return unknown("No named active user in the last 3 months.", QUARTER_TEXT)
    return _mean_over_accounts(depth, QUARTER_TEXT, np.inf)


def measure_usage_trend(facts: Facts) -> Estimate:
    """Return the trend of all events of present customers; its range treats events as Poisson counts."""
    recent, previous = monthly_levels(facts)
    rows = ~facts.accounts.is_lost & ~np.isnan(recent) & ~np.isnan(previous)
    if not np.any(rows):
        return unknown(_NO_FEED, TREND_TEXT)
    now, before = float(recent[rows].sum()), float(previous[rows].sum())
    if now == 0 and before == 0:
        return unknown("No use in the last 4 months.", TREND_TEXT)
    value = float(trend(now, before))
    usage = facts.usage
    events = monthly(usage.account, usage.month, usage.events, len(facts.accounts), TREND_MONTHS)[rows]
    counted_now, counted_before = float(events[:, 0].sum()), float(events[:, 1:].sum())
    variance = 1.0 / (counted_now + PSEUDO_COUNT) + 1.0 / (counted_before + PSEUDO_COUNT)
    half_width = normal_quantile(0.95) * sqrt(variance)
    return Estimate(
        value, round(counted_now + counted_before), value - half_width, value + half_width, TREND_TEXT
    )


def measure_recency(facts: Facts) -> Estimate:
    """Return the days since the last use, the median over present customers that ever used it."""
    days = recency(last_use(facts), facts.as_of)
    days = days[~facts.accounts.is_lost & ~np.isnan(days)]
    if len(days) == 0:
        return unknown("No use is recorded.", "to date")
    return Estimate(float(np.median(days)), len(days), period="to date")


def _mean_over_accounts(values: Floats, period: str, highest: float) -> Estimate:
    if len(values) == 0:
        return unknown("There is no present customer here.", period)
    mean = float(values.mean())
    low, high = t_interval(mean, values.std(ddof=1) if len(values) > 1 else np.nan, len(values))
    return Estimate(mean, len(values), float(np.maximum(low, 0.0)), float(np.minimum(high, highest)), period)


def _feed_days(facts: Facts, months: int) -> Floats:
    """Return the feed's share of days of months 0..months - 1; months before the data begins have none."""
    known = np.asarray(facts.feed_days, dtype=np.float64)[:months]
    return np.concatenate((known, np.zeros(months - len(known))))


def _month_lengths(facts: Facts, months: int) -> Floats:
    """Return the calendar days of months 0..months - 1."""
    ends = np.array([month_end(facts.as_of, month) for month in range(months + 1)])
    return (ends[:-1] - ends[1:]).astype(np.float64)


def _fed(facts: Facts, months: int) -> NDArray[np.bool_]:
    return _feed_days(facts, months) > 0


_NO_FEED = "No usage data for this time."

SEAT_USE_METRIC = Metric(
    Definition(
        name="seat_use",
        label="Seat use",
        unit="share",
        direction="higher is better",
        formula="Users active in the last month divided by seats bought.",
        minimum_sample=5,
        proves="How much of what was bought is in use at all.",
        does_not_prove="It does not show that people get value; a young account may be rolling out.",
        limit="Not that people get value",
        columns=("usage.user_id", "usage.active_users", "usage.at", "accounts.seats", "contracts.seats"),
        interval="Beta (Jeffreys), 95 %",
    ),
    measure_seat_use,
)

FEATURE_BREADTH_METRIC = Metric(
    Definition(
        name="feature_breadth",
        label="Feature breadth",
        unit="share",
        direction="higher is better",
        formula="Core features used in the last 3 months divided by core features; the mean over accounts.",
        minimum_sample=1,
        proves="How much of the product is in use.",
        does_not_prove="Tried once counts like used daily.",
        limit="Tried once counts in full",
        columns=("usage.feature", "usage.at"),
        interval="Student's t over accounts, 95 %; none for one account",
    ),
    measure_feature_breadth,
)

FEATURE_DEPTH_METRIC = Metric(
    Definition(
        name="feature_depth",
        label="Feature depth",
        unit="per user",
        direction="higher is better",
        formula="Actions per active user and month over the last 3 months; the mean over accounts.",
        minimum_sample=1,
        proves="How intensively those who use it do so.",
        does_not_prove="Many actions can be value or detours.",
        limit="Can be value or detours",
        columns=("usage.count", "usage.user_id", "usage.active_users", "usage.at"),
        interval="Student's t over accounts, 95 %; none for one account",
    ),
    measure_feature_depth,
)

USAGE_TREND_METRIC = Metric(
    Definition(
        name="usage_trend",
        label="Usage trend",
        unit="log ratio",
        direction="higher is better",
        formula=(
            "Logarithm of events in the last month over the monthly mean of the 3 months before, 5 events "
            "added to each side; each month counts per day that the feed covers."
        ),
        minimum_sample=30,
        proves="Whether use is growing or fading.",
        does_not_prove="It does not show why: a holiday, a project that ended, or people leaving.",
        limit="Not why it moves",
        columns=("usage.count", "usage.at"),
        interval=(
            "Events treated as independent (Poisson), 95 %: real use varies more, so this is the least range"
        ),
    ),
    measure_usage_trend,
)

RECENCY_METRIC = Metric(
    Definition(
        name="recency",
        label="Days since last use",
        unit="days",
        direction="lower is better",
        formula="As-of date minus the last day with any use; the median over accounts.",
        minimum_sample=1,
        proves="Whether anyone is still there.",
        does_not_prove="One login by one person resets it.",
        limit="One login resets it",
        columns=("usage.at",),
        interval="none: the days are counted, not sampled",
    ),
    measure_recency,
)
