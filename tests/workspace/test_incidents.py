"""Incidents touch whom they name and who used their service that day; known as far as they had come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back, incidents, read_facts
from tests.workspace.rows_factory import sheet, workspace_of

START = datetime.fromisoformat("2026-03-10T22:00")
ACCOUNTS = [{"account_id": name, "account_name": f"{name} Ltd"} for name in "ABC"]
OUTCOMES = (
    "escalations", "reassignments", "auto_resolved", "interruptions_business_hours",
    "interruptions_off_hours", "interruptions_sleep_hours",
)  # fmt: skip


def touched(facts) -> set[tuple[str, str]]:
    """Return (incident, account) by their ids."""
    pairs = facts.incident_accounts
    return set(
        zip(
            facts.incidents.incident_id[pairs.incident].tolist(),
            facts.accounts.account_id[pairs.account].tolist(),
            strict=True,
        )
    )


def made(seed: int) -> tuple[list[dict], list[dict]]:
    """Return 60 incidents and the users of 4 services, with open ends, unknown services and accounts."""
    dice = Random(seed)

    def day() -> date:
        return date(2026, 1, 1) + timedelta(days=dice.randint(0, 120))

    happened = [
        {
            "incident_id": f"P{number}",
            "service": dice.choice(["API", "api ", "Search", "Mail", "Unheard of", None]),
            "account_id": dice.choice([None, None, None, "A", "C Ltd", "nobody"]),
            "created_at": datetime.combine(day(), START.time()) + timedelta(hours=dice.randint(0, 30)),
        }
        for number in range(60)
    ]
    users = [
        {
            "service": dice.choice(["API", "Search", "SEARCH", "Mail"]),
            "account_id": dice.choice(["A", "B", "C", "B Ltd", "nobody"]),
            "from_date": dice.choice([None, day()]),
            "to_date": dice.choice([None, day()]),
        }
        for _ in range(14)
    ]
    return happened, users


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_incidents_touch_whom_they_name_and_who_used_the_service_that_day(seed: int) -> None:
    """Intent: the join with its dates. Expected: one incident after the other against one user after the
    other.
    """
    happened, users = made(seed)
    account = {name: name for name in "ABC"} | {f"{name} Ltd": name for name in "ABC"}
    expected = {
        (one["incident_id"], account[who["account_id"]])
        for one in happened
        for who in users
        if who["account_id"] in account
        and one["service"]
        and one["service"].strip().lower() == who["service"].lower()
        and (who["from_date"] is None or who["from_date"] <= one["created_at"].date())
        and (who["to_date"] is None or one["created_at"].date() <= who["to_date"])
    } | {(one["incident_id"], account[one["account_id"]]) for one in happened if one["account_id"] in account}
    workspace = workspace_of(accounts=ACCOUNTS, incidents=happened, service_accounts=users)
    facts = read_facts(workspace, np.datetime64("2026-12-31"))
    workspace.close()
    assert touched(facts) == expected
    assert len(facts.incident_accounts) == len(expected)
    assert facts.incidents.created_at.tolist() == sorted(one["created_at"] for one in happened)
    for code, name in enumerate("ABC"):
        alone = facts.of([code])
        assert touched(alone) == {pair for pair in expected if pair[1] == name}
        assert set(alone.incidents.incident_id) == {incident for incident, who in expected if who == name}


def test_an_incident_is_known_as_far_as_it_had_come() -> None:
    """Intent: taken on the 11th, over in April, by times or by seconds. Expected: by hand, on four days."""
    outcomes = dict.fromkeys(OUTCOMES, 2.0) | {"auto_resolved": True}
    rows = [
        {"incident_id": "1", "created_at": START, "acknowledged_at": START + timedelta(hours=3),
         "resolved_at": datetime.fromisoformat("2026-04-02T22:00"), **outcomes},
        {"incident_id": "2", "created_at": START, "seconds_to_acknowledge": 10_800.0,
         "seconds_to_resolve": 23 * 86_400.0, **outcomes},
        {"incident_id": "3", "created_at": START, **outcomes},
        {"incident_id": "4", "created_at": None, "service": "API"},
    ]  # fmt: skip
    workspace = workspace_of(accounts=ACCOUNTS, incidents=rows)
    first, second, april = (
        read_facts(workspace, np.datetime64(day)).incidents
        for day in ("2026-03-10", "2026-03-11", "2026-04-02")
    )
    present, before = read_facts(workspace).incidents, read_facts(workspace, np.datetime64("2026-03-09"))
    workspace.close()
    nan = str(float("nan"))
    assert len(before.incidents) == 0
    assert [str(one) for one in first.seconds_to_acknowledge] == [nan, nan, nan]
    assert np.isnat(first.acknowledged_at).all()
    for part in (second, april):
        assert part.acknowledged_at.tolist() == [START + timedelta(hours=3)] * 2 + [None]
        assert [str(one) for one in part.seconds_to_acknowledge] == ["10800.0", "10800.0", nan]
    for name in ("seconds_to_resolve", *OUTCOMES):
        assert np.isnan(getattr(second, name)).all()
        assert np.isnan(getattr(april, name)).tolist() == [False, False, True]
    assert april.seconds_to_resolve[:2].tolist() == [23 * 86_400.0] * 2
    assert april.auto_resolved[:2].tolist() == [1.0, 1.0]
    # Nobody asked for a date: what is said of one that is going on is believed.
    assert present.escalations[2] == 2.0


def test_the_default_date_is_that_of_the_newest_incident() -> None:
    """Intent: an incident is something that happened. Expected: its day, after that of the ticket."""
    workspace = workspace_of(
        accounts=ACCOUNTS,
        tickets=[{"ticket_id": "1", "account_id": "A", "created_at": START - timedelta(days=9)}],
        incidents=[{"incident_id": "1", "created_at": START}],
    )
    facts = read_facts(workspace)
    workspace.close()
    assert facts.as_of == np.datetime64("2026-03-10")


def test_the_portfolio_keeps_incidents_of_nobody_on_every_date() -> None:
    """Intent: MTTA of the portfolio needs no map. Expected: all three, also before C exists."""
    accounts = [{"account_id": "A"}, {"account_id": "C", "start_date": date(2026, 5, 1)}]
    workspace = workspace_of(
        accounts=accounts,
        incidents=[
            {"incident_id": "1", "service": "API", "created_at": START},
            {"incident_id": "2", "account_id": "C", "created_at": START},
            {"incident_id": "3", "account_id": "A", "created_at": START},
        ],
    )
    facts = read_facts(workspace, np.datetime64("2026-06-30"))
    workspace.close()
    earlier = facts_back(facts, 3)
    assert touched(facts) == {("2", "C"), ("3", "A")}
    assert earlier.accounts.account_id.tolist() == ["A"]
    assert earlier.incidents.incident_id.tolist() == ["1", "2", "3"]
    assert touched(earlier) == {("3", "A")}


def test_incidents_of_unknown_services_are_said_in_words() -> None:
    """Intent: what cannot be placed is counted, once. Expected: by hand, two of Mail and one without name."""
    rows = [
        {"incident_id": str(number), "service": service, "account_id": who, "created_at": START}
        for number, (service, who) in enumerate(
            [("Mail", None), ("mail", "nobody"), (None, None), ("Mail", "A"), ("API", None)]
        )
    ]
    users = [{"service": "API", "account_id": "B"}, {"service": "API", "account_id": "stranger"}]
    workspace = workspace_of(accounts=ACCOUNTS, incidents=rows, service_accounts=users)
    findings = read_facts(workspace).findings
    workspace.close()
    (found,) = [finding for finding in findings if finding.code == "incidents_of_unknown_services"]
    assert dict(found.numbers) == {"incidents": 3.0}
    assert found.message.startswith("3 incidents count for no account")
    assert "Mail, mail" in found.message
    assert any("1 rows of services of accounts" in finding.message for finding in findings)


def test_a_newer_list_says_anew_who_uses_a_service() -> None:
    """Intent: a newer export ends what an older one left open. Expected: A no more, B still."""
    with Workspace.in_memory() as workspace:
        users = [{"service": "API", "account_id": name, "from_date": date(2025, 1, 1)} for name in "AB"]
        ended = [{"service": "api", "account_id": "A Ltd", "to_date": date(2026, 1, 31)}]
        happened = [{"incident_id": "1", "service": "API", "created_at": START}]
        workspace.add_import([sheet("accounts", ACCOUNTS), sheet("incidents", happened)])
        workspace.add_import([sheet("service_accounts", users, "services.csv")])
        assert touched(read_facts(workspace)) == {("1", "A"), ("1", "B")}
        workspace.add_import([sheet("service_accounts", ended, "services that ended.csv")])
        assert touched(read_facts(workspace)) == {("1", "B")}


def test_accounts_that_are_the_same_are_touched_once() -> None:
    """Intent: merged accounts share their incidents. Expected: the one that stays, once an incident."""
    users = [{"service": "API", "account_id": name} for name in "AB"]
    happened = [{"incident_id": "1", "service": "API", "account_id": "B", "created_at": START}]
    workspace = workspace_of(accounts=ACCOUNTS, service_accounts=users, incidents=happened)
    workspace.merge_accounts("A", "B")
    facts = read_facts(workspace)
    workspace.close()
    assert touched(facts) == {("1", "A")}
    assert len(facts.incident_accounts) == 1


def test_more_pairs_than_can_be_kept_lose_the_oldest_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intent: 3 incidents of 3 users each and room for 7: the oldest keeps only whom it names, on its own
    date all is known.
    """
    rows = [
        {
            "incident_id": str(day),
            "service": "API",
            "created_at": START + timedelta(days=day),
            "account_id": "C",
        }
        for day in range(3)
    ]
    users = [{"service": "API", "account_id": name} for name in "ABC"]
    workspace = workspace_of(accounts=ACCOUNTS, incidents=rows, service_accounts=users)
    monkeypatch.setattr(incidents, "MOST_PAIRS", 7)
    facts, earlier = read_facts(workspace), read_facts(workspace, np.datetime64("2026-03-11"))
    workspace.close()
    assert touched(facts) == {("0", "C")} | {(day, name) for day in "12" for name in "ABC"}
    assert [finding.code for finding in facts.findings] == ["incidents_too_many"]
    assert "2026-03-10" in facts.findings[0].message
    assert len(earlier.incident_accounts) == 6
    assert earlier.findings == ()


def test_no_incidents_are_no_rows() -> None:
    """Intent: without the table nothing breaks, and nothing is said."""
    workspace = workspace_of(accounts=ACCOUNTS, surveys=[{"account_id": "A", "answered_at": START}])
    facts = read_facts(workspace)
    workspace.close()
    assert len(facts.incidents) == len(facts.incident_accounts) == len(facts.of([0]).incidents) == 0
    assert facts.findings == ()


def test_midnight_is_of_the_next_day_and_the_later_word_counts() -> None:
    """Intent: what is dated after the day is not known on it, by the time or by the seconds. Expected: by
    hand; of the first two rows time and seconds each say another day.
    """
    rows = [
        {"incident_id": "1", "created_at": START, "resolved_at": datetime.fromisoformat("2026-03-11T00:00"),
         "seconds_to_resolve": 60.0},
        {"incident_id": "2", "created_at": START, "resolved_at": START + timedelta(minutes=5),
         "seconds_to_resolve": 7_200.0},
        {"incident_id": "3", "created_at": START, "seconds_to_resolve": 7_199.0},
    ]  # fmt: skip
    workspace = workspace_of(accounts=ACCOUNTS, incidents=rows)
    first, next_day = (read_facts(workspace, np.datetime64(f"2026-03-{day}")).incidents for day in (10, 11))
    workspace.close()
    assert [str(one) for one in first.seconds_to_resolve] == ["nan", "nan", "7199.0"]
    assert np.isnat(first.resolved_at).tolist() == [True, True, False]
    assert next_day.seconds_to_resolve.tolist() == [60.0, 7_200.0, 7_199.0]


def test_an_incident_touches_nobody_who_has_left() -> None:
    """Intent: a list of who uses a service keeps the customers that are gone; no outage is theirs any more.

    Expected: by hand. Of three incidents A1, which left on 10 September, had the first; A2 has all three.
    """
    accounts = [
        {"account_id": "A1", "churned": True, "churn_date": date(2026, 9, 10)},
        {"account_id": "A2"},
    ]
    incidents = [
        {
            "incident_id": str(day),
            "service": "Mail",
            "created_at": datetime.fromisoformat(f"2026-09-{day:02}T08:00"),
        }
        for day in (9, 10, 11)
    ]
    users = [{"service": "Mail", "account_id": account} for account in ("A1", "A2")]
    workspace = workspace_of(accounts=accounts, incidents=incidents, service_accounts=users)
    facts = read_facts(workspace)
    assert np.bincount(facts.incident_accounts.account).tolist() == [1, 3]
    earlier = read_facts(workspace, np.datetime64("2026-09-09"))
    assert np.bincount(earlier.incident_accounts.account).tolist() == [1, 1]
    workspace.close()
