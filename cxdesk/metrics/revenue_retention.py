"""How much recurring revenue stayed: of what customers paid when a period began, without and with growth.

Contracts say what was paid on a day; revenue that is known of accounts alone has no past to compare with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.observations import Observations, observed, text_codes
from cxdesk.metrics.presence import at_start_and_lost
from cxdesk.metrics.retention import LAGGING
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import CURRENCY, OTHER_CURRENCY, ratio_of_sums
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Contracts, Facts, in_force

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SEVERAL_CONTRACTS = 2.0  # of an account at a time: from here on it is said how many are added up


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
    return _revenue(contracts, in_force(contracts, date), account_count)


def observe_revenue_kept(facts: Facts, window: Window) -> Observations:
    """Return each paying account's revenue of the start that is still there at the end, and the start's."""
    return _observed(facts, window, grows=False)


def observe_revenue(facts: Facts, window: Window) -> Observations:
    """Return each starting account's revenue at the end of the window, and at its start."""
    return _observed(facts, window, grows=True)


def _observed(facts: Facts, window: Window, *, grows: bool) -> Observations:
    contracts, count = facts.contracts, len(facts.accounts)
    running = [in_force(contracts, date) for date in (window.start, window.end)]
    start, end = (_revenue(contracts, rows, count) for rows in running)
    paying = start > 0
    # Who was lost pays nothing any more; what it pays since it came back is that of a new start.
    end = np.where(at_start_and_lost(facts, window)[1], 0.0, end)
    return observed(
        "accounts",
        paying,
        np.arange(len(paying)),
        f"{window.text}{_side_by_side(contracts, running, paying)}",
        f"No contract with an amount was open on {window.start}.",
        beneath=lambda: {"contracts": np.flatnonzero(paying[contracts.account])},
        value=end if grows else np.minimum(start, end),
        whole=start,
        **_currencies(facts, running[0] | running[1]),
    )


def _side_by_side(contracts: Contracts, running: Sequence[Mask], paying: Mask) -> str:
    """Return how many contracts the paying accounts had at the start and at the end, where they are several:
    growth then rests on those that began beside the others.
    """
    then, now = (float(np.sum(rows & paying[contracts.account])) for rows in running)
    paid = max(1, int(paying.sum()))
    if now < SEVERAL_CONTRACTS * paid:
        return ""
    return f", {then / paid:.1f} contracts of each added up then, {now / paid:.1f} now"


def _revenue(contracts: Contracts, running: Mask, account_count: int) -> Floats:
    paid = running & ~np.isnan(contracts.mrr)
    return np.bincount(contracts.account[paid], weights=contracts.mrr[paid], minlength=account_count)


def _currencies(facts: Facts, running: Mask) -> Mapping[str, Floats]:
    """Return for each account the least and the greatest number of a currency that its contracts at the
    start or the end of the window are in: they differ where amounts of it cannot be added.
    """
    contracts = facts.contracts
    codes = kept_with(facts, "currencies of contracts", lambda: _currency_codes(facts))
    rows = np.flatnonzero(running & ~np.isnan(contracts.mrr) & (codes >= 0))
    least, greatest = np.full(len(facts.accounts), np.inf), np.full(len(facts.accounts), -1.0)
    np.minimum.at(least, contracts.account[rows], codes[rows])
    np.maximum.at(greatest, contracts.account[rows], codes[rows])
    return {CURRENCY: np.where(np.isinf(least), -1.0, least), OTHER_CURRENCY: greatest}


def _currency_codes(facts: Facts) -> Floats:
    """Return a number for each contract's currency, its account's where it names none; below 0: unknown."""
    contracts = facts.contracts
    own = facts.accounts.currency[contracts.account]
    named = np.where(contracts.currency == "", own, contracts.currency)
    return frozen(text_codes(named).astype(np.float64))


def _cohort(start: ArrayLike, end: ArrayLike) -> tuple[Floats, Floats]:
    start, end = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    present = start > 0
    return start[present], np.nan_to_num(end[present], nan=0.0)


_CONTRACT_COLUMNS = ("contracts.start_date", "contracts.end_date", "contracts.mrr", "contracts.is_trial")

GROSS_REVENUE_RETENTION_METRIC = Metric(
    Definition(
        name="gross_revenue_retention",
        label="Gross revenue retention",
        unit="share",
        direction="higher is better",
        formula=(
            "Recurring revenue kept from those who paid when the period began, growth left out, divided by "
            "what they paid then. Of who was lost in it nothing is kept, also where it came back. Contracts "
            "of one account that run side by side are added up."
        ),
        minimum_sample=15,
        proves="How much of the revenue held without new sales.",
        does_not_prove=LAGGING,
        limit="Lags behind discontent",
        columns=_CONTRACT_COLUMNS,
        interval="none: the revenue is counted, not sampled",
        usual_days=YEAR_DAYS,
        beside=("net_revenue_retention", "retention_rate"),
        example=Example(
            "Paid then: 100, 100, 100. Paid now: 150, 80, 0. Kept: 100, 80, 0, that is 180 of 300, 60 %.",
            {
                "value": (100, 80, 0),
                "whole": (100, 100, 100),
                "currency": (0, 0, 0),
                "other_currency": (0, 0, 0),
            },
            0.6,
        ),
    ),
    observe_revenue_kept,
    ratio_of_sums(in_money=True),
)

NET_REVENUE_RETENTION_METRIC = Metric(
    Definition(
        name="net_revenue_retention",
        label="Net revenue retention",
        unit="times the start",
        direction="higher is better",
        formula=(
            "Recurring revenue at the end of the period of those who paid when it began, divided by what "
            "they paid then. Who was lost in it counts as nothing, also where it came back. Contracts of one "
            "account that run side by side are added up."
        ),
        minimum_sample=15,
        proves="Whether existing customers grow or shrink.",
        does_not_prove="A few that grow can hide many that leave.",
        limit="Growth can hide leavers",
        columns=_CONTRACT_COLUMNS,
        interval="none: the revenue is counted, not sampled",
        usual_days=YEAR_DAYS,
        beside=("gross_revenue_retention", "churn_rate"),
        example=Example(
            "Paid then: 100, 100 and 100. Paid now: 150, 80 and 0, that is 230 of 300, 76.7 %.",
            {
                "value": (150, 80, 0),
                "whole": (100, 100, 100),
                "currency": (0, 0, 0),
                "other_currency": (0, 0, 0),
            },
            230.0 / 300.0,
        ),
    ),
    observe_revenue,
    ratio_of_sums(in_money=True),
)
