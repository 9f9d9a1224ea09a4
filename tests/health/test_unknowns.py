"""What is not known becomes a question, the weightiest first."""

from __future__ import annotations

import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.unknowns import Unknown, unknowns
from cxdesk.workspace.facts_record import ROLE_NAMES
from tests.metrics.made_facts import answers_of, make_facts

STANDARDS = read_standards(default_standards_text())
ADMIN, USER, BUYER = (ROLE_NAMES.index(name) for name in ("admin", "end user", "buyer"))
ACCOUNT = {
    "account_id": ["A"], "renewal_date": ["2025-12-31"], "notice_date": ["2025-09-30"], "arr": [10_000.0],
    "seats": [10.0], "start_date": ["2020-01-01"], "tenure_years": [5.5],
}  # fmt: skip
PEOPLE = {
    "account": [0, 0, 0],
    "contact_id": ["a", "u", "b"],
    "role": [ADMIN, USER, BUYER],
    "is_champion": [True, False, False],
    "last_seen": ["2025-06-20"] * 3,
}
USE = {
    "account": [0] * 6, "month": list(range(6)), "events": [100.0] * 6, "active_users": [8.0] * 6,
    "active_days": [20.0] * 6, "rows": [5] * 6, "last_at": ["2025-06-29"] * 6,
}  # fmt: skip
TICKETS = {"account": [0], "created_at": ["2025-06-01T10:00:00"], "resolved_at": ["2025-06-02T10:00:00"]}
ANSWERS = answers_of("nps", [9, 9, 9], (0, 10), account=[0] * 3, role=[ADMIN, USER, BUYER])


def asked(account: dict | None = None, **parts) -> tuple[Unknown, ...]:
    """Return what is not known of an account of which everything is known but what is given."""
    given = {"contacts": PEOPLE, "usage": USE, "tickets": TICKETS, "answers": ANSWERS} | parts
    facts = make_facts(ACCOUNT | (account or {}), **{name: rows for name, rows in given.items() if rows})
    return unknowns(facts, score(facts, STANDARDS), STANDARDS, 0)


def codes(found: tuple[Unknown, ...]) -> list[str]:
    return [one.code for one in found]


def test_nothing_is_asked_of_whom_all_is_known() -> None:
    """Dates, people in every role, answers of all three, use, tickets and money."""
    assert asked() == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"account": {"renewal_date": ["NaT"], "notice_date": ["NaT"]}}, "renewal_date"),
        ({"account": {"notice_date": ["NaT"]}}, "notice_date"),
        ({"account": {"arr": [float("nan")]}}, "revenue"),
        ({"account": {"seats": [float("nan")]}}, "seats"),
        ({"contacts": PEOPLE | {"is_champion": [False] * 3}}, "champion"),
        ({"contacts": PEOPLE | {"role": [ADMIN, USER, USER]}}, "buyer"),
        ({"usage": None}, "usage"),
        ({"usage": USE | {"active_users": [float("nan")] * 6}}, "users"),
        ({"answers": None}, "answers"),
        ({"answers": ANSWERS | {"answered_at": ["2024-12-01T10:00:00"] * 3}}, "old_answers"),
        (
            {"answers": ANSWERS | {"answered_at": ["2025-06-01T10:00:00"] * 2 + ["2024-06-01T10:00:00"]}},
            "silent_buyer",
        ),
    ],
)
def test_each_gap_is_one_question(given: dict, code: str) -> None:
    """Whatever is taken away, and only that, is asked about."""
    found = asked(**given)
    assert codes(found) == [code]
    assert found[0].question.endswith("?")
    assert found[0].weight > 0


def test_whoever_has_left_is_no_champion() -> None:
    """A champion who has left leaves the question open who is one now."""
    left = PEOPLE | {"left_at": ["2025-06-01", "NaT", "NaT"]}
    assert "champion" in codes(asked(contacts=left))


def test_the_weightiest_first() -> None:
    """Without anything: the date before the people, and those before what is only missing evidence; then by
    the weights of the pillars (adoption .30 and renewal .30, sentiment .25).
    """
    found = asked(
        {"renewal_date": ["NaT"], "notice_date": ["NaT"]}, contacts=None, usage=None, answers=None,
    )  # fmt: skip
    assert codes(found) == ["renewal_date", "people", "usage", "answers"]
    assert found[2].weight == pytest.approx(0.30)
    assert found[3].weight == pytest.approx(0.25)


def test_nothing_is_asked_of_whoever_has_left() -> None:
    """There is no next call."""
    assert asked({"is_lost": [True], "renewal_date": ["NaT"]}) == ()


def test_a_first_renewal_is_open() -> None:
    """A customer of eight months has renewed nothing yet."""
    assert codes(asked({"tenure_years": [0.7], "start_date": ["2024-10-20"]})) == ["first_renewal"]


def test_first_value_is_asked_of_new_accounts() -> None:
    """Began 180 days ago and no first value shows: asked, by the driver's share of adoption, .30 x .10 of a
    whole of 1. At 181 days, without any use, or with two people on one feature it is not.
    """
    begun = {"start_date": ["2025-01-01"]}
    (found,) = asked(begun)
    assert (found.code, found.weight) == ("first_value", pytest.approx(0.03))
    assert asked(begun | {"start_date": ["2024-12-31"]}) == ()
    assert codes(asked(begun, usage=None)) == ["usage"]
    firsts = {"account": [0, 0], "user": [1, 2], "feature": [0, 0], "first_at": ["2025-02-01"] * 2}
    facts = make_facts(
        ACCOUNT | begun, contacts=PEOPLE, usage=USE, tickets=TICKETS, answers=ANSWERS, first_uses=firsts,
        features=("a",),
    )  # fmt: skip
    assert unknowns(facts, score(facts, STANDARDS), STANDARDS, 0) == ()


def test_bills_are_asked_about_where_those_of_others_are_known() -> None:
    """B's bills are known and A's are not: asked of A alone, by the signal's share of renewal, .30 x .20 of
    betas that add up to 3.20 (2.60 before the three of bills, incidents and prices).
    """
    bills = {"account": [1], "due_at": ["2025-05-01"], "paid_at": ["2025-05-01"]}
    twice = {name: column * 2 for name, column in ACCOUNT.items()} | {"account_id": ["A", "B"]}
    facts = make_facts(
        twice, contacts=PEOPLE, usage=USE, tickets=TICKETS, answers=ANSWERS, invoices=bills
    )  # fmt: skip
    book = score(facts, STANDARDS)
    (found,) = unknowns(facts, book, STANDARDS, 0)
    assert (found.code, found.weight) == ("bills", pytest.approx(0.30 * 0.20 / 3.20))
    assert "bills" not in codes(unknowns(facts, book, STANDARDS, 1))
