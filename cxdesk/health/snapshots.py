"""Accounts as they stood on past dates, and what became of them: what forecasts are judged by.

A snapshot is made from what was known at the end of its day alone; means, priors, scales and curves too
(methods 5). The label is whether the account was lost in the days after it. Accounts that were customers then
are at risk; trials are not, nor is who only orders, or had said by then that it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.health.buying import only_orders
from cxdesk.health.losses import lost_within
from cxdesk.health.portfolio import Portfolio
from cxdesk.health.score import score
from cxdesk.health.standards import Standards
from cxdesk.metrics.retention import in_several_currencies
from cxdesk.workspace.facts import facts_back
from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import Losses, are_leaving

MOST_ORIGINS = 12
LEAST_HISTORY_DAYS = 180  # before the first origin: with less there is nothing to score
DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Snapshot:
    """n accounts at risk on `origin`.

    `account` are positions in the newest facts; `x` (n, S) and `present` (n, S) are the renewal signals;
    `curve` is the chance of loss within the horizon by the segment's curve alone and `chance` the one by the
    standards; `lost_on` is the day of the loss within the horizon, NaT without. `arr` is 0 where it is not
    known, and NaN for all in a book of several currencies.
    """

    origin: np.datetime64
    account: np.ndarray
    x: np.ndarray
    present: np.ndarray
    curve: np.ndarray
    chance: np.ndarray
    health: np.ndarray
    band: np.ndarray
    arr: np.ndarray
    lost_on: np.ndarray

    @property
    def lost(self) -> np.ndarray:
        """n: 1.0 for a loss within the horizon, else 0.0."""
        return (~np.isnat(self.lost_on)).astype(np.float64)


def snapshots(facts: Facts, standards: Standards, found: Losses, horizon_days: int) -> Iterator[Snapshot]:
    """Yield the snapshots whose horizon has passed, newest first, a horizon apart; none is of the present.

    Raises ValueError for a horizon below a day. The facts must be able to look back (`facts.evidence`).
    """
    if horizon_days < 1:
        raise ValueError("the horizon is at least a day")
    step = max(1, -(-horizon_days // DAYS_A_MONTH))
    begin = _first_day(facts)
    place = {identity: position for position, identity in enumerate(facts.accounts.account_id.tolist())}
    for number in range(1, MOST_ORIGINS + 1):
        origin = month_end(facts.as_of, number * step)
        if begin is None or origin < begin + np.timedelta64(LEAST_HISTORY_DAYS, "D"):
            return
        if origin + np.timedelta64(horizon_days, "D") > facts.as_of:
            continue
        then = facts_back(facts, number * step)
        if len(then.accounts):
            book, signals = score(then, standards), len(standards.renewal.betas)
            yield _snapshot(then, book, signals, place, found, len(facts.accounts), horizon_days)


def addable_revenue(facts: Facts) -> np.ndarray:
    """Return the annual revenue of each account, 0 where it is not known, (n,); NaN for all where accounts
    are in several currencies: shares of such sums mean nothing.
    """
    arr = facts.accounts.arr
    return np.full(len(arr), np.nan) if in_several_currencies(facts) else np.nan_to_num(arr)


def passed_by(taken: Sequence[Snapshot], origin: np.datetime64, horizon_days: int) -> list[int]:
    """Return the positions of the snapshots of which all that became of them was known on `origin`: the
    embargo. Months differ in length, so that an origin a horizon earlier may miss it by a day.
    """
    horizon = np.timedelta64(horizon_days, "D")
    return [place for place, past in enumerate(taken) if past.origin + horizon <= origin]


def _snapshot(
    then: Facts,
    book: Portfolio,
    signals: int,
    place: dict[str, int],
    found: Losses,
    count: int,
    horizon_days: int,
) -> Snapshot:
    """Return the accounts at risk of facts that were cut to their date, with what became of them. The first
    `signals` are those of the standards; what was learned on a table comes after them.
    """
    at_risk = then.accounts.is_customer & ~are_leaving(then) & ~only_orders(then)
    at_risk = np.flatnonzero(at_risk & np.isfinite(book.p_renew))
    account = np.array([place.get(i, -1) for i in then.accounts.account_id[at_risk].tolist()], dtype=np.int64)
    at_risk, account = at_risk[account >= 0], account[account >= 0]
    until = then.as_of + np.timedelta64(horizon_days, "D")
    lost_on = lost_within(found, count, then.as_of, until)[account]
    years = horizon_days / DAYS_A_YEAR
    by_curve = 1.0 / (1.0 + np.exp(-book.renewal_base[at_risk]))
    return Snapshot(
        origin=then.as_of,
        account=account,
        x=book.signal_x[at_risk, :signals],
        present=np.isfinite(book.signal_value[at_risk, :signals]),
        curve=1.0 - by_curve**years,
        chance=1.0 - book.p_renew[at_risk] ** years,
        health=book.health[at_risk],
        band=book.band[at_risk],
        arr=addable_revenue(then)[at_risk],
        lost_on=lost_on,
    )


def _first_day(facts: Facts) -> np.datetime64 | None:
    """Return the first day on which anything is known, None without any."""
    dates = (
        facts.answers.answered_at,
        facts.tickets.created_at,
        facts.usage.last_at,
        facts.contracts.start,
        facts.churn_events.at,
    )
    known = [day[~np.isnat(day)].astype("datetime64[D]").min() for day in dates if (~np.isnat(day)).any()]
    return min(known, default=None)
