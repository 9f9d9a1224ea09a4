"""Every signal of the renewal scorecard from a few rows, by hand; as of 30 June 2025."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.renewal import signal_readings, signal_values
from cxdesk.health.tensions import find_tensions
from cxdesk.health.tensions.catalogue import RULES
from cxdesk.workspace.facts_record import Facts
from tests.metrics.made_facts import make_facts

STANDARDS = read_standards(default_standards_text())
UNKNOWN = float("nan")


def signal(facts: Facts, name: str, **values) -> np.ndarray:
    nothing = np.full(len(facts.accounts), UNKNOWN)
    known = {"usage_trend": nothing, "seat_use": nothing, "sentiment_gap": nothing} | values
    found = signal_values(facts, known["usage_trend"], known["seat_use"], STANDARDS.renewal)
    readings = signal_readings({**found, "sentiment_low": known["sentiment_gap"]}, STANDARDS.renewal)
    return {item.signal.name: item.value for item in readings}[name]


def test_signals_of_other_pillars_point_to_risk() -> None:
    """A falling trend, unused seats and a low sentiment are positive."""
    facts = make_facts(2)
    values = {name: np.array([-0.4, UNKNOWN]) for name in ("usage_trend", "seat_use", "sentiment_gap")}
    np.testing.assert_allclose(signal(facts, "usage_falling", **values), [0.4, UNKNOWN])
    np.testing.assert_allclose(signal(facts, "seats_unused", **values), [1.4, UNKNOWN])
    np.testing.assert_allclose(signal(facts, "sentiment_low", **values), [-0.4, UNKNOWN])


@pytest.mark.parametrize(
    ("champion", "left", "seen", "acts", "missed", "expected"),
    [
        ([True], ["NaT"], ["2025-06-20"], [True], [0], 0),
        ([True], ["2025-06-01"], ["2025-06-20"], [True], [0], 1),
        ([True], ["NaT"], ["2025-05-16"], [True], [0], 0),  # 45 days
        ([True], ["NaT"], ["2025-05-15"], [True], [0], 1),  # 46 days
        ([True], ["NaT"], ["2025-05-15"], [False], [0], 0),  # only ever answered surveys: between two of them
        ([True], ["NaT"], ["2025-05-15"], [False], [1], 0),  # one that was not answered is usual
        ([True], ["NaT"], ["2025-05-15"], [False], [2], 1),
        ([True], ["NaT"], ["2025-05-16"], [False], [2], 0),
        ([True], ["NaT"], ["NaT"], [False], [0], 0),  # never heard of: may not be in the data
        ([True], ["NaT"], ["NaT"], [False], [2], 1),  # but was asked
        ([True, True], ["2025-06-01", "NaT"], ["NaT", "2025-06-20"], [True, True], [0, 0], 0),
        ([False], ["NaT"], ["2025-06-20"], [True], [0], UNKNOWN),
    ],
)
def test_champion_gone(champion, left, seen, acts, missed, expected) -> None:
    """Every champion has left; or, where they could be heard, was silent for more than 45 days: by use or
    tickets before, or by two rounds of invitations left unanswered. Unknown without a champion.
    """
    contacts = {
        "account": [0] * len(left), "is_champion": champion, "left_at": left, "last_seen": seen,
        "acts": acts, "missed_rounds": missed,
    }  # fmt: skip
    np.testing.assert_array_equal(signal(make_facts(contacts=contacts), "champion_gone"), [expected])


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (["2025-06-20"], 1),
        (["2025-06-20", "2025-04-02"], 0),  # the first of the last 90 days
        (["2025-06-20", "2025-04-01"], 1),
        (["2025-01-01", "2025-01-01"], 1),
        (["NaT", "NaT"], UNKNOWN),
    ],
)
def test_single_threaded(seen, expected) -> None:
    """At most one person was heard of in 90 days; unknown when nobody ever was."""
    contacts = {"account": [0] * len(seen), "last_seen": seen}
    np.testing.assert_array_equal(signal(make_facts(contacts=contacts), "single_threaded"), [expected])


@pytest.mark.parametrize(("name", "column"), [("escalations", "escalations"), ("reopens", "reopens")])
def test_ticket_shares(name: str, column: str) -> None:
    """A: a ticket of today with it (weight 1), one of 90 days ago without (weight 1/2); B: one of today
    without. Of all it is 1 / 2.5 = .4. With five tickets of that: (1 + 2) / 6.5 and 2 / 6. A merged ticket
    and one that does not say do not count; C has nothing else.
    """
    facts = make_facts(
        3,
        tickets={
            "account": [0, 0, 1, 0, 2],
            "created_at": ["2025-06-30", "2025-04-01", "2025-06-30", "2025-06-30", "2025-06-30"],
            "resolved_at": ["2025-06-30"] * 5,
            column: [2, 0, 0, 1, UNKNOWN],
            "is_merged": [False, False, False, True, False],
        },
    )
    np.testing.assert_allclose(signal(facts, name), [3 / 6.5, 2 / 6, UNKNOWN])


def test_open_tickets_may_still_be_reopened() -> None:
    """An open ticket says nothing on reopening, but it does on escalation."""
    facts = make_facts(
        tickets={
            "account": [0, 0],
            "created_at": ["2025-06-30"] * 2,
            "resolved_at": ["2025-06-30", "NaT"],
            "reopens": [1, 0],
            "escalations": [1, 0],
        }
    )
    np.testing.assert_allclose(signal(facts, "reopens"), [1.0])
    np.testing.assert_allclose(signal(facts, "escalations"), [(1 + 2.5) / 7])


SCORE, NONE = 0.5, UNKNOWN


@pytest.mark.parametrize(
    ("invited", "units", "expected"),
    [
        (["2025-06-01", "2025-03-01"], [NONE, NONE], 1),
        (["2025-06-01", "2025-03-01"], [NONE, SCORE], 0),
        (["2025-06-01", "2025-03-01"], [SCORE, NONE], 0),
        # an answer in a third, older wave does not break the silence of the newest two
        (["2025-06-01", "2025-04-01", "2025-02-01"], [NONE, NONE, SCORE], 1),
        # one wave of many people is one wave
        (["2025-06-01"] * 9 + ["2025-05-20"], [NONE] * 10, UNKNOWN),
        (["2025-06-01", "2025-06-01", "2025-03-01"], [NONE, SCORE, NONE], 0),
        # 14 days apart is one wave, 15 days are two
        (["2025-06-01", "2025-05-18"], [NONE, NONE], UNKNOWN),
        (["2025-06-01", "2025-05-17"], [NONE, NONE], 1),
        # asked less than 14 days ago: still has time; 14 days ago: counts
        (["2025-06-30", "2025-03-01"], [NONE, NONE], UNKNOWN),
        (["2025-06-17", "2025-03-01"], [NONE, NONE], UNKNOWN),
        (["2025-06-16", "2025-03-01"], [NONE, NONE], 1),
        # who answered this week is not silent
        (["2025-06-28", "2025-05-01", "2025-03-01"], [SCORE, NONE, NONE], 0),
        # 180 days are the window
        (["2025-06-01", "2025-01-02"], [NONE, NONE], 1),
        (["2025-06-01", "2025-01-01"], [NONE, NONE], UNKNOWN),
    ],
)
def test_silent(invited, units, expected) -> None:
    """Nobody answered in the newest two waves of the last 180 days; the order of rows says nothing."""
    for step in (1, -1):
        columns = {"invited_at": invited[::step], "unit": units[::step], "account": [0] * len(units)}
        found = signal(make_facts(answers=columns), "silent")
        np.testing.assert_array_equal(found, [expected])


def test_silence_is_told_per_account() -> None:
    """A is silent twice, B answered once, C was asked once, D never."""
    facts = make_facts(
        4,
        answers={
            "account": [1, 0, 2, 1, 0],
            "invited_at": ["2025-05-01", "2025-06-01", "2025-06-01", "2025-03-01", "2025-03-01"],
            "unit": [SCORE, NONE, NONE, NONE, NONE],
        },
    )
    np.testing.assert_array_equal(signal(facts, "silent"), [1, 0, UNKNOWN, UNKNOWN])


def test_no_contact() -> None:
    """90 days without an answer, a ticket or a call: the last 90 days up to 30 June begin on 2 April, so that
    a ticket or a call of 1 April lies before them; an answer and a call of 2 April are in them; never any.
    """
    facts = make_facts(
        {
            "account_id": ["A", "B", "C", "D", "E", "F"],
            "last_call": ["NaT", "NaT", "2025-04-02", "2025-04-01", "NaT", "NaT"],
        },
        tickets={"account": [0, 1, 2], "created_at": ["2025-04-02", "2025-04-01", "2025-01-31"]},
        answers={"account": [4, 1], "answered_at": ["2025-04-02", "2025-01-31"]},
    )
    np.testing.assert_array_equal(signal(facts, "no_contact"), [0, 1, 0, 1, 0, UNKNOWN])
    rule = next(rule for rule in RULES if rule.number == 21)
    found = find_tensions(facts, score(facts, STANDARDS), STANDARDS, (rule,))
    (said,) = found.judged[0][1]
    days = said.sides[1].value
    np.testing.assert_array_equal(days, [89, 90, 89, 90, 89, UNKNOWN])
