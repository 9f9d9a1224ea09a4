"""How many renewals accounts face in a year, by the terms of their contracts.

A contract by the month comes up for renewal every month, one for two years every other year. Where accounts
leave at any time of their terms, not at the ends, these do not bind, and staying is counted by the month.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts_record import Facts

Floats = NDArray[np.float64]

LEAVING_DAYS = 45.0  # the weeks in which a leaving shows in the books, before or after the end of a term
MONTHLY = 12.0
_LEAST_LOSSES, _BINDING_SHARE = 10, 0.5


def renewals_by_contract(facts: Facts) -> Floats:
    """Return how many renewals a year each account's contracts have, 1 where that is not known, (n,).

    That of the contract that pays most of those that run, a longer one before a shorter; without one that of
    the contract that ended last. Trials renew nothing. What is left of a term after an upgrade within it is
    no term of its own: of such a length it is not known.
    """
    contracts = facts.contracts
    term = np.where(np.isnan(contracts.term_months), MONTHLY, contracts.term_months)
    over = np.flatnonzero(~contracts.is_trial & contracts.ended)
    running = np.flatnonzero(~contracts.is_trial & ~contracts.ended)
    over = over[np.argsort(contracts.end[over], kind="stable")]
    running = running[np.lexsort((term[running], np.nan_to_num(contracts.mrr[running])))]
    months = np.full(len(facts.accounts), MONTHLY)
    for rows in (over, running):
        months[contracts.account[rows]] = term[rows]  # the last one assigned stays
    return MONTHLY / months


def leaving_days(a_year: Floats) -> Floats:
    """Return within how many days of the end of a term a leaving belongs to it: 45, at most its eighth."""
    return np.minimum(LEAVING_DAYS, DAYS_A_YEAR / a_year / 8.0)


def unbound(a_year: Floats, years: Floats) -> Floats:
    """Return the numbers of renewals a year with which accounts leave at any time of their terms.

    `years` (n,) are the times after which accounts were lost. With fewer than 10 losses terms are believed;
    by chance a quarter of losses lies that near to the end of a term, here half of them must.
    """
    found = []
    for each in np.unique(a_year).tolist():
        own = years[a_year == each]
        days = np.abs(own * each - np.maximum(np.round(own * each), 1.0)) * DAYS_A_YEAR / each
        near = days <= leaving_days(np.array(each)) + 1.0
        if each < MONTHLY and len(own) >= _LEAST_LOSSES and float(near.mean()) < _BINDING_SHARE:
            found.append(each)
    return np.array(found, dtype=np.float64)
