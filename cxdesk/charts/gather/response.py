"""Who was asked and who is silent, for charts."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, name_of, whose
from cxdesk.charts.gather.periods import QUARTERS, since_first
from cxdesk.charts.records import OTHER_ROLE, Response
from cxdesk.metrics.catalogue import definition, metric
from cxdesk.metrics.measuring import observations_of, window_of
from cxdesk.metrics.periods import QUARTER, measure_periods, periods_to
from cxdesk.metrics.response import customers_on, has_surveys_of_answers_alone
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts


def response(facts: Facts, request: ChartRequest) -> Response:
    """Return the invitations per quarter, and who of the accounts, or of one, is silent."""
    own = chosen(facts, request)
    invitations = observations_of("response_rate", own, periods_to(own.as_of, QUARTER, QUARTERS).whole)
    periods = since_first(periods_to(own.as_of, QUARTER, QUARTERS), [invitations.at])
    grid = measure_periods("response_rate", own, periods)
    answered = np.rint(np.nan_to_num(grid.value) * grid.n).astype(np.int64)
    silent, asked, period = _silent(own, request.account is not None)
    partly = has_surveys_of_answers_alone(own, periods.whole)
    return Response(whose(facts, request), periods, grid.n, answered, silent, period, asked, partly)


def _silent(facts: Facts, of_one: bool) -> tuple[tuple[tuple[str, int], ...], int, str]:
    """Return the roles of present customers of which nobody answered, with their invitations, those with the
    most first; how many such roles were asked; and when.

    People whose role is not known stand for their account where nobody of a known role was asked there, else
    they are left out: most of them are ratings of tickets that name nobody.
    """
    invitations, roles = observations_of("response_rate", facts), len(ROLE_NAMES)
    account, role = invitations.account, facts.answers.role[invitations.row]
    known = role != ROLE_NAMES.index(OTHER_ROLE)
    has_known = np.bincount(account[known], minlength=len(facts.accounts)) > 0
    window = window_of(definition("response_rate"), facts.as_of)
    here = customers_on(facts, window)
    place = np.where(here[account] & (known | ~has_known[account]), account * roles + role, -1)
    grid = metric("response_rate").summarise(invitations, place, len(facts.accounts) * roles)
    silent = np.flatnonzero(grid.value == 0)
    silent = silent[np.argsort(-grid.n[silent], kind="stable")]
    named = tuple((_named(facts, int(one), of_one), int(grid.n[one])) for one in silent)
    return named, int(np.sum(grid.n > 0)), window.text


def _named(facts: Facts, place: int, of_one: bool) -> str:
    """Return account and role, without what goes without saying."""
    account, role = divmod(place, len(ROLE_NAMES))
    if ROLE_NAMES[role] == OTHER_ROLE:
        return "role not known" if of_one else name_of(facts, account)
    return ROLE_NAMES[role] if of_one else f"{name_of(facts, account)}, {ROLE_NAMES[role]}"
