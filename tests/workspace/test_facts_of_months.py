"""Facts by account and month, against plain loops over the rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.months import month_end, month_index, month_shift
from tests.workspace.rows_factory import ACCOUNTS, workspace_of

END = np.datetime64("2026-09-30")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("as_of", "shift", "ends"),
    [
        ("2026-09-30", 0, ["2026-09-30", "2026-08-31", "2026-07-31"]),
        ("2026-09-15", 15, ["2026-09-15", "2026-08-15", "2026-07-15"]),
        ("2024-02-29", 0, ["2024-02-29", "2024-01-31", "2023-12-31"]),
    ],
)
def test_months_end_on_the_as_of_day(as_of: str, shift: int, ends: list[str]) -> None:
    """Calendar months when the date ends one, else months ending on the same day. Expected: the calendar."""
    day = np.datetime64(as_of)
    assert month_shift(day) == shift
    assert [str(month_end(day, back)) for back in range(3)] == ends
    for back, end in enumerate(ends):
        last = np.array([end], dtype="datetime64[D]")
        first_of_next = last + 1
        assert month_index(last - shift, day).tolist() == [back]
        assert month_index(first_of_next - shift, day).tolist() == [back - 1]


@pytest.mark.parametrize("as_of", ["2026-09-30", "2026-09-15"])
def test_account_month_facts_equal_a_plain_loop_over_the_rows(as_of: str) -> None:
    """2,000 random rows, counted again in Python dictionaries: events, users, days, features, last day, per
    month.
    """
    dice = Random(3)
    rows = [
        {
            "account_id": f"A{dice.randint(1, 3)}",
            "user_id": f"u{dice.randint(1, 9)}",
            "at": at("2026-03-01") + timedelta(hours=dice.randint(0, 24 * 220)),
            "feature": dice.choice(["export", "plan", "share"]),
            "count": float(dice.randint(1, 5)),
        }
        for _ in range(2000)
    ]
    end = np.datetime64(as_of)
    facts = read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), end)
    expected: dict[tuple[int, int], dict] = defaultdict(lambda: defaultdict(set) | {"events": 0.0})
    for row in rows:
        day = np.datetime64(row["at"], "D")
        if day > end:
            continue
        back = next(back for back in range(20) if month_end(end, back + 1) < day <= month_end(end, back))
        cell = expected[int(row["account_id"][1]) - 1, back]
        cell["events"] += row["count"]
        cell["users"].add(row["user_id"])
        cell["days"].add(day)
        cell["features"].add(row["feature"])
    usage = facts.usage
    found = {
        (int(account), int(month)): (events, users, days, last)
        for account, month, events, users, days, last in zip(
            usage.account,
            usage.month,
            usage.events,
            usage.active_users,
            usage.active_days,
            usage.last_at,
            strict=True,
        )
    }
    assert found == {
        key: (cell["events"], float(len(cell["users"])), float(len(cell["days"])), max(cell["days"]))
        for key, cell in expected.items()
    }
    features = defaultdict(set)
    for account, month, feature in zip(
        facts.feature_months.account, facts.feature_months.month, facts.feature_months.feature, strict=True
    ):
        features[int(account), int(month)].add(facts.features[feature])
    assert features == {key: cell["features"] for key, cell in expected.items()}


def test_a_feed_gap_is_told_from_no_use() -> None:
    """Half of August's days have no row of anybody: that month's feed share is about a half, September's is
    1.
    """
    days = [date(2026, 8, 1) + timedelta(days=number) for number in range(61)]
    rows = [
        {"account_id": "A1", "at": datetime.combine(day, datetime.min.time()), "count": 1.0}
        for day in days
        if not (day.month == 8 and day.day > 15)
    ]
    share = read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), END).feed_days
    assert share[0] == 1.0
    assert share[1] == pytest.approx(15 / 31)


def test_a_weekly_feed_covers_its_weeks() -> None:
    """One row a week is a whole feed, not a seventh of one."""
    weeks = [at("2026-01-05") + timedelta(weeks=number) for number in range(39)]
    rows = [{"account_id": "A1", "at": week, "count": 5.0} for week in weeks]
    assert min(read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), END).feed_days[:8]) >= 0.9


def test_the_revenue_in_force_comes_from_the_running_contracts() -> None:
    """600 + 500 a month run on the date; one ended, one has not begun. Without contracts the account's own
    row counts.
    """
    contracts = [
        {
            "contract_id": "1",
            "account_id": "A1",
            "start_date": date(2025, 1, 1),
            "end_date": date(2025, 12, 31),
            "mrr": 9.0,
        },
        {
            "contract_id": "2",
            "account_id": "A1",
            "start_date": date(2026, 1, 1),
            "end_date": date(2026, 12, 31),
            "mrr": 600.0,
        },
        {"contract_id": "3", "account_id": "A1", "start_date": date(2026, 3, 1), "arr": 6000.0},
        {"contract_id": "4", "account_id": "A1", "start_date": date(2026, 11, 1), "mrr": 77.0},
    ]
    accounts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=contracts), END).accounts
    assert accounts.mrr[:2].tolist() == [1100.0, 500.0]
    assert accounts.arr[:2].tolist() == [13200.0, 6000.0]
    assert str(accounts.renewal_date[0]) == "2026-12-31"
    assert str(accounts.start_date[0]) == "2025-01-01"


def test_trials_and_other_currencies_are_not_added() -> None:
    """EUR 100 a month and a trial of 900: 100. EUR and USD together: unknown, and said."""
    contracts = [
        {
            "contract_id": "1",
            "account_id": "A1",
            "start_date": date(2026, 1, 1),
            "mrr": 100.0,
            "currency": "EUR",
        },
        {
            "contract_id": "2",
            "account_id": "A1",
            "start_date": date(2026, 1, 1),
            "mrr": 900.0,
            "is_trial": True,
        },
        {
            "contract_id": "3",
            "account_id": "A2",
            "start_date": date(2026, 1, 1),
            "mrr": 5.0,
            "currency": "EUR",
        },
        {
            "contract_id": "4",
            "account_id": "A2",
            "start_date": date(2026, 1, 1),
            "mrr": 7.0,
            "currency": "USD",
        },
    ]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=contracts), END)
    assert (facts.accounts.mrr[0], facts.accounts.currency[0]) == (100.0, "EUR")
    assert np.isnan(facts.accounts.mrr[1])
    assert np.isnan(facts.accounts.arr[1])
    assert [finding.code for finding in facts.findings] == ["mixed_currencies"]


def test_sums_do_not_depend_on_the_order_of_rows() -> None:
    """0.1 three hundred times and 0.7 a thousand times, in two orders: 730 to the last bit."""
    counts = [0.1] * 300 + [0.7] * 1000
    found = []
    for order in (counts, counts[::-1]):
        row = {"account_id": "A1", "at": at("2026-09-03"), "feature": "f"}
        rows = [row | {"count": count} for count in order]
        found.append(read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), END))
    assert found[0].usage.events.tolist() == found[1].usage.events.tolist() == [730.0]
    assert found[0].feature_months.events.tolist() == [730.0]
