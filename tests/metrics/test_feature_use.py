"""How each feature is used: shares, trends and last use, against sums made by hand and in plain Python."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics.feature_use import OF_ACCOUNTS, OF_ACTIONS, OF_USERS, feature_use
from cxdesk.metrics.response import customers_on
from cxdesk.metrics.windows import Window
from tests.metrics.made_facts import AS_OF, make_facts
from tests.metrics.rich_facts import rich_facts


def _facts(users: float = 10.0):
    """Four accounts, the last one lost. Export: used by A0 and A1 and by the lost one; search: by A0, and by
    A2 five months ago; share: never.
    """
    return make_facts(
        {
            "account_id": ["A0", "A1", "A2", "A3"],
            "is_lost": [False, False, False, True],
            "lost_at": ["NaT", "NaT", "NaT", "2025-01-01"],
        },
        features=("export", "search", "share"),
        feature_months={
            "account": [0, 1, 3, 0, 2],
            "month": [0, 2, 0, 1, 5],
            "feature": [0, 0, 0, 1, 1],
            "events": [60, 30, 5, 40, 7],
            "users": [4, 3, 1, 5, 2],
        },
        usage={
            "account": [0, 0, 1],
            "month": [0, 1, 2],
            "events": [60, 40, 30],
            "active_users": [users, users, users],
        },
    )


def test_share_of_present_customers():
    """Of three present customers two used export in the last 3 months, one search, nobody share."""
    use = feature_use(_facts())
    assert use.of == OF_ACCOUNTS
    assert use.whole == 3
    assert use.share == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert np.all((use.low <= use.share) & (use.share <= use.high))


def test_last_use_in_months():
    """Export was used this month, search last month, share never."""
    assert feature_use(_facts()).idle_months.tolist()[:2] == [0.0, 1.0]
    assert math.isnan(feature_use(_facts()).idle_months[2])


def test_share_of_users_is_a_share_of_user_months():
    """Users of export in the last 3 months: 4 + 3 + 1 of 30 active user-months; of search: 5 of 30."""
    use = feature_use(_facts(), OF_USERS)
    assert use.of == OF_USERS
    assert use.share == pytest.approx([8 / 30, 5 / 30, 0.0])
    assert use.whole == pytest.approx(10.0)


def test_without_named_users_the_actions_are_shared_out():
    """Users unknown: of 135 actions in the last 3 months 95 were export and 40 search, 45 a month."""
    use = feature_use(_facts(math.nan), OF_USERS)
    assert use.of == OF_ACTIONS
    assert use.share == pytest.approx([95 / 135, 40 / 135, 0.0])
    assert use.whole == pytest.approx(45.0)


def test_actions_that_are_not_counted_add_nothing():
    """The 30 actions of export two months ago are not known: of 105 actions 65 were export. With none known
    there is a reason in words.
    """
    facts = _facts(math.nan)
    rows = facts.feature_months
    some = replace(
        facts, feature_months=replace(rows, events=np.where(rows.month == 2, math.nan, rows.events))
    )
    assert feature_use(some, OF_USERS).share == pytest.approx([65 / 105, 40 / 105, 0.0])
    none = replace(facts, feature_months=replace(rows, events=np.full(len(rows), math.nan)))
    assert feature_use(none, OF_USERS).reason == "There is no present customer here, or nobody used anything."


def test_trend_is_the_log_ratio_per_covered_day():
    """Export had 60 events of present customers in June and 30 in the three months before; the months have
    30, 31, 30 and 31 days, so per 30.5 days 61 against (30 x 30.5 / 30) / 3 = 10.17: the trend is
    ln((61 + 5) / (10.17 + 5)).
    """
    use = feature_use(_facts())
    expected = math.log((60 * 30.5 / 30 + 5) / (30 * 30.5 / 30 / 3 + 5))
    assert use.trend[0] == pytest.approx(expected)
    assert use.events[0] == 90
    assert math.isnan(use.trend[2])


def test_a_trend_of_few_events_is_not_clear():
    """Search falls to none in each of ten accounts, from 3 events a month, 90 in all: that is clear. From one
    event in a single month, 10 in all, it is below the minimum sample of 30; of one account alone there is no
    range, as its earlier months say nothing.
    """

    def fallen(accounts, months):
        rows = [(account, month) for account in range(accounts) for month in months]
        each = 3.0 if len(months) == 3 else 1.0
        return feature_use(
            make_facts(
                max(accounts, 2),
                features=("search",),
                feature_months={
                    "account": [account for account, _month in rows],
                    "month": [month for _account, month in rows],
                    "feature": [0] * len(rows),
                    "events": [each] * len(rows),
                },
                feed_days=(1.0,) * 4,
            )
        )

    assert bool(fallen(10, (1, 2, 3)).clear[0])
    assert not fallen(10, (2,)).clear[0]
    alone = fallen(1, (2,))
    assert alone.trend[0] < 0
    assert not alone.clear[0]


def test_shares_equal_a_count_in_plain_python():
    """On facts drawn by chance the share is the number of customers with any event in months 0 to 2."""
    facts = rich_facts(40)
    rows, here = facts.feature_months, customers_on(facts, Window(AS_OF))
    use, columns = feature_use(facts), (rows.account, rows.month, rows.feature, rows.events)
    for feature in range(len(facts.features)):
        using = {
            int(account)
            for account, month, which, events in zip(*columns, strict=True)
            if which == feature and month < 3 and events > 0 and here[account]
        }
        assert use.share[feature] == pytest.approx(len(using) / here.sum())


def test_nothing_is_said_where_nothing_is_known():
    """No features, and no usage in the last 3 months, are different reasons."""
    assert feature_use(make_facts(2)).reason == "Usage does not name features."
    quiet = make_facts(2, features=("export",), feed_days=(0.0,) * 6)
    assert feature_use(quiet).reason == "No usage data for this time."
