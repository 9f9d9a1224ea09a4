"""Lifetime value of contracts, discounted: what is still expected from the next renewal on, account by
account, from the retention curve of its segment.
"""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.definition import TO_DATE, Definition, Example, Metric
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.lifetime_value import (
    NO_REVENUE,
    annual_revenue,
    constant_retention_value,
    discounted_lifetime_value,
)
from cxdesk.metrics.observations import Floats, Grid, Observations, grid, observed
from cxdesk.metrics.renewal_curves import renewal_curves, standing
from cxdesk.metrics.response import customers_on
from cxdesk.metrics.retention import currency_codes
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import SEVERAL_CURRENCIES, counts, several, sums
from cxdesk.metrics.windows import Window, age_days
from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import present_since
from cxdesk.workspace.renewal_histories import renewals_a_year, renewals_behind

_NO_RENEWALS = "No customer has come up for renewal yet, so there is no retention curve."


def observe_discounted_value(facts: Facts, window: Window) -> Observations:
    """Return the paying customers at the end of the window: what each is worth, that at constant retention,
    and what both are made of.

    A past day has the revenue and the age of then, on the curves of the facts' own date: months of one line
    differ by what customers did, not by what has been learnt since.
    """
    accounts, curves, terms = facts.accounts, renewal_curves(facts), facts.lifetime_terms
    arr = annual_revenue(facts, window)
    rows = customers_on(facts, window) & (arr > 0)
    renewals, a_year = _renewals_on(facts, window)
    on = standing(curves, accounts.segment, renewals, a_year, terms.discount_rate)
    known = arr, terms.margin, on.rate
    value = discounted_lifetime_value(*known, on.derl_next, terms.discount_rate)
    constant = constant_retention_value(*known, curves.average_retention, terms.discount_rate)
    return observed(
        "accounts",
        rows & (curves.decisions > 0),
        np.arange(len(accounts)),
        f"{window.day_text} at {terms.margin * 100:g} % margin and {terms.discount_rate * 100:g} % discount",
        _NO_RENEWALS if rows.any() else NO_REVENUE,
        beneath=lambda: {"contracts": np.flatnonzero(rows[facts.contracts.account])},
        value=value,
        low=np.minimum(value, constant),
        high=np.maximum(value, constant),
        arr=arr,
        rate=on.rate,
        following=on.derl_next,
        currency=currency_codes(facts),
    )


def summarise_discounted_value(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the mean over accounts, between the means at constant retention and from the fitted curve."""
    total = counts(group, count)
    value, low, high = (
        ratio(sums(group, observations.values[name], count), total) for name in ("value", "low", "high")
    )
    mixed = several(observations, group, count)
    low, high = np.where(mixed, np.nan, low), np.where(mixed, np.nan, high)
    return grid(observations, value, total, low, high, {SEVERAL_CURRENCIES: mixed})


def _renewals_on(facts: Facts, window: Window) -> tuple[Floats, Floats]:
    """Return the renewals that each customer had behind it when the window ended, and how many a year."""
    accounts, since = facts.accounts, present_since(facts, window.end)
    later = (facts.as_of.astype("datetime64[D]") - window.end).astype(float) / DAYS_A_YEAR
    years = np.where(
        np.isnat(since), accounts.tenure_years - later, age_days(since, window.end) / DAYS_A_YEAR
    )
    a_year = kept_with(facts, "renewals_a_year", lambda: frozen(renewals_a_year(facts)))
    return renewals_behind(years, np.zeros(len(years), dtype=bool), a_year), a_year


DISCOUNTED_VALUE_METRIC = Metric(
    Definition(
        name="clv_discounted",
        label="Lifetime value, as the segment renews",
        unit="money",
        direction="higher is better",
        formula=(
            "ARR times margin times the chance to stay the next 12 months times (1 + DERL / (1 + discount)), "
            "the mean over customers. DERL is the discounted number of years after that. Both come from the "
            "retention curve (sBG) fitted to the renewals of the segment, each contract's by its own term; "
            "below 30 accounts or 3 renewal dates, of the company. Where accounts leave at any time of their "
            "terms, staying is counted by the month. Margin and discount are those of the standards."
        ),
        minimum_sample=1,
        proves="What the contract is still worth if the account renews as its segment does at its age.",
        does_not_prove=(
            "It does not show what the account itself says or does: the lifetime value in the health score "
            "starts from here and moves the probability by the account's own signals."
        ),
        limit="Not the account's own signals",
        columns=(
            "accounts.arr",
            "contracts.mrr",
            "accounts.start_date",
            "accounts.segment",
            "accounts.churned",
            "accounts.churn_date",
            "churn_events.date",
        ),
        interval="no sampling error: from constant retention to the fitted curve",
        usual_days=TO_DATE,
        beside=("clv", "renewal_rate", "net_revenue_retention"),
        example=Example(
            "ARR 1,000, margin 80 %, renews with 90 %, then 3.3 more at 10 % discount: 720 x (1 + 3) is "
            "2,880. Beside one worth 1,120 the mean is 2,000.",
            {"value": (2880, 1120), "low": (2400, 1000), "high": (2880, 1120), "currency": (0, 0)},
            2000.0,
        ),
    ),
    observe_discounted_value,
    summarise_discounted_value,
)
