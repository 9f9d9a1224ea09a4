"""Event logs become tickets, for every date from what had happened by then."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.workspace.event_records import TICKET_EVENT_NAMES
from cxdesk.workspace.facts import read_facts
from tests.workspace.rows_factory import workspace_of

START = datetime.fromisoformat("2026-03-01T09:00")
KINDS = ["opened", "assigned", "escalated", "reopened", "resolved", "replied", "moved"]
ACCOUNTS = [{"account_id": "A", "account_name": "Acme"}, {"account_id": "B", "account_name": "Beta"}]
EVENTS = st.lists(
    st.tuples(st.sampled_from("123"), st.integers(0, 9), st.integers(0, 23), st.sampled_from(KINDS)),
    min_size=1,
    max_size=25,
    unique_by=lambda event: event[1] * 24 + event[2],
)


def _rows(events: list[tuple[str, int, int, str]]) -> list[dict]:
    return [
        {
            "ticket_id": ticket,
            "at": START + timedelta(days=day, hours=hour),
            "kind": kind,
            "account_id": "Acme",
        }
        for ticket, day, hour, kind in events
    ]


def _folded(rows: list[dict], day: datetime) -> dict[str, tuple]:
    """Fold the events up to the end of a day, one after the other."""
    end = datetime.combine(day, time()) + timedelta(days=1)
    by_ticket = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["at"]):
        if row["at"] < end:
            by_ticket[row["ticket_id"]].append(row)
    found = {}
    for ticket, happened in by_ticket.items():
        solved_at, reopens, seen = None, 0, defaultdict(int)
        for row in happened:
            seen[row["kind"]] += 1
            if row["kind"] == "resolved":
                solved_at = row["at"]
            elif row["kind"] in ("opened", "reopened"):
                reopens += solved_at is not None
                solved_at = None
        handoffs = seen["moved"] + max(seen["assigned"] - 1, 0)
        found[ticket] = (
            happened[0]["at"], solved_at, reopens, seen["replied"], seen["escalated"], handoffs
        )  # fmt: skip
    return found


@given(EVENTS, st.integers(0, 12))
@settings(max_examples=60)
def test_events_are_folded_as_one_after_the_other_says(events: list, day: int) -> None:
    """Intent: a log of events gives the same tickets as reading it line by line. Expected: the loop above."""
    rows = _rows(events)
    as_of = START + timedelta(days=day)
    workspace = workspace_of(accounts=ACCOUNTS, ticket_events=rows)
    tickets = read_facts(workspace, np.datetime64(as_of, "D")).tickets
    workspace.close()
    found = {
        str(tickets.ticket_id[place]): (
            tickets.created_at[place].item(),
            tickets.resolved_at[place].item(),
            *(
                int(getattr(tickets, name)[place])
                for name in ("reopens", "replies", "escalations", "handoffs")
            ),
        )
        for place in range(len(tickets))
    }
    assert found == _folded(rows, as_of)
    assert tickets.is_open.tolist() == np.isnat(tickets.resolved_at).tolist()


def test_a_ticket_with_a_row_of_its_own_is_that_row() -> None:
    """Intent: a log beside the export of tickets counts nothing twice. Expected: by hand, two tickets."""
    workspace = workspace_of(
        accounts=ACCOUNTS,
        tickets=[{"ticket_id": "1", "account_id": "A", "created_at": START, "reopens": 4.0}],
        ticket_events=_rows([("1", 0, 0, "opened"), ("1", 1, 0, "resolved"), ("2", 1, 1, "opened")]),
    )
    tickets = read_facts(workspace).tickets
    workspace.close()
    assert sorted(tickets.ticket_id.tolist()) == ["1", "2"]
    assert tickets.reopens[tickets.ticket_id == "1"].tolist() == [4.0]


def test_the_first_answer_and_the_account_come_from_the_log() -> None:
    """Intent: times and account of a folded ticket. Expected: by hand, after 90 and 180 minutes."""
    rows = [
        {"ticket_id": "7", "at": START, "kind": "opened", "contact_id": "ana@acme.example"},
        {
            "ticket_id": "7",
            "at": START + timedelta(minutes=90),
            "kind": "replied",
            "account_id": "B",
            "agent": "Kim",
        },
        {"ticket_id": "7", "at": START + timedelta(hours=3), "kind": "resolved", "agent": "Lee"},
        {"ticket_id": "8", "at": START, "kind": "opened", "account_id": "nobody"},
    ]
    workspace = workspace_of(accounts=ACCOUNTS, ticket_events=rows)
    facts = read_facts(workspace, np.datetime64("2026-04-01"))
    workspace.close()
    tickets = facts.tickets
    assert (tickets.first_response_minutes.tolist(), tickets.resolution_minutes.tolist()) == ([90.0], [180.0])
    assert facts.accounts.account_id[tickets.account].tolist() == ["B"]
    assert np.isnat(tickets.acknowledged_at).tolist() == [True]
    assert (tickets.agent.tolist(), tickets.contact.tolist()) == (["Lee"], ["ana@acme.example"])
    assert any("1" in finding.message and "ticket events" in finding.message for finding in facts.findings)


def test_an_account_that_is_named_later_is_not_known_before() -> None:
    """Intent: nothing dated after the date changes a result. Expected: no ticket until it is named."""
    rows = [
        {"ticket_id": "7", "at": START, "kind": "opened"},
        {"ticket_id": "7", "at": START + timedelta(days=5), "kind": "replied", "account_id": "B"},
    ]
    workspace = workspace_of(accounts=ACCOUNTS, ticket_events=rows)
    counts = [len(read_facts(workspace, np.datetime64(day)).tickets) for day in ("2026-03-05", "2026-03-06")]
    workspace.close()
    assert counts == [0, 1]


def test_an_event_log_alone_has_its_accounts() -> None:
    """Intent: one export is enough to begin with. Expected: its account, with its ticket."""
    workspace = workspace_of(ticket_events=_rows([("1", 0, 0, "opened")]))
    facts = read_facts(workspace)
    workspace.close()
    assert len(facts.accounts) == len(facts.tickets) == 1


def test_states_tell_what_happened_where_no_event_is_named() -> None:
    """Intent: a history of states is a log too. Expected: by hand, solved on the second day, came back on the
    third.
    """
    states = ["New", "in progress", "Solved", "open"]
    rows = [
        {"ticket_id": "7", "at": START + timedelta(days=day), "status": state, "account_id": "A"}
        for day, state in enumerate(states)
    ]
    workspace = workspace_of(accounts=ACCOUNTS, ticket_events=rows)
    solved = read_facts(workspace, np.datetime64("2026-03-03")).tickets
    back = read_facts(workspace, np.datetime64("2026-03-04")).tickets
    workspace.close()
    assert (solved.is_open.tolist(), solved.reopens.tolist()) == ([False], [0.0])
    assert (back.is_open.tolist(), back.reopens.tolist()) == ([True], [1.0])


@given(EVENTS, st.integers(0, 12), st.sampled_from(["", "1", "23"]))
@settings(max_examples=60)
def test_events_are_told_in_the_order_of_time(events: list, day: int, own: str) -> None:
    """Intent: what happened up to a date to the tickets known on it. Expected: the rows, sorted and cut.

    `own` are tickets with a row of their own; of ticket 2 only from the fifth day on: before, it is the
    account's that the log names.
    """
    rows = [row | {"from_team": "First", "to_team": f"Team {n}"} for n, row in enumerate(_rows(events))]
    as_of = START + timedelta(days=day)
    end = datetime.combine(as_of, time()) + timedelta(days=1)
    opened = {ticket: START + timedelta(days=4 * (ticket == "2")) for ticket in own}
    exported = [{"ticket_id": one, "account_id": "B", "created_at": at} for one, at in opened.items()]
    workspace = workspace_of(accounts=ACCOUNTS, ticket_events=rows, tickets=exported)
    facts = read_facts(workspace, np.datetime64(as_of, "D"))
    workspace.close()
    found = facts.ticket_events
    told = zip(
        facts.tickets.ticket_id[found.ticket].tolist(),
        facts.accounts.account_id[found.account].tolist(),
        found.at.tolist(),
        [TICKET_EVENT_NAMES[kind] for kind in found.kind],
        found.from_team.tolist(),
        found.to_team.tolist(),
        found.source_row.tolist(),
        strict=True,
    )
    known = {ticket for ticket, at in opened.items() if at < end}
    expected = [
        (row["ticket_id"], "B" if row["ticket_id"] in known else "A", row["at"], row["kind"], "First",
         row["to_team"], number + 2)
        for number, row in enumerate(rows)
        if row["at"] < end
    ]  # fmt: skip
    assert list(told) == sorted(expected, key=lambda one: one[2])


def test_events_of_chosen_accounts_point_at_their_tickets() -> None:
    """Intent: facts of some accounts are renumbered. Expected: by hand, the events of B's only ticket."""
    rows = _rows(
        [("1", 0, 0, "opened"), ("2", 0, 1, "opened"), ("2", 1, 0, "resolved"), ("1", 2, 0, "moved")]
    )
    rows = [row | {"account_id": "B" if row["ticket_id"] == "2" else "A"} for row in rows]
    rows += [{"ticket_id": "2", "at": START + timedelta(days=3), "kind": "sneezed", "agent": "Kim"}]
    workspace = workspace_of(accounts=ACCOUNTS, ticket_events=rows)
    facts = read_facts(workspace)
    workspace.close()
    assert facts.tickets.ticket_id[facts.ticket_events.ticket].tolist() == ["1", "2", "2", "1", "2"]
    beta = facts.of([1])
    assert beta.tickets.ticket_id[beta.ticket_events.ticket].tolist() == ["2", "2", "2"]
    assert beta.ticket_events.account.tolist() == [0, 0, 0]
    kinds = [TICKET_EVENT_NAMES[kind] for kind in beta.ticket_events.kind]
    assert (kinds, beta.ticket_events.agent.tolist()) == (["opened", "resolved", "other"], ["", "", "Kim"])
    swapped = facts.of([1, 0])
    assert swapped.accounts.account_id[swapped.ticket_events.account].tolist() == ["A", "B", "B", "A", "B"]


def test_tickets_of_merged_accounts_keep_their_events() -> None:
    """Intent: of two accounts that are the same the one that stays has the events. Expected: by hand."""
    rows = _rows([("1", 0, 0, "opened"), ("2", 0, 1, "opened")])
    rows[1]["account_id"] = "B"
    workspace = workspace_of(accounts=ACCOUNTS, ticket_events=rows)
    workspace.merge_accounts("B", "A")
    facts = read_facts(workspace)
    workspace.close()
    assert facts.accounts.account_id[facts.ticket_events.account].tolist() == ["B", "B"]
