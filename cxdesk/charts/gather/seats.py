"""Seats in use by the age of the account, with what is usual at that age."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.seats import SeatAges
from cxdesk.metrics import measure, measure_accounts
from cxdesk.metrics.response import customers_on
from cxdesk.metrics.usual_at_age import usual_at_age, usual_for
from cxdesk.metrics.windows import YEAR_DAYS, Window, age_days
from cxdesk.workspace.facts_record import Facts


def seats_by_age(facts: Facts, request: ChartRequest) -> SeatAges:
    """Return every present customer's seat use of the last month and its age."""
    accounts, grid = facts.accounts, measure_accounts("seat_use", facts)
    here = np.flatnonzero(customers_on(facts, Window(facts.as_of)))
    if request.account is not None and request.account not in here:
        here = np.append(here, request.account)
    months = age_days(accounts.start_date, facts.as_of)[here] / YEAR_DAYS * 12.0
    share = grid.value[here]
    known = np.isfinite(months) & np.isfinite(share)
    usual = usual_at_age(months[known], share[known])
    low, median, _high = usual_for(usual, months)
    names = np.where(accounts.account_name != "", accounts.account_name, accounts.account_id)[here]
    return SeatAges(
        name=[str(name) for name in names],
        age=months,
        share=share,
        high=grid.high[here],
        seats=accounts.seats[here],
        usual=usual,
        low=low,
        median=median,
        period=grid.period,
        chosen=-1 if request.account is None else int(np.flatnonzero(here == request.account)[0]),
        reason="" if known.any() else _why_nothing(facts, share),
    )


def _why_nothing(facts: Facts, share: np.ndarray) -> str:
    """Return why there is no account to place."""
    if np.isfinite(share).any():
        return "It is not known when the accounts began. Import accounts or contracts with their start."
    return measure("seat_use", facts).missing
