"""How sure a score is, in words, with and without a cap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.health.portfolio import Portfolio
from cxdesk.session.range_words import range_means, range_notes, with_range, without_cap
from tests.session.factory import Made


def capped_at(made: Made, free: float, ceiling: float) -> Portfolio:
    """Return the portfolio with its first account at `free` ±5 before a cap at `ceiling`."""
    changes = {
        "uncapped": free,
        "health": min(free, ceiling),
        "half_width": 5.0,
        "low": min(free - 5.0, ceiling),
        "high": min(free + 5.0, ceiling),
    }
    arrays = {name: getattr(made.portfolio, name).copy() for name in changes}
    for name, value in changes.items():
        arrays[name][0] = value
    ceilings, holds = made.portfolio.cap_ceiling.copy(), np.zeros_like(made.portfolio.cap_holds)
    ceilings[0, 1], holds[0, 1] = ceiling, True
    return replace(made.portfolio, cap_ceiling=ceilings, cap_holds=holds, **arrays)


@pytest.mark.parametrize(
    ("free", "ceiling", "short", "without", "alone"),
    [
        (
            55.0,
            40.0,
            "40, capped",
            "without the cap 55 ±5",
            ("55", "[50, 60]", "40, below all of that range."),
        ),
        (
            62.0,
            60.0,
            "60, capped",
            "without the cap 62 ±5",
            ("62", "[57, 67]", "60, which cuts the range to [57, 60]."),
        ),
        (57.0, 60.0, "57 ±5", "", ("57", "[52, 62]", "60, which cuts the range to [52, 60].")),
        (50.0, 60.0, "50 ±5", "", None),
    ],
)
def test_a_cap_is_no_certainty(
    portfolio: Made, free: float, ceiling: float, short: str, without: str, alone: tuple[str, str, str] | None
) -> None:
    """Intent: a score that a cap holds read "40 ±0", as if it were known exactly.

    Expected: worked out by hand: free ±5, cut at the ceiling.
    """
    means = "80 % range [45, 55]."
    if alone is not None:
        score, whole, fact = alone
        means = (
            f"By the evidence alone the score is {score}, 80 % range {whole}. A hard fact caps it at {fact}"
        )
    found = capped_at(portfolio, free, ceiling)
    assert with_range(found, 0, NEUTRAL, ()) == short
    assert without_cap(found, 0, NEUTRAL) == without
    assert range_means(found, 0, NEUTRAL) == means
    assert range_notes(found, NEUTRAL)[0] == (means if free + 5.0 > ceiling else "")
