"""Ranges with accounts as the unit: how far a number would move with other accounts.

Events are not independent: one row stands for many, one account makes most of them, and next month it is
idle. Each account is left out once, and the spread of the results is the variance (the delete-one jackknife;
B. Efron and C. Stein, Annals of Statistics 9, 1981). Student's t has as many degrees of freedom as accounts
of equal size would weigh the same (L. Kish, Survey Sampling, 1965: the square of the sum over the sum of
squares), less one. Where only one account is looked at its own earlier months are the unit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from cxdesk.metrics.shares import ratio

Floats = NDArray[np.float64]
_LEAST_FREEDOM = 1.0


def spread_over_accounts(
    value_of: Callable[[Floats, Floats], Floats],
    first: Floats,
    second: Floats,
    weight: Floats,
    group: np.ndarray,
    count: int,
) -> tuple[Floats, Floats]:
    """Return standard error and degrees of freedom of `value_of(sum of first, sum of second)` in each group.

    `first`, `second` and `weight` (n,) are what each account adds and how large it is (at least 0; 0: it is
    not counted); `group` (n,) as in summaries. Both results are (count,), NaN below two accounts.
    """
    inside = np.flatnonzero((group >= 0) & (weight > 0))
    code, first, second, weight = group[inside], first[inside], second[inside], weight[inside]
    number, sum_of_first, sum_of_second, size, squares = (
        np.bincount(code, weights=part, minlength=count)
        for part in (np.ones(len(code)), first, second, weight, weight * weight)
    )
    several = number[code] > 1
    code, first, second = code[several], first[several], second[several]
    value = value_of(sum_of_first, sum_of_second)
    without = value_of(sum_of_first[code] - first, sum_of_second[code] - second)
    moved = np.bincount(code, weights=(without - value[code]) ** 2, minlength=count)
    enough = number > 1
    error = np.sqrt(np.where(enough, ratio(number - 1.0, number) * moved, np.nan))
    freedom = np.maximum(ratio(size**2, squares) - 1.0, _LEAST_FREEDOM)
    return error, np.where(enough, freedom, np.nan)


def student_quantile(freedom: Floats, level: float) -> Floats:
    """Return how many standard errors an interval of that level reaches to each side; NaN where `freedom` is
    unknown or below 1.
    """
    # Quantiles are dear, most groups have none, and many accounts share one: each is worked out once.
    usable = freedom >= _LEAST_FREEDOM
    found = np.full(freedom.shape, np.nan)
    distinct, place = np.unique(freedom[usable], return_inverse=True)
    found[usable] = stdtrit(distinct, 0.5 + level / 2.0)[place]
    return found


def dispersion(levels: Floats) -> tuple[Floats, Floats]:
    """Return by how much the monthly counts of each row vary more than by chance (at least 1), and from how
    many degrees of freedom.

    `levels` (n, months) are counts, NaN where not known. Pearson's chi-squared over its degrees of freedom
    (quasi-Poisson; P. McCullagh and J. Nelder, Generalized Linear Models, 1989). NaN and 0 where nothing was
    counted, or in fewer than two months.
    """
    known = ~np.isnan(levels)
    freedom = known.sum(axis=1) - 1.0
    mean = ratio(np.where(known, levels, 0.0).sum(axis=1), freedom + 1.0)
    squares = np.where(known, levels - mean[:, None], 0.0) ** 2
    usable = (freedom > 0) & (mean > 0)
    found = np.full(len(levels), np.nan)
    found[usable] = np.maximum(squares.sum(axis=1)[usable] / mean[usable] / freedom[usable], 1.0)
    return found, np.where(usable, freedom, 0.0)
