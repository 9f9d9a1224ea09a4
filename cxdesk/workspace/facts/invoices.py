"""Invoices and orders, whole and cut to a date."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

from cxdesk.tables import INVOICES
from cxdesk.workspace.arrow_types import days, flags, numbers, texts
from cxdesk.workspace.event_records import Invoices
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts_record import rows_taken
from cxdesk.workspace.later_columns import rows_later
from cxdesk.workspace.workspace import Workspace

PAID_SOME_DAY = "paid, the day is not known"
_PAID = pa.array(["paid", "settled", "succeeded", PAID_SOME_DAY])
_NEVER_OWED = pa.array(["void", "voided", "credited", "draft", "deleted", "cancelled", "canceled"])


def read_invoices(workspace: Workspace, resolver: Resolver) -> tuple[Invoices, int]:
    """Return all invoices of known accounts, and how many rows have no account."""
    rows = newest_of_each_key(read_rows(workspace, INVOICES), "invoice_id")
    account = resolver.of_rows(rows)
    invoices = Invoices(
        account=account,
        invoice_id=texts(rows["invoice_id"]),
        issued_at=days(rows["issued_at"]),
        due_at=days(rows["due_at"]),
        paid_at=days(rows["paid_at"]),
        amount=numbers(rows["amount"]),
        currency=texts(rows["currency"]),
        status=texts(rows["status"]),
        is_disputed=flags(rows["disputed"]),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    return rows_taken(invoices, known), len(account) - len(known)


def invoices_on(invoices: Invoices, as_of: np.datetime64, is_present: bool) -> Invoices:
    """Return the invoices issued by the date, paid later ones as unpaid.

    What a source says of one without a date, its status and whether it is contested, is today's word: on a
    date in the past it is not known yet. Nobody says since when one is void or cancelled that was never paid,
    or on which day one was paid: whether it was owed then is not known, and it counts neither as overdue nor
    as paid. The former is left out, the latter is `PAID_SOME_DAY`. This is the one use of an undated word in
    the past.
    """
    kept = rows_later(invoices, np.flatnonzero(invoices.issued_at <= as_of))
    if not is_present:
        kept = rows_taken(kept, np.flatnonzero(~(np.isnat(kept.paid_at) & is_never_owed(kept))))
    paid_at = np.where(kept.paid_at > as_of, np.datetime64("NaT"), kept.paid_at).astype("datetime64[D]")
    if is_present:
        return replace(kept, paid_at=paid_at)
    status = np.where(np.isnat(kept.paid_at) & is_called_paid(kept), PAID_SOME_DAY, "").astype(object)
    return replace(kept, paid_at=paid_at, status=status, is_disputed=np.zeros(len(kept), dtype=bool))


def is_called_paid(invoices: Invoices) -> NDArray[np.bool_]:
    """Return which invoices are paid by their status (paid, settled; in any capitals), be it on a day that
    nobody names, (invoices,).
    """
    return compute.is_in(_status(invoices), _PAID).to_numpy(zero_copy_only=False)


def is_never_owed(invoices: Invoices) -> NDArray[np.bool_]:
    """Return which invoices nobody need pay by their status (void, credited, a draft, deleted, cancelled; in
    any capitals), (invoices,).
    """
    return compute.is_in(_status(invoices), _NEVER_OWED).to_numpy(zero_copy_only=False)


def _status(invoices: Invoices) -> pa.Array:
    return compute.utf8_lower(compute.utf8_trim_whitespace(pa.array(invoices.status, pa.string())))
