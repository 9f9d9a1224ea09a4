"""What waits, for how long, and on whose desks."""

from __future__ import annotations

from cxdesk.metrics import Window, measure, measure_by
from tests.metrics.made_facts import AS_OF, make_facts


def _facts():
    """As of 30 June 2025: opened 30, 20, 10 and 1 days ago; the second was solved 5 days ago; the third is
    merged; agents Ann and Bo, one ticket nobody's.
    """
    return make_facts(
        2,
        tickets={
            "account": [0, 0, 0, 1],
            "created_at": [
                "2025-05-31T10:00:00",
                "2025-06-10T10:00:00",
                "2025-06-20T10:00:00",
                "2025-06-29T10:00:00",
            ],
            "resolved_at": ["NaT", "2025-06-25T10:00:00", "NaT", "NaT"],
            "is_merged": [False, False, True, False],
            "agent": ["Ann", "Bo", "Ann", ""],
            "team": ["one", "one", "one", "two"],
        },
    )


def test_backlog_now_and_a_month_ago():
    """Two are open now (the merged one is no case); on 31 May there was one."""
    facts = _facts()
    assert measure("backlog", facts).value == 2.0
    assert measure("backlog", facts, Window(AS_OF, back=1)).value == 1.0
    assert measure("backlog", make_facts()).missing == "No tickets are recorded."


def test_what_was_solved_later_was_open_then():
    """On 20 June the second ticket was open still; a window of a past month knows that it was."""
    facts = make_facts(
        tickets={"created_at": ["2025-05-10T10:00:00"], "resolved_at": ["2025-06-25T10:00:00"]}
    )
    assert measure("backlog", facts, Window(AS_OF, back=1)).value == 1.0
    assert measure("backlog", facts).value == 0.0


def test_age_of_what_is_open():
    """30 and 1 days: the median is 15.5; nothing open has no age."""
    assert measure("backlog_age", _facts()).value == 15.5
    solved = make_facts(
        tickets={"created_at": ["2025-06-01T10:00:00"], "resolved_at": ["2025-06-02T10:00:00"]}
    )
    assert measure("backlog_age", solved).missing == "No ticket is open."


def test_load_counts_each_agent_once():
    """Two open tickets, two agents who worked in the last three months: 1.0 each. By team: one of two, and
    nobody in the second.
    """
    facts = _facts()
    assert measure("load_per_agent", facts).value == 1.0
    names, grid = measure_by("load_per_agent", facts, "team")
    assert names == ("one", "two")
    assert grid.value[0] == 0.5
    nobody = "No ticket that names its agent was opened or solved in the last 91 days."
    assert grid.missing[1] == nobody


def test_an_agent_whose_tickets_only_wait_did_not_work_in_the_period():
    """Intent: the agents are those whose tickets were opened or solved in the period, as the definition says.

    Expected: by hand. Two open tickets, one of them of Ada, opened a year ago; only Bo had one since: 2 of 1.
    """
    tickets = {
        "created_at": ["2024-06-01T10:00:00", "2025-06-20T10:00:00"],
        "agent": ["Ada", "Bo"],
        "is_open": [True, True],
    }
    assert measure("load_per_agent", make_facts(tickets=tickets)).value == 2.0
