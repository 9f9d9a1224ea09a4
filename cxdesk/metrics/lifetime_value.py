"""What a customer is worth: the textbook product, and the discounted value that is still expected.

All functions take numbers or arrays of one shape. Money is in the currency of `arr`; `margin`,
`renewal_probability` and `discount` are shares (discount per year, above 0). `expected_renewals` is DERL just
before the *following* renewal decision, that is `shifted_beta_geometric.derl(..., renewal_number=n + 1)`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.intervals import wilson
from cxdesk.metrics.observations import Grid, Observations, grid, observed
from cxdesk.metrics.orders import no_orders, observe_textbook_orders
from cxdesk.metrics.presence import at_start_and_lost
from cxdesk.metrics.response import customers_on
from cxdesk.metrics.retention import currency_codes
from cxdesk.metrics.revenue_retention import monthly_revenue_at
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import SEVERAL_CURRENCIES, mean_and_interval, several, sums
from cxdesk.metrics.windows import YEAR_DAYS, Window
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


def observe_lifetime_value(facts: Facts, window: Window) -> Observations:
    """Return the accounts that pay or were customers at the start: annual revenue (NaN where none is known),
    whether they could be lost in the window, and whether they were. Where customers only order: those who
    ordered.
    """
    if facts.by_order:
        return observe_textbook_orders(facts, window)
    accounts, arr = facts.accounts, annual_revenue(facts, window)
    paying = customers_on(facts, window) & (arr > 0)
    at_risk, lost = at_start_and_lost(facts, window)
    reason = f"Nobody is known to have been a customer on {window.start}, so a lifespan is not known."
    return observed(
        "accounts",
        paying | at_risk,
        np.arange(len(accounts)),
        window.text,
        reason if paying.any() else NO_REVENUE,
        beneath=lambda: {
            "contracts": np.flatnonzero((paying | at_risk)[facts.contracts.account]),
            "churn_events": np.flatnonzero(at_risk[facts.churn_events.account]),
        },
        value=np.where(paying, arr, np.nan),
        at_risk=at_risk,
        lost=lost,
        years=np.full(len(accounts), window.days / YEAR_DAYS),
        currency=np.where(paying, currency_codes(facts), -1.0),
    )


def summarise_lifetime_value(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return mean annual revenue x years of the period / churn rate, its range from those of both factors.

    The distances of their ends are logarithms, whose squares add up (G. Y. Zou and A. Donner, Statistics in
    Medicine 27, 2008; of the mean by the delta method). Unknown when nobody left (the lifespan then has no
    upper limit); the lower end is given even so.
    """
    pays = ~np.isnan(observations.value)
    paying = sums(group, pays, count)
    arr = ratio(sums(group, np.where(pays, observations.value, 0.0), count), paying)
    total, left = (sums(group, observations.values[name], count) for name in ("at_risk", "lost"))
    years = float(observations.values["years"][0]) if len(observations) else 1.0
    least, most = wilson(left, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(total > 0, textbook_lifetime_value(arr, 1.0, years / most), np.nan)
        high = np.where(left > 0, textbook_lifetime_value(arr, 1.0, years / least), np.nan)
        value = np.where(left > 0, textbook_lifetime_value(arr, 1.0, years * total / left), np.nan)
        paying_group = np.where(pays, group, -1)
        mean, _low, upper, _n = mean_and_interval(np.nan_to_num(observations.value), paying_group, count)
        of_mean = np.nan_to_num((upper - mean) / mean)  # nothing where revenues are equal, or there is one
        # Where nobody left there is a lower end without a value: it moves with the mean alone.
        below = np.where(left > 0, np.hypot(np.log(value / low), of_mean), of_mean)
        low = np.where(left > 0, value, low) * np.exp(-below)
        high = value * np.exp(np.hypot(np.log(high / value), of_mean))
    mixed = several(observations, group, count)
    low, high = np.where(mixed, np.nan, low), np.where(mixed, np.nan, high)
    nobody_left = f"No customer left in the {observations.period}, so a lifespan has no upper limit."
    reasons = {
        _why_nobody_paid(observations): (paying == 0) & (len(observations) > 0),
        SEVERAL_CURRENCIES: mixed,
        nobody_left: (paying > 0) & (total > 0) & (left == 0),
    }
    return grid(observations, value, paying, low, high, reasons)


def textbook_values(facts: Facts, days: int = YEAR_DAYS) -> Floats:
    """Return what each customer pays a year x 1 / the yearly churn rate of all, (n,): the mean over those who
    pay is the metric `clv`.

    NaN where the revenue is unknown, and for all when nobody left: the lifespan then has no upper limit.
    """
    seen = observe_lifetime_value(facts, Window(facts.as_of, days))
    values = np.full(len(facts.accounts), np.nan)
    total, left = (float(np.sum(seen.values[name])) if len(seen) else 0.0 for name in ("at_risk", "lost"))
    if left > 0.0:
        lifespan = float(seen.values["years"][0]) * total / left
        values[seen.row] = textbook_lifetime_value(seen.value, 1.0, lifespan)
    return values


def _why_nobody_paid(observations: Observations) -> str:
    """Return why accounts at risk have no revenue: where customers order, that they ordered nothing."""
    nothing = no_orders(observations.period)
    return nothing if observations.reason == nothing else NO_REVENUE


def annual_revenue(facts: Facts, window: Window) -> Floats:
    """Return each account's annual revenue at the end of the window: its own now, its contracts' of then."""
    if window.end == facts.as_of:
        return facts.accounts.arr
    revenue = 12.0 * monthly_revenue_at(facts.contracts, window.end, len(facts.accounts))
    return np.where(revenue > 0, revenue, facts.accounts.arr)


NO_REVENUE = "No present customer has a known annual revenue."


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
            "Average purchase value times purchases per year times lifespan: mean ARR divided by the yearly "
            "churn rate. Where nobody has a contract or a known loss but customers order: the mean amount "
            "that those who ordered did so for, a year, divided by the yearly share of the earlier period's "
            "customers who did not order again."
        ),
        minimum_sample=15,
        proves="What an average customer brings if the future is like the period.",
        does_not_prove=(
            "It does not show why some accounts grow and others stall; margin and discount are not in it. "
            "Where customers order, it is of those who ordered in the period, over a lifespan of 1 / churn "
            "rate; the value of orders to come is of all who ever ordered, many of them gone, over 365 days: "
            "the two can be many times apart."
        ),
        limit="Not why it grows or stalls",
        columns=(
            "accounts.arr",
            "contracts.mrr",
            "accounts.churned",
            "accounts.churn_date",
            "churn_events.date",
            "invoices.amount",
            "invoices.issued_at",
        ),
        interval=(
            "From the Wilson interval of the churn rate and Student's of the mean revenue together, 95 %; "
            "from the former alone where all revenues are equal"
        ),
        usual_days=YEAR_DAYS,
        beside=("clv_discounted", "churn_rate", "net_revenue_retention", "clv_orders"),
        example=Example(
            "Mean revenue 1,000 a year; of four customers at risk one left in a year: 1,000 / 25 % is 4,000.",
            {
                "value": (1000, 1500, 500, float("nan")),
                "at_risk": (1, 1, 1, 1),
                "lost": (0, 0, 0, 1),
                "years": (1, 1, 1, 1),
                "currency": (0, 0, 0, -1),
            },
            4000.0,
        ),
    ),
    observe_lifetime_value,
    summarise_lifetime_value,
)
