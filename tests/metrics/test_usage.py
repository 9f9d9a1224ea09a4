"""Seats, breadth, depth, trend and recency, counted by hand; a gap in the feed is not zero use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from cxdesk.metrics import measure, measure_accounts
from cxdesk.metrics.usage import (
    active_users,
    feature_breadth,
    feature_depth,
    features_used,
    last_use,
    monthly,
    monthly_levels,
    recency,
    seat_use,
    seat_use_interval,
    trend,
)
from tests.metrics.made_facts import make_facts

UNKNOWN = float("nan")


def _accounts(seats):
    return {"account_id": [f"A{i}" for i in range(len(seats))], "seats": seats}


def test_monthly_sums_by_account_and_month():
    """Two accounts, months 0 and 1, an unknown value and a month outside: added up by hand."""
    sums = monthly(
        np.array([0, 0, 1, 1, 1]), np.array([0, 0, 1, 2, 0]), np.array([1.0, 2.0, 5.0, 9.0, UNKNOWN]), 2, 2
    )
    assert sums.tolist() == [[3.0, 0.0], [0.0, 5.0]]


def test_seat_use_by_account_and_together():
    """5 of 10 seats and 3 of 20: .5 and .15, together 8 of 30; the month before does not count."""
    facts = make_facts(
        _accounts([10, 20, UNKNOWN]),
        usage={
            "account": [0, 1, 0, 2],
            "month": [0, 0, 1, 0],
            "active_users": [5, 3, 10, 4],
            "events": [9, 9, 9, 9],
        },
    )
    np.testing.assert_allclose(seat_use(active_users(facts), facts.accounts.seats), [0.5, 0.15, UNKNOWN])
    estimate = measure("seat_use", facts)
    assert (estimate.value, estimate.n) == (pytest.approx(8 / 30), 30)
    assert estimate.low < 8 / 30 < estimate.high


def test_no_rows_in_a_living_feed_is_zero_use():
    """Account 1 has no row while others do: nobody was active. With no feed at all nothing is known."""
    usage = {"account": [0], "month": [0], "active_users": [5], "events": [9]}
    living = make_facts(_accounts([10, 10]), usage=usage)
    assert active_users(living).tolist() == [5.0, 0.0]
    silent = make_facts(_accounts([10, 10]), usage=usage, feed_days=(0.0, 1.0))
    assert np.isnan(active_users(silent)).all()
    assert measure("seat_use", silent).missing == "No usage data for this time."


def test_unnamed_users_are_unknown_not_zero():
    """Events without users say nothing about seats."""
    facts = make_facts(_accounts([10]), usage={"month": [0], "events": [50]})
    assert measure("seat_use", facts).missing == "Usage does not name its users."


def test_an_account_without_use_has_no_user_seen_alone_as_among_all():
    """Nobody of account 1 was there, and the feed counts users: 0 of 10 seats, alone too."""
    usage = {"account": [0], "month": [0], "active_users": [5], "user_days": [9], "events": [9]}
    facts = make_facts(_accounts([10, 10]), usage=usage)
    assert measure_accounts("seat_use", facts).value.tolist() == [0.5, 0.0]
    alone = facts.of([1])
    assert measure("seat_use", alone).value == 0.0
    assert measure("stickiness", alone).missing == "No named active user in the last month."
    unnamed = make_facts(
        _accounts([10, 10]), usage=usage | {"active_users": [UNKNOWN], "user_days": [UNKNOWN]}
    )
    assert measure("seat_use", unnamed.of([1])).missing == "Usage does not name its users."
    assert measure("stickiness", unnamed.of([1])).missing == "Usage does not name its users."


def test_more_users_than_seats():
    """12 people on 10 seats: use is 1.2 and the range reaches it; 0 of 0 seats is unknown."""
    low, high = seat_use_interval([12, 0], [10, 0])
    assert seat_use(12, 10) == pytest.approx(1.2)
    assert low[0] < 1.0 < high[0] == pytest.approx(1.2)
    assert (low[1], high[1]) == (0.0, 1.0)


def test_breadth_counts_distinct_features():
    """Of four features account 0 used two in three months (one twice), account 1 one; the fourth month is
    too old.
    """
    facts = make_facts(
        2,
        features=("a", "b", "c", "d"),
        feature_months={
            "account": [0, 0, 0, 0, 1],
            "month": [0, 1, 2, 3, 0],
            "feature": [0, 0, 1, 2, 3],
            "events": [5, 5, 1, 9, 1],
        },
    )
    assert features_used(facts).tolist() == [2.0, 1.0]
    assert features_used(facts, core=np.array([True, False, False, False])).tolist() == [1.0, 0.0]
    assert feature_breadth([2, 1], 4).tolist() == [0.5, 0.25]
    estimate = measure("feature_breadth", facts)
    assert (estimate.value, estimate.n) == (0.375, 2)
    assert measure("feature_breadth", make_facts()).missing == "Usage does not name features."


def test_features_used_an_unknown_number_of_times_are_no_zero():
    """A0 used one feature twice and another an unknown number of times: 1 of 2. A1's only row is unknown:
    nothing is known, alone and among all; of core features that it has no row of, it used none.
    """
    facts = make_facts(
        2,
        features=("a", "b"),
        feature_months={
            "account": [0, 0, 1],
            "month": [0, 0, 0],
            "feature": [0, 1, 1],
            "events": [2, UNKNOWN, UNKNOWN],
        },
    )
    assert measure_accounts("feature_breadth", facts).value.tolist()[:1] == [0.5]
    for estimate in (
        measure("feature_breadth", facts.of([1])),
        measure_accounts("feature_breadth", facts).estimate(1),
    ):
        assert estimate.missing == "Usage does not say how often core features were used."
    assert features_used(facts, core=np.array([True, False])).tolist() == [1.0, 0.0]


def test_depth_is_actions_per_active_user():
    """60 actions by 3 user-months is 20; months without named users are left out; account 1 has no user at
    all.
    """
    facts = make_facts(
        2,
        usage={
            "account": [0, 0, 0, 1],
            "month": [0, 1, 2, 0],
            "events": [40, 20, 500, 7],
            "active_users": [2, 1, UNKNOWN, UNKNOWN],
        },
    )
    estimate = measure("feature_depth", facts)
    assert (estimate.value, estimate.n) == (20.0, 1)
    assert np.isnan(estimate.low)
    assert np.isnan(feature_depth(5, 0))


def test_trend_is_a_log_ratio_that_does_not_panic():
    """ln(2) for twice as much (nothing added), 0 for level; 1 against 3 events is ln(6/8), not ln(1/3)."""
    assert trend(200, 100, pseudo_count=0) == pytest.approx(np.log(2))
    assert trend(100, 100) == 0
    assert trend(1, 3) == pytest.approx(np.log(6 / 8))


def test_measured_trend_by_hand():
    """50 events in June, 100, 120, 80 in May, April, March, per day of the month: the rates are 50/30 and the
    mean of 100/31, 120/30, 80/31, for the mean month of 30.5 days; 5 added to each. Range from 55 and 305
    events (delta method), widened by how much the three months before differ, per day of the 92: chi-squared
    over 2 degrees of freedom, with Student's t of as many.
    """
    facts = make_facts(
        usage={"month": [0, 1, 2, 3], "events": [50, 100, 120, 80], "account": [0] * 4},
        feed_days=(1.0,) * 4,
    )
    estimate = measure("usage_trend", facts)
    before = (100 / 31 + 120 / 30 + 80 / 31) / 3
    expected = np.log((30.5 * 50 / 30 + 5) / (30.5 * before + 5))
    levels = np.array([100 / 31, 120 / 30, 80 / 31]) * 92 / 3
    noise = np.sum((levels - levels.mean()) ** 2) / levels.mean() / 2
    half_width = stats.t.ppf(0.975, 2) * np.sqrt(noise * (1 / 55 + 1 / 305))
    assert estimate.value == pytest.approx(expected)
    assert (estimate.low, estimate.high) == pytest.approx(
        (expected - half_width, expected + half_width), abs=1e-6
    )
    assert estimate.n == 350


def test_who_began_within_the_months_has_no_trend():
    """Begun on 1 March, the first day of the four months that end on 30 June, an account counts; begun a day
    later it would be compared with a month in which it was not there yet.
    """
    starts = np.array(["2025-03-01", "2025-03-02"], dtype="datetime64[D]")
    used = {"month": [0, 1, 2, 3] * 2, "events": [100.0] * 8, "account": [0] * 4 + [1] * 4}
    facts = make_facts({"account_id": ["a", "b"], "start_date": starts}, usage=used, feed_days=(1.0,) * 4)
    assert measure("usage_trend", facts).n == 400
    late = measure("usage_trend", facts.of([1]))
    assert late.missing == "Nobody was a customer for all of the last 4 months."


def test_seat_use_of_several_accounts_ranges_over_accounts():
    """9 of 10, 1 of 10 and 5 of 10 seats: half of 30, and accounts differ by .9, .1 and .5, so that the range
    is that of the mean of three, 0.5 +- 4.303 x .4 / sqrt(3), cut at 0 and 1; of 30 seats on their own it
    would be .33 to .67.
    """
    facts = make_facts(
        _accounts([10, 10, 10]),
        usage={"account": [0, 1, 2], "month": [0, 0, 0], "active_users": [9, 1, 5]},
    )
    found = measure("seat_use", facts)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)
    one = measure("seat_use", facts.of([2]))
    assert (one.low, one.high) == pytest.approx(stats.beta.ppf([0.025, 0.975], 5.5, 5.5))


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2025-06-30", (30, 31, 30, 31)),
        ("2026-02-28", (28, 31, 31, 30)),
        ("2026-03-15", (28, 31, 31, 30)),  # 16 February to 15 March, and so on back
    ],
)
def test_flat_use_is_level_whatever_the_months_length(as_of, days):
    """1,000 events every day: no trend, also when a short February is compared with long months."""
    facts = make_facts(
        usage={"month": range(4), "events": [1000.0 * day for day in days], "account": [0] * 4}
    )
    assert measure("usage_trend", replace(facts, as_of=np.datetime64(as_of))).value == pytest.approx(
        0, abs=1e-12
    )


def test_a_feed_that_stops_early_is_no_decline():
    """Ten events a day; the feed covers half of the last month: the level per day with a feed is the same."""
    usage = {"month": [0, 1, 2, 3], "events": [150, 310, 300, 310], "account": [0] * 4}
    recent, previous = monthly_levels(make_facts(usage=usage, feed_days=(0.5, 1.0, 1.0, 1.0)))
    assert recent[0] == pytest.approx(previous[0])
    gap, _ = monthly_levels(make_facts(usage=usage, feed_days=(0.0, 1.0, 1.0, 1.0)))
    assert np.isnan(gap).all()


def test_a_month_without_feed_is_left_out_of_the_mean():
    """Ten events a day in June, May and March, no feed in April: the rate before is 10 a day, not 7."""
    facts = make_facts(
        usage={"month": [0, 1, 3], "events": [300, 310, 310], "account": [0] * 3},
        feed_days=(1.0, 1.0, 0.0, 1.0),
    )
    assert measure("usage_trend", facts).value == pytest.approx(0.0)


def test_recency_counts_days():
    """Last used on 20 and 29 June: 10 and 1 days before 30 June, median 5.5; never used is not counted as a
    number.
    """
    facts = make_facts(
        3,
        usage={
            "account": [0, 0, 1],
            "month": [0, 1, 0],
            "last_at": ["2025-06-20", "2025-05-20", "2025-06-29"],
        },
    )
    days = last_use(facts)
    assert days[:2].tolist() == np.array(["2025-06-20", "2025-06-29"], dtype="datetime64[D]").tolist()
    np.testing.assert_array_equal(recency(days, facts.as_of), [10, 1, UNKNOWN])
    assert (measure("recency", facts).value, measure("recency", facts).n) == (5.5, 2)
    assert measure("recency", make_facts()).missing == "No use is recorded."


def test_lost_accounts_do_not_drag_the_figures():
    """The seats and silence of a customer who left are not those of the present ones."""
    facts = make_facts(
        _accounts([10, 90]) | {"is_lost": [False, True]},
        usage={"account": [0], "month": [0], "active_users": [5], "events": [9], "last_at": ["2025-06-30"]},
    )
    assert measure("seat_use", facts).value == 0.5
    assert measure("recency", facts).value == 0.0


def test_months_far_back_are_told_apart() -> None:
    """Intent: use more than 64 months ago is found in its own month, for breadth, seats and recency alike.

    Expected: by hand. Account 0 used features 0 and 1 in month 70 and feature 1 in month 6, account 1
    feature 0 in month 64.
    """
    facts = make_facts(
        2,
        features=("export", "report"),
        feed_days=(1.0,) * 80,
        feature_months={
            "account": [0, 0, 0, 1],
            "month": [70, 70, 6, 64],
            "feature": [0, 1, 1, 0],
            "events": [1.0, 2.0, 3.0, 4.0],
        },
        usage={
            "account": [0, 0, 1],
            "month": [70, 6, 64],
            "events": [3.0, 3.0, 4.0],
            "active_users": [1.0, 2.0, 5.0],
            "last_at": ["2019-08-20", "2024-12-03", "2020-02-09"],
        },
    )
    for back, breadth in ((70, [2.0, 0.0]), (64, [0.0, 1.0]), (6, [1.0, 0.0]), (5, [0.0, 0.0])):
        assert features_used(facts, months=1, back=back).tolist() == breadth
    assert features_used(facts, months=7, back=64).tolist() == [2.0, 1.0]
    assert active_users(facts, back=64).tolist() == [0.0, 5.0]
    assert last_use(facts, back=70).astype(str).tolist() == ["2019-08-20", "NaT"]
    assert last_use(facts, back=64).astype(str).tolist() == ["2019-08-20", "2020-02-09"]
    assert last_use(facts, back=71).astype(str).tolist() == ["NaT", "NaT"]
