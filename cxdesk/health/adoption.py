"""Adoption: how much of what was bought is used, how widely, how deeply, and which way it goes.

Level, trend and recency are separate drivers: a level alone stays green while usage fades. How long a new
account took to its first value counts in its first 180 days. A gap in the usage feed is missing data, not
zero use; a gap of one account while others have rows is zero use. An account that never appeared in the feed
is unknown, not unused (methods 3).
"""

from __future__ import annotations

import numpy as np

from cxdesk.health.drivers import Reading, reading
from cxdesk.health.portfolio import Driver
from cxdesk.health.standards import Adoption
from cxdesk.metrics.first_value import days_to_first_value
from cxdesk.metrics.usage import (
    TREND_MONTHS,
    active_users,
    feature_breadth,
    features_used_lately,
    fed,
    last_use,
    monthly_levels,
    recency,
    trend,
    usage_by_month,
)
from cxdesk.workspace.facts.accounts import MONTHS_A_YEAR
from cxdesk.workspace.facts.months import SILENT_FEED_DAYS
from cxdesk.workspace.facts_record import Facts

FIRST_DAYS = 180
"""The age up to which time to value counts (methods 3.0)."""


def adoption_readings(facts: Facts, segments: np.ndarray, standards: Adoption, pillar: int) -> list[Reading]:
    """Return the readings of the usage drivers. `segments` are codes from 0 per account.

    The reliability of all is the feed's share of the window times seats / (seats + prior): what few people do
    says less about an account than what many do. What is typical of a segment is that of its customers.
    """
    months, prior = standards.window_months, standards.seats_prior
    usage, count = facts.usage, len(facts.accounts)
    events = usage_by_month(facts, "events", months).sum(axis=1)
    users = usage_by_month(facts, "active_users", months).sum(axis=1)
    days = usage_by_month(facts, "active_days", months).sum(axis=1)
    in_feed = np.bincount(usage.account, minlength=count) > 0
    feed = float(facts.feed_days[:months].mean()) if len(facts.feed_days) else 0.0
    covered = max(int(fed(facts, months).sum()), 1)
    seats = np.where(facts.accounts.seats > 0, facts.accounts.seats, np.maximum(users / covered, 1.0))
    reliability = np.where(in_feed, feed * seats / (seats + prior), 0.0)

    active = active_users(facts)
    bought = np.where(facts.accounts.seats > 0, seats, np.nan)
    customers = facts.accounts.is_customer
    seat_use = _shrunk_share(np.minimum(active, seats), bought, segments, customers, prior)
    breadth = feature_breadth(features_used_lately(facts, months), len(facts.features))
    named = bool(np.any(users > 0))
    depth = _shrunk_ratio(events, users if named else days, segments, customers)
    recent, earlier = monthly_levels(facts)
    enough = (facts.accounts.tenure_years * MONTHS_A_YEAR >= TREND_MONTHS) & (recent + earlier > 0)
    since = _days_since_use(facts)
    began = days_to_first_value(facts, FIRST_DAYS)

    def driver(name: str, label: str, unit: str, passing: bool = False) -> Driver:
        return Driver(name, label, pillar, standards.weights[name], unit, passing)

    who = "active user" if named else "active day"
    return [
        reading(driver("seat_use", "Seats used, by age", "share of seats"), seat_use, seats, reliability),
        reading(
            driver("feature_breadth", "Feature breadth", "share of features"), breadth, events, reliability
        ),
        reading(driver("feature_depth", "Depth of use", f"actions per {who}"), depth, events, reliability),
        reading(
            driver("usage_trend", "Usage trend", "log ratio, 1 month against 3"),
            np.where(enough, trend(recent, earlier), np.nan),
            events,
            reliability,
        ),
        reading(driver("recency", "Last use", "days ago"), since, events, reliability, falling=True),
        reading(
            driver("time_to_value", "Time to value", "days to first value", passing=True),
            began,
            np.ones(count),
            reliability,
            falling=True,
        ),
    ]


def _days_since_use(facts: Facts) -> np.ndarray:
    """Return the days since the last use, (n,); NaN for all once nobody's use has come in for over a week.

    Then the feed has stopped, and whether they have used it since cannot be known.
    """
    used = last_use(facts)
    days = recency(used, facts.as_of)
    return days if np.any(days <= SILENT_FEED_DAYS) else np.full(len(days), np.nan)


def _shrunk_share(
    part: np.ndarray, whole: np.ndarray, segments: np.ndarray, customers: np.ndarray, strength: float
) -> np.ndarray:
    """Return (k + M mu) / (n + M) with the share of the segment's customers as mu; NaN where the whole is
    unknown, and where that of all the segment's customers is.
    """
    known = ~np.isnan(part) & (whole > 0)
    typical = known & customers
    groups = int(segments.max(initial=0)) + 1
    parts = np.bincount(segments[typical], weights=part[typical], minlength=groups)
    wholes = np.bincount(segments[typical], weights=whole[typical], minlength=groups)
    mean = np.where(wholes > 0, parts / np.where(wholes > 0, wholes, 1.0), np.nan)[segments]
    return np.where(known, (part + strength * mean) / (whole + strength), np.nan)


def _shrunk_ratio(
    events: np.ndarray, exposure: np.ndarray, segments: np.ndarray, customers: np.ndarray
) -> np.ndarray:
    """Return events per exposure with one exposure at the rate of the segment's customers added; NaN without
    any exposure, and where no customer of the segment has any.
    """
    groups = int(segments.max(initial=0)) + 1
    total = np.bincount(segments[customers], weights=exposure[customers], minlength=groups)
    sums = np.bincount(segments[customers], weights=events[customers], minlength=groups)
    rate = np.where(total > 0, sums / np.where(total > 0, total, 1.0), np.nan)
    return np.where(exposure > 0, (events + rate[segments]) / (exposure + 1.0), np.nan)
