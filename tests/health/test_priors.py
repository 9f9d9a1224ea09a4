"""What is typical of a segment comes from its customers, and an account is asked only for its own roles."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health import Portfolio, default_standards_text, read_standards, score
from tests.metrics.made_facts import answers_of, make_facts

STANDARDS = read_standards(default_standards_text())
ADMIN, END_USER, BUYER, OTHER = range(4)


def driver(book: Portfolio, name: str, what: str = "value") -> np.ndarray:
    index = [item.name for item in book.drivers].index(name)
    return getattr(book, f"driver_{what}")[:, index]


def with_lost(lost_score: float, lost_users: float) -> Portfolio:
    """Return the health of 20 customers who answer 3, 7, 9 and of 20 lost accounts who answered and used as
    given.
    """
    accounts = 40
    is_lost = [index >= 20 for index in range(accounts)]
    scores = [
        lost_score if is_lost[index] else (3, 7, 9)[turn] for index in range(accounts) for turn in range(3)
    ]
    users = [lost_users if is_lost[index] else 5.0 for index in range(accounts)]
    return score(
        make_facts(
            {
                "account_id": [f"A{index}" for index in range(accounts)],
                "is_lost": is_lost,
                "seats": [10.0] * accounts,
                "tenure_years": [2.0] * accounts,
            },
            answers=answers_of("nps", scores, (0, 10), account=np.repeat(np.arange(accounts), 3)),
            usage={
                "account": range(accounts),
                "month": [0] * accounts,
                "events": [10.0 * number for number in users],
                "active_users": users,
                "active_days": [5.0] * accounts,
            },
            tickets={
                "account": range(accounts),
                "created_at": ["2025-06-01"] * accounts,
                "resolved_at": ["2025-06-02"] * accounts,
                "escalations": [0.0] * 20 + [lost_users] * 20,
                "reopens": [0.0] * 20 + [lost_users] * 20,
            },
        ),
        STANDARDS,
    )


def test_lost_accounts_are_no_yardstick() -> None:
    """Whatever the lost accounts answered, used or wrote, customers' readings and scores stay."""
    happy, unhappy = with_lost(10.0, 9.0), with_lost(0.0, 0.0)
    for field in ("driver_value", "signal_value", "driver_score", "health"):
        np.testing.assert_allclose(getattr(happy, field)[:20], getattr(unhappy, field)[:20], rtol=1e-12)
    assert not np.isnan(driver(happy, "nps")[:20]).any()
    assert not np.allclose(driver(happy, "nps")[20:], driver(unhappy, "nps")[20:])


def nps_of(answers: dict, contacts: dict | None = None, accounts: int = 1) -> Portfolio:
    facts = make_facts(accounts, answers=answers, contacts=contacts or {})
    return score(facts, STANDARDS)


def test_reliability_counts_the_roles_that_the_account_has() -> None:
    """Five admin answers of one day: n_eff 5, default strength 5, R 1/2. Alone the admin is all there is:
    1/2. With end users among the contacts, weights .4 and .4: 1/4. With a buyer besides (.2): 1/5. One who
    left and one whose role is not known are not missed.
    """
    answers = answers_of("nps", [9] * 5, (0, 10), role=[ADMIN] * 5)
    assert driver(nps_of(answers), "nps", "reliability")[0] == pytest.approx(0.5)
    for roles, left, expected in (
        ([END_USER], ["NaT"], 0.25),
        ([END_USER, END_USER, BUYER], ["NaT"] * 3, 0.2),
        ([END_USER, OTHER], ["2025-01-01", "NaT"], 0.5),
    ):
        contacts = {"account": [0] * len(roles), "role": roles, "left_at": left}
        assert driver(nps_of(answers, contacts), "nps", "reliability")[0] == pytest.approx(expected)


def test_a_role_heard_elsewhere_takes_nothing_from_an_account() -> None:
    """One end user answers at account 1: account 0, with admins only, keeps its reliability."""
    answers = answers_of("nps", [9] * 6, (0, 10), role=[ADMIN] * 5 + [END_USER], account=[0] * 5 + [1])
    assert driver(nps_of(answers, accounts=2), "nps", "reliability")[0] == pytest.approx(0.5)


def test_roles_count_by_weight_times_reliability() -> None:
    """One happy admin and 20 unhappy end users, one account. With the default strength 5 a role's R is
    n / (n + 5), its value its own mean; together (.4 R_a s_a + .4 R_e s_e) / (.4 R_a + .4 R_e). A buyer
    weighs .2.
    """
    answers = answers_of("nps", [10] + [0] * 20, (0, 10), role=[ADMIN] + [END_USER] * 20, account=[0] * 21)
    book = nps_of(answers)
    admin, users = 1 / 6, 20 / 25  # one account: its own answers are the role's mean, so s = m
    value = (0.4 * admin * 1.0 + 0.4 * users * 0.0) / (0.4 * admin + 0.4 * users)
    assert driver(book, "nps")[0] == pytest.approx(200 * value - 100, abs=1e-6)
    assert driver(book, "nps", "reliability")[0] == pytest.approx((admin + users) / 2)
    buyers = answers_of("nps", [10] + [0] * 20, (0, 10), role=[BUYER] + [END_USER] * 20, account=[0] * 21)
    weighted = (0.2 * admin * 1.0) / (0.2 * admin + 0.4 * users)
    assert driver(nps_of(buyers), "nps")[0] == pytest.approx(200 * weighted - 100, abs=1e-6)
    assert driver(nps_of(buyers), "nps", "reliability")[0] == pytest.approx((0.2 * admin + 0.4 * users) / 0.6)
