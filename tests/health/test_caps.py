"""Hard facts: each where it holds, by dates worked out by hand, and what they take away from a score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxdesk.health.caps import HardFact, cap_values, capped, hard_facts
from cxdesk.health.segment_standards import segment_codes, sets_of
from cxdesk.health.severity import is_severe, is_severest
from cxdesk.health.standards import default_standards_text, read_standards
from cxdesk.health.standards_check import CAPS
from tests.metrics.made_facts import make_facts

STANDARDS = read_standards(default_standards_text())
AS_OF = "2025-06-30"


def _found(champion_gone=None, **tables) -> dict[str, HardFact]:
    """Return the hard facts of made-up tables by name."""
    facts = make_facts(**tables)
    gone = np.full(len(facts.accounts), np.nan) if champion_gone is None else np.array(champion_gone)
    found = hard_facts(
        cap_values(facts, gone),
        ~facts.accounts.is_lost,
        sets_of(STANDARDS, *segment_codes(facts.accounts.segment)),
    )
    return {fact.name: fact for fact in found}


def test_notice_counts_only_when_no_contract_goes_on() -> None:
    """A leaves with its only contract, B leaves one of two, C none, D has none that runs: by hand."""
    found = _found(
        accounts={"account_id": ["a", "b", "c", "d"]},
        contracts={
            "account": [0, 1, 1, 2, 3],
            "start": ["2024-08-01"] * 5,
            "ended": [False, False, False, False, True],
            "churned": [True, True, False, False, True],
        },
    )["notice_given"]
    assert found.holds.tolist() == [True, False, False, False]
    assert found.value[:3].tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(found.value[3])


def test_a_bill_caps_after_sixty_days_unless_paid_or_disputed() -> None:
    """Due 61, 60, 90 days before the date; the third is disputed; D paid; E has no invoice (calendar)."""
    found = _found(
        accounts={"account_id": ["a", "b", "c", "d", "e"]},
        invoices={
            "account": [0, 1, 2, 3],
            "issued_at": ["2025-01-01"] * 4,
            "due_at": ["2025-04-30", "2025-05-01", "2025-04-01", "2025-01-31"],
            "paid_at": ["", "", "", "2025-06-01"],
            "amount": [10.0] * 4,
            "is_disputed": [False, False, True, False],
        },
    )["unpaid"]
    assert found.holds.tolist() == [True, False, False, False, False]
    assert found.value[:4].tolist() == [61.0, 60.0, 0.0, 0.0]
    assert np.isnan(found.value[4])


def test_unpaid_is_unknown_where_no_payment_is_tracked() -> None:
    """A list of invoices without a single payment says when they were written, not that nobody paid."""
    found = _found(
        accounts={"account_id": ["a"]},
        invoices={"account": [0], "issued_at": ["2024-01-01"], "due_at": ["2024-02-01"], "amount": [10.0]},
    )["unpaid"]
    assert np.isnan(found.value[0])
    assert not found.holds[0]


def test_the_severest_open_case_caps() -> None:
    """Open "Urgent" (10 days), open "High", solved "P1", a case without a priority; an open P1 incident, one
    that was over, and one that does not say how severe it is."""
    found = _found(
        accounts={"account_id": ["a", "b", "c", "d", "e", "f", "g"]},
        tickets={
            "account": [0, 1, 2, 3],
            "created_at": ["2025-06-20"] * 4,
            "is_open": [True, True, False, True],
            "priority": ["Urgent", "High", "P1", ""],
        },
        incidents={
            "created_at": ["2025-06-29"] * 3,
            "priority": ["P1", "SEV0", ""],
            "resolved_at": ["", "2025-06-29", ""],
        },
        incident_accounts={"account": [4, 5, 6], "incident": [0, 1, 2]},
    )["severity_one"]
    assert found.holds.tolist() == [True, False, False, False, True, False, False]
    assert found.value[[0, 1, 2, 4, 5]].tolist() == [10.0, 0.0, 0.0, 1.0, 0.0]
    assert np.isnan(found.value[[3, 6]]).all()


def test_incidents_without_any_end_on_record_do_not_go_on_for_ever() -> None:
    """A list of when incidents began says nothing of when they ended, like bills without a payment."""
    found = _found(
        accounts={"account_id": ["a"]},
        incidents={"created_at": ["2023-01-10"], "priority": ["P1"]},
        incident_accounts={"account": [0], "incident": [0]},
    )["severity_one"]
    assert np.isnan(found.value[0])
    assert not found.holds[0]


@pytest.mark.parametrize(
    ("word", "severest", "severe"),
    [("1-Critical", True, True), ("S1 - down", True, True), ("Sev 0", True, True), ("SEV-2", False, True),
     ("1", False, True), ("Major", False, True), ("Medium", False, False), ("-", False, False)],
)  # fmt: skip
def test_the_severest_are_severe(word: str, severest: bool, severe: bool) -> None:
    """Two highest severities by the words that tools use; a bare number counts from either end."""
    words = np.array([word], dtype=object)
    assert (is_severest(words)[0], is_severe(words)[0]) == (severest, severe)


def test_use_breaks_off_only_beyond_what_the_own_months_vary_by() -> None:
    """Steady use that stops caps; use that always jumps between nothing and much does not; nor half the use.

    By hand: A 100 a month for six, then 5; B 0/60/0/60/0/60 then 0; C 100 then 50 (a share of 0.5).
    """
    months = {0: [5, 100, 100, 100, 100, 100, 100], 1: [0, 60, 0, 60, 0, 60, 0], 2: [50] + [100] * 6}
    rows = [
        (account, month, float(events))
        for account, series in months.items()
        for month, events in enumerate(series)
        if events
    ]
    found = _found(
        accounts={"account_id": ["a", "b", "c"]},
        usage={
            "account": [row[0] for row in rows],
            "month": [row[1] for row in rows],
            "events": [row[2] for row in rows],
        },
        feed_days=np.ones(7),
    )["usage_collapse"]
    assert found.holds.tolist() == [True, False, False]
    assert found.value[0] == pytest.approx(0.05, abs=0.002)  # months differ in length by at most 3 days


def test_a_gap_in_the_feed_is_no_collapse() -> None:
    """Without rows of anybody in the last month nothing is known of it."""
    found = _found(
        accounts={"account_id": ["a"]},
        usage={"account": [0] * 6, "month": list(range(1, 7)), "events": [100.0] * 6},
        feed_days=np.array([0.0, 1, 1, 1, 1, 1, 1]),
    )["usage_collapse"]
    assert np.isnan(found.value[0])
    assert not found.holds[0]


def test_accounts_that_left_are_capped_by_nothing() -> None:
    """A lost account is not scored: its champion may be gone."""
    found = _found(champion_gone=[1.0, 1.0], accounts={"account_id": ["a", "b"], "is_lost": [True, False]})
    assert found["champion_gone"].holds.tolist() == [False, True]


@given(
    some.lists(some.floats(0, 100), min_size=1, max_size=8),
    some.lists(some.tuples(some.floats(0, 100), some.booleans()), min_size=0, max_size=5),
)
def test_caps_add_up_and_leave_the_lowest_ceiling(
    health: list[float], caps: list[tuple[float, bool]]
) -> None:
    """Property: health and what each took away give the result: min(health, ceilings that hold)."""
    found = tuple(
        HardFact(name, np.array(ceiling), np.zeros(len(health)), np.full(len(health), holds))
        for name, (ceiling, holds) in zip(CAPS, caps, strict=False)
    )
    result, points = capped(np.array(health), found)
    lowest = min([ceiling for ceiling, holds in caps if holds], default=100.0)
    assert result == pytest.approx(np.minimum(health, lowest))
    assert np.array(health) + points.sum(axis=1) == pytest.approx(result, abs=1e-9)
    assert np.all(points <= 0)


def test_no_score_stays_none() -> None:
    """An account without a health is not capped to one."""
    result, points = capped(
        np.array([np.nan]), (HardFact("unpaid", np.array(50.0), np.ones(1), np.ones(1, bool)),)
    )
    assert np.isnan(result[0])
    assert points[0, 0] == 0.0
