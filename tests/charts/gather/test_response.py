"""Invitations, answers and silence equal counting the rows with plain Python."""

from __future__ import annotations

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.response import response
from cxdesk.metrics import measure
from tests.charts.invented_facts import invented_facts
from tests.metrics.made_facts import make_facts

ADMIN, END_USER, BUYER, OTHER = range(4)


def asked(*rows: tuple[int, int, str, bool]):
    """Return facts of two accounts with invitations (account, role, day, answered)."""
    account, role, day, answered = zip(*rows, strict=True)
    answers = {
        "account": account,
        "role": role,
        "invited_at": day,
        "answered_at": [at if yes else "NaT" for at, yes in zip(day, answered, strict=True)],
        "unit": [1.0 if yes else float("nan") for yes in answered],
    }
    return make_facts({"account_id": ["A", "B"], "account_name": ["Acme", ""]}, answers=answers)


def test_quarters_equal_counting():
    """Asked and answered in each quarter, by the day of asking."""
    facts = invented_facts()
    data = response(facts, ChartRequest())
    for period in range(len(data.periods)):
        first, last = (ends[period].item() for ends in (data.periods.first_days, data.periods.last_days))
        inside = [first <= at.date() <= last for at in facts.answers.invited_at.tolist()]
        heard = [at is not None for at in facts.answers.answered_at.tolist()]
        assert data.asked[period] == sum(inside)
        assert data.answered[period] == sum(a and b for a, b in zip(inside, heard, strict=True))


def test_silent_roles_are_those_of_which_nobody_answered():
    """Acme's buyers were asked twice and B's admin once, without an answer; Acme's admin answered once of
    twice. The most asked come first; an account without a name goes by its id.
    """
    facts = asked(
        (0, ADMIN, "2025-05-01", True),
        (0, ADMIN, "2025-05-02", False),
        (1, ADMIN, "2025-05-01", False),
        (0, BUYER, "2025-05-01", False),
        (0, BUYER, "2025-06-01", False),
    )
    data = response(facts, ChartRequest())
    assert data.silent == (("Acme, buyer", 2), ("B, admin", 1))
    assert data.roles_asked == 3
    assert response(facts, ChartRequest(account=0)).silent == (("buyer", 2),)


def test_people_of_unknown_role_stand_for_their_account_only_where_nobody_else_was_asked():
    """Ratings of tickets name nobody: beside a known role they are left out, alone they are the account."""
    facts = asked(
        (0, END_USER, "2025-05-01", True),
        (0, OTHER, "2025-05-01", False),
        (1, OTHER, "2025-05-01", False),
    )
    data = response(facts, ChartRequest())
    assert data.silent == (("B", 1),)
    assert data.roles_asked == 2


def test_lost_customers_are_not_silent():
    """Who has left is no longer asked to speak."""
    answers = {"account": [0], "role": [ADMIN], "invited_at": ["2025-05-01"]}
    gone = {"account_id": ["A"], "is_lost": [True], "lost_at": ["2025-06-01"]}
    assert response(make_facts(gone, answers=answers), ChartRequest()).silent == ()


def test_silent_roles_are_those_of_role_coverage():
    """Intent: the chart and the metric beside it say one thing.

    Expected: by hand. Acme lists an admin, who answered unasked, a buyer, who was asked in vain, and an end
    user, whom nobody asked: two of three roles are silent, of which the metric hears one of three.
    """
    answers = {
        "account": [0, 0],
        "role": [ADMIN, BUYER],
        "invited_at": ["NaT", "2025-05-01"],
        "answered_at": ["2025-05-01", "NaT"],
        "unit": [1.0, float("nan")],
    }
    contacts = {"account": [0, 0, 0], "role": [ADMIN, BUYER, END_USER]}
    facts = make_facts({"account_id": ["A"], "account_name": ["Acme"]}, answers=answers, contacts=contacts)
    data = response(facts, ChartRequest())
    assert data.silent == (("Acme, buyer", 1), ("Acme, end user", 0))
    assert data.roles_asked == 3
    assert (measure("role_coverage", facts).value, measure("role_coverage", facts).n) == (1 / 3, 3)
