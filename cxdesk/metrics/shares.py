"""Ratios of counts, and the estimate of a share with its interval: written once for all families."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Estimate, unknown
from cxdesk.metrics.intervals import Interval, wilson
from cxdesk.metrics.windows import YEAR_TEXT


def ratio(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Return part / whole for numbers or arrays; NaN where the whole is not above 0."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)


def share_estimate(
    count: int,
    total: int,
    reason: str,
    period: str = YEAR_TEXT,
    interval: Callable[[int, int], Interval] = wilson,
) -> Estimate:
    """Return count / total with its 95 % interval; unknown for that reason (range 0 to 1) without any."""
    if total == 0:
        return unknown(reason, period, low=0.0, high=1.0)
    low, high = interval(count, total)
    return Estimate(count / total, total, float(low), float(high), period)
