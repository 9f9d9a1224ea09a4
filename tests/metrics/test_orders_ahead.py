"""The chance of an order within a time and all to come, discounted: published, integrated, simulated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, gamma

from cxdesk.metrics.order_histories import OrderHistories
from cxdesk.metrics.orders_ahead import discounted_orders, order_probability
from cxdesk.metrics.repeat_buying import RepeatBuying, expected_orders_ahead

CDNOW = RepeatBuying(0.243, 4.414, 0.793, 2.426)  # weeks, as published
SEED = 20051


def test_a_new_customer_as_published() -> None:
    """P(no repeat in 39 weeks) of CDNOW, methods 1.3: .5737864."""
    assert order_probability(CDNOW, 0, 0, 0, 39) == pytest.approx(1 - 0.5737864, abs=1e-6)


@pytest.mark.parametrize(("x", "last", "age"), [(2, 30.43, 38.86), (0, 0, 38.86), (7, 29.43, 38.86)])
def test_by_integrating_over_everybody_who_could_be_meant(x: int, last: float, age: float) -> None:
    """The chance by Bayes' rule, term by term: over all rates and chances of leaving, of who is still active
    and orders nothing in 52 weeks, and of who has left after the last order.
    """
    rates, leaves = gamma(CDNOW.r, scale=1 / CDNOW.alpha), beta(CDNOW.a, CDNOW.b)

    def over_rates(until: float) -> float:
        # Of the rate's logarithm: the density of the rate itself has no upper bound at 0.
        def inside(log_rate: float) -> float:
            rate = np.exp(log_rate)
            return rate ** (x + 1) * np.exp(-rate * until) * rates.pdf(rate)

        return quad(inside, -120, 5, limit=400, epsabs=0, epsrel=1e-10)[0]

    stays = quad(lambda p: (1 - p) ** x * leaves.pdf(p), 0, 1)[0]
    left = quad(lambda p: p * (1 - p) ** (x - 1) * leaves.pdf(p), 0, 1)[0] if x else 0.0
    known = stays * over_rates(age) + left * over_rates(last)
    nothing = (stays * over_rates(age + 52) + left * over_rates(last)) / known
    assert order_probability(CDNOW, x, last, age, 52) == pytest.approx(1 - nothing, rel=1e-6)


def simulated(count: int, weeks: float, ahead: float) -> tuple[np.ndarray, ...]:
    """Return x, t_x and whether an order came in the time after `weeks`, of customers who order and leave as
    the model says, order by order.
    """
    random = np.random.default_rng(SEED)
    rate = random.gamma(CDNOW.r, 1 / CDNOW.alpha, count)
    leaves = random.beta(CDNOW.a, CDNOW.b, count)
    x, last, later = np.zeros(count), np.zeros(count), np.zeros(count, dtype=bool)
    at, active = np.zeros(count), np.ones(count, dtype=bool)
    while active.any():
        at[active] += random.exponential(1 / rate[active])
        seen = active & (at <= weeks)
        x[seen] += 1
        last[seen] = at[seen]
        later |= active & (at > weeks) & (at <= weeks + ahead)
        active &= (at <= weeks) & (random.random(count) >= leaves)
    return x, last, later


def test_as_simulated_customers_do() -> None:
    """Of 100,000 simulated customers, those with one order, few and many order again as often as is said, to
    four standard errors.
    """
    x, last, later = simulated(100_000, 39.0, 52.0)
    said = order_probability(CDNOW, x, last, np.full(len(x), 39.0), 52.0)
    for group in (x == 0, (x > 0) & (x < 4), x >= 4):
        error = np.sqrt(np.mean(said[group] * (1 - said[group])) / group.sum())
        assert later[group].mean() == pytest.approx(said[group].mean(), abs=4 * error)


def test_orders_to_come_are_discounted_week_by_week() -> None:
    """Against the sum over 200 years of weeks of the expected orders of each, at 10 % a year."""
    repeats, last, age = np.array([2.0, 0, 7]), np.array([30.43, 0, 29.43]), np.full(3, 38.86)
    past = OrderHistories(np.append(repeats, 0), np.append(last, np.nan), np.append(age, np.nan), np.ones(4))
    weeks = np.arange(0.0, 52 * 200)
    total = expected_orders_ahead(CDNOW, repeats[:, None], last[:, None], age[:, None], weeks)
    worth = 1.1 ** (-(weeks[1:] - 0.5) / 52)
    found = discounted_orders(CDNOW, past, 52 / np.log(1.1))
    np.testing.assert_allclose(found[:3], (np.diff(total, axis=1) * worth).sum(axis=1), rtol=1e-3)
    assert np.isnan(found[3])


def test_what_cannot_be() -> None:
    """Time ahead that is below 0, and money that keeps its worth for ever."""
    with pytest.raises(ValueError, match="horizon"):
        order_probability(CDNOW, 0, 0, 1, -1)
    with pytest.raises(ValueError, match="worth less"):
        discounted_orders(CDNOW, OrderHistories(*np.ones((4, 1))), 0)
