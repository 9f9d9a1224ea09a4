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

from cxdesk.metrics.active_orders import Ahead, active_orders
from cxdesk.metrics.fit_uncertainty import FitUncertainty, fit_uncertainty, moved_by
from cxdesk.metrics.kept import kept_with
from cxdesk.metrics.observations import Floats, Positions, text_codes
from cxdesk.metrics.order_histories import OrderDays, OrderHistories, order_days, order_histories
from cxdesk.metrics.pairs import distinct
from cxdesk.metrics.products import product
from cxdesk.metrics.purchase_value import (
    Purchases,
    PurchaseValue,
    expected_purchase_value,
    fit_to_purchases,
    known_purchases,
    total_scores,
)
from cxdesk.metrics.purchase_value import fit_scores as value_scores
from cxdesk.metrics.repeat_buying import RepeatBuying, alive_probability, fit_to_histories
from cxdesk.metrics.repeat_buying import fit_scores as order_scores
from cxdesk.metrics.repeat_likelihood import (
    Histories,
    distinct_histories,
    still_active,
    whole_likelihood,
)
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import SEVERAL_CURRENCIES
from cxdesk.workspace.event_records import Invoices
from cxdesk.workspace.facts_record import Facts

LEAST_CUSTOMERS = 30
LEAST_REPEATERS = 10
HORIZON_DAYS = 365
DISCOUNT = 0.10
"""Share by which money a year away is worth less."""
YEAR_AHEAD = Ahead((float(HORIZON_DAYS),), (1.0,))
_MONTHS = 12
_NO_ORDER = (
    "void", "voided", "draft", "deleted", "failed", "declined", "canceled", "cancelled", "refunded",
    "uncollectible",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buying:
    """The models of how often and for how much customers order, in days and the currency of the amounts;
    None where there is none, for the reason. `orders_sure` and `value_sure` say how sure their parameters
    are.
    """

    orders: RepeatBuying | None
    value: PurchaseValue | None
    no_orders: str
    no_value: str
    orders_sure: FitUncertainty | None = None
    value_sure: FitUncertainty | None = None


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


def expected_ahead(model: RepeatBuying, past: OrderHistories, ahead: Ahead) -> Floats:
    """Return the orders each customer is expected to make in the times ahead, weighted, (customers,); NaN
    without any yet.
    """
    ordered = np.flatnonzero(~np.isnan(past.age))
    repeats, last_order, age = (part[ordered] for part in (past.repeats, past.last_order, past.age))
    (number, of_number), (days, of_days) = distinct(repeats), distinct(age)
    while_active = active_orders(model, ahead, number, days)[of_days, of_number]
    expected = np.full(len(past.age), np.nan)
    expected[ordered] = alive_probability(model, repeats, last_order, age) * while_active
    return expected


def expected_value_ahead(buying: Buying, past: OrderHistories) -> Floats:
    """Return what each customer is expected to order for in the next 12 months, discounted month by month;
    NaN without any order yet.
    """
    known = np.where(np.isnan(past.mean_value), 0.0, past.repeats)
    worth = expected_purchase_value(buying.value, known, past.mean_value)
    return worth * expected_ahead(buying.orders, past, within_a_year(DISCOUNT, 1.0))


def within_a_year(discount: float, paid: float) -> Ahead:
    """Return the next 12 months, the orders of each discounted by so much a year from where they are `paid`:
    0 at its beginning, 1 at its end.
    """
    months = np.arange(1, _MONTHS + 1)
    worth = (1.0 + discount) ** ((1.0 - paid - months) / _MONTHS)
    # Orders of a month are those up to its end less those up to the end of the one before.
    weights = -np.diff(worth, append=0.0)
    return Ahead(tuple(months * HORIZON_DAYS / _MONTHS), tuple(weights))


def orders_moved(buying: Buying, past: OrderHistories) -> tuple[Floats, Floats]:
    """Return by how much the orders expected of each customer in the next 365 days change with each of the
    moves of the fit, and by how much each moved the fit itself, (4, customers); NaN and 0 without any order.
    """
    ordered, seen, place = _seen(past)

    def expected(point: Floats) -> Floats:
        other = RepeatBuying(*np.exp(point).tolist())
        while_active = active_orders(other, YEAR_AHEAD, seen.repeats, seen.age)
        return still_active(other.parameters, seen) * while_active[seen.of_age, seen.of_repeats]

    changes = moved_by(expected, np.log(buying.orders.parameters), buying.orders_sure)
    own = product(buying.orders_sure.shares, order_scores(buying.orders, seen))
    moved, shares = np.full((4, len(past.age)), np.nan), np.zeros((4, len(past.age)))
    moved[:, ordered], shares[:, ordered] = changes[:, place], own[:, place]
    return moved, shares


def value_moved(buying: Buying, past: OrderHistories, value: Floats) -> tuple[Floats, Floats]:
    """Return, as `orders_moved`, by how much the `value` expected of each customer changes with the moves of
    both fits, (7, customers): as its orders in the next 365 days and the worth of one do, each for itself.
    """
    known, model = np.where(np.isnan(past.mean_value), 0.0, past.repeats), buying.value

    def worth(point: Floats) -> Floats:
        return expected_purchase_value(PurchaseValue(*np.exp(point)), known, past.mean_value)

    point = np.log(model.parameters)
    moved, shares = orders_moved(buying, past)
    changes = (
        np.nan_to_num(ratio(moved, expected_ahead(buying.orders, past, YEAR_AHEAD))),
        moved_by(worth, point, buying.value_sure) / worth(point),
    )
    own = np.zeros((3, len(known)))
    valued = np.flatnonzero((known > 0) & (past.mean_value > 0))
    seen = known_purchases(known[valued], past.mean_value[valued])
    own[:, valued] = product(buying.value_sure.shares, value_scores(model, seen))
    return value * np.vstack(changes), np.vstack((shares, own))


def _seen(past: OrderHistories) -> tuple[Positions, Histories, Positions]:
    """Return who has ordered, the histories that occur, which many share, and the place of each one's."""
    ordered = np.flatnonzero(~np.isnan(past.age))
    columns = (past.repeats, past.last_order, past.age)
    return ordered, *distinct_histories(*(part[ordered] for part in columns))


def _histories(invoices: Invoices, until: np.datetime64, count: int) -> OrderHistories:
    return order_histories(kept_with(invoices, "order days", lambda: _order_days(invoices)), until, count)


def _order_days(invoices: Invoices) -> OrderDays:
    rows = is_order(invoices)
    return order_days(invoices.account[rows], invoices.issued_at[rows], invoices.amount[rows])


def _fit(invoices: Invoices, as_of: np.datetime64) -> Buying:
    past = _histories(invoices, as_of, int(invoices.account.max(initial=-1)) + 1)
    customers, seen, _place = _seen(past)
    repeaters = np.count_nonzero(past.repeats > 0)
    if len(customers) < LEAST_CUSTOMERS or repeaters < LEAST_REPEATERS:
        reason = (
            f"The model of repeat orders needs {LEAST_CUSTOMERS} customers with orders, {LEAST_REPEATERS} of "
            f"them more than one; there are {len(customers):,} and {repeaters:,}."
        )
        return Buying(None, None, reason, reason)
    orders = fit_to_histories(seen).model
    sure = _sure_of_orders(orders, seen)
    if in_several_currencies(invoices):
        return Buying(orders, None, "", SEVERAL_CURRENCIES, sure)
    valued = np.flatnonzero(past.mean_value > 0)
    if len(valued) < LEAST_REPEATERS:
        few = f"Fewer than {LEAST_REPEATERS} customers have repeat orders of a known value."
        return Buying(orders, None, "", few, sure)
    known = known_purchases(past.repeats[valued], past.mean_value[valued])
    value = fit_to_purchases(known).model
    if value.q <= 1.0:
        return Buying(orders, None, "", "The values of orders differ too much to have a mean.", sure)
    return Buying(orders, value, "", "", sure, _sure_of_value(value, known))


def _sure_of_orders(model: RepeatBuying, seen: Histories) -> FitUncertainty:
    return fit_uncertainty(
        order_scores(model, seen),
        seen.customers,
        lambda point: whole_likelihood(np.exp(point), seen)[1] * np.exp(point),
        np.log(model.parameters),
    )


def _sure_of_value(model: PurchaseValue, known: Purchases) -> FitUncertainty:
    return fit_uncertainty(
        value_scores(model, known),
        np.ones(len(known.of_orders)),
        lambda point: total_scores(np.exp(point), known),
        np.log(model.parameters),
    )
