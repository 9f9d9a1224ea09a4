"""Who renewed how often and who left: what the retention curves of a book of customers are fitted to.

Renewals are yearly for all, be their contracts by the year or by the month: whoever leaves within a year did
not renew at its end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import are_leaving, losses_of, present_since

LEAVING_DAYS = 45.0
LEAP_DAY = 1.0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class RenewalHistories:
    """One entry per time as a customer of known length: the last one of each account, and those before a loss
    of one that came back. It was first seen after `entry` yearly renewals, has `renewals` behind it in all,
    and ended in a loss (`lost`) or goes on.
    """

    segment: np.ndarray
    renewals: np.ndarray
    entry: np.ndarray
    lost: np.ndarray


def renewal_histories(facts: Facts) -> RenewalHistories:
    """Return the histories of the book that the facts come from, else of the facts' own accounts.

    Accounts that left before the data begin are missing from it, so one that is older counts only from there
    on; lost ones of unknown age say nothing, nor do trials, which renew nothing.
    """
    if facts.all_renewals is not None:
        return facts.all_renewals
    account, since, years, lost = _times_as_customers(facts)
    renewals = renewals_behind(years, lost)
    entry = np.minimum(_renewals_when_first_seen(facts, since), renewals)
    return RenewalHistories(facts.accounts.segment[account], renewals, entry, lost)


def _times_as_customers(facts: Facts) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return of every time as a customer whose length is known the account, the first day (NaT when unknown),
    the length in years and whether it ended in a loss.
    """
    accounts, found = facts.accounts, losses_of(facts)
    real, leaving = ~accounts.is_trial, are_leaving(facts)
    years = accounts.tenure_years.copy()
    ended = (found.day - found.since).astype(float) / DAYS_A_YEAR
    last = np.isnat(found.back) & leaving[found.account]
    years[found.account[last]] = ended[last]  # up to the day on which it said that it leaves
    whole = np.flatnonzero(~np.isnan(years) & real)
    earlier = np.flatnonzero(~np.isnat(found.back) & ~np.isnan(ended) & real[found.account])
    return (
        np.concatenate([whole, found.account[earlier].astype(np.int64)]),
        np.concatenate([present_since(facts)[whole], found.since[earlier]]),
        np.maximum(np.concatenate([years[whole], ended[earlier]]), 0.0),
        np.concatenate([(accounts.is_lost | leaving)[whole], np.ones(len(earlier), dtype=bool)]),
    )


def renewals_behind(tenure_years: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Return the yearly renewals behind accounts of that age, 0 where it is unknown.

    A customer has renewed on its anniversary; whoever leaves on it, or in the weeks that a notice takes to
    show in the books, did not renew.
    """
    years = np.where(np.isnan(tenure_years), 0.0, tenure_years)
    grace = np.where(lost, -LEAVING_DAYS, LEAP_DAY) / DAYS_A_YEAR
    return np.maximum(np.floor(years + grace), 0.0).astype(np.int64)


def _renewals_when_first_seen(facts: Facts, since: np.ndarray) -> np.ndarray:
    """Return the yearly renewals that customers since those days had behind them when the data begin; 0 for
    later ones.
    """
    dates = (facts.answers.answered_at, facts.tickets.created_at, facts.usage.last_at, facts.accounts.lost_at)
    known = [day[~np.isnat(day)].astype("datetime64[D]") for day in dates]
    first = min((day.min() for day in known if len(day)), default=None)
    if first is None:
        return np.zeros(len(since), dtype=np.int64)
    age = (first - since).astype(float) / DAYS_A_YEAR
    return np.where(np.isnat(since), 0.0, np.maximum(np.floor(age), 0.0)).astype(np.int64)
