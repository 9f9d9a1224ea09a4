"""What a customer is worth: the textbook product, and the discounted value that is still expected.

All functions take numbers or arrays of one shape. Money is in the currency of `arr`; `margin`,
`renewal_probability` and `discount` are shares (discount per year, above 0). `expected_renewals` is DERL just
before the *following* renewal decision, that is `shifted_beta_geometric.derl(..., renewal_number=n + 1)`.
"""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Estimate, Metric, unknown
from cxdesk.metrics.intervals import wilson
from cxdesk.metrics.retention import at_risk_and_lost
from cxdesk.metrics.windows import YEAR_TEXT
from cxdesk.workspace.facts_record import Facts

Floats = NDArray[np.float64]


def textbook_lifetime_value(
    purchase_value: ArrayLike, purchases_per_year: ArrayLike, lifespan_years: ArrayLike
) -> Floats:
    """Return average purchase value x purchase frequency x lifespan; for contracts ARR x 1 x lifespan.

    Neither margin nor discount is in it, as the usual formula has it.
    """
    value, frequency, lifespan = (
        np.asarray(part, dtype=np.float64) for part in (purchase_value, purchases_per_year, lifespan_years)
    )
    return value * frequency * lifespan


def discounted_lifetime_value(
    arr: ArrayLike,
    margin: ArrayLike,
    renewal_probability: ArrayLike,
    expected_renewals: ArrayLike,
    discount: float,
) -> Floats:
    """Return ARR x margin x p x (1 + DERL(n+1) / (1 + d)): the value expected from the next renewal on.

    The coming renewal's payment is not discounted; `renewal_probability` is the account's own for that
    renewal.
    """
    arr, margin, probability, following = _values(
        arr, margin, renewal_probability, expected_renewals, discount
    )
    return arr * margin * probability * (1.0 + following / (1.0 + discount))


def value_at_risk(
    arr: ArrayLike,
    margin: ArrayLike,
    renewal_probability: ArrayLike,
    expected_renewals: ArrayLike,
    discount: float,
) -> Floats:
    """Return ARR x margin x (1 - p) x (1 + DERL(n+1) / (1 + d)): what the next renewal loses on average.

    With the lifetime value it adds up to the value of a certain renewal. It ranks the work; it is not health.
    """
    arr, margin, probability, following = _values(
        arr, margin, renewal_probability, expected_renewals, discount
    )
    return arr * margin * (1.0 - probability) * (1.0 + following / (1.0 + discount))


def constant_retention_renewals(retention: ArrayLike, discount: float) -> Floats:
    """Return DERL when every renewal has the same probability r: r (1 + d) / (1 + d - r)."""
    retention = np.asarray(retention, dtype=np.float64)
    _check(retention, discount)
    return retention * (1.0 + discount) / (1.0 + discount - retention)


def constant_retention_value(
    arr: ArrayLike, margin: ArrayLike, renewal_probability: ArrayLike, retention: ArrayLike, discount: float
) -> Floats:
    """Return the lower end of the discounted value: later renewals at the constant rate `retention`.

    It ignores that those who stay are the loyal ones, so it lies below the value from the fitted curve.
    """
    return discounted_lifetime_value(
        arr, margin, renewal_probability, constant_retention_renewals(retention, discount), discount
    )


def measure_lifetime_value(facts: Facts) -> Estimate:
    """Return the textbook value of the average present customer: mean ARR / churn rate of the last 12 months.

    Unknown when nobody left (the lifespan then has no upper limit); the lower end is given even so.
    """
    accounts = facts.accounts
    paying = ~accounts.is_lost & (accounts.arr > 0)
    count = int(paying.sum())
    if count == 0:
        return unknown("No present customer has a known annual revenue.", YEAR_TEXT)
    if len({currency for currency in accounts.currency[paying] if currency}) > 1:
        return unknown("The amounts are in several currencies.", YEAR_TEXT, count)
    arr = float(accounts.arr[paying].mean())
    at_risk, lost = at_risk_and_lost(facts)
    total, left = int(at_risk.sum()), int(lost.sum())
    if total == 0:
        return unknown(
            "No customer was up for renewal in the last 12 months, so a lifespan is not known.",
            YEAR_TEXT,
            count,
        )
    lowest_churn, highest_churn = wilson(left, total)
    low = float(textbook_lifetime_value(arr, 1.0, 1.0 / highest_churn))
    if left == 0:
        return unknown(
            "No customer left in the last 12 months, so a lifespan has no upper limit.", YEAR_TEXT, count, low
        )
    high = float(textbook_lifetime_value(arr, 1.0, 1.0 / lowest_churn)) if lowest_churn > 0 else nan
    return Estimate(float(textbook_lifetime_value(arr, 1.0, total / left)), count, low, high, YEAR_TEXT)


def _values(
    arr: ArrayLike,
    margin: ArrayLike,
    renewal_probability: ArrayLike,
    expected_renewals: ArrayLike,
    discount: float,
) -> tuple[Floats, Floats, Floats, Floats]:
    parts = tuple(
        np.asarray(part, dtype=np.float64) for part in (arr, margin, renewal_probability, expected_renewals)
    )
    _check(parts[2], discount)
    return parts


def _check(probability: Floats, discount: float) -> None:
    if not discount > 0.0:
        raise ValueError("the discount rate must be above 0")
    if np.any((probability < 0.0) | (probability > 1.0)):
        raise ValueError("a probability lies between 0 and 1")


LIFETIME_VALUE_METRIC = Metric(
    Definition(
        name="clv",
        label="Customer lifetime value",
        unit="money",
        direction="higher is better",
        formula=(
            "Average purchase value times purchases per year times lifespan: mean ARR divided by the churn "
            "rate."
        ),
        minimum_sample=15,
        proves="What an average customer brings if the future is like the last 12 months.",
        does_not_prove=(
            "It does not show why some accounts grow and others stall; margin and discount are not in it."
        ),
        limit="Not why it grows or stalls",
        columns=(
            "accounts.arr",
            "contracts.mrr",
            "accounts.churned",
            "accounts.churn_date",
            "churn_events.date",
        ),
        interval="From the Wilson interval of the churn rate, 95 %",
    ),
    measure_lifetime_value,
)
