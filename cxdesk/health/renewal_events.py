"""Renewal signals from what happened between us and them: bills, incidents and the price.

Each is NaN where its input is absent, and then adds nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.bills import are_tracked, is_open, may_be_open
from cxdesk.health.severity import is_severe, is_told
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Contracts, Facts, in_force

Floats = NDArray[np.float64]

OVERDUE_DAYS = 14  # a reminder's time: a bill that is a few days late says nothing. A judgement
INCIDENT_DAYS = 90
PRICE_MONTHS = 12
PRICE_RISE = 0.10


def bill_trouble(facts: Facts) -> Floats:
    """Return 1 where a bill is disputed, or unpaid for more than 14 days after it was due; else 0, (n,).

    NaN without bills, where nobody says whether one that is paid today was paid by then, and where nothing is
    disputed and not one payment of anybody is on record: then nothing says that bills are tracked to their
    payment.
    """
    invoices, count = facts.invoices, len(facts.accounts)
    unpaid = is_open(invoices)
    late = unpaid & (age_days(invoices.due_at, facts.as_of) > OVERDUE_DAYS)
    disputed = invoices.is_disputed & unpaid
    found = np.full(count, np.nan)
    if are_tracked(invoices):
        found[invoices.account] = 0.0
        due_by = facts.as_of.astype("datetime64[D]") - np.timedelta64(OVERDUE_DAYS + 1, "D")
        found[invoices.account[may_be_open(invoices, due_by)]] = np.nan
        found[invoices.account[late]] = 1.0
    found[invoices.account[disputed]] = 1.0
    return found


def incident_exposure(facts: Facts) -> Floats:
    """Return how many severe incidents of the last 90 days touched each account, (n,); NaN for all where it
    is not known whom incidents touch, or how severe they are.
    """
    incidents, touched, count = facts.incidents, facts.incident_accounts, len(facts.accounts)
    told = is_told(incidents.priority) | is_told(incidents.urgency)
    if not len(touched) or not told.any():
        return np.full(count, np.nan)
    recent = age_days(incidents.created_at, facts.as_of) < INCIDENT_DAYS
    severe = recent & (is_severe(incidents.priority) | is_severe(incidents.urgency))
    return np.bincount(touched.account[severe[touched.incident]], minlength=count).astype(np.float64)


def price_rise(facts: Facts) -> Floats:
    """Return 1 where the monthly price of a seat is more than 10 % above that of 12 months ago while the bill
    rose too; else 0, (n,).

    A bill that rose with the number of seats alone is no rise of the price, nor is a smaller contract at a
    smaller discount. NaN without revenue and seats on both dates.
    """
    contracts, count = facts.contracts, len(facts.accounts)
    now, then = (_revenue_and_seats(contracts, month_end(facts.as_of, m), count) for m in (0, PRICE_MONTHS))
    known = (now[0] > 0) & (now[1] > 0) & (then[0] > 0) & (then[1] > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        dearer = (now[0] / now[1]) / (then[0] / then[1]) > 1.0 + PRICE_RISE + 1e-9
    return np.where(known, (dearer & (now[0] > then[0])).astype(np.float64), np.nan)


def _revenue_and_seats(contracts: Contracts, date: np.datetime64, count: int) -> tuple[Floats, Floats]:
    """Return the sums over the contracts in force on a date; NaN where one of them does not say."""
    running = in_force(contracts, date)
    account = contracts.account[running]
    return tuple(
        np.bincount(account, weights=amounts[running], minlength=count).astype(np.float64)
        for amounts in (contracts.mrr, contracts.seats)
    )
