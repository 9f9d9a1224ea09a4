"""Time until something happens, one row per period lived through, for a model of each period's chance.

A logistic regression on these rows is the discrete-time model (Singer & Willett 1993). With rare events its
coefficients are those of Cox's model to the second digit, it needs no baseline and no rule for ties, and
inputs may change from period to period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PersonPeriods:
    """One row per subject and period: `subject` is a position, `period` counts from 1, `event` ended it
    there.
    """

    subject: Integers
    period: Integers
    event: NDArray[np.bool_]


def person_periods(
    durations: ArrayLike, observed: ArrayLike, entry: ArrayLike | None = None
) -> PersonPeriods:
    """Return a row for each period that each subject lived through.

    `durations` (n,) are whole numbers of periods, at least 1; `observed` (n,) is true where the end was seen,
    in the last of them. `entry` (n,) is after how many periods a subject was first seen (0 when not given):
    earlier periods make no rows, as those who ended in them are not in the data. Raises ValueError for
    durations below 1 or not beyond entry.
    """
    last = np.asarray(durations, dtype=np.int64)
    if not np.array_equal(last, np.asarray(durations, dtype=np.float64)):
        raise ValueError("durations are whole numbers of periods")
    first = np.zeros(len(last), dtype=np.int64) if entry is None else np.asarray(entry, dtype=np.int64)
    if np.any(first < 0) or np.any(last <= first):
        raise ValueError("a subject is seen for at least one period")
    length = last - first
    subject = np.repeat(np.arange(len(last)), length)
    begun = np.cumsum(length) - length
    period = np.arange(len(subject)) - begun[subject] + first[subject] + 1
    event = np.asarray(observed, dtype=bool)[subject] & (period == last[subject])
    return PersonPeriods(subject, period, event)
