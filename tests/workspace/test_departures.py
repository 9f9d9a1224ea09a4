"""Losses and new starts by the stated rule: by hand, and against plain Python on made books."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.losses import are_leaving, first_losses, losses_of, present_since
from tests.journeys.oracles.losses import Left, Term, losses
from tests.workspace.rows_factory import workspace_of

END = date(2026, 9, 30)
LATER = {"ticket_id": "t", "account_id": "z", "created_at": pd.Timestamp(END).to_pydatetime()}


def told(contracts: list[tuple], events: list[tuple] = (), words: list[dict] = (), **account):
    """Return the facts at END of account "a": contracts (start, end), events (day, is a return); `words` are
    what else the contracts say.
    """
    return read_facts(
        workspace_of(
            accounts=[{"account_id": "a"} | account, {"account_id": "z"}],
            contracts=[
                {"contract_id": str(n), "account_id": "a", "start_date": start, "end_date": end, "mrr": 1.0}
                | (words[n] if words else {})
                for n, (start, end) in enumerate(contracts)
            ],
            churn_events=[
                {"event_id": str(n), "account_id": "a", "date": at, "is_reactivation": returned}
                for n, (at, returned) in enumerate(events)
            ],
            tickets=[LATER],
        ),
        np.datetime64(END),
    )


def rows(facts) -> list[tuple[str, ...]]:
    """Return the losses as texts: day, since, gone, back."""
    found = losses_of(facts)
    return [
        tuple(str(getattr(found, name)[row]) for name in ("day", "since", "gone", "back"))
        for row in range(len(found))
    ]


YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("contracts", "events", "own", "expected"),
    [
        # A contract without an end runs on: a loss, and a new start on the spot.
        ([(date(2025, 1, 1), None)], [(date(2026, 3, 1), False)], None,
         [("2026-03-01", "2025-01-01", "2026-03-01", "2026-03-01")]),
        # The event was a notice: gone with the term, and its end is no second loss.
        ([YEAR], [(date(2025, 10, 1), False)], None, [("2025-10-01", "2025-01-01", "2026-01-01", "NaT")]),
        # It came back with the next contract, 60 days later; one that begins after 30 days is a renewal.
        ([YEAR, (date(2026, 3, 1), None)], [], None,
         [("2025-12-31", "2025-01-01", "2026-01-01", "2026-03-01")]),
        ([YEAR, (date(2026, 1, 30), None)], [], None, []),
        # Four weeks apart they are one leaving; with half a year and running contracts between, two.
        ([(date(2025, 1, 1), None)], [(date(2025, 5, 1), False), (date(2025, 5, 29), False)], None,
         [("2025-05-01", "2025-01-01", "2025-05-01", "2025-05-01")]),
        ([(date(2025, 1, 1), None)], [(date(2025, 5, 1), False), (date(2025, 12, 1), False)], None,
         [("2025-05-01", "2025-01-01", "2025-05-01", "2025-05-01"),
          ("2025-12-01", "2025-05-01", "2025-12-01", "2025-12-01")]),
        # Forty-five days belong together, forty-six do not: of events, and between two contracts.
        ([(date(2025, 1, 1), None)], [(date(2025, 5, 1), False), (date(2025, 6, 15), False)], None,
         [("2025-05-01", "2025-01-01", "2025-05-01", "2025-05-01")]),
        ([(date(2025, 1, 1), None)], [(date(2025, 5, 1), False), (date(2025, 6, 16), False)], None,
         [("2025-05-01", "2025-01-01", "2025-05-01", "2025-05-01"),
          ("2025-06-16", "2025-05-01", "2025-06-16", "2025-06-16")]),
        ([YEAR, (date(2026, 2, 14), None)], [], None, []),
        ([YEAR, (date(2026, 2, 15), None)], [], None,
         [("2025-12-31", "2025-01-01", "2026-01-01", "2026-02-15")]),
        # Left, said so again, and back by a reactivation: one loss. The event names the day, not the account.
        ([], [(date(2025, 5, 1), False), (date(2025, 8, 1), False), (date(2026, 1, 1), True)], None,
         [("2025-05-01", "NaT", "2025-05-01", "2026-01-01")]),
        ([], [(date(2025, 5, 1), False)], date(2025, 9, 1), [("2025-05-01", "NaT", "2025-05-01", "NaT")]),
        ([YEAR], [], date(2025, 11, 15), [("2025-11-15", "2025-01-01", "2026-01-01", "NaT")]),
    ],
)  # fmt: skip
def test_each_conflict_by_the_rule(contracts, events, own, expected) -> None:
    """Read off the rule for each case."""
    assert rows(told(contracts, events, **({} if own is None else {"churn_date": own}))) == expected


def test_what_contracts_and_accounts_say_of_their_ends() -> None:
    """A trial that a contract follows months later was no loss, a paid month was. A contract that is called
    churned has its end as the first day without it. Who has a renewal to come has not left.
    """
    month, later = (date(2025, 1, 1), date(2025, 1, 31)), (date(2025, 6, 1), None)
    assert rows(told([month, later], words=[{"is_trial": True}, {}])) == []
    assert rows(told([month, later])) == [("2025-01-31", "2025-01-01", "2025-02-01", "2025-06-01")]
    (churned,) = rows(told([YEAR], words=[{"churned": True}]))
    assert churned == ("2025-12-31", "2025-01-01", "2025-12-31", "NaT")
    assert rows(told([YEAR], renewal_date=date(2026, 12, 31))) == []


def test_the_day_on_which_a_loss_counts() -> None:
    """Notice in October, the term to the end of the year: January, even where it came back weeks later.
    Where a contract ran on, or the next began the day after, it never was away: the day of the event.
    """
    notice = [(date(2025, 10, 1), False)]
    for contracts, away, day in (
        ([YEAR], True, "2026-01-01"),
        ([YEAR, (date(2026, 1, 20), None)], True, "2026-01-01"),
        ([YEAR, (date(2026, 1, 1), None)], False, "2025-10-01"),
        ([(date(2025, 1, 1), None)], False, "2025-10-01"),
    ):
        facts = told(contracts, notice)
        found = losses_of(facts)
        assert (found.was_away.tolist(), found.counted_on.astype(str).tolist()) == ([away], [day])
        assert not are_leaving(facts)[0]


def test_a_new_start_restarts_the_age() -> None:
    """Back since 1 March 2026, 213 days before the end of September; first lost on the last day of 2025."""
    facts = told([YEAR, (date(2026, 3, 1), None)])
    assert facts.accounts.tenure_years[0] == pytest.approx(213 / 365.25)
    assert str(present_since(facts)[0]) == "2026-03-01"
    assert str(present_since(facts, np.datetime64("2025-06-01"))[0]) == "2025-01-01"
    assert str(first_losses(losses_of(facts), 2)[0]) == "2025-12-31"
    assert str(facts.accounts.start_date[0]) == "2025-01-01"


def test_who_has_said_that_it_leaves_is_a_customer_until_its_term_is_over() -> None:
    """Notice in August, the term to the end of the year: leaving, not lost; a year later it is lost."""
    facts = told([(date(2026, 1, 1), date(2026, 12, 31))], [(date(2026, 8, 1), False)])
    assert (are_leaving(facts)[0], facts.accounts.is_lost[0]) == (True, False)
    assert not are_leaving(facts_back(facts, 3))[0]


def made_book(random: np.random.Generator) -> tuple[list[Term], list, list, object]:
    """Return contracts, churn events, reactivations and an own date of one account, days in 2024 and 2025."""

    def some(most: int) -> list:
        days = random.integers(0, 730, random.integers(0, most + 1))
        return sorted(pd.Timestamp(2024, 1, 1) + pd.Timedelta(days=int(day)) for day in days)

    terms = [
        Term(start, None if random.random() < 0.2 else start + pd.Timedelta(days=int(length)), False, False)
        for start, length in zip(some(4), random.integers(20, 400, 4), strict=False)
    ]
    return terms, some(3), some(1), next(iter(some(1)), None) if random.random() < 0.4 else None


def test_made_books_by_plain_python() -> None:
    """300 accounts: contracts that overlap, gaps, repeated events, reactivations and dates of their own."""
    random = np.random.default_rng(11)
    accounts, contracts, events, expected = [], [], [], {}
    day = pd.Timestamp(2025, 12, 31)
    for number in range(300):
        name = f"a{number:03}"
        terms, left, came, own = made_book(random)
        accounts.append({"account_id": name, "churn_date": None if own is None else own.date()})
        contracts += [
            {
                "contract_id": f"{name}{n}", "account_id": name, "start_date": term.start.date(),
                "end_date": None if term.end is None else term.end.date(),
            }
            for n, term in enumerate(terms)
        ]  # fmt: skip
        events += [
            {"event_id": f"{name}{kind}{n}", "account_id": name, "date": at.date(), "is_reactivation": kind}
            for kind, days in ((False, left), (True, came))
            for n, at in enumerate(days)
        ]
        start = min((term.start for term in terms), default=None)
        expected[name] = losses(terms, left, came, own, start, day, False)
    facts = read_facts(
        workspace_of(accounts=accounts, contracts=contracts, churn_events=events), day.to_datetime64()
    )
    found = losses_of(facts)
    by_account: dict[str, list[Left]] = {name: [] for name in expected}
    for row in range(len(found)):
        dates = (getattr(found, part)[row] for part in ("day", "since", "gone", "back"))
        by_account[facts.accounts.account_id[found.account[row]]].append(
            Left(*(None if np.isnat(each) else pd.Timestamp(each) for each in dates))
        )
    assert by_account == {name: expected[name] for name in by_account}
    assert sum(len(each) > 1 for each in expected.values()) > 30
    lost = {name for name, each in expected.items() if each and each[-1].back is None}
    running = set(facts.accounts.account_id[facts.contracts.account[~facts.contracts.ended]])
    assert set(facts.accounts.account_id[facts.accounts.is_lost]) == lost - running
