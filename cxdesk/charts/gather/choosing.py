"""Whose facts a chart shows: those of all accounts or of one."""

from __future__ import annotations

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.workspace.facts_record import Facts


def chosen(facts: Facts, request: ChartRequest) -> Facts:
    """Return the facts of the account that was asked for, else all."""
    return facts if request.account is None else facts.of([request.account])


def whose(facts: Facts, request: ChartRequest) -> str:
    """Return the name of the account that was asked for (its id where it has none), "" for all accounts."""
    return "" if request.account is None else name_of(facts, request.account)


def name_of(facts: Facts, account: int) -> str:
    """Return the name of an account, its id where it has none."""
    return str(facts.accounts.account_name[account] or facts.accounts.account_id[account])
