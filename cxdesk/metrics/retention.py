"""Who stayed: logos, and contracts that came due. What they pay is in `revenue_retention.py`.

The risk set of churn is those who could have left, not everybody: customers at the start of the window who
had something up for renewal in it. Lagging by nature: it hides silent dissatisfaction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.observations import Observations, observed, text_codes
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import share_of
from cxdesk.metrics.windows import YEAR_DAYS, Window, age_days
from cxdesk.workspace.facts_record import Contracts, Facts

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


def at_risk_and_lost(facts: Facts, window: Window) -> tuple[Mask, Mask]:
    """Return which accounts could have left in the window, and which did.

    At risk: a paying customer at the start of the window, unless its next renewal lies more than a window
    ahead and none of its contracts began or ended within: then nothing came up. Whoever left was at risk,
    also when the day of the loss is not known and the window is the year up to now. Where customers only
    order, nobody is known to be at risk or lost.
    """
    accounts, contracts = facts.accounts, facts.contracts
    # Without a start date an account is taken to have been there: a plain list of customers has none.
    young = age_days(accounts.start_date, window.end) < window.days
    lost = accounts.is_lost & window.holds_or_undated(accounts.lost_at)
    stayed = ~accounts.is_lost | (accounts.lost_at > window.end)
    present = ~young & (stayed | lost) & ~accounts.is_trial
    boundary = np.zeros(len(accounts), dtype=bool)
    for dates in (contracts.start, contracts.end):
        boundary[contracts.account[window.holds(dates)]] = True
    far_ahead = -age_days(accounts.renewal_date, window.end) > window.days
    return present & (lost | boundary | ~far_ahead) & (not facts.by_order), present & lost


def renewals_due(facts: Facts, window: Window) -> tuple[Mask, Mask]:
    """Return which contracts came due in the window, and which of those were renewed.

    Due are the contracts that ran when the window began (trials left out) and either ended in it or have no
    end: those renew by themselves and count as renewed while they run. One that ended was renewed when the
    source does not call it lost and another of the account began within 45 days of its end, or when the
    account is still a customer although no contract in the data says so.
    """
    contracts, accounts = facts.contracts, facts.accounts
    began_before = ~(contracts.start > window.start) & ~contracts.is_trial
    ended = began_before & window.holds(contracts.end)
    endless = began_before & np.isnat(contracts.end) & ~np.isnat(contracts.start)
    covered = np.zeros(len(accounts), dtype=bool)
    covered[contracts.account[~contracts.ended & ~np.isnat(contracts.start)]] = True
    stayed = (~accounts.is_lost & ~covered)[contracts.account]
    renewed = ~contracts.churned & (has_successor(contracts, ended) | stayed)
    return ended | endless, (endless & ~contracts.churned) | (ended & renewed)


def has_successor(contracts: Contracts, rows: Mask, grace_days: int = RENEWAL_GRACE_DAYS) -> Mask:
    """Return which of the contracts where `rows` is true were followed by another of their account within
    `grace_days` of their end.
    """
    result = np.zeros(len(contracts), dtype=bool)
    ended = np.flatnonzero(rows & ~np.isnat(contracts.end) & ~np.isnat(contracts.start))
    if len(ended) == 0:
        return result
    concerned = np.zeros(int(contracts.account.max()) + 1, dtype=bool)
    concerned[contracts.account[ended]] = True
    dated = np.flatnonzero(~np.isnat(contracts.start) & concerned[contracts.account])
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


def observe_lost(facts: Facts, window: Window) -> Observations:
    """Return the accounts at risk in the window: 1 left, 0 stayed."""
    at_risk, lost = at_risk_and_lost(facts, window)
    return _at_risk(facts, window, at_risk, lost, lost)


def observe_kept(facts: Facts, window: Window) -> Observations:
    """Return the accounts at risk in the window: 1 stayed, 0 left."""
    at_risk, lost = at_risk_and_lost(facts, window)
    return _at_risk(facts, window, at_risk, lost, ~lost)


def observe_renewals(facts: Facts, window: Window) -> Observations:
    """Return the contracts due in the window: 1 renewed, 0 not."""
    due, renewed = renewals_due(facts, window)
    contracts = facts.contracts
    return observed(
        "contracts",
        due,
        contracts.account,
        window.text,
        f"No contract that ran on {window.start} came due in the {window.text}.",
        beneath=lambda: {"contracts": np.flatnonzero(np.isin(contracts.account, contracts.account[due]))},
        value=renewed,
    )


def currency_of(facts: Facts) -> str:
    """Return the currency that all accounts share, "" when there is none or more than one."""
    named = {str(currency) for currency in facts.accounts.currency if currency}
    return named.pop() if len(named) == 1 else ""


def currency_codes(facts: Facts) -> NDArray[np.float64]:
    """Return a number for each account's currency, below 0 where it is not known."""
    accounts = facts.accounts
    return kept_with(accounts, "currency", lambda: frozen(text_codes(accounts.currency).astype(np.float64)))


def _at_risk(facts: Facts, window: Window, at_risk: Mask, lost: Mask, value: Mask) -> Observations:
    undated = np.any(lost & np.isnat(facts.accounts.lost_at))
    period = f"{window.text}, undated losses included" if undated else window.text
    return observed(
        "accounts",
        at_risk,
        np.arange(len(at_risk)),
        period,
        _BY_ORDER
        if facts.by_order
        else f"No customer of {window.start} was up for renewal in the {window.text}.",
        beneath=lambda: {
            "contracts": np.flatnonzero(at_risk[facts.contracts.account]),
            "churn_events": np.flatnonzero(at_risk[facts.churn_events.account]),
        },
        value=value,
    )


_ACCOUNT_COLUMNS = (
    "accounts.start_date",
    "accounts.renewal_date",
    "accounts.churned",
    "accounts.churn_date",
    "churn_events.date",
    "contracts.start_date",
    "contracts.end_date",
)
_BY_ORDER = "Customers who order without a contract do not say when they leave."
LAGGING = (
    "Lagging: it hides silent dissatisfaction and stalled adoption. A contract that ended counts as a loss "
    "also where use goes on: a finding says of whom."
)

CHURN_RATE_METRIC = Metric(
    Definition(
        name="churn_rate",
        label="Churn rate",
        unit="share",
        direction="lower is better",
        formula=(
            "Accounts that left divided by customers at the start of the period who could have left in it: "
            "all but those whose next renewal is known to lie further ahead than the period is long, with no "
            "contract begun or ended in it. Left: none of its contracts runs any more, and it names no "
            "renewal to come; without contracts its churn events count, then its flag."
        ),
        minimum_sample=15,
        proves="How many customers left when they could.",
        does_not_prove=LAGGING,
        limit="Lags behind discontent",
        columns=_ACCOUNT_COLUMNS,
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("renewal_rate", "net_revenue_retention", "usage_trend"),
        example=Example(
            "Of ten customers who could have left, one left: 1 of 10, 10 %.",
            {"value": (1, 0, 0, 0, 0, 0, 0, 0, 0, 0)},
            0.1,
        ),
    ),
    observe_lost,
    share_of(),
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
        does_not_prove=LAGGING,
        limit="Lags behind discontent",
        columns=_ACCOUNT_COLUMNS,
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("churn_rate", "gross_revenue_retention"),
        example=Example(
            "Of ten customers who could have left, nine stayed: 9 of 10, 90 %.",
            {"value": (0, 1, 1, 1, 1, 1, 1, 1, 1, 1)},
            0.9,
        ),
    ),
    observe_kept,
    share_of(),
)

RENEWAL_RATE_METRIC = Metric(
    Definition(
        name="renewal_rate",
        label="Renewal rate",
        unit="share",
        direction="higher is better",
        formula=(
            "Contracts renewed divided by contracts that ran when the period began and came due in it. One "
            "without an end renews by itself. Renewed: not marked as lost, and another of the account began "
            "within 45 days of its end, or the account is a customer although none of its contracts runs."
        ),
        minimum_sample=15,
        proves="How many contracts were renewed when they came due.",
        does_not_prove="Renewed by itself or by inertia looks the same as renewed with conviction.",
        limit="Inertia looks like conviction",
        columns=("contracts.end_date", "contracts.churned", "contracts.start_date", "contracts.is_trial"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("retention_rate", "net_revenue_retention"),
        example=Example(
            "Of four contracts that came due, three were renewed: 3 of 4, 75 %.",
            {"value": (1, 1, 1, 0)},
            0.75,
        ),
    ),
    observe_renewals,
    share_of(),
)
