"""Metrics of customers who order without contracts, against counts by hand and the models called directly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import Window, measure, measure_accounts, observations_of
from cxdesk.metrics.buying_models import buying_of, histories
from cxdesk.metrics.catalogue import metric
from cxdesk.metrics.observations import Later
from cxdesk.metrics.purchase_value import expected_purchase_value, fit_purchase_value
from cxdesk.metrics.repeat_buying import expected_orders_ahead, fit_repeat_buying
from cxdesk.workspace.event_records import Invoices
from cxdesk.workspace.facts_record import Facts, rows_taken
from tests.metrics.made_facts import AS_OF, event_rows, make_facts

YEAR_AGO = "2024-06-30"  # a window of 365 days to 30 June 2025 begins on the day after


def facts_of(accounts: int, **invoices) -> Facts:
    """Return facts of customers who only order."""
    return replace(make_facts(accounts, invoices=invoices), by_order=True)


def drawn(customers: int, seed: int = 5) -> Facts:
    """Return facts of customers with one to nine orders in the last two years."""
    random = np.random.default_rng(seed)
    account = np.repeat(np.arange(customers), random.integers(1, 10, customers))
    back = random.integers(0, 700, len(account)) * np.repeat(random.random(customers), np.bincount(account))
    return facts_of(
        customers,
        account=account,
        issued_at=AS_OF - back.astype(int).astype("timedelta64[D]"),
        amount=np.round(random.gamma(4.0, 10.0 + account), 2),
    )


def test_value_and_frequency_by_hand() -> None:
    """In the year: 10, 20 and 60 of account 0 and 30 of account 1, mean 30, (3 + 1) / 2 = 2 orders a year.

    Left out: one order on the day before the year, a credit note, a failed one, account 2 without orders;
    one without an amount is an order of unknown value.
    """
    facts = facts_of(
        3,
        account=[0, 0, 0, 1, 1, 0, 1, 1],
        issued_at=["2024-07-01", "2025-01-01", "2025-06-30", "2025-02-01", YEAR_AGO, *["2025-03-01"] * 3],
        amount=[10, 20, 60, 30, 500, -20, 70, np.nan],
        status=["paid", "", "Open", "paid", "", "", " Failed ", "open"],
    )
    value, frequency = measure("order_value", facts), measure("order_frequency", facts)
    assert (value.value, value.n) == (30.0, 4)
    assert (frequency.value, frequency.n) == (2.5, 2)  # with the order of unknown value: (3 + 2) / 2
    assert measure("order_frequency", facts, Window(AS_OF, 73)).value == 5.0  # one order in a fifth of a year
    assert measure("order_recency", facts).value == (0 + 121) / 2


def test_currencies_are_never_added_up() -> None:
    """Amounts in two currencies have no mean; each account has its own. An invoice without one is in its
    account's.
    """
    facts = facts_of(
        2,
        account=[0, 0, 1],
        issued_at=["2025-06-01"] * 3,
        amount=[10, 20, 60],
        currency=["eur", "EUR", "USD"],
    )
    assert "several currencies" in measure("order_value", facts).missing
    assert measure_accounts("order_value", facts).value.tolist() == [15.0, 60.0]
    unnamed = facts_of(2, account=[0, 1], issued_at=["2025-06-01"] * 2, amount=[1, 2], currency=["", "USD"])
    own = replace(unnamed.accounts, currency=np.array(["EUR", "USD"], dtype=object))
    assert "several currencies" in measure("order_value", replace(unnamed, accounts=own)).missing


def test_overdue_by_hand() -> None:
    """Of five due in the year: paid in time, paid late but paid, unpaid, said to be paid without a date, paid
    after the end of the window. Not due yet, due today, void, without a date of payment do not count.
    """
    due = ["2025-03-01"] * 5 + ["2025-08-01", "2025-06-30", "2025-03-01", "NaT"]
    paid = ["2025-02-20", "2025-04-20", "NaT", "NaT", "2025-06-20"] + ["NaT"] * 4
    facts = facts_of(
        1,
        account=[0] * 9,
        issued_at=["2025-02-01"] * 9,
        due_at=due,
        paid_at=paid,
        amount=[5.0] * 9,
        status=["", "", "open", "Paid", "", "", "", "void", ""],
    )
    found = measure("invoices_overdue", facts)
    assert (found.value, found.n) == (0.2, 5)
    earlier = measure("invoices_overdue", facts, Window(AS_OF, 365, 1))
    # To 31 May: the one of 20 June was unpaid then, and whether the one without a date was is not known.
    assert (earlier.value, earlier.n) == (0.5, 4)


def test_textbook_value_by_hand() -> None:
    """Accounts 0 and 1 ordered for 100 and 300 in the year: 200 on average. Of the four who had ordered in
    the year before, two did not again: 200 / 50 % is 400. Churn itself is not known of them.
    """
    facts = facts_of(
        5,
        account=[0, 0, 1, 1, 2, 3, 4],
        issued_at=["2024-01-01", "2025-01-01"] * 2 + ["2024-01-01", "2023-08-01", "2020-01-01"],
        amount=[7, 100, 7, 300, 7, 7, 7],
    )
    assert measure("clv", facts).value == 400.0
    silent = facts.of([2])  # one who ordered before and not since has no revenue of contracts to miss
    assert measure("clv", silent).missing == "No order in the last 365 days."
    churn = measure("churn_rate", facts)
    assert (churn.n, churn.missing) == (
        0,
        "Customers who order without a contract do not say when they leave.",
    )


@pytest.mark.parametrize("name", ["expected_orders", "clv_orders"])
def test_models_are_fitted_to_all_and_used_for_each(name: str) -> None:
    """Mean and single customers equal the models called directly on the histories of all; one customer alone
    has the value that it has among all.
    """
    facts = drawn(80)
    past = histories(facts, AS_OF)
    model = fit_repeat_buying(past.repeats, past.last_order, past.age).model
    expected = expected_orders_ahead(model, past.repeats, past.last_order, past.age, 365.0)
    if name == "clv_orders":
        some = past.repeats > 0
        worth = fit_purchase_value(past.repeats[some], past.mean_value[some]).model
        steps = [
            expected_orders_ahead(model, past.repeats, past.last_order, past.age, month * 365 / 12)
            for month in range(13)
        ]
        months = np.diff(np.array(steps), axis=0) * 1.1 ** (-np.arange(1, 13) / 12)[:, None]
        expected = months.sum(axis=0) * expected_purchase_value(
            worth, past.repeats, np.nan_to_num(past.mean_value)
        )
    # The customers are drawn alike, so the parameters are large and the models called have 8 digits.
    np.testing.assert_allclose(measure_accounts(name, facts).value, expected, rtol=1e-7)
    assert measure(name, facts).value == pytest.approx(expected.mean())
    assert measure(name, facts.of([7])).value == pytest.approx(expected[7])


def test_how_the_models_move_it_is_worked_out_for_ranges_alone() -> None:
    """Intent: customers by themselves have no range, so nothing is worked out for one; all together have."""
    facts = drawn(80)
    observations = observations_of("clv_orders", facts)
    assert len(observations.values) == 15  # the value, 7 moves and 7 shares
    moves = Later({"value": observations.value}, ["moved_0", "share_0"], lambda: pytest.fail("one asked"))
    alone = metric("clv_orders").summarise(replace(observations, values=moves), observations.account, 80)
    assert np.isnan(alone.low).all()
    assert measure("clv_orders", facts).low > 0


def test_the_order_of_rows_hardly_moves_a_fit() -> None:
    """Rows in another order add up otherwise in the last bit: the expected orders agree to a millionth."""
    facts = drawn(80)
    order = np.random.default_rng(1).permutation(len(facts.invoices))
    other = replace(facts, invoices=rows_taken(facts.invoices, order))
    assert measure("expected_orders", other).value == pytest.approx(
        measure("expected_orders", facts).value, rel=1e-6
    )


def test_few_customers_are_refused_in_numbers() -> None:
    """29 customers are too few for a model, and so are many of whom nobody came back."""
    few = measure("expected_orders", drawn(29))
    assert "needs 30 customers" in few.missing
    assert "there are 29" in few.missing
    once = facts_of(50, account=range(50), issued_at=["2025-01-01"] * 50, amount=[5] * 50)
    assert "there are 50 and 0" in measure("clv_orders", once).missing


def test_several_currencies_have_orders_but_no_value() -> None:
    """How often is still expected; for how much is not."""
    facts = drawn(60)
    mixed = np.where(np.arange(len(facts.invoices)) % 2, "EUR", "USD").astype(object)
    facts = replace(facts, invoices=replace(facts.invoices, currency=mixed))
    assert measure("expected_orders", facts).known
    for name in ("clv_orders", "clv"):
        assert "several currencies" in measure(name, facts).missing


def test_a_model_is_fitted_once_and_goes_with_its_book() -> None:
    """The same book gives the same model, chosen accounts of it too; an equal one is fitted anew."""
    facts = drawn(60)
    model = buying_of(facts)
    assert buying_of(facts.of([3, 4])) is model
    assert buying_of(replace(facts, invoices=replace(facts.invoices))) is not model


def test_the_rows_of_a_number_are_its_orders() -> None:
    """Beneath an expectation lie the orders of the customer up to that day, and no others."""
    facts = facts_of(2, account=[0, 1, 0, 0], issued_at=["2025-01-01"] * 2 + ["2025-02-01", "2025-05-31"],
                     amount=[1, 2, 3, -4])  # fmt: skip
    found = observations_of("order_recency", facts.of([0]))
    assert found.beneath["invoices"].tolist() == [0, 1]


def test_made_invoices_are_of_the_right_types() -> None:
    """Intent: the facts made here look like those that are read."""
    made = event_rows(Invoices, {"account": [0], "issued_at": ["2025-01-01"]})
    assert (made.issued_at.dtype, made.amount.dtype, made.is_disputed.dtype) == ("datetime64[D]", float, bool)
