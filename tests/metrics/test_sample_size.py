"""Sample sizes for prediction models against the published example."""

from __future__ import annotations

import pytest

from cxdesk.metrics.sample_size import sample_size_needed


def test_rileys_example():
    """24 coefficients, R2 .288, rate .174: 623, 662 and 221; 662 needed with 4.8 events a coefficient (Riley
    et al. 2019; 4.8 is printed in the abstract).
    """
    size = sample_size_needed(24, 0.288, 0.174)
    assert (size.for_shrinkage, size.for_optimism, size.for_rate) == (623, 662, 221)
    assert size.needed == 662
    assert size.events_per_coefficient == pytest.approx(4.8, abs=0.05)


@pytest.mark.parametrize(
    ("coefficients", "explained", "rate", "accounts", "events"),
    [
        (12, 0.10, 0.12, 1019, 122),
        (12, 0.15, 0.15, 659, 99),
        (4, 0.10, 0.12, 340, 41),
        (4, 0.15, 0.15, 220, 33),
    ],
)
def test_sizes_for_churn_models(coefficients, explained, rate, accounts, events):
    """Accounts and events of four likely models (methods 5, derived there)."""
    size = sample_size_needed(coefficients, explained, rate)
    assert (size.needed, round(size.events)) == (accounts, events)


@pytest.mark.parametrize(
    ("coefficients", "explained", "rate"), [(0, 0.1, 0.2), (3, 0.0, 0.2), (3, 0.7, 0.2), (3, 0.1, 1)]
)
def test_impossible_models_are_refused(coefficients, explained, rate):
    """No coefficient, nothing explained, more than the rate allows (.632 at .2), everybody yes."""
    with pytest.raises(ValueError, match="lie"):
        sample_size_needed(coefficients, explained, rate)
