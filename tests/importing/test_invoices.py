"""Invoices and orders are recognised by what they bear, and nothing else is taken for them."""

from __future__ import annotations

import pytest

from tests.importing.made import csv_file, kept, planned


def test_a_list_of_invoices(tmp_path) -> None:
    """Own names, in a file that is called after it: all of it is sure, the values as written."""
    rows = [
        ("Invoice Number", "Customer ID", "Invoice Date", "Due Date",
         "Date Paid", "Invoice Total", "Currency", "In dispute"),
        ("R-1", "A-1", "2026-01-15", "2026-02-14", "2026-02-20", "100.50", "EUR", "no"),
        ("R-2", "A-2", "2026-01-31", "2026-03-02", "", "80.25", "EUR", "yes"),
    ]  # fmt: skip
    plan = planned(csv_file(tmp_path, rows, "invoices.csv"))
    assert plan.table == "invoices"
    assert [match.confidence for match in plan.columns] == ["sure"] * 8
    found = kept(plan, "invoice_id", "account_id", "amount", "currency", "disputed")
    assert found == [("R-1", "A-1", 100.5, "EUR", False), ("R-2", "A-2", 80.25, "EUR", True)]
    dates = kept(plan, "issued_at", "due_at", "paid_at")
    assert [tuple(map(str, row)) for row in dates] == [
        ("2026-01-15", "2026-02-14", "2026-02-20"),
        ("2026-01-31", "2026-03-02", "None"),
    ]


def test_orders_without_a_number_are_all_kept(tmp_path) -> None:
    """The same customer, day and amount twice are two orders: nothing says that they are one."""
    rows = [("Customer", "Order date", "Order value"), *[("Acme", "2026-01-15", "10")] * 2]
    plan = planned(csv_file(tmp_path, rows, "orders.csv"))
    assert (plan.table, plan.report.rows_kept) == ("invoices", 2)


def test_an_order_without_customer_or_date_is_set_aside(tmp_path) -> None:
    """Whose it is and when it was must be known; one without an amount still says that somebody came."""
    rows = [
        ("Order ID", "Customer", "Order date", "Order value"),
        ("1", "", "2026-01-15", "10"),
        ("2", "Acme", "someday", "10"),
        ("3", "Acme", "2026-01-16", ""),
        ("4", "Beta", "2026-01-17", "10"),
    ]
    plan = planned(csv_file(tmp_path, rows, "orders.csv"))
    assert plan.table == "invoices"
    assert kept(plan, "invoice_id") == ["3", "4"]
    assert [aside.code for aside in plan.report.set_aside] == ["missing_account_id", "unreadable_date"]


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        ("deals.csv", "Deal Name,Company,Amount,Close Date,Deal Stage", "Big,Acme,10,2026-01-15,won"),
        ("invoice_items.csv", "id,invoice_id,quantity,unit_price,sku", "1,R-1,2,5,S-1"),
        ("refunds.csv", "id,amount,created,reason,charge", "1,5,2026-01-15,fraud,ch_1"),
        ("budget.csv", "Team,Month,Amount,Owner", "Ops,2026-01-01,500,Kim"),
        ("events.csv", "date,customer_id,feature,count", "2026-01-15,C-1,export,5"),
    ],
)
def test_what_bears_amounts_or_dates_is_no_invoice_for_it(tmp_path, name, header, row) -> None:
    """Deals, lines of invoices, refunds, budgets and usage: an amount, or a date and a customer, alone."""
    plan = planned(csv_file(tmp_path, [header.split(","), row.split(","), row.split(",")], name))
    assert plan.table != "invoices"
