"""The date that facts are read as of when the user names none."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from cxdesk.workspace.facts import date_asked_for, default_as_of, read_facts
from tests.workspace.rows_factory import ACCOUNTS, workspace_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_default_date_is_the_newest_happening_not_today_and_not_a_plan() -> None:
    """A renewal in 2027 and a contract that begins in 2028 are plans; the newest ticket is of 3 September
    2026.
    """
    workspace = workspace_of(
        accounts=[{"account_id": "A1", "renewal_date": date(2027, 5, 1)}],
        contracts=[{"contract_id": "1", "account_id": "A1", "start_date": date(2028, 1, 1)}],
        tickets=[{"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-03T10:00:00")}],
    )
    assert str(default_as_of(workspace)) == "2026-09-03"


def test_what_became_of_things_counts_for_the_default_date_unless_its_file_is_older() -> None:
    """Intent: a ticket solved after the last one came in is solved, in the present as anyone means it.

    Expected: by hand. Opened on the 3rd and solved on the 11th: the 11th. The files are of 1 October, so
    what is said to be solved in November, or paid in December, is a slip or a plan.
    """
    opened = {"account_id": "A1", "created_at": at("2026-09-03T10:00:00")}
    tickets = [
        {"ticket_id": "1", "resolved_at": at("2026-09-11T10:00:00"), **opened},
        {"ticket_id": "2", "resolved_at": at("2026-11-02T10:00:00"), **opened},
    ]
    bill = {"account_id": "A1", "issued_at": date(2026, 9, 1), "paid_at": date(2026, 12, 1)}
    invoices = [{"invoice_id": "1", "amount": 5.0, "due_at": date(2026, 9, 30), **bill}]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=tickets, invoices=invoices)
    assert str(default_as_of(workspace)) == "2026-09-11"
    assert read_facts(workspace).tickets.is_open.tolist() == [False, True]


def test_a_date_after_all_that_happened_is_the_present() -> None:
    """Intent: an open ticket's escalation bears no date; it is no less known a day after the newest row.

    Expected: by hand. It counts on the newest day and the day after, not on the day before, which is past.
    """
    rows = [
        {"ticket_id": number, "account_id": "A1", "created_at": at(f"2026-09-0{number}"), "escalations": 1.0}
        for number in "13"
    ]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=rows)
    known = {
        day: np.nansum(
            read_facts(workspace, date_asked_for(workspace, np.datetime64(day))).tickets.escalations
        )
        for day in ("2026-09-02", "2026-09-03", "2026-09-04", "2027-01-01")
    }
    assert list(known.values()) == [0.0, 2.0, 2.0, 2.0]
