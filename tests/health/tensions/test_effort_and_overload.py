"""Rules 6, 7, 24 and 29: effort, outages and our own overload."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health.tensions.overload import weekly_load
from tests.health.tensions.books import STORY, Book, ago, ordinary_book
from tests.metrics.made_facts import AS_OF, make_facts


def effort(score: float, linked: float, others: float, count: int = 6, *, named: bool = True) -> Book:
    """Return a book in which the story's effort answers were so (1 hard to 7 easy), and tickets before them
    and others were handed on so often.
    """
    book = ordinary_book(without=("nps", "csat"))
    for place in range(10):
        book.answer(
            STORY, "ces", score, 12 + 14 * place, contact="eve@x", ticket_id=f"E{place}" if named else ""
        )
    for place in range(count):
        book.ticket(STORY, 15 + 14 * place, handoffs=linked, ticket_id=f"E{place}", contact="eve@x")
        book.ticket(STORY, 16 + 14 * place, handoffs=others, contact="tom@x")
    return book


@pytest.mark.parametrize("named", [True, False])
def test_hard_and_handed_around(named: bool) -> None:
    """All ten find it hard; tickets that their answers name (or that the same person opened up to 14 days
    before) changed hands twice, the others once.
    """
    found = effort(2.0, 2.0, 1.0, named=named).fired(6)
    assert found.first.value == pytest.approx(100 / 6)  # 2 on 1 to 7 is a sixth of the way
    assert (found.second.value, found.second.n) == (2.0, 6)
    assert (found.also[0].value, found.also[0].n) == (1.0, 6)


@pytest.mark.parametrize(
    ("score", "linked", "others", "count"),
    [(6.0, 2.0, 1.0, 6), (2.0, 2.0, 1.0, 3), (2.0, 1.4, 1.0, 6), (2.0, 0.0, 0.0, 6)],
    ids=["easy", "three tickets", "not 1.5 times the others", "no handoffs"],
)
def test_not_handed_around(score: float, linked: float, others: float, count: int) -> None:
    """Any side under its gate."""
    assert effort(score, linked, others, count).fired(6) is None


def test_hard_though_tickets_are_clean() -> None:
    """No ticket changed hands or came back: the effort lies elsewhere."""
    found = effort(2.0, 0.0, 0.0, 20).fired(7)
    assert found.second.value == 0.0
    assert [each.label for each in found.also] == ["Reopened tickets"]
    assert effort(2.0, 1.0, 1.0, 20).fired(7) is None  # the tickets are not clean
    assert effort(6.0, 0.0, 0.0, 20).fired(7) is None  # it is not hard


def hit(incidents: int, tickets_before: int, tickets_now: int, *, severity: str = "P1", share: float = 0.5):
    """Return a book in which so many incidents touched the story in 90 days; of its 10 users that share used
    the service.
    """
    book = ordinary_book(without=("nps", "csat", "ces", "tickets"))
    for place in range(incidents):
        book.add(
            "incidents", incident_id=f"I{place}", service="reports", created_at=ago(30 + place),
            priority=severity,
        )  # fmt: skip
        book.add("incident_accounts", account=STORY, incident=place)
    for place in range(tickets_before):
        book.ticket(STORY, 95 + 10 * place)
    for place in range(tickets_now):
        book.ticket(STORY, 20 + place)
    book.use(STORY, [1000.0] * 12, 10.0)
    rows = book.parts["feature_months"]
    rows["users"] = [
        10.0 * share if account == STORY else users
        for account, users in zip(rows["account"], rows["users"], strict=True)
    ]
    return book


def test_hit_by_incidents_and_silent() -> None:
    """Three severe incidents of a service that half of them use; 16 tickets in the 360 days before, none now.
    The evidence is that of a ticket at that pace: 1 - exp(-16 / 4).
    """
    found = hit(3, 16, 0).fired(24)
    assert (found.first.value, found.second.value) == (3.0, 0.0)
    assert found.evidence == pytest.approx(1 - np.exp(-4.0))


@pytest.mark.parametrize(
    ("incidents", "before", "now", "severity", "share"),
    [
        (1, 16, 0, "P1", 0.5),
        (3, 16, 1, "P1", 0.5),
        (3, 6, 0, "P1", 0.5),
        (3, 16, 0, "P4", 0.5),
        (3, 16, 0, "P1", 0.2),
    ],
    ids=["one incident", "one ticket", "they seldom write", "not severe", "few use it"],
)
def test_not_hit_or_not_silent(incidents: int, before: int, now: int, severity: str, share: float) -> None:
    """Silence of those who seldom write says nothing: 6 tickets a year make a quarter without any likely."""
    assert hit(incidents, before, now, severity=severity, share=share).fired(24) is None


def test_weekly_load_is_that_of_the_beginning_of_each_week() -> None:
    """One agent; a ticket opened 20 days ago and solved 8 days ago is open at the beginning of the weeks that
    began 14 days ago only (7 (w + 1) for w = 1), counted by hand.
    """
    weeks = range(52)
    opened = [20, *(7 * week + 1 for week in weeks)]
    solved = [8, *(7 * week + 1 for week in weeks)]
    tickets = {
        "account": [0] * len(opened),
        "created_at": [ago(days) for days in opened],
        "resolved_at": [ago(days - 0.1) for days in solved],
        "agent": ["Kim"] * len(opened),
    }
    load = weekly_load(make_facts(1, tickets=tickets))
    assert load.per_agent.tolist() == [0.0, 1.0] + [0.0] * 50
    assert str(AS_OF) == "2025-06-30"


def overloaded(busy_hours: float, calm_hours: float, everybody: float) -> Book:
    """Return a book of a year in which every tenth week begins with ten tickets waiting for each agent; in
    these weeks the story's tickets take `busy_hours`, all others' `everybody` times as long as else.
    """
    book = ordinary_book(without=("nps", "csat", "ces", "tickets"))
    for week in range(52):
        busy = week % 10 == 4
        start = 7 * week + 6
        if busy:
            for place in range(10):
                book.ticket(place, 7 * week + 9, hours=72.0, agent="Kim", contact="x@x")
        for account in range(20):
            hours = (20.0 + account % 7) * (everybody if busy else 1.0)
            book.ticket(account, start, hours=hours, agent="Kim", contact="x@x")
        for place in range(4 if busy else 1):
            book.ticket(STORY, start - 0.1 * place, hours=busy_hours if busy else calm_hours, agent="Kim")
    return book


def test_our_overload_is_their_pain() -> None:
    """In busy weeks solutions take twice as long for all, four times as long for the story."""
    found = overloaded(80.0, 20.0, 2.0).fired(29)
    assert found.first.value == pytest.approx(80.0)
    assert found.second.value == pytest.approx(20.0)
    assert found.rule.audience == "internal"
    assert found.also[0].value > 0


@pytest.mark.parametrize(
    ("busy", "calm", "everybody"),
    [(20.0, 20.0, 2.0), (80.0, 60.0, 2.0), (80.0, 20.0, 1.0)],
    ids=["as fast in busy weeks", "slow in all weeks", "busy weeks are no slower over all"],
)
def test_no_overload_or_no_pain(busy: float, calm: float, everybody: float) -> None:
    """Any side under its gate."""
    assert overloaded(busy, calm, everybody).fired(29) is None
