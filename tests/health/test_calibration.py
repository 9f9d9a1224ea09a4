"""The scale: anchors, standardisation, and that noise and small samples do not pass for differences."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.calibration import anchors_of, scale_of, scores_of, slopes_of
from cxdesk.health.rounding import without_noise
from tests.metrics.made_facts import make_facts

RULE = read_standards(default_standards_text()).calibration
SCORES = (0.0, 30.0, 60.0, 90.0, 100.0)


def test_percentiles_are_the_anchors() -> None:
    """Of 0..100 the 1st, 10th, 50th, 90th and 99th percentile are 1, 10, 50, 90, 99; NaN does not count."""
    values = np.append(np.arange(101.0), [np.nan] * 50)
    np.testing.assert_allclose(anchors_of(values, "nps", RULE), [1, 10, 50, 90, 99])


def test_fewer_than_thirty_use_the_default_anchors() -> None:
    """29 known values: the file's anchors of NPS; 30: their own percentiles."""
    assert anchors_of(np.arange(29.0), "nps", RULE).tolist() == [-100.0, -30.0, 30.0, 70.0, 100.0]
    assert anchors_of(np.arange(30.0), "nps", RULE)[2] == 14.5


def test_scores_between_anchors_by_hand() -> None:
    """Anchors 0 10 20 40 50: 5 is half of the way to 30, 30 half of the way from 60 to 90; level beyond."""
    anchors = np.array([0.0, 10.0, 20.0, 40.0, 50.0])
    values = np.array([-3.0, 5.0, 20.0, 30.0, 45.0, 99.0, np.nan])
    np.testing.assert_allclose(scores_of(values, anchors, SCORES, 60.0), [0, 15, 60, 75, 95, 100, 60])
    np.testing.assert_allclose(slopes_of(values, anchors, SCORES, 60.0), [3, 3, 1.5, 1.5, 1, 1, 0])


@pytest.mark.parametrize("noise", [0.0, 1e-16, 4e-10])
def test_anchors_that_coincide_count_once(noise: float) -> None:
    """Three anchors at 0.7, or a rounding error apart, are one place with the score nearest to 60."""
    anchors = np.array([0.1, 0.7 - noise, 0.7, 0.7 + noise, 0.9])
    np.testing.assert_allclose(
        scores_of(np.array([0.7, 0.4, 0.8, 0.7 - noise]), anchors, SCORES, 60.0), [60, 30, 80, 60], atol=1e-6
    )


@pytest.mark.parametrize("value", [0.1, 0.3, 1 - 0.7, 2 / 3])
@pytest.mark.parametrize("count", [30, 37, 40, 100])
def test_equal_values_have_no_deviation(value: float, count: int) -> None:
    """The floating-point deviation of equal numbers is not 0 (numpy: 5e-17 for 40 times 0.1): it counts as
    none.
    """
    assert scale_of(np.full(count, value), "seats_unused", RULE) == (pytest.approx(value), 0.0)


def test_scale_by_hand() -> None:
    """15 times 1 and 15 times 3: mean 2, deviation 1; of 29 values the file's scale, mean .35, deviation
    .25.
    """
    assert scale_of(np.array([1.0, 3.0] * 15), "seats_unused", RULE) == (2.0, 1.0)
    assert scale_of(np.array([1.0, 3.0] * 14 + [np.nan]), "seats_unused", RULE) == (0.35, 0.25)


def test_rounding() -> None:
    """Nine significant digits above 1, nine decimals below; NaN stays."""
    values = np.array([0.1 + 0.2, 123456.7891234, -1e-17, 1234567891234.0, 0.0, np.nan])
    np.testing.assert_array_equal(without_noise(values), [0.3, 123456.789, 0.0, 1234567890000.0, 0.0, np.nan])


@pytest.mark.parametrize("count", [3, 30, 33, 37, 40])
def test_accounts_alike_are_all_typical(count: int) -> None:
    """Equal evidence everywhere: no signal is on, nobody's probability differs from the others'."""
    facts = make_facts(
        {
            "account_id": [f"A{index}" for index in range(count)],
            "seats": [10.0] * count,
            "tenure_years": [2.5] * count,
        },
        usage={
            "account": np.repeat(np.arange(count), 4),
            "month": [0, 1, 2, 3] * count,
            "events": [70.0] * count * 4,
            "active_users": [7.0] * count * 4,
            "active_days": [7.0] * count * 4,
        },
    )
    book = score(facts, read_standards(default_standards_text()))
    assert len(np.unique(book.p_renew)) == 1
    if count >= 30:
        assert not book.signal_x.any()
        np.testing.assert_allclose(book.health, 60.0, atol=1e-9)


def test_two_accounts_a_hair_apart_are_alike() -> None:
    """801 and 800 of 1,000 seats in use. On a scale of their own they would lie one deviation on either side;
    on the file's scale they differ by at most 0.001 / 0.25 of one.
    """
    facts = make_facts(
        {"account_id": ["A", "B"], "seats": [1000.0, 1000.0], "tenure_years": [2.5, 2.5]},
        usage={
            "account": [0, 1],
            "month": [0, 0],
            "events": [800.0, 800.0],
            "active_users": [801.0, 800.0],
            "active_days": [20.0, 20.0],
        },
    )
    book = score(facts, read_standards(default_standards_text()))
    place = [signal.name for signal in book.signals].index("seats_unused")
    first, second = book.signal_x[:, place]
    assert 0.0 < second - first <= 0.004


def test_a_long_segment_name_costs_nothing() -> None:
    """One name of a million letters among 20,000 accounts: a fixed-width array of texts would take 80 GB."""
    count = 20_000
    facts = make_facts(
        {
            "account_id": [f"A{index}" for index in range(count)],
            "segment": ["y" * 1_000_000] + ["x"] * (count - 1),
        }
    )
    assert len(score(facts, read_standards(default_standards_text()))) == count
