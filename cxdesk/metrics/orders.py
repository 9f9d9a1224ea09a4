"""Customers who buy by the order: what an order is worth, how often they come, and what is still expected.

An order is a row of invoices that counts (`buying_models.is_order`). How often somebody comes back is counted
in days with an order, as the models of buying have it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from cxdesk.metrics.buying_models import (
    DISCOUNT,
    LEAST_CUSTOMERS,
    YEAR_AHEAD,
    buying_of,
    expected_ahead,
    expected_value_ahead,
    histories,
    in_several_currencies,
    is_order,
    order_currencies,
    orders_moved,
    value_moved,
    whole_book,
)
from cxdesk.metrics.definition import TO_DATE, Definition, Example, Metric
from cxdesk.metrics.intervals import normal_quantile
from cxdesk.metrics.kept import kept_with
from cxdesk.metrics.observations import Grid, Later, Observations, Positions, grid, observed
from cxdesk.metrics.response import customers_on, why_nobody
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import (
    SEVERAL_CURRENCIES,
    counts,
    mean_and_interval,
    mean_of,
    median_of,
    several,
    share_of,
    sums,
)
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts.invoices import PAID_SOME_DAY, is_called_paid
from cxdesk.workspace.facts_record import Facts

_MOVED, _SHARE = "moved_", "share_"
_OF_ORDERS, _OF_VALUE = 4, 7  # parameters of how often, and of how often and for how much customers order
FIT_VALUES = tuple(f"{kind}{number}" for kind in (_MOVED, _SHARE) for number in range(_OF_VALUE))
"""How what is expected moves with the models: they make the range, and tell people nothing row by row."""
_NO_ORDERS = "No invoice or order has been imported for these accounts."


def no_orders(period: str) -> str:
    """Return that nobody ordered in a period in words."""
    return f"No order in the {period}."


def observe_order_value(facts: Facts, window: Window) -> Observations:
    """Return the orders of a known amount issued in the window."""
    invoices = facts.invoices
    rows = is_order(invoices) & ~np.isnan(invoices.amount) & window.holds(invoices.issued_at)
    return observed(
        "invoices",
        rows,
        invoices.account,
        window.text,
        f"No order of a known amount in the {window.text}.",
        at=invoices.issued_at,
        value=invoices.amount,
        currency=order_currencies(facts, invoices),
    )


def observe_order_frequency(facts: Facts, window: Window) -> Observations:
    """Return the accounts that ordered in the window: their orders a year."""
    number = _number_in(facts, window)
    return _of_accounts(
        facts,
        window,
        number > 0,
        no_orders(window.text),
        value=number * YEAR_DAYS / window.days,
    )


def observe_order_recency(facts: Facts, window: Window) -> Observations:
    """Return the days since the last order of each customer that ever ordered."""
    past = histories(facts, window.end)
    rows = ~np.isnan(past.age) & customers_on(facts, window)
    found = _of_accounts(facts, window, rows, _why_none(facts, window), value=past.age - past.last_order)
    return found.within(window.day_text)


def observe_overdue(facts: Facts, window: Window) -> Observations:
    """Return the invoices whose date of payment passed in the window: 1 unpaid at its end, 0 paid. Without
    those that were paid nobody says when, unless the window ends at present: whether they were by then is not
    known.
    """
    invoices = facts.invoices
    passed = is_order(invoices) & window.holds(invoices.due_at) & (invoices.due_at < window.end)
    said = kept_with(invoices, "called paid", lambda: is_called_paid(invoices)) & np.isnat(invoices.paid_at)
    unknown = said & ((invoices.status == PAID_SOME_DAY) | (window.end < facts.as_of))
    return observed(
        "invoices",
        passed & ~unknown,
        invoices.account,
        window.text,
        f"No invoice with a date of payment fell due in the {window.text}.",
        value=~said & ~(invoices.paid_at <= window.end),
    )


def observe_expected_orders(facts: Facts, window: Window) -> Observations:
    """Return the orders that each customer is expected to make in the year after the window's end."""

    model = buying_of(facts)
    if model.orders is None:
        return _unmodelled(facts, window, model.no_orders)
    past = histories(facts, window.end)
    value = expected_ahead(model.orders, past, YEAR_AHEAD)
    return _modelled(facts, window, value, _OF_ORDERS, lambda: orders_moved(model, past))


def observe_value_of_orders(facts: Facts, window: Window) -> Observations:
    """Return what each customer is expected to order for in the year after the window's end."""
    model = buying_of(facts)
    if model.value is None:
        return _unmodelled(facts, window, model.no_value)
    past = histories(facts, window.end)
    value = expected_value_ahead(model, past)
    return _modelled(facts, window, value, _OF_VALUE, lambda: value_moved(model, past, value))


def summarise_modelled(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the mean with a 95 % interval of customers (Student) and of the models' parameters together:
    their variances add up, with twice the covariance, as the same customers make both.
    """
    values = observations.values
    mean, _low, high, total = mean_and_interval(observations.value, group, count)
    away, variance = observations.value - mean[np.maximum(group, 0)], np.zeros(count)
    # One customer has no interval, so how the models move it is not worked out where all are by themselves.
    for name in (name for name in values if name.startswith(_MOVED) and np.any(total > 1)):
        moved = ratio(sums(group, values[name], count), total)
        shared = ratio(sums(group, away * values[name.replace(_MOVED, _SHARE)], count), total)
        variance += moved**2 + 2.0 * moved * shared
    error = normal_quantile(0.95) * np.sqrt(np.maximum(variance, 0.0))
    half_width = np.hypot(high - mean, error)
    return grid(observations, mean, total, np.maximum(mean - half_width, 0.0), mean + half_width)


def observe_textbook_orders(facts: Facts, window: Window) -> Observations:
    """Return, for `clv` of customers who order without contracts: what each ordered for in the window, a year
    (NaN where nothing), whether it had ordered in as many days before (at risk), and not again since (lost).

    Nobody says when they leave, so the share of earlier buyers who did not come back is taken for the churn
    rate, and 1 / that share for the lifespan.
    """
    count, invoices = len(facts.accounts), facts.invoices
    number = _number_in(facts, window)
    before = _number_in(facts, Window(window.start, window.days))
    rows = is_order(invoices) & window.holds(invoices.issued_at)
    spent = np.bincount(invoices.account[rows], weights=np.nan_to_num(invoices.amount[rows]), minlength=count)
    ordered, at_risk = number > 0, before > 0
    mixed = in_several_currencies(whole_book(facts))
    return _of_accounts(
        facts,
        window,
        (ordered | at_risk) & (not mixed),
        SEVERAL_CURRENCIES if mixed else no_orders(window.text),
        value=np.where(ordered, spent * YEAR_DAYS / window.days, np.nan),
        at_risk=at_risk,
        lost=at_risk & ~ordered,
        years=np.full(count, window.days / YEAR_DAYS),
        currency=np.full(count, -1.0),
    )


def summarise_amounts(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the mean amount with Student's 95 % interval; none over several currencies."""
    mean, low, high, total = mean_and_interval(observations.value, group, count)
    mixed = several(observations, group, count)
    low, high = np.where(mixed, np.nan, np.maximum(low, 0.0)), np.where(mixed, np.nan, high)
    return grid(
        observations, mean, total, low, high, {SEVERAL_CURRENCIES: mixed & (counts(group, count) > 0)}
    )


def _why_none(facts: Facts, window: Window) -> str:
    """Return why no customer has a last order: there is none, or nobody who ordered is a customer."""
    return why_nobody(facts, window, _NO_ORDERS) if is_order(facts.invoices).any() else _NO_ORDERS


def _number_in(facts: Facts, window: Window) -> np.ndarray:
    """Return how many orders each account made in the window."""
    invoices = facts.invoices
    rows = is_order(invoices) & window.holds(invoices.issued_at)
    return np.bincount(invoices.account[rows], minlength=len(facts.accounts))


def _modelled(
    facts: Facts,
    window: Window,
    value: np.ndarray,
    parameters: int,
    moved: Callable[[], tuple[np.ndarray, np.ndarray]],
) -> Observations:
    """Return the customers of whom something is expected, with how it moves with the model's parameters."""
    rows = ~np.isnan(value) & customers_on(facts, window)
    found = _of_accounts(facts, window, rows, _why_none(facts, window), value=value)
    names = [f"{kind}{number}" for kind in (_MOVED, _SHARE) for number in range(parameters)]
    values = Later(found.values, names, lambda: [*np.vstack(moved())[:, found.row]])
    return replace(found, values=values).within(window.day_text)


def _unmodelled(facts: Facts, window: Window, reason: str) -> Observations:
    """Return that nothing is expected of anybody, for the reason."""
    nothing = np.zeros(len(facts.accounts))
    return _of_accounts(facts, window, nothing > 0, reason, value=nothing).within(window.day_text)


def _of_accounts(
    facts: Facts, window: Window, rows: np.ndarray, reason: str, **values: np.ndarray
) -> Observations:
    invoices = facts.invoices

    def beneath() -> Mapping[str, Positions]:
        counted = rows[invoices.account] & is_order(invoices) & (invoices.issued_at <= window.end)
        return {"invoices": np.flatnonzero(counted)}

    return observed("accounts", rows, np.arange(len(rows)), window.text, reason, beneath=beneath, **values)


_ORDER_COLUMNS = ("invoices.account_id", "invoices.issued_at")

ORDER_VALUE_METRIC = Metric(
    Definition(
        name="order_value",
        label="Order value",
        unit="money",
        direction="higher is better",
        formula=(
            "The amounts of all invoices and orders divided by their number. Credit notes, and what was "
            "void, failed, cancelled or refunded, do not count."
        ),
        minimum_sample=15,
        proves="What one order brings.",
        does_not_prove="Larger and rarer orders can come to the same, or to less.",
        limit="Not how often they order",
        columns=(*_ORDER_COLUMNS, "invoices.amount", "invoices.currency", "invoices.status"),
        interval="Student's t over orders, 95 %; none for one order or equal amounts",
        usual_days=YEAR_DAYS,
        beside=("order_frequency", "clv_orders"),
        example=Example(
            "Three orders of 10, 20 and 60: 90 / 3 is 30.",
            {"value": (10, 20, 60), "currency": (0, 0, -1)},
            30.0,
        ),
    ),
    observe_order_value,
    summarise_amounts,
)

ORDER_FREQUENCY_METRIC = Metric(
    Definition(
        name="order_frequency",
        label="Orders a year",
        unit="orders a year",
        direction="higher is better",
        formula=(
            "Orders of those who ordered in the period, divided by how many they are and by the period in "
            "years of 365 days."
        ),
        minimum_sample=15,
        proves="How often those who order do so.",
        does_not_prove=(
            "Those who did not order at all are left out; over a short period it looks like more than it is."
        ),
        limit="Leaves out who ordered nothing",
        columns=(*_ORDER_COLUMNS, "invoices.amount", "invoices.status"),
        interval="Student's t over accounts, 95 %; none for one account or equal values",
        usual_days=YEAR_DAYS,
        beside=("order_value", "order_recency", "expected_orders"),
        example=Example(
            "In a year two accounts ordered once and four times: 5 / 2 is 2.5 orders a year.",
            {"value": (1, 4)},
            2.5,
        ),
    ),
    observe_order_frequency,
    mean_of(),
)

ORDER_RECENCY_METRIC = Metric(
    Definition(
        name="order_recency",
        label="Days since last order",
        unit="days",
        direction="lower is better",
        formula="The date minus the day of the last order; the median over accounts that ever ordered.",
        minimum_sample=1,
        proves="Whether customers still come.",
        does_not_prove="Somebody who orders once a year is not gone after six months.",
        limit="Some order rarely by nature",
        columns=(*_ORDER_COLUMNS, "invoices.amount", "invoices.status"),
        interval="none: the days are counted, not sampled",
        usual_days=TO_DATE,
        beside=("order_frequency", "expected_orders"),
        example=Example(
            "Three customers ordered last 5, 90 and 300 days ago: the median is 90 days.",
            {"value": (5, 300, 90)},
            90.0,
        ),
    ),
    observe_order_recency,
    median_of,
)

OVERDUE_METRIC = Metric(
    Definition(
        name="invoices_overdue",
        label="Invoices overdue",
        unit="share",
        direction="lower is better",
        formula=(
            "Invoices whose date of payment passed in the period and that were unpaid at its end, divided by "
            "all whose date of payment passed in it."
        ),
        minimum_sample=15,
        proves="How much of what was due is still owed.",
        does_not_prove="A missing order number or an address at fault looks like unwillingness to pay.",
        limit="Not why it was not paid",
        columns=("invoices.account_id", "invoices.due_at", "invoices.paid_at", "invoices.status"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("order_value", "usage_trend"),
        example=Example(
            "Of four invoices due, three were paid by the end: 1 of 4, 25 %.", {"value": (0, 1, 0, 0)}, 0.25
        ),
    ),
    observe_overdue,
    share_of(),
)

EXPECTED_ORDERS_METRIC = Metric(
    Definition(
        name="expected_orders",
        label="Expected orders, 365 days",
        unit="orders",
        direction="higher is better",
        formula=(
            "The orders that the BG/NBD model expects of each customer in the 365 days to come, from how "
            "often and when it ordered; the mean over customers who ever ordered. Orders of one day count as "
            "one. The model is fitted once, to all accounts' orders up to the as-of date, whoever is looked "
            "at."
        ),
        minimum_sample=LEAST_CUSTOMERS,
        proves="How much business is still to come if customers go on as they did.",
        does_not_prove=(
            "It knows no season, price or promise; a customer with one order is taken to be active still, "
            "and an invoice that follows from a contract to be an order."
        ),
        limit="No season, price or promise",
        columns=(*_ORDER_COLUMNS, "invoices.amount", "invoices.status"),
        interval=(
            "Student's t over customers, and the model's estimated parameters (delta method), 95 %; none for "
            "one customer"
        ),
        usual_days=TO_DATE,
        beside=("order_frequency", "order_recency", "clv_orders"),
        example=Example(
            "Of three customers 0.1, 0.5 and 3 orders are expected: 3.6 / 3 is 1.2.",
            {"value": (0.1, 0.5, 3.0)},
            1.2,
        ),
    ),
    observe_expected_orders,
    summarise_modelled,
)

VALUE_OF_ORDERS_METRIC = Metric(
    Definition(
        name="clv_orders",
        label="Value of orders to come",
        unit="money",
        direction="higher is better",
        formula=(
            "Expected orders of each twelfth of the next 365 days (BG/NBD) times the customer's expected "
            "order value (Gamma-Gamma, drawn towards all customers'), discounted by "
            f"{DISCOUNT:.0%} a year at the end of each twelfth; the mean over customers who ever ordered. "
            "Both models are fitted to all accounts."
        ),
        minimum_sample=LEAST_CUSTOMERS,
        proves="What an average customer is still expected to order for within a year.",
        does_not_prove=(
            "Later years and margin are not in it; how often and for how much are taken as unrelated, "
            "invoices of a contract as orders. It is of all who ever ordered, each by the model's chance of "
            "being active still, over 365 days; the customer lifetime value is of those who ordered in the "
            "period alone, over a lifespan of 1 / churn rate: the two can be many times apart."
        ),
        limit="365 days only, no margin",
        columns=(*_ORDER_COLUMNS, "invoices.amount", "invoices.currency", "invoices.status"),
        interval=(
            "Student's t over customers, and the models' estimated parameters (delta method), 95 %; none for "
            "one customer"
        ),
        usual_days=TO_DATE,
        beside=("expected_orders", "order_value", "clv"),
        example=Example(
            "Orders for 10, 40 and 100 are expected of three customers: 150 / 3 is 50.",
            {"value": (10, 40, 100)},
            50.0,
        ),
    ),
    observe_value_of_orders,
    summarise_modelled,
)
