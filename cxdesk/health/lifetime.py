"""Customer lifetime value: its level ranks the work, its trajectory is a pillar.

The level is in no score, or big would mean healthy. The trajectory is what the account is worth for its size
(expected residual renewals against the segment's), what its revenue did in twelve months, and its seats in
six.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.health.drivers import Reading, reading
from cxdesk.health.portfolio import Driver
from cxdesk.health.shifted_beta_geometric import (
    derl,
    derl_with_own_probability,
    fit_segments,
    retention,
)
from cxdesk.health.standards import LifetimeValue
from cxdesk.metrics.lifetime_value import constant_retention_value, discounted_lifetime_value, value_at_risk
from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Accounts, Contracts, Facts, in_force

REVENUE_MONTHS = 12
SEAT_MONTHS = 6
LEAVING_DAYS = 45.0
LEAP_DAY = 1.0


@dataclass(frozen=True, slots=True)
class Curve:
    """The retention curve of each account's segment. `renewals` are the yearly renewals that it has behind
    it.

    `base_log_odds` are those of its coming renewal; `derl_next` is DERL just before the renewal after that;
    `average_retention` is the share of all renewal decisions of the company that ended in renewal.
    """

    alpha: np.ndarray
    beta: np.ndarray
    renewals: np.ndarray
    base_log_odds: np.ndarray
    derl_next: np.ndarray
    average_retention: float


@dataclass(frozen=True, slots=True)
class Values:
    """Money per account in its own currency; `low` and `high` bound the value (constant retention, fitted
    curve).
    """

    clv: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray


def retention_curve(facts: Facts, segments: np.ndarray, standards: LifetimeValue) -> Curve:
    """Fit each segment's curve on who left after how many yearly renewals, and place every account on it.

    An account of unknown age stands before its first renewal; lost ones of unknown age say nothing. Accounts
    that left before the data begin are missing from it, so one that is older counts only from there on.
    """
    accounts = facts.accounts
    known = ~np.isnan(accounts.tenure_years)
    renewals = _renewals(accounts)
    seen = np.minimum(_renewals_when_first_seen(facts), renewals)
    groups = int(segments.max(initial=0)) + 1
    fits = fit_segments(segments[known], renewals[known], accounts.is_lost[known], seen[known], groups)
    alpha, beta = fits.alpha[segments], fits.beta[segments]
    rate = retention(alpha, beta, renewals + 1)
    lost, kept = float(accounts.is_lost[known].sum()), float((renewals - seen)[known].sum())
    average = (
        kept / (kept + lost)
        if kept + lost > 0
        else 1.0 - fits.company.alpha / (fits.company.alpha + fits.company.beta)
    )
    return Curve(
        alpha,
        beta,
        renewals.astype(float),
        np.log(rate / (1.0 - rate)),
        derl(alpha, beta, standards.discount_rate, renewals + 2),
        average,
    )


def _renewals(accounts: Accounts) -> np.ndarray:
    """Return the yearly renewals behind each account, 0 where its age is unknown.

    A customer has renewed on its anniversary; whoever leaves on it, or in the weeks that a notice takes to
    show in the books, did not renew.
    """
    years = np.where(np.isnan(accounts.tenure_years), 0.0, accounts.tenure_years)
    grace = np.where(accounts.is_lost, -LEAVING_DAYS, LEAP_DAY) / DAYS_A_YEAR
    return np.maximum(np.floor(years + grace), 0.0).astype(np.int64)


def _renewals_when_first_seen(facts: Facts) -> np.ndarray:
    """Return the yearly renewals each account had behind it when the data begin; 0 for later customers."""
    dates = (facts.answers.answered_at, facts.tickets.created_at, facts.usage.last_at, facts.accounts.lost_at)
    known = [day[~np.isnat(day)].astype("datetime64[D]") for day in dates]
    first = min((day.min() for day in known if len(day)), default=None)
    if first is None:
        return np.zeros(len(facts.accounts), dtype=np.int64)
    age = (first - facts.accounts.start_date).astype(float) / DAYS_A_YEAR
    return np.where(np.isnat(facts.accounts.start_date), 0.0, np.maximum(np.floor(age), 0.0)).astype(np.int64)


def values_of(facts: Facts, curve: Curve, p_renew: np.ndarray, standards: LifetimeValue) -> Values:
    """Return value and value at risk per account; NaN where the revenue is unknown, 0 for lost accounts."""
    arr = np.where(facts.accounts.is_lost, 0.0, facts.accounts.arr)
    margin, discount = standards.margin, standards.discount_rate
    fitted = discounted_lifetime_value(arr, margin, p_renew, curve.derl_next, discount)
    constant = constant_retention_value(arr, margin, p_renew, curve.average_retention, discount)
    at_risk = value_at_risk(arr, margin, p_renew, curve.derl_next, discount)
    return Values(fitted, np.minimum(fitted, constant), np.maximum(fitted, constant), at_risk)


def lifetime_readings(
    facts: Facts,
    segments: np.ndarray,
    curve: Curve,
    p_renew: np.ndarray,
    standards: LifetimeValue,
    pillar: int,
) -> list[Reading]:
    """Return the readings of the trajectory. Reliability is renewals / (renewals + prior): age teaches."""
    count = len(facts.accounts)
    customers = ~facts.accounts.is_lost
    known_age = ~np.isnan(facts.accounts.tenure_years)
    reliability = np.where(known_age, curve.renewals / (curve.renewals + standards.prior_renewals), 0.0)
    expected = derl_with_own_probability(p_renew, curve.derl_next, standards.discount_rate)
    groups = int(segments.max(initial=0)) + 1
    members = np.bincount(segments[customers], minlength=groups)
    sums = np.bincount(segments[customers], weights=expected[customers], minlength=groups)
    mean = np.where(members > 0, sums / np.maximum(members, 1), np.nan)[segments]
    revenue_then = _in_force(facts.contracts, facts.contracts.mrr, facts.as_of, REVENUE_MONTHS, count)
    revenue_now = _in_force(facts.contracts, facts.contracts.mrr, facts.as_of, 0, count)
    seats_then = _in_force(facts.contracts, facts.contracts.seats, facts.as_of, SEAT_MONTHS, count)
    seats_now = _in_force(facts.contracts, facts.contracts.seats, facts.as_of, 0, count)
    running = in_force(facts.contracts, facts.as_of)
    out_of_contract = customers & (np.bincount(facts.contracts.account[running], minlength=count) == 0)

    def driver(name: str, label: str, unit: str) -> Driver:
        return Driver(name, label, pillar, standards.weights[name], unit)

    return [
        reading(
            driver("derl_ratio", "Expected renewals", "ratio to segment"),
            expected / mean,
            curve.renewals,
            reliability,
        ),
        reading(
            driver("net_revenue_retention", "Revenue in 12 months", "ratio"),
            np.where(out_of_contract, np.nan, _ratio(revenue_now, revenue_then)),
            curve.renewals,
            reliability,
        ),
        reading(
            driver("expansion", "Seats in 6 months", "relative change"),
            np.where(out_of_contract, np.nan, _ratio(seats_now, seats_then) - 1.0),
            curve.renewals,
            reliability,
        ),
    ]


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
