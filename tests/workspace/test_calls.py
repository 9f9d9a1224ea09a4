"""Calls as facts: known from their own day on, and part of what a score knows."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts.calls import with_calls
from cxdesk.workspace.written_records import Call
from tests.workspace.rows_factory import workspace_of

TICKETS = [
    {"ticket_id": "1", "account_id": "A", "created_at": datetime(2025, 6, 30)},  # noqa: DTZ001
    {"ticket_id": "2", "account_id": "B", "created_at": datetime(2024, 6, 30)},  # noqa: DTZ001
]


def test_the_last_call_up_to_the_date() -> None:
    """Of an account's calls the newest one counts; one taken back, one later and one of nobody do not. At the
    end of April only the one of March was known.
    """
    workspace = workspace_of(accounts=[{"account_id": "A"}, {"account_id": "B"}], tickets=TICKETS)
    before = read_facts(workspace)
    assert np.isnat(before.accounts.last_call).all()
    for account, month in (("B", 3), ("B", 5), ("B", 6), ("B", 7), ("gone", 5)):
        number = workspace.keep_entry(Call(account, date(2025, month, 1)))
        if month == 6:
            workspace.mark_entry(number, undone=True)
    facts = read_facts(workspace)
    assert facts.accounts.last_call.astype(str).tolist() == ["NaT", "2025-05-01"]
    assert facts_back(facts, 2).accounts.last_call.astype(str).tolist() == ["NaT", "2025-03-01"]
    taken = with_calls(before, workspace.calls())
    assert taken.accounts.last_call.astype(str).tolist() == ["NaT", "2025-05-01"]
    assert facts_back(taken, 2).accounts.last_call.astype(str).tolist() == ["NaT", "2025-03-01"]
