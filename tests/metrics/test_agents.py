"""How long agents have been there, and what their hours make of the load, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics import measure, measure_by, observations_of
from cxdesk.metrics.evidence import evidence_parts
from tests.metrics.made_facts import make_facts

A_MONTH = 365.25 / 12
AGENTS = {
    "agent": ["Cy", "Di", "Ed"],
    "joined_at": ["2023-06-30", "2025-05-01", "NaT"],
    "hours_per_week": [40.0, 10.0, np.nan],
}


def _facts(agents=AGENTS, **tickets):
    """Return facts of one account with tickets of June 2025 (AS_OF is its last day), solved on the 20th."""
    count = len(tickets["agent"])
    told = {"account": [0] * count, "created_at": ["2025-06-10T09:00"] * count}
    told["resolved_at"] = ["2025-06-20T09:00"] * count
    return make_facts(1, tickets=told | tickets, **({"agents": agents} if agents else {}))


def test_tenure_runs_from_the_first_day_to_the_tickets_last() -> None:
    """Cy since 30 June 2023: 721 days on 20 June 2025, 731 while it is open; Di since 1 May: 50 days. The
    median of the three is Cy's 721 days. Nobody knows since when Ed is there, nor who X is.
    """
    resolved = ["2025-06-20T09:00", "NaT", "2025-06-20T09:00", "2025-06-20T09:00", "2025-06-20T09:00"]
    facts = _facts(agent=["cy", "Cy", "Di", "Ed", "X"], resolved_at=resolved)
    found = measure("agent_tenure", facts)
    assert (found.value, found.n) == (pytest.approx(721 / A_MONTH), 3)
    tickets, agents = evidence_parts(facts, observations_of("agent_tenure", facts))
    assert sorted(tickets.rows.tolist()) == [0, 1, 2]
    assert sorted(agents.rows.tolist()) == [0, 1]
    assert sorted(np.round(tickets.values[0].values * A_MONTH)) == [50, 721, 731]


def test_new_agents_are_there_for_less_than_six_months() -> None:
    """Of three tickets one is Di's, who has been there for 50 days: 1 of 3."""
    found = measure("new_agent_share", _facts(agent=["Cy", "Cy", "Di"]))
    assert (found.value, found.n) == (pytest.approx(1 / 3), 3)


def test_six_months_are_half_a_year() -> None:
    """183 days are more than half of 365.25, 182 are less."""
    agents = {"agent": ["Cy", "Di"], "joined_at": ["2024-12-19", "2024-12-20"]}
    names, grid = measure_by("new_agent_share", _facts(agents, agent=["Cy", "Di"]), "agent")
    assert dict(zip(names, grid.value.tolist(), strict=True)) == {"Cy": 0.0, "Di": 1.0}


def test_a_ticket_solved_before_its_agent_came_says_nothing() -> None:
    """Di joined after the ticket was solved: somebody else must have solved it."""
    facts = _facts(agent=["Di"], created_at=["2025-04-01T09:00"], resolved_at=["2025-04-20T09:00"])
    found = measure("agent_tenure", facts)
    assert found.n == 0
    assert "names an agent of whom it is known since when" in found.missing


def test_without_a_list_of_agents_it_says_so() -> None:
    """Nothing was imported about agents: the reason names what is missing."""
    found = measure("agent_tenure", _facts(agents=None, agent=["Cy"]))
    assert found.missing == "It is not known since when agents have been there."


def test_hours_per_week_weigh_the_load() -> None:
    """Five open tickets. Cy (40 h) and Di (10 h) are 1.25 full weeks, Ed, of whom nothing is known, one more:
    5 / 2.25. Without the list they are three people: 5 / 3.
    """
    told = {"agent": ["Cy", "Di", "Ed", "Cy", "Cy"], "resolved_at": ["NaT"] * 5}
    assert measure("load_per_agent", _facts(**told)).value == pytest.approx(5 / 2.25)
    assert measure("load_per_agent", _facts(agents=None, **told)).value == pytest.approx(5 / 3)
    parts = evidence_parts(_facts(**told), observations_of("load_per_agent", _facts(**told)))
    assert sorted(parts[1].rows.tolist()) == [0, 1, 2]
