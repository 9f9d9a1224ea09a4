"""Whether what happened bears a time of day, or only a day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SECONDS_A_DAY = 86_400


def bears_hours(at: np.ndarray, source: np.ndarray) -> NDArray[np.bool_]:
    """Return for each row whether its source tells times of day: one whose rows all lie at midnight has days
    alone. `at` are instants (NaT where unknown), `source` positions of sheets.
    """
    timed = ~np.isnat(at) & (at.astype("datetime64[s]").astype(np.int64) % _SECONDS_A_DAY != 0)
    tells = np.zeros(int(source.max(initial=0)) + 1, dtype=bool)
    tells[source[timed]] = True
    return tells[source]
