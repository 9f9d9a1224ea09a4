"""What one driver of a weighted pillar says about every account, before it is put on the common scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.health.portfolio import Driver
from cxdesk.health.rounding import without_noise


@dataclass(frozen=True, slots=True)
class Reading:
    """A driver with its arrays over n accounts.

    `value` is in the driver's unit, NaN without evidence; `count` the observations behind it; `reliability`
    R_j is 0 to 1 and 0 exactly where there is no evidence. `variance` is the posterior variance in squared
    units, NaN where only the reliability is known: then (1 - R) times the spread between accounts stands for
    it. `falling` marks values of which less is better.
    """

    driver: Driver
    value: np.ndarray
    count: np.ndarray
    reliability: np.ndarray
    variance: np.ndarray
    falling: bool = False


def reading(
    driver: Driver,
    value: np.ndarray,
    count: np.ndarray,
    reliability: np.ndarray,
    variance: np.ndarray | None = None,
    falling: bool = False,
) -> Reading:
    """Return a reading in which a value and its reliability are known together or not at all.

    Values are rounded to 9 significant digits: equal evidence must not differ by the order of a sum.
    """
    known = ~np.isnan(value) & (reliability > 0)
    return Reading(
        driver,
        np.where(known, without_noise(value), np.nan),
        np.where(known, count, 0.0),
        np.where(known, reliability, 0.0),
        np.full(len(value), np.nan) if variance is None else variance,
        falling,
    )
