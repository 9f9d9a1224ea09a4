"""How long problems took to solve, in hours: the mean of closed tickets, beside figures that count open ones.

In a 30-day view the mean of closed tickets alone was 3.7 days where the truth was 6.9, because the slow ones
are still open. The Kaplan-Meier median and 80th percentile do not have that fault.
"""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Estimate, Metric, unknown
from cxdesk.metrics.intervals import t_interval
from cxdesk.metrics.survival import kaplan_meier, quantile, quantile_interval
from cxdesk.metrics.tickets import real_tickets
from cxdesk.metrics.windows import YEAR_TEXT, hours_open, within
from cxdesk.workspace.facts_record import Facts, Tickets

Floats = NDArray[np.float64]


def average_resolution_time(hours: ArrayLike) -> float:
    """Return the mean hours of resolved tickets (NaN left out), NaN without any. Open ones are not in it."""
    hours = np.asarray(hours, dtype=np.float64)
    hours = hours[~np.isnan(hours)]
    return float(hours.mean()) if len(hours) else nan


def resolution_hours(tickets: Tickets) -> Floats:
    """Return the hours from opening to solution, NaN while open or when the times contradict each other."""
    seconds = tickets.resolved_at.astype("datetime64[s]") - tickets.created_at.astype("datetime64[s]")
    elapsed = np.where(np.isnat(seconds), np.nan, seconds.astype(np.float64) / 3600.0)
    given = tickets.resolution_minutes.astype(np.float64) / 60.0
    hours = np.where(np.isnat(tickets.resolved_at), np.nan, np.where(np.isnan(given), elapsed, given))
    return np.where(hours >= 0, hours, np.nan)


def durations(facts: Facts) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]:
    """Return hours, whether resolved, and account of the tickets opened in the last 12 months.

    Open tickets have the hours up to the end of the as-of day; closed ones that do not say when they were
    solved are left out. Ready for `survival.quantile_by_group`.
    """
    tickets = facts.tickets
    resolved = ~np.isnat(tickets.resolved_at)
    hours = np.where(resolved, resolution_hours(tickets), hours_open(tickets.created_at, facts.as_of))
    rows = _opened(facts) & (resolved | tickets.is_open) & (hours >= 0)
    return hours[rows], resolved[rows], tickets.account[rows].astype(np.int64)


def measure_average_resolution_time(facts: Facts) -> Estimate:
    """Return the mean hours of the tickets resolved in the last 12 months; open tickets are not in it."""
    hours = resolution_hours(facts.tickets)
    rows = real_tickets(facts.tickets) & within(facts.tickets.resolved_at, facts.as_of) & ~np.isnan(hours)
    hours = hours[rows]
    if len(hours) == 0:
        return unknown("No ticket with a resolution time was resolved in the last 12 months.", YEAR_TEXT)
    mean = average_resolution_time(hours)
    low, high = t_interval(mean, hours.std(ddof=1) if len(hours) > 1 else nan, len(hours))
    return Estimate(mean, len(hours), float(np.maximum(low, 0.0)), float(high), YEAR_TEXT)


def measure_resolution_time_median(facts: Facts) -> Estimate:
    """Return the hours by which half of the tickets of the last 12 months are resolved, open ones counted."""
    return _quantile(
        facts, 0.5, "Fewer than half of the tickets are resolved, so the median is not reached yet."
    )


def measure_resolution_time_p80(facts: Facts) -> Estimate:
    """Return the hours by which 80 % of the tickets of the last 12 months are resolved, open ones counted."""
    return _quantile(
        facts, 0.8, "Fewer than 80 % of the tickets are resolved, so this time is not reached yet."
    )


def _quantile(facts: Facts, probability: float, not_reached: str) -> Estimate:
    hours, resolved, _ = durations(facts)
    if len(hours) == 0:
        return unknown(_why_none(facts), YEAR_TEXT)
    curve = kaplan_meier(hours, resolved)
    value = quantile(curve, probability)
    low, high = quantile_interval(curve, probability)
    if low == high:  # one moment of solving: it has no spread to tell
        low, high = np.nan, np.nan
    if np.isnan(value):
        return unknown(not_reached, YEAR_TEXT, len(hours), low, high)
    return Estimate(value, len(hours), low, high, YEAR_TEXT)


def _opened(facts: Facts) -> NDArray[np.bool_]:
    return real_tickets(facts.tickets) & within(facts.tickets.created_at, facts.as_of)


def _why_none(facts: Facts) -> str:
    tickets = facts.tickets
    undated = int(np.sum(_opened(facts) & ~tickets.is_open & np.isnat(tickets.resolved_at)))
    if undated == 0:
        return "No tickets in the last 12 months."
    return f"{undated:,} closed tickets of the last 12 months do not say when they were solved."


AVERAGE_METRIC = Metric(
    Definition(
        name="average_resolution_time",
        label="Average resolution time, closed only",
        unit="hours",
        direction="lower is better",
        formula="Total time from opening to solution divided by the number of resolved tickets.",
        minimum_sample=5,
        proves="How long the tickets that were resolved took.",
        does_not_prove="The mean of closed tickets hides the oldest open ones: read it beside the median.",
        limit="The oldest are still open",
        columns=("tickets.created_at", "tickets.resolved_at", "tickets.resolution_minutes"),
        interval="Student's t, 95 %, not below 0",
    ),
    measure_average_resolution_time,
)

MEDIAN_METRIC = Metric(
    Definition(
        name="resolution_time_median",
        label="Median resolution time",
        unit="hours",
        direction="lower is better",
        formula=(
            "Time by which half of the tickets opened are resolved; open tickets count with the time so far "
            "(Kaplan-Meier)."
        ),
        minimum_sample=5,
        proves="How long a typical customer waits for a solution.",
        does_not_prove="Nothing about the worst waits, nor whether the solution held.",
        limit="Not the worst waits",
        columns=("tickets.created_at", "tickets.resolved_at", "tickets.resolution_minutes"),
        interval="Kaplan-Meier with Greenwood's log-log interval, 95 %",
    ),
    measure_resolution_time_median,
)

P80_METRIC = Metric(
    Definition(
        name="resolution_time_p80",
        label="Resolution time, 80th percentile",
        unit="hours",
        direction="lower is better",
        formula=(
            "Time by which 80 % of the tickets opened are resolved; open tickets count with the time so far "
            "(Kaplan-Meier)."
        ),
        minimum_sample=5,
        proves="How long the slower cases take.",
        does_not_prove="It does not show why they are slow, nor whether the solution held.",
        limit="Not why they are slow",
        columns=("tickets.created_at", "tickets.resolved_at", "tickets.resolution_minutes"),
        interval="Kaplan-Meier with Greenwood's log-log interval, 95 %",
    ),
    measure_resolution_time_p80,
)
