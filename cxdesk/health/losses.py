"""Losses as what forecasts are judged by: which accounts were lost in a time."""

from __future__ import annotations

import numpy as np

from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import Losses


def undated_losses(facts: Facts) -> int:
    """Return how many accounts are lost of which no day is known: they belong to no time."""
    return int(np.sum(facts.accounts.is_lost & np.isnat(facts.accounts.lost_at)))


def lost_within(found: Losses, accounts: int, after: np.datetime64, until: np.datetime64) -> np.ndarray:
    """Return, (accounts,) days, each account's first loss in (after, until], NaT without one."""
    inside = (found.day > after) & (found.day <= until)
    first = np.full(accounts, np.datetime64("NaT", "D"))
    # Later ones first, so that the first is written last.
    first[found.account[inside][::-1]] = found.day[inside][::-1]
    return first
