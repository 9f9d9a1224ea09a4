"""Who stayed: logos, contracts that came due, and recurring revenue.

The risk set of churn is those who could have left, not everybody: customers at the start of the window who
had something up for renewal in it. Lagging by nature: it hides silent dissatisfaction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Estimate, Metric, unknown
from cxdesk.metrics.shares import ratio, share_estimate
from cxdesk.metrics.windows import YEAR_DAYS, YEAR_TEXT, age_days, recent, window_start, within
from cxdesk.workspace.facts_record import Contracts, Facts, in_force

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

RENEWAL_GRACE_DAYS = 45  # how far from the end of a term its successor may start


def churn_rate(lost: ArrayLike, at_risk: ArrayLike) -> Floats:
    """Return lost / at risk, 0..1; NaN where nobody was at risk."""
    return ratio(lost, at_risk)


def retention_rate(lost: ArrayLike, at_risk: ArrayLike) -> Floats:
    """Return 1 - churn rate, 0..1; NaN where nobody was at risk."""
    return 1.0 - churn_rate(lost, at_risk)


def renewal_rate(renewed: ArrayLike, due: ArrayLike) -> Floats:
    """Return contracts renewed / contracts due, 0..1; NaN where none was due."""
    return ratio(renewed, due)


def gross_revenue_retention(start: ArrayLike, end: ArrayLike) -> float:
    """Return the share of the starting revenue kept, growth left out, 0..1; NaN without starting revenue.

    `start` and `end` (n,) are the recurring revenue of each account at both ends of the window, in one
    currency; accounts without revenue at the start do not count. A NaN end counts as lost.
    """
    start, end = _cohort(start, end)
    return float(ratio(np.minimum(start, end).sum(), start.sum()))


def net_revenue_retention(start: ArrayLike, end: ArrayLike) -> float:
    """Return the ending over the starting revenue of the starting customers, at least 0 (above 1: growth)."""
    start, end = _cohort(start, end)
    return float(ratio(end.sum(), start.sum()))


def monthly_revenue_at(contracts: Contracts, date: np.datetime64, account_count: int) -> Floats:
    """Return the monthly recurring revenue on `date` from the contracts then in force, (account_count,)."""
    paid = in_force(contracts, date) & ~np.isnan(contracts.mrr)
    return np.bincount(contracts.account[paid], weights=contracts.mrr[paid], minlength=account_count)


def at_risk_and_lost(facts: Facts, days: int = YEAR_DAYS) -> tuple[Mask, Mask]:
    """Return which accounts could have left in the window that ends on the as-of date, and which did.

    At risk: a paying customer at the start of the window, unless its next renewal lies more than a window
    ahead and none of its contracts began or ended within: then nothing came up. Whoever left was at risk,
    also when the day of the loss is not known.
    """
    accounts, contracts = facts.accounts, facts.contracts
    # Without a start date an account is taken to have been there: a plain list of customers has none.
    young = age_days(accounts.start_date, facts.as_of) < days
    lost = accounts.is_lost & recent(accounts.lost_at, facts.as_of, days)
    present = ~young & (~accounts.is_lost | lost) & ~accounts.is_trial
    boundary = np.zeros(len(accounts), dtype=bool)
    for dates in (contracts.start, contracts.end):
        boundary[contracts.account[within(dates, facts.as_of, days)]] = True
    far_ahead = -age_days(accounts.renewal_date, facts.as_of) > days
    return present & (lost | boundary | ~far_ahead), present & lost


def renewals_due(facts: Facts, days: int = YEAR_DAYS) -> tuple[Mask, Mask]:
    """Return which contracts came due in the window, and which of those were renewed.

    Due are the contracts that ran when the window began (trials left out) and either ended in it or have no
    end: those renew by themselves and count as renewed while they run. One that ended was renewed when the
    source does not call it lost and another of the account began within 45 days of its end, or when the
    account is still a customer although no contract in the data says so.
    """
    contracts, accounts = facts.contracts, facts.accounts
    began_before = ~(contracts.start > window_start(facts.as_of, days)) & ~contracts.is_trial
    ended = began_before & within(contracts.end, facts.as_of, days)
    endless = began_before & np.isnat(contracts.end) & ~np.isnat(contracts.start)
    covered = np.zeros(len(accounts), dtype=bool)
    covered[contracts.account[~contracts.ended & ~np.isnat(contracts.start)]] = True
    stayed = (~accounts.is_lost & ~covered)[contracts.account]
    renewed = ~contracts.churned & (has_successor(contracts) | stayed)
    return ended | endless, endless | (ended & renewed)


def has_successor(contracts: Contracts, grace_days: int = RENEWAL_GRACE_DAYS) -> Mask:
    """Return which contracts were followed by another of their account within `grace_days` of their end."""
    result = np.zeros(len(contracts), dtype=bool)
    dated = np.flatnonzero(~np.isnat(contracts.start))
    ended = np.flatnonzero(~np.isnat(contracts.end) & ~np.isnat(contracts.start))
    if len(ended) == 0:
        return result
    # One key (account, then day) makes "a start within the grace period" two binary searches for all.
    span = 4_000_000
    starts = contracts.start.astype("datetime64[D]").astype(np.int64)
    ends = contracts.end.astype("datetime64[D]").astype(np.int64)
    account = contracts.account.astype(np.int64)
    key = np.sort(account[dated] * span + starts[dated])
    earliest = np.maximum(ends[ended] - grace_days, starts[ended] + 1)
    first = np.searchsorted(key, account[ended] * span + earliest, side="left")
    last = np.searchsorted(key, account[ended] * span + ends[ended] + grace_days, side="right")
    result[ended] = last > first
    return result


def measure_churn_rate(facts: Facts) -> Estimate:
    """Return the share of the accounts at risk in the last 12 months that left."""
    at_risk, lost = at_risk_and_lost(facts)
    period = _loss_period(facts, lost)
    return share_estimate(int(lost.sum()), int(at_risk.sum()), _NOBODY_AT_RISK, period)


def measure_retention_rate(facts: Facts) -> Estimate:
    """Return the share of the accounts at risk in the last 12 months that stayed."""
    at_risk, lost = at_risk_and_lost(facts)
    stayed, period = at_risk & ~lost, _loss_period(facts, lost)
    return share_estimate(int(stayed.sum()), int(at_risk.sum()), _NOBODY_AT_RISK, period)


def measure_renewal_rate(facts: Facts) -> Estimate:
    """Return the share of the contracts due in the last 12 months that were renewed."""
    due, renewed = renewals_due(facts)
    return share_estimate(int(renewed.sum()), int(due.sum()), "No contract came due in the last 12 months.")


def measure_gross_revenue_retention(facts: Facts) -> Estimate:
    """Return gross revenue retention of the last 12 months, from contracts."""
    return _revenue_retention(facts, gross_revenue_retention)


def measure_net_revenue_retention(facts: Facts) -> Estimate:
    """Return net revenue retention of the last 12 months, from contracts."""
    return _revenue_retention(facts, net_revenue_retention)


def _loss_period(facts: Facts, lost: Mask) -> str:
    undated = np.any(lost & np.isnat(facts.accounts.lost_at))
    return f"{YEAR_TEXT}, undated losses included" if undated else YEAR_TEXT


def _revenue_retention(facts: Facts, measure) -> Estimate:
    count = len(facts.accounts)
    start = monthly_revenue_at(facts.contracts, window_start(facts.as_of), count)
    end = monthly_revenue_at(facts.contracts, facts.as_of.astype("datetime64[D]"), count)
    paying = start > 0
    if not np.any(paying):
        return unknown("No contract with an amount was open 12 months ago.", YEAR_TEXT)
    if len({currency for currency in facts.accounts.currency[paying] if currency}) > 1:
        return unknown("The amounts are in several currencies.", YEAR_TEXT, int(paying.sum()))
    return Estimate(measure(start, end), int(paying.sum()), period=YEAR_TEXT)


def _cohort(start: ArrayLike, end: ArrayLike) -> tuple[Floats, Floats]:
    start, end = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    present = start > 0
    return start[present], np.nan_to_num(end[present], nan=0.0)


_NOBODY_AT_RISK = "No customer was up for renewal in the last 12 months."
_CONTRACT_COLUMNS = ("contracts.start_date", "contracts.end_date", "contracts.mrr", "contracts.is_trial")
_ACCOUNT_COLUMNS = (
    "accounts.start_date",
    "accounts.renewal_date",
    "accounts.churned",
    "accounts.churn_date",
    "churn_events.date",
    "contracts.start_date",
    "contracts.end_date",
)
_LAGGING = "Lagging: it hides silent dissatisfaction and stalled adoption."

CHURN_RATE_METRIC = Metric(
    Definition(
        name="churn_rate",
        label="Churn rate",
        unit="share",
        direction="lower is better",
        formula=(
            "Accounts that left divided by customers at the start of the period who could have left in it."
        ),
        minimum_sample=15,
        proves="How many customers left when they could.",
        does_not_prove=_LAGGING,
        limit="Lags behind discontent",
        columns=_ACCOUNT_COLUMNS,
        interval="Wilson, 95 %",
    ),
    measure_churn_rate,
)

RETENTION_RATE_METRIC = Metric(
    Definition(
        name="retention_rate",
        label="Retention rate",
        unit="share",
        direction="higher is better",
        formula="1 minus the churn rate: those who stayed divided by those who could have left.",
        minimum_sample=15,
        proves="How many customers stayed when they could have left.",
        does_not_prove=_LAGGING,
        limit="Lags behind discontent",
        columns=_ACCOUNT_COLUMNS,
        interval="Wilson, 95 %",
    ),
    measure_retention_rate,
)

RENEWAL_RATE_METRIC = Metric(
    Definition(
        name="renewal_rate",
        label="Renewal rate",
        unit="share",
        direction="higher is better",
        formula=(
            "Contracts renewed divided by contracts that ran 12 months ago and came due since. One without "
            "an end renews by itself. Renewed: not marked as lost and followed within 45 days of its end."
        ),
        minimum_sample=15,
        proves="How many contracts were renewed when they came due.",
        does_not_prove="Renewed by itself or by inertia looks the same as renewed with conviction.",
        limit="Inertia looks like conviction",
        columns=("contracts.end_date", "contracts.churned", "contracts.start_date", "contracts.is_trial"),
        interval="Wilson, 95 %",
    ),
    measure_renewal_rate,
)

GROSS_REVENUE_RETENTION_METRIC = Metric(
    Definition(
        name="gross_revenue_retention",
        label="Gross revenue retention",
        unit="share",
        direction="higher is better",
        formula=(
            "Recurring revenue kept from those who paid 12 months ago, growth left out, divided by what they "
            "paid then."
        ),
        minimum_sample=15,
        proves="How much of the revenue held without new sales.",
        does_not_prove=_LAGGING,
        limit="Lags behind discontent",
        columns=_CONTRACT_COLUMNS,
        interval="none: the revenue is counted, not sampled",
    ),
    measure_gross_revenue_retention,
)

NET_REVENUE_RETENTION_METRIC = Metric(
    Definition(
        name="net_revenue_retention",
        label="Net revenue retention",
        unit="times the start",
        direction="higher is better",
        formula="Recurring revenue today of those who paid 12 months ago, divided by what they paid then.",
        minimum_sample=15,
        proves="Whether existing customers grow or shrink.",
        does_not_prove="A few that grow can hide many that leave.",
        limit="Growth can hide leavers",
        columns=_CONTRACT_COLUMNS,
        interval="none: the revenue is counted, not sampled",
    ),
    measure_net_revenue_retention,
)
