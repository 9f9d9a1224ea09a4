"""Rules 30 to 33: what they pay against how they are."""

from __future__ import annotations

import pytest

from tests.health.tensions.books import STORY, Book, day, ordinary_book


def paying(
    now: float, before: float, mood: tuple[float, float], seats: tuple[float, float] = (20.0, 20.0)
) -> Book:
    """Return a book in which the story paid so much a month half a year ago and now, and gave forty
    satisfaction answers of a score in either half year.
    """
    book = ordinary_book(without=("nps", "ces", "tickets"))
    for start, end, mrr, count in ((900, 121, before, seats[1]), (120, None, now, seats[0])):
        book.add(
            "contracts", account=STORY, start=day(start), end="NaT" if end is None else day(end), mrr=mrr,
            seats=count, ended=end is not None,
        )  # fmt: skip
    for place in range(40):
        book.answer(STORY, "csat", mood[0], 10 + 4 * place)
        book.answer(STORY, "csat", mood[1], 190 + 4 * place)
    return book


def test_expanding_while_souring() -> None:
    """A fifth more than half a year ago, and from all satisfied to none."""
    found = paying(1200.0, 1000.0, (2.0, 5.0)).fired(30)
    assert (found.first.value, found.first.before) == (1200.0, 1000.0)
    assert (found.second.value, found.second.before) == (0.0, 100.0)
    assert found.second.z <= -1.28


@pytest.mark.parametrize(
    ("now", "mood"),
    [(1099.0, (2.0, 5.0)), (1200.0, (5.0, 5.0)), (1200.0, (5.0, 2.0))],
    ids=["9.9 % more", "as content", "more content"],
)
def test_not_expanding_or_not_souring(now: float, mood: tuple[float, float]) -> None:
    """Any side under its gate."""
    assert paying(now, 1000.0, mood).fired(30) is None


@pytest.mark.parametrize(
    ("now", "seats", "fires"),
    [
        (900.0, (20.0, 20.0), True),
        (901.0, (20.0, 20.0), False),
        (1000.0, (18.0, 20.0), True),
        (1000.0, (19.0, 20.0), False),
    ],
    ids=["a tenth less", "not quite", "a tenth of the seats", "one seat"],
)
def test_shrinking_promoter(now: float, seats: tuple[float, float], fires: bool) -> None:
    """Revenue or seats down by a tenth, while sentiment is in the upper quarter."""
    found = paying(now, 1000.0, (5.0, 5.0), seats).fired(31)
    assert (found is not None) == fires
    if found is not None:
        assert found.first.value == pytest.approx(0.9)
        assert found.first.about == ("revenue" if now < 1000.0 else "seats")


def test_shrinking_without_promoters() -> None:
    """Less revenue of those who are not content is no contradiction."""
    assert paying(800.0, 1000.0, (2.0, 2.0)).fired(31) is None


def unhappy(renewal: int) -> Book:
    """Return a book in which everything of the story is bad, and it renews in so many days."""
    book = ordinary_book()
    for place in range(12):
        for kind, low in (("nps", 0.0), ("csat", 1.0), ("ces", 1.0)):
            book.answer(STORY, kind, low, 10 + 12 * place)
    book.use(STORY, [20.0, 40.0, 80.0] + [800.0] * 9, [2.0] * 3 + [15.0] * 9)
    book.of(STORY, renewal_date=day(-renewal))
    return book


def test_locked_in_and_unhappy() -> None:
    """Health below 40, renewal in more than a year; a day less is no lock."""
    found = unhappy(366).fired(32)
    assert found.first.value == 366
    assert found.second.value < 40.0
    assert unhappy(365).fired(32) is None


def test_locked_in_and_well() -> None:
    """All renew in 400 days: exactly those are told whose health is below 40, by the score itself."""
    book = ordinary_book()
    book.columns["renewal_date"] = [day(-400)] * 41
    found = book.tensions()
    told = {one.account for one in found.found if one.rule.number == 32}
    health = found.basis.portfolio.health
    assert told == {account for account in range(40) if health[account] < 40.0}
    assert 0 < len(told) < 10


def late(times: int, days_late: int, use: float) -> Book:
    """Return a book in which so many invoices of the story's last half year were paid so many days late."""
    book = ordinary_book(without=("nps", "csat", "ces", "tickets"))
    for place in range(6):
        due = 160 - 20 * place
        over = days_late if place < times else 0
        book.add(
            "invoices", account=STORY, invoice_id=f"N{place}", issued_at=day(due + 14), due_at=day(due),
            paid_at=day(due - over), amount=100.0, currency="EUR",
        )  # fmt: skip
    book.use(STORY, [1000.0 * use] * 3 + [1000.0] * 9)
    return book


def test_late_payer_and_active_user() -> None:
    """Two invoices 31 days late; those of the last month cannot be 30 days late yet and do not count."""
    found = late(2, 31, 1.0).fired(33)
    assert (found.first.value, found.first.n) == (2.0, 6)
    assert found.second.z >= -0.5


@pytest.mark.parametrize(
    ("times", "days_late", "use"),
    [(1, 31, 1.0), (2, 30, 1.0), (2, 31, 0.4)],
    ids=["once", "30 days", "use falls"],
)
def test_not_late_or_not_active(times: int, days_late: int, use: float) -> None:
    """Any side under its gate."""
    assert late(times, days_late, use).fired(33) is None


@pytest.mark.parametrize(("status", "fires"), [("open", True), (" Paid", False), ("void", False)])
def test_a_bill_of_unknown_or_no_end_is_not_late(status: str, fires: bool) -> None:
    """Two invoices without a day of payment: open ones are late by now; of those that are called paid nobody
    knows when, and void ones were never due."""
    book = late(0, 0, 1.0)
    rows = book.parts["invoices"]
    rows["status"] = ["paid"] * len(rows["account"])
    for place in range(2):
        rows["paid_at"][place], rows["status"][place] = "NaT", status
    assert (book.fired(33) is not None) == fires
