"""How arguments that several commands share are read."""

from __future__ import annotations

import argparse
import re
from datetime import date
from typing import TYPE_CHECKING

from cxdesk.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    from cxdesk.workspace.facts_record import Accounts

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


def size_argument(text: str) -> tuple[int, int]:
    """Return width and height in pixels of a size written as 1440x900."""
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 1440x900")
    return int(width), int(height)


def account_position(accounts: Accounts, text: str) -> int:
    """Return the position of the account of an id or name; raises UsageError when there is none."""
    from cxdesk.session.account_view import account_named

    found = account_named(accounts.account_id, accounts.account_name, text)
    if found is None:
        raise UsageError(f"There is no account {text}.", "Name it by its id or its whole name.")
    return accounts.account_id.tolist().index(found)
