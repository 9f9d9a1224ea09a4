"""Who renewed how often and who left: what the retention curves of a book of customers are fitted to.

Renewals are counted by the terms of an account's own contracts (`renewal_terms`), yearly where these are not
known: whoever leaves within a term did not renew at its end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import are_leaving, losses_of, present_since
from cxdesk.workspace.renewal_terms import MONTHLY, leaving_days, renewals_by_contract, unbound

LEAP_DAY = 1.0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class RenewalHistories:
    """One entry per time as a customer of known length: the last one of each account, and those before a loss
    of one that came back. It was first seen after `entry` renewals, of which there are `a_year`, has
    `renewals` behind it in all, and ended in a loss (`lost`) or goes on. `leaves_any_time` are the
    numbers of renewals a year with which accounts leave at any time of their terms.
    """

    segment: np.ndarray
    renewals: np.ndarray
    entry: np.ndarray
    lost: np.ndarray
    a_year: np.ndarray
    leaves_any_time: np.ndarray


def renewal_histories(facts: Facts) -> RenewalHistories:
    """Return the histories of the book that the facts come from, else of the facts' own accounts.

    Accounts that left before the data begin are missing from it, so one that is older counts only from there
    on; lost ones of unknown age say nothing, nor do trials, which renew nothing.
    """
    if facts.all_renewals is not None:
        return facts.all_renewals
    account, since, years, lost = _times_as_customers(facts)
    by_contract = renewals_by_contract(facts)[account]
    any_time = unbound(by_contract[lost], years[lost])
    a_year = _counted(by_contract, any_time)
    renewals = renewals_behind(years, lost, a_year)
    entry = np.minimum(_renewals_when_first_seen(facts, since, a_year), renewals)
    return RenewalHistories(facts.accounts.segment[account], renewals, entry, lost, a_year, any_time)


def renewals_a_year(facts: Facts) -> np.ndarray:
    """Return how many renewals a year are counted of each account, (n,): those of its contracts, 12 where
    accounts of such contracts leave at any time of their terms.
    """
    return _counted(renewals_by_contract(facts), renewal_histories(facts).leaves_any_time)


def _times_as_customers(facts: Facts) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return of every time as a customer whose length is known the account, the first day (NaT when unknown),
    the length in years and whether it ended in a loss.
    """
    accounts, found = facts.accounts, losses_of(facts)
    real, leaving = ~accounts.is_trial, are_leaving(facts)
    until = np.where(found.was_away, np.maximum(found.day, found.gone - np.timedelta64(1, "D")), found.day)
    ended = (until - found.since).astype(float) / DAYS_A_YEAR
    years = accounts.tenure_years.copy()
    last = np.isnat(found.back) & ~np.isnan(ended)
    years[found.account[last]] = ended[last]
    whole = np.flatnonzero(~np.isnan(years) & real)
    earlier = np.flatnonzero(~np.isnat(found.back) & ~np.isnan(ended) & real[found.account])
    return (
        np.concatenate([whole, found.account[earlier].astype(np.int64)]),
        np.concatenate([present_since(facts)[whole], found.since[earlier]]),
        np.maximum(np.concatenate([years[whole], ended[earlier]]), 0.0),
        np.concatenate([(accounts.is_lost | leaving)[whole], np.ones(len(earlier), dtype=bool)]),
    )


def renewals_behind(tenure_years: np.ndarray, lost: np.ndarray, a_year: np.ndarray) -> np.ndarray:
    """Return the renewals behind accounts of that age with so many a year, 0 where it is unknown.

    A customer has renewed on its anniversary; whoever leaves on it, or in the weeks that a notice takes to
    show in the books, did not renew.
    """
    years = np.where(np.isnan(tenure_years), 0.0, tenure_years)
    grace = np.where(lost, -leaving_days(a_year), LEAP_DAY) / DAYS_A_YEAR
    return np.maximum(np.floor((years + grace) * a_year), 0.0).astype(np.int64)


def _counted(by_contract: np.ndarray, any_time: np.ndarray) -> np.ndarray:
    """Return the renewals a year, 12 for those whose terms do not bind."""
    return np.where(np.isin(by_contract, any_time), MONTHLY, by_contract)


def _renewals_when_first_seen(facts: Facts, since: np.ndarray, a_year: np.ndarray) -> np.ndarray:
    """Return the renewals that customers since those days had behind them when the data begin; 0 for later
    ones.
    """
    dates = (facts.answers.answered_at, facts.tickets.created_at, facts.usage.last_at, facts.accounts.lost_at)
    known = [day[~np.isnat(day)].astype("datetime64[D]") for day in dates]
    first = min((day.min() for day in known if len(day)), default=None)
    if first is None:
        return np.zeros(len(since), dtype=np.int64)
    age = (first - since).astype(float) / DAYS_A_YEAR * a_year
    return np.where(np.isnat(since), 0.0, np.maximum(np.floor(age), 0.0)).astype(np.int64)
