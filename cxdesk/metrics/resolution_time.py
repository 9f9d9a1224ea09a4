"""How long problems took to solve, in hours: the mean of closed tickets, beside figures that count open ones.

In a 30-day view the mean of closed tickets alone was 3.7 days where the truth was 6.9, because the slow ones
are still open. The Kaplan-Meier median and 80th percentile do not have that fault. All go by the clock that
the user chose, calendar or working hours, which is said with every number.
"""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.business_hours import clock_text, hours_between
from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.observations import Observations, observed
from cxdesk.metrics.summaries import mean_of, quantile_of
from cxdesk.metrics.tickets import opened
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Facts, Tickets

Floats = NDArray[np.float64]
_ONE_DAY = np.timedelta64(1, "D")


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


def solution_hours(facts: Facts) -> Floats:
    """Return the hours from opening to solution of each ticket by the clock that the user chose, NaN while
    open or when the times contradict each other. Minutes that a source gives are the calendar's.
    """
    tickets = facts.tickets
    if facts.conventions.clock == "business":
        return hours_between(tickets.created_at, tickets.resolved_at, facts.conventions)
    return resolution_hours(tickets)


def hours_so_far(facts: Facts) -> Floats:
    """Return the same with the hours of open tickets up to the end of the as-of day; NaN of those that were
    closed nobody knows when.
    """
    tickets = facts.tickets
    end = (facts.as_of.astype("datetime64[D]") + _ONE_DAY).astype("datetime64[s]")
    waited = hours_between(tickets.created_at, np.full(len(tickets), end), facts.conventions)
    unsolved = np.where(tickets.is_open, waited, np.nan)
    return np.where(np.isnat(tickets.resolved_at), unsolved, solution_hours(facts))


def observe_resolved(facts: Facts, window: Window) -> Observations:
    """Return the hours of the tickets resolved in the window; open tickets are not in it."""
    tickets, hours = facts.tickets, solution_hours(facts)
    rows = tickets.is_case & window.holds(tickets.resolved_at) & ~np.isnan(hours)
    reason = f"No ticket with a resolution time was resolved in the {window.text}."
    period = _told(facts, window)
    return observed("tickets", rows, tickets.account, period, reason, tickets.resolved_at, value=hours)


def observe_durations(facts: Facts, window: Window) -> Observations:
    """Return the hours of the tickets opened in the window, and whether they have ended.

    Open tickets have the hours up to the end of the as-of day; closed ones that do not say when they were
    solved are left out.
    """
    tickets = facts.tickets
    resolved = ~np.isnat(tickets.resolved_at)
    hours = hours_so_far(facts)
    in_window = opened(facts, window)
    rows = in_window & (hours >= 0)
    undated = int(np.sum(in_window & ~tickets.is_open & ~resolved))
    reason = f"No tickets in the {window.text}."
    if undated:
        reason = f"{undated:,} closed tickets of the {window.text} do not say when they were solved."
    return observed(
        "tickets",
        rows,
        tickets.account,
        _told(facts, window),
        reason,
        tickets.created_at,
        value=hours,
        ended=resolved,
    )


def _told(facts: Facts, window: Window) -> str:
    """Return the period with the clock that the hours are counted on."""
    return f"{window.text}, {clock_text(facts.conventions)}"


_MEDIAN_NOT_REACHED = "Fewer than half of the tickets are resolved, so the median is not reached yet."
_P80_NOT_REACHED = "Fewer than 80 % of the tickets are resolved, so this time is not reached yet."

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
        interval="Student's t, 95 %, not below 0; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("resolution_time_median", "backlog_age"),
        example=Example(
            "Three tickets took 2, 4 and 12 hours: 18 divided by 3 is 6 hours.", {"value": (2, 4, 12)}, 6.0
        ),
    ),
    observe_resolved,
    mean_of(),
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
        usual_days=YEAR_DAYS,
        beside=("average_resolution_time", "backlog", "csat"),
        example=Example(
            "Solved after 1, 2 and 5 hours, one open for 9: half of the four are solved after 2 hours.",
            {"value": (1, 2, 5, 9), "ended": (1, 1, 1, 0)},
            2.0,
        ),
    ),
    observe_durations,
    quantile_of(0.5, _MEDIAN_NOT_REACHED),
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
        usual_days=YEAR_DAYS,
        beside=("resolution_time_median", "escalation_rate"),
        example=Example(
            "Five tickets solved after 1, 2, 3, 8 and 20 hours: four of five, 80 %, within 8 hours.",
            {"value": (1, 2, 3, 8, 20), "ended": (1, 1, 1, 1, 1)},
            8.0,
        ),
    ),
    observe_durations,
    quantile_of(0.8, _P80_NOT_REACHED),
)
