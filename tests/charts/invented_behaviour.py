"""Invented records for the charts of durations, seats, features, workflows, cases and themes."""

from __future__ import annotations

import math

import numpy as np

from cxdesk.charts.aligned_records import CasePatterns, FeatureTable, TeamRates, Workflows, WorkflowSteps
from cxdesk.charts.durations import DurationGroup, Durations, DurationWords
from cxdesk.charts.seats import SeatAges
from cxdesk.charts.theme_records import Quote, ThemeQuotes
from cxdesk.metrics.definition import Estimate
from cxdesk.metrics.escalation_times import EscalationTimes
from cxdesk.metrics.feature_use import FeatureUse
from cxdesk.metrics.survival import kaplan_meier
from cxdesk.metrics.themes import Theme, Themes
from cxdesk.metrics.usual_at_age import usual_at_age, usual_for

SOLVING = DurationWords("time to resolution", ("ticket", "tickets"), "are solved", "still open", "opening")
LONG = "A name that somebody made far too long for any chart, with 日本語 in it"


def group_of(name: str, hours, ended=None) -> DurationGroup:
    """Return the curve of those hours, all ended unless said otherwise."""
    hours = np.asarray(hours, dtype=float)
    return DurationGroup(name, kaplan_meier(hours, np.ones(len(hours)) if ended is None else ended))


def invented_durations(count: int = 300, groups: int = 0, scale: float = 30.0, seed: int = 1) -> Durations:
    """Return exponential durations of which one in ten has not ended, in groups ever slower."""
    random = np.random.default_rng(seed)
    hours, ended = random.exponential(scale, count), random.random(count) > 0.1
    place = np.arange(count) % max(groups, 1)
    hours = hours * (1 + place)
    parts = tuple(
        group_of(LONG if number == 1 else f"Group {number}", hours[place == number], ended[place == number])
        for number in range(groups)
    )
    return Durations(
        SOLVING, "opened in the last 365 days", group_of("All together", hours, ended), parts,
        "team" if groups else "", 0.001 if groups else math.nan,
    )  # fmt: skip


def invented_seats(count: int = 80, seed: int = 1, chosen: int = -1, equal: bool = False) -> SeatAges:
    """Return accounts whose use grows with age; with `equal` all are one age and one use."""
    random = np.random.default_rng(seed)
    age = np.full(count, 12.0) if equal else random.uniform(0, 70, count)
    share = np.full(count, 0.6) if equal else np.clip(0.3 + age / 150 + random.normal(0, 0.12, count), 0, 1.2)
    if not equal:
        share[: min(6, count)] *= 0.2
    seats = np.full(count, 20.0) if equal else random.integers(5, 400, count).astype(float)
    usual = usual_at_age(age, share)
    low, median, _high = usual_for(usual, age)
    return SeatAges(
        [LONG if number == 2 else f"Account {number}" for number in range(count)],
        age, share, share + 0.05, seats, usual, low, median, "last month", chosen,
        "" if count else "There is no account.",
    )  # fmt: skip


def invented_features(count: int = 12, seed: int = 1, whole: float = 100.0, reason: str = "") -> FeatureTable:
    """Return features used by ever fewer accounts, with trends of all sizes."""
    random = np.random.default_rng(seed)
    share, trend = np.linspace(0.97, 0.0, count), random.normal(0, 0.6, count)
    idle = np.where(share > 0.1, 0.0, np.where(share > 0, 4.0, np.nan))
    use = FeatureUse(
        "accounts", share, whole, np.maximum(share - 0.08, 0), np.minimum(share + 0.08, 1),
        trend, trend - 0.2, trend + 0.2, np.full(count, 400.0), np.abs(trend) > 0.3, idle,
        "last 3 months", reason,
    )  # fmt: skip
    names = tuple(LONG if number == 1 else f"feature_{number}" for number in range(count))
    return FeatureTable(names, use, np.ones(count, dtype=bool))


def steps_of(name: str, reached: list[int], accounts: int = 3) -> WorkflowSteps:
    """Return a workflow with so many people at each step; intervals are 10 points wide each way."""
    people = np.array(reached)
    before = np.r_[0, people[:-1]]
    kept = np.where(before > 0, people / np.maximum(before, 1), np.nan)
    steps = tuple(f"step {number} of {name}" for number in range(len(reached)))
    return WorkflowSteps(name, steps, people, kept, kept - 0.1, kept + 0.1, accounts)


def workflows_of(*workflows: WorkflowSteps, reason: str = "") -> Workflows:
    """Return workflows of the last 365 days."""
    return Workflows(workflows, "last 365 days", reason=reason)


def rate_of(part: int, whole: int, reason: str = "") -> Estimate:
    """Return a share with an interval of 5 points each way."""
    if reason:
        return Estimate(math.nan, 0, math.nan, math.nan, "", reason)
    share = part / whole
    return Estimate(share, whole, max(share - 0.05, 0.0), min(share + 0.05, 1.0), "last 365 days", "")


def invented_cases(teams: int = 5, has_hours: bool = True, seed: int = 1) -> CasePatterns:
    """Return teams with rates from 2 % up, and escalations around noon on weekdays."""
    random = np.random.default_rng(seed)
    counts = np.zeros((7, 24), dtype=np.int64)
    days, hours = random.integers(0, 5, 120), random.integers(8, 18, 120)
    np.add.at(counts, (days, hours if has_hours else 0 * hours), 1)
    rows = tuple(
        TeamRates(
            LONG if number == 1 else f"Team {number}", rate_of(2 + number, 100), rate_of(4 + number, 90)
        )
        for number in range(teams)
    )
    together = TeamRates("All together", rate_of(5, 100), rate_of(6, 90))
    times = EscalationTimes(counts, 0, has_hours, 20 if has_hours else 0)
    return CasePatterns(together, rows, times, "last 365 days")


def invented_themes(count: int = 12, comments: int = 523) -> ThemeQuotes:
    """Return themes in turn of detractors and promoters, ever weaker, with two long quotes each."""
    found, quotes = [], []
    for number in range(count):
        in_first, term = number % 2 == 0, f"word{number}"
        z = (7.0 - 0.3 * number) * (1 if in_first else -1)
        found.append(Theme(term, in_first, z, 40 - number, 3, 12, (0, 1)))
        text = f"We have waited for weeks and weeks in the depot and {term} is still what it was for us all."
        quotes.append((Quote(text, "Acme", in_first), Quote(text, LONG, in_first)))
    samples = tuple(Quote(f"Comment {number}.", "Acme", number % 2 == 0) for number in range(12))
    missing = "" if count else f"Too few comments for themes: {comments} of at least 40."
    limit = 3.1 if count else math.nan
    return ThemeQuotes(
        Themes(tuple(found), comments, 88, limit, missing), tuple(quotes), "detractors", "promoters", True,
        samples, "last 730 days",
    )  # fmt: skip
