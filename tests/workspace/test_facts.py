"""Facts: whose each row is, which import counts, and which accounts are kept."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from cxdesk.errors import CxdeskError
from cxdesk.metrics import measure
from cxdesk.tables.survey_scales import CSAT
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.workspace.rows_factory import ACCOUNTS, sheet, workspace_of

END = np.datetime64("2026-09-30")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_rows_find_their_account_by_id_name_contract_and_person() -> None:
    """Id first, else the name with case and spaces evened out, else the contract or the person; an ambiguous
    name belongs to nobody and is reported.
    """
    workspace = workspace_of(
        accounts=ACCOUNTS,
        contacts=[{"contact_id": "P1", "account_id": "A2", "email": "Ana@Example.com"}],
        contracts=[{"contract_id": "C1", "account_id": "A1", "start_date": date(2026, 1, 1), "mrr": 1000.0}],
        usage=[{"contract_id": "C1", "at": at("2026-09-01"), "count": 2.0}],
        tickets=[
            {"ticket_id": "1", "account_id": "calder pharma", "created_at": at("2026-09-02")},
            {"ticket_id": "2", "contact_id": "ana@example.com", "created_at": at("2026-09-02")},
            {"ticket_id": "3", "account_id": "Twin", "created_at": at("2026-09-02")},
        ],
    )
    facts = read_facts(workspace, END)
    assert facts.usage.account.tolist() == [0]
    assert dict(zip(facts.tickets.ticket_id, facts.tickets.account.tolist(), strict=True)) == {"1": 1, "2": 1}
    (finding,) = [finding for finding in facts.findings if finding.code == "rows_without_account"]
    assert dict(finding.numbers) == {"rows": 1.0}
    assert finding.message.endswith("Not known: Twin.")


def test_without_an_account_sheet_the_accounts_are_those_that_rows_name() -> None:
    """A lone ticket export still gives accounts: the distinct names in it, here two."""
    tickets = [
        {"ticket_id": str(number), "account_id": f"Org {number % 2}", "created_at": at("2026-09-02")}
        for number in range(5)
    ]
    facts = read_facts(workspace_of(tickets=tickets), END)
    assert facts.accounts.account_name.tolist() == ["Org 0", "Org 1"]
    assert np.bincount(facts.tickets.account).tolist() == [3, 2]


def test_newer_imports_win_column_by_column() -> None:
    """A billing sheet that knows only the revenue does not wipe out what the CRM sheet knew."""
    with Workspace.in_memory() as workspace:
        workspace.add_import(
            [
                sheet(
                    "accounts",
                    [{"account_id": "A1", "account_name": "One", "owner": "Kim", "arr": 10.0}],
                    "crm.csv",
                )
            ]
        )
        workspace.add_import([sheet("accounts", [{"account_id": "A1", "arr": 20.0}], "billing.csv")])
        accounts = read_facts(workspace, END).accounts
    assert (accounts.account_name[0], accounts.owner[0], accounts.arr[0]) == ("One", "Kim", 20.0)


def test_rows_of_one_key_in_two_imports_count_once_and_within_one_import_both() -> None:
    """The newest import's ticket replaces the older one of the same id; two rows of one file with one id both
    stay.
    """
    first = [{"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01"), "status": "open"}]
    second = [
        {"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01"), "status": "pending"},
        {"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-02"), "status": "hold"},
    ]
    with workspace_of(accounts=ACCOUNTS) as workspace:
        workspace.add_import([sheet("tickets", first, "monday.csv")])
        workspace.add_import([sheet("tickets", second, "friday.csv")])
        assert sorted(read_facts(workspace, END).tickets.status) == ["hold", "pending"]


def test_what_open_tickets_went_through_is_not_known_in_the_past() -> None:
    """An open ticket's escalations bear no date: they count today, not on a date in the past."""
    tickets = [
        {"ticket_id": day, "account_id": "A1", "created_at": at(f"2026-09-{day}"), "escalations": 1.0}
        for day in ("01", "25")
    ]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=tickets)
    assert read_facts(workspace).tickets.escalations.tolist() == [1.0, 1.0]
    assert np.isnan(read_facts(workspace, np.datetime64("2026-09-20")).tickets.escalations[0])


def test_all_ones_are_the_worst_rating_not_the_best() -> None:
    """Five ratings of 1: on a scale of 1 to 5 nobody is satisfied. With zeros among them 1 is good."""
    for ratings, satisfied in (([1.0] * 5, 0.0), ([0.0, 1.0, 1.0, 1.0, 1.0], 0.8)):
        tickets = [
            {
                "ticket_id": str(number),
                "account_id": "A1",
                "created_at": at("2026-09-01"),
                "csat_score": rating,
            }
            for number, rating in enumerate(ratings)
        ]
        facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets), END)
        assert facts.answers.unit.mean() == pytest.approx(satisfied)


def test_a_sheet_of_names_adds_to_the_accounts_that_have_them() -> None:
    """The billing list has no ids: its revenue goes to the account of that name, and makes no second one."""
    with Workspace.in_memory() as workspace:
        workspace.add_import(
            [sheet("accounts", [{"account_id": "A1", "account_name": "Fjordline"}], "crm.csv")]
        )
        workspace.add_import(
            [sheet("accounts", [{"account_name": "FJORDLINE", "arr": 100.0}], "billing.csv")]
        )
        accounts = read_facts(workspace, END).accounts
    assert accounts.account_id.tolist() == ["A1"]
    assert accounts.arr.tolist() == [100.0]


def test_two_waves_that_count_from_one_are_two_waves() -> None:
    """Response ids 1 to 3 in spring and again in autumn, on other days: six answers. The same export twice:
    three.
    """
    waves = [
        [
            {
                "response_id": str(number),
                "account_id": "A1",
                "kind": "nps",
                "score": 9.0,
                "answered_at": at(day),
            }
            for number in (1, 2, 3)
        ]
        for day in ("2026-03-01", "2026-09-01")
    ]
    with workspace_of(accounts=ACCOUNTS) as workspace:
        workspace.add_import([sheet("surveys", waves[0], "spring.csv")])
        workspace.add_import([sheet("surveys", waves[1], "autumn.csv")])
        assert len(read_facts(workspace, END).answers) == 6
        workspace.add_import([sheet("surveys", waves[1], "autumn again.csv")])
        assert len(read_facts(workspace, END).answers) == 6


def test_one_ticket_in_two_files_of_one_import_counts_once() -> None:
    """The same row in two exports that are imported together is one ticket."""
    tickets = [{"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01")}]
    with workspace_of(accounts=ACCOUNTS) as workspace:
        workspace.add_import([sheet("tickets", tickets, "a.csv"), sheet("tickets", tickets, "b.csv")])
        assert len(read_facts(workspace, END).tickets) == 1


def test_an_empty_workspace_says_what_to_do() -> None:
    """There is no date to take from nothing: the error tells to import."""
    with pytest.raises(CxdeskError, match="Import a spreadsheet first"):
        read_facts(Workspace.in_memory())


def test_one_rating_in_two_exports_counts_once() -> None:
    """The ticket export repeats a rating that the survey export has: two tickets, two ratings, not three."""
    tickets = [
        {"ticket_id": number, "account_id": "A1", "created_at": at("2026-09-01"), "csat_score": 5.0}
        for number in "12"
    ]
    survey = {"response_id": "r", "account_id": "A1", "ticket_id": "1", "kind": "csat", "score": 4.0}
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets, surveys=[survey]), END)
    assert sorted(zip(facts.answers.ticket_id, facts.answers.score.tolist(), strict=True)) == [
        ("1", 4.0),
        ("2", 5.0),
    ]


def test_an_offer_whose_answer_is_in_another_export_is_answered() -> None:
    """Intent: who was asked about a ticket is counted once, whichever of two exports has the answer.

    Expected: by hand. The help desk offered on tickets 1, 2 and 3; the survey tool has the answer of 1, and
    asked about 4 in vain, which the help desk has a rating of; an effort answer on 2 answers no offer of
    satisfaction. Of the four tickets two are answered.
    """
    offered = {"account_id": "A1", "created_at": at("2026-09-01"), "csat_offered": True}
    tickets = [{"ticket_id": "123"[place], **offered} for place in range(3)]
    tickets.append({"ticket_id": "4", **offered, "csat_score": 5.0})
    asked = {"account_id": "A1", "invited_at": at("2026-09-01")}
    answered = {**asked, "score": 4.0, "answered_at": at("2026-09-02")}
    surveys = [
        {"response_id": "a", "ticket_id": "1", "kind": "csat", **answered},
        {"response_id": "b", "ticket_id": "4", "kind": "csat", **asked},
        {"response_id": "c", "ticket_id": "2", "kind": "ces", **answered},
    ]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets, surveys=surveys), END)
    satisfaction = facts.answers.ticket_id[facts.answers.kind == CSAT].tolist()
    assert sorted(satisfaction) == ["1", "2", "3", "4"]
    rate = measure("response_rate", facts)
    assert (rate.value, rate.n) == (0.5, 4)


def test_facts_of_chosen_accounts_keep_their_rows_and_no_others() -> None:
    """`of` renumbers: the tickets of the second account, asked for first, belong to position 0."""
    tickets = [
        {"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01")},
        {"ticket_id": "2", "account_id": "A2", "created_at": at("2026-09-01")},
    ]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets), END).of([1, 3])
    assert facts.accounts.account_id.tolist() == ["A2", "A4"]
    assert facts.tickets.ticket_id.tolist() == ["2"]
    assert facts.tickets.account.tolist() == [0]


def test_a_second_list_of_accounts_takes_no_evidence_away() -> None:
    """Intent: another system's ids for the same names must not detach tickets that only name them.

    Expected: by hand, both tickets stay with the first list's accounts, and it is said; a name that one list
    gives twice is nobody's.
    """
    moment = datetime.fromisoformat("2026-03-01")
    tickets = [
        {"ticket_id": str(number), "account_id": name, "created_at": moment}
        for number, name in enumerate(("Acme", "Beta", "Twice"))
    ]
    first = [
        {"account_id": "A-1", "account_name": "Acme"},
        {"account_id": "A-2", "account_name": "Beta"},
        {"account_id": "A-3", "account_name": "Twice"},
        {"account_id": "A-4", "account_name": "Twice"},
    ]
    workspace = workspace_of(accounts=first, tickets=tickets)
    second = [{"account_id": f"001{name}", "account_name": name} for name in ("Acme", "Beta")]
    workspace.add_import([sheet("accounts", second, file="other system.csv")])
    facts = read_facts(workspace)
    workspace.close()
    whose = facts.accounts.account_id[facts.tickets.account].tolist()
    assert sorted(whose) == ["A-1", "A-2"]
    told = [finding.message for finding in facts.findings if finding.code == "shared_names"]
    assert len(told) == 1
    assert told[0].startswith("2 names stand")
