"""Customer lifetime value: its level ranks the work, its trajectory is a pillar.

The level is in no score, or big would mean healthy. The trajectory is what the account is worth for its size
(expected residual renewals against the segment's), what its revenue did in twelve months, and its seats in
six.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk.health.buying import Orders, only_orders, orders_beside_contracts, orders_of
from cxdesk.health.drivers import Reading, reading
from cxdesk.health.portfolio import Driver
from cxdesk.health.standards import LifetimeValue
from cxdesk.metrics.lifetime_value import (
    constant_retention_value,
    discounted_lifetime_value,
    textbook_values,
    value_at_risk,
)
from cxdesk.metrics.renewal_curves import renewal_curves, standing
from cxdesk.metrics.shifted_beta_geometric import derl_with_own_probability
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Contracts, Facts, in_force
from cxdesk.workspace.renewal_histories import renewals_a_year, renewals_behind

REVENUE_MONTHS = 12
SEAT_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Curve:
    """The retention curve of each account's segment, which counts `a_year` renewals in a year: by the term of
    its contracts. `renewals` are the whole years of them that it has behind it.

    `base_log_odds` are those of staying the next 12 months, whatever the term; `derl_next` is DERL just
    before the year after that, in years; `average_retention` is the share of the company's customers that
    stays a year.

    Where customers order and nothing renews, `orders` says what is to come: the log-odds are those of an
    order within 12 months, `renewals` the days with one, and `derl_next` is such that p (1 + DERL / (1 + d))
    are the orders to come, discounted. `alpha` and `beta` mean nothing there. `base_label` says what
    the log-odds before any signal are of. `known` (n,): of whom a chance can be told, `renews` (n,): who has
    something to renew; the chance of others among them is that of an order. None: all.
    """

    alpha: np.ndarray
    beta: np.ndarray
    a_year: np.ndarray
    renewals: np.ndarray
    base_log_odds: np.ndarray
    derl_next: np.ndarray
    average_retention: float
    orders: Orders | None = None
    base_label: str = "Renewal at this age"
    known: np.ndarray | None = None
    renews: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """Money per account in its own currency; `low` and `high` bound the value (constant retention, fitted
    curve). `textbook` is the usual product, which differs: no margin, no discount, one lifespan for all.
    """

    clv: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    textbook: np.ndarray


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Revenue now as a ratio to 12 months ago, seats as a relative change in 6, (n,) each, NaN where unknown,
    and how reliable the pillar is, 0 to 1.
    """

    reliability: np.ndarray
    revenue: np.ndarray
    seats: np.ndarray


def retention_curve(facts: Facts, standards: LifetimeValue) -> Curve:
    """Place every account on the retention curve of its segment; one of unknown age stands before its first
    renewal. An account that only orders in a book of contracts is on none: its chance is that of an order,
    from a model of those who order like it; where there is none it starts from the middle one.
    """
    accounts, curves = facts.accounts, renewal_curves(facts)
    a_year = renewals_a_year(facts)
    renewals = renewals_behind(accounts.tenure_years, accounts.is_lost, a_year)
    on = standing(curves, accounts.segment, renewals, a_year, standards.discount_rate)
    if facts.by_order:
        orders = orders_of(facts, standards.discount_rate)
        following = (orders.expected - 1.0) * (1.0 + standards.discount_rate)
        log_odds = np.log(orders.chance / (1.0 - orders.chance))
        return Curve(
            on.alpha, on.beta, on.a_year, orders.number, log_odds, following, curves.average_retention,
            orders, "Orders so far", orders.known,
        )  # fmt: skip
    base, apart = np.log(on.rate / (1.0 - on.rate)), only_orders(facts)
    others = accounts.is_customer & ~apart
    if apart.any() and others.any():
        base = np.where(apart, np.median(base[others]), base)
    if apart.any():
        orders = orders_beside_contracts(facts, standards.discount_rate)
        told = apart & orders.known
        base = np.where(told, np.log(orders.chance / (1.0 - orders.chance)), base)
    return Curve(
        on.alpha,
        on.beta,
        on.a_year,
        on.years.astype(float),
        base,
        on.derl_next,
        curves.average_retention,
        known=~apart | told if apart.any() else None,
        renews=~apart if apart.any() else None,
    )


def values_of(facts: Facts, curve: Curve, p_renew: np.ndarray, standards: LifetimeValue) -> Values:
    """Return value and value at risk per account; NaN where the revenue is unknown, 0 where nothing renews:
    for lost accounts and trials. Of customers who order, value at risk is what is expected of them times the
    chance that they do not buy again: whoever has long gone has little left to lose.
    """
    if curve.orders is not None:
        return _values_of_orders(facts, curve.orders, p_renew, standards)
    arr = np.where(facts.accounts.is_customer, facts.accounts.arr, 0.0)
    margin, discount = standards.margin, standards.discount_rate
    fitted = discounted_lifetime_value(arr, margin, p_renew, curve.derl_next, discount)
    constant = constant_retention_value(arr, margin, p_renew, curve.average_retention, discount)
    at_risk = value_at_risk(arr, margin, p_renew, curve.derl_next, discount)
    textbook = np.where(facts.accounts.is_customer, textbook_values(facts), 0.0)
    return Values(fitted, np.minimum(fitted, constant), np.maximum(fitted, constant), at_risk, textbook)


def _values_of_orders(facts: Facts, orders: Orders, chance: np.ndarray, standards: LifetimeValue) -> Values:
    customers = facts.accounts.is_customer
    worth = np.where(customers, orders.worth * standards.margin * chance, 0.0)
    value = worth * orders.expected
    textbook = np.where(customers, textbook_values(facts), 0.0)
    return Values(value, worth * orders.within_a_year, value, value * (1.0 - chance), textbook)


def trajectory(facts: Facts, curve: Curve, standards: LifetimeValue) -> Trajectory:
    """Return what revenue and seats did. Reliability is renewals / (renewals + prior): age teaches."""
    count = len(facts.accounts)
    known_age = ~np.isnan(facts.accounts.tenure_years) | (curve.orders is not None)
    told = known_age if curve.renews is None else known_age & curve.renews
    reliability = np.where(told, curve.renewals / (curve.renewals + standards.prior_renewals), 0.0)
    revenue_then = _in_force(facts.contracts, facts.contracts.mrr, facts.as_of, REVENUE_MONTHS, count)
    revenue_now = _in_force(facts.contracts, facts.contracts.mrr, facts.as_of, 0, count)
    seats_then = _in_force(facts.contracts, facts.contracts.seats, facts.as_of, SEAT_MONTHS, count)
    seats_now = _in_force(facts.contracts, facts.contracts.seats, facts.as_of, 0, count)
    running = in_force(facts.contracts, facts.as_of)
    has_contract = np.bincount(facts.contracts.account[running], minlength=count) > 0
    out_of_contract = ~facts.accounts.is_lost & ~has_contract
    return Trajectory(
        reliability,
        np.where(out_of_contract, np.nan, _ratio(revenue_now, revenue_then)),
        np.where(out_of_contract, np.nan, _ratio(seats_now, seats_then) - 1.0),
    )


def trajectory_readings(
    moved: Trajectory, curve: Curve, weights: Mapping[str, float], pillar: int
) -> tuple[Reading, ...]:
    """Return the readings of revenue and seats: what no renewal probability moves."""
    return tuple(
        reading(Driver(name, label, pillar, weights[name], unit), value, curve.renewals, moved.reliability)
        for name, label, unit, value in (
            ("net_revenue_retention", "Revenue in 12 months", "ratio", moved.revenue),
            ("expansion", "Seats in 6 months", "relative change", moved.seats),
        )
    )


def expected_reading(
    reliability: np.ndarray,
    segments: np.ndarray,
    customers: np.ndarray,
    curve: Curve,
    p_renew: np.ndarray,
    standards: LifetimeValue,
    pillar: int,
) -> Reading:
    """Return the reading of the renewals to expect; what is usual in a segment is that of its customers."""
    expected = derl_with_own_probability(p_renew, curve.derl_next, standards.discount_rate)
    groups = int(segments.max(initial=0)) + 1
    typical = customers if curve.orders is None else customers & curve.orders.known
    members = np.bincount(segments[typical], minlength=groups)
    sums = np.bincount(segments[typical], weights=expected[typical], minlength=groups)
    mean = np.where(members > 0, sums / np.maximum(members, 1), np.nan)[segments]
    label = "Expected renewals" if curve.orders is None else "Expected orders"
    driver = Driver("derl_ratio", label, pillar, standards.weights["derl_ratio"], "ratio to segment")
    return reading(driver, expected / mean, curve.renewals, reliability)


def _in_force(
    contracts: Contracts, amounts: np.ndarray, as_of: np.datetime64, months: int, count: int
) -> np.ndarray:
    """Return the sum of the amounts of the contracts that ran that many months before the date, 0 where none
    did.
    """
    running = in_force(contracts, month_end(as_of, months)) & ~np.isnan(amounts)
    return np.bincount(contracts.account[running], weights=amounts[running], minlength=count)


def _ratio(now: np.ndarray, then: np.ndarray) -> np.ndarray:
    return np.where(then > 0, now / np.where(then > 0, then, 1.0), np.nan)
