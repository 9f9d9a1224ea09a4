"""Months, weeks and quarters where a date is meant: `03/2026`, `2026-W12`, `KW 12/2026`, `Q3 2026`.

They are read as their first days, and this is said.
"""

from __future__ import annotations

import numpy as np

from cxdesk.importing.sheet import SECONDS_PER_DAY

_CENTURY = r"(?:19|20|21)\d{2}"
MONTH_ONLY = rf"^(?P<year>{_CENTURY})[-/.](?P<month>\d{{1,2}})$"
MONTH_THEN_YEAR = rf"^(?P<month>\d{{1,2}})[-/.](?P<year>{_CENTURY})$"
MONTH_NAMED = r"^(?P<name>\p{L}{3,12})\.?[-/ ']*(?:de )?(?P<year>\d{4}|\d{2})$"
COMPACT_MONTH = r"^(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])$"
_WEEK_WORD = r"(?i:week|woche|semaine|semana|settimana|sem|wk|kw|cw|w|s)"
_WEEK = rf"^(?P<year>{_CENTURY})[-/ ]?{_WEEK_WORD}[-. ]?(?P<week>\d{{1,2}})(?:-(?P<weekday>[1-7]))?$"
_WEEK_THEN_YEAR = rf"^{_WEEK_WORD}[-. ]{{0,2}}(?P<week>\d{{1,2}})[-/, ]+(?P<year>{_CENTURY})$"
_QUARTER_WORD = r"(?i:quarter|quartal|trimestre|trim|q|t)"
_QUARTER = rf"^(?P<year>{_CENTURY})[-/ ]*{_QUARTER_WORD}[-. ]?(?P<quarter>[1-4])$"
_QUARTER_THEN_YEAR = rf"^{_QUARTER_WORD}[-. ]?(?P<quarter>[1-4])[-/ ']*(?P<year>{_CENTURY}|\d{{2}})$"
_QUARTER_COUNTED = rf"^(?P<quarter>[1-4])(?:\.|er|º|°)? ?{_QUARTER_WORD}[-/. ']*(?P<year>{_CENTURY}|\d{{2}})$"
_MONTHS, _WEEKS, _QUARTERS = (
    f"{period}, read as their {day}"
    for period, day in (("months", "first days"), ("weeks", "Mondays"), ("quarters", "first days"))
)
PERIODS = {
    MONTH_ONLY: _MONTHS,
    MONTH_THEN_YEAR: _MONTHS,
    MONTH_NAMED: _MONTHS,
    COMPACT_MONTH: _MONTHS,
    _WEEK: _WEEKS,
    _WEEK_THEN_YEAR: _WEEKS,
    _QUARTER: _QUARTERS,
    _QUARTER_THEN_YEAR: _QUARTERS,
    _QUARTER_COUNTED: _QUARTERS,
}
"""What is said of dates that are whole periods, by the pattern that they are written in."""
LETTERED = (_WEEK, _WEEK_THEN_YEAR, _QUARTER, _QUARTER_THEN_YEAR, _QUARTER_COUNTED)
"""The patterns of weeks and quarters, in which a single letter may stand."""
_MOST_WEEKS = 53


def week_days(year: np.ndarray, week: np.ndarray, weekday: np.ndarray) -> np.ndarray:
    """Return seconds since 1970 of days of ISO weeks (1 Monday to 7 Sunday), NaN for weeks that a year does
    not have. Weeks begin on Mondays; the first one has the year's first Thursday (ISO 8601)."""
    first = _first_monday(year)
    days = first + (week - 1) * 7 + weekday - 1
    sound = (week >= 1) & (week <= _MOST_WEEKS) & (first + (week - 1) * 7 < _first_monday(year + 1))
    return np.where(sound, days * float(SECONDS_PER_DAY), np.nan)


def _first_monday(year: np.ndarray) -> np.ndarray:
    """Return the day since 1970 of the Monday of each year's first ISO week, which has the 4th of January."""
    fourth = ((year - 1970) * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + 3
    return fourth - (fourth + 3) % 7  # 1970-01-01, day 0, was a Thursday
