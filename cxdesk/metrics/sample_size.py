"""How many accounts a model of yes and no needs before its weights mean anything (Riley et al. 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, log

SHRINKAGE = 0.9  # at most a tenth of the slope is fitted noise
OPTIMISM = 0.05  # of Nagelkerke's R squared
MARGIN = 0.05  # of the overall rate, 95 %
ORDINARY_SHARE = (
    0.15  # of the largest R squared, where nothing else is known (Riley et al. 2020, BMJ 368:m441)
)


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Accounts needed for little shrinkage, for little optimism and for a known overall rate; `needed` is the
    largest, `events` the yes among them and `events_per_coefficient` those per coefficient.
    """

    for_shrinkage: int
    for_optimism: int
    for_rate: int
    needed: int
    events: float
    events_per_coefficient: float


def sample_size_needed(
    coefficients: int,
    explained: float,
    rate: float,
    shrinkage: float = SHRINKAGE,
    optimism: float = OPTIMISM,
    margin: float = MARGIN,
) -> SampleSize:
    """Return how many accounts a logistic model with so many `coefficients` (intercept not counted) needs.

    `explained` is the Cox-Snell R squared that the model is expected to have, `rate` the share of yes, 0..1.
    n1 = k / ((S - 1) ln(1 - R2 / S)); n2 the same with the S that keeps the optimism of Nagelkerke's R
    squared small, R2 / (R2 + optimism x largest R2); n3 = (1.96 / margin)^2 rate (1 - rate). Raises
    ValueError where R2 is not between 0 and the largest that the rate allows, or another number is out of
    range.
    """
    if coefficients < 1 or not 0.0 < rate < 1.0 or not 0.0 < shrinkage < 1.0:
        raise ValueError("there is at least one coefficient; rate and shrinkage lie between 0 and 1")
    largest = _largest(rate)
    if not 0.0 < explained < min(largest, shrinkage):
        raise ValueError(f"with a rate of {rate} R squared lies between 0 and {min(largest, shrinkage):.3f}")
    second = explained / (explained + optimism * largest)
    sizes = [
        _for_shrinkage(coefficients, explained, shrinkage),
        _for_shrinkage(coefficients, explained, second),
        ceil((1.96 / margin) ** 2 * rate * (1.0 - rate)),
    ]
    needed = max(sizes)
    return SampleSize(*sizes, needed, needed * rate, needed * rate / coefficients)


def expected_explained(rate: float) -> float:
    """Return the Cox-Snell R squared to expect of a model before there is one: 15 % of the largest that a
    rate of yes, 0..1, allows.
    """
    return ORDINARY_SHARE * _largest(rate)


def _largest(rate: float) -> float:
    """Return the largest Cox-Snell R squared that a rate of yes allows."""
    return 1.0 - exp(2.0 * (rate * log(rate) + (1.0 - rate) * log(1.0 - rate)))


def _for_shrinkage(coefficients: int, explained: float, shrinkage: float) -> int:
    return ceil(coefficients / ((shrinkage - 1.0) * log(1.0 - explained / shrinkage)))
