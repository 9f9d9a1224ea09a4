"""Losses and new starts out of contracts, churn events and the accounts' own churn dates, by the stated rule
(`losses.RULE`). All is cut to the as-of date before it comes here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.workspace.customer_records import ChurnEvents, Contracts
from cxdesk.workspace.losses import SAME_LEAVING_DAYS, Losses

Days = NDArray[np.int64]
Mask = NDArray[np.bool_]

_NEVER = np.iinfo(np.int64).min  # the integer that stands for NaT
_ALWAYS, _OPEN = -1_000_000, 5_000_000  # days before and after every date: unknown starts, open ends
_SPAN = 10_000_000  # between the days of one account and those of the next in one key
_EVENT, _OWN_DATE, _CONTRACT_END = 0, 1, 2  # which source of one leaving names its day: the lowest


@dataclass(frozen=True, slots=True)
class _Runs:
    """Contracts (n,) by account and start: `begins` is a contract's own first day, `end` the last day of all
    that began up to it, `over` the first day without them, `is_paid` whether one of them is no trial.
    """

    account: Days
    begins: Days
    end: Days
    over: Days
    is_paid: Mask


@dataclass(frozen=True, slots=True)
class _Leavings:
    """What says that an account left, (n,) each, by account and day: the account, the day, the source."""

    account: Days
    day: Days
    source: Days


def losses_on(
    start: np.ndarray, own_date: np.ndarray, goes_on: Mask, contracts: Contracts, events: ChurnEvents
) -> Losses:
    """Return the losses of accounts, whose first day `start` is, datetime64[D], NaT when unknown.

    `own_date` is the churn date of their own rows, NaT without one. Of accounts in `goes_on` the end of the
    last contract is no loss: their own row names a renewal to come.
    """
    runs = _runs(contracts)
    comings = _comings(runs, events)
    leavings = _of_best_source(_leavings(own_date, events, runs, contracts, goes_on), comings)
    first = np.ones(len(leavings.day), dtype=bool)
    first[1:] = (np.diff(leavings.account) != 0) | (np.diff(leavings.day) > SAME_LEAVING_DAYS)
    begins = np.flatnonzero(first)
    ends = np.append(begins[1:], len(first))[: len(begins)] - 1
    account, day = leavings.account[begins], leavings.day[begins]
    gone, back = _away(account, day, leavings.day[ends], runs, comings)
    follows = np.zeros(len(day), dtype=bool)
    follows[1:] = account[1:] == account[:-1]
    again = np.zeros(len(day), dtype=bool)
    again[1:] = follows[1:] & ((back[:-1] == _NEVER) | (day[1:] < back[:-1]))
    account, day, gone, back = account[~again], day[~again], gone[~again], back[~again]
    since = start.astype("datetime64[D]").view(np.int64)[account]
    later = np.flatnonzero(account[1:] == account[:-1]) + 1
    since[later] = back[later - 1]
    dates = (_frozen(days.view("datetime64[D]")) for days in (day, since, gone, back))
    return Losses(_frozen(account.astype(np.int32)), *dates)


def _runs(contracts: Contracts) -> _Runs:
    start, end = (_integers(days) for days in (contracts.start, contracts.end))
    begins = np.where(start == _NEVER, _ALWAYS, start)
    account = contracts.account.astype(np.int64)
    order = np.lexsort((begins, account))
    account, begins = account[order], begins[order]
    open_ended = end == _NEVER
    last = np.where(open_ended, _OPEN, end)[order]
    over = np.where(open_ended, _OPEN, end + ~contracts.churned)[order]
    paid = (~contracts.is_trial[order]).astype(np.int64)
    return _Runs(
        account, begins, _highest(account, last), _highest(account, over), _highest(account, paid) > 0
    )


def _leavings(
    own_date: np.ndarray, events: ChurnEvents, runs: _Runs, contracts: Contracts, goes_on: Mask
) -> _Leavings:
    """Return everything that says that an account left, by account and day.

    Between two contracts nothing is lost unless 45 days lie between them, or the first ones were trials.
    """
    told = np.flatnonzero(~events.is_reactivation & ~np.isnat(events.at))
    own = np.flatnonzero(~np.isnat(own_date))
    running = np.zeros(len(own_date), dtype=bool)
    running[contracts.account[~contracts.ended]] = True
    is_last = np.append(runs.account[1:] != runs.account[:-1], len(runs.account) > 0)
    pause = np.append(runs.begins[1:] - runs.end[:-1], 0)[: len(is_last)] > SAME_LEAVING_DAYS
    final = is_last & ~(running | goes_on)[runs.account] & (runs.end < _OPEN)
    ended = np.flatnonzero(np.where(is_last, final, pause & runs.is_paid))
    account = np.concatenate([events.account[told], own, runs.account[ended]]).astype(np.int64)
    day = np.concatenate([_integers(events.at[told]), _integers(own_date[own]), runs.end[ended]])
    source = np.repeat([_EVENT, _OWN_DATE, _CONTRACT_END], [len(told), len(own), len(ended)])
    order = np.lexsort((day, account))
    return _Leavings(account[order], day[order], source[order])


def _comings(runs: _Runs, events: ChurnEvents) -> Days:
    """Return the keys of the days on which accounts began, or came back, in order."""
    returned = np.flatnonzero(events.is_reactivation & ~np.isnat(events.at))
    begun = runs.begins > _ALWAYS
    account = np.concatenate([events.account[returned].astype(np.int64), runs.account[begun]])
    return np.sort(_key(account, np.concatenate([_integers(events.at[returned]), runs.begins[begun]])))


def _of_best_source(found: _Leavings, comings: Days) -> _Leavings:
    """Return the leavings without those of which another source names the day: of what several say between
    two comings, an event counts before the account's own date, and that before the end of its contracts.
    """
    if not len(found.day):
        return found
    before = np.searchsorted(comings, _key(found.account, found.day), side="right")
    begins = np.append(True, (np.diff(found.account) != 0) | (np.diff(before) != 0))
    best = np.minimum.reduceat(found.source, np.flatnonzero(begins))
    kept = found.source == best[np.cumsum(begins) - 1]
    return _Leavings(found.account[kept], found.day[kept], found.source[kept])


def _away(account: Days, day: Days, last: Days, runs: _Runs, comings: Days) -> tuple[Days, Days]:
    """Return from when to when accounts were no customers after they left: said from `day` to `last`."""
    place = np.searchsorted(_key(runs.account, runs.begins), _key(account, last), side="right") - 1
    own = np.zeros(len(day), dtype=bool)
    if len(runs.account):
        own = (place >= 0) & (runs.account[place] == account)
    over = np.where(own, runs.over[place] if len(runs.over) else 0, _ALWAYS)
    following = np.searchsorted(comings, _key(account, last), side="right")
    next_key = np.append(comings, _NEVER)[following]
    came = next_key - _key(account, np.zeros_like(day))
    back = np.where((next_key != _NEVER) & (came < _SPAN + _ALWAYS), came, _NEVER)
    gone = np.maximum(day, over)
    # Contracts that run on, to the next one or without an end, are a new start on the spot.
    stays = (back != _NEVER) & (back <= gone)
    goes_on = over >= _OPEN
    return (
        np.where(goes_on, day, np.where(stays, back, gone)),
        np.where(goes_on, day, back),
    )


def _key(account: Days, day: Days) -> Days:
    return account * _SPAN + day


def _highest(account: Days, values: Days) -> Days:
    """Return the highest value of each account up to each row; rows are by account."""
    return np.maximum.accumulate(_key(account, values)) - account * _SPAN


def _integers(days: np.ndarray) -> Days:
    return days.astype("datetime64[D]").view(np.int64)


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
