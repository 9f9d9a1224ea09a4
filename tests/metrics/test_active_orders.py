"""Orders expected of active customers read off polynomials, against the function itself at every age."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.active_orders import Ahead, active_orders
from cxdesk.metrics.repeat_buying import RepeatBuying, orders_while_active

CDNOW_DAYS = RepeatBuying(0.243, 7 * 4.414, 0.793, 2.426)
MODELS = [CDNOW_DAYS, RepeatBuying(2.0, 0.5, 1.0, 0.6), RepeatBuying(40.0, 9_000.0, 0.01, 3.0)]
REPEATS = np.array([0.0, 1, 2, 7, 60, 250])


@pytest.mark.parametrize("model", MODELS)
def test_every_age_has_the_value_of_the_function(model: RepeatBuying) -> None:
    """Expected: `orders_while_active`, which is tested by integration, for ages of one day to ten years; two
    times ahead, the second one less than the first one counts.
    """
    age = np.arange(1.0, 3_650.0, 7.0)
    found = active_orders(model, Ahead((365.0, 30.0), (1.0, -0.5)), REPEATS, age)
    year, month = orders_while_active(model, REPEATS, age[:, None], np.reshape([365.0, 30.0], (2, 1, 1)))
    np.testing.assert_allclose(found, year - month / 2, rtol=1e-9)


def test_a_part_of_a_book_has_the_values_of_all_of_it() -> None:
    """Intent: one customer looked at alone, and months before with fewer days, are as among all."""
    ahead, age = Ahead((365.0,), (1.0,)), np.arange(800.0)
    whole = active_orders(CDNOW_DAYS, ahead, REPEATS, age)
    assert active_orders(CDNOW_DAYS, ahead, REPEATS[4:5], age[700:701]) == whole[700, 4]
    np.testing.assert_allclose(active_orders(CDNOW_DAYS, ahead, REPEATS, age[:90]), whole[:90], rtol=1e-11)
    assert active_orders(CDNOW_DAYS, ahead, REPEATS[:0], age).shape == (800, 0)
