"""Lifetime value: the textbook product, the discounted value and its range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import WEEK, Window, estimate_of, measure, observations_of, periods_to
from cxdesk.metrics.intervals import wilson
from cxdesk.metrics.lifetime_value import (
    annual_revenue,
    constant_retention_renewals,
    constant_retention_value,
    discounted_lifetime_value,
    summarise_lifetime_value,
    textbook_lifetime_value,
    textbook_values,
    value_at_risk,
)
from cxdesk.metrics.observations import Observations
from tests.metrics.made_facts import make_facts


def test_textbook_product():
    """50 per purchase, 4 a year, 3 years: 600; for contracts ARR x lifespan."""
    assert textbook_lifetime_value(50, 4, 3) == 600
    assert textbook_lifetime_value([1200, 2400], 1, 5).tolist() == [6000, 12000]


def test_discounted_value_and_value_at_risk_by_hand():
    """ARR 1000, margin .8, p .9, DERL(n+1) 3.3, d .1: a sure renewal is worth 800 x (1 + 3) = 3200; 2880
    and 320.
    """
    arguments = (1000, 0.8, 0.9, 3.3, 0.1)
    assert discounted_lifetime_value(*arguments) == pytest.approx(2880)
    assert value_at_risk(*arguments) == pytest.approx(320)


def test_constant_retention_is_the_geometric_sum():
    """DERL at constant r is sum over t of r^(t+1) / (1+d)^t, summed here term by term."""
    terms = np.arange(2000)
    for rate in (0.3, 0.8117, 0.99):
        assert constant_retention_renewals(rate, 0.1) == pytest.approx(
            np.sum(rate ** (terms + 1) / 1.1**terms)
        )


def test_cost_of_ignoring_heterogeneity():
    """Fader & Hardie 2010, whole base at constant .8117 and .9162: 105,848 and 220,480 customer-years.

    The rates are printed to four digits, so the totals agree to about 1e-3.
    """
    for rate, base, total in (
        (0.8117, 10000 + 8000 + 6480 + 5307 + 4391, 105_848),
        (0.9162, 10000 + 8000 + 7600 + 7383 + 7235, 220_480),
    ):
        assert base * constant_retention_renewals(rate, 0.1) == pytest.approx(total, rel=1e-3)


def test_constant_retention_value_uses_the_accounts_own_next_renewal():
    """Only later renewals are at the constant rate: with p = 1 the value is ARR x (1 + DERL / (1 + d)), by
    hand.
    """
    later = 0.8 * 1.1 / 0.3
    assert constant_retention_value(100, 1, 1, 0.8, 0.1) == pytest.approx(100 * (1 + later / 1.1))


@pytest.mark.parametrize(("probability", "discount"), [(1.2, 0.1), (-0.1, 0.1), (0.5, 0.0)])
def test_impossible_input_is_refused(probability, discount):
    """A probability outside 0..1 or no discount at all is a caller's mistake."""
    with pytest.raises(ValueError, match=r"probability|discount"):
        discounted_lifetime_value(1, 1, probability, 1, discount)


def test_ten_thousand_accounts_at_once():
    """The account dimension is an array dimension: shape kept, unknown ARR stays unknown."""
    arr = np.full(10_000, 100.0)
    arr[5] = np.nan
    values = discounted_lifetime_value(arr, 0.8, np.full(10_000, 0.9), 3.3, 0.1)
    assert values.shape == (10_000,)
    assert np.isnan(values[5])
    assert not np.isnan(np.delete(values, 5)).any()


def _customers(lost: int, kept: int, arr: float = 1000.0, **columns):
    count = lost + kept
    return {
        "account_id": [f"A{i}" for i in range(count)],
        "arr": [arr] * count,
        "start_date": ["2020-01-01"] * count,
        "is_lost": [True] * lost + [False] * kept,
        "lost_at": ["2025-01-01"] * lost + ["NaT"] * kept,
    } | columns


def test_measured_value_is_arr_over_churn():
    """1 of 10 lost: churn .1, lifespan 10 years, 1000 x 10; the range from Wilson 1/10 (.0179 to .4042)."""
    estimate = measure("clv", make_facts(_customers(1, 9)))
    assert (estimate.value, estimate.n) == (pytest.approx(10_000), 9)
    assert (estimate.low, estimate.high) == pytest.approx((1000 / 0.4042, 1000 / 0.0179), rel=4e-3)


def test_no_loss_has_no_upper_limit():
    """Nobody left: the lifespan is unknown, but its lower end (Wilson 0/10 goes up to .2775) is given."""
    estimate = measure("clv", make_facts(_customers(0, 10)))
    assert np.isnan(estimate.value)
    assert estimate.low == pytest.approx(1000 / 0.2775, rel=1e-3)
    assert estimate.missing == "No customer left in the last 365 days, so a lifespan has no upper limit."


def test_the_range_of_the_product_is_no_narrower_than_those_of_its_factors():
    """Expected, by simulation: log-normal revenues of mean 1,000 over 40 customers and a churn of one in
    four, so that 4,000 is true: the range holds it in 95 of 100 drawings, give or take what 400 allow;
    the range of the churn rate alone holds it less often.
    """
    random = np.random.default_rng(2)
    revenue = 1000 * np.exp(random.normal(-0.5, 1.0, (400, 40)))
    lost = random.random((400, 40)) < 0.25
    drawing, columns = np.repeat(np.arange(400), 40), {"at_risk": np.ones(16_000), "lost": lost.ravel()}
    columns |= {"value": revenue.ravel(), "years": np.ones(16_000), "currency": np.full(16_000, -1.0)}
    rows = np.arange(16_000)
    found = summarise_lifetime_value(Observations("accounts", rows, rows, columns, "", ""), drawing, 400)
    assert 0.9 <= np.mean((found.low <= 4000) & (found.high >= 4000)) <= 0.98
    least, most = wilson(lost.sum(axis=1), 40)
    alone = (revenue.mean(axis=1) / most <= 4000) & (revenue.mean(axis=1) / least >= 4000)
    assert np.mean(alone) < 0.9
    relative = (found.high - found.low) / found.value
    assert np.all(relative > (1 / least - 1 / most) * lost.mean(axis=1))


def test_unknown_revenue_and_mixed_currencies():
    """No ARR, or euros beside dollars, give a reason instead of a number."""
    assert measure("clv", make_facts(3)).missing == "No present customer has a known annual revenue."
    mixed = make_facts(_customers(1, 2, currency=["EUR", "EUR", "USD"]))
    assert measure("clv", mixed).missing == "The amounts are in several currencies."


def test_a_lifespan_is_in_years_whatever_the_period():
    """Of ten customers at 1,000 a year one left. In a quarter of a year: 2.5 years, a fourth of the value of
    one in a year; the range of two years is twice that of one.
    """
    facts = make_facts(_customers(1, 9))
    observed = observations_of("clv", facts)
    quarter = replace(observed, values=observed.values | {"years": np.full(len(observed), 0.25)})
    assert estimate_of("clv", quarter).value == pytest.approx(measure("clv", facts).value / 4)
    window = Window(facts.as_of, 730)
    assert set(observations_of("clv", facts, window).values["years"]) == {2.0}


def test_a_past_period_has_the_revenue_of_then():
    """The account pays 100 a month since 2023 and has left since: a year ago it paid 1,200 a year, whatever
    its own row says today.
    """
    facts = make_facts(
        {
            "account_id": ["a", "b"],
            "arr": [float("nan"), 500.0],
            "start_date": ["2020-01-01"] * 2,
            "is_lost": [True, False],
            "lost_at": ["2025-03-01", "NaT"],
        },
        contracts={"account": [0], "start": ["2023-01-01"], "end": ["2025-03-01"], "mrr": [100.0]},
    )
    then = observations_of("clv", facts, Window(facts.as_of, 365, back=12))
    assert then.value.tolist() == [1200.0, 500.0]
    assert np.isnan(observations_of("clv", facts).value[0])


def test_a_week_in_the_past_has_the_revenue_of_then() -> None:
    """Intent: of a week that is over, what contracts said then is taken, not what the account pays now.

    Expected: by hand. Until 27 June 2025 the contract was 100 a month, since then it is 150; the account's
    own revenue of the as-of day is 1,800.
    """
    contracts = {
        "account": [0, 0],
        "start": ["2024-01-01", "2025-06-28"],
        "end": ["2025-06-27", None],
        "mrr": [100.0, 150.0],
    }
    facts = make_facts({"account_id": ["A"], "arr": [1_800.0]}, contracts=contracts)
    weeks = periods_to(facts.as_of, WEEK, 2)
    assert annual_revenue(facts, weeks.window(0)).tolist() == [1_200.0]
    assert annual_revenue(facts, weeks.window(1)).tolist() == [1_800.0]


def test_the_textbook_value_of_each_account() -> None:
    """1 of 10 left in a year: a lifespan of 10 years for everybody. 500 and 2,000 a year are 5,000 and
    20,000, in whatever currency each pays; the lost one and one of unknown revenue have none.
    """
    arr = [1000.0, 500.0, 2000.0, float("nan")] + [1000.0] * 6
    facts = make_facts(_customers(1, 9) | {"arr": arr, "currency": ["EUR", "USD"] * 5})
    found = textbook_values(facts)
    np.testing.assert_allclose(found, [np.nan, 5000.0, 20000.0, np.nan] + [10000.0] * 6)
    assert np.isnan(textbook_values(make_facts(_customers(0, 10)))).all()
    assert np.isnan(textbook_values(make_facts(3))).all()


def test_the_textbook_value_of_those_who_order() -> None:
    """Two ordered in the year before, one of them again: a lifespan of 2 years. Their 300 and the 100 of a
    new customer in the year are worth 600 and 200; who did not order again brings nothing known.
    """
    invoices = {
        "account": [0, 1, 0, 2],
        "issued_at": ["2024-01-10", "2024-02-10", "2025-01-10", "2025-03-10"],
        "amount": [50.0, 50.0, 300.0, 100.0],
    }
    facts = replace(make_facts(3, invoices=invoices), by_order=True)
    np.testing.assert_allclose(textbook_values(facts), [600.0, np.nan, 200.0])
