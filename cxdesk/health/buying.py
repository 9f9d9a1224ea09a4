"""Customers who order and have no contract: the chance that they buy again, and what they are worth.

Nothing renews there. In place of the chance to renew stands the chance of at least one order within 12
months, by BG/NBD from how often and when each has ordered; not the chance of being active still, which the
model has at 1 for everybody with one order. The lifetime value is

    orders to come, discounted x expected value of an order (Gamma-Gamma) x margin

of which the part of the next 12 months is the lower end of its range: later years are the model's word alone.
Both models are fitted once to all customers; they want 30 of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxdesk.metrics.buying_models import (
    HORIZON_DAYS,
    Buying,
    buying_of,
    expected_ahead,
    histories,
    is_order,
    within_a_year,
)
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.order_histories import OrderHistories
from cxdesk.metrics.orders_ahead import discounted_orders, order_probability
from cxdesk.metrics.purchase_value import expected_purchase_value
from cxdesk.workspace.event_records import Invoices
from cxdesk.workspace.facts_record import Facts, rows_taken

_CERTAIN = 1e-6  # chances are held this far from 0 and 1: their log-odds are added up


@dataclass(frozen=True, slots=True)
class Orders:
    """Arrays over n accounts: `number` of days with an order, 0 where nobody can say more.

    `chance` (0 to 1) is that of an order within 12 months; `worth` the expected value of an order, NaN where
    unknown; `expected` the orders to come and `within_a_year` those of 12 months, both discounted and divided
    by `chance`: what is to come of somebody who does buy again.
    """

    number: np.ndarray
    chance: np.ndarray
    worth: np.ndarray
    expected: np.ndarray
    within_a_year: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Where there is an order and a model to say what follows, (n,) bool."""
        return self.number > 0


def orders_of(facts: Facts, discount: float) -> Orders:
    """Return what is to come from customers who order, on the facts' date; `discount` is a year's, above 0.
    Where the customers are too few for a model, nobody is known.
    """
    model, past = buying_of(facts), histories(facts, facts.as_of)
    count = len(facts.accounts)
    ordered = ~np.isnan(past.age)
    if model.orders is None or not ordered.any():
        nothing = np.zeros(count)
        return Orders(nothing, np.full(count, 0.5), np.full(count, np.nan), nothing, nothing)
    chance = np.full(count, np.nan)
    chance[ordered] = order_probability(
        model.orders, past.repeats[ordered], past.last_order[ordered], past.age[ordered], HORIZON_DAYS
    )
    chance = np.clip(chance, _CERTAIN, 1.0 - _CERTAIN)
    known = np.where(ordered, chance, 1.0)
    in_a_year = expected_ahead(model.orders, past, within_a_year(discount, 0.5))
    all_of_them = discounted_orders(model.orders, past, HORIZON_DAYS / np.log1p(discount))
    return Orders(
        number=np.where(ordered, past.repeats + 1.0, 0.0),
        # Whoever has not ordered yet is as likely to as the middle one of those who have.
        chance=np.where(ordered, chance, np.median(chance[ordered])),
        worth=_worth(model, past, ordered),
        expected=np.where(ordered, all_of_them / known, 0.0),
        within_a_year=np.where(ordered, in_a_year / known, 0.0),
    )


def orders_beside_contracts(facts: Facts, discount: float) -> Orders:
    """Return what is to come from the customers who only order in a book where others have contracts, by
    models of their own orders alone: the bills of contracts follow the contracts. Of chosen accounts nothing
    is known: who else only orders is not among them.
    """
    if facts.all_invoices is not None:
        own = rows_taken(facts.invoices, np.zeros(0, dtype=np.int64))
    else:
        own = kept_with(facts, "orders beside contracts", lambda: _own_orders(facts))
    return orders_of(replace(facts, invoices=own, all_invoices=None), discount)


def _own_orders(facts: Facts) -> Invoices:
    return rows_taken(facts.invoices, np.flatnonzero(only_orders(facts)[facts.invoices.account]))


def only_orders(facts: Facts) -> np.ndarray:
    """Return which customers order and have nothing to renew in a book where others have contracts or
    recurring revenue, (n,) bool: the curve of renewals says nothing of them. Nobody where all of a book
    order, and nobody where nothing is known to renew at all: then contracts may just be missing.
    """
    return kept_with(facts, "only orders", lambda: frozen(_only_orders(facts)))


def _only_orders(facts: Facts) -> np.ndarray:
    accounts, contracts = facts.accounts, facts.contracts
    count = len(accounts)
    if facts.by_order or not (len(contracts) or np.any(accounts.arr > 0)):
        return np.zeros(count, dtype=bool)
    ordered = np.bincount(facts.invoices.account[is_order(facts.invoices)], minlength=count) > 0
    contracted = np.bincount(contracts.account, minlength=count) > 0
    renews = contracted | (accounts.arr > 0) | ~np.isnat(accounts.renewal_date)
    return accounts.is_customer & ordered & ~renews


def _worth(model: Buying, past: OrderHistories, ordered: np.ndarray) -> np.ndarray:
    """Return the expected value of an order of each customer, NaN without a model of values or an order."""
    if model.value is None:
        return np.full(len(ordered), np.nan)
    known = np.where(np.isnan(past.mean_value), 0.0, past.repeats)
    return np.where(ordered, expected_purchase_value(model.value, known, past.mean_value), np.nan)
