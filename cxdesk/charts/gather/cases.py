"""Reopened and escalated tickets for charts: by team and reason, and by hour and day of the week."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.aligned_records import CasePatterns, TeamRates
from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.metrics import Estimate, estimate_of, measure, measure_by, observations_of
from cxdesk.metrics.catalogue import metric
from cxdesk.metrics.definition import unknown
from cxdesk.metrics.dimensions import grouped, grouping
from cxdesk.metrics.escalation_times import escalating_teams, escalation_times
from cxdesk.metrics.resemblance import widening_of
from cxdesk.workspace.facts_record import Facts


def escalations(facts: Facts, request: ChartRequest) -> CasePatterns:
    """Return how often tickets of the last 365 days are reopened and escalated, by team and in time."""
    own = chosen(facts, request)
    escalated = observations_of("escalation_rate", own)
    together = TeamRates(
        "All together", measure("reopen_rate", own), estimate_of("escalation_rate", escalated)
    )
    reopened_by, escalated_by = by = _by_team("reopen_rate", own), _by_team("escalation_rate", own)
    teams = [
        TeamRates(name, *(found.get(name, (unknown(""), 1.0))[part] for part in (0, 1) for found in by))
        for name in {**escalated_by, **reopened_by}
    ]
    teams.sort(key=lambda team: (-max(team.escalated.n, team.reopened.n), team.team))
    named = any(team.team for team in teams)
    times = escalation_times(own, escalated) if together.escalated.known else None
    told = escalating_teams(own, escalated.row[escalated.value > 0])
    return CasePatterns(
        together,
        tuple(teams) if named else (),
        times,
        escalated.period,
        whose(facts, request),
        int(np.sum(told != "")),
        _reasons(own),
    )


def _reasons(facts: Facts) -> tuple[tuple[str, int], ...]:
    """Return how many tickets were escalated for each reason that is known."""
    found = measure_by("escalated_tickets", facts, "reason")
    if found is None:
        return ()
    names, grid = found
    counted = [(name, int(grid.value[place])) for place, name in enumerate(names) if name]
    return tuple(sorted((each for each in counted if each[1]), key=lambda each: (-each[1], each[0])))


def _by_team(name: str, facts: Facts) -> dict[str, tuple[Estimate, float]]:
    """Return a metric of tickets for every team that has any, and its widening where teams are compared."""
    observations = observations_of(name, facts)
    groups = grouping("team", facts, observations)
    if groups is None:
        return {}
    observations, code = grouped(observations, facts, groups)
    count = len(groups.names)
    grid, by = metric(name).summarise(observations, code, count), widening_of(observations, code, count)
    return {
        team: (grid.estimate(place), float(by[place]))
        for place, team in enumerate(groups.names)
        if grid.n[place]
    }
