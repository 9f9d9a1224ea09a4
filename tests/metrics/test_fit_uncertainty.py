"""How sure fitted parameters are, against a fit whose answer is known, and what follows for a range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import measure, observations_of
from cxdesk.metrics.fit_uncertainty import fit_uncertainty, moved_by
from cxdesk.workspace.facts_record import Facts
from tests.metrics.made_facts import AS_OF, make_facts

CUSTOMERS, DRAWINGS = 150, 24


def test_the_rate_of_an_exponential_is_as_sure_as_the_textbook_says() -> None:
    """Expected: of waiting times x the rate is 1 / mean; its logarithm has the sandwich variance
    sum (x / mean - 1)^2 / n^2 (White 1982), and so has that of the mean; each time's share is its part of it.
    """
    waits = np.array([1.0, 2.0, 4.0, 9.0])
    point = np.array([-np.log(waits.mean())])

    def scores(at: np.ndarray) -> np.ndarray:
        return 1.0 - np.exp(at)[:, None] * waits

    found = fit_uncertainty(scores(point), np.ones(4), lambda at: scores(at).sum(axis=1), point)
    error = np.sqrt(np.sum((waits / 4.0 - 1.0) ** 2)) / 4
    assert abs(found.moves[0, 0]) == pytest.approx(error, rel=1e-6)
    assert np.sum((found.shares @ scores(point)) ** 2) == pytest.approx(1.0, rel=1e-6)
    moved = moved_by(lambda at: np.exp(-at) * np.ones(2), point, found)
    assert np.abs(moved[0]) == pytest.approx(4.0 * np.sinh(error), rel=1e-6)


def test_what_occurs_twice_counts_twice() -> None:
    """Expected: times that occur so often give the covariance of a list with each as often as it occurs."""
    waits, times = np.array([1.0, 2.0, 9.0]), np.array([3.0, 1.0, 2.0])
    listed = np.repeat(waits, times.astype(int))
    point = np.array([-np.log(listed.mean())])

    def scores(at: np.ndarray, of: np.ndarray) -> np.ndarray:
        return 1.0 - np.exp(at)[:, None] * of

    found = fit_uncertainty(scores(point, waits), times, lambda at: scores(at, waits) @ times, point)
    error = np.sqrt(np.sum((listed / listed.mean() - 1.0) ** 2)) / len(listed)
    assert abs(found.moves[0, 0]) == pytest.approx(error, rel=1e-6)


def drawn_orders(random: np.random.Generator) -> Facts:
    """Return customers who order at rates of their own and leave with chances of their own, by the models'
    own stories (Fader, Hardie and Lee 2005; Fader and Hardie 2013).
    """
    account, back, amount = [], [], []
    for customer in range(CUSTOMERS):
        age, rate = random.integers(300, 700), random.gamma(0.6, 1 / 120)
        leaves, scale = random.beta(0.8, 2.5), random.gamma(4.0, 1 / 40)
        since = 0.0
        while since <= age:
            account.append(customer)
            back.append(int(age - since))
            amount.append(random.gamma(6.0, 1 / scale))
            if since and random.random() < leaves:
                break
            since += random.exponential(1 / rate)
    days = AS_OF - np.array(back).astype("timedelta64[D]")
    orders = {"account": account, "issued_at": days, "amount": np.round(amount, 2)}
    return replace(make_facts(CUSTOMERS, invoices=orders), by_order=True)


def test_the_range_of_the_value_to_come_is_that_of_drawing_the_book_again() -> None:
    """Intent: the range of a product carries what is unsure about all its factors, the models' too.

    Expected, by simulation: the same market drawn 24 times, fitted anew each time: the values vary by as much
    as the range says (the deviation of 24 drawings is known to 15 %, nearly two of them are allowed for); a
    range of customers alone, as if the models were known, is a third too narrow and more.
    """
    random = np.random.default_rng(8)
    values, told, alone = [], [], []
    for _drawing in range(DRAWINGS):
        facts = drawn_orders(random)
        found = measure("clv_orders", facts)
        of_customers = observations_of("clv_orders", facts).value
        values.append(found.value)
        told.append((found.high - found.value) / 1.96)
        alone.append(np.std(of_customers, ddof=1) / np.sqrt(len(of_customers)))
    spread = np.std(values, ddof=1)
    assert np.median(told) / spread == pytest.approx(1.0, abs=0.25)
    assert np.median(alone) / spread < 0.67
