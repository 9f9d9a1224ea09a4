"""When accounts were lost, and came back: the one meaning of it, for curves, back-tests, metrics and pages.

The sources of churn may contradict each other; `RULE` says how that is resolved, and `facts/departures.py`
applies it. A loss is never taken back: whoever comes back starts anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxdesk.workspace.later_columns import LaterColumns

if TYPE_CHECKING:
    from cxdesk.workspace.facts_record import Facts

SAME_LEAVING_DAYS = 45  # the weeks that a leaving takes to show in all the books
RULE = (
    "An account is lost on the day of a churn event that is no reactivation; without one, on its own churn "
    "date; without either, when its last contract ended and no other began within 45 days. What says so "
    "within 45 days, or again before it came back, is one loss. A reactivation, or a contract that begins or "
    "runs on without an end after the loss, is a new start: its time as a customer begins again. While a "
    "contract runs it is a customer."
)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Losses(LaterColumns):
    """One row per loss that bears a day, up to the as-of date, by account and day, datetime64[D] all.

    `since`: when the time as a customer began that ended on `day`, NaT when unknown. `gone` is the first day
    on which the account was no customer any more: not before its contracts were over, so it may lie after
    the as-of date. `back` is the day on which it was one again, NaT while it is not; `gone` itself where it
    never was away, because contracts ran on.
    """

    account: np.ndarray
    day: np.ndarray
    since: np.ndarray
    gone: np.ndarray
    back: np.ndarray

    def __len__(self) -> int:
        return len(self.account)

    @property
    def was_away(self) -> np.ndarray:
        """Where the account was no customer for a time, or is none since, (n,) bool."""
        return ~(self.back <= self.gone)

    @property
    def counted_on(self) -> np.ndarray:
        """The day on which the loss counts in rates: the first one without the customer, else its own."""
        return np.where(self.was_away, self.gone, self.day)


def losses_of(facts: Facts) -> Losses:
    """Return every loss known on the facts' date that bears a day; of facts without a record of them those
    of the accounts that are lost.
    """
    if facts.losses is not None:
        return facts.losses
    accounts, contracts = facts.accounts, facts.contracts
    left = np.flatnonzero(accounts.is_lost & ~np.isnat(accounts.lost_at))
    day = accounts.lost_at[left].astype("datetime64[D]")
    over = np.where(contracts.churned, contracts.end, contracts.end + np.timedelta64(1, "D"))
    latest = np.full(len(accounts), np.iinfo(np.int64).min)
    np.maximum.at(latest, contracts.account, over.astype("datetime64[D]").view(np.int64))
    gone = np.maximum(day.view(np.int64), latest[left]).view("datetime64[D]")
    return Losses(left, day, accounts.start_date[left], gone, np.full(len(left), np.datetime64("NaT", "D")))


def first_losses(found: Losses, accounts: int) -> np.ndarray:
    """Return, (accounts,) days, each account's first loss, NaT without one."""
    first = np.full(accounts, np.datetime64("NaT", "D"))
    first[found.account[::-1]] = found.day[::-1]
    return first


def are_leaving(facts: Facts) -> np.ndarray:
    """Return which customers have said that they leave while a contract still runs, and began no new one."""
    found = losses_of(facts)
    leaving = np.zeros(len(facts.accounts), dtype=bool)
    leaving[found.account[np.isnat(found.back)]] = True
    return leaving & ~facts.accounts.is_lost


def present_since(facts: Facts, day: np.datetime64 | None = None) -> np.ndarray:
    """Return, (accounts,) days, since when each was a customer on a day (the facts' own without one): its
    first start, or the newest one after a loss; NaT when unknown.
    """
    found, since = losses_of(facts), facts.accounts.start_date.astype("datetime64[D]").copy()
    begun = found.back <= (facts.as_of if day is None else day)
    since[found.account[begun]] = found.back[begun]  # of several of one account, the last assigned stays
    return since
