"""Which band every account is in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.portfolio import LOST_BAND, NO_BAND
from cxdesk.health.standards import Standards

Floats = NDArray[np.float64]


def bands_of(lost: NDArray, health: Floats, coverage: Floats, standards: Standards) -> NDArray:
    """Return the band of every account, (n,) texts: `Standards.band` over arrays."""
    names = np.array([name for name, _ in standards.bands[::-1]], dtype=object)
    starts = np.array([start for _, start in standards.bands[::-1]])
    known = np.isfinite(health) & (coverage >= standards.score.coverage_no_colour)
    place = np.searchsorted(starts, np.where(known, health, 0.0), side="right") - 1
    return np.where(lost, LOST_BAND, np.where(known, names[place], NO_BAND))
