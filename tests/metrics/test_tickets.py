"""First contact, reopening and what came back, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics import measure, observations_of
from cxdesk.metrics.tickets import (
    came_back,
    first_contact_flags,
)
from tests.metrics.made_facts import make_facts

UNKNOWN = float("nan")


def _tickets(count: int, **columns):
    return {"created_at": ["2025-05-01"] * count, "resolved_at": ["2025-05-02"] * count} | columns


def test_first_contact_resolution_over_the_resolved():
    """Three of four resolved tickets at first contact; an open one and a merged one are not cases of it."""
    facts = make_facts(
        tickets=_tickets(
            6,
            first_contact_resolved=[1, 1, 1, 0, 1, 1],
            is_merged=[False] * 5 + [True],
            resolved_at=["2025-05-02"] * 4 + ["NaT", "2025-05-02"],
        )
    )
    estimate = measure("fcr", facts)
    assert (estimate.value, estimate.n) == (0.75, 4)


def test_without_a_flag_one_reply_and_no_reopening_decides():
    """Flag unknown: one reply counts, two do not, one reply and reopened does not, unknown replies stay
    unknown.
    """
    facts = make_facts(
        tickets=_tickets(
            5,
            replies=[1, 2, 1, UNKNOWN, 5],
            reopens=[0, 0, 1, 0, 0],
            first_contact_resolved=[UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 1],
        )
    )
    np.testing.assert_array_equal(first_contact_flags(facts.tickets), [1, 0, 0, UNKNOWN, 1])


def test_net_first_contact_drops_what_came_back():
    """Solved at first contact: one reopened, one asked again on day 14; day 15 and other matters stay.

    Counted by hand: tickets 0 (reopened) and 1 (followed by 4, created exactly 14 days later) came back.
    Ticket 2 is followed after 15 days, ticket 3 by another category. So 3 + the follow-ups 4, 5, 6 of 7 are
    net.
    """
    facts = make_facts(
        tickets={
            "created_at": [
                "2025-01-01",
                "2025-02-01",
                "2025-03-01",
                "2025-04-01",
                "2025-02-16",
                "2025-03-17",
                "2025-04-05",
            ],
            "resolved_at": [
                "2025-01-02",
                "2025-02-02",
                "2025-03-02",
                "2025-04-02",
                "2025-02-17",
                "2025-03-18",
                "2025-04-06",
            ],
            "contact": ["p", "q", "r", "s", "q", "r", "s"],
            "category": ["bill", "bill", "bill", "bill", "bill", "bill", "login"],
            "reopens": [1, 0, 0, 0, 0, 0, 0],
            "first_contact_resolved": [1] * 7,
        }
    )
    assert came_back(facts.tickets).tolist() == [True, True, False, False, False, False, False]
    estimate = measure("net_fcr", facts)
    assert (estimate.value, estimate.n) == (pytest.approx(5 / 7), 7)


def test_two_unknown_categories_are_not_the_same_matter():
    """The same person wrote again within 14 days; neither ticket says what it is about."""
    columns = {"contact": ["p", "p"], "created_at": ["2025-05-01", "2025-05-04"]}
    assert not came_back(make_facts(tickets=_tickets(2, **columns)).tickets).any()
    known = columns | {"category": ["billing", "billing"]}
    assert came_back(make_facts(tickets=_tickets(2, **known)).tickets).tolist() == [True, False]


def test_another_account_or_an_unknown_requester_is_no_return():
    """The same person at another account is another case, and unknown requesters are not all the same
    person.
    """
    facts = make_facts(
        2,
        tickets=_tickets(
            4,
            account=[0, 1, 0, 0],
            contact=["p", "p", "", ""],
            created_at=["2025-05-01", "2025-05-04"] * 2,
        ),
    )
    assert not came_back(facts.tickets).any()


def test_came_back_equals_a_pair_by_pair_search():
    """The sorted search gives what comparing every pair of tickets gives, for random tickets, some open. The
    rows told besides are the returns of the tickets judged, and no others.
    """
    random = np.random.default_rng(8)
    count = 300
    created = np.datetime64("2025-01-01T00:00:00") + random.integers(0, 90 * 86400, count).astype(
        "timedelta64[s]"
    )
    resolved = created + random.integers(0, 20 * 86400, count).astype("timedelta64[s]")
    resolved[random.random(count) < 0.2] = np.datetime64("NaT")
    contact = random.choice(["", "p", "q", "r"], count)
    category, account = random.choice(["x", "y"], count), random.integers(0, 5, count)
    facts = make_facts(
        5,
        tickets={
            "account": account,
            "created_at": created,
            "resolved_at": resolved,
            "contact": contact,
            "category": category,
            "reopens": np.zeros(count),
        },
    )
    fortnight = np.timedelta64(14 * 86400, "s")
    expected = [
        any(
            contact[i]
            and (account[i], contact[i], category[i]) == (account[j], contact[j], category[j])
            and resolved[i] < created[j] <= resolved[i] + fortnight
            for j in range(count)
        )
        for i in range(count)
    ]
    assert 10 < sum(expected) < count
    assert came_back(facts.tickets).tolist() == expected
    observations = observations_of("stayed_solved", facts)
    judged = observations.row.tolist()
    returns = [
        j
        for j in range(count)
        if any(
            contact[i]
            and (account[i], contact[i], category[i]) == (account[j], contact[j], category[j])
            and resolved[i] < created[j] <= resolved[i] + fortnight
            for i in judged
        )
    ]
    assert 10 < len(returns) < count
    assert observations.beneath["tickets"].tolist() == returns


def test_reopen_rate_leaves_out_the_last_fortnight():
    """Resolved 13 days before the as-of date may still come back; 14 days before counts: 1 of 2."""
    facts = make_facts(
        tickets=_tickets(
            3,
            reopens=[2, 0, 0],
            resolved_at=["2025-03-01", "2025-06-16", "2025-06-17"],
        )
    )
    estimate = measure("reopen_rate", facts)
    assert (estimate.value, estimate.n) == (0.5, 2)
    only_young = make_facts(tickets=_tickets(1, reopens=[0], resolved_at=["2025-06-17"]))
    assert "14 days" in measure("reopen_rate", only_young).missing


def test_reasons_tell_no_tickets_from_no_column():
    """With tickets but without the column the reason names the column, without tickets the tickets."""
    bare = make_facts(tickets=_tickets(2))
    for name in ("escalation_rate", "handoffs", "reopen_rate"):
        assert measure(name, bare).missing.startswith("The tickets do not say")
        assert measure(name, make_facts()).missing.startswith("No ticket")
