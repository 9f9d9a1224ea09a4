"""Snapshots of past dates: money is added only where it can be."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health.backtest import Calls, quality
from cxdesk.health.snapshots import addable_revenue
from tests.metrics.made_facts import make_facts


@pytest.mark.parametrize(
    ("currencies", "share"),
    [(("EUR", "EUR", "EUR", ""), 0.75), (("EUR", "JPY", "EUR", "EUR"), None)],
)
def test_lost_revenue_of_several_currencies_is_not_added(
    currencies: tuple[str, ...], share: float | None
) -> None:
    """By hand: of 300 + 100 that were lost, the one call caught 300, three quarters. An account of unknown
    revenue counts as 0. With a second currency no share is told."""
    facts = make_facts(
        {
            "account_id": ["A", "B", "C", "D"],
            "arr": [300.0, 100.0, 50.0, np.nan],
            "currency": list(currencies),
        }
    )
    chance, lost = np.array([0.9, 0.2, 0.1, 0.1]), np.array([1.0, 1.0, 0.0, 1.0])
    found = quality(chance, lost, np.arange(4), np.zeros(4), addable_revenue(facts), Calls(number=1))
    assert found.arr_recall == pytest.approx(share, nan_ok=True) if share else np.isnan(found.arr_recall)
