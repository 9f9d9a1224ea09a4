"""What waits, and on whose desks: backlog, its age, and open tickets per agent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.agents import weeks_of_agents
from cxdesk.metrics.definition import TO_DATE, Definition, Example, Metric
from cxdesk.metrics.kept import kept_with
from cxdesk.metrics.observations import Grid, Observations, grid, observed, text_codes
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import median_of, number_of, sums
from cxdesk.metrics.windows import QUARTER_DAYS, Window, age_days
from cxdesk.workspace.facts_record import Facts

AGENT = "agent"
WEEK = "week"
_NO_TICKETS = "No tickets are recorded."


def open_on(facts: Facts, window: Window) -> NDArray[np.bool_]:
    """Return which tickets were open at the end of the window's last day."""
    tickets = facts.tickets
    opened, solved_later = tickets.created_at < window.next_day, tickets.resolved_at >= window.next_day
    return tickets.is_case & opened & (tickets.is_open | solved_later)


def observe_backlog(facts: Facts, window: Window) -> Observations:
    """Return the tickets opened up to the last day: 1 still open then, 0 not."""
    tickets = facts.tickets
    known = tickets.is_case & (tickets.created_at < window.next_day)
    return observed(
        "tickets", known, tickets.account, window.day_text, _NO_TICKETS, value=open_on(facts, window)
    )


def observe_backlog_age(facts: Facts, window: Window) -> Observations:
    """Return the days for which each open ticket had been open."""
    tickets, waiting = facts.tickets, open_on(facts, window)
    reason = "No ticket is open." if len(tickets) else _NO_TICKETS
    age = age_days(tickets.created_at, window.end)
    return observed("tickets", waiting, tickets.account, window.day_text, reason, value=age)


def observe_load(facts: Facts, window: Window) -> Observations:
    """Return the tickets open on the last day (1) and those that agents worked on in the window (0), each
    with the number of the agent who worked on it then (-1: nobody) and the part of a full week of that one.
    """
    tickets, waiting = facts.tickets, open_on(facts, window)
    agents = kept_with(tickets, "agents", lambda: text_codes(tickets.agent))
    moved = window.holds(tickets.created_at) | window.holds(tickets.resolved_at)
    worked = tickets.is_case & moved & (agents >= 0)
    rows = waiting | worked
    week, place = weeks_of_agents(facts)
    reason = _NO_TICKETS
    if len(tickets):
        reason = f"No ticket that names its agent was opened or solved in the {window.text}."
    return observed(
        "tickets",
        rows,
        tickets.account,
        window.text,
        reason,
        beneath=lambda: {"agents": np.setdiff1d(place[worked], [-1])},
        value=waiting,
        **{AGENT: np.where(worked, agents, -1), WEEK: week},
    )


def summarise_load(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return open tickets per agent who worked in the window; one who works half a week is half of one."""
    agent = observations.values[AGENT].astype(np.int64)
    named = (agent >= 0) & (group >= 0)
    most = int(agent.max(initial=0)) + 1
    pairs, first = np.unique(group[named].astype(np.int64) * most + agent[named], return_index=True)
    agents = sums(pairs // most, observations.values[WEEK][named][first], count)
    waiting = sums(group, observations.value, count)
    nothing = np.full(count, np.nan)
    return grid(observations, ratio(waiting, agents), waiting, nothing, nothing)


BACKLOG_METRIC = Metric(
    Definition(
        name="backlog",
        label="Open tickets",
        unit="tickets",
        direction="lower is better",
        formula="Tickets open at the end of the day; merged tickets and spam left out.",
        minimum_sample=1,
        proves="How much waits for an answer.",
        does_not_prove="It does not show how hard or how urgent what waits is.",
        limit="Not how hard or urgent",
        columns=("tickets.created_at", "tickets.resolved_at", "tickets.status"),
        interval="none: the tickets are counted, not sampled",
        usual_days=TO_DATE,
        beside=("backlog_age", "load_per_agent", "resolution_time_median"),
        example=Example("Of five tickets two are not solved yet: 2.", {"value": (1, 0, 0, 1, 0)}, 2.0),
    ),
    observe_backlog,
    number_of,
)

BACKLOG_AGE_METRIC = Metric(
    Definition(
        name="backlog_age",
        label="Age of open tickets",
        unit="days",
        direction="lower is better",
        formula="Days since each open ticket was opened; the median.",
        minimum_sample=1,
        proves="How long those wait who still wait.",
        does_not_prove="The median hides the oldest: see the rows.",
        limit="Hides the oldest ones",
        columns=("tickets.created_at", "tickets.resolved_at", "tickets.status"),
        interval="none: the days are counted, not sampled",
        usual_days=TO_DATE,
        beside=("backlog", "resolution_time_median"),
        example=Example(
            "Three tickets have been open for 1, 4 and 60 days: the median is 4 days.",
            {"value": (1, 60, 4)},
            4.0,
        ),
    ),
    observe_backlog_age,
    median_of,
)

LOAD_METRIC = Metric(
    Definition(
        name="load_per_agent",
        label="Open tickets per agent",
        unit="per agent",
        direction="lower is better",
        formula=(
            "Tickets open at the end of the period divided by the agents whose tickets were opened or solved "
            "in it. An agent whose hours per week are known counts as that part of 40 hours."
        ),
        minimum_sample=1,
        proves="How much lies on each desk.",
        does_not_prove="It does not show what other work the agents do, nor who was away.",
        limit="Not their other work",
        columns=(
            "tickets.agent",
            "tickets.created_at",
            "tickets.resolved_at",
            "tickets.status",
            "agents.hours_per_week",
        ),
        interval="none: the tickets are counted, not sampled",
        usual_days=QUARTER_DAYS,
        beside=("backlog", "agent_tenure", "reopen_rate"),
        example=Example(
            "Six tickets are open; three agents worked in the period: 6 divided by 3 is 2.0.",
            {"value": (1, 1, 1, 1, 1, 1, 0), "agent": (0, 0, 0, 1, 1, -1, 2), "week": (1,) * 7},
            2.0,
        ),
    ),
    observe_load,
    summarise_load,
)
