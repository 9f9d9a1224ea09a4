"""The likelihood of distinct histories, against the paper's own formula customer by customer."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import beta, gamma

from cxdesk.metrics.repeat_likelihood import (
    Histories,
    distinct_histories,
    each_likelihood,
    still_active,
    whole_likelihood,
)

PARAMETERS = np.array([0.243, 4.414, 0.793, 2.426])  # CDNOW, weeks (Fader, Hardie & Lee 2005)
CUSTOMERS = np.array([(2, 30, 38), (0, 0, 38), (7, 29, 38), (2, 30, 38), (0, 0, 12), (7, 12, 12.0)])


@pytest.fixture(scope="module")
def histories() -> Histories:
    """Return the five histories of six customers."""
    return distinct_histories(*CUSTOMERS.T)[0]


def test_each_history_is_found_once() -> None:
    """Six customers, two of them alike, have five histories; those with repeats come first."""
    found, place = distinct_histories(*CUSTOMERS.T)
    assert (sorted(found.customers), found.again) == ([1, 1, 1, 1, 2], 3)
    repeats, last = found.repeats[found.of_repeats], found.last_order[found.of_last_order]
    own = np.stack([repeats, last, found.age[found.of_age]], axis=1)
    assert own[place].tolist() == CUSTOMERS.tolist()
    assert (repeats[:3] > 0).all()


def test_likelihoods_as_printed(histories: Histories) -> None:
    """Expected: formula (6) of the 2005 paper, written out; the sum counts every customer."""
    r, alpha, a, b = PARAMETERS
    x, last, age = CUSTOMERS.T
    active = beta(a, b + x) / beta(a, b) * gamma(r + x) * alpha**r / (gamma(r) * (alpha + age) ** (r + x))
    left = beta(a + 1, b + np.maximum(x, 1) - 1) / beta(a, b) * gamma(r + x) * alpha**r
    left = np.where(x > 0, left / (gamma(r) * (alpha + last) ** (r + x)), 0.0)
    expected = np.log(active + left)
    place = distinct_histories(*CUSTOMERS.T)[1]
    np.testing.assert_allclose(each_likelihood(PARAMETERS, histories)[0][place], expected, rtol=1e-12)
    assert whole_likelihood(PARAMETERS, histories)[0] == pytest.approx(expected.sum(), rel=1e-12)
    np.testing.assert_allclose(
        still_active(PARAMETERS, histories)[place], active / (active + left), rtol=1e-12
    )


def test_slopes_are_those_of_the_values(histories: Histories) -> None:
    """Expected: the difference of the values a little to both sides, by each of the parameters."""
    each, whole = each_likelihood(PARAMETERS, histories)[1], whole_likelihood(PARAMETERS, histories)[1]
    for place, step in enumerate(1e-5 * np.eye(4)):
        above, below = (each_likelihood(PARAMETERS + move, histories)[0] for move in (step, -step))
        np.testing.assert_allclose(each[place], (above - below) / 2e-5, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(whole, each @ histories.customers, rtol=1e-12)
