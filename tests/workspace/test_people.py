"""A row that names a person means somebody of its own account; addresses are the same in any case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np
import pytest

from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts
from tests.workspace.rows_factory import workspace_of

END = np.datetime64("2026-09-30")
SPOKE = "2026-09-29"
ACCOUNTS = [{"account_id": "A1"}, {"account_id": "A2"}]


def instant(text: str) -> datetime:
    """Return the first second of a day."""
    return datetime.fromisoformat(text)


def heard_in(table: str, account: str, person: str) -> dict[str, Sequence[Mapping]]:
    """Return one row of a table in which a person of an account was heard of on the day SPOKE."""
    at = instant(SPOKE)
    named = {"account_id": account}
    rows = {
        "surveys": {"contact_id": person, "kind": "nps", "score": 9.0, "scale_max": 10.0, "answered_at": at},
        "tickets": {"contact_id": person, "ticket_id": "T1", "created_at": at, "csat_score": 4.0},
        "usage": {"user_id": person, "at": at, "count": 1.0},
    }
    return {table: [named | rows[table]]}


def facts_with(contacts: Sequence[Mapping], **tables: Sequence[Mapping]) -> Facts:
    """Return the facts of two accounts with those people and rows."""
    return read_facts(workspace_of(accounts=ACCOUNTS, contacts=contacts, **tables), END)


def seen(facts: Facts) -> list[str]:
    """Return when each person was last heard of."""
    return facts.contacts.last_seen.astype(str).tolist()


@pytest.mark.parametrize("table", ["surveys", "tickets", "usage"])
@pytest.mark.parametrize(
    ("written", "named"),
    [("Ana@Example.com", "ana@example.com"), ("ana@example.com", "Ana@Example.COM"), ("A@ß.de", "a@SS.de")],
)
def test_an_address_is_the_same_in_any_case(table: str, written: str, named: str) -> None:
    """The day on which the other sheet names her, whichever of the two sheets has capitals."""
    contacts = [{"contact_id": "P1", "account_id": "A1", "email": written}]
    assert seen(facts_with(contacts, **heard_in(table, "A1", named))) == [SPOKE]


@pytest.mark.parametrize("table", ["surveys", "tickets", "usage"])
def test_an_id_means_nobody_of_another_account(table: str) -> None:
    """Contact 7 of the first account is not user 7 of the second, nor contact "7a" contact "7A"."""
    contacts = [
        {"contact_id": "7", "account_id": "A1"},
        {"contact_id": "7a", "account_id": "A2"},
        {"contact_id": "8", "account_id": "A2"},
    ]
    assert seen(facts_with(contacts, **heard_in(table, "A2", "7"))) == ["NaT"] * 3
    assert seen(facts_with(contacts, **heard_in(table, "A2", "7A"))) == ["NaT"] * 3
    assert seen(facts_with(contacts, **heard_in(table, "A2", "8"))) == ["NaT", "NaT", SPOKE]


@pytest.mark.parametrize("table", ["surveys", "tickets"])
def test_a_role_is_that_of_the_person_of_this_account(table: str) -> None:
    """Two people of one address: a buyer in one account, an admin in the other; nobody's role is "other"."""
    contacts = [
        {"contact_id": "1", "account_id": "A1", "email": "sam@group.example", "role": "buyer"},
        {"contact_id": "2", "account_id": "A2", "email": "Sam@Group.example", "role": "admin"},
    ]
    for account, person, role in (
        ("A1", "SAM@group.example", "buyer"),
        ("A2", "SAM@group.example", "admin"),
        ("A2", "2", "admin"),
        ("A2", "1", "other"),
        ("A2", "", "other"),
    ):
        facts = facts_with(contacts, **heard_in(table, account, person))
        assert [ROLE_NAMES[code] for code in facts.answers.role] == [role], (account, person)


def test_the_newest_of_all_that_was_heard_counts_and_nothing_later_than_the_date() -> None:
    """An answer by id in May, use by address in July, a ticket the day after the date: it is July."""
    contacts = [
        {"contact_id": "1", "account_id": "A1", "email": "a@x.example"},
        {"contact_id": "", "account_id": "A1", "email": ""},
        {"contact_id": "3", "account_id": "A1", "joined_date": date(2026, 10, 1)},
    ]
    facts = facts_with(
        contacts,
        surveys=[
            {"account_id": "A1", "contact_id": "1", "kind": "nps", "answered_at": instant("2026-05-01")}
        ],
        usage=[
            {"account_id": "A1", "user_id": "A@x.example", "at": instant("2026-07-09")},
            {"account_id": "A1", "user_id": None, "at": instant("2026-09-09")},
        ],
        tickets=[
            {"ticket_id": "T", "account_id": "A1", "contact_id": "1", "created_at": instant("2026-10-01")}
        ],
    )
    assert seen(facts) == ["2026-07-09", "NaT"]


def test_who_joined_later_is_not_there_yet() -> None:
    """Who joined on the date is there, with that day; who joined the day after is not; undated people are."""
    contacts = [
        {"contact_id": "1", "account_id": "A1", "joined_date": date(2026, 9, 30)},
        {"contact_id": "2", "account_id": "A1", "joined_date": date(2026, 10, 1)},
        {"contact_id": "3", "account_id": "A1"},
    ]
    facts = facts_with(contacts)
    assert facts.contacts.contact_id.tolist() == ["1", "3"]
    assert facts.contacts.joined_at.tolist() == [date(2026, 9, 30), None]


def test_rows_without_an_account_find_it_through_an_address_of_one_account_only() -> None:
    """An address that two accounts share tells nothing: its row is counted as without account."""
    contacts = [
        {"contact_id": "1", "account_id": "A1", "email": "Own@x.example"},
        {"contact_id": "2", "account_id": "A1", "email": "shared@x.example"},
        {"contact_id": "3", "account_id": "A2", "email": "Shared@X.example"},
    ]
    at = instant(SPOKE)
    tickets = [
        {"ticket_id": "T1", "contact_id": "OWN@x.example", "created_at": at},
        {"ticket_id": "T2", "contact_id": "shared@x.example", "created_at": at},
    ]
    facts = facts_with(contacts, tickets=tickets)
    assert facts.tickets.ticket_id.tolist() == ["T1"]
    assert seen(facts) == [SPOKE, "NaT", "NaT"]


def test_one_user_in_two_spellings_is_one_active_user() -> None:
    """Two sign-ins of one address, written differently, and one of an id: two people were active."""
    at = instant(SPOKE)
    users = ["Ana@x.example", "ana@X.example", "u1", None]
    facts = facts_with([], usage=[{"account_id": "A1", "user_id": user, "at": at} for user in users])
    assert facts.usage.active_users.tolist() == [2.0]


def test_a_rating_without_a_ticket_number_stays_beside_an_answer_without_one() -> None:
    """Only an answer that names the ticket replaces the rating on it: T2's is replaced, the other is kept."""
    at = instant(SPOKE)
    surveys = [
        {"account_id": "A1", "kind": "csat", "score": 5.0, "answered_at": at},
        {"account_id": "A1", "kind": "csat", "score": 5.0, "answered_at": at, "ticket_id": "T2"},
    ]
    tickets = [
        {"account_id": "A1", "created_at": at, "csat_score": 2.0, "ticket_id": number}
        for number in (None, "T2")
    ]
    facts = facts_with([], surveys=surveys, tickets=tickets)
    assert sorted(facts.answers.score.tolist()) == [2.0, 5.0, 5.0]


def asked(day: str, answered: str = "", person: str = "P1") -> Mapping:
    """Return a survey row of a person of the first account, unanswered without a day."""
    row = {"account_id": "A1", "contact_id": person, "kind": "nps", "scale_max": 10.0}
    row |= {"invited_at": instant(day)}
    return row | ({"score": 9.0, "answered_at": instant(answered)} if answered else {"score": None})


@pytest.mark.parametrize(
    ("surveys", "missed"),
    [
        ([asked("2026-03-01")], 1),
        ([asked("2026-03-01"), asked("2026-09-16")], 2),  # 14 days before the date
        ([asked("2026-03-01"), asked("2026-09-17")], 1),  # 13: there is still time
        ([asked("2026-03-01"), asked("2026-03-15"), asked("2026-03-29")], 1),  # a reminder is of its round
        ([asked("2026-03-01"), asked("2026-03-16")], 2),
        ([asked("2026-03-01"), asked("2026-05-01", "2026-05-02"), asked("2026-07-01")], 1),  # since heard of
        ([asked("2026-03-01", "2026-03-01")], 0),
        ([asked("2026-03-01", person="P2")], 0),
    ],
)
def test_rounds_that_were_left_unanswered(surveys: list[Mapping], missed: int) -> None:
    """Rounds of a person's invitations (14 days) over and unanswered since that person was last heard of."""
    contacts = [{"contact_id": "P1", "account_id": "A1", "email": "p1@example.org"}]
    facts = facts_with(contacts, surveys=surveys)
    assert facts.contacts.missed_rounds.tolist() == [missed]
    assert facts.contacts.acts.tolist() == [False]


@pytest.mark.parametrize("table", ["tickets", "usage"])
def test_who_writes_tickets_or_uses_it_acts(table: str) -> None:
    """Silence can be told of such a person; the colleague of the account has left no trace."""
    contacts = [{"contact_id": name, "account_id": "A1"} for name in ("P1", "P2")]
    assert facts_with(contacts, **heard_in(table, "A1", "P1")).contacts.acts.tolist() == [True, False]


@pytest.mark.parametrize(("others", "acts"), [("2026-09-23", True), ("2026-09-22", False)])
def test_nobody_is_silent_in_a_feed_that_has_stopped(others: str, acts: bool) -> None:
    """Usage of anybody a week before the date is a feed that goes on; eight days before it is none."""
    contacts = [{"contact_id": "P1", "account_id": "A1"}]
    rows = [("A1", "P1", "2026-06-01"), ("A2", "X", others)]
    usage = [{"account_id": a, "user_id": u, "at": instant(day), "count": 1.0} for a, u, day in rows]
    assert facts_with(contacts, usage=usage).contacts.acts.tolist() == [acts]
