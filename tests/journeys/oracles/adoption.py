"""Usage: the rows of each metric, from its definition's words."""

from __future__ import annotations

from math import log, sqrt

import pandas as pd
from scipy import stats

from tests.journeys.oracles.book import DAY, Book
from tests.journeys.oracles.clock import Named
from tests.journeys.oracles.customers import present
from tests.journeys.oracles.estimates import Expected, jeffreys
from tests.journeys.oracles.period import Period, months_to

ADDED = 5  # events, to each side of the trend


def monthly(known: Book, months: list[tuple[pd.Timestamp, pd.Timestamp]]) -> pd.DataFrame:
    """Return the usage of the months, with its `month`: 0 the newest."""
    parts = [
        known.usage[(known.usage.day >= first) & (known.usage.day <= last)].assign(month=place)
        for place, (first, last) in enumerate(months)
    ]
    return pd.concat(parts)


def seats_used(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return each customer's users in a month, the mean over the months with a feed, and its seats."""
    used = monthly(known, period.months)
    here = present(accounts, period)
    here = here[here.seats > 0]
    users = used[used.user != ""].groupby(["account", "month"]).user.nunique().groupby("account").sum()
    fed = used.month.nunique()
    names_users = fed > 0 and bool((used.user != "").any())
    found = here.assign(value=users.reindex(here.index).fillna(0.0) / max(fed, 1), whole=here.seats)
    return found.head(len(found) if names_users else 0)


def seat_use(rows: pd.DataFrame) -> Expected:
    """Users by seats with Jeffreys' interval (more users than seats count as all seats), or with that of
    Student over the accounts, each left out once, where it is wider.
    """
    users, seats = float(rows.value.sum()), float(rows.whole.sum())
    if not seats:
        return Expected(None, 0)
    low, high = jeffreys(min(users, seats), seats)
    high = max(high, users / seats)
    if len(rows) > 1:
        without = (users - rows.value) / (seats - rows.whole)
        half = left_out_half(without, users / seats, rows.whole)
        low, high = min(low, max(users / seats - half, 0)), max(high, min(users / seats + half, 1))
    return Expected(users / seats, int(seats), low, high)


def left_out_half(without: pd.Series, value: float, weight: pd.Series) -> float:
    """Return how far the interval reaches to each side, from the value without each account."""
    n = len(without)
    freedom = max(weight.sum() ** 2 / (weight**2).sum() - 1, 1)
    return stats.t.ppf(0.975, freedom) * sqrt((n - 1) / n * ((without - value) ** 2).sum())


def breadth(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the share of the core features (those named, else all ever seen) that each customer used in the
    months.
    """
    here = present(accounts, period)
    features = named.core or known.usage.feature.unique()
    every = known.usage[(known.usage.feature != "") & known.usage.feature.isin(features)].feature.nunique()
    used = monthly(known, period.months)
    used = used[used.feature.isin(features)]
    count = used[(used.feature != "") & (used.events > 0)].groupby("account").feature.nunique()
    found = here.assign(value=count.reindex(here.index).fillna(0.0) / max(every, 1))
    return found.head(len(found) if every and len(used) else 0)


def depth(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the actions per user and month of each customer with named users."""
    here = present(accounts, period)
    used = monthly(known, period.months)
    named = used[used.user != ""]
    user_months = named.groupby(["account", "month"]).user.nunique().groupby("account").sum()
    actions = named.groupby("account").events.sum()
    return here.assign(value=(actions / user_months).reindex(here.index)).dropna(subset="value")


def stickiness(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return each customer's mean users a day by its users of the month, the mean of months with any."""
    here = present(accounts, period)
    used = monthly(known, period.months)
    named = used[used.user != ""]
    lengths = pd.Series([(last - first) / DAY + 1 for first, last in period.months])
    by_month = named.groupby(["account", "month"])
    user_days = named.drop_duplicates(["account", "user", "day"]).groupby(["account", "month"]).size()
    days = lengths.reindex(user_days.index.get_level_values("month")).to_numpy()
    share = (user_days / days / by_month.user.nunique()).groupby("account").mean()
    return here.assign(value=share.reindex(here.index)).dropna(subset="value")


def trends(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the events of the last month and of the three before of who was there in all four, as they are
    (`last`, `earlier`) and as many a month as if each had had the mean number of days with a feed (`now`,
    `before`).
    """
    months = months_to(period.end, 4)
    here = present(accounts, period)
    here = here[~(here.start > months[-1][0])]
    used = monthly(known, months)
    days = used.groupby("month").day.nunique()
    if 0 not in days.index or len(days) < 2:
        return here.assign(last=0.0, earlier=0.0, now=0.0, before=0.0, noise=0.0, months=0).head(0)
    events = used.pivot_table(index="account", columns="month", values="events", aggfunc="sum")
    events = events.reindex(here.index).fillna(0.0)
    level = events[days.index] * (days.mean() / days)
    year = monthly(known, months_to(period.end, 13)[1:])
    long = year.groupby("month").day.nunique()
    usual = year.pivot_table(index="account", columns="month", values="events", aggfunc="sum")
    usual = usual.reindex(here.index).fillna(0.0)[long.index] * (long.mean() / long)
    squares = ((usual.T - usual.mean(axis=1)) ** 2).sum()
    return here.assign(
        last=events[0],
        earlier=events[days.index[1:]].sum(axis=1),
        now=level[0],
        before=level[days.index[1:]].mean(axis=1),
        noise=(squares / usual.mean(axis=1) / (len(long) - 1)).clip(lower=1),
        months=len(long),
    )


def trend(rows: pd.DataFrame) -> Expected:
    """ln((now + 5) / (before + 5)), plus and minus Student's t over the accounts, each left out once; of one
    account times the root of 1 / (count + 5) of both sides, as much as its months vary.
    """
    now, before, last, earlier = (float(rows[name].sum()) for name in ("now", "before", "last", "earlier"))
    if now + before == 0:
        return Expected(None, 0)
    value = log((now + ADDED) / (before + ADDED))
    used = rows[rows["last"] + rows.earlier > 0]
    if len(used) > 1:
        without = ((now - used.now + ADDED) / (before - used.before + ADDED)).map(log)
        half = left_out_half(without, value, used["last"] + used.earlier)
    elif used.months.iloc[0] > 1:
        half = stats.t.ppf(0.975, used.months.iloc[0] - 1)
        half *= sqrt(used.noise.iloc[0] * (1 / (last + ADDED) + 1 / (earlier + ADDED)))
    else:
        return Expected(value, round(last + earlier))
    return Expected(value, round(last + earlier), value - half, value + half)


def recency(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the days since the last use of each customer that used it."""
    here = present(accounts, period)
    last = known.usage.groupby("account").day.max()
    return here.assign(value=(period.end - last.reindex(here.index)) / DAY).dropna(subset="value")


def first_value(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the days from the start of each account that began in the period, and after the usage data
    does, to its first value, or to its loss or the date (`ended` false).
    """
    used = known.usage[known.usage.feature != ""]
    if used.empty or not (named.value_feature or (used.user != "").any()):
        return accounts.assign(value=0.0, ended=False).head(0)
    oldest = next(
        first for first, last in months_to(period.end, 1000) if first <= known.usage.day.min() <= last
    )
    begun = accounts[period.holds(accounts.start) & (accounts.start >= oldest) & ~accounts.is_trial]
    if named.value_feature:
        first = used[used.feature == named.value_feature].groupby("account").day.min()
    else:
        chosen = used[(used.user != "") & (used.feature.isin(named.core) if named.core else True)]
        each = chosen.groupby(["account", "feature", "user"]).day.min().sort_values()
        second = each.groupby(["account", "feature"]).nth(1)
        first = second.groupby("account").min()
    day = first.reindex(begun.index)
    last = begun.lost_at.where(begun.lost_at < period.known_by, period.known_by)
    return begun.assign(value=((day.fillna(last) - begun.start) / DAY).clip(lower=0), ended=day.notna())


def conversions(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return who used the first step of a workflow for the first time in the period: 1 used every step."""
    used = known.usage[known.usage.user != ""]
    who = ["account", "user"]
    parts = []
    for steps in named.workflows.values():
        first = used[used.feature == steps[0]].groupby(who).day.min()
        people = first[period.holds(first)]
        done = used[used.feature.isin(steps)].groupby(who).feature.nunique()
        complete = done.reindex(people.index) == len(steps)
        parts.append(complete.astype(float).rename("value").reset_index())
    return pd.concat(parts) if parts else pd.DataFrame({"account": [], "user": [], "value": []})
