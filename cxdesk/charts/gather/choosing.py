"""Whose facts a chart shows: those of all accounts or of one."""

from __future__ import annotations

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.workspace.facts_record import Facts


def chosen(facts: Facts, request: ChartRequest) -> Facts:
    """Return the facts of the account that was asked for, else all."""
    return facts if request.account is None else facts.of([request.account])


def whose(facts: Facts, request: ChartRequest) -> str:
    """Return the name of the account that was asked for (its id where it has none), "" for all accounts."""
    if request.account is None:
        return ""
    accounts = facts.accounts
    return str(accounts.account_name[request.account] or accounts.account_id[request.account])
