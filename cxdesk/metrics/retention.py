"""Who stayed: logos, and contracts that came due. What they pay is in `revenue_retention.py`.

Churn is counted of the customers at the start of the window, renewals of the contracts that came due in it.
Both sets are fixed by dates alone, so that the months of a quarter add up to it. Lagging by nature: it hides
silent dissatisfaction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.observations import Observations, observed, text_codes
from cxdesk.metrics.presence import at_start_and_lost
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import share_of
from cxdesk.metrics.windows import YEAR_DAYS, Window, age_days
from cxdesk.workspace.facts_record import Contracts, Facts, contracts_have_terms
from cxdesk.workspace.losses import RULE, losses_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

RENEWAL_GRACE_DAYS = 45  # how far from the end of a term its successor may start


def churn_rate(lost: ArrayLike, at_start: ArrayLike) -> Floats:
    """Return lost / at start, 0..1; NaN where nobody was there."""
    return ratio(lost, at_start)


def retention_rate(lost: ArrayLike, at_start: ArrayLike) -> Floats:
    """Return 1 - churn rate, 0..1; NaN where nobody was there."""
    return 1.0 - churn_rate(lost, at_start)


def renewal_rate(renewed: ArrayLike, due: ArrayLike) -> Floats:
    """Return contracts renewed / contracts due, 0..1; NaN where none was due."""
    return ratio(renewed, due)


@dataclass(frozen=True, slots=True)
class Renewals:
    """What became of the contracts of a window, masks over all contracts that do not overlap but in `due`.

    `due` came to their end in it and it is known what followed, `renewed` are those of them that were;
    `undecided` ended too, and what follows is still open.
    """

    due: Mask
    renewed: Mask
    undecided: Mask


def renewals_due(facts: Facts, window: Window) -> Renewals:
    """Return what became of the contracts that ended in the window, the last day inclusive; trials left out.

    Renewed: not marked as lost, and another of the account began within 45 days of the end, or the account is
    a customer although none of its contracts runs. Not renewed: marked as lost, or the account was lost
    within 45 days of the end, or has left, or 45 days have passed. Until then it is undecided: a term that
    ends today is not lost.
    """
    contracts, accounts = facts.contracts, facts.accounts
    ended = window.holds(contracts.end) & ~contracts.is_trial
    covered = np.zeros(len(accounts), dtype=bool)
    covered[contracts.account[~contracts.ended & ~np.isnat(contracts.start)]] = True
    stayed = (~accounts.is_lost & ~covered)[contracts.account] & contracts.ended
    left = contracts.churned | _lost_at_the_end(facts)
    renewed = ended & ~left & (has_successor(contracts, ended) | stayed)
    passed = age_days(contracts.end, facts.as_of) > RENEWAL_GRACE_DAYS
    lost = left | accounts.is_lost[contracts.account] | passed
    undecided = ended & ~renewed & ~lost
    return Renewals(ended & ~undecided, renewed, undecided)


def _lost_at_the_end(facts: Facts) -> Mask:
    """Return of which contracts the account was lost within 45 days of their end, come back or not."""
    contracts, found = facts.contracts, losses_of(facts)
    span = 4_000_000
    # One key (account, then day): the first loss from 45 days before the end on is near it, or none is.
    losses = np.append(found.account.astype(np.int64) * span + _integers(found.day), np.iinfo(np.int64).max)
    dated = np.flatnonzero(~np.isnat(contracts.end))
    ends = contracts.account[dated].astype(np.int64) * span + _integers(contracts.end[dated])
    nearest = losses[np.searchsorted(losses, ends - RENEWAL_GRACE_DAYS)]
    result = np.zeros(len(contracts), dtype=bool)
    result[dated] = nearest <= ends + RENEWAL_GRACE_DAYS
    return result


def _integers(days: np.ndarray) -> NDArray[np.int64]:
    return days.astype("datetime64[D]").astype(np.int64)


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
    starts, ends = _integers(contracts.start), _integers(contracts.end)
    account = contracts.account.astype(np.int64)
    key = np.sort(account[dated] * span + starts[dated])
    earliest = np.maximum(ends[ended] - grace_days, starts[ended] + 1)
    first = np.searchsorted(key, account[ended] * span + earliest, side="left")
    last = np.searchsorted(key, account[ended] * span + ends[ended] + grace_days, side="right")
    result[ended] = last > first
    return result


def observe_lost(facts: Facts, window: Window) -> Observations:
    """Return the customers at the start of the window: 1 left in it, 0 stayed."""
    at_start, lost = at_start_and_lost(facts, window)
    return _at_start(facts, window, at_start, lost, lost)


def observe_kept(facts: Facts, window: Window) -> Observations:
    """Return the customers at the start of the window: 1 stayed, 0 left in it."""
    at_start, lost = at_start_and_lost(facts, window)
    return _at_start(facts, window, at_start, lost, ~lost)


def observe_renewals(facts: Facts, window: Window) -> Observations:
    """Return the contracts due in the window: 1 renewed, 0 not."""
    found, contracts = renewals_due(facts, window), facts.contracts
    due, undecided = found.due, int(found.undecided.sum())
    reason = f"No contract came to its end in the {window.text}."
    if not contracts_have_terms(facts):
        due, reason = np.zeros_like(due), _ENDS_ARE_LOSSES
    elif undecided:
        reason = f"What follows the contracts that ended in the {window.text} is still open."
    return observed(
        "contracts",
        due,
        contracts.account,
        f"{window.text}, {undecided:,} still undecided left out" if undecided else window.text,
        reason,
        beneath=lambda: {"contracts": np.flatnonzero(np.isin(contracts.account, contracts.account[due]))},
        value=found.renewed,
    )


def currency_of(facts: Facts) -> str:
    """Return the currency that all accounts share, "" when there is none or more than one."""
    named = {str(currency) for currency in facts.accounts.currency if currency}
    return named.pop() if len(named) == 1 else ""


def in_several_currencies(facts: Facts) -> bool:
    """Return whether accounts name more than one currency: then their amounts cannot be added."""
    return len({str(currency) for currency in facts.accounts.currency if currency}) > 1


def currency_codes(facts: Facts) -> NDArray[np.float64]:
    """Return a number for each account's currency, below 0 where it is not known."""
    accounts = facts.accounts
    return kept_with(accounts, "currency", lambda: frozen(text_codes(accounts.currency).astype(np.float64)))


def _at_start(facts: Facts, window: Window, at_start: Mask, lost: Mask, value: Mask) -> Observations:
    undated = np.any(lost & facts.accounts.is_lost & np.isnat(facts.accounts.lost_at))
    period = f"{window.text}, undated losses included" if undated else window.text
    return observed(
        "accounts",
        at_start,
        np.arange(len(at_start)),
        period,
        _BY_ORDER if facts.by_order else f"Nobody is known to have been a customer on {window.start}.",
        beneath=lambda: {
            "contracts": np.flatnonzero(at_start[facts.contracts.account]),
            "churn_events": np.flatnonzero(at_start[facts.churn_events.account]),
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
_ENDS_ARE_LOSSES = (
    "Only lost contracts have an end here: when the others came due is not known. Read the churn rate."
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
            "Customers at the start of the period that left in it, divided by customers at its start, the "
            f"evening before its first day. Whoever came later is in neither. {RULE} It leaves on that day, "
            "but not before the day after its last term; a contract marked as lost is over on the day of its "
            "end."
        ),
        minimum_sample=15,
        proves="How many of those who were customers left.",
        does_not_prove=LAGGING,
        limit="Lags behind discontent",
        columns=_ACCOUNT_COLUMNS,
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("renewal_rate", "net_revenue_retention", "usage_trend"),
        example=Example(
            "Of ten customers at the start, one left: 1 of 10, 10 %.",
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
        formula="1 minus the churn rate: customers at the start that stayed, divided by all of them.",
        minimum_sample=15,
        proves="How many of those who were customers stayed.",
        does_not_prove=LAGGING,
        limit="Lags behind discontent",
        columns=_ACCOUNT_COLUMNS,
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("churn_rate", "gross_revenue_retention"),
        example=Example(
            "Of ten customers at the start, nine stayed: 9 of 10, 90 %.",
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
            "Contracts renewed divided by contracts that ended in the period, its last day included. "
            "Renewed: not marked as lost, its account not lost within 45 days of its end, and another of the "
            "account began within 45 days of it, or the account is a customer although none of its contracts "
            "runs. One that is neither renewed nor lost is undecided and left out until 45 days have passed "
            "or its account has left. One without an end never comes due."
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
