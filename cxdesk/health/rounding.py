"""Where the noise of floating-point sums ends: equal evidence must read as equal."""

from __future__ import annotations

import numpy as np

DIGITS = 9
NOISE = 10.0**-DIGITS  # relative to the larger of 1 and the number


def without_noise(values: np.ndarray) -> np.ndarray:
    """Return the values rounded to 9 significant digits, those below 1 to 9 decimals; NaN stays NaN."""
    magnitude = np.ceil(np.log10(np.maximum(np.abs(values), 1.0)))
    power = 10.0 ** (DIGITS - magnitude)
    return np.round(values * power) / power
