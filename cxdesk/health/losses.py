"""When accounts were lost, out of the sources that may contradict each other, by one stated rule.

An account is lost on the day of a churn event that is no reactivation; where the data have no churn events at
all, on the day that its last contract ended or its own row names. An account can be lost more than once: it
came back in between. Losses without a day are known, but belong to no period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.workspace.facts_record import Facts

RULE = (
    "Lost: a churn event that is no reactivation; without any churn events in the data, the end of the last "
    "contract or the account's own churn date."
)


@dataclass(frozen=True, slots=True)
class Losses:
    """One entry per loss with a day: position of the account in the facts, and the day; sorted by both.

    `undated` counts the lost accounts of which no day is known.
    """

    account: np.ndarray
    day: np.ndarray
    undated: int


def losses(facts: Facts) -> Losses:
    """Return every loss that is known on the facts' date."""
    events, accounts = facts.churn_events, facts.accounts
    left = ~events.is_reactivation & ~np.isnat(events.at)
    if left.any():
        account, day = events.account[left].astype(np.int64), events.at[left]
    else:
        account = np.flatnonzero(accounts.is_lost & ~np.isnat(accounts.lost_at))
        day = accounts.lost_at[account]
    day = day.astype("datetime64[D]")
    order = np.lexsort((day, account))
    undated = int(np.sum(accounts.is_lost & np.isnat(accounts.lost_at)))
    return Losses(account[order], day[order], undated)


def lost_within(found: Losses, accounts: int, after: np.datetime64, until: np.datetime64) -> np.ndarray:
    """Return, (accounts,) days, each account's first loss in (after, until], NaT without one."""
    inside = (found.day > after) & (found.day <= until)
    first = np.full(accounts, np.datetime64("NaT", "D"))
    # Later ones first, so that the first is written last.
    first[found.account[inside][::-1]] = found.day[inside][::-1]
    return first
