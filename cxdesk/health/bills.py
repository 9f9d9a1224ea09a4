"""Which bills are still to be paid, as far as the data can say: one rule for caps, signals and tensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.workspace.event_records import Invoices
from cxdesk.workspace.facts.invoices import PAID_SOME_DAY, is_called_paid, is_never_owed


def are_tracked(invoices: Invoices) -> bool:
    """Return whether any payment is on record: else nothing says that bills are followed to their payment."""
    return bool(np.any(~np.isnat(invoices.paid_at)))


def is_open(invoices: Invoices) -> NDArray[np.bool_]:
    """Return which bills nobody has paid, and nobody need not pay; disputed ones too, (invoices,)."""
    return np.isnat(invoices.paid_at) & ~is_never_owed(invoices) & ~is_called_paid(invoices)


def may_be_open(invoices: Invoices, due_by: np.datetime64) -> NDArray[np.bool_]:
    """Return which bills were due by a day and are paid nobody says when: on a date in the past they may have
    been open, (invoices,).
    """
    return (invoices.status == PAID_SOME_DAY) & (invoices.due_at <= due_by)


def has_known_end(invoices: Invoices) -> NDArray[np.bool_]:
    """Return of which bills it is known when they were paid, or that they are open still, (invoices,): not of
    those that never were due, nor of those that are called paid without a day.
    """
    return is_open(invoices) | (~np.isnat(invoices.paid_at) & ~is_never_owed(invoices))
