"""The lifetime pillar and the retention curve from a few rows, by hand; as of 30 June 2025."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards
from cxdesk.health.drivers import Reading
from cxdesk.health.lifetime import (
    Curve,
    expected_reading,
    retention_curve,
    trajectory,
    trajectory_readings,
    values_of,
)
from cxdesk.workspace.facts_record import Facts
from tests.metrics.made_facts import make_facts

STANDARDS = read_standards(default_standards_text()).lifetime_value


def curve_of(alpha: float, beta: float, renewals: list[int], derl_next: list[float], average: float) -> Curve:
    count = len(renewals)
    return Curve(
        np.full(count, alpha),
        np.full(count, beta),
        np.ones(count),
        np.array(renewals, dtype=float),
        np.zeros(count),
        np.array(derl_next),
        average,
    )


def readings_of(facts: Facts, curve: Curve, p_renew: list[float]) -> dict[str, Reading]:
    one_segment = np.zeros(len(facts.accounts), dtype=np.int64)
    moved, customers = trajectory(facts, curve, STANDARDS), ~facts.accounts.is_lost
    expected = expected_reading(
        moved.reliability, one_segment, customers, curve, np.array(p_renew), STANDARDS, 3
    )
    found = (expected, *trajectory_readings(moved, curve, STANDARDS.weights, 3))
    return {item.driver.name: item for item in found}


def test_expected_renewals_are_relative_to_the_segments_customers() -> None:
    """p (1 + DERL / 1.1): .9 (1 + 5.5 / 1.1) = 5.4 and .6 (1 + 3.3 / 1.1) = 2.4, mean 3.9; a lost account is
    no part of the mean. Reliability: renewals / (renewals + 2).
    """
    facts = make_facts(
        {"account_id": ["A", "B", "C"], "is_lost": [False, False, True], "tenure_years": [4.5, 1.5, 9.0]}
    )
    found = readings_of(facts, curve_of(1, 4, [4, 1, 9], [5.5, 3.3, 99.0], 0.8), [0.9, 0.6, 0.0])[
        "derl_ratio"
    ]
    np.testing.assert_allclose(found.value[:2], [5.4 / 3.9, 2.4 / 3.9], rtol=1e-8)
    np.testing.assert_allclose(found.reliability[:2], [4 / 6, 1 / 3])


def test_revenue_and_seats_against_earlier() -> None:
    """50 a month until September, 100 until December, both with 10 seats; 150 and 14 seats from January, 100
    and 16 more from April: revenue 250 / 50 in twelve months (in six 250 / 100), seats 30 / 10 - 1 in six (in
    three 30 / 14 - 1).
    """
    facts = make_facts(
        {"account_id": ["A"], "tenure_years": [3.0]},
        contracts={
            "account": [0] * 4,
            "start": ["2022-06-30", "2024-10-01", "2025-01-01", "2025-04-01"],
            "end": ["2024-09-30", "2024-12-31", "NaT", "NaT"],
            "mrr": [50.0, 100.0, 150.0, 100.0],
            "seats": [10.0, 10.0, 14.0, 16.0],
        },
    )
    found = readings_of(facts, curve_of(1, 4, [3], [3.0], 0.8), [0.9])
    assert found["net_revenue_retention"].value[0] == pytest.approx(5.0)
    assert found["expansion"].value[0] == pytest.approx(2.0)
    assert found["expansion"].reliability[0] == pytest.approx(0.6)


def test_the_low_value_has_constant_retention() -> None:
    """ARR 1,000, margin .8, p .9, 10 % discount. Fitted, DERL 5.5: 720 (1 + 5) = 4,320. At a constant .8 the
    later renewals are worth the sum of (.8 / 1.1)^t, t >= 1, .8 / (1.1 - .8): 720 (1 + 8 / 3) = 2,640.
    Lost: nothing. The value at risk is the same with 1 - p for p: 80 (1 + 5) = 480.
    """
    facts = make_facts({"account_id": ["A", "B"], "arr": [1000.0, 1000.0], "is_lost": [False, True]})
    values = values_of(facts, curve_of(1, 4, [2, 2], [5.5, 5.5], 0.8), np.array([0.9, 0.0]), STANDARDS)
    np.testing.assert_allclose(values.clv, [4320, 0])
    np.testing.assert_allclose(values.low, [2640, 0])
    np.testing.assert_allclose(values.high, [4320, 0])
    np.testing.assert_allclose(values.at_risk, [480, 0])


def test_accounts_older_than_the_data_count_from_where_the_data_begin() -> None:
    """2,000 customers since January 2015, data since 30 June 2024 (after nine renewals): 300 left in January
    without their tenth, the others renewed. Of the decisions that the data can show .85 were renewals; what
    came before is missing the losers and says nothing. Counted from 2015 it would be .984 a year
    (.85^(1/10)).
    """
    count, lost = 2000, 300
    is_lost = np.arange(count) < lost
    facts = make_facts(
        {
            "account_id": [f"A{index}" for index in range(count)],
            "start_date": ["2015-01-01"] * count,
            "is_lost": is_lost,
            "lost_at": np.where(is_lost, np.datetime64("2025-01-10"), np.datetime64("NaT")),
            "tenure_years": np.where(is_lost, 10.03, 10.49),
        },
        usage={"account": [0], "month": [11], "last_at": ["2024-06-30"], "events": [1.0]},
    )
    curve = retention_curve(facts, STANDARDS)
    assert curve.average_retention == pytest.approx(0.85)
    coming = 1 / (1 + np.exp(-curve.base_log_odds[-1]))
    assert 0.84 < coming < 0.92
    assert set(curve.renewals[~is_lost]) == {10.0}
    assert set(curve.renewals[is_lost]) == {9.0}
