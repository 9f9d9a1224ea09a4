"""The renewal signals from bills, incidents and prices, by hand; as of 30 June 2025."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health.renewal_events import bill_trouble, incident_exposure, price_rise
from tests.metrics.made_facts import make_facts

UNKNOWN = float("nan")
PAID_ONCE = {"account": 9, "due_at": "2025-01-31", "paid_at": "2025-01-31"}


def bills(*rows: dict, accounts: int = 10) -> np.ndarray:
    """Return the signal of bills; what a row does not say is not known."""
    names = ("account", "due_at", "paid_at", "status", "is_disputed")
    blank = {"account": 0, "due_at": "NaT", "paid_at": "NaT", "status": "", "is_disputed": False}
    columns = {name: [(blank | row)[name] for row in rows] for name in names}
    return bill_trouble(make_facts(accounts, invoices=columns))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"due_at": "2025-06-16"}, 0),  # 14 days
        ({"due_at": "2025-06-15"}, 1),  # 15 days
        ({"due_at": "2025-06-01", "paid_at": "2025-06-29"}, 0),
        ({"due_at": "2025-06-01", "status": "Void"}, 0),
        ({"due_at": "2025-06-01", "status": "PAID"}, 0),
        ({"due_at": "2025-07-31"}, 0),
        ({"due_at": "2025-07-31", "is_disputed": True}, 1),
        ({"due_at": "2025-06-01", "paid_at": "2025-06-02", "is_disputed": True}, 0),  # settled since
    ],
)
def test_bills(row: dict, expected: float) -> None:
    """Methods 3.0: invoice overdue (more than 14 days) or disputed; accounts without bills are not known."""
    found = bills(row, PAID_ONCE)
    assert found[0] == expected
    assert found[9] == 0
    assert np.isnan(found[1:9]).all()


def test_bills_whose_payments_nobody_records() -> None:
    """Without one payment on record an open bill says nothing; a dispute still does."""
    found = bills({"due_at": "2025-01-01"}, {"account": 1, "is_disputed": True}, accounts=2)
    np.testing.assert_array_equal(found, [UNKNOWN, 1])


def incidents(begun: list[str], priority: list[str], urgency: list[str], touched: list[tuple[int, int]]):
    """Return facts of three accounts with incidents and (account, incident) that they touched."""
    pairs = np.array(touched, dtype=np.int64).reshape(-1, 2).T
    return make_facts(
        3,
        incidents={"created_at": begun, "priority": priority, "urgency": urgency},
        incident_accounts={"account": pairs[0], "incident": pairs[1]},
    )


def test_incidents_that_touched_them() -> None:
    """Severe by priority or urgency, in the 90 days from 2 April on; a low one does not count. Who was
    touched by none has 0: it is known whom incidents touch.
    """
    facts = incidents(
        ["2025-06-01", "2025-04-02", "2025-04-01", "2025-06-02"],
        ["P1", "", "P1", "P4"],
        ["", "high", "", ""],
        [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1)],
    )
    np.testing.assert_array_equal(incident_exposure(facts), [2, 1, 0])


@pytest.mark.parametrize(
    ("priority", "touched"), [("P1", []), ("", [(0, 0)]), ("-", [(0, 0)])], ids=["whom", "how bad", "dash"]
)
def test_incidents_that_do_not_say(priority: str, touched: list) -> None:
    """Unknown for all where no incident says whom it touched, or none how severe it is."""
    facts = incidents(["2025-06-01"], [priority], [""], touched)
    assert np.isnan(incident_exposure(facts)).all()


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ((1000.0, 10.0), (1100.0, 10.0), 0),  # exactly 10 %
        ((1000.0, 10.0), (1101.0, 10.0), 1),
        ((1000.0, 10.0), (1500.0, 15.0), 0),  # more seats at the same price
        ((1000.0, 10.0), (1300.0, 11.0), 1),  # 100 to 118.18 a seat
        ((1000.0, 10.0), (600.0, 5.0), 0),  # fewer seats at a smaller discount: the bill fell
        ((1000.0, 10.0), (1050.0, 9.0), 1),  # fewer seats, and still more to pay
        ((1000.0, UNKNOWN), (1500.0, 10.0), UNKNOWN),
        ((1000.0, 10.0), (UNKNOWN, 10.0), UNKNOWN),
    ],
)
def test_price(then: tuple, now: tuple, expected: float) -> None:
    """Methods 3.0: price change above 10 %, of a seat, at the renewal of 1 January against the year before;
    a second account with its first contract has no price before.
    """
    facts = make_facts(
        2,
        contracts={
            "account": [0, 0, 1],
            "start": ["2024-01-01", "2025-01-01", "2025-01-01"],
            "end": ["2024-12-31", "2025-12-31", "2025-12-31"],
            "mrr": [then[0], now[0], 500.0],
            "seats": [then[1], now[1], 5.0],
        },
    )
    np.testing.assert_array_equal(price_rise(facts), [expected, UNKNOWN])
