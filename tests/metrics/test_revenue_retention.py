"""Revenue kept and grown, and what cannot be added, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import measure
from cxdesk.metrics.revenue_retention import (
    gross_revenue_retention,
    monthly_revenue_at,
    net_revenue_retention,
)
from cxdesk.workspace.losses import Losses
from tests.metrics.made_facts import make_facts


def _accounts(**columns):
    return {"account_id": [f"A{i}" for i in range(len(next(iter(columns.values()))))]} | columns


def test_revenue_retention_by_hand():
    """100, 200 and 50 a year ago, now 150, 100 and gone: gross (100 + 100) / 350, net 250 / 350; newcomers
    are out.
    """
    start, end = [100, 200, 50, 0], [150, 100, np.nan, 80]
    assert gross_revenue_retention(start, end) == pytest.approx(200 / 350)
    assert net_revenue_retention(start, end) == pytest.approx(250 / 350)
    assert np.isnan(net_revenue_retention([0], [10]))


def test_revenue_from_contracts():
    """Account 0 grows from 100 to 150, account 1 shrinks from 200 to 120, account 2 is new: 220/300 and
    270/300.
    """
    contracts = {
        "account": [0, 0, 1, 1, 2, 2],
        "start": ["2024-01-01", "2025-01-01", "2024-01-01", "2025-01-01", "2025-05-01", "2024-01-01"],
        "end": ["2024-12-31", "NaT", "2024-12-31", "NaT", "NaT", "NaT"],
        "mrr": [100, 150, 200, 120, 80, 999],
        "is_trial": [False, False, False, False, False, True],
    }
    facts = make_facts(3, contracts=contracts)
    assert monthly_revenue_at(facts.contracts, np.datetime64("2024-12-31"), 3).tolist() == [100, 200, 0]
    assert measure("gross_revenue_retention", facts).value == pytest.approx(220 / 300)
    net = measure("net_revenue_retention", facts)
    assert (net.value, net.n) == (pytest.approx(270 / 300), 2)


def test_currencies_are_not_added_up():
    """Euros and dollars have no sum: unknown, with the reason; without contracts likewise."""
    contracts = {"account": [0, 1], "start": ["2020-01-01"] * 2, "mrr": [1, 1]}
    mixed = make_facts({"account_id": ["a", "b"], "currency": ["EUR", "USD"]}, contracts=contracts)
    assert measure("net_revenue_retention", mixed).missing == "The amounts are in several currencies."
    assert (
        measure("net_revenue_retention", make_facts()).missing
        == "No contract with an amount was open on 2024-06-30."
    )


def test_the_day_on_which_a_term_hands_over_counts_once():
    """A term ends on 30 June 2024, the day on which the next begins, both 100 a month: a year later the
    revenue is what it was.
    """
    facts = make_facts(
        1,
        contracts={
            "account": [0, 0],
            "start": ["2023-07-01", "2024-06-30"],
            "end": ["2024-06-30", "2026-06-30"],
            "ended": [True, False],
            "mrr": [100.0, 100.0],
        },
    )
    assert measure("net_revenue_retention", facts).value == 1.0
    assert measure("gross_revenue_retention", facts).value == 1.0


def test_amounts_of_one_account_in_two_currencies_are_not_added():
    """Yen before, dollars now: what is kept cannot be said; another account in euros alone can."""
    facts = make_facts(
        {"account_id": ["a", "b"], "currency": ["", "EUR"]},
        contracts={
            "account": [0, 0, 1],
            "start": ["2023-01-01", "2025-01-01", "2023-01-01"],
            "end": ["2024-12-31", "NaT", "NaT"],
            "ended": [True, False, False],
            "mrr": [10_000.0, 100.0, 50.0],
            "currency": ["JPY", "USD", ""],
        },
    )
    assert measure("net_revenue_retention", facts.of([0])).missing == "The amounts are in several currencies."
    assert measure("net_revenue_retention", facts.of([1])).value == 1.0


def test_who_left_and_came_back_has_kept_nothing():
    """Two pay 100 a month; a was lost in the year and pays 300 since it came back: kept are 100 of 200. It
    has two contracts side by side: the period says so, 1.0 each then and 2.0 now.
    """
    lost = ("2024-08-31", "2023-01-01", "2024-09-01", "2025-01-01")
    days = (np.array([day], "datetime64[D]") for day in lost)
    facts = replace(
        make_facts(
            2,
            contracts={
                "account": [0, 1, 0, 0, 1],
                "start": ["2023-01-01", "2023-01-01", "2025-01-01", "2025-02-01", "2025-06-30"],
                "end": ["2024-08-31", "NaT", "NaT", "NaT", "NaT"],
                "ended": [True, False, False, False, False],
                "mrr": [100.0, 100.0, 100.0, 200.0, 0.0],
            },
        ),
        losses=Losses(np.array([0]), *days),
    )
    for name in ("net_revenue_retention", "gross_revenue_retention"):
        assert measure(name, facts).value == 0.5
    assert "1.0 contracts of each added up then, 2.0 now" in measure("net_revenue_retention", facts).period
