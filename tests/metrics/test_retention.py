"""Who stayed: risk sets and renewals due, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import Window, measure
from cxdesk.metrics.presence import at_start_and_lost, present_on
from cxdesk.metrics.retention import (
    churn_rate,
    has_successor,
    renewal_rate,
    renewals_due,
    retention_rate,
)
from cxdesk.workspace.losses import Losses, losses_of
from tests.metrics.made_facts import make_facts


def _accounts(**columns):
    return {"account_id": [f"A{i}" for i in range(len(next(iter(columns.values()))))]} | columns


def test_who_was_there_at_the_start_and_who_left():
    """A stayer, one lost in the window, one lost before it, a newcomer, a trial, a renewal two years ahead.

    By hand: at the start there were the stayer, the lost one and the one with the far renewal; one left.
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
    there, lost = at_start_and_lost(facts, Window(facts.as_of))
    assert there.tolist() == [True, True, False, False, False, True]
    assert lost.tolist() == [False, True, False, False, False, False]
    churn, kept = measure("churn_rate", facts), measure("retention_rate", facts)
    assert (churn.value, kept.value, churn.n, kept.n) == (1 / 3, 2 / 3, 3, 3)
    assert (churn.low, churn.high) == pytest.approx((1 - kept.high, 1 - kept.low))


@pytest.mark.parametrize(
    ("started", "lost_on", "there", "left"),
    [
        ("2025-05-31", "NaT", 1, 0),  # came on the day before the first: there at the start
        ("2025-06-01", "NaT", 0, 0),  # came on the first day: not there
        ("2020-01-01", "2025-05-31", 0, 0),  # gone on the day before the first
        ("2020-01-01", "2025-06-01", 1, 1),  # left on the first day
        ("2020-01-01", "2025-06-30", 1, 1),  # left on the last
        ("2025-06-02", "2025-06-20", 0, 0),  # came and left within: in neither
    ],
)
def test_the_edges_of_a_month_of_churn(started: str, lost_on: str, there: int, left: int):
    """June 2025, 30 days to its last: who counts at the start is settled on the evening of 31 May."""
    facts = make_facts(_accounts(start_date=[started], is_lost=[lost_on != "NaT"], lost_at=[lost_on]))
    found = at_start_and_lost(facts, Window(facts.as_of, 30))
    assert [int(mask.sum()) for mask in found] == [there, left]


@pytest.mark.parametrize(
    ("end", "churned", "first"),
    [
        ("2025-05-31", False, "2025-06-01"),  # a term runs on its last day
        ("2025-05-31", True, "2025-05-31"),  # notice was given: over on the day of its end
        ("2025-06-15", False, "2025-06-16"),  # the contracts decide where the loss is said to be earlier
        ("2025-03-01", False, "2025-05-31"),  # nor later than said where they were over before
    ],
)
def test_the_first_day_without_a_customer(end: str, churned: bool, first: str):
    """One account that is said to be lost since 31 May, and its contract."""
    facts = make_facts(
        _accounts(start_date=["2020-01-01"], is_lost=[True], lost_at=["2025-05-31"]),
        contracts={
            "account": [0], "start": ["2024-01-01"], "end": [end], "ended": [True], "churned": [churned],
        },
    )  # fmt: skip
    assert str(losses_of(facts).gone[0]) == first
    day = np.datetime64(first)
    assert [bool(present_on(facts, date)[0]) for date in (day - 1, day)] == [True, False]


def test_the_months_of_a_quarter_add_up_to_it():
    """Random customers: those at the start of a quarter are those of its first month; its losses are those of
    the three months among them; contracts due and undecided of the months are the quarter's.
    """
    random = np.random.default_rng(8)
    count, day = 400, np.datetime64("2025-06-30")
    lost = random.random(count) < 0.5
    lost_at = day - random.integers(0, 140, count).astype("timedelta64[D]")
    start = day - random.integers(0, 300, count).astype("timedelta64[D]")
    end = day - random.integers(-60, 140, count).astype("timedelta64[D]")
    facts = make_facts(
        _accounts(start_date=start, is_lost=lost, lost_at=np.where(lost, lost_at, np.datetime64("NaT"))),
        contracts={
            "account": random.integers(0, count, count),
            "start": end - 90,
            "end": end,
            "ended": end < day,
            "churned": random.random(count) < 0.2,
        },
    )
    months = [Window(facts.as_of, days, back) for days, back in ((30, 0), (31, 1), (30, 2))]
    quarter = Window(facts.as_of, 91)
    assert months[2].start == quarter.start
    there, left = at_start_and_lost(facts, quarter)
    assert at_start_and_lost(facts, months[2])[0].tolist() == there.tolist()
    monthly = np.sum([at_start_and_lost(facts, month)[1] for month in months], axis=0)
    assert (monthly * there).tolist() == left.astype(int).tolist()
    assert 10 < left.sum() < monthly.sum()  # some came within the quarter and left in it
    whole, parts = renewals_due(facts, quarter), [renewals_due(facts, month) for month in months]
    for name in ("due", "renewed", "undecided"):
        total = np.sum([getattr(part, name) for part in parts], axis=0)
        assert total.tolist() == getattr(whole, name).astype(int).tolist()
        assert total.sum() > 5


def test_a_plain_list_with_a_flag_and_no_dates():
    """One table without dates, 2 of 5 flagged: 40 % of all, and the period says that the losses are
    undated.
    """
    estimate = measure("churn_rate", make_facts(_accounts(is_lost=[True, False, True, False, False])))
    assert (estimate.value, estimate.n) == (0.4, 5)
    assert estimate.period == "last 365 days, undated losses included"


def test_renewals_due_and_renewed():
    """Six contracts: followed at once, followed after 46 days, marked lost, endless, still in its term, begun
    and ended within the window.

    By hand: due are the first three and the last; renewed is the one followed at once.
    """
    facts = make_facts(
        _accounts(is_lost=[False, False, True, False, False, False]),
        contracts={
            "account": [0, 0, 1, 1, 2, 3, 4, 5],
            "start": [
                *("2024-01-01", "2025-01-01", "2024-01-01", "2025-02-15"),
                *("2024-03-01", "2023-01-01", "2024-06-01", "2024-09-01"),
            ],
            "end": [
                *("2024-12-31", "2025-12-31", "2024-12-31", "2026-02-14"),
                *("2025-02-28", "NaT", "2027-06-01", "2025-02-28"),
            ],
            "ended": [True, False, True, False, True, False, False, True],
            "churned": [False, False, False, False, True, False, False, True],
        },
    )
    found = renewals_due(facts, Window(facts.as_of))
    assert np.flatnonzero(found.due).tolist() == [0, 2, 4, 7]
    assert np.flatnonzero(found.renewed).tolist() == [0]
    assert not found.undecided.any()
    estimate = measure("renewal_rate", facts)
    assert (estimate.value, estimate.n, estimate.period) == (0.25, 4, "last 365 days")


@pytest.mark.parametrize(
    ("end", "churned", "left", "due", "undecided"),
    [
        ("2025-06-30", False, False, 0, 1),  # ends today: it still runs, nothing is lost
        ("2025-06-30", True, False, 1, 0),  # ends today, notice was given
        ("2025-06-01", False, True, 1, 0),  # its account has left
        ("2025-05-16", False, False, 0, 1),  # 45 days ago: may still be followed
        ("2025-05-15", False, False, 1, 0),  # 46 days ago: nothing followed
        ("2025-07-01", False, False, 0, 0),  # ends tomorrow: not yet due
        ("2024-06-30", False, True, 0, 0),  # ended on the day before the first of 365
        ("2024-07-01", False, True, 1, 0),  # ended on the first
    ],
)
def test_the_edges_of_what_is_due(end: str, churned: bool, left: bool, due: int, undecided: int):
    """A contract of one account that has another, endless one (or has left); as of 30 June 2025.

    By hand, from the definition's words; none of them is renewed.
    """
    facts = make_facts(
        _accounts(is_lost=[left]),
        contracts={
            "account": [0, 0],
            "start": ["2020-01-01", "2020-01-01"],
            "end": [end, "NaT"],
            "ended": [np.datetime64(end) < np.datetime64("2025-06-30") or churned, left],
            "churned": [churned, False],
        },
    )
    facts = replace(facts, terms_told=True)
    found = renewals_due(facts, Window(facts.as_of))
    assert (found.due.sum(), found.undecided.sum(), found.renewed.sum()) == (due, undecided, 0)
    said = measure("renewal_rate", facts)
    assert said.n == due
    assert ("1 still undecided left out" in said.period) is bool(undecided)


def test_ends_that_are_losses_make_no_renewal_rate():
    """One lost contract with an end, one kept without: what came due is not known, and 0 % would be wrong; of
    one account alone just as of both.
    """
    facts = make_facts(
        _accounts(is_lost=[True, False]),
        contracts={
            "account": [0, 1],
            "start": ["2024-01-01", "2024-01-01"],
            "end": ["2025-01-31", "NaT"],
            "ended": [True, False],
            "churned": [True, False],
        },
    )
    for these in (facts, facts.of([0])):
        said = measure("renewal_rate", these)
        assert (said.known, said.n) == (False, 0)
        assert said.missing.startswith("Only lost contracts have an end here")


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


def test_who_left_and_came_back_is_lost_and_a_customer():
    """A was lost on 1 October 2024 and is back since 1 March 2025: lost of those there when the year began;
    not there at the quarter's start. B never was away: its loss counts on its day. D came back like A and was
    lost again in June: in the quarter neither there nor lost.
    """
    found = {
        "day": ["2024-10-01", "2025-05-05", "2024-10-01", "2025-06-01"],
        "since": ["2022-01-01", "2022-01-01", "2022-01-01", "2025-03-01"],
        "gone": ["2024-10-01", "2025-05-05", "2024-10-01", "2025-06-01"],
        "back": ["2025-03-01", "2025-05-05", "2025-03-01", "NaT"],
    }
    facts = replace(
        make_facts({"account_id": ["A", "B", "C", "D"], "start_date": ["2022-01-01"] * 4}),
        losses=Losses(
            np.array([0, 1, 3, 3]),
            **{name: np.array(days, "datetime64[D]") for name, days in found.items()},
        ),
    )
    year, quarter = Window(facts.as_of, 365), Window(facts.as_of, 150)
    assert [part.tolist() for part in at_start_and_lost(facts, year)] == [
        [True] * 4,
        [True, True, False, True],
    ]
    assert [part.tolist() for part in at_start_and_lost(facts, quarter)] == [
        [False, True, True, False],
        [False, True, False, False],
    ]
    assert present_on(facts, facts.as_of).tolist() == [True, True, True, False]
    assert present_on(facts, np.datetime64("2025-02-28")).tolist() == [False, True, True, False]


def test_a_contract_followed_by_another_is_not_renewed_where_its_account_was_lost_between():
    """Both ended on 30 April 2025 and began again on 20 May; A was lost on 2 May by a churn event."""
    facts = make_facts(
        2,
        contracts={
            "account": [0, 1, 0, 1],
            "start": ["2024-05-01"] * 2 + ["2025-05-20"] * 2,
            "end": ["2025-04-30"] * 2 + ["2026-05-19"] * 2,
            "ended": [True, True, False, False],
        },
    )
    lost = (
        np.array([day], "datetime64[D]") for day in ("2025-05-02", "2024-05-01", "2025-05-02", "2025-05-20")
    )
    found = renewals_due(replace(facts, losses=Losses(np.array([0]), *lost)), Window(facts.as_of, 365))
    assert found.renewed.tolist() == [False, True, False, False]
    assert found.due.tolist() == [True, True, False, False]
