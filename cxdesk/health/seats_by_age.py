"""Seats in use, judged by the age of the account: a new account that fills its seats slowly is no old one.

The own accounts of the calibration say what is usual at each age. A share is moved by as much as the usual
one at its age lies below (or above) that of all ages:

    judged share = share + usual share of all ages - usual share at this age

so that it still reads as a share of seats. Like the rest of the scale, what is usual is frozen with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.rounding import without_noise
from cxdesk.metrics.usual_at_age import usual_at_age

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class UsualSeats:
    """The middle share of seats in use at each age in years, (k,) each, ages ascending, and of all ages.

    Empty where there were too few accounts: then age makes no difference.
    """

    age: Floats
    share: Floats
    of_all: float


NO_AGES = UsualSeats(np.zeros(0), np.zeros(0), 0.0)


def usual_seats(age: Floats, share: Floats, least_accounts: int) -> UsualSeats:
    """Return what is usual among accounts of those ages (years) and shares, (n,) each; NaN says nothing."""
    known = ~np.isnan(age) & ~np.isnan(share)
    if known.sum() < least_accounts:
        return NO_AGES
    usual = usual_at_age(age[known], share[known])
    if not len(usual):
        return NO_AGES
    of_all = float(without_noise(np.array([np.median(share[known])]))[0])
    return UsualSeats(usual.age, without_noise(usual.median), of_all)


def judged_by_age(share: Floats, age: Floats, usual: UsualSeats) -> Floats:
    """Return the shares of seats as at the usual age, (n,): below 0 or above 1 where much is unusual. An
    account of unknown age is judged as it is.
    """
    if not len(usual.age):
        return share
    at_age = np.interp(np.nan_to_num(age), usual.age, usual.share)
    return without_noise(share + np.where(np.isnan(age), 0.0, usual.of_all - at_age))
