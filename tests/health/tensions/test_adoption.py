"""Rules 8 and 15 to 20: how the product is used against what was bought and what is said of it."""

from __future__ import annotations

import pytest
from scipy.stats import beta

from cxdesk.workspace.conventions import Conventions, Workflow
from tests.health.tensions.books import MONTHS, OTHERS, SEATS, STORY, Book, ago, day, ordinary_book

WOBBLE = (1.0, 1.04, 0.97, 1.02, 0.98, 1.01)


def plain() -> Book:
    """Return the ordinary book with use alone."""
    return ordinary_book(without=("nps", "csat", "ces", "tickets"))


def young(scores: list[float], age: int, features: int, asked: int = 40) -> Book:
    """Return a book in which the story began so many days ago, answered so, and uses so many features."""
    book = plain()
    for place, value in enumerate(scores):
        book.answer(STORY, "nps", value, asked + place)
    months = [[300.0 * (place < features) for place in range(4)] for _ in range(4)]
    book.use_features(STORY, months)
    book.of(STORY, start_date=day(age), tenure_years=age / 365.25)
    return book


def test_promoter_not_started() -> None:
    """Both who answered promote; after 100 days one of four features is used, by others all four."""
    found = young([9.0, 10.0], 100, 1).fired(8)
    assert (found.first.value, found.first.n) == (2.0, 2)
    assert (found.second.value, found.second.n) == (0.25, 4)


@pytest.mark.parametrize(
    ("scores", "age", "features", "asked"),
    [([8.0, 8.0], 100, 1, 40), ([9.0], 181, 1, 40), ([9.0], 100, 2, 40), ([9.0], 100, 1, 130)],
    ids=["no promoter", "not new", "half of the features", "asked long ago"],
)
def test_no_promoter_or_started(scores: list[float], age: int, features: int, asked: int) -> None:
    """Any side under its gate."""
    assert young(scores, age, features, asked).fired(8) is None


def test_steps_of_a_workflow_come_before_features() -> None:
    """Where a workflow is named its steps are what counts: one of three taken."""
    book = young([9.0], 100, 1)
    book.conventions = Conventions(workflows=(Workflow("Report", ("board", "reports", "export")),))
    found = book.fired(8)
    assert found.second.value == pytest.approx(1 / 3)
    assert found.second.n == 3


def seated(users: list[float], renewal: int = 200, age: int = 1500) -> Book:
    """Return a book in which so many of the story's 20 seats were in use in the last three months."""
    book = plain()
    book.use(STORY, [1000.0] * MONTHS, users + [users[-1]] * (MONTHS - len(users)))
    book.of(STORY, renewal_date=day(-renewal), start_date=day(age))
    return book


def test_seats_over_bought() -> None:
    """Four of 20 in the fullest month. The upper end is that of Beta(5 mu + 4, 5 (1 - mu) + 16) at 90 %, with
    mu the share of all seats in use: 15 of 20 of forty customers and 4 of the story's.
    """
    found = seated([3.0, 4.0, 2.0]).fired(15)
    mean = (OTHERS * 15 + 4) / ((OTHERS + 1) * SEATS)
    assert found.first.value == pytest.approx(0.2)
    assert found.first.high == pytest.approx(beta.ppf(0.9, 5 * mean + 4, 5 * (1 - mean) + 16))
    assert found.first.high < 0.5
    assert found.second.value == 200


@pytest.mark.parametrize(
    ("users", "renewal", "age"),
    [([7.0, 7.0, 7.0], 200, 1500), ([4.0, 9.0, 4.0], 200, 1500), ([4.0], 366, 1500), ([4.0], 200, 120)],
    ids=["may be half", "one full month", "renews later", "too young"],
)
def test_seats_not_over_bought(users: list[float], renewal: int, age: int) -> None:
    """Seven of 20 may be half of them in truth; a month of holidays is no empty seat."""
    assert seated(users, renewal, age).fired(15) is None


def crowded(users: float, score: float) -> Book:
    """Return a book in which the story has so many users, and gave forty answers of a score."""
    book = ordinary_book(without=("nps", "ces", "tickets"))
    book.use(STORY, [1000.0] * MONTHS, users)
    for place in range(40):
        book.answer(STORY, "csat", score, 10 + 4 * place)
    return book


def test_full_seats_and_low_sentiment() -> None:
    """Nineteen of 20 seats in use, nobody satisfied."""
    assert crowded(19.0, 2.0).fired(16).first.value == pytest.approx(0.95)
    assert crowded(18.0, 2.0).fired(16) is None
    assert crowded(19.0, 5.0).fired(16) is None


def test_heavy_but_one_feature() -> None:
    """Eight of ten actions in one feature, at thrice the use of others; named by what it is."""
    book = plain()
    book.use_features(STORY, [[100.0, 2400.0, 300.0, 200.0]] * MONTHS)
    found = book.fired(17)
    assert (found.first.value, found.first.n, found.first.about) == (0.8, 9000, "reports")


@pytest.mark.parametrize(
    "months", [[101.0, 2399.0, 300.0, 200.0], [10.0, 240.0, 30.0, 20.0]], ids=["below 80 %", "little use"]
)
def test_not_heavy_or_not_one_feature(months: list[float]) -> None:
    """Any side under its gate."""
    book = plain()
    book.use_features(STORY, [months] * MONTHS)
    assert book.fired(17) is None


def logins(now: float, users: list[float]) -> Book:
    """Return a book in which the story's use is so many times what it was, by so many users a month."""
    book = plain()
    book.use(STORY, [1000.0 * now * WOBBLE[month] for month in range(3)]
             + [1000.0 * WOBBLE[month % 6] for month in range(3, MONTHS)], users)  # fmt: skip
    return book


def test_logins_steady_value_falls() -> None:
    """Fifteen users as before, 60 % of the actions each."""
    found = logins(0.6, [15.0] * MONTHS).fired(18)
    assert (found.first.value, found.first.before) == (15.0, 15.0)
    assert found.second.value == pytest.approx(0.6 * found.second.before, rel=0.05)
    assert found.second.z <= -1.28


@pytest.mark.parametrize(
    ("now", "users"),
    [(1.0, [15.0] * MONTHS), (0.6, [9.0] * 3 + [15.0] * 9)],
    ids=["as much each", "fewer users"],
)
def test_logins_or_value_otherwise(now: float, users: list[float]) -> None:
    """Nothing fell, or the logins did."""
    assert logins(now, users).fired(18) is None


def stepping(passed: int, of: int, score: float) -> Book:
    """Return a book with a workflow of two steps in which `passed` of the story's people came to the second,
    of others nine of ten; the story gave ten satisfaction answers of a score.
    """
    book = ordinary_book(without=("nps", "ces", "tickets"))
    book.conventions = Conventions(workflows=(Workflow("Report", ("board", "export")),))
    for account in range(OTHERS + 1):
        whole, done = (of, passed) if account == STORY else (10, 9 - account % 3)
        for user in range(whole):
            book.add("first_uses", account=account, feature=0, first_at=day(100), user=user)
            if user < done:
                book.add("first_uses", account=account, feature=3, first_at=day(90), user=user)
    for place in range(10):
        book.answer(STORY, "csat", score, 10 + 10 * place)
    return book


def test_satisfied_but_drops_out() -> None:
    """Two of 20 came to the export, elsewhere eight or nine of ten; all are satisfied."""
    found = stepping(2, 20, 5.0).fired(19)
    assert (found.first.value, found.first.n, found.first.about) == (0.1, 20, "Report: export")
    assert found.second.value == 1.0


@pytest.mark.parametrize(
    ("passed", "of", "score"),
    [(28, 40, 5.0), (0, 4, 5.0), (2, 20, 2.0)],
    ids=["nearly as many", "four people", "not satisfied"],
)
def test_no_drop_out_or_not_satisfied(passed: int, of: int, score: float) -> None:
    """Any side under its gate."""
    assert stepping(passed, of, score).fired(19) is None


def exporting(exports: float, rest: float) -> Book:
    """Return a book in which of 1,000 actions a month, 100 of them exports, became so many of either kind."""
    book = plain()
    now = [[rest / 2, rest / 2, 0.0, exports]] * 3
    book.use_features(STORY, now + [[450.0 * part, 450.0, 0.0, 100.0] for part in WOBBLE[:3] * 3])
    return book


def test_more_use_but_exports() -> None:
    """From a tenth to seven tenths of all actions, the others down by half."""
    found = exporting(1050.0, 450.0).fired(20)
    assert (found.first.value, found.first.n) == (0.7, 4500)
    assert found.second.z <= -1.28


@pytest.mark.parametrize(
    ("exports", "rest"), [(180.0, 450.0), (1050.0, 900.0)], ids=["18 points more", "the rest as before"]
)
def test_no_more_exports_or_as_much_else(exports: float, rest: float) -> None:
    """From 10 % to 28 % is not 20 points; and exports beside as much other use are no contradiction."""
    assert exporting(exports, rest).fired(20) is None


def test_products_without_exports_cannot_be_judged() -> None:
    """No feature of that name: the rule says what it needs and does not fire."""
    book = exporting(1050.0, 450.0)
    book.features = ("board", "reports", "alerts", "planner")
    missing = {each.rule.number: each.needs for each in book.tensions().not_judged()}
    assert missing[20].startswith("features that are named as exports or interfaces")
    assert ago(1).startswith(day(1))
