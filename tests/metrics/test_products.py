"""Products in one thread, against sums written out."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.products import dot, product


@pytest.mark.parametrize(("m", "k", "n"), [(700, 40, 200), (4, 4, 90_000), (4, 90_000, 4), (0, 3, 2)])
def test_products_in_parts_are_those_of_the_whole(m: int, k: int, n: int) -> None:
    """Expected: every sum of products, by `einsum`."""
    random = np.random.default_rng(6)
    first, second = random.normal(size=(m, k)), random.normal(size=(k, n))
    np.testing.assert_allclose(product(first, second), np.einsum("mk,kn->mn", first, second), atol=1e-9)


def test_a_sum_of_products() -> None:
    """1 x 4 + 2 x 5 + 3 x 6 is 32."""
    assert dot(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])) == 32.0
