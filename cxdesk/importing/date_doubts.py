"""What makes dates doubtful as a column: years that may come first, and days that a spreadsheet swapped."""

from __future__ import annotations

import numpy as np

_MONTHS, _DAYS = 12, 31
_YEARS_APART = 10
_LEAST = 3  # real dates and texts from which on it is no chance that the days part them

HALF_SWAPPED = "half_swapped_dates"
"""The code of the problem that day and month of some dates of a column are swapped."""


def years_may_lead(first: np.ndarray, month: np.ndarray, last: np.ndarray) -> bool:
    """Return whether dates of three short numbers, int64[n] each, may begin with their years.

    So they may where no first number can be a month, all lie within a few years, and the last ones, which
    differ as much or more, can be days.
    """
    if not len(first) or not ((first > _MONTHS) & (month >= 1) & (month <= _MONTHS)).all():
        return False
    days = (last >= 1) & (last <= _DAYS)
    return bool(days.all()) and np.ptp(first) <= min(_YEARS_APART, int(np.ptp(last)))


def years_seem_to_lead(first: np.ndarray, last: np.ndarray) -> bool:
    """Return which reading is the likelier of dates that may begin with their years: days differ more."""
    return bool(np.ptp(last) > np.ptp(first))


def swapped_doubt(
    seconds: np.ndarray, first: np.ndarray, other: np.ndarray, many: int
) -> tuple[tuple[str, str, str], ...]:
    """Return what is to be said of a column where a spreadsheet read day and month the wrong way round.

    It makes real dates of what it can read so, all with days up to 12, and leaves the rest as texts, all with
    days over 12. `seconds`: float64[n] since 1970 of the real dates; `first`, `other`: int64[m] numbers of
    the texts; `many`: how many cells have these texts.
    """
    if len(seconds) < _LEAST or many < _LEAST or not len(first):
        return ()
    days = (seconds // 86_400).astype(np.int64).astype("datetime64[D]")
    of_month = (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    late = (first > _MONTHS).all() and (other <= _MONTHS).all()
    late = late or ((other > _MONTHS).all() and (first <= _MONTHS).all())
    if not late or (of_month > _MONTHS).any():
        return ()
    hint = (
        f"All {len(seconds):,} real dates lie on the days 1 to 12 and all {many:,} dates written as text on "
        "later days: a spreadsheet program seems to have read day and month the wrong way round where it "
        "could. The real dates may be swapped. Export the file again and import it without opening it there, "
        "or correct these dates in the source."
    )
    return ((HALF_SWAPPED, "", hint),)
