"""Who was asked and who is silent, for charts."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, name_of, whose
from cxdesk.charts.gather.periods import QUARTERS, since_first
from cxdesk.charts.records import Response
from cxdesk.metrics.measuring import measure_by, observations_of
from cxdesk.metrics.periods import QUARTER, measure_periods, periods_to
from cxdesk.workspace.facts_record import Facts


def response(facts: Facts, request: ChartRequest) -> Response:
    """Return the invitations per quarter, and the accounts (or one account's roles) that are silent."""
    own = chosen(facts, request)
    invitations = observations_of("response_rate", own, periods_to(own.as_of, QUARTER, QUARTERS).whole)
    periods = since_first(periods_to(own.as_of, QUARTER, QUARTERS), [invitations.at])
    grid = measure_periods("response_rate", own, periods)
    answered = np.rint(np.nan_to_num(grid.value) * grid.n).astype(np.int64)
    silent, asked, period = _silent_roles(own) if request.account is not None else _silent_accounts(own)
    return Response(
        whose(facts, request),
        periods,
        grid.n,
        answered,
        silent,
        period,
        "accounts" if request.account is None else "roles",
        asked,
        "" if grid.n.any() else str(grid.missing[-1]),
    )


def _silent_accounts(facts: Facts) -> tuple[tuple[tuple[str, int], ...], int, str]:
    """Return the silent accounts with the people asked there, how many accounts were asked, and when."""
    silence, invitations = observations_of("silent_accounts", facts), observations_of("response_rate", facts)
    people = np.bincount(invitations.account, minlength=len(facts.accounts))
    silent = silence.account[silence.value > 0]
    order = np.argsort(-people[silent], kind="stable")
    named = tuple((name_of(facts, int(account)), int(people[account])) for account in silent[order])
    return named, len(silence), silence.period


def _silent_roles(facts: Facts) -> tuple[tuple[tuple[str, int], ...], int, str]:
    """Return the roles of which nobody answered with their invitations, how many were asked, and when."""
    found = measure_by("response_rate", facts, "role")
    if found is None:
        return (), 0, ""
    roles, grid = found
    silent = tuple(
        (role, int(asked)) for role, asked, rate in zip(roles, grid.n, grid.value, strict=True) if rate == 0
    )
    return silent, int(np.sum(grid.n > 0)), grid.period
