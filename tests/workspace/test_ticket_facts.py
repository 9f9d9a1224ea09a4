"""What tickets say beside when they were solved: when they were taken, how they came in, whether in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from cxdesk.workspace.facts import facts_back, read_facts
from tests.workspace.rows_factory import workspace_of

START = datetime.fromisoformat("2026-03-10T09:00")
DAY = timedelta(days=1)


def test_tickets_say_when_they_were_taken_and_whether_in_time() -> None:
    """Intent: each new column as the source has it, unknown where it is silent. Expected: the rows below."""
    rows = [
        {"ticket_id": "1", "acknowledged_at": START + DAY, "channel": "email", "within_sla": True},
        {"ticket_id": "2", "within_sla": False, "tags": "bug, urgent"},
        {"ticket_id": "3"},
    ]
    rows = [row | {"account_id": "A", "created_at": START, "resolved_at": START + 2 * DAY} for row in rows]
    workspace = workspace_of(accounts=[{"account_id": "A"}], tickets=rows)
    tickets = read_facts(workspace, np.datetime64("2026-03-31")).tickets
    workspace.close()
    assert tickets.acknowledged_at.tolist() == [START + DAY, None, None]
    assert tickets.acknowledged_at.dtype == np.dtype("datetime64[s]")
    assert tickets.channel.tolist() == ["email", "", ""]
    assert tickets.tags.tolist() == ["", "bug, urgent", ""]
    assert [str(value) for value in tickets.within_sla] == ["1.0", "0.0", "nan"]


def test_merged_tickets_spam_and_deleted_ones_are_no_cases() -> None:
    """Intent: what is no case at all is told apart, in any case of letters. Expected: by hand."""
    states = ["solved", "Spam", "deleted", "JUNK ", None, "open", "spam folder"]
    rows = [
        {"ticket_id": str(n), "account_id": "A", "created_at": START, "status": state, "is_merged": n == 5}
        for n, state in enumerate(states)
    ]
    workspace = workspace_of(accounts=[{"account_id": "A"}], tickets=rows)
    tickets = read_facts(workspace).tickets
    workspace.close()
    assert tickets.is_case.tolist() == [True, False, False, False, True, False, True]


def test_what_became_of_a_ticket_later_is_not_known_on_a_day_before() -> None:
    """Intent: taken on the 12th, closed as spam in April. Expected: by hand, a day and a month earlier."""
    row = {
        "ticket_id": "1", "account_id": "A", "created_at": START, "acknowledged_at": START + 2 * DAY,
        "resolved_at": datetime.fromisoformat("2026-04-02T10:00"), "status": "spam", "within_sla": True,
        "tags": "x", "channel": "chat",
    }  # fmt: skip
    workspace = workspace_of(accounts=[{"account_id": "A"}], tickets=[row])
    early, taken, after = (
        read_facts(workspace, np.datetime64(day)).tickets
        for day in ("2026-03-11", "2026-03-12", "2026-04-02")
    )
    march = facts_back(read_facts(workspace, np.datetime64("2026-04-30")), 1).tickets
    workspace.close()
    assert np.isnat([part.acknowledged_at[0] for part in (early, taken, after)]).tolist() == [
        True,
        False,
        False,
    ]
    for open_one in (early, taken, march):
        assert (open_one.is_case.tolist(), open_one.tags.tolist()) == ([True], [""])
        assert np.isnan(open_one.within_sla).all()
        assert open_one.channel.tolist() == ["chat"]
    assert (after.is_case.tolist(), after.tags.tolist(), after.within_sla.tolist()) == ([False], ["x"], [1.0])


def test_a_ticket_of_a_log_is_taken_when_it_is_first_assigned() -> None:
    """Intent: a log says when somebody took it. Expected: the first of two, an hour after the start."""
    kinds = [("opened", 0), ("assigned", 1), ("assigned", 5)]
    rows = [
        {"ticket_id": "7", "at": START + timedelta(hours=hours), "kind": kind, "account_id": "A"}
        for kind, hours in kinds
    ]
    workspace = workspace_of(accounts=[{"account_id": "A"}], ticket_events=rows)
    tickets = read_facts(workspace).tickets
    workspace.close()
    assert tickets.acknowledged_at.tolist() == [START + timedelta(hours=1)]
    assert (tickets.is_case.tolist(), tickets.channel.tolist()) == ([True], [""])


def test_who_took_a_ticket_at_midnight_took_it_on_the_next_day() -> None:
    """Intent: the date ends with its last second. Expected: unknown on the 10th, known on the 11th."""
    midnight = datetime.fromisoformat("2026-03-11T00:00")
    row = {"ticket_id": "1", "account_id": "A", "created_at": START, "acknowledged_at": midnight}
    workspace = workspace_of(accounts=[{"account_id": "A"}], tickets=[row])
    first, next_day = (read_facts(workspace, np.datetime64(f"2026-03-{day}")).tickets for day in (10, 11))
    workspace.close()
    assert (first.acknowledged_at.tolist(), next_day.acknowledged_at.tolist()) == ([None], [midnight])


def test_a_source_has_hours_from_its_first_time_of_day_on() -> None:
    """Intent: midnight alone is no hour; a time of day told later changes nothing before, another source's
    nothing at all. Expected: by hand, five days before the ticket with a time, and after.
    """
    midnight = datetime.fromisoformat("2026-03-10")
    tickets = [
        {"ticket_id": str(n), "account_id": "A", "created_at": at}
        for n, at in enumerate([midnight, midnight + DAY, START + 10 * DAY])
    ]
    events = [{"ticket_id": "L", "account_id": "A", "at": START, "kind": "opened"}]
    workspace = workspace_of(accounts=[{"account_id": "A"}], tickets=tickets, ticket_events=events)
    before, after = (read_facts(workspace, np.datetime64(day)) for day in ("2026-03-15", "2026-03-31"))
    workspace.close()
    assert before.tickets.has_hours.tolist() == [False, False, True]
    assert before.ticket_events.has_hours.tolist() == [True]
    assert after.tickets.has_hours.tolist() == [True] * 4


def test_an_answer_that_names_only_its_ticket_is_of_the_tickets_account() -> None:
    """Satisfaction exports often carry nothing but the ticket's number. T1 is one ticket of account a; T2
    stands for two accounts' tickets, so that its answer is nobody's. Read off the rows below.
    """
    tickets = [
        {"ticket_id": "T1", "account_id": "a", "created_at": START + 2 * DAY},
        {"ticket_id": "T2", "account_id": "a", "created_at": START + 3 * DAY},
        {"ticket_id": "T2", "account_id": "b", "created_at": START + 4 * DAY},
    ]
    answers = [
        {
            "ticket_id": ticket,
            "kind": "csat",
            "score": 4.0,
            "scale_max": 5.0,
            "answered_at": START + 30 * DAY,
        }
        for ticket in ("T1", "T2")
    ]
    accounts = [{"account_id": "a"}, {"account_id": "b"}]
    facts = read_facts(workspace_of(accounts=accounts, tickets=tickets, surveys=answers))
    assert (facts.answers.account.tolist(), facts.answers.ticket_id.tolist()) == ([0], ["T1"])
