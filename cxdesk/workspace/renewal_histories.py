"""Who renewed how often and who left: what the retention curves of a book of customers are fitted to.

Renewals are yearly for all, be their contracts by the year or by the month: whoever leaves within a year did
not renew at its end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts_record import Facts

LEAVING_DAYS = 45.0
LEAP_DAY = 1.0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class RenewalHistories:
    """One entry per account of known age. It was first seen after `entry` yearly renewals, has `renewals`
    behind it in all, and has left (`lost`) or is a customer still.
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
    accounts = facts.accounts
    known = np.flatnonzero(~np.isnan(accounts.tenure_years) & ~accounts.is_trial)
    renewals = renewals_behind(accounts.tenure_years, accounts.is_lost)
    entry = np.minimum(_renewals_when_first_seen(facts), renewals)
    return RenewalHistories(
        accounts.segment[known], renewals[known], entry[known], accounts.is_lost[known].astype(bool)
    )


def renewals_behind(tenure_years: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Return the yearly renewals behind accounts of that age, 0 where it is unknown.

    A customer has renewed on its anniversary; whoever leaves on it, or in the weeks that a notice takes to
    show in the books, did not renew.
    """
    years = np.where(np.isnan(tenure_years), 0.0, tenure_years)
    grace = np.where(lost, -LEAVING_DAYS, LEAP_DAY) / DAYS_A_YEAR
    return np.maximum(np.floor(years + grace), 0.0).astype(np.int64)


def _renewals_when_first_seen(facts: Facts) -> np.ndarray:
    """Return the yearly renewals each account had behind it when the data begin; 0 for later customers."""
    dates = (facts.answers.answered_at, facts.tickets.created_at, facts.usage.last_at, facts.accounts.lost_at)
    known = [day[~np.isnat(day)].astype("datetime64[D]") for day in dates]
    first = min((day.min() for day in known if len(day)), default=None)
    if first is None:
        return np.zeros(len(facts.accounts), dtype=np.int64)
    age = (first - facts.accounts.start_date).astype(float) / DAYS_A_YEAR
    return np.where(np.isnat(facts.accounts.start_date), 0.0, np.maximum(np.floor(age), 0.0)).astype(np.int64)
