"""Who is a customer on a day, and who had left by the end of a period: the one meaning for every metric."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.windows import Window
from cxdesk.workspace.facts_record import Facts

Mask = NDArray[np.bool_]
_ONE_DAY = np.timedelta64(1, "D")
_NEVER = np.iinfo(np.int64).min  # the integer that stands for NaT, before every day


def present_on(facts: Facts, day: np.datetime64) -> Mask:
    """Return which accounts were customers at the end of a day: begun, not lost, and more than a trial.

    A trial has nothing to renew, so it can neither be lost nor stand for what customers do. Those of unknown
    start or loss count as they stand now.
    """
    accounts = facts.accounts
    begun = np.isnat(accounts.start_date) | (accounts.start_date <= day)
    return begun & (~accounts.is_lost | (first_days_gone(facts) > day)) & ~accounts.is_trial


def at_start_and_lost(facts: Facts, window: Window) -> tuple[Mask, Mask]:
    """Return which accounts were customers when the window began, and which of them it lost.

    Whoever came within the window is in neither. So those at the start depend on nothing but its first day,
    and the losses among them add up: those of a quarter are those of its months. A loss of which the day is
    not known is one of the year up to now, and of no shorter or earlier time. Where customers only order,
    nobody is known to be there or lost.
    """
    accounts = facts.accounts
    begun = ~(accounts.start_date > window.start) & ~accounts.is_trial & (not facts.by_order)
    gone = first_days_gone(facts)
    lost = begun & accounts.is_lost & window.holds_or_undated(gone)
    return (begun & present_on(facts, window.start)) | lost, lost


def first_days_gone(facts: Facts) -> np.ndarray:
    """Return the first day on which each account was no customer any more, datetime64[D], NaT where it is one
    or the day is not known.

    That is the day of its loss, but not before its contracts are over: a term runs on its last day, one that
    was marked as lost does not.
    """
    return kept_with(facts, "first days gone", lambda: frozen(_first_days_gone(facts)))


def _first_days_gone(facts: Facts) -> np.ndarray:
    accounts, contracts = facts.accounts, facts.contracts
    gone = np.where(accounts.is_lost, accounts.lost_at, np.datetime64("NaT")).astype("datetime64[D]")
    over = np.where(contracts.churned, contracts.end, contracts.end + _ONE_DAY).astype("datetime64[D]")
    latest = np.full(len(accounts), _NEVER)
    np.maximum.at(latest, contracts.account, over.view(np.int64))
    return np.where(np.isnat(gone), gone, np.maximum(gone.view(np.int64), latest).view("datetime64[D]"))
