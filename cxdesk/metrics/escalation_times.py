"""When tickets are escalated: on which days of the week and at which hours, by the company's clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.business_hours import is_working_time, local_hour, local_weekday
from cxdesk.metrics.observations import Observations
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.event_records import TICKET_EVENT_NAMES
from cxdesk.workspace.facts_record import Facts

_ESCALATED = TICKET_EVENT_NAMES.index("escalated")


@dataclass(frozen=True, slots=True)
class EscalationTimes:
    """Escalated tickets counted by weekday (0 is Monday) and hour: `counts` (7, 24).

    For so many of them (`logged`) the moment is that of their first logged escalation, for the others that of
    opening. Where all sources have days without hours, `has_hours` is false and everything is in hour 0;
    where only some have, so many are left out (`without_hours`). `outside` counts those outside working
    hours.
    """

    counts: NDArray[np.int64]
    logged: int
    has_hours: bool
    outside: int
    without_hours: int = 0

    @property
    def total(self) -> int:
        """How many escalated tickets are counted."""
        return int(self.counts.sum())


def escalation_times(facts: Facts, escalated: Observations) -> EscalationTimes:
    """Return when the tickets among the observations of the escalation rate were escalated."""
    rows = escalated.row[escalated.value > 0]
    tickets, events = facts.tickets, facts.ticket_events
    moments, timed = tickets.created_at[rows].astype("datetime64[s]"), tickets.has_hours[rows]
    first = first_escalations(facts)[rows]
    logged = first >= 0
    moments[logged], timed[logged] = events.at[first[logged]], events.has_hours[first[logged]]
    dated = ~np.isnat(moments)
    has_hours = bool(np.any(timed[dated]))
    counted = dated & timed if has_hours else dated
    moments = moments[counted]
    # A date without a time is that day wherever one is.
    clock = facts.conventions if has_hours else Conventions()
    day, hour = local_weekday(moments, clock), local_hour(moments, clock)
    cell = (day * 24 + hour).astype(np.int64)
    counts = np.bincount(cell, minlength=7 * 24).reshape(7, 24)
    outside = int(np.sum(~is_working_time(moments, clock))) if has_hours else 0
    left_out = int(np.sum(dated & ~counted))
    return EscalationTimes(counts, int(np.sum(logged & counted)), has_hours, outside, left_out)


def first_escalations(facts: Facts) -> np.ndarray:
    """Return the position of each ticket's first logged escalation among the events, -1 without one."""
    events = facts.ticket_events
    found = np.flatnonzero((events.kind == _ESCALATED) & (events.ticket >= 0))
    first = np.full(len(facts.tickets), -1)
    newest_first = found[::-1]  # events are in the order of time: the earliest is written last
    first[events.ticket[newest_first]] = newest_first
    return first


def escalation_reasons(facts: Facts) -> np.ndarray:
    """Return why each ticket was first escalated, "" where the log does not say; where it says so of none,
    what each is about: its category.
    """
    first = first_escalations(facts)
    logged = first >= 0
    reasons = np.full(len(first), "", dtype=object)
    reasons[logged] = facts.ticket_events.reason[first[logged]]
    return reasons if (reasons != "").any() else facts.tickets.category


def escalating_teams(facts: Facts, tickets: np.ndarray) -> np.ndarray:
    """Return for the tickets at those positions the team that first escalated each, "" where the log of
    tickets does not say which.
    """
    first = first_escalations(facts)[tickets]
    logged = first >= 0
    teams = np.full(len(tickets), "", dtype=object)
    teams[logged] = facts.ticket_events.from_team[first[logged]]
    return teams
