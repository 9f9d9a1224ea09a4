"""The models of buying fitted to a book of customers: one fit for all, whoever is looked at.

A fit to one account's orders says nothing, so facts of chosen accounts are judged by the models of the whole
book they come from (`Facts.all_invoices`), as known on the as-of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.metrics.kept import kept_with
from cxdesk.metrics.observations import Floats, text_codes
from cxdesk.metrics.order_histories import OrderHistories, order_histories
from cxdesk.metrics.pairs import distinct_pairs
from cxdesk.metrics.purchase_value import PurchaseValue, expected_purchase_value, fit_purchase_value
from cxdesk.metrics.repeat_buying import (
    RepeatBuying,
    alive_probability,
    fit_repeat_buying,
    orders_while_active,
)
from cxdesk.metrics.summaries import SEVERAL_CURRENCIES
from cxdesk.workspace.event_records import Invoices
from cxdesk.workspace.facts_record import Facts

LEAST_CUSTOMERS = 30
LEAST_REPEATERS = 10
MOST_CUSTOMERS = 100_000  # of more, every k-th is fitted, which takes half a second
HORIZON_DAYS = 365
DISCOUNT = 0.10
"""Share by which money a year away is worth less."""
_MONTHS = 12
_NO_ORDER = (
    "void", "voided", "draft", "deleted", "failed", "declined", "canceled", "cancelled", "refunded",
    "uncollectible",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buying:
    """The models of how often and for how much customers order, in days and the currency of the amounts;
    None where there is none, for the reason.
    """

    orders: RepeatBuying | None
    value: PurchaseValue | None
    no_orders: str
    no_value: str


def is_order(invoices: Invoices) -> np.ndarray:
    """Return which invoices count, bool: those of a negative amount (credit notes) and those that a status
    calls void, failed, cancelled, refunded and the like do not.
    """
    return kept_with(invoices, "orders", lambda: ~has_status(invoices, _NO_ORDER) & ~(invoices.amount < 0))


def has_status(invoices: Invoices, names: Sequence[str]) -> np.ndarray:
    """Return which invoices have one of those statuses, in any capitals, bool."""
    status = compute.utf8_lower(compute.utf8_trim_whitespace(pa.array(invoices.status, pa.string())))
    return compute.is_in(status, pa.array(names)).to_numpy(zero_copy_only=False)


def order_currencies(facts: Facts, invoices: Invoices) -> Floats:
    """Return a number for each invoice's currency, its account's where it names none; below 0: unknown."""
    own = facts.accounts.currency[invoices.account] if len(invoices) else invoices.currency
    named = pa.array(np.where(invoices.currency == "", own, invoices.currency), pa.string())
    return text_codes(np.array(compute.utf8_upper(named).to_pylist(), dtype=object)).astype(np.float64)


def histories(facts: Facts, until: np.datetime64) -> OrderHistories:
    """Return the order histories of the facts' own accounts, in days, known on the day `until`."""
    return _histories(facts.invoices, until, len(facts.accounts))


def buying_of(facts: Facts) -> Buying:
    """Return the models fitted to all accounts' orders up to the as-of date, also for chosen accounts."""
    everybody = whole_book(facts)
    return kept_with(everybody, ("models", facts.as_of), lambda: _fit(everybody, facts.as_of))


def whole_book(facts: Facts) -> Invoices:
    """Return the invoices of all accounts of the book that the facts come from."""
    return facts.invoices if facts.all_invoices is None else facts.all_invoices


def in_several_currencies(invoices: Invoices) -> bool:
    """Return whether invoices name more than one currency, in any capitals."""

    def found() -> bool:
        named = compute.unique(compute.utf8_upper(pa.array(invoices.currency, pa.string())))
        return len([name for name in named.to_pylist() if name]) > 1

    return kept_with(invoices, "several currencies", found)


def expected_ahead(model: RepeatBuying, past: OrderHistories, horizons: Sequence[float]) -> Floats:
    """Return the orders each customer is expected to make in the next so many days, (horizons, customers);
    NaN without any yet.
    """
    ordered = np.flatnonzero(~np.isnan(past.age))
    repeats, last_order, age = (column[ordered] for column in (past.repeats, past.last_order, past.age))
    # Of those who are active only number and age matter, which many share; and the function is dear.
    of_cell, age_of_cell, cell = distinct_pairs(repeats, age)
    expected = np.full((len(horizons), len(past.age)), np.nan)
    while_active = orders_while_active(model, of_cell, age_of_cell, np.reshape(horizons, (-1, 1)))
    expected[:, ordered] = alive_probability(model, repeats, last_order, age) * while_active[:, cell]
    return expected


def expected_value_ahead(buying: Buying, past: OrderHistories) -> Floats:
    """Return what each customer is expected to order for in the next 12 months, discounted month by month;
    NaN without any order yet.
    """
    known = np.where(np.isnan(past.mean_value), 0.0, past.repeats)
    worth = expected_purchase_value(buying.value, known, past.mean_value)
    months = np.arange(1, _MONTHS + 1)
    ahead = expected_ahead(buying.orders, past, months * HORIZON_DAYS / _MONTHS)
    of_month = np.diff(ahead, axis=0, prepend=0.0)
    return worth * np.sum(of_month / (1.0 + DISCOUNT) ** (months[:, None] / _MONTHS), axis=0)


def _histories(invoices: Invoices, until: np.datetime64, count: int) -> OrderHistories:
    rows = is_order(invoices)
    return order_histories(
        invoices.account[rows], invoices.issued_at[rows], invoices.amount[rows], until, count
    )


def _fit(invoices: Invoices, as_of: np.datetime64) -> Buying:
    past = _histories(invoices, as_of, int(invoices.account.max(initial=-1)) + 1)
    customers = np.flatnonzero(~np.isnan(past.age))
    repeaters = np.count_nonzero(past.repeats > 0)
    if len(customers) < LEAST_CUSTOMERS or repeaters < LEAST_REPEATERS:
        reason = (
            f"The model of repeat orders needs {LEAST_CUSTOMERS} customers with orders, {LEAST_REPEATERS} of "
            f"them more than one; there are {len(customers):,} and {repeaters:,}."
        )
        return Buying(None, None, reason, reason)
    chosen = customers[:: -(-len(customers) // MOST_CUSTOMERS)]
    orders = fit_repeat_buying(past.repeats[chosen], past.last_order[chosen], past.age[chosen]).model
    if in_several_currencies(invoices):
        return Buying(orders, None, "", SEVERAL_CURRENCIES)
    valued = chosen[past.mean_value[chosen] > 0]
    if len(valued) < LEAST_REPEATERS:
        few = f"Fewer than {LEAST_REPEATERS} customers have repeat orders of a known value."
        return Buying(orders, None, "", few)
    value = fit_purchase_value(past.repeats[valued], past.mean_value[valued]).model
    if value.q <= 1.0:
        return Buying(orders, None, "", "The values of orders differ too much to have a mean.")
    return Buying(orders, value, "", "")
