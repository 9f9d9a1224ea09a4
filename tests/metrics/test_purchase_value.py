"""The Gamma-Gamma model against the figures printed for CDNOW."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma

from cxdesk.metrics.purchase_value import (
    PurchaseValue,
    expected_purchase_value,
    fit_purchase_value,
    mean_purchase_value,
)

PRINTED = PurchaseValue(6.25, 3.74, 15.44)


@pytest.fixture
def cdnow(shared_data) -> tuple[np.ndarray, np.ndarray]:
    """Return repeat orders and their mean value in dollars of the 2,357 CDNOW customers."""
    path = shared_data("cdnow") / "cdnow_customers_summary_with_transactions.csv"
    with path.open(newline="") as file:
        rows = [(row["x"], row["zbar"]) for row in csv.DictReader(file)]
    return tuple(np.array(rows, dtype=float).T)


def test_fit_to_cdnow(cdnow):
    """p 6.25, q 3.74, v 15.44 as printed (Fader & Hardie 2013), 6.2488 3.7446 15.4477 in a run of another
    program with log-likelihood -4055.9232 (derived); 946 customers repeat.
    """
    fit = fit_purchase_value(*cdnow)
    assert (fit.customers, fit.converged) == (946, True)
    found = (fit.model.p, fit.model.q, fit.model.v)
    assert found == pytest.approx((6.25, 3.74, 15.44), abs=1e-2)
    assert found == pytest.approx((6.2488, 3.7446, 15.4477), abs=1e-3)
    assert fit.log_likelihood == pytest.approx(-4055.9232, abs=1e-3)
    assert mean_purchase_value(fit.model) == pytest.approx(35.17, abs=5e-3)


def test_the_models_assumption_on_cdnow(cdnow):
    """Frequency and value hardly go together there: correlation .1139 over the repeaters (printed as .11)."""
    orders, value = cdnow
    repeated = orders > 0
    assert np.corrcoef(orders[repeated], value[repeated])[0, 1] == pytest.approx(0.1139, abs=5e-5)


def test_first_ten_customers(cdnow):
    """E[M | x, z] of the first ten customers in other programs' tests, to .1."""
    printed = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    found = expected_purchase_value(fit_purchase_value(*cdnow).model, *(part[:10] for part in cdnow))
    assert found == pytest.approx(printed, abs=0.1)


def test_expectation_by_integration():
    """Two orders of 22.35 on average: nu is then Gamma(2 p + q, v + 2 z), and an order is worth p / nu."""
    shape, rate = 2 * 6.25 + 3.74, 15.44 + 2 * 22.35
    expected = quad(lambda nu: 6.25 / nu * gamma.pdf(nu, shape, scale=1 / rate), 0, 5)[0]
    assert expected_purchase_value(PRINTED, 2, 22.35) == pytest.approx(expected, rel=1e-7)


def test_the_currency_does_not_matter(cdnow):
    """In cents v is a hundred times as large; p and q stay."""
    orders, value = cdnow
    fit = fit_purchase_value(orders, 100 * value)
    assert (fit.model.p, fit.model.q, fit.model.v / 100) == pytest.approx((6.2488, 3.7446, 15.4477), abs=1e-3)


def test_simulated_orders_give_the_mean_back():
    """10,000 customers with 1 to 8 orders each: the mean order value comes back within 2 %."""
    random = np.random.default_rng(43)
    orders = random.integers(1, 9, 10_000)
    nu = random.gamma(5.0, 1 / 100.0, 10_000)
    mean = random.gamma(4.0 * orders) / (nu * orders)
    fit = fit_purchase_value(orders, mean)
    assert mean_purchase_value(fit.model) == pytest.approx(4.0 * 100 / 4, rel=0.02)


def test_without_orders_or_without_a_mean():
    """No orders: the population's mean, also beside an unknown value. With q <= 1 no mean exists: unknown."""
    assert expected_purchase_value(PRINTED, [0, 0], [np.nan, 99.0]) == pytest.approx(
        2 * [mean_purchase_value(PRINTED)]
    )
    heavy = PurchaseValue(1.0, 0.5, 10.0)
    assert np.isnan(mean_purchase_value(heavy))
    assert np.isnan(expected_purchase_value(heavy, 0, 0.0))
    assert expected_purchase_value(heavy, 1, 20.0) == pytest.approx(30 / 0.5)


def test_impossible_values_are_refused():
    """Negative or unknown values of orders that were made are refused; one customer is too few to fit."""
    for value in (-5.0, np.nan):
        with pytest.raises(ValueError, match="at least 0"):
            expected_purchase_value(PRINTED, 2, value)
    with pytest.raises(ValueError, match="fewer than two"):
        fit_purchase_value([3, 0], [20.0, 0.0])
