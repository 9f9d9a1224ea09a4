"""Who is a customer, who is lost, since when, and from when that was known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cxdesk.workspace.facts import read_facts
from tests.workspace.rows_factory import ACCOUNTS, workspace_of

END = np.datetime64("2026-09-30")

TERMS = [
    {
        "contract_id": str(year),
        "account_id": "A1",
        "start_date": date(year, 1, 1),
        "end_date": date(year, 12, 31),
        "mrr": 100.0,
        "notice_date": date(year, 9, 30),
    }
    for year in (2025, 2026)
]


def test_who_is_lost_and_when() -> None:
    """Running contracts decide, then churn events and dates, then the flag. Expected: read off the rows
    below.
    """
    accounts = [
        {"account_id": "a", "churned": True},  # flagged, but a contract runs
        {"account_id": "b", "churned": True, "churn_date": date(2026, 5, 1)},
        {"account_id": "c", "churned": True},  # no date anywhere
        {"account_id": "d"},  # left and came back
        {"account_id": "e", "status": "Churned"},
        {"account_id": "f"},  # its only contract ended
        {"account_id": "g", "churn_date": date(2026, 12, 1)},  # will leave: not known yet
    ]
    contracts = [
        {"contract_id": "1", "account_id": "a", "start_date": date(2025, 1, 1)},
        {
            "contract_id": "2",
            "account_id": "f",
            "start_date": date(2025, 1, 1),
            "end_date": date(2026, 1, 31),
        },
    ]
    events = [
        {"event_id": "1", "account_id": "d", "date": date(2026, 2, 1)},
        {"event_id": "2", "account_id": "d", "date": date(2026, 3, 1), "is_reactivation": True},
    ]
    found = read_facts(
        workspace_of(accounts=accounts, contracts=contracts, churn_events=events), END
    ).accounts
    assert dict(zip(found.account_id, found.is_lost.tolist(), strict=True)) == {
        "a": False,
        "b": True,
        "c": True,
        "d": False,
        "e": True,
        "f": True,
        "g": False,
    }
    assert [str(found.lost_at[position]) for position in (1, 2, 5)] == ["2026-05-01", "NaT", "2026-01-31"]


@pytest.mark.parametrize("day", ["2025-12-30", "2025-12-31", "2026-01-01"])
def test_a_term_runs_on_its_last_day(day: str) -> None:
    """Two terms without a gap: a customer with the same revenue on every day, also on the one where they
    meet.
    """
    accounts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=TERMS), np.datetime64(day)).accounts
    assert not accounts.is_lost[0]
    assert accounts.mrr[0] == 100.0


def test_a_list_of_renewals_without_starts_has_customers() -> None:
    """A list that only says when each contract ends: nobody is lost before that day."""
    renewals = [
        {"contract_id": "1", "account_id": "A1", "end_date": date(2026, 12, 31), "mrr": 10.0},
        {"contract_id": "2", "account_id": "A2", "end_date": date(2026, 3, 31), "mrr": 10.0},
    ]
    accounts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=renewals), END).accounts
    assert accounts.is_lost[:2].tolist() == [False, True]
    assert str(accounts.lost_at[1]) == "2026-03-31"
    assert str(accounts.renewal_date[0]) == "2026-12-31"


def test_contracts_decide_who_is_on_trial() -> None:
    """A1's own row says trial, but it has had a paid contract since March; A2 has nothing but a trial. In
    February A1 is on trial too.
    """
    contracts = [
        {"contract_id": "1", "account_id": "A1", "start_date": date(2026, 1, 1), "is_trial": True},
        {"contract_id": "2", "account_id": "A1", "start_date": date(2026, 3, 1), "mrr": 100.0},
        {"contract_id": "3", "account_id": "A2", "start_date": date(2026, 1, 1), "is_trial": True},
    ]
    accounts = [account | {"is_trial": account["account_id"] == "A1"} for account in ACCOUNTS]
    workspace = workspace_of(accounts=accounts, contracts=contracts)
    assert read_facts(workspace, END).accounts.is_trial[:2].tolist() == [False, True]
    assert read_facts(workspace, np.datetime64("2026-02-01")).accounts.is_trial[:2].tolist() == [True, True]


def test_a_flag_does_not_make_a_dated_loss_known_earlier() -> None:
    """Flagged, with a churn event of 1 August: on 1 July it is a customer, on 1 September it is lost."""
    workspace = workspace_of(
        accounts=[{"account_id": "A1", "churned": True}],
        churn_events=[{"event_id": "1", "account_id": "A1", "date": date(2026, 8, 1)}],
    )
    for day, lost in (("2026-07-01", False), ("2026-09-01", True)):
        assert read_facts(workspace, np.datetime64(day)).accounts.is_lost.tolist() == [lost]


def test_the_end_of_a_lost_contract_is_known_only_where_ends_are_terms() -> None:
    """Only lost contracts have an end: one of later is hidden. All have one: it is a term, and stays."""
    open_ended = [
        {"contract_id": "1", "account_id": "A1", "start_date": date(2025, 1, 1)},
        {
            "contract_id": "2",
            "account_id": "A2",
            "start_date": date(2025, 1, 1),
            "end_date": date(2026, 12, 1),
            "churned": True,
        },
    ]
    terms = [open_ended[0] | {"end_date": date(2026, 12, 31)}, open_ended[1]]
    for contracts, known in ((open_ended, False), (terms, True)):
        facts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=contracts), END)
        assert np.isnat(facts.contracts.end[1]) != known
        assert not facts.contracts.churned.any()


def test_an_undated_loss_has_no_age() -> None:
    """When it left is not known, so neither is how long it stayed."""
    accounts = [{"account_id": "A1", "churned": True, "start_date": date(2016, 9, 1)}]
    assert np.isnan(read_facts(workspace_of(accounts=accounts), END).accounts.tenure_years[0])
