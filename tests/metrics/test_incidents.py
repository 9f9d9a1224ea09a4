"""How fast incidents and tickets are taken and solved, and when people are interrupted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import measure, measure_accounts, measure_by, observations_of
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.facts_record import rows_taken
from tests.metrics.made_facts import make_facts

UNKNOWN = float("nan")


def _facts(accounts=3):
    """Three incidents in 2025: taken after 30 min, 1 h, never; solved after 2 h, 6 h, never. The first
    touched accounts 0 and 1, the second account 1, the third nobody known.
    """
    return make_facts(
        {"account_id": [f"A{i}" for i in range(accounts)], "segment": ["north", "north", "south"][:accounts]},
        incidents={
            "created_at": ["2025-06-02T08:00:00", "2025-06-06T16:00:00", "2025-06-08T03:00:00"],
            "acknowledged_at": ["2025-06-02T08:30:00", "NaT", "NaT"],
            "seconds_to_acknowledge": [float("nan"), 3600.0, float("nan")],
            "resolved_at": ["2025-06-02T10:00:00", "2025-06-06T22:00:00", "NaT"],
        },
        incident_accounts={"account": [0, 1, 1], "incident": [0, 0, 1]},
    )


def test_means_of_all_incidents_whomever_they_touched():
    """(0.5 + 1) / 2 and (2 + 6) / 2 hours; each incident counts once though one touched two accounts."""
    facts = _facts()
    taken, solved = measure("mtta", facts), measure("mttr", facts)
    assert (taken.value, taken.n) == (0.75, 2)
    assert (solved.value, solved.n) == (4.0, 2)
    assert solved.period == "last 365 days, calendar hours"


def test_of_an_account_and_of_groups():
    """Account 0 had one incident, account 2 none; north had both, each once; south none."""
    facts = _facts()
    assert measure("mttr", facts.of([0])).value == 2.0
    assert measure("mttr", facts.of([2])).missing == (
        "No incident is known to have touched these accounts in the last 365 days."
    )
    names, grid = measure_by("mttr", facts, "segment")
    assert names == ("north", "south")
    assert grid.n.tolist() == [2, 0]
    assert grid.value[0] == 4.0


def test_incidents_shared_by_groups_are_said():
    """Intent: numbers of groups that add up to more incidents than there were do not do so silently.

    Expected: by hand. The first incident touched accounts 0 and 1: it is one of each account, so the accounts
    together have three of two; within one segment it is one, and nothing is said.
    """
    facts = _facts()
    accounts = measure_accounts("mttr", facts)
    assert accounts.n.tolist() == [1, 2, 0]
    assert accounts.period == "last 365 days, calendar hours, incidents shared by groups counted in each"
    assert "shared" not in measure_by("mttr", facts, "segment")[1].period


def test_the_clock_is_the_users_own():
    """Nine to five on weekdays: 9 to 10 on Monday is 1 h, 16 to 17 on Friday 1 h."""
    facts = replace(_facts(), conventions=Conventions(clock="business"))
    solved = measure("mttr", facts)
    assert (solved.value, solved.period) == (1.0, "last 365 days, business hours")


def test_interruptions_as_counted_or_by_when_they_began():
    """Counted: 1 of 4 in sleep, 3 after hours. Not counted: one at noon on a Monday, one at three on a
    Sunday. One still going on has no counts yet in the source that counts them: it is no interruption.
    """
    facts = make_facts(
        incidents={
            "source": [0, 1, 1, 0],
            "created_at": [
                "2025-06-02T12:00:00",
                "2025-06-02T12:00:00",
                "2025-06-08T03:00:00",
                "2025-06-09T03:00:00",
            ],
            "interruptions_business_hours": [1, UNKNOWN, UNKNOWN, UNKNOWN],
            "interruptions_off_hours": [2, UNKNOWN, UNKNOWN, UNKNOWN],
            "interruptions_sleep_hours": [1, UNKNOWN, UNKNOWN, UNKNOWN],
        }
    )
    assert measure("after_hours_interruptions", facts).value == pytest.approx((3 + 0 + 1) / (4 + 1 + 1))
    assert measure("sleep_interruptions", facts).value == pytest.approx((1 + 0 + 1) / 6)
    told = "last 365 days, incidents without a count as one each"
    assert measure("after_hours_interruptions", facts).period == told
    counted = replace(facts, incidents=rows_taken(facts.incidents, np.array([0])))
    assert measure("after_hours_interruptions", counted).period == "last 365 days"


def test_tickets_are_taken_or_first_answered():
    """Taken after 1 h; answered after 30 minutes where nobody is said to have taken it; a third says
    neither.
    """
    facts = make_facts(
        tickets={
            "created_at": ["2025-06-02T08:00:00"] * 3,
            "acknowledged_at": ["2025-06-02T09:00:00", "NaT", "NaT"],
            "first_response_minutes": [5.0, 30.0, float("nan")],
            "resolved_at": ["2025-06-02T10:00:00", "2025-06-03T08:00:00", "NaT"],
        }
    )
    assert (measure("ticket_mtta", facts).value, measure("ticket_mtta", facts).n) == (0.75, 2)
    assert measure("ticket_mttr", facts).value == 13.0
    silent = make_facts(tickets={"created_at": ["2025-06-02T08:00:00"]})
    assert measure("ticket_mtta", silent).missing == (
        "The tickets do not say when somebody took or answered them."
    )


def test_days_without_hours_say_nothing_of_working_hours():
    """A source whose tickets are all at midnight UTC has days; another's hours make them no times, nor does
    it matter which accounts are looked at, in which time: a night at midnight stays one.
    """
    days = {"created_at": ["2025-06-02T00:00:00", "2025-06-03T00:00:00"]}
    assert measure("after_hours_tickets", make_facts(tickets=days)).missing == (
        "The tickets bear days and no hours."
    )
    facts = make_facts(
        3,
        tickets={
            "account": [0, 0, 1, 2],
            "source": [0, 0, 1, 1],
            "created_at": [*days["created_at"], "2025-06-02T10:00:00", "2025-06-04T00:00:00"],
        },
    )
    assert (measure("after_hours_tickets", facts).value, measure("after_hours_tickets", facts).n) == (0.5, 2)
    assert measure_accounts("after_hours_tickets", facts).n.tolist() == [0, 1, 1]
    assert measure("after_hours_tickets", facts.of([0])).missing == "The tickets bear days and no hours."
    assert measure("after_hours_tickets", facts.of([2])).value == 1.0


def test_an_incident_is_shown_with_its_own_row():
    """The rows behind MTTR are the incidents' positions, the unsolved one left out."""
    assert observations_of("mttr", _facts()).row.tolist() == [0, 1]


def test_a_solved_ticket_has_one_number_of_hours():
    """The source says 60 minutes of a ticket whose dates lie three days apart: both means say one hour. By
    the working clock, which needs the dates, it is Monday to Thursday noon: three days of eight hours.
    """
    facts = make_facts(
        tickets={
            "created_at": ["2025-06-02T12:00:00"],
            "resolved_at": ["2025-06-05T12:00:00"],
            "resolution_minutes": [60.0],
        }
    )
    assert measure("ticket_mttr", facts).value == measure("average_resolution_time", facts).value == 1.0
    business = replace(facts, conventions=Conventions(clock="business"))
    assert measure("ticket_mttr", business).value == 24.0
