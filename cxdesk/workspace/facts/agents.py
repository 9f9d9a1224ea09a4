"""The people who work on tickets: since when, for how many hours, and which team's tickets theirs are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import AGENTS
from cxdesk.workspace.arrow_types import days, numbers, texts
from cxdesk.workspace.event_records import Agents
from cxdesk.workspace.facts.resolving import UNKNOWN, normal_name, without_ambiguous
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts_record import Tickets, rows_taken
from cxdesk.workspace.later_columns import rows_later
from cxdesk.workspace.workspace import Workspace


def read_agents(workspace: Workspace) -> Agents:
    """Return everybody who is listed by name."""
    rows = newest_of_each_key(read_rows(workspace, AGENTS), "agent")
    hours = numbers(rows["hours_per_week"])
    agents = Agents(
        agent=texts(rows["agent"]),
        team=texts(rows["team"]),
        joined_at=days(rows["joined_date"]),
        hours_per_week=np.where(hours > 0, hours, np.nan),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    return rows_taken(agents, np.flatnonzero(agents.agent != ""))


def agents_on(agents: Agents, as_of: np.datetime64) -> Agents:
    """Return those who had joined by the date, or of whom it is not known when."""
    return rows_taken(agents, np.flatnonzero(~(agents.joined_at > as_of)))


def places_of_agents(agents: Agents, names: np.ndarray) -> np.ndarray:
    """Return the position of each name among the agents (int64), -1 where it is nobody's or several people's.
    Names are the same in any capitals.
    """
    if len(agents) == 0:
        return np.full(len(names), UNKNOWN, dtype=np.int64)
    listed = [(normal_name(name), place) for place, name in enumerate(agents.agent.tolist())]
    found = without_ambiguous(listed)
    coded = compute.dictionary_encode(pa.array(names, pa.string()))
    places = [found.get(normal_name(name), UNKNOWN) for name in coded.dictionary.to_pylist()]
    return np.array([*places, UNKNOWN], dtype=np.int64)[compute.fill_null(coded.indices, -1).to_numpy()]


def with_teams_of_agents(tickets: Tickets, agents: Agents) -> Tickets:
    """Return the tickets, those that name no team with the team of their agent."""
    if len(agents) == 0:
        return tickets
    of_agent = np.append(agents.team, "")[places_of_agents(agents, tickets.agent)]
    return rows_later(tickets, None, team=np.where(tickets.team == "", of_agent, tickets.team))
