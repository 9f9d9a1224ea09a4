"""How much the product is used, from account-month facts: what metrics and the health both build on.

Month 0 ends on the as-of date. A month in which nobody at all has usage rows is a gap in the feed: missing,
not zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.intervals import beta_interval
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts.months import month_end, used_until
from cxdesk.workspace.facts_record import Facts, FeatureMonths, users_counted
from cxdesk.workspace.later_columns import rows_later

Floats = NDArray[np.float64]

BREADTH_MONTHS = 3
NAMED_EVENTS = "named events"
TREND_MONTHS = 4  # the last one and the three before it
NOISE_MONTHS = 12  # those before the last one, which tell how much months differ anyway
_NAT = np.iinfo(np.int64).min  # the integer that stands for NaT
_PIECE = 1 << 17  # rows
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


def usage_by_month(facts: Facts, column: str, months: int, back: int = 0) -> Floats:
    """Return the sums per account and month of a column of `Facts.usage`, as `monthly` does; of NAMED_EVENTS,
    the events of rows that say how many users there were.
    """
    usage, count = facts.usage, len(facts.accounts)

    def all_months() -> Floats:
        values = getattr(usage, "events" if column == NAMED_EVENTS else column)
        if column == NAMED_EVENTS:
            values = np.where(np.isnan(usage.active_users), np.nan, values)
        length = int(usage.month.max(initial=-1)) + 1
        return frozen(monthly(usage.account, usage.month, values, count, length).T.copy())

    return _some_months(kept_with(usage, (column, count), all_months), months, back).T


def _some_months(by_month: np.ndarray, months: int, back: int) -> np.ndarray:
    """Return so many rows of (months, accounts) from `back` on; those that are not there hold nothing."""
    rows = by_month[back : back + months]
    if len(rows) == months:
        return rows
    return np.concatenate((rows, np.zeros((months - len(rows), by_month.shape[1]), dtype=by_month.dtype)))


def active_users(facts: Facts, back: int = 0, months: int = 1) -> Floats:
    """Return each account's active users in a month, the mean over those of `months` that the feed covers: 0
    without use, NaN when usage does not say how many people there were.
    """
    usage = facts.usage
    covered = fed(facts, months, back)
    if not covered.any() or not users_counted(facts):
        return np.full(len(facts.accounts), np.nan)
    users = usage_by_month(facts, "active_users", months, back)[:, covered].mean(axis=1)
    unnamed = kept_with(usage, "unnamed", lambda: np.flatnonzero(np.isnan(usage.active_users)))
    here = (usage.month[unnamed] >= back) & (usage.month[unnamed] < back + months)
    users[usage.account[unnamed[here]]] = np.nan
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
    facts: Facts, core: NDArray[np.bool_] | None = None, months: int = BREADTH_MONTHS, back: int = 0
) -> Floats:
    """Return how many of the core features each account used in the last months, (accounts,); NaN where rows
    say that it used something, and none how often.

    `core` (features,) marks the core features; None means every feature seen in the data.
    """
    rows, shape = facts.feature_months, (len(facts.features), len(facts.accounts))

    def months_of_use() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        return _month_bits(rows, rows.events > 0, shape), _month_bits(rows, np.isnan(rows.events), shape)

    counted, uncounted = (
        _any_month(bits, months, back) for bits in kept_with(rows, ("use", shape), months_of_use)
    )
    every = slice(None) if core is None else core
    return _number_of_features(counted[every], uncounted[every])


def features_used_lately(facts: Facts, months: int) -> Floats:
    """Return the same of every feature in the last months up to the facts' date, from their rows alone: for
    the many dates on which nobody asks for other months.
    """
    shape = (len(facts.features), len(facts.accounts))
    rows = rows_later(facts.feature_months, np.flatnonzero(facts.feature_months.month < months))

    def used(chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        found = np.zeros(shape, dtype=bool)
        found[rows.feature[chosen], rows.account[chosen]] = True
        return found

    return _number_of_features(used(rows.events > 0), used(np.isnan(rows.events)))


def _number_of_features(counted: NDArray[np.bool_], uncounted: NDArray[np.bool_]) -> Floats:
    """Return how many features each account used, NaN where it used some and none is counted, from which it
    used, (features, accounts).
    """
    number = np.sum(counted, axis=0, dtype=np.float64)
    number[(number == 0) & np.any(uncounted, axis=0)] = np.nan
    return number


def _month_bits(rows: FeatureMonths, chosen: NDArray[np.bool_], shape: tuple[int, int]) -> NDArray[np.uint64]:
    """Return in which months each feature was used by each account, (words, features, accounts): bit m of
    word w is month 64 w + m. No words where no row is chosen.
    """
    words = (int(rows.month.max(initial=-1, where=chosen)) >> 6) + 1
    result = np.zeros((words, *shape), dtype=np.uint64)
    # In pieces that the processor keeps at hand: of ten million rows each array takes longer to get than to
    # compute.
    for begin in range(0, len(rows), _PIECE):
        here = np.arange(begin, min(begin + _PIECE, len(rows)))[chosen[begin : begin + _PIECE]]
        month = rows.month[here].astype(np.int64)
        cell = ((month >> 6) * shape[0] + rows.feature[here]) * shape[1] + rows.account[here]
        np.bitwise_or.at(result.reshape(-1), cell, np.uint64(1) << (month & 63).astype(np.uint64))
    return result


def _any_month(bits: NDArray[np.uint64], months: int, back: int) -> NDArray[np.bool_]:
    """Return which features each account used in any of the months, (features, accounts)."""
    found = np.zeros(bits.shape[1:], dtype=bool)
    for number, word in enumerate(bits):
        wanted = sum(1 << bit for bit in range(64) if back <= 64 * number + bit < back + months)
        found |= (word & np.uint64(wanted)) != 0
    return found


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
    events = usage_by_month(facts, "events", TREND_MONTHS, back)
    return levels_of(facts, events, back)


def first_day(facts: Facts, months: int, back: int = 0) -> np.datetime64:
    """Return the day on which those months begin, the last of them being the month `back`."""
    return month_end(facts.as_of, back + months) + np.timedelta64(1, "D")


def levels_of(facts: Facts, events: Floats, back: int = 0) -> tuple[Floats, Floats]:
    """Return the two levels of `monthly_levels` from events (n, TREND_MONTHS) of anything, the month `back`
    first.
    """
    covered = fed(facts, TREND_MONTHS, back)
    if not covered[0] or not covered[1:].any():
        empty = np.full(len(events), np.nan)
        return empty, empty
    levels = events * per_covered_day(facts, TREND_MONTHS, back)
    return levels[:, 0], np.nanmean(levels[:, 1:], axis=1)


def per_covered_day(facts: Facts, months: int, back: int = 0) -> Floats:
    """Return by what the events of each month are multiplied so that all months have as many days with a feed
    as they have on average, (months,); NaN for a month without a feed.
    """
    shares, lengths = _feed_days(facts, months, back), month_lengths(facts, months, back)
    days = np.where(shares > 0, shares * lengths, np.nan)
    return np.nanmean(days) / days if (shares > 0).any() else days


def recency(last_use: np.ndarray, as_of: np.datetime64) -> Floats:
    """Return the days since the last use (0: on the as-of date), NaN where there was none (NaT)."""
    return age_days(last_use, as_of)


def last_use(facts: Facts, back: int = 0) -> np.ndarray:
    """Return the last day of use of each account up to the month `back`, (accounts,) datetime64[D], NaT
    without any. Where usage comes by the month it is the last day of that month, at the latest the date.
    """
    usage, count = facts.usage, len(facts.accounts)

    def all_months() -> NDArray[np.int64]:
        known = ~np.isnat(usage.last_at)
        length = int(usage.month.max(initial=-1)) + 1
        newest = np.full((length + 1, count), _NAT)
        days = usage.last_at[known].astype("datetime64[D]").view(np.int64)
        np.maximum.at(newest, (usage.month[known], usage.account[known]), days)
        # From the oldest month on: the newest day up to each.
        return frozen(np.maximum.accumulate(newest[::-1], axis=0)[::-1])

    newest = kept_with(usage, ("last use", count), all_months)
    days = newest[min(max(back, 0), len(newest) - 1)].astype("datetime64[D]")
    return used_until(days, month_end(facts.as_of, back)) if facts.used_by_month else days


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
