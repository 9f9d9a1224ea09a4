"""What comes out: order, severity, what cannot be judged, and numbers in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.formatting import NumberStyle
from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.tensions import CALL, INTERNAL, RULES, Number, Period, find_tensions
from cxdesk.health.tensions.texts import number_text
from tests.health.tensions.books import OTHERS, STANDARDS, STORY, ordinary_book
from tests.metrics.made_facts import make_facts
from tests.metrics.rich_facts import in_two_currencies, rich_facts

NONE = float("nan")


def test_the_rules_are_whole() -> None:
    """Numbers 1 to 34 in order, names told apart, questions that ask, ends that are sentences."""
    assert [rule.number for rule in RULES] == list(range(1, 35))
    assert len({rule.name for rule in RULES}) == len({rule.judge for rule in RULES}) == 34
    for rule in RULES:
        assert rule.question.endswith("?")
        assert rule.disappears_when.endswith(".")
        assert rule.needs
        assert rule.audience in (CALL, INTERNAL)
    internal = [rule.number for rule in RULES if rule.audience == INTERNAL]
    assert internal == [21, 22, 27, 28, 29]  # those that methods 7 marks so


def test_an_ordinary_book_is_told_nothing_of() -> None:
    """Forty customers with small differences: no rule fires, though 17 and more could be judged."""
    found = ordinary_book().tensions()
    assert found.found == ()
    assert sum(bool(found.known(rule).any()) for rule in RULES) >= 17


def test_nothing_known_fires_nothing() -> None:
    """Accounts alone: every rule but those of the score says what it needs, and none fires."""
    facts = make_facts(20)
    found = find_tensions(facts, score(facts, STANDARDS), STANDARDS)
    assert found.found == ()
    missing = {each.rule.number: each.needs for each in found.not_judged()}
    assert set(range(1, 35)) - set(missing) <= {13, 22, 32}
    assert all(missing.values())
    assert missing[5] == "eight tickets in 180 days with times to reply and to solve"


@pytest.mark.parametrize("seed", range(6))
def test_any_book_can_be_looked_at(seed: int) -> None:
    """Facts drawn by chance with gaps in every part, in two currencies, of few accounts and of none: numbers
    of firings are known, and evidence and severity lie between 0 and 1.
    """
    for facts in (rich_facts(30, seed), in_two_currencies(rich_facts(12, seed)), rich_facts(3, seed).of([])):
        found = find_tensions(facts, score(facts, STANDARDS), STANDARDS)
        assert found.basis.revenue_share.sum() == pytest.approx(1.0 if found.basis.customers.any() else 0.0)
        for one in found.found:
            assert not np.isnan([one.first.value, one.second.value, *(each.value for each in one.also)]).any()
            assert 0.0 <= one.severity <= one.evidence <= 1.0
            assert found.basis.customers[one.account]


def over_bought(accounts: dict[int, float]):
    """Return a book in which some accounts, of so much revenue, use four of their twenty seats."""
    book = ordinary_book(without=("nps", "csat", "ces", "tickets"))
    for account, revenue in accounts.items():
        book.of(account, arr=revenue)
        for part in ("usage", "feature_months"):
            if account != STORY:
                book.clear(part, account)
        book.use(account, [1000.0] * 12, 4.0)
    return book


def test_the_severest_first() -> None:
    """Three accounts with the same tension: by their share of the revenue, worked out here."""
    found = over_bought({STORY: 40_000.0, 3: 90_000.0, 7: 5_000.0}).tensions().found
    assert [one.account for one in found if one.rule.number == 15] == [3, STORY, 7]
    whole = 40_000 + 90_000 + 5_000 + (OTHERS - 2) * 10_000
    assert found[0].severity == pytest.approx(found[0].evidence * 90_000 / whole)


def test_gates_are_settings() -> None:
    """With a gate of changed = 9 standard errors no change is told; the default is 1.28."""
    book = ordinary_book(without=("csat", "ces", "tickets"))
    for place in range(8):
        book.answer(STORY, "nps", 3, 10 + 15 * place)
        book.answer(STORY, "nps", 9, 190 + 15 * place)
    book.use(STORY, [1600.0] * 3 + [1000.0] * 9)
    assert book.fired(1) is not None
    facts = book.facts()
    strict = read_standards(default_standards_text().replace("changed = 1.28", "changed = 9.0"))
    assert strict.tensions.changed == 9.0
    found = find_tensions(facts, score(facts, strict), strict)
    assert not [one for one in found.of(STORY) if one.rule.number == 1]


def test_unreliable_sides_are_suppressed() -> None:
    """The same numbers with a demand of R >= 0.99 of both sides: nothing is told."""
    book = over_bought({STORY: 40_000.0})
    facts = book.facts()
    gates = replace(STANDARDS.tensions, least_reliability=0.99)
    strict = replace(STANDARDS, tensions=gates)
    assert book.fired(15) is not None
    found = find_tensions(facts, score(facts, strict), strict)
    assert not [one for one in found.of(STORY) if one.rule.number == 15]


def number(**told) -> Number:
    """Return a number of 180 days, unless told otherwise."""
    given = {
        "label": "NPS", "unit": "points", "value": -10.0, "n": 9,
        "period": Period(np.datetime64("2025-01-02"), np.datetime64("2025-06-30")), "before": 40.0,
        "before_n": 12, "z": -2.1, "low": NONE, "high": NONE, "about": "", "of": "answers",
    } | told  # fmt: skip
    return Number(**given)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({}, "NPS +40 → −10 (12 and 9 answers), 2 Jan – 30 Jun 2025 against the 180 d before"),
        (
            {"label": "Reopened tickets", "unit": "share", "value": 0.5, "n": 1, "before": NONE,
             "low": 0.3, "high": 0.7, "of": "solved tickets"},
            "Reopened tickets 50 % [30 %, 70 %] of 1 solved ticket, 2 Jan – 30 Jun 2025",
        ),
        (
            {"label": "Days to the renewal", "unit": "days", "value": 93.0, "before": NONE, "of": "",
             "period": Period(np.datetime64("NaT"), np.datetime64("2025-06-30"))},
            "Days to the renewal 93 d",
        ),
        (
            {"label": "Share of one feature", "unit": "share", "value": 0.91, "n": 7336, "before": NONE,
             "of": "events", "about": "reports"},
            "Share of one feature (reports) 91 % of 7,336 events, 2 Jan – 30 Jun 2025",
        ),
        (
            {"label": "Solution", "unit": "hours", "value": 16.8, "before": 60.0, "n": 35,
             "before_n": 38, "of": "tickets"},
            "Solution 2.5 d → 16.8 h (38 and 35 tickets), 2 Jan – 30 Jun 2025 against the 180 d before",
        ),
    ],
)  # fmt: skip
def test_numbers_in_words(told: dict, text: str) -> None:
    """As a person reads them, with no-break spaces between a number and its unit."""
    assert number_text(number(**told)).replace("\u00a0", " ") == text


def test_numbers_in_another_locale() -> None:
    """A decimal comma, and a semicolon between the ends of a range."""
    style = NumberStyle(decimal_point=",", group_separator=".")
    told = number(unit="0 to 100", value=4.5, before=NONE, low=3.25, high=6.0)
    assert "4,5 of 100 [3,3 of 100; 6 of 100]" in number_text(told, style).replace("\u00a0", " ")
    told = number(unit="money", value=1234.0, before=NONE)
    assert "EUR 1,2k" in number_text(told, style, "EUR").replace("\u00a0", " ")
