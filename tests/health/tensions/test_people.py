"""Rules 11 to 14: roles that disagree, and people that everything hangs on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.health import score
from cxdesk.health.tensions import find_tensions
from tests.health.tensions.books import OTHERS, STANDARDS, STORY, Book, ago, day, ordinary_book


def roles(**scores: tuple[float, int]) -> Book:
    """Return a book in which the story's roles gave so many NPS answers of a score each."""
    book = ordinary_book(without=("csat", "ces", "tickets"))
    for number in range(
        40
    ):  # three accounts' roles apart, so that the prior of each role is not without a scale
        if number % 2:
            for role in ("admin", "buyer", "end user"):
                for place in range(4):
                    good = 9.0 if (number // 2) % 2 else 3.0
                    book.answer(number, "nps", good, 30 + 20 * place, role)
    for role, (value, count) in scores.items():
        for place in range(count):
            book.answer(STORY, "nps", value, 20 + 10 * place, role.replace("_", " "))
    return book


def test_admins_happy_users_not() -> None:
    """Four promoting admins, eight detracting end users: NPS +100 against −100."""
    found = roles(admin=(9, 4), end_user=(3, 8)).fired(11)
    assert (found.first.value, found.first.n) == (100.0, 4)
    assert (found.second.value, found.second.n) == (-100.0, 8)
    assert found.evidence >= 0.9


@pytest.mark.parametrize(
    ("admins", "users"),
    [((9, 1), (3, 8)), ((9, 4), (3, 3)), ((9, 4), (9, 8)), ((3, 4), (9, 8))],
    ids=["one admin", "three users", "alike", "the other way round"],
)
def test_admins_and_users_below_the_gates(admins: tuple[float, int], users: tuple[float, int]) -> None:
    """Too few answers of a role, no difference, or the other difference."""
    assert roles(admin=admins, end_user=users).fired(11) is None


@pytest.mark.parametrize(("promoting", "fires"), [(16, False), (4, True)])
def test_a_small_difference_is_none_however_sure(promoting: int, fires: bool) -> None:
    """Forty answers of either role, all 8 or 9: 24 of the admins promote, and 16 or 4 of the end users. That
    is 20 or 50 points apart, surely so both times, and 30 are asked for.
    """
    book = roles()
    for role, promoters in (("admin", 24), ("end user", promoting)):
        for place in range(40):
            book.answer(STORY, "nps", 9.0 if place < promoters else 8.0, 10 + 4 * place, role)
    assert (book.fired(11) is not None) == fires


def test_users_happy_buyer_not() -> None:
    """Two buyers are enough; without a buyer the admins stand in, and the number says whose it is."""
    by_buyer = roles(end_user=(9, 8), buyer=(3, 2)).fired(12)
    assert (by_buyer.second.label, by_buyer.second.value) == ("NPS of buyers", -100.0)
    by_admin = roles(end_user=(9, 8), admin=(3, 4)).fired(12)
    assert (by_admin.second.label, by_admin.second.value) == ("NPS of admins", -100.0)
    assert roles(end_user=(9, 8), buyer=(9, 2)).fired(12) is None
    assert roles(end_user=(9, 3), buyer=(3, 2)).fired(12) is None


def known(people: list[tuple[str, str, bool]], written: dict[str, int], arr: float = 10_000.0) -> Book:
    """Return a book in which the story has those people (name, days since they were seen or "", champion) and
    so many tickets of the last 60 days by each address.
    """
    book = ordinary_book(without=("nps", "csat", "ces", "tickets"))
    for name, seen, champion in people:
        book.add(
            "contacts", account=STORY, contact_id=name, name=name.title(), email=f"{name}@x",
            last_seen=seen or "NaT", left_at="NaT", is_champion=champion, acts=True, missed_rounds=0,
        )  # fmt: skip
    for name, count in written.items():
        for place in range(count):
            book.ticket(STORY, 5 + 50 * place / count, contact=f"{name}@x")
    book.use(STORY, [1000.0] * 12)
    book.columns["arr"] = [5_000.0 + 1_000.0 * account for account in range(OTHERS)] + [arr]
    return book


ANN, TOM, EVE = (("ann", day(10), False), ("tom", day(20), False), ("eve", day(200), False))


def test_high_value_and_one_contact() -> None:
    """The dearest account, and of its three people one was seen in 90 days."""
    found = known([ANN, EVE], {}, arr=90_000.0).fired(13)
    assert (found.first.unit, found.second.value) == ("money", 1.0)
    assert known([ANN, TOM], {}, arr=90_000.0).fired(13) is None  # two were seen
    assert (
        known([ANN, EVE], {}, arr=30_000.0).fired(13) is None
    )  # among the dearer half, not the dearest fifth


def test_value_is_high_among_those_of_its_currency() -> None:
    """30,000 euros are more than any of the twenty others in euros (5,000 to 24,000); twenty in yen, with
    amounts of millions, say nothing of that. Alone in its currency it cannot be judged."""
    book = known([ANN, EVE], {}, arr=30_000.0)
    for account in range(20, OTHERS):
        book.of(account, currency="JPY", arr=100.0 * book.columns["arr"][account])
    assert book.fired(13).first.value > 0.0
    book.of(STORY, currency="USD")
    assert book.fired(13) is None


def test_one_voice_of_several() -> None:
    """Two were seen, but one of them wrote nine of ten tickets, by address and by id alike."""
    book = known([ANN, TOM], {"ann": 9, "tom": 1}, arr=90_000.0)
    rows = book.parts["tickets"]
    first = rows["contact"].index("ann@x")
    rows["contact"][first] = "ann"  # the contact's id: the same person
    found = book.fired(13)
    assert (found.second.value, found.second.n) == (2.0, 10)
    assert found.second.about == "nearly all of it from one person"
    assert known([ANN, TOM], {"ann": 7, "tom": 3}, arr=90_000.0).fired(13) is None


@pytest.mark.parametrize(
    ("seen", "renewal", "fires"),
    [(46, 100, True), (45, 100, False), (46, 270, True), (46, 271, False)],
)
def test_champion_quiet(seen: int, renewal: int, fires: bool) -> None:
    """Silent for more than 45 days, renewal within 270; Ann, who is no champion, does not stand in."""
    book = known([("zoe", day(seen), True), ANN], {})
    book.of(STORY, renewal_date=day(-renewal))
    found = book.fired(14)
    assert (found is not None) == fires
    if found is not None:
        assert (found.first.value, found.first.about, found.second.value) == (float(seen), "Zoe", renewal)


def test_champion_left() -> None:
    """Whoever left is gone, however lately; another champion who is there takes the place."""
    book = known([("zoe", day(50), True)], {})
    book.of(STORY, renewal_date=day(-100))
    book.parts["contacts"]["left_at"][0] = day(40)
    assert book.fired(14).first.value == 40.0
    book.add(
        "contacts", account=STORY, contact_id="max", name="Max", email="max@x", last_seen=day(3),
        left_at="NaT", is_champion=True, acts=True, missed_rounds=0,
    )  # fmt: skip
    assert book.fired(14) is None


def test_silence_between_two_surveys_is_no_departure() -> None:
    """A champion who only answers a yearly survey is silent between, whatever others of the account do; who
    left two rounds of invitations unanswered since is not.
    """
    book = known([("zoe", day(60), True)], {})
    book.of(STORY, renewal_date=day(-100))
    assert book.fired(14) is not None
    book.parts["contacts"]["acts"][0] = False
    assert book.fired(14) is None
    book.parts["contacts"]["missed_rounds"][0] = 2
    assert book.fired(14) is not None


def test_whoever_wrote_most_stands_in_for_a_champion() -> None:
    """No champion is marked: Tom wrote six of eight tickets of the year, the last 60 days ago."""
    book = known([ANN, TOM], {})
    for place in range(6):
        book.ticket(STORY, 60 + 10 * place, contact="tom@x")
    for place in range(2):
        book.ticket(STORY, 5 + place, contact="ann@x")
    book.of(STORY, renewal_date=day(-100))
    assert book.fired(14).first.value == 60.0
    book.ticket(STORY, 44, contact="tom@x")
    assert book.fired(14) is None


def test_lost_accounts_are_asked_nothing() -> None:
    """The same story of an account that has left fires nothing at all."""
    book = known([("zoe", day(50), True)], {})
    book.of(STORY, renewal_date=day(-100))
    assert book.tensions().of(STORY)
    facts = book.facts()
    lost = np.arange(len(facts.accounts)) == STORY
    facts = replace(facts, accounts=replace(facts.accounts, is_lost=lost))
    assert find_tensions(facts, score(facts, STANDARDS), STANDARDS).of(STORY) == ()


def test_ago_and_day_agree() -> None:
    """The book's two ways to count back name the same day."""
    assert ago(30).startswith(day(30))
