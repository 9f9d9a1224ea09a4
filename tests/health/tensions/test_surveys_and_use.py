"""Rules 1, 2 and 9: what people answer against what they do."""

from __future__ import annotations

from math import sqrt

import pytest

from tests.health.tensions.books import MONTHS, STORY, Book, ordinary_book

RISING = [1600.0] * 3 + [1000.0] * 9
LEVEL = [1000.0, 1040.0, 970.0, 1020.0, 980.0, 1010.0] * 2
FALLING = [400.0] * 3 + [1000.0] * 9


def with_answers(now: float, before: float, each: int, use: list[float]) -> Book:
    """Return the ordinary book with so many NPS answers of the story in either half year, and its use."""
    book = ordinary_book(without=("csat", "ces", "tickets"))
    for place in range(each):
        book.answer(STORY, "nps", now, 10 + 15 * place)
        book.answer(STORY, "nps", before, 190 + 15 * place)
    book.use(STORY, use)
    return book


def adjusted_z(now: tuple[int, int, int], before: tuple[int, int, int]) -> float:
    """Return z of a change of NPS by adjusted Wald (Rocks 2016): 3/4, 3/2 and 3/4 answers are added."""

    def centre_and_variance(counts: tuple[int, int, int]) -> tuple[float, float]:
        low, middle, top = (count + extra for count, extra in zip(counts, (0.75, 1.5, 0.75), strict=True))
        n = low + middle + top
        centre = (top - low) / n
        return centre, ((top + low) / n - centre**2) / n

    (first, one), (second, other) = centre_and_variance(now), centre_and_variance(before)
    return (first - second) / sqrt(one + other)


def test_nps_falls_while_use_rises() -> None:
    """Eight promoters became eight detractors, and use rose by 60 %: the numbers, their n, dates and z."""
    found = with_answers(3, 9, 8, RISING).fired(1)
    assert (found.first.value, found.first.before) == (-100.0, 100.0)
    assert (found.first.n, found.first.before_n) == (8, 8)
    assert found.first.z == pytest.approx(adjusted_z((8, 0, 0), (0, 0, 8)))
    assert str(found.first.period.start) == "2025-01-02"  # 180 days to 30 June, both inclusive
    assert str(found.first.period.end) == "2025-06-30"
    assert found.second.value > 1.5 * found.second.before
    assert found.second.z >= 1.28
    assert found.rule.audience == "call"


@pytest.mark.parametrize(
    ("now", "before", "each", "use"),
    [(3, 9, 4, RISING), (8, 9, 2, RISING), (9, 9, 8, RISING), (3, 9, 8, LEVEL), (3, 9, 8, FALLING)],
    ids=["four answers", "two answers", "no fall", "level use", "falling use"],
)
def test_nps_and_use_below_either_gate(now: float, before: float, each: int, use: list[float]) -> None:
    """Fewer than five answers, no fall, or no rise: nothing is told."""
    assert with_answers(now, before, each, use).fired(1) is None


def test_nps_rises_while_use_falls() -> None:
    """The mirror, and only that one of the two."""
    book = with_answers(9, 3, 8, FALLING)
    assert book.fired(2) is not None
    assert book.fired(1) is None
    assert with_answers(9, 3, 8, LEVEL).fired(2) is None
    assert with_answers(9, 9, 8, FALLING).fired(2) is None


def test_a_summer_of_all_is_nobodys_own() -> None:
    """When use of every customer falls by half at once, no account is told to have fallen on its own."""
    book = ordinary_book(without=("csat", "ces", "tickets"))
    for name in ("usage", "feature_months"):
        rows = book.parts[name]
        rows["events"] = [
            events / 2 if month < 3 else events
            for events, month in zip(rows["events"], rows["month"], strict=True)
        ]
    for place in range(8):
        book.answer(STORY, "nps", 9, 10 + 15 * place)
        book.answer(STORY, "nps", 3, 190 + 15 * place)
    book.use(STORY, [500.0] * 3 + [1000.0] * 9)
    assert book.fired(2) is None


def silent(asked: int, answered: int, use: list[float], tickets: tuple[int, int]) -> Book:
    """Return a book in which the story was asked so often in half a year, and wrote so many tickets in the
    last 90 days and the 90 before.
    """
    book = ordinary_book(without=("csat", "ces", "tickets"))
    for place in range(asked):
        book.answer(STORY, "nps", 9.0 if place < answered else None, 20 + 10 * place)
    for place in range(tickets[0]):
        book.ticket(STORY, 10 + 5 * place)
    for place in range(tickets[1]):
        book.ticket(STORY, 95 + 5 * place)
    book.use(STORY, use)
    return book


def test_silently_disengaging() -> None:
    """Four invitations without an answer, use down by 60 %, tickets from 8 to 3."""
    found = silent(4, 0, FALLING, (3, 8)).fired(9)
    assert (found.first.value, found.first.n) == (0.0, 4)
    assert found.second.z <= -1.28
    assert [(each.value, each.before) for each in found.also] == [(3.0, 8.0)]


@pytest.mark.parametrize(
    ("asked", "answered", "use", "tickets"),
    [
        (2, 0, FALLING, (3, 8)),
        (4, 1, FALLING, (3, 8)),
        (4, 0, LEVEL, (3, 8)),
        (4, 0, FALLING, (5, 8)),
        (4, 0, FALLING, (1, 3)),
    ],
    ids=["asked twice", "one answer", "level use", "tickets above half", "few tickets before"],
)
def test_not_silently_disengaging(asked: int, answered: int, use: list[float], tickets) -> None:
    """Any side just under its gate: nothing is told."""
    assert silent(asked, answered, use, tickets).fired(9) is None


def test_a_gap_in_the_feed_is_no_fall() -> None:
    """Three months in which nobody at all has use are missing, not zero: the rule cannot be judged."""
    book = with_answers(9, 3, 8, FALLING)
    for name in ("usage", "feature_months"):
        rows = book.parts[name]
        kept = [place for place, month in enumerate(rows["month"]) if month >= 3]
        book.parts[name] = {column: [values[place] for place in kept] for column, values in rows.items()}
    book.feed = (0.0,) * 3 + (1.0,) * (MONTHS - 3)
    missing = {each.rule.number: each.needs for each in book.tensions().not_judged(STORY)}
    assert missing[2] == "six months of usage"
    assert book.fired(2) is None
