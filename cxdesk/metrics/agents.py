"""How long the people who work on tickets have been there, and what a week of theirs is."""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.kept import kept_with
from cxdesk.metrics.observations import Floats, Observations, Positions, observed
from cxdesk.metrics.summaries import median_of, share_of
from cxdesk.metrics.tickets import opened
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts.agents import places_of_agents
from cxdesk.workspace.facts_record import Facts

NEW_MONTHS = 6.0
"""Somebody who has been there for less is new."""
FULL_WEEK_HOURS = 40.0
_DAYS_A_MONTH = 365.25 / 12


def weeks_of_agents(facts: Facts) -> tuple[Floats, Positions]:
    """Return for each ticket how much of a full week its agent works (1 where that is not known), and the
    agent's position among those listed, -1 where none is.
    """

    def find() -> tuple[Floats, Positions]:
        place = places_of_agents(facts.agents, facts.tickets.agent)
        hours = np.append(facts.agents.hours_per_week, np.nan)[place]
        return np.where(np.isnan(hours), 1.0, hours / FULL_WEEK_HOURS), place

    return kept_with(facts, "weeks of agents", find)


def observe_tenure(facts: Facts, window: Window) -> Observations:
    """Return for how many months the agent of each ticket opened in the window had been there when it was
    solved, or has been while it is open.
    """
    months, place = _tenures(facts)
    return _observed(facts, window, place, months, months)


def observe_newcomers(facts: Facts, window: Window) -> Observations:
    """Return the same tickets: 1 where that is less than six months, 0 else."""
    months, place = _tenures(facts)
    return _observed(facts, window, place, months, months < NEW_MONTHS)


def _tenures(facts: Facts) -> tuple[Floats, Positions]:
    """Return months from the agent's first day to each ticket's last one, and the agent's position; NaN where
    unknown, and where it ended before the agent came.
    """
    tickets = facts.tickets
    place = places_of_agents(facts.agents, tickets.agent)
    joined = np.append(facts.agents.joined_at, np.datetime64("NaT", "D"))[place]
    solved = tickets.resolved_at.astype("datetime64[D]")
    until = np.where(tickets.is_open, facts.as_of.astype("datetime64[D]"), solved)
    spent = until - joined
    days = np.where(np.isnat(spent), np.nan, spent.astype(np.float64))
    return np.where(days >= 0, days, np.nan) / _DAYS_A_MONTH, place


def _observed(
    facts: Facts, window: Window, place: Positions, months: Floats, value: np.ndarray
) -> Observations:
    tickets = facts.tickets
    rows = opened(facts, window) & ~np.isnan(months)
    reason = "It is not known since when agents have been there."
    if not np.isnat(facts.agents.joined_at).all():
        reason = f"No ticket of the {window.text} names an agent of whom it is known since when."
    return observed(
        "tickets",
        rows,
        tickets.account,
        window.text,
        reason,
        tickets.created_at,
        lambda: {"agents": np.unique(place[rows])},
        value=value,
    )


TENURE_METRIC = Metric(
    Definition(
        name="agent_tenure",
        label="Tenure of agents",
        unit="months",
        direction="neutral",
        formula=(
            "Months from an agent's first day to the day on which the ticket was solved, or to the last day "
            "while it is open; the median over the tickets opened."
        ),
        minimum_sample=5,
        proves="How experienced the people were whom customers met.",
        does_not_prove="Not what they had done before, nor whether new people were trained well.",
        limit="Not what they did before",
        columns=("agents.agent", "agents.joined_date", "tickets.agent", "tickets.created_at"),
        interval="none: the months are counted, not sampled",
        usual_days=YEAR_DAYS,
        beside=("new_agent_share", "review_score", "reopen_rate"),
        example=Example(
            "Three tickets, by agents who had been there for 2, 30 and 9 months: the median is 9 months.",
            {"value": (2, 30, 9)},
            9.0,
        ),
    ),
    observe_tenure,
    median_of,
)

NEWCOMERS_METRIC = Metric(
    Definition(
        name="new_agent_share",
        label="Tickets with new agents",
        unit="share",
        direction="neutral",
        formula=(
            "Tickets opened whose agent had been there for less than six months when they were solved, or "
            "has been while they are open, divided by the tickets whose agent's first day is known."
        ),
        minimum_sample=5,
        proves="How much of the work is done by people who are new.",
        does_not_prove="Not that new people do it worse: read it beside what came back.",
        limit="Not that new ones do it worse",
        columns=("agents.agent", "agents.joined_date", "tickets.agent", "tickets.created_at"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("agent_tenure", "reopen_rate", "review_score"),
        example=Example(
            "Of four tickets one was solved by somebody there for two months: 1 of 4, 25 %.",
            {"value": (1, 0, 0, 0)},
            0.25,
        ),
    ),
    observe_newcomers,
    share_of(),
)
