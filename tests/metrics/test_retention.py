"""Who stayed: risk sets and renewals due, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics import Window, measure
from cxdesk.metrics.retention import (
    at_risk_and_lost,
    churn_rate,
    has_successor,
    renewal_rate,
    renewals_due,
    retention_rate,
)
from tests.metrics.made_facts import make_facts


def _accounts(**columns):
    return {"account_id": [f"A{i}" for i in range(len(next(iter(columns.values()))))]} | columns


def test_risk_set_is_who_could_have_left():
    """A stayer, one lost in the window, one lost before it, a newcomer, a trial, a far renewal.

    By hand: at risk are the stayer and the lost one; the far renewal has nothing coming up for two years.
    """
    facts = make_facts(
        _accounts(
            start_date=["2022-01-01", "2022-01-01", "2022-01-01", "2025-01-01", "2022-01-01", "2022-01-01"],
            is_lost=[False, True, True, False, False, False],
            lost_at=["NaT", "2025-03-01", "2024-03-01", "NaT", "NaT", "NaT"],
            is_trial=[False, False, False, False, True, False],
            renewal_date=["2026-01-01", "NaT", "NaT", "2026-01-01", "NaT", "2027-06-01"],
        )
    )
    at_risk, lost = at_risk_and_lost(facts, Window(facts.as_of))
    assert at_risk.tolist() == [True, True, False, False, False, False]
    assert lost.tolist() == [False, True, False, False, False, False]
    churn, kept = measure("churn_rate", facts), measure("retention_rate", facts)
    assert (churn.value, kept.value, churn.n, kept.n) == (0.5, 0.5, 2, 2)
    assert (churn.low, churn.high) == pytest.approx((1 - kept.high, 1 - kept.low))


def test_a_contract_boundary_in_the_window_is_something_coming_up():
    """A renewal far ahead, but a contract that began this year: the account decided within the window."""
    facts = make_facts(
        _accounts(start_date=["2020-01-01"], renewal_date=["2028-01-01"]),
        contracts={"start": ["2025-01-01"], "end": ["2028-01-01"]},
    )
    assert at_risk_and_lost(facts, Window(facts.as_of))[0].tolist() == [True]


def test_a_plain_list_with_a_flag_and_no_dates():
    """One table without dates, 2 of 5 flagged: 40 % of all, and the period says that the losses are
    undated.
    """
    estimate = measure("churn_rate", make_facts(_accounts(is_lost=[True, False, True, False, False])))
    assert (estimate.value, estimate.n) == (0.4, 5)
    assert estimate.period == "last 365 days, undated losses included"


def test_renewals_due_and_renewed():
    """Five contracts: followed at once, followed after 46 days, marked lost, endless, still in its term.

    By hand: due are the first four; renewed are the one followed at once and the endless one.
    """
    facts = make_facts(
        _accounts(is_lost=[False, False, True, False, False]),
        contracts={
            "account": [0, 0, 1, 1, 2, 3, 4],
            "start": [
                "2024-01-01",
                "2025-01-01",
                "2024-01-01",
                "2025-02-15",
                "2024-03-01",
                "2023-01-01",
                "2024-06-01",
            ],
            "end": [
                "2024-12-31",
                "2025-12-31",
                "2024-12-31",
                "2026-02-14",
                "2025-02-28",
                "NaT",
                "2027-06-01",
            ],
            "ended": [True, False, True, False, True, False, False],
            "churned": [False, False, False, False, True, False, False],
        },
    )
    due, renewed = renewals_due(facts, Window(facts.as_of))
    assert due.tolist() == [True, False, True, False, True, True, False]
    assert renewed.tolist() == [True, False, False, False, False, True, False]
    estimate = measure("renewal_rate", facts)
    assert (estimate.value, estimate.n) == (0.5, 4)


def test_a_list_of_renewals_that_names_only_the_losses():
    """Due dates with an outcome and no later contract: the account that is still a customer has renewed."""
    facts = make_facts(
        _accounts(is_lost=[False, True]),
        contracts={
            "account": [0, 1],
            "end": ["2025-02-01", "2025-02-01"],
            "ended": [True, True],
            "churned": [False, True],
        },
    )
    assert measure("renewal_rate", facts).value == 0.5


def test_successors_equal_a_pair_by_pair_search():
    """The sorted search equals comparing every pair of contracts of an account, on random dates with gaps."""
    random = np.random.default_rng(4)
    count = 200
    start = np.datetime64("2023-01-01") + random.integers(0, 700, count).astype("timedelta64[D]")
    end = start + random.integers(20, 400, count).astype("timedelta64[D]")
    end[random.random(count) < 0.2] = np.datetime64("NaT")
    start[random.random(count) < 0.1] = np.datetime64("NaT")
    account = random.integers(0, 30, count)
    facts = make_facts(30, contracts={"account": account, "start": start, "end": end})
    grace = np.timedelta64(45, "D")
    expected = [
        any(
            account[i] == account[j] and start[j] > start[i] and abs(start[j] - end[i]) <= grace
            for j in range(count)
        )
        for i in range(count)
    ]
    assert 20 < sum(expected) < count
    assert has_successor(facts.contracts, np.ones(len(facts.contracts), dtype=bool)).tolist() == expected


def test_rates_of_many_accounts_at_once():
    """Arrays go element by element; nobody at risk is NaN, not 0 and not an error."""
    np.testing.assert_array_equal(churn_rate([1, 0, 0], [4, 5, 0]), [0.25, 0.0, np.nan])
    np.testing.assert_array_equal(retention_rate([1, 0, 0], [4, 5, 0]), [0.75, 1.0, np.nan])
    np.testing.assert_array_equal(renewal_rate([3, 0], [4, 0]), [0.75, np.nan])


def test_a_contract_marked_as_lost_is_not_renewed_for_want_of_an_end():
    """One that was lost and says no end does not renew by itself."""
    facts = make_facts(1, contracts={"account": [0], "start": ["2023-01-01"], "churned": [True]})
    assert measure("renewal_rate", facts).value == 0.0
