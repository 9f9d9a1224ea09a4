"""Who was asked and who answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import Window, measure, measure_by
from cxdesk.metrics.response import (
    answered_roles,
    customers_on,
    response_rate,
)
from cxdesk.tables.survey_scales import CES, CSAT, NPS
from cxdesk.workspace.facts_record import ROLE_NAMES, rows_taken
from tests.metrics.made_facts import AS_OF, answers_of, make_facts

ADMIN, USER, BUYER = (ROLE_NAMES.index(name) for name in ("admin", "end user", "buyer"))


def _asked():
    """Three accounts; account 0: admin answered, buyer silent; account 1: user answered long ago; account
    2: none.
    """
    answered = ["2025-05-02", "NaT", "2024-01-10", "2025-05-01"]
    answers = answers_of(
        "nps",
        [9, float("nan"), 3, 8],
        (0, 10),
        account=[0, 0, 1, 0],
        role=[ADMIN, BUYER, USER, ADMIN],
        answered_at=answered,
        invited_at=["2025-05-01", "2025-05-01", "2024-01-09", "NaT"],
    )
    contacts = {
        "account": [0, 0, 1, 1],
        "role": [ADMIN, BUYER, USER, USER],
        "left_at": ["NaT", "NaT", "NaT", "2025-01-01"],
    }
    return make_facts(
        {"account_id": ["a", "b", "c"], "is_lost": [False, False, True]}, answers=answers, contacts=contacts
    )


def test_response_rate_counts_invitations():
    """Two invitations in the window, one answered: 1 of 2; answers without an invitation do not raise the
    rate.
    """
    estimate = measure("response_rate", _asked())
    assert (estimate.value, estimate.n) == (0.5, 2)
    assert (estimate.low, estimate.high) == pytest.approx((0.0945, 0.9055), abs=5e-5)  # Wilson 1/2 by hand


def test_response_rate_without_invitations_is_unknown():
    """A source that lists answers only says nothing about those who were silent."""
    facts = make_facts(answers=answers_of("nps", [9], (0, 10)))
    assert measure("response_rate", facts).missing == "No survey invitations recorded in the last 365 days."
    assert response_rate([1, 0], [4, 0])[0] == 0.25


def _two_surveys():
    """Account a answered one of two NPS invitations; a and b each answered an effort survey whose export has
    no row without an answer.
    """
    nps = answers_of("nps", [9, float("nan")], (0, 10), answered_at=["2025-05-02", "NaT"])
    ces = answers_of("ces", [5, 6], (1, 7))
    both = {name: [*nps[name], *ces[name]] for name in nps}
    more = {"account": [0, 0, 0, 1], "source": [0, 0, 1, 1], "invited_at": ["2025-05-01"] * 4}
    return make_facts({"account_id": ["a", "b"]}, answers=both | more)


def test_surveys_that_list_only_answers_do_not_flatter_the_rate():
    """Intent: an export without a single unanswered row says nothing about who was asked in vain.

    Expected: by hand. Of NPS one of two answered; the effort answers do not make that 3 of 4. Account b has
    only those: its rate and its silence are not known, alone or among others.
    """
    facts = _two_surveys()
    rate = measure("response_rate", facts)
    assert (rate.value, rate.n) == (0.5, 2)
    assert rate.period.endswith("surveys that list only answers left out")
    for own in (facts.of([1]), facts.of([0, 1]).of([1])):
        for name in ("response_rate", "silent_accounts"):
            estimate = measure(name, own)
            assert estimate.n == 0
            assert "list only answers" in estimate.missing
    assert measure("response_rate", facts.of([0])).value == 0.5


def test_account_coverage_counts_present_customers():
    """Account 0 was heard, account 1 only long ago, account 2 has left: 1 of 2."""
    estimate = measure("account_coverage", _asked())
    assert (estimate.value, estimate.n) == (0.5, 2)


def test_role_coverage_counts_the_roles_that_exist():
    """Account 0 has an admin (heard) and a buyer (silent), account 1 an end user (silent): 1 of 3."""
    estimate = measure("role_coverage", _asked())
    assert (estimate.value, estimate.n) == (pytest.approx(1 / 3), 3)


def test_answered_roles_by_account():
    """One row per account, one column per role: only account 0's admin answered in the window."""
    heard = answered_roles(_asked(), Window(AS_OF))
    assert heard.shape == (3, len(ROLE_NAMES))
    assert list(zip(*heard.nonzero(), strict=True)) == [(0, ADMIN)]


def test_an_account_reads_the_same_alone_and_among_others():
    """Intent: what is said of one account does not depend on whether others are looked at with it.

    Expected: by the definitions. Nobody of account 1 answered, of others somebody did: not heard, 0 of 1; its
    roles are not known without a contact, also when an answer names one.
    """
    accounts = {"account_id": ["a", "b"]}
    facts = make_facts(accounts, answers=answers_of("nps", [9], (0, 10)))
    assert measure("account_coverage", facts).value == 0.5
    alone = facts.of([1]).of([0])
    assert (measure("account_coverage", alone).value, measure("account_coverage", alone).n) == (0.0, 1)
    listed = {"account": [1], "role": [ADMIN]}
    answer = answers_of("nps", [9], (0, 10), role=[ADMIN])
    both = make_facts(accounts, answers=answer, contacts=listed)
    assert (measure("role_coverage", both).value, measure("role_coverage", both).n) == (0.0, 1)
    assert measure("role_coverage", both.of([0])).missing
    assert measure("role_coverage", both.of([1])).value == 0.0


def test_a_trial_is_no_present_customer_of_any_metric():
    """Of a customer and a trial, both with 10 seats of which 5 are used, only the customer counts: for who
    was heard, for churn and for seats alike; the trial alone says why there is nothing.
    """
    facts = make_facts(
        {"account_id": ["a", "b"], "is_trial": [False, True], "seats": [10.0, 10.0], "arr": [100.0, 100.0]},
        answers=answers_of("nps", [9, 9], (0, 10), account=[0, 1]),
        usage={"account": [0, 1], "month": [0, 0], "active_users": [5.0, 5.0], "events": [9.0, 9.0]},
    )
    assert customers_on(facts, Window(facts.as_of)).tolist() == [True, False]
    for name, number in (("account_coverage", 1), ("churn_rate", 1), ("seat_use", 10), ("usage_trend", 9)):
        assert measure(name, facts).n == number
    for name in ("account_coverage", "seat_use", "feature_depth", "usage_trend", "recency"):
        assert measure(name, facts.of([1])).missing == "A trial is no customer yet."


def test_coverage_without_customers_or_answers_is_unknown():
    """No present customer, and no answers at all, are different reasons."""
    gone = make_facts({"account_id": ["a"], "is_lost": [True]}, answers=answers_of("nps", [9], (0, 10)))
    assert measure("account_coverage", gone).missing == "There is no present customer here."
    assert measure("account_coverage", make_facts()).missing == "No survey answers have been imported."
    assert (
        measure("role_coverage", make_facts()).missing == "No contacts have been imported for these accounts."
    )
    nobody = make_facts(contacts={"account": [0], "role": [ROLE_NAMES.index("other")]})
    assert measure("role_coverage", nobody).missing == "No contact has a known role."


def test_who_joined_later_had_no_role_then():
    """A buyer who joined in June 2025 is not missing among those heard in the year before."""
    facts = make_facts(
        1,
        contacts={"account": [0, 0], "role": [0, 2], "joined_at": ["2020-01-01", "2025-06-01"]},
        answers=answers_of("nps", [9], (0, 10), role=[0], answered_at=["2024-11-01T00:00:00"]),
    )
    assert measure("role_coverage", facts, Window(AS_OF, 365, back=6)).value == 1.0
    assert measure("role_coverage", facts).value == 0.5


def test_of_who_has_left_it_is_said_that_nobody_is_here():
    """Intent: no reason denies what is recorded: a lost account had people of known roles, was invited and
    answered.

    Expected: what is missing is a present customer; of an account without any of it, that itself.
    """
    answers = answers_of(
        "nps",
        [9, float("nan")],
        (0, 10),
        answered_at=["2025-05-02", "NaT"],
        invited_at=["2025-05-01", "2025-05-01"],
    )
    left = {"account_id": ["a"], "is_lost": [True], "lost_at": ["2025-06-20"]}
    facts = make_facts(left, answers=answers, contacts={"account": [0], "role": [ADMIN]})
    for name in ("role_coverage", "answer_age", "silent_accounts"):
        assert measure(name, facts).missing == "There is no present customer here.", name
    nothing = make_facts(left)
    assert measure("answer_age", nothing).missing == "No dated survey answer is recorded."
    assert measure("silent_accounts", nothing).missing.startswith("Nobody was invited")


def test_the_response_rate_of_a_survey_that_lists_only_answers_is_not_known():
    """Of two asked to recommend one answered, of one asked for satisfaction none: 50 % and 0 %. Everybody in
    the effort sheet answered, for only answers are in it: it has no rate, with the reason, and not 100 %.
    """
    facts = make_facts(
        answers={
            "kind": [NPS, NPS, CSAT, CES, CES],
            "unit": [1.0, np.nan, np.nan, 0.5, 1.0],
            "invited_at": ["2025-06-01"] * 5,
            "answered_at": ["2025-06-02", "NaT", "NaT", "2025-06-02", "2025-06-03"],
        }
    )
    facts = replace(facts, answers=replace(facts.answers, invited_by=np.array([0, 0, 0, 1, 1])))
    names, grid = measure_by("response_rate", facts, "survey")
    assert (names, grid.n.tolist(), grid.value[:2].tolist()) == (
        ("CSAT", "NPS", "CES"),
        [1, 2, 0],
        [0.0, 0.5],
    )
    nobody = "Nobody here was invited in the last 365 days, other than by surveys that list only answers."
    assert grid.missing[2] == nobody
    names, grid = measure_by("response_rate", facts, "role")  # all of them asked admins
    assert (grid.n.tolist(), set(grid.missing[1:])) == ([3, 0, 0, 0], {nobody})
    effort = rows_taken(facts.answers, np.flatnonzero(facts.answers.kind == CES))
    alone = measure("response_rate", replace(facts, answers=effort))
    assert (alone.known, alone.n) == (False, 0)
    assert "list only answers" in alone.missing
