"""Invoices and orders as facts: whose they are, and what was known of them on a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cxdesk.health.bills import has_known_end, is_open
from cxdesk.health.renewal_events import bill_trouble
from cxdesk.metrics import Window, observations_of
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts.invoices import PAID_SOME_DAY
from tests.workspace.rows_factory import sheet, workspace_of

ORDERS = [
    {"invoice_id": "1", "account_id": "A", "issued_at": date(2026, 1, 5), "amount": 10.0, "status": "paid"},
    {
        "invoice_id": "2", "account_id": "B", "issued_at": date(2026, 2, 5), "due_at": date(2026, 3, 5),
        "paid_at": date(2026, 3, 20), "amount": 20.0, "currency": "EUR", "disputed": True,
    },
    {"invoice_id": "3", "account_id": "A", "issued_at": date(2026, 4, 1), "amount": 30.0},
]  # fmt: skip


def test_orders_name_their_accounts() -> None:
    """Without a list of accounts there are those that the orders name; the newest order is the date."""
    facts = read_facts(workspace_of(invoices=ORDERS))
    assert facts.as_of == np.datetime64("2026-04-01")
    assert facts.accounts.account_id.tolist() == ["A", "B"]
    invoices = facts.invoices
    assert invoices.account.tolist() == [0, 1, 0]
    assert invoices.amount.tolist() == [10.0, 20.0, 30.0]
    assert invoices.status.tolist() == ["paid", "", ""]
    assert invoices.currency.tolist() == ["", "EUR", ""]
    assert invoices.is_disputed.tolist() == [False, True, False]
    assert invoices.source_row.tolist() == [2, 3, 4]
    assert facts.by_order
    assert facts.all_invoices is None


@pytest.mark.parametrize(
    ("day", "amounts", "paid", "disputed"),
    [
        ("2026-03-31", [10.0, 20.0], ["NaT", "2026-03-20"], [False] * 2),
        ("2026-03-19", [10.0, 20.0], ["NaT"] * 2, [False] * 2),
        ("2026-01-31", [10.0], ["NaT"], [False]),
    ],
)
def test_a_past_date_knows_what_was_dated_by_then(day, amounts, paid, disputed) -> None:
    """Later invoices are not there, a later payment has not come, and a status bears no date at all."""
    invoices = read_facts(workspace_of(invoices=ORDERS), np.datetime64(day)).invoices
    assert invoices.amount.tolist() == amounts
    assert invoices.paid_at.astype(str).tolist() == paid
    assert invoices.status.tolist() == [PAID_SOME_DAY, ""][: len(amounts)]
    assert invoices.is_disputed.tolist() == disputed


@pytest.mark.parametrize("status", ["Void", "cancelled "])
def test_what_is_void_today_and_was_never_paid_is_unknown_in_the_past(status) -> None:
    """Issued in January, due in February: on 2025-08-01 nobody says whether it was owed still, so that it is
    neither overdue nor paid; another with a later payment was owed until then, whatever it is called today.
    """
    common = {"account_id": "A", "issued_at": date(2025, 1, 5), "due_at": date(2025, 2, 1), "status": status}
    rows = [
        common | {"invoice_id": "1", "amount": 10.0},
        common | {"invoice_id": "2", "amount": 20.0, "paid_at": date(2025, 9, 1)},
        common | {"invoice_id": "3", "amount": 30.0, "status": "open"},
    ]
    workspace = workspace_of(invoices=rows)
    then = read_facts(workspace, np.datetime64("2025-08-01")).invoices
    assert (then.amount.tolist(), is_open(then).tolist()) == ([20.0, 30.0], [True, True])
    now = read_facts(workspace).invoices
    assert (now.amount.tolist(), is_open(now).tolist()) == ([10.0, 20.0, 30.0], [False, False, True])


def test_what_was_paid_nobody_says_when_is_unknown_in_the_past() -> None:
    """Due in February and "Paid" without a day: on 2025-08-01 it is neither open nor paid, so that nothing is
    known of A's bills, while B's open one is trouble; today A has paid.
    """
    common = {"issued_at": date(2025, 1, 5), "due_at": date(2025, 2, 1), "amount": 10.0}
    rows = [
        common | {"invoice_id": "1", "account_id": "A", "status": "Paid "},
        common | {"invoice_id": "2", "account_id": "B", "status": "open"},
        common | {"invoice_id": "3", "account_id": "C", "paid_at": date(2025, 2, 3)},
        common | {"invoice_id": "4", "account_id": "C", "issued_at": date(2025, 9, 1), "due_at": None},
    ]
    workspace = workspace_of(invoices=rows)
    then, now = read_facts(workspace, np.datetime64("2025-08-01")), read_facts(workspace)
    assert is_open(then.invoices).tolist() == [False, True, False]
    assert has_known_end(then.invoices).tolist() == [False, True, True]
    np.testing.assert_array_equal(bill_trouble(then), [np.nan, 1.0, 0.0])
    np.testing.assert_array_equal(bill_trouble(now), [0.0, 1.0, 0.0])
    overdue = observations_of("invoices_overdue", then, Window(then.as_of))
    assert (overdue.row.tolist(), overdue.value.tolist()) == ([1, 2], [1.0, 0.0])


def test_looking_back_is_reading_the_past() -> None:
    """A month back from the present is what reading as of that day gives."""
    workspace = workspace_of(invoices=ORDERS)
    back = facts_back(read_facts(workspace), 1)
    then = read_facts(workspace, back.as_of)
    assert back.as_of == np.datetime64("2026-03-01")
    for name in ("account", "amount", "paid_at", "status", "is_disputed"):
        np.testing.assert_array_equal(getattr(back.invoices, name), getattr(then.invoices, name))


def test_chosen_accounts_keep_the_whole_book_beside_them() -> None:
    """B alone is renumbered to 0 with its one invoice; the book it comes from stays all three, also when
    chosen again.
    """
    facts = read_facts(workspace_of(invoices=ORDERS))
    alone = facts.of([1])
    assert (alone.invoices.account.tolist(), alone.invoices.amount.tolist()) == ([0], [20.0])
    assert alone.all_invoices is facts.invoices
    assert alone.of([0]).all_invoices is facts.invoices
    assert alone.by_order


def test_whoever_has_contracts_or_revenue_does_not_only_order() -> None:
    """A contract, an ARR or a known loss anywhere: losses and renewals are looked for as usual."""
    contract = [{"contract_id": "C", "account_id": "A", "start_date": date(2026, 1, 1), "mrr": 5.0}]
    assert not read_facts(workspace_of(invoices=ORDERS, contracts=contract)).by_order
    for told in ({"arr": 100.0}, {"churned": True, "churn_date": date(2026, 2, 1)}):
        accounts = [{"account_id": "A", **told}, {"account_id": "B"}]
        assert not read_facts(workspace_of(invoices=ORDERS, accounts=accounts)).by_order
    assert read_facts(workspace_of(invoices=ORDERS, accounts=[{"account_id": "A"}])).by_order


def test_an_account_that_nobody_knows_is_told_and_left_out() -> None:
    """With a list of accounts, orders of others belong to nobody: a finding says how many."""
    facts = read_facts(workspace_of(invoices=ORDERS, accounts=[{"account_id": "A"}]))
    assert facts.invoices.amount.tolist() == [10.0, 30.0]
    (finding,) = [each for each in facts.findings if each.code == "rows_without_account"]
    assert "invoices and orders" in finding.message


def test_a_newer_export_says_an_invoice_again() -> None:
    """The newer sheet's word on invoice 1 counts; orders without a number are never taken for each other."""
    workspace = Workspace.in_memory()
    workspace.add_import([sheet("invoices", ORDERS, "one.csv")])
    newer = [ORDERS[0] | {"amount": 11.0}, {"account_id": "B", "issued_at": date(2026, 2, 6), "amount": 1.0}]
    workspace.add_import([sheet("invoices", newer, "two.csv")])
    assert sorted(read_facts(workspace).invoices.amount) == [1.0, 11.0, 20.0, 30.0]


def test_invoices_are_told_apart_by_who_they_are() -> None:
    """Models are kept by the invoices they were fitted to: equal contents are no equal record."""
    invoices = read_facts(workspace_of(invoices=ORDERS)).invoices
    assert len({invoices, replace(invoices)}) == 2
