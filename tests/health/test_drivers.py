"""Every driver of sentiment and adoption from a few rows, by plain arithmetic after methods.md 3."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.adoption import adoption_readings
from cxdesk.health.drivers import Reading
from cxdesk.health.sentiment import sentiment_readings
from cxdesk.workspace.facts_record import Facts
from tests.metrics.made_facts import answers_of, make_facts

STANDARDS = read_standards(default_standards_text())
UNKNOWN = float("nan")


def adoption(facts: Facts) -> dict[str, Reading]:
    one_segment = np.zeros(len(facts.accounts), dtype=np.int64)
    return {item.driver.name: item for item in adoption_readings(facts, one_segment, STANDARDS.adoption, 1)}


def two_users(**changes) -> Facts:
    """Return two customers in one segment, as of 30 June 2025; the feed covers half of May (15.5 days)."""
    usage = {
        "account": [0, 0, 0, 0, 1, 1],
        "month": [0, 1, 2, 3, 0, 1],
        "events": [60, 30, 30, 40, 20, 40],
        "active_users": [6, 4, 5, 5, 4, 4],
        "active_days": [20, 10, 12, 15, 10, 10],
        "last_at": ["2025-06-28", "2025-05-15", "2025-04-30", "2025-03-31", "2025-06-10", "2025-05-15"],
    }
    return make_facts(
        {
            "account_id": ["A0", "A1"],
            "seats": [10.0, 20.0],
            "tenure_years": changes.pop("tenure_years", [2.0, 2.0]),
        },
        features=("a", "b", "c", "d"),
        feed_days=(1.0, 0.5, 1.0, 1.0),
        usage=usage | changes,
        feature_months={
            "account": [0, 0, 0, 0, 1, 1],
            "month": [0, 1, 2, 0, 0, 3],
            "feature": [0, 1, 2, 0, 3, 0],
            "events": [1.0] * 6,
        },
    )


def test_seat_use() -> None:
    """10 of 30 seats in use in the segment; with 5 seats of that added: (6 + 5/3) / 15, (4 + 5/3) / 25."""
    np.testing.assert_allclose(
        adoption(two_users())["seat_use"].value, [(6 + 5 / 3) / 15, (4 + 5 / 3) / 25], atol=1e-9
    )


def test_breadth_counts_the_last_three_months() -> None:
    """Account 0 used a, b and c of four features; account 1 used d, and a four months back: 3/4 and 1/4."""
    np.testing.assert_allclose(adoption(two_users())["feature_breadth"].value, [0.75, 0.25])


def test_depth_has_one_user_at_the_segments_rate_added() -> None:
    """Three months: 120 actions of 15 user-months and 60 of 8, together 180 / 23 a user."""
    rate = 180 / 23
    np.testing.assert_allclose(
        adoption(two_users())["feature_depth"].value, [(120 + rate) / 16, (60 + rate) / 9], rtol=1e-8
    )


def test_a_segment_without_use_of_customers_tells_no_depth() -> None:
    """The rate of a segment is that of its customers: a trial in a segment of its own has none to be shrunk
    to, so that its depth is unknown, as its use of seats is, and not drawn to 0. The customer keeps its own:
    (120 + 120 / 15) / 16 = 8 actions per active user.
    """
    facts = two_users()
    trial = replace(facts, accounts=replace(facts.accounts, is_trial=np.array([False, True])))
    readings = adoption_readings(trial, np.array([0, 1]), STANDARDS.adoption, 1)
    found = {item.driver.name: item for item in readings}
    np.testing.assert_allclose(found["feature_depth"].value, [8.0, UNKNOWN], rtol=1e-8)
    assert np.isnan(found["seat_use"].value[1])
    assert found["feature_depth"].reliability[1] == 0.0


def test_depth_is_per_active_day_where_nobody_is_named() -> None:
    """Three months: 120 actions on 42 days and 60 on 20."""
    found = adoption(two_users(active_users=[UNKNOWN] * 6))["feature_depth"]
    rate = 180 / 62
    np.testing.assert_allclose(found.value, [(120 + rate) / 43, (60 + rate) / 21], rtol=1e-8)
    assert found.driver.unit == "actions per active day"


def test_trend_is_per_covered_day() -> None:
    """Covered days 30, 15.5, 30, 31, on average 26.625; five events added to either side. Unknown for an
    account of less than four months.
    """
    days = (30 + 15.5 + 30 + 31) / 4
    first = log((60 / 30 * days + 5) / ((30 / 15.5 + 30 / 30 + 40 / 31) / 3 * days + 5))
    second = log((20 / 30 * days + 5) / (40 / 15.5 / 3 * days + 5))
    np.testing.assert_allclose(adoption(two_users())["usage_trend"].value, [first, second], atol=1e-9)
    young = adoption(two_users(tenure_years=[0.3, 0.34]))["usage_trend"]
    np.testing.assert_array_equal(np.isnan(young.value), [True, False])
    assert young.reliability[0] == 0


def test_recency() -> None:
    """Last used on the 28th and on the 10th: 2 and 20 days before 30 June; less is better."""
    found = adoption(two_users())["recency"]
    assert found.value.tolist() == [2.0, 20.0]
    assert found.falling


def test_time_to_value_of_new_accounts() -> None:
    """Began 180 and 181 days before 30 June, 20 days before, and before the usage data (a year of it). Two
    people used one feature 9, 9, 4 and 9 days after the start: only the first and third count, at their days
    and the reliability of adoption, 10 seats: 10 / 15. One of 20 days without first value is not known.
    """
    began = ["2025-01-01", "2024-12-31", "2025-06-10", "2024-06-01", "2025-06-10"]
    first = ["2025-01-10", "2025-01-09", "2025-06-14", "2025-01-10"]
    facts = make_facts(
        {"account_id": list("ABCDE"), "start_date": began, "seats": [10.0] * 5, "tenure_years": [0.3] * 5},
        features=("a",),
        usage={"account": range(5), "month": [0] * 5, "events": [9.0] * 5, "active_users": [2.0] * 5},
        first_uses={
            "account": [0, 0, 1, 1, 2, 2, 3, 3, 4],
            "user": [1, 2] * 4 + [1],
            "feature": [0] * 9,
            "first_at": [day for day in first for _ in range(2)] + ["2025-06-11"],
        },
    )
    found = adoption(facts)["time_to_value"]
    np.testing.assert_array_equal(found.value, [9, UNKNOWN, 4, UNKNOWN, UNKNOWN])
    np.testing.assert_allclose(found.reliability, [2 / 3, 0, 2 / 3, 0, 0])
    assert found.falling


def test_time_to_value_is_not_missed_later() -> None:
    """Intent: an account that is no longer new is known as well as before: its adoption's reliability is that
    of the drivers that last, 20 / 25; with time to value known it is the same.
    """
    facts = two_users()
    book = score(facts, STANDARDS)
    places = [index for index, driver in enumerate(book.drivers) if driver.pillar == 1]
    assert [book.drivers[index].name for index in places if not book.driver_reliability[1, index]] == [
        "time_to_value"
    ]
    assert book.pillar_reliability[1, 1] == pytest.approx(2.5 / 3 * 20 / 25)


def test_reliability_of_adoption() -> None:
    """The feed covers (1 + .5 + 1) / 3 of the window; seats / (seats + 5) of 10 and 20 seats. Nothing tells
    when these accounts came to their first value.
    """
    found = adoption(two_users())
    assert found.pop("time_to_value").reliability.tolist() == [0, 0]
    for item in found.values():
        np.testing.assert_allclose(item.reliability, [2.5 / 3 * 10 / 15, 2.5 / 3 * 20 / 25])


def test_an_account_that_is_in_no_feed_is_unknown() -> None:
    """Account 1 has no usage row at all: nothing is known, which is not the same as no use."""
    facts = two_users(account=[0] * 6, month=[0, 1, 2, 3, 4, 5])
    found = adoption(facts)
    del found["time_to_value"]
    for item in found.values():
        assert np.isnan(item.value[1])
        assert item.reliability[1] == 0
        assert item.reliability[0] > 0


@pytest.mark.parametrize(
    ("kind", "scores", "scale", "expected", "points"),
    [
        ("nps", [10, 3], (0, 10), 200 * 2 / 3 - 100, 200),
        ("csat", [5, 1], (1, 5), 100 * 2 / 3, 100),
        ("ces", [7, 4], (1, 7), 100 * (1 + 0.5 * 0.5) / 1.5, 100),
    ],
)
def test_answers_count_less_with_age(kind, scores, scale, expected, points) -> None:
    """Answers today and 180 days ago weigh 1 and 1/2: n_eff = 1.5^2 / 1.25 = 1.8, R = 1.8 / 6.8 at the
    default strength 5, variance .25 / 6.8. One account: its mean is the segment's, so shrinking moves it
    nowhere.
    """
    answers = answers_of(kind, scores, scale, answered_at=["2025-06-30T10:00:00", "2025-01-01T10:00:00"])
    facts = make_facts(answers=answers)
    found = {
        item.driver.name: item for item in sentiment_readings(facts, np.zeros(1, int), STANDARDS.sentiment, 0)
    }
    reading = found.pop(kind)
    assert reading.value[0] == pytest.approx(expected, abs=1e-6)
    assert reading.reliability[0] == pytest.approx(1.8 / 6.8)
    assert reading.variance[0] == pytest.approx(points**2 * 0.25 / 6.8)
    assert reading.count[0] == 2
    assert all(np.isnan(other.value[0]) and other.reliability[0] == 0 for other in found.values())


def test_an_account_is_drawn_to_its_segment() -> None:
    """A answers 10, 10, 10, 10 and B 0: R is 4/9 and 1/6. The segment's mean weighs accounts by R,
    with 5 accounts at the company's mean, which is the same here: (4/9) / (4/9 + 1/6) = 8/11.
    """
    answers = answers_of(
        "nps", [10] * 4 + [0], (0, 10), account=[0] * 4 + [1], answered_at=["2025-06-30"] * 5
    )
    facts = make_facts(2, answers=answers)
    found = sentiment_readings(facts, np.zeros(2, int), STANDARDS.sentiment, 0)[0]
    mean = (4 / 9) / (4 / 9 + 1 / 6)
    units = [4 / 9 + 5 / 9 * mean, 5 / 6 * mean]
    np.testing.assert_allclose(found.value, [200 * unit - 100 for unit in units], atol=1e-6)
