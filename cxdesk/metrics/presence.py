"""Who is a customer on a day, and who had left by the end of a period: the one meaning for every metric.

Losses are those of `workspace.losses`: whoever came back is a customer again, and the loss stays one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.windows import Window
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import losses_of

Mask = NDArray[np.bool_]


def present_on(facts: Facts, day: np.datetime64) -> Mask:
    """Return which accounts were customers at the end of a day: begun, not lost, and more than a trial.

    A trial has nothing to renew, so it can neither be lost nor stand for what customers do. Those of unknown
    start or loss count as they stand now.
    """
    accounts, found = facts.accounts, losses_of(facts)
    begun = np.isnat(accounts.start_date) | (accounts.start_date <= day)
    away = accounts.is_lost & np.isnat(accounts.lost_at)
    away[found.account[(found.gone <= day) & ~(found.back <= day)]] = True
    return begun & ~away & ~accounts.is_trial


def at_start_and_lost(facts: Facts, window: Window) -> tuple[Mask, Mask]:
    """Return which accounts were customers when the window began, and which of them it lost.

    Whoever came within the window is in neither; whoever left in it is lost, come back or not. So those at
    the start depend on nothing but its first day, and the losses among them add up: those of a quarter are
    those of its months, but for who left twice. A loss counts on the first day without the customer, or on
    its own where contracts ran on; one of which the day is not known is one of the year up to now, and of no
    shorter or earlier time. Where customers only order, nobody is known to be there or lost.
    """
    accounts, found = facts.accounts, losses_of(facts)
    begun = ~(accounts.start_date > window.start) & ~accounts.is_trial & (not facts.by_order)
    there = begun & present_on(facts, window.start)
    left = np.zeros(len(accounts), dtype=bool)
    left[found.account[window.holds(found.counted_on)]] = True
    undated = accounts.is_lost & np.isnat(accounts.lost_at) & window.holds_or_undated(accounts.lost_at)
    lost = (there & left) | (begun & undated)
    return there | lost, lost
