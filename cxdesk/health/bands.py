"""Which band every account is in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.portfolio import LOST_BAND, NO_BAND
from cxdesk.health.segment_standards import Sets

Floats = NDArray[np.float64]


def bands_of(lost: NDArray, health: Floats, coverage: Floats, sets: Sets) -> NDArray:
    """Return the band of every account by its own standards, (n,) texts; `lost`, `health` and `coverage` are
    (n,).
    """
    general = sets.standards[0]
    names = np.array([name for name, _ in general.bands], dtype=object)
    starts = sets.each(lambda one: [start for _, start in one.bands])
    # Rounded: a share that is the border itself must not fall below it by the order of a sum.
    known = np.isfinite(health) & (np.round(coverage, 9) >= general.score.coverage_no_colour)
    place = (starts > np.where(known, health, 0.0)[:, None]).sum(axis=1)  # bands that begin above it
    return np.where(lost, LOST_BAND, np.where(known, names[place], NO_BAND))
