"""When tickets are escalated: the logged moment first, the opening where none is logged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.metrics import measure, measure_by, observations_of
from cxdesk.metrics.escalation_times import escalation_times
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.event_records import TICKET_EVENT_NAMES
from tests.metrics.made_facts import make_facts
from tests.metrics.rich_facts import rich_facts

ESCALATED, REPLIED = TICKET_EVENT_NAMES.index("escalated"), TICKET_EVENT_NAMES.index("replied")


def _times(facts):
    return escalation_times(facts, observations_of("escalation_rate", facts))


def _facts(created=("2025-06-02T09:30:00", "2025-06-03T10:00:00", "2025-06-07T23:10:00"), **parts):
    """Tickets of Monday 2, Tuesday 3 and Saturday 7 June 2025; the first and the last were escalated."""
    tickets = {"account": [0] * 3, "created_at": created, "escalations": [1, 0, 2]}
    return make_facts(1, tickets=tickets, **parts)


def test_escalated_tickets_by_day_and_hour_of_opening():
    """Monday 9 and Saturday 23 have one each; Saturday 23 is outside working hours (Monday to Friday, 9 to
    17).
    """
    times = _times(_facts())
    assert {(int(day), int(hour)) for day, hour in zip(*np.nonzero(times.counts), strict=True)} == {
        (0, 9),
        (5, 23),
    }
    assert (times.total, times.logged, times.outside, times.has_hours) == (2, 0, 1, True)


def test_clocks_ahead_of_utc_move_the_hour_and_the_day():
    """Two hours ahead of UTC, 23:10 on Saturday is 1:10 on Sunday, and 9:30 is 11:30."""
    facts = replace(_facts(), conventions=Conventions(utc_offset_minutes=120))
    counts = _times(facts).counts
    assert (counts[6, 1], counts[0, 11], counts.sum()) == (1, 1, 2)


def test_the_first_logged_escalation_counts():
    """The first ticket was escalated on Wednesday at 14 and again on Thursday; a reply is no escalation."""
    events = {
        "ticket": [0, 0, 0, 2],
        "kind": [REPLIED, ESCALATED, ESCALATED, REPLIED],
        "at": ["2025-06-03T08:00:00", "2025-06-04T14:00:00", "2025-06-05T15:00:00", "2025-06-08T01:00:00"],
    }
    times = _times(_facts(ticket_events=events))
    assert times.logged == 1
    assert (times.counts[2, 14], times.counts[5, 23], times.total) == (1, 1, 2)


def test_dates_without_times_are_said_to_be_such():
    """At midnight all: no hours are known, and the days stay what they are wherever the clock is."""
    facts = _facts(("2025-06-02", "2025-06-03", "2025-06-07"))
    times = _times(replace(facts, conventions=Conventions(utc_offset_minutes=-300)))
    assert not times.has_hours
    assert times.counts[:, 0].tolist() == [1, 0, 0, 0, 0, 1, 0]


def test_days_beside_times_are_told_apart_by_their_source():
    """Sources 0 and 1: only 1 has hours. Its Saturday at 23 is counted, the Monday of 0 is left out; logged
    days are left out like those of opening.
    """
    facts = _facts(("2025-06-02", "2025-06-03T10:00:00", "2025-06-07T23:10:00"))
    mixed = replace(facts, tickets=replace(facts.tickets, has_hours=np.array([False, True, True])))
    times = _times(mixed)
    assert (times.counts[5, 23], times.total, times.without_hours, times.outside) == (1, 1, 1, 1)
    log = {"ticket": [2], "kind": [ESCALATED], "at": ["2025-06-08"]}
    assert not _times(replace(mixed, ticket_events=_facts(ticket_events=log).ticket_events)).has_hours


def test_counts_equal_pythons_own_calendar():
    """On facts drawn by chance each cell is what datetime's weekday and hour say of the first escalation
    logged, else of the opening.
    """
    facts = rich_facts(20)
    observed = observations_of("escalation_rate", facts)
    events, logged = facts.ticket_events, {}
    for ticket, kind, at in zip(events.ticket, events.kind, events.at, strict=True):
        if kind == ESCALATED:
            logged.setdefault(int(ticket), at)
    expected = np.zeros((7, 24), dtype=int)
    for row, value in zip(observed.row, observed.value, strict=True):
        if value > 0:
            moment = logged.get(int(row), facts.tickets.created_at[row]).astype("datetime64[s]").item()
            expected[moment.weekday(), moment.hour] += 1
    assert np.array_equal(escalation_times(facts, observed).counts, expected)


def test_escalations_are_counted_by_the_reason_of_the_first():
    """Three tickets, two escalated: the reason of the first one is "outage" (the second, "angry", came
    later), of the last the log has none. One of "outage", one of nothing known; the other was not escalated.
    """
    events = {
        "ticket": [0, 0, 0],
        "kind": [REPLIED, ESCALATED, ESCALATED],
        "at": ["2025-06-03T08:00:00", "2025-06-04T14:00:00", "2025-06-05T15:00:00"],
        "reason": ["routine", "outage", "angry"],
    }
    facts = _facts(ticket_events=events)
    names, grid = measure_by("escalated_tickets", facts, "reason")
    assert dict(zip(names, grid.value.tolist(), strict=True)) == {"": 1.0, "outage": 1.0}
    assert measure("escalated_tickets", facts).value == 2.0


def test_without_a_logged_reason_it_is_what_the_ticket_is_about():
    """Nothing is logged: the escalated tickets are one about billing and one of no category."""
    facts = _facts()
    facts = replace(facts, tickets=replace(facts.tickets, category=np.array(["billing", "bug", ""], object)))
    names, grid = measure_by("escalated_tickets", facts, "reason")
    assert dict(zip(names, grid.value.tolist(), strict=True)) == {"": 1.0, "billing": 1.0, "bug": 0.0}
