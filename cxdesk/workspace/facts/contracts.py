"""Contracts and churn events, whole and cut to a date."""

from __future__ import annotations

import numpy as np

from cxdesk.tables import CHURN_EVENTS, CONTRACTS
from cxdesk.workspace.arrow_types import days, flags, numbers, texts
from cxdesk.workspace.facts.accounts import MONTHS_A_YEAR
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver, without_ambiguous
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts.terms import billed_months, with_terms
from cxdesk.workspace.facts_record import ChurnEvents, Contracts, has_ended, rows_taken
from cxdesk.workspace.later_columns import rows_later
from cxdesk.workspace.workspace import Workspace

_TERMS_SHARE = 0.5  # of the contracts that were not lost: when so many have an end, ends are terms


def read_contracts(workspace: Workspace, resolver: Resolver) -> tuple[Contracts, dict[str, int], int]:
    """Return all contracts of known accounts, the account of each contract id, and how many rows have no
    account.
    """
    rows = newest_of_each_key(read_rows(workspace, CONTRACTS), "contract_id")
    account = resolver.of_rows(rows)
    arr, mrr, end = numbers(rows["arr"]), numbers(rows["mrr"]), days(rows["end_date"])
    contracts = Contracts(
        account=account,
        contract_id=texts(rows["contract_id"]),
        start=days(rows["start_date"]),
        end=end,
        notice=days(rows["notice_date"]),
        ended=np.zeros(len(account), dtype=bool),
        mrr=np.where(np.isnan(mrr), arr / MONTHS_A_YEAR, mrr),
        seats=numbers(rows["seats"]),
        plan=texts(rows["plan"]),
        movement=texts(rows["movement"]),
        currency=texts(rows["currency"]),
        is_trial=flags(rows["is_trial"]),
        churned=flags(rows["churned"]),
        auto_renew=flags(rows["auto_renew"]),
        term_months=numbers(rows["term_months"]),
        billed_months=billed_months(texts(rows["billing_frequency"])),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    owners = without_ambiguous(list(zip(contracts.contract_id[known], account[known].tolist(), strict=True)))
    return rows_taken(contracts, known), owners, len(account) - len(known)


def contracts_on(contracts: Contracts, as_of: np.datetime64) -> Contracts:
    """Return the contracts that had begun by the date. A loss that came later is not known yet.

    Where a source gives terms, the end of one is known from its start and stays. Where only lost contracts
    have an end, the end is the loss: one that came later is left out.
    """
    begun = np.flatnonzero(np.isnat(contracts.start) | (contracts.start <= as_of))
    kept = rows_later(contracts, begun)
    later_loss = kept.churned & (kept.end > as_of)
    unlost = ~kept.churned
    gives_terms = bool(unlost.any() and np.mean(~np.isnat(kept.end[unlost])) >= _TERMS_SHARE)
    hidden = later_loss & (not gives_terms)
    end = np.where(hidden, np.datetime64("NaT"), kept.end).astype("datetime64[D]")
    churned = kept.churned & ~later_loss
    known = rows_later(kept, None, end=end, churned=churned, ended=has_ended(end, churned, as_of))
    return with_terms(known, gives_terms)


def read_churn_events(workspace: Workspace, resolver: Resolver) -> tuple[ChurnEvents, int]:
    """Return all churn events of known accounts, and how many rows have no account."""
    rows = newest_of_each_key(read_rows(workspace, CHURN_EVENTS), "event_id")
    account = resolver.of_rows(rows)
    events = ChurnEvents(
        account=account,
        at=days(rows["date"]),
        reason=texts(rows["reason"]),
        comment=texts(rows["comment"]),
        amount=numbers(rows["amount"]),
        is_reactivation=flags(rows["is_reactivation"]),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    return rows_taken(events, known), len(account) - len(known)


def churn_events_on(events: ChurnEvents, as_of: np.datetime64) -> ChurnEvents:
    """Return the events that had happened by the date."""
    return rows_later(events, np.flatnonzero(events.at <= as_of))
