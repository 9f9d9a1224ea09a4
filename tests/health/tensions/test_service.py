"""Rules 3, 4, 5, 25, 26 and 34: service against how it is rated."""

from __future__ import annotations

import pytest
from scipy.stats import beta

from tests.health.tensions.books import OTHERS, STORY, Book, ordinary_book, ordinary_rows


def rated(good: int, answers: int, reopened: int, solved: int) -> Book:
    """Return a book in which the story gave so many satisfied answers and had so many tickets reopened."""
    book = ordinary_book(without=("nps", "ces"))
    for place in range(answers):
        book.answer(STORY, "csat", 5.0 if place < good else 2.0, 10 + 3 * place)
    for place in range(solved):
        book.ticket(STORY, 20 + 3 * place, reopens=float(place < reopened))
    return book


def test_rated_well_but_reopened() -> None:
    """All of 20 satisfied, 15 of 30 solved tickets reopened. The evidence is the smaller of two posterior
    probabilities, worked out here from Beta(mu M + k, (1 - mu) M + n - k).
    """
    book = rated(20, 20, 15, 30)
    found = book.fired(3)
    assert (found.first.value, found.first.n) == (1.0, 20)
    assert (found.second.value, found.second.n) == (0.5, 30)
    basis = book.tensions().basis
    reopened = basis.reopened
    strength = 30 * (1 / reopened.reliability[STORY] - 1)  # R = n / (n + M)
    mean = (reopened.value[STORY] * (30 + strength) - 15) / strength  # value = (mu M + k) / (n + M)
    limit = basis.quartile(reopened.value, 75)[STORY]
    probability = beta.sf(limit, mean * strength + 15, (1 - mean) * strength + 15)
    csat = basis.satisfaction
    csat_strength = 20 * (1 / csat.reliability[STORY] - 1)
    csat_mean = (csat.value[STORY] * (20 + csat_strength) - 20) / csat_strength
    sure = beta.sf(0.8, csat_mean * csat_strength + 20, (1 - csat_mean) * csat_strength)
    assert found.evidence == pytest.approx(min(probability, sure), rel=1e-9)
    assert found.severity == pytest.approx(found.evidence / (OTHERS + 1), rel=1e-9)  # all pay alike


@pytest.mark.parametrize(
    ("good", "answers", "reopened", "solved"),
    [(2, 2, 15, 30), (14, 20, 15, 30), (20, 20, 1, 30), (20, 20, 2, 4)],
    ids=["two answers", "CSAT of 70 %", "few reopened", "four solved"],
)
def test_not_rated_well_or_not_reopened(good: int, answers: int, reopened: int, solved: int) -> None:
    """Raw, CSAT above .8 beside many reopened fires on one account in ten; below the gates nothing does."""
    assert rated(good, answers, reopened, solved).fired(3) is None


def coming_back(first: int, back: int, solved: int) -> Book:
    """Return a book in which so many of the story's solved tickets needed one contact, and so many of these
    were asked about again by the same person within 14 days.
    """
    book = ordinary_book(without=("nps", "ces", "csat"))
    for place in range(solved):
        at = 170 - 5 * place
        told = {"contact": f"p{place}@x", "category": "billing"}
        book.ticket(STORY, at, first_contact_resolved=float(place < first), **told)
        if place < back:
            book.ticket(STORY, at - 5, hours=None, first_contact_resolved=0.0, **told)
    return book


def test_solved_at_first_contact_but_comes_back() -> None:
    """Twenty of twenty at first contact, twelve of them asked about again: a gap of 60 points."""
    found = coming_back(20, 12, 20).fired(4)
    assert (found.first.value, found.first.n) == (1.0, 20)
    assert (found.second.value, found.second.n) == (0.6, 20)


@pytest.mark.parametrize(
    ("first", "back", "solved"),
    [(7, 5, 7), (12, 10, 20), (30, 4, 30)],
    ids=["seven tickets", "60 % at first contact", "four of thirty came back"],
)
def test_not_coming_back(first: int, back: int, solved: int) -> None:
    """Fewer than eight tickets, too few at first contact, or too few that came back."""
    assert coming_back(first, back, solved).fired(4) is None


def timed(reply: float, hours: float, count: int) -> Book:
    """Return a book in which the story's tickets got a first reply after so many minutes and a solution after
    so many hours, each a little apart.
    """
    book = ordinary_book(without=("nps", "ces", "csat"))
    for place in range(count):
        part = 1.0 + 0.02 * (place % 5)
        book.ticket(STORY, 12 + 4 * place, hours=hours * part, first_response_minutes=reply * part)
    return book


def test_quick_reply_and_slow_fix() -> None:
    """Replies in 10 minutes where others take 60 to 180; solutions in 120 hours, others 20 to 58."""
    found = timed(10.0, 120.0, 16).fired(5)
    assert found.first.value == pytest.approx(10 / 60 * 1.04)  # the middle of five: half are answered by it
    assert found.second.value == pytest.approx(120 * 1.04)
    assert found.first.n == found.second.n == 16


@pytest.mark.parametrize(
    ("reply", "hours", "count"),
    [(10.0, 120.0, 7), (105.0, 120.0, 16), (10.0, 36.0, 16)],
    ids=["seven tickets", "usual replies", "usual fixes"],
)
def test_no_quick_reply_or_no_slow_fix(reply: float, hours: float, count: int) -> None:
    """Below either gate nothing is told."""
    assert timed(reply, hours, count).fired(5) is None


def less(now: int, before: int, use: float) -> Book:
    """Return a book in which the story wrote so many tickets in 90 days and the 90 before, and use became so
    many times what it was.
    """
    book = ordinary_book(without=("nps", "ces", "csat", "tickets"))
    ordinary_rows(book, 0, 0, ("nps", "ces", "csat", "usage"))  # tickets are known of somebody
    for start, count in ((5, now), (95, before)):
        for place in range(count):
            book.ticket(STORY, start + 80 * place / max(count, 1))
    book.use(STORY, [1000.0 * use] * 3 + [1000.0] * 9)
    return book


def test_fewer_tickets_because_of_less_use() -> None:
    """Tickets from 20 to 8, use to 40 %: as many tickets per day of use as before."""
    found = less(8, 20, 0.4).fired(25)
    assert (found.first.value, found.first.before) == (8.0, 20.0)
    # Anscombe: 2 (sqrt(8 + 3/8) - sqrt(20 + 3/8)) / sqrt 2
    assert found.first.z == pytest.approx(2**0.5 * (8.375**0.5 - 20.375**0.5))
    density = found.also[0]
    assert density.value == pytest.approx(density.before)  # 8 of 300 days, 20 of 750


@pytest.mark.parametrize(
    ("now", "before", "use"),
    [(13, 20, 0.4), (2, 4, 0.4), (8, 20, 0.8), (3, 20, 0.4)],
    ids=["two thirds of the tickets", "too few to tell", "use at 80 %", "fewer per day of use as well"],
)
def test_not_fewer_tickets_because_of_less_use(now: int, before: int, use: float) -> None:
    """Any side under its gate: problems may well be solved."""
    assert less(now, before, use).fired(25) is None


def escalating(now: int, before: int, good: tuple[int, int], heard: bool) -> Book:
    """Return a book in which so many of 25 tickets in either 90 days were escalated by Eve, so many of ten
    satisfaction answers were good, and Eve answered or not.
    """
    book = ordinary_book(without=("nps", "ces"))
    for start, count, satisfied in ((5, now, good[0]), (95, before, good[1])):
        for place in range(25):
            book.ticket(STORY, start + 3 * place, escalations=float(place < count), contact="eve@x")
        for place in range(10):
            book.answer(
                STORY, "csat", 5.0 if place < satisfied else 2.0, start + 8 * place + 1, contact="tom@x"
            )
    if heard:
        book.answer(STORY, "csat", 5.0, 5, contact="eve@x")
    return book


def test_escalations_up_and_nobody_hears_those_who_escalate() -> None:
    """From 1 of 25 to 15 of 25 escalated; eight of ten satisfied before and after; Eve never answered."""
    found = escalating(15, 1, (8, 8), heard=False).fired(26)
    assert (found.first.value, found.first.before) == (0.6, 0.04)
    assert found.second.z == 0.0
    assert (found.also[0].value, found.also[0].n) == (0.0, 1)


@pytest.mark.parametrize(
    ("now", "before", "good", "heard"),
    [(15, 1, (8, 8), True), (2, 1, (8, 8), False), (15, 1, (3, 9), False)],
    ids=["she answered", "hardly more", "CSAT fell too"],
)
def test_escalations_not_unheard(now: int, before: int, good: tuple[int, int], heard: bool) -> None:
    """Any side under its gate."""
    assert escalating(now, before, good, heard).fired(26) is None


def sooner(now: float, before: float, mood: tuple[int, int]) -> Book:
    """Return a book in which the story's tickets of either 90 days took so many hours, and so many of ten
    satisfaction answers of either half year were good.
    """
    book = ordinary_book(without=("nps", "ces"))
    for start, hours in ((8, now), (95, before)):
        for place in range(16):
            book.ticket(STORY, start + 5 * place, hours=hours * (1.0 + 0.1 * (place % 5)))
    for start, good in ((10, mood[0]), (190, mood[1])):
        for place in range(10):
            book.answer(STORY, "csat", 5.0 if place < good else 2.0, start + 10 * place)
    return book


def test_faster_but_not_noticed() -> None:
    """Half the time, and answers as before."""
    found = sooner(30.0, 60.0, (7, 7)).fired(34)
    assert found.first.value == pytest.approx(0.5 * found.first.before)
    assert found.second.value == pytest.approx(70.0)


@pytest.mark.parametrize(
    ("now", "before", "mood"),
    [(48.0, 60.0, (7, 7)), (30.0, 60.0, (10, 5))],
    ids=["a fifth sooner", "they say so"],
)
def test_not_faster_or_noticed(now: float, before: float, mood: tuple[int, int]) -> None:
    """A fifth is no quarter; and answers that rise with it are no contradiction."""
    assert sooner(now, before, mood).fired(34) is None
