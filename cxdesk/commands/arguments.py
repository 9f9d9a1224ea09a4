"""How arguments that several commands share are read."""

from __future__ import annotations

import argparse
import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_PERIOD = re.compile(r"(\d{1,5})([dwmy])")
_DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
_LONGEST = 36_525


def date_argument(text: str) -> np.datetime64:
    """Return a day written as 2026-09-30."""
    import numpy as np

    try:
        return np.datetime64(date.fromisoformat(text), "D")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-09-30") from error


def period_argument(text: str) -> int:
    """Return the days of a period written as 90d, 12w, 6m or 1y: at least one."""
    found = _PERIOD.fullmatch(text.strip().lower())
    days = int(int(found[1]) * _DAYS[found[2]]) if found else 0
    if not 1 <= days <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is not a period such as 90d, 12w, 6m or 1y")
    return days
