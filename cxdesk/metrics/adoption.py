"""Adoption as metrics: seats, breadth, depth, stickiness and recency; `usage_trend` says where it goes.

Usage is kept by month, so a period is rounded to whole months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.account_ranges import spread_over_accounts, student_quantile
from cxdesk.metrics.definition import TO_DATE, Definition, Example, Metric
from cxdesk.metrics.observations import Grid, Observations, Positions, observed
from cxdesk.metrics.response import customers_on, why_nobody
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import WHOLE, mean_of, median_of, ratio_of_sums, sums
from cxdesk.metrics.usage import (
    NAMED_EVENTS,
    active_users,
    feature_breadth,
    feature_depth,
    features_used,
    fed,
    last_use,
    month_lengths,
    recency,
    seat_use_interval,
    usage_by_month,
)
from cxdesk.metrics.windows import MONTH_DAYS, QUARTER_DAYS, Window
from cxdesk.workspace.facts_record import Facts, in_force, users_counted

NO_FEED = "No usage data for this time."
_NO_USERS = "Usage does not name its users."
_LEVEL = 0.95


def core_features(facts: Facts) -> NDArray[np.bool_]:
    """Return which features count: those that the user named, else every feature seen, (features,)."""
    named = facts.conventions.core_features
    return np.array([not named or name in named for name in facts.features], dtype=bool)


def observe_seat_use(facts: Facts, window: Window) -> Observations:
    """Return each customer's active users a month, and its seats, where both are known."""
    active, seats = active_users(facts, window.back, window.months), _seats(facts, window)
    with_seats = customers_on(facts, window) & (seats > 0)
    reason = why_nobody(facts, window, "The number of seats is not known.")
    if with_seats.any():
        reason = _NO_USERS if fed(facts, window.months, window.back).any() else NO_FEED
    return by_account(
        facts, window, with_seats & ~np.isnan(active), reason, window.months, value=active, whole=seats
    )


def observe_breadth(facts: Facts, window: Window) -> Observations:
    """Return the share of the core features that each customer used."""
    core = core_features(facts)
    used = feature_breadth(features_used(facts, core, window.months, window.back), int(core.sum()))
    here, reason = customers_on(facts, window), _reason(facts, window)
    rows = here & ~np.isnan(used) & (not reason)
    if not reason:
        reason = "Usage does not say how often core features were used."
        reason = why_nobody(facts, window, reason)
    observations = by_account(facts, window, rows, reason, window.months, value=used)

    def beneath() -> Mapping[str, Positions]:
        of_feature = facts.feature_months
        inside = (of_feature.month >= window.back) & (of_feature.month < window.back + window.months)
        counted = np.flatnonzero(inside & rows[of_feature.account] & core[of_feature.feature])
        return {"feature_months": counted, **observations.beneath}

    return replace(observations, find_beneath=beneath)


def observe_depth(facts: Facts, window: Window) -> Observations:
    """Return the actions per active user and month of each customer with any."""
    months = window.months
    events, users = (
        usage_by_month(facts, column, months, window.back).sum(axis=1)
        for column in (NAMED_EVENTS, "active_users")
    )
    depth = feature_depth(events, users)
    rows = customers_on(facts, window) & ~np.isnan(depth)
    return by_account(facts, window, rows, _why_no_users(facts, window), months, value=depth)


def observe_stickiness(facts: Facts, window: Window) -> Observations:
    """Return each customer's users a day over its users a month, the mean of the months with any."""
    months = window.months
    days, users = (
        usage_by_month(facts, column, months, window.back) for column in ("user_days", "active_users")
    )
    shares = ratio(days / month_lengths(facts, months, window.back), users)
    known = ~np.isnan(shares) & (days > 0)
    mean = ratio(np.where(known, shares, 0.0).sum(axis=1), known.sum(axis=1))
    rows = customers_on(facts, window) & ~np.isnan(mean)
    return by_account(facts, window, rows, _why_no_users(facts, window), months, value=mean)


def observe_recency(facts: Facts, window: Window) -> Observations:
    """Return the days since the last use of each customer that ever used it."""
    days = recency(last_use(facts, window.back), window.end)
    rows = customers_on(facts, window) & ~np.isnan(days)
    months = int(facts.usage.month.max(initial=0)) + 1 - window.back
    reason = why_nobody(facts, window, "No use is recorded.")
    observations = by_account(facts, window, rows, reason, max(months, 1), value=days)
    return observations.within(window.day_text)


def summarise_seat_use(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return users over seats; its range is that of seats which are in use independently of each other, and
    of several accounts at least what other accounts would have made of it.
    """
    found = ratio_of_sums(seat_use_interval)(observations, group, count)
    users, seats = observations.value, observations.values[WHOLE]
    error, freedom = spread_over_accounts(ratio, users, seats, seats, group, count)
    half_width = student_quantile(freedom, _LEVEL) * error
    low = np.fmin(found.low, np.maximum(found.value - half_width, 0.0))
    high = np.fmax(found.high, np.minimum(found.value + half_width, np.fmax(found.high, 1.0)))
    return replace(found, low=low, high=high)


def _seats(facts: Facts, window: Window) -> np.ndarray:
    """Return the seats in force at the end of the window: the contracts' of then, else the account's now."""
    if window.end == facts.as_of:
        return facts.accounts.seats
    contracts = facts.contracts
    rows = in_force(contracts, window.end) & (contracts.seats > 0)
    bought = sums(contracts.account[rows], contracts.seats[rows], len(facts.accounts))
    return np.where(bought > 0, bought, facts.accounts.seats)


def _reason(facts: Facts, window: Window) -> str:
    """Return why nothing can be said about features, "" when something can."""
    if not facts.features:
        return "Usage does not name features."
    return "" if fed(facts, window.months, window.back).any() else NO_FEED


def _why_no_users(facts: Facts, window: Window) -> str:
    """Return why there is no active user to divide by."""
    if not fed(facts, window.months, window.back).any():
        return NO_FEED
    nobody = f"No named active user in the {window.months_text}." if users_counted(facts) else _NO_USERS
    return why_nobody(facts, window, nobody)


def by_account(
    facts: Facts, window: Window, rows: np.ndarray, reason: str, months: int, **values: np.ndarray
) -> Observations:
    """Return one observation for each account, on the months of usage that it was computed from."""

    def beneath() -> Mapping[str, Positions]:
        month = facts.usage.month
        used = (month >= window.back) & (month < window.back + months) & rows[facts.usage.account]
        return {"usage": np.flatnonzero(used)}

    return observed(
        "accounts",
        rows,
        np.arange(len(facts.accounts)),
        window.months_text,
        reason,
        beneath=beneath,
        **values,
    )


SEAT_USE_METRIC = Metric(
    Definition(
        name="seat_use",
        label="Seat use",
        unit="share",
        direction="higher is better",
        formula="Users active in a month, the mean over the months, divided by seats bought.",
        minimum_sample=5,
        proves="How much of what was bought is in use at all.",
        does_not_prove="It does not show that people get value; a young account may be rolling out.",
        limit="Not that people get value",
        columns=("usage.user_id", "usage.active_users", "usage.at", "accounts.seats", "contracts.seats"),
        interval=(
            "Beta (Jeffreys), 95 %; of several accounts at least Student's t with accounts as the unit, each "
            "left out once (jackknife)"
        ),
        usual_days=MONTH_DAYS,
        beside=("stickiness", "feature_breadth", "usage_trend"),
        example=Example(
            "Two accounts with 10 seats each have 9 and 5 active users: 14 of 20 seats, 70 %.",
            {"value": (9, 5), "whole": (10, 10)},
            0.7,
        ),
    ),
    observe_seat_use,
    summarise_seat_use,
    by_month=True,
)

FEATURE_BREADTH_METRIC = Metric(
    Definition(
        name="feature_breadth",
        label="Feature breadth",
        unit="share",
        direction="higher is better",
        formula="Core features used divided by core features; the mean over accounts.",
        minimum_sample=1,
        proves="How much of the product is in use.",
        does_not_prove="Tried once counts like used daily.",
        limit="Tried once counts in full",
        columns=("usage.feature", "usage.at"),
        interval="Student's t over accounts, 95 %; none for one account or equal values",
        usual_days=QUARTER_DAYS,
        beside=("feature_depth", "workflow_conversion"),
        example=Example(
            "Of four core features two accounts use 2 and 4: the mean of 50 % and 100 % is 75 %.",
            {"value": (0.5, 1.0)},
            0.75,
        ),
    ),
    observe_breadth,
    mean_of(0.0, 1.0),
    by_month=True,
)

FEATURE_DEPTH_METRIC = Metric(
    Definition(
        name="feature_depth",
        label="Feature depth",
        unit="per user",
        direction="higher is better",
        formula="Actions per active user and month; the mean over accounts.",
        minimum_sample=1,
        proves="How intensively those who use it do so.",
        does_not_prove="Many actions can be value or detours.",
        limit="Can be value or detours",
        columns=("usage.count", "usage.user_id", "usage.active_users", "usage.at"),
        interval="Student's t over accounts, 95 %; none for one account or equal values",
        usual_days=QUARTER_DAYS,
        beside=("feature_breadth", "stickiness"),
        example=Example(
            "One account does 10 actions per user and month, another 30: the mean is 20.",
            {"value": (10, 30)},
            20.0,
        ),
    ),
    observe_depth,
    mean_of(),
    by_month=True,
)

RECENCY_METRIC = Metric(
    Definition(
        name="recency",
        label="Days since last use",
        unit="days",
        direction="lower is better",
        formula="The date minus the last day with any use; the median over accounts.",
        minimum_sample=1,
        proves="Whether anyone is still there.",
        does_not_prove="One login by one person resets it.",
        limit="One login resets it",
        columns=("usage.at",),
        interval="none: the days are counted, not sampled",
        usual_days=TO_DATE,
        beside=("usage_trend", "answer_age"),
        example=Example(
            "Three accounts were last active 0, 3 and 40 days ago: the median is 3 days.",
            {"value": (0, 40, 3)},
            3.0,
        ),
    ),
    observe_recency,
    median_of,
    by_month=True,
)

STICKINESS_METRIC = Metric(
    Definition(
        name="stickiness",
        label="Stickiness",
        unit="share",
        direction="higher is better",
        formula=(
            "Mean users a day divided by users a month, the mean over the months with any use; then the mean "
            "over accounts."
        ),
        minimum_sample=1,
        proves="Whether people come back day by day or look in once a month.",
        does_not_prove="A product that is needed once a month is not worse for it.",
        limit="Some work is monthly by nature",
        columns=("usage.user_id", "usage.at"),
        interval="Student's t over accounts, 95 %; none for one account or equal values",
        usual_days=MONTH_DAYS,
        beside=("seat_use", "feature_depth"),
        example=Example(
            "Of ten users a month 4 come on a day in one account, 2 in another: 40 % and 20 %, mean 30 %.",
            {"value": (0.4, 0.2)},
            0.3,
        ),
    ),
    observe_stickiness,
    mean_of(0.0, 1.0),
    by_month=True,
)
