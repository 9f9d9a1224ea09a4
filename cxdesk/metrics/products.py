"""Products of arrays of some thousands, worked out in one thread.

BLAS shares such products out among threads, and at these sizes waiting for the threads takes several times
as long as the product itself, all the more on a machine that is busy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ONE_THREAD = 1 << 17  # multiplications of which BLAS makes one job


def dot(first: Floats, second: Floats) -> float:
    """Return the sum of the products of two arrays, (n,) each."""
    return float(np.einsum("i,i", first, second))


def product(first: Floats, second: Floats) -> Floats:
    """Return the matrix product of (m, k) and (k, n), (m, n)."""
    if second.shape[1] > first.shape[0]:
        return product(second.T, first.T).T
    parts = 1 + first.size * second.shape[1] // _ONE_THREAD
    return np.concatenate([part @ second for part in np.array_split(first, parts)])
