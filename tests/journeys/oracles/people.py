"""Those who work on tickets and those who judge it, in plain Python: tenure, weeks, scores and agreement."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from math import sqrt
from statistics import mean

import pandas as pd
from scipy import stats

from tests.journeys.oracles.book import Book
from tests.journeys.oracles.estimates import Expected, wilson
from tests.journeys.oracles.period import DAY, Period

MONTH = 365.25 / 12
FULL_WEEK = 40.0


def weeks(known: Book, agents: pd.Series) -> pd.Series:
    """Return the part of a full week that each agent works, a whole one where that is not said."""
    return agents.map(known.agents.set_index("agent").hours).fillna(FULL_WEEK) / FULL_WEEK


def tenure(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the months from the agent's first day to the ticket's last, or to the as-of day."""
    found = known.tickets[period.holds(known.tickets.created)]
    last = found.resolved.dt.normalize().where(~found.unsolved, period.known_by)
    listed = known.agents[["agent", "joined"]]
    joined = found[["agent"]].merge(listed, on="agent", how="left").joined.to_numpy()
    days = (last - joined) / DAY
    return found.assign(value=days / MONTH)[days >= 0]


def newcomers(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return 1 for the tickets of agents who had been there for less than six months."""
    found = tenure(known, accounts, period)
    return found.assign(value=(found.value < 6).astype(float))


def scores(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the scores that were given, as shares of the scale."""
    found = known.reviews[known.reviews.value.notna()]
    return found[period.holds_or_undated(found["at"])]


def mean_score(rows: pd.DataFrame) -> Expected:
    """The mean; Cochran's variance of a ratio of totals over conversations, with Student's t."""
    values = defaultdict(list)
    for ticket, value in zip(rows.ticket, rows.value, strict=True):
        values[ticket].append(value)
    if not values:
        return Expected(None, 0)
    middle, count = mean(rows.value.tolist()), len(values)
    residuals = [sum(value - middle for value in of) for of in values.values()]
    if count < 2 or max(map(abs, residuals)) < 1e-9:
        return Expected(middle, len(rows))
    error = sqrt(count / (count - 1) * sum(part * part for part in residuals)) / len(rows)
    half = float(stats.t.ppf(0.975, count - 1)) * error
    return Expected(middle, len(rows), max(middle - half, 0.0), min(middle + half, 1.0))


def agreements(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the scores of the period of what somebody else judged too, with the share of the others' that
    lie within a tenth of the scale.
    """
    judged = known.reviews[known.reviews.value.notna()].reset_index(drop=True)
    by_item = defaultdict(list)
    for place, item in enumerate(zip(judged.ticket, judged.criterion, strict=True)):
        by_item[item].append(place)
    others = defaultdict(list)
    for places in by_item.values():
        for one, other in permutations(places, 2):
            if judged.reviewer[one] != judged.reviewer[other]:
                others[one].append(abs(judged.value[one] - judged.value[other]) < 0.1 + 1e-6)
    found = judged.loc[sorted(others)]
    found = found.assign(value=[mean(map(float, others[place])) for place in sorted(others)])
    return found[period.holds_or_undated(found["at"])]


def agreement(rows: pd.DataFrame) -> Expected:
    """The mean share, with Wilson's interval of as many as were judged by two."""
    items = len(rows[["ticket", "criterion"]].drop_duplicates())
    share = mean(rows.value.tolist()) if len(rows) else None
    return Expected(share, len(rows), *wilson((share or 0.0) * items, items))
