"""DERL as the workbook computes it, against what the paper prints and against a long sum."""

from __future__ import annotations

from math import ceil, log1p

import numpy as np
import pytest

from cxdesk.report.retention_sheet import Curves, derl_columns
from tests.report.independent_score import derl


def curve(alpha: float, beta: float) -> Curves:
    """Return one retention curve."""
    return Curves(np.array([alpha]), np.array([beta]), np.ones(1), ("All",), np.array([1]))


@pytest.mark.parametrize(
    ("alpha", "beta", "expected"),
    [
        (3.7981, 15.1919, (3.3098, 3.4510, 3.5865, 3.7168, 3.8421)),
        (1 / 15, 4 / 15, (7.681, 9.462, 9.856, 10.061, 10.192)),
        (0.668, 3.806, (5.4149, 5.9018, 6.2943, 6.6203, 6.8971)),
        (0.704, 1.182, (2.9647, 4.1035, 4.8701, 5.4424, 5.8944)),
    ],
)
def test_derl_is_that_of_the_paper(alpha: float, beta: float, expected: tuple[float, ...]) -> None:
    """Fader & Hardie 2010, table 3, refitted in methods 1.2 to four or three decimals; d = 10 %."""
    _, _, values = derl_columns(curve(alpha, beta), 0.1, 300)
    assert values[:5, 0] == pytest.approx(expected, abs=5.1e-4)


@pytest.mark.parametrize("discount", [0.05, 0.08, 0.1, 0.2])
@pytest.mark.parametrize(
    ("alpha", "beta"), [(1 / 15, 4 / 15), (0.668, 3.806), (3.8, 15.2), (0.3, 40.0), (20.0, 80.0)]
)
def test_where_the_table_ends_does_not_matter(alpha: float, beta: float, discount: float) -> None:
    """With as many years as the sheet takes the error is below 1e-13 against a sum of 5,000 terms."""
    years = 12 + max(ceil(27 / log1p(discount)), 240)
    _, _, values = derl_columns(curve(alpha, beta), discount, years)
    exact = [derl(alpha, beta, discount, renewal) for renewal in (1, 2, 7, 12)]
    assert values[[0, 1, 6, 11], 0] == pytest.approx(exact, rel=1e-13)


def test_survival_is_that_of_the_paper() -> None:
    """Fader & Hardie 2007, High End: S(1) = 85.07 %, S(8) = 46.04 %, S(12) = 37.80 % (methods 1.1)."""
    _, kept, _ = derl_columns(curve(0.668088, 3.806094), 0.1, 240)
    assert kept[[0, 7, 11], 0] == pytest.approx([0.8507, 0.4604, 0.3780], abs=5e-5)
